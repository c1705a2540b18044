// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Loops against theory. What they ought to do is computed here from the plant's figures
 * (both modes, delay, zero-order hold) and from the filters' coefficients as the firmware
 * holds them, in double precision and without the firmware's own model of it. What they do
 * is the plant's truth:
 *
 * - sensitivity: the disc is made to swing by a sine under one of two drives that are alike
 *   to the bit otherwise; the difference of the two is the answer to the sine alone
 * - residual: what is left of the disc without noise and without learning, against the
 *   spectrum of the disc as it came by, times the sensitivity.
 */
#include <complex.h>
#include <stdlib.h>

#include "hover.h"
#include "plant/internal.h"

#define ZONE 6
#define RPM 2244.0
#define TURN (2.0 * M_PI)

/* ---- theory ---- */

static double complex mode(double hz, double mode_hz, double damping)
{
	double w = TURN * hz, w0 = TURN * mode_hz;

	return 1.0 / (w0 * w0 - w * w + 2.0 * I * damping * w0 * w);
}

/* nm per V as the head moves at the ticks. */
static double complex plant_at(const struct nfod_figures *fig, enum learn_axis axis, double hz)
{
	bool gap = axis == LEARN_GAP;
	double rest = TURN * (double)(gap ? fig->gap_resonance_hz : fig->track_resonance_hz);
	double travel = 1e6 * (double)(gap ? fig->gap_mm_per_v : fig->track_mm_per_v);
	double half = M_PI * hz / (double)fig->tick_hz;
	double complex body = mode(hz,
				   (double)(gap ? fig->gap_resonance_hz : fig->track_resonance_hz),
				   (double)(gap ? fig->gap_damping : fig->track_damping));
	double complex parasite =
		mode(hz, (double)(gap ? fig->gap_mode_hz : fig->track_mode_hz),
		     (double)(gap ? fig->gap_mode_damping : fig->track_mode_damping));
	double residue = (double)(gap ? fig->gap_mode_residue : fig->track_mode_residue);

	return travel * rest * rest * (body + residue * parasite) * sin(half) / half *
	       cexp(-I * TURN * hz * 1e-6 * (double)fig->delay_us);
}

static double complex section_at(const struct section *s, double complex z)
{
	return ((double)s->b0 + (double)s->b1 / z + (double)s->b2 / (z * z)) /
	       (1.0 + (double)s->a1 / z + (double)s->a2 / (z * z));
}

/* V per nm. */
static double complex controller_at(const struct servo *servo, enum learn_axis axis, double hz)
{
	double complex z = cexp(I * TURN * hz / (double)servo->fig.tick_hz), all = 1.0;
	const struct track *track = &servo->track;
	const struct gap *gap = &servo->gap;

	if (axis == LEARN_GAP) {
		for (unsigned int i = 0; i < GAP_SECTIONS; i++)
			all *= section_at(&gap->section[i], z);
		return (double)gap->gain * (double)gap->trim[servo->signal.side] * all;
	}
	return (double)track->gain * (double)track->trim[servo->signal.side] *
	       section_at(&track->lead, z) * section_at(&track->notch, z) *
	       (1.0 + (double)track->integral / (1.0 - 1.0 / z));
}

static double complex sensitivity(const struct rig *rig, const struct nfod_figures *plant,
				  enum learn_axis axis, double hz)
{
	return 1.0 / (1.0 + controller_at(rig->servo, axis, hz) * plant_at(plant, axis, hz));
}

/* ---- sensitivity ---- */

#define FIRST_HZ 100.0
#define LAST_HZ 20e3
#define POINTS 24
#define SETTLE_S 15e-3
#define LOOK_S 25e-3
/* The sine may show as much in the error, nm, take so much of the drive, V, and be so high. */
#define SHOWN_NM 1.5
#define VOLTS_MOST 0.2
#define SINE_MOST_NM 2000.0

/**
 * struct sine - the disc's
 * @axis: LEARN_GAP: up and down, LEARN_TRACK: out and in
 * @cycles: per tick
 * @nm: amplitude
 * @before: where the last tick left it, m
 */
struct sine {
	enum learn_axis axis;
	double cycles;
	double nm;
	double before;
};

/* A disc that goes away is a head that is mounted higher, or farther out. */
static void swing(struct rig *rig, struct sine *sine, double m)
{
	struct plant_body *body = &rig->plant->body;

	*(sine->axis == LEARN_GAP ? &body->neutral : &body->sled.position) += m - sine->before;
	sine->before = m;
}

static double seen_nm(const struct rig *rig, enum learn_axis axis)
{
	const struct plant_truth *truth = plant_truth(rig->plant);

	return 1e9 * (axis == LEARN_GAP ? truth->gap : truth->offset);
}

