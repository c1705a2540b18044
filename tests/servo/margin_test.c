// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Margins in place: the sweep on a loop whose response is known in closed form, with
 * run-out and noise in it; the judgement on curves with known margins; and both loops of
 * the drive as it flies, against their designs.
 */
#include <complex.h>
#include <string.h>

#include "hover.h"
#include "lib/random.h"

#define RATE 200e3
#define RPM 2244.0

/**
 * struct known - integrator twice, lead, and two ticks of delay: all in z
 * @gain: of it
 * @position: of the double integrator
 * @speed: ditto
 * @lead: state of it
 * @late: orders on their way
 */
struct known {
	double gain;
	double position;
	double speed;
	double lead;
	double late[2];
};

#define LEAD_ZERO 0.95
#define LEAD_POLE 0.30

static double known_step(struct known *known, double volts, double disturbance)
{
	known->position += known->speed;
	known->speed += known->late[1];
	known->late[1] = known->late[0];
	known->late[0] = volts;
	return known->position + disturbance;
}

static double known_control(struct known *known, double seen)
{
	double error = -seen;
	double volts = known->gain * (error - LEAD_ZERO * known->lead);

	/* (1 - zero/z) error, then the pole's memory. */
	known->lead = error;
	return volts;
}

/* Open loop of it: control is gain (1 - zero/z), the plant z^-3 z / (z - 1)^2... */
static double complex known_response(double gain, double hz)
{
	double complex z = cexp(I * 2.0 * M_PI * hz / RATE);
	double complex control = gain * (1.0 - LEAD_ZERO / z);
	/* Orders wait for two steps, then speed and position follow one step each. */
	double complex plant = 1.0 / (z * z) / ((z - 1.0) * (z - 1.0));

	return control * plant;
}

/* Crossover where |L| = 1, by halving. */
static double known_gain(double hz)
{
	return 1.0 / cabs(known_response(1.0, hz));
}

static double find(double gain, double low, double high, double (*of)(double gain, double hz))
{
	for (int i = 0; i < 60; i++) {
		double middle = sqrt(low * high);

		if ((of(gain, low) > 0.0) == (of(gain, middle) > 0.0))
			low = middle;
		else
			high = middle;
	}
	return low;
}

static double over_one(double gain, double hz)
{
	return cabs(known_response(gain, hz)) - 1.0;
}

/* Sign of the phase above -180 degrees. */
static double over_half_turn(double gain, double hz)
{
	return -cimag(known_response(gain, hz));
}

static struct servo servo;

static void sweep_known(double noise_nm, double runout_nm)
{
	struct known known = { .gain = known_gain(4e3) };
	struct random random = { 5 };
	double angle = 0.0;

	memset(&servo, 0, sizeof(servo));
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, NULL, 0);
	servo.spindle.speed = (float)(RPM * M_PI / 30.0);
	margin_begin(&servo, MARGIN_GAP);
	for (long tick = 0; !margin_poll(&servo); tick++) {
		double seen, volts, runout = 0.0;

		assert_true(tick < 24 * 30000);
		angle += RPM / 60.0 / RATE;
		for (int n = 1; n <= 40; n++)
			runout += runout_nm / n * cos(2.0 * M_PI * n * angle + n);
		seen = known.position + runout + noise_nm * random_normal(&random);
		volts = known_control(&known, seen);
		volts = (double)margin_tick(&servo, MARGIN_GAP, (float)volts);
		known_step(&known, volts, 0.0);
	}
}

static void known_loop_is_found(void **state)
{
	const struct margin_report *report = &servo.margin.report[MARGIN_GAP];
	double gain = known_gain(4e3);
	double crossing = find(gain, 4.1e3, 60e3, over_half_turn), worst = 0.0;
	double margin_db = -20.0 * log10(cabs(known_response(gain, crossing)));
	double phase_deg = 180.0 + carg(known_response(gain, 4e3)) * 180.0 / M_PI;

	(void)state;
	if (phase_deg > 180.0)
		phase_deg -= 360.0;
	sweep_known(1e-7, 1e-6);
	assert_int_equal(report->points, MARGIN_POINTS);
	for (unsigned int i = 0; i < report->points; i++) {
		double complex found = (double)report->re[i] + I * (double)report->im[i];
		double complex want = known_response(gain, (double)report->hz[i]);

		assert_true(fabs(20.0 * log10(cabs(found / want))) < 0.3);
		assert_true(fabs(carg(found / want)) * 180.0 / M_PI < 2.0);
	}
	for (double hz = 300.0; hz < 30e3; hz *= 1.005)
		worst = fmax(worst, -20.0 * log10(cabs(1.0 + known_response(gain, hz))));
	assert_true(fabs((double)report->crossover_hz / 4e3 - 1.0) < 0.02);
	assert_true(fabs((double)report->phase_deg - phase_deg) < 2.0);
	assert_true(fabs((double)report->gain_db - margin_db) < 0.3);
	assert_true(fabs((double)report->worst_db - worst) < 0.3);
	assert_true(fabs(find(gain, 300.0, 30e3, over_one) / 4e3 - 1.0) < 1e-6);
}

