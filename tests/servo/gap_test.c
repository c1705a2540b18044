// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The gap loop: margins in the corners, pull-in, moves, and why it gives up. */
#include <complex.h>
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "vertical.h"

#define RPM 2244.0
/* First to a gap where tracks can be crossed, as the supervisor does. */
#define PULL_IN_NM 55

/* ---- by design ---- */

static double complex loop(const struct servo *servo, double hz, double gain)
{
	float re, im;

	gap_response(servo, (float)hz, &re, &im);
	return gain * CMPLX((double)re, (double)im);
}

static double phase_above(double complex l)
{
	return fmod(carg(l) * 180 / M_PI + 360, 360) - 180;
}

/* Least margins over all frequencies: phase where |L| is 1, gain where it is at -180. */
static void find_margins(const struct servo *servo, double gain, double *db, double *degrees,
			 double *worst)
{
	double complex before = loop(servo, 500, gain);

	*db = *degrees = INFINITY;
	*worst = 0;
	for (double hz = 500; hz < 99e3; hz *= 1.0005) {
		double complex now = loop(servo, hz, gain);

		if ((cabs(before) - 1) * (cabs(now) - 1) <= 0)
			*degrees = fmin(*degrees, fabs(phase_above(now)));
		if (cimag(before) * cimag(now) <= 0 && creal(now) < 0 && hz > 2000)
			*db = fmin(*db, -20 * log10(cabs(now)));
		*worst = fmax(*worst, -20 * log10(cabs(1 + now)));
		before = now;
	}
}

static void margins_hold_in_the_corners(void **state)
{
	static struct servo servo;
	double db, degrees, worst;

	(void)state;
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, NULL, 0);
	assert_true(fabs(cabs(loop(&servo, 5000, 1)) - 1) < 0.01);
	for (double mode = 0.94; mode < 1.07; mode += 0.03) {
		for (double gain = 0.9; gain < 1.15; gain += 0.1) {
			/* The loop as designed, on another plant. */
			servo.fig.gap_mode_hz = (float)(25e3 * mode);
			find_margins(&servo, gain, &db, &degrees, &worst);
			if (db < 6 || degrees < 30 || worst > 6)
				fail_msg("mode %g gain %g: %.1f dB, %.1f degrees, S %.1f dB", mode,
					 gain, db, degrees, worst);
		}
	}
}

/* ---- in the air ---- */

static void pull_in_does_not_overshoot(void **state)
{
	double worst = 0, reported = 0;

	(void)state;
	for (unsigned int n = 0; n < 50; n++) {
		struct rig_options options = rig_defaults();
		struct rig *rig;
		double least = INFINITY;

		options.seed = n + 1;
		options.plant.gap_mm_per_v *= 0.9f + 0.1f * (float)(n % 3);
		options.plant.gap_mode_hz *= 0.94f + 0.06f * (float)(n / 3 % 3);
		rig = vertical_new(&options, RPM);
		vertical_run(rig, 0.0007 * n);
		gap_order(&rig->servo->gap, GAP_NEAR, PULL_IN_NM);
		while (!vertical_near(rig) || rig->servo->gap.ticks < 1000) {
			vertical_tick(rig);
			if (vertical_troubled(rig) || vertical_retracting(rig))
				fail_msg("seed %u: trouble %d guard %d gap %.1f", n + 1,
					 rig->servo->gap.report.trouble, rig->servo->guard.reason,
					 (double)rig->servo->seen.gap_nm);
			if (rig->servo->gap.flying)
				least = fmin(least, (double)rig->servo->seen.gap_nm);
		}
		worst = fmax(worst, PULL_IN_NM - least);
		reported = fmax(reported, (double)rig->servo->gap.report.overshoot_nm);
		assert_true(rig->servo->gap.report.pull_in_ticks < 800);
		assert_int_equal(plant_truth(rig->plant)->contacts, 0);
		rig_free(rig);
	}
	print_message("overshoot %.2f nm, reported %.2f\n", worst, reported);
	/* Nothing is learned yet: run-out's rest is in it. */
	assert_true(worst < 4);
	assert_true(fabs(worst - reported) < 1);
}

/* Ticks until it has settled at another gap; how far it went beyond, nm. */
static unsigned int move(struct rig *rig, double to, double *beyond)
{
	double from = (double)rig->servo->gap.order.gap_nm;
	unsigned int ticks = 0;

	*beyond = 0;
	gap_order(&rig->servo->gap, GAP_NEAR, (float)to);
	for (unsigned int n = 0; n < 400; n++) {
		double off;

		vertical_tick(rig);
		off = (double)rig->servo->seen.gap_nm - to;
		*beyond = fmax(*beyond, to > from ? off : -off);
		if (fabs(off) > 6)
			ticks = n + 1;
	}
	assert_true(vertical_near(rig));
	return ticks;
}

#define MOVES 20