/* What of the sine is left, over the sine. */
static double complex measured(struct rig *still, struct rig *moved, struct sine *sine)
{
	long settle = (long)(SETTLE_S * HOVER_RATE);
	double cycles = ceil(LOOK_S * HOVER_RATE * sine->cycles);
	long look = lround(cycles / sine->cycles);
	double complex sum = 0.0, put = 0.0;

	for (long n = 0; n < 2 * settle + look; n++) {
		double swell = fmin((double)fmin(n, 2 * settle + look - n) / (double)settle, 1.0);
		double nm = sine->nm * swell * sin(TURN * sine->cycles * (double)n);
		double complex turned = cexp(-TURN * I * sine->cycles * (double)n);

		swing(moved, sine, 1e-9 * nm);
		rig_tick(still);
		rig_tick(moved);
		assert_int_equal(moved->servo->gap.report.mode, GAP_NEAR);
		assert_int_equal(moved->servo->track.report.mode, TRACK_FOLLOW);
		if (n < settle || n >= settle + look)
			continue;
		sum += turned * (seen_nm(moved, sine->axis) - seen_nm(still, sine->axis));
		put += turned * nm;
	}
	swing(moved, sine, 0.0);
	return sum / put;
}

static double amplitude(const struct rig *rig, enum learn_axis axis, double hz,
			double complex theory)
{
	double volts = cabs(controller_at(rig->servo, axis, hz) * theory);

	return fmin(fmin(SHOWN_NM / cabs(theory), VOLTS_MOST / volts), SINE_MOST_NM);
}

static struct rig_options corner(double gain, double resonance)
{
	struct rig_options options = hover_options(true);
	struct nfod_figures *plant = &options.plant;

	plant->gap_mm_per_v *= (float)gain;
	plant->track_mm_per_v *= (float)gain;
	plant->gap_mode_hz *= (float)resonance;
	plant->track_mode_hz *= (float)resonance;
	return options;
}

static struct rig *without_learning(const struct rig_options *options)
{
	struct rig *rig = hover_new(options, ZONE, RPM);

	hover_learn(rig, false);
	learn_forget(rig->servo);
	hover_turns(rig, 3.0);
	return rig;
}

static void sweep(enum learn_axis axis, double gain, double resonance)
{
	struct rig_options options = corner(gain, resonance);
	struct rig *still = without_learning(&options);
	struct rig *moved = without_learning(&options);
	double worst = 0.0, worst_hz = 0.0;

	for (int n = 0; n < POINTS; n++) {
		double hz = FIRST_HZ * pow(LAST_HZ / FIRST_HZ, (double)n / (POINTS - 1));
		double complex theory = sensitivity(still, &options.plant, axis, hz);
		struct sine sine = { .axis = axis, .cycles = hz / HOVER_RATE };
		double db;

		sine.nm = amplitude(still, axis, hz, theory);
		db = 20.0 * log10(cabs(measured(still, moved, &sine) / theory));
		if (fabs(db) > fabs(worst)) {
			worst = db;
			worst_hz = hz;
		}
	}
	print_message("%s, gain %.2f, modes %.2f: sensitivity at most %.2f dB off theory, "
		      "at %.0f Hz\n",
		      axis == LEARN_GAP ? "gap" : "track", gain, resonance, worst, worst_hz);
	assert_true(fabs(worst) < 1.0);
	rig_free(still);
	rig_free(moved);
}

static void sensitivity_of_the_gap_loop(void **state)
{
	(void)state;
	sweep(LEARN_GAP, 1.0, 1.0);
	sweep(LEARN_GAP, 0.9, 0.94);
	sweep(LEARN_GAP, 1.1, 1.06);
}

static void sensitivity_of_the_tracking_loop(void **state)
{
	(void)state;
	sweep(LEARN_TRACK, 1.0, 1.0);
	sweep(LEARN_TRACK, 0.9, 0.94);
	sweep(LEARN_TRACK, 1.1, 1.06);
}

/* ---- the firmware's own model ---- */

static void firmware_knows_its_loops(void **state)
{
	struct rig_options options = hover_options(true);
	struct rig *rig = rig_new(&options);

	(void)state;
	for (double hz = 30.0; hz < 50e3; hz *= 1.1) {
		struct phasor gap, track;

		gap_response(rig->servo, (float)hz, &gap.re, &gap.im);
		track_response(rig->servo, (float)hz, &track.re, &track.im);
		assert_true(cabs(((double)gap.re + I * (double)gap.im) /
					 (controller_at(rig->servo, LEARN_GAP, hz) *
					  plant_at(&options.plant, LEARN_GAP, hz)) -
				 1.0) < 0.01);
		assert_true(cabs(((double)track.re + I * (double)track.im) /
					 (controller_at(rig->servo, LEARN_TRACK, hz) *
					  plant_at(&options.plant, LEARN_TRACK, hz)) -
				 1.0) < 0.01);
	}
	rig_free(rig);
}

/* ---- residual ---- */

/* Turns that are looked at; beyond the last frequency there is nothing on the disc. */
#define TURNS 2
#define SPECTRUM_HZ 60e3

/**
 * struct record - of some turns, by tick
 * @length: ticks
 * @wanted: where the head ought to be, nm
 * @carried: and what else moves it: the sled that the lens hangs on, nm; 0 in the gap
 * @error: where it is, from there, nm
 */
