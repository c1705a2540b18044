// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The far-field focus finds discs without touching them, and says when there is none. */
#include <complex.h>
#include <math.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "vertical.h"

#define RPM 2244.0

static double complex response(const struct servo *servo, double hz)
{
	float re, im;

	focus_response(servo, (float)hz, &re, &im);
	return CMPLX((double)re, (double)im);
}

static void the_loop_has_margins(void **state)
{
	static struct servo servo;
	double sensitivity = 0;

	(void)state;
	servo_init(&servo, &NFOD_FIGURES_REFERENCE, NULL, 0);
	assert_true(fabs(cabs(response(&servo, 1000)) - 1) < 0.01);
	assert_true(carg(response(&servo, 1000)) * 180 / M_PI > -150);
	for (double hz = 20; hz < 90e3; hz *= 1.005)
		sensitivity = fmax(sensitivity, 1 / cabs(1 + response(&servo, hz)));
	assert_true(20 * log10(sensitivity) < 6);
}

/* Search at any moment of the turn; the least clearance that there was, nm. */
static double search(const struct rig_options *options, double wait_s, double *seconds)
{
	struct rig *rig = vertical_new(options, RPM);
	double least = INFINITY;
	uint64_t from;

	vertical_run(rig, wait_s);
	from = rig->ticks;
	gap_order(&rig->servo->gap, GAP_FAR, 0);
	while (!vertical_held(rig) || rig->ticks < from + 100000) {
		vertical_tick(rig);
		least = fmin(least, plant_truth(rig->plant)->clearance * 1e9);
		if (!vertical_held(rig))
			*seconds = (double)(rig->ticks - from) / VERTICAL_RATE;
		assert_int_equal(rig->servo->gap.report.trouble, GAP_NO_TROUBLE);
		assert_true(rig->ticks < from + 200000);
	}
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	assert_true(fabs(plant_truth(rig->plant)->gap * 1e9 - 1500) < 400);
	rig_free(rig);
	return least;
}

static void discs_are_found_without_a_touch(void **state)
{
	static const char *const image[] = { "pc-reference", "runout-40" };
	struct random random = { 4 };
	double least = INFINITY, longest = 0;

	(void)state;
	for (unsigned int n = 0; n < 50; n++) {
		struct rig_options options = rig_defaults();
		double seconds = 0;

		options.image = image[n % 2];
		options.seed = n + 1;
		options.plant.gap_neutral_um = (float)(300 + 200 * random_unit(&random));
		least = fmin(least, search(&options, 0.03 * random_unit(&random), &seconds));
		longest = fmax(longest, seconds);
	}
	print_message("least clearance %.0f nm, longest search %.0f ms\n", least, longest * 1e3);
	assert_true(least > 200);
	assert_true(longest < 0.4);
}

static void no_disc_is_told(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;

	(void)state;
	options.image = NULL;
	rig = vertical_new(&options, RPM);
	gap_order(&rig->servo->gap, GAP_FAR, 0);
	assert_true(vertical_until(rig, vertical_troubled, 1.0));
	assert_int_equal(rig->servo->gap.report.trouble, GAP_NO_FOCUS);
	assert_int_equal(rig->servo->gap.report.mode, GAP_OFF);
	vertical_run(rig, 0.2);
	assert_true(fabsf(rig->servo->gap.lens.at) < 2e-6f);
	rig_free(rig);
}

static void a_disc_upside_down_is_told_and_not_touched(void **state)
{
	(void)state;
	for (unsigned int n = 0; n < 8; n++) {
		struct rig_options options = rig_defaults();
		struct rig *rig;

		options.seed = n + 1;
		rig = vertical_new(&options, RPM);
		plant_turn_over(rig->plant, true);
		vertical_run(rig, 0.004 * n);
		gap_order(&rig->servo->gap, GAP_FAR, 0);
		assert_true(vertical_until(rig, vertical_troubled, 1.0));
		assert_int_equal(rig->servo->gap.report.trouble, GAP_NO_FOCUS);
		vertical_run(rig, 0.1);
		assert_int_equal(plant_truth(rig->plant)->contacts, 0);
		assert_true(plant_truth(rig->plant)->gap > 100e-6);
		rig_free(rig);
	}
}

static void a_lost_focus_is_told(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = vertical_new(&options, RPM);

	(void)state;
	gap_order(&rig->servo->gap, GAP_FAR, 0);
	assert_true(vertical_until(rig, vertical_held, 1.0));
	plant_contaminate(rig->plant, 0.02);
	assert_true(vertical_until(rig, vertical_troubled, 0.1));
	assert_int_equal(rig->servo->gap.report.trouble, GAP_FOCUS_LOST);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loop_has_margins),
		cmocka_unit_test(discs_are_found_without_a_touch),
		cmocka_unit_test(no_disc_is_told),
		cmocka_unit_test(a_disc_upside_down_is_told_and_not_touched),
		cmocka_unit_test(a_lost_focus_is_told),
	};

	return cmocka_run_group_tests_name("focus", tests, NULL, NULL);
}
