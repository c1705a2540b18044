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

static struct rig *fly_with(double gain)
{
	struct rig_options options = rig_defaults();
	struct rig *rig;

	options.plant.gap_mm_per_v *= (float)gain;
	options.plant.track_mm_per_v *= (float)gain;
	rig = rig_new(&options);
	assert_true(rig_fly(rig));
	servo_release(rig->servo);
	return rig;
}

static void assert_trimmed(const struct rig *rig, double gain)
{
	const struct servo *servo = rig->servo;
	uint8_t side = servo->signal.side;
	double gap = gain * (double)servo->gap.trim[side];
	double track = gain * (double)servo->track.trim[side];

	print_message("gain %.1f, %s: loops are %.1f and %.1f %% off\n", gain,
		      side == NFOD_LAND ? "land" : "groove", 100.0 * (gap - 1.0),
		      100.0 * (track - 1.0));
	/* Tracks are uneven while they are probed. */
	assert_true(fabs(gap - 1.0) < 0.02 && fabs(track - 1.0) < 0.04);
	assert_true(fabs(gain * (double)servo->gap.effort - 1.0) < 0.02);
	assert_true(fabs(gain * (double)servo->track.effort - 1.0) < 0.04);
}

/* The same drive over both kinds of track. */
static void actuators_not_as_designed(void **state)
{
	static const double gain[] = { 0.9, 1.0, 1.1 };

	(void)state;
	for (int n = 0; n < 3; n++) {
		struct rig *rig = fly_with(gain[n]);
		struct servo_target target = rig_target(rig, 0, NFOD_LAND, 110, 0.0);

		assert_trimmed(rig, gain[n]);
		servo_follow(rig->servo, &target);
		assert_true(rig_until(rig, rig_is_there, 2.0));
		assert_trimmed(rig, gain[n]);
		rig_free(rig);
	}
}

/* The model of the lens brings it back after a shock: a wrong one touches the disc. */
static void shocks_without_a_touch(double gain)
{
	struct rig *rig = fly_with(gain);

	rig_run(rig, 0.3);
	for (int n = 0; n < 12; n++) {
		plant_shock(rig->plant, PLANT_AXIAL, n % 2 ? -8.0 : 8.0, 2e-3 * (n % 4 + 1));
		rig_run(rig, 10e-3);
		assert_true(rig_until(rig, rig_is_there, 1.0));
		/* Long enough for the old trouble to be forgotten. */
		rig_run(rig, 0.52 + 1.7e-3 * n);
	}
	assert_int_equal(rig->servo->guard.count[GUARD_SHOCK], 12);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void shaken_with_any_actuator(void **state)
{
	(void)state;
	shocks_without_a_touch(0.9);
	shocks_without_a_touch(1.1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_the_figures_say),
		cmocka_unit_test(quadrants_unlike),
		cmocka_unit_test(less_light_seen),
		cmocka_unit_test(push_pull_off_its_middle),
		cmocka_unit_test(actuators_not_as_designed),
		cmocka_unit_test(shaken_with_any_actuator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