struct record {
	long length;
	double *wanted;
	double *carried;
	double *error;
};

static void note(const struct rig *rig, enum learn_axis axis, struct record *record, long n)
{
	const struct plant_truth *truth = plant_truth(rig->plant);

	if (axis == LEARN_GAP) {
		record->wanted[n] = 1e9 * truth->height;
		record->carried[n] = 0.0;
		record->error[n] = 1e9 * truth->gap - (double)rig->servo->gap.report.set_nm;
	} else {
		record->wanted[n] = 1e9 * (truth->radius - truth->offset);
		record->carried[n] = 1e9 * truth->sled;
		record->error[n] = 1e9 * truth->offset;
	}
}

static void record_turns(struct rig *rig, enum learn_axis axis, struct record *record)
{
	record->length = lround(TURNS * hover_turn(rig) * HOVER_RATE);
	record->wanted = calloc(3 * (size_t)record->length, sizeof(double));
	assert_non_null(record->wanted);
	record->carried = record->wanted + record->length;
	record->error = record->carried + record->length;
	for (long n = 0; n < record->length; n++) {
		rig_tick(rig);
		assert_int_equal(rig->servo->track.report.mode, TRACK_FOLLOW);
		note(rig, axis, record, n);
	}
}

/* Raised cosine squared: what is high at the turn's rate does not leak to where little is. */
static double window(long n, long length)
{
	double w = 0.5 - 0.5 * cos(TURN * ((double)n + 0.5) / (double)length);

	return w * w;
}

/* Away with the mean, and with what does not end where it began; then the window. */
static void prepare(double *x, long length)
{
	double slope = (x[length - 1] - x[0]) / (double)(length - 1), first = x[0], mean = 0.0;

	for (long n = 0; n < length; n++) {
		x[n] -= first + slope * (double)n;
		mean += x[n] / (double)length;
	}
	for (long n = 0; n < length; n++)
		x[n] = (x[n] - mean) * window(n, length);
}

static double complex line(const double *x, long length, long bin)
{
	double complex step = cexp(-I * TURN * (double)bin / (double)length), turned = 1.0;
	double complex sum = 0.0;

	for (long n = 0; n < length; n++) {
		sum += x[n] * turned;
		turned *= step;
	}
	return sum;
}

/* What a mean square under the window is divided by. */
static double window_weight(long length)
{
	double weight = 0.0;

	for (long n = 0; n < length; n++)
		weight += pow(window(n, length), 2.0);
	return weight;
}

static double windowed_rms(const double *x, long length)
{
	double sum = 0.0;

	for (long n = 0; n < length; n++)
		sum += x[n] * x[n];
	return sqrt(sum / window_weight(length));
}

/* How much of the sled's way the lens makes by its spring alone. */
static double complex taken_along(const struct nfod_figures *fig, double hz)
{
	double rest = (double)fig->track_resonance_hz;

	return mode(hz, rest, (double)fig->track_damping) * pow(TURN * rest, 2.0);
}

static double predicted_rms(const struct rig *rig, const struct nfod_figures *plant,
			    enum learn_axis axis, const struct record *record)
{
	double sum = 0.0;
	long last = (long)(SPECTRUM_HZ / HOVER_RATE * (double)record->length);

	for (long bin = 1; bin <= last; bin++) {
		double hz = (double)bin / (double)record->length * HOVER_RATE;
		double complex x = line(record->wanted, record->length, bin);

		if (axis == LEARN_TRACK)
			x -= taken_along(plant, hz) * line(record->carried, record->length, bin);
		x *= sensitivity(rig, plant, axis, hz);
		sum += 2.0 * creal(x * conj(x)) / (double)record->length;
	}
	return sqrt(sum / window_weight(record->length));
}

static void residual(enum learn_axis axis)
{
	struct rig_options options = hover_options(true);
	struct rig *rig = without_learning(&options);
	struct record record;
	double found, theory;

	record_turns(rig, axis, &record);
	prepare(record.wanted, record.length);
	prepare(record.carried, record.length);
	prepare(record.error, record.length);
	found = windowed_rms(record.error, record.length);
	theory = predicted_rms(rig, &options.plant, axis, &record);
	print_message("%s: feedback leaves %.4f nm rms, spectrum times sensitivity is %.4f\n",
		      axis == LEARN_GAP ? "gap" : "track", found, theory);
	assert_true(fabs(found / theory - 1.0) < 0.15);
	free(record.wanted);
	rig_free(rig);
}

static void residual_of_the_gap_loop(void **state)
{
	(void)state;
	residual(LEARN_GAP);
}

static void residual_of_the_tracking_loop(void **state)
{
	(void)state;
	residual(LEARN_TRACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sensitivity_of_the_gap_loop),
		cmocka_unit_test(sensitivity_of_the_tracking_loop),
		cmocka_unit_test(firmware_knows_its_loops),
		cmocka_unit_test(residual_of_the_gap_loop),
		cmocka_unit_test(residual_of_the_tracking_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