/* What lies under the head meanwhile, with nothing learned, makes one unlike another. */
static void moves_are_fast_and_end_where_they_should(void **state)
{
	struct rig_options options = rig_defaults();
	double sum_over = 0.0, sum_under = 0.0;
	unsigned int late = 0;
	struct rig *rig;

	(void)state;
	vertical_quiet(&options.plant);
	rig = vertical_new(&options, 600);
	vertical_close(rig, 25);
	for (unsigned int n = 0; n < MOVES; n++) {
		unsigned int up, down;
		double over, under;

		up = move(rig, 90, &over);
		down = move(rig, 25, &under);
		late += up > 30 || down > 60;
		sum_over += over / MOVES;
		sum_under += under / MOVES;
		assert_true(over < 14 && under < 6);
	}
	print_message("%u moves of %u late; in the mean %.1f nm beyond upwards, %.1f down\n", late,
		      MOVES, sum_over, sum_under);
	assert_true(late <= MOVES / 5);
	assert_true(sum_over < 5 && sum_under < 3);
	assert_int_equal(rig->servo->guard.count[GUARD_AHEAD], 0);
	rig_free(rig);
}

static void it_goes_back_to_far_and_off(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = vertical_new(&options, RPM);

	(void)state;
	/* As from a seek: from 25 nm focus noise makes the guard pull it away now and then. */
	vertical_close(rig, 90);
	gap_order(&rig->servo->gap, GAP_FAR, 0);
	vertical_run(rig, 0.02);
	assert_true(vertical_held(rig));
	assert_true(fabs(plant_truth(rig->plant)->gap * 1e9 - 1500) < 300);
	vertical_close(rig, 25);
	gap_order(&rig->servo->gap, GAP_OFF, 0);
	vertical_run(rig, 0.3);
	assert_int_equal(rig->servo->gap.report.trouble, GAP_NO_TROUBLE);
	assert_true(fabs(plant_truth(rig->plant)->gap * 1e6 -
			 (double)nfod_lens_rest_um(&options.plant)) < 30);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void shaking_is_fed_forward(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;
	double worst = 0;

	(void)state;
	rig = vertical_new(&options, 600);
	vertical_close(rig, 25);
	plant_shock(rig->plant, PLANT_AXIAL, 4, 1e-3);
	for (unsigned int n = 0; n < 1000; n++) {
		vertical_tick(rig);
		worst = fmax(worst, fabs(plant_truth(rig->plant)->gap * 1e9 -
					 (double)rig->servo->gap.report.set_nm));
	}
	assert_true(vertical_near(rig));
	print_message("4 g, 1 ms: %.1f nm\n", worst);
	/* By seed 3 to 9: run-out as above. */
	assert_true(worst < 12);
	rig_free(rig);
}

/* ---- troubles; those of the focus are in focus_test.c ---- */

static enum gap_trouble trouble_of(struct rig *rig, double seconds)
{
	assert_true(vertical_until(rig, vertical_troubled, seconds));
	assert_int_equal(rig->servo->gap.report.mode, GAP_OFF);
	return rig->servo->gap.report.trouble;
}

/* By its focus the head believes to be where the signal falls, but is above. */
static void no_signal_is_told(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;

	(void)state;
	options.firmware.focus_offset_nm = 0;
	rig = vertical_new(&options, RPM);
	gap_order(&rig->servo->gap, GAP_NEAR, 25);
	assert_int_equal(trouble_of(rig, 1.0), GAP_NO_SIGNAL);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static bool flying(const struct rig *rig)
{
	return rig->servo->gap.flying;
}

static void an_overshot_pull_in_is_told(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = vertical_new(&options, RPM);

	(void)state;
	gap_order(&rig->servo->gap, GAP_NEAR, 45);
	assert_true(vertical_until(rig, flying, 1.0));
	vertical_run(rig, 0.0004);
	rig->servo->gap.section[GAP_INTEGRAL].s1 -= 0.2f;
	assert_int_equal(trouble_of(rig, 0.01), GAP_OVERSHOT);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void a_lost_signal_is_told(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = vertical_new(&options, RPM);

	(void)state;
	vertical_close(rig, 25);
	rig->servo->guard.laser = false;
	assert_int_equal(trouble_of(rig, 0.01), GAP_LOST);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

/* ---- the same seed ---- */

static uint64_t hash_of_a_flight(uint64_t seed)
{
	struct rig_options options = rig_defaults();
	uint64_t hash = 14695981039346656037ull;
	struct rig *rig;

	options.seed = seed;
	rig = vertical_new(&options, RPM);
	gap_order(&rig->servo->gap, GAP_NEAR, 25);
	for (unsigned int n = 0; n < 100000; n++) {
		uint32_t bits;

		vertical_tick(rig);
		memcpy(&bits, &rig->servo->seen.gap_nm, sizeof(bits));
		hash = (hash ^ bits ^ (uint16_t)rig->fe.drive.gap) * 1099511628211ull;
	}
	assert_true(vertical_near(rig));
	rig_free(rig);
	return hash;
}

static void the_same_seed_flies_the_same(void **state)
{
	uint64_t first = hash_of_a_flight(3);

	(void)state;
	assert_true(first == hash_of_a_flight(3));
	assert_true(first != hash_of_a_flight(4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(margins_hold_in_the_corners),
		cmocka_unit_test(pull_in_does_not_overshoot),
		cmocka_unit_test(moves_are_fast_and_end_where_they_should),
		cmocka_unit_test(it_goes_back_to_far_and_off),
		cmocka_unit_test(shaking_is_fed_forward),
		cmocka_unit_test(no_signal_is_told),
		cmocka_unit_test(an_overshot_pull_in_is_told),
		cmocka_unit_test(a_lost_signal_is_told),
		cmocka_unit_test(the_same_seed_flies_the_same),
	};

	return cmocka_run_group_tests_name("gap", tests, NULL, NULL);
}
