// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Calibration at load: a drive whose optics are not what the figures say flies as truly as
 * one that is.
 */
#include <math.h>
#include <stdbool.h>

#include "cmocka_all.h"
#include "rig.h"

/* Loads, and follows for a quarter of a second with what was calibrated. */
static void flies_truly(const struct rig_options *options)
{
	struct rig *rig = rig_new(options);
	double gap = 0.0, offset = 0.0;
	int count = 0;

	assert_true(rig_fly(rig));
	servo_release(rig->servo);
	rig_run(rig, 0.25);
	for (; count < 20000; count++) {
		rig_tick(rig);
		gap += plant_truth(rig->plant)->gap * 1e9;
		offset += plant_truth(rig->plant)->offset * 1e9;
	}
	print_message("mean gap %.2f nm, mean off-track %.2f nm\n", gap / count, offset / count);
	assert_true(fabs(gap / count - 25.0) < 0.5);
	assert_true(fabs(offset / count) < 2.0);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void as_the_figures_say(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	flies_truly(&options);
}

static void quadrants_unlike(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.quadrant_spread_ppm = 40000.0f;
	flies_truly(&options);
}

static void less_light_seen(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.ges_counts *= 0.95f;
	options.plant.sum_counts *= 0.95f;
	flies_truly(&options);
}

static void push_pull_off_its_middle(void **state)
{
	struct rig_options options = rig_defaults();

	(void)state;
	options.plant.pp_offset_nm = 12.0f;
	flies_truly(&options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_the_figures_say),
		cmocka_unit_test(quadrants_unlike),
		cmocka_unit_test(less_light_seen),
		cmocka_unit_test(push_pull_off_its_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