/* Crossing -180 degrees twice, the second time nearer to 1: that is the margin. */
static void least_margin_counts(void **state)
{
	struct margin_report report = { .points = 6 };
	static const struct {
		double hz, gain, degrees;
	} curve[] = {
		{ 1e3, 10.0, -150.0 }, { 3e3, 1.0, -140.0 },  { 6e3, 0.4, -170.0 },
		{ 9e3, 0.25, -200.0 }, { 12e3, 0.5, -170.0 }, { 20e3, 0.1, -220.0 },
	};

	(void)state;
	for (int i = 0; i < 6; i++) {
		report.hz[i] = (float)curve[i].hz;
		report.re[i] = (float)(curve[i].gain * cos(curve[i].degrees * M_PI / 180.0));
		report.im[i] = (float)(curve[i].gain * sin(curve[i].degrees * M_PI / 180.0));
	}
	margin_judge(&report);
	assert_true(fabs((double)report.crossover_hz - 3e3) < 1.0);
	assert_true(fabs((double)report.phase_deg - 40.0) < 0.1);
	/* Two thirds of the way up from .25 to .5: .397. */
	assert_true(fabs((double)report.gain_db + 20.0 * log10(0.25 * pow(2.0, 2.0 / 3.0))) < 0.05);
}

static double sweep_flying(struct rig *rig, enum margin_loop loop)
{
	double worst = 0.0;
	long ticks = 0;

	margin_begin(rig->servo, loop);
	while (rig->servo->margin.running) {
		const struct plant_truth *truth = plant_truth(rig->plant);

		rig_tick(rig);
		assert_true(ticks++ < 24 * 30000);
		worst = fmax(worst, loop == MARGIN_GAP ?
					    fabs(1e9 * truth->gap -
						 (double)rig->servo->gap.report.set_nm) :
					    fabs(1e9 * truth->offset));
	}
	return worst;
}

/* @from: frequency from which on it must be as designed; @hz: of the crossover. */
static void judge_flight(const struct rig *rig, enum margin_loop loop, double from, double hz)
{
	const struct margin_report *report = &rig->servo->margin.report[loop];

	for (unsigned int i = 0; i < report->points; i++) {
		struct phasor want;
		double complex ratio;

		if ((double)report->hz[i] < from)
			continue;
		if (loop == MARGIN_GAP)
			gap_response(rig->servo, report->hz[i], &want.re, &want.im);
		else
			track_response(rig->servo, report->hz[i], &want.re, &want.im);
		ratio = ((double)report->re[i] + I * (double)report->im[i]) /
			((double)want.re + I * (double)want.im);
		if (fabs(20.0 * log10(cabs(ratio))) > 1.0 || fabs(carg(ratio)) > 0.1)
			fail_msg("%.0f Hz: %.2f dB, %.1f degrees off the design",
				 (double)report->hz[i], 20.0 * log10(cabs(ratio)),
				 carg(ratio) * 180.0 / M_PI);
	}
	assert_true(fabs((double)report->crossover_hz / hz - 1.0) < 0.1);
	print_message("%s: crossover %.0f Hz, gain margin %.1f dB, phase margin %.1f degrees, "
		      "worst %.1f dB\n",
		      loop == MARGIN_GAP ? "gap" : "track", (double)report->crossover_hz,
		      (double)report->gain_db, (double)report->phase_deg, (double)report->worst_db);
}

static void sweep_both(bool quiet, double from)
{
	struct rig_options options = hover_options(quiet);
	struct rig *rig = hover_new(&options, 6, RPM);
	double gap, track;

	hover_turns(rig, 8.0);
	gap = sweep_flying(rig, MARGIN_GAP);
	judge_flight(rig, MARGIN_GAP, from, 5e3);
	track = sweep_flying(rig, MARGIN_TRACK);
	judge_flight(rig, MARGIN_TRACK, from, 5e3);
	print_message("error meanwhile at most %.2f nm, off-track %.2f nm\n", gap, track);
	assert_true(gap < 5.0 && track < 12.0);
	rig_free(rig);
}

/* Where bearings wander and tracks are uneven, a sine of low frequency is lost in it. */
static void loops_in_flight(void **state)
{
	(void)state;
	sweep_both(true, 0.0);
	sweep_both(false, 3e3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_loop_is_found),
		cmocka_unit_test(least_margin_counts),
		cmocka_unit_test(loops_in_flight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
