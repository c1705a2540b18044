// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Moves and turns against the reference figures. */
#include "rig.h"

static const struct nfod_figures reference = NFOD_FIGURES_REFERENCE;

#define TURN 6.283185307179586
#define TRIES 20000u
#define INNER 24e-3
#define OUTER 58e-3
#define SLOW (2 * 2.82 / OUTER)
#define FAST (2 * 2.82 / INNER)

static double uniform(struct rig *rig)
{
	return (double)(rig_random(rig) >> 11) / 9007199254740992.0;
}

static double random_radius(struct rig *rig)
{
	return INNER + (OUTER - INNER) * uniform(rig);
}

static struct kinematic turning(double speed)
{
	struct kinematic kin;

	kin_init(&kin, &reference, 0);
	kin.speed = speed;
	kin.target = speed;
	return kin;
}

static void mean_move_is_as_the_drive_says(void **state)
{
	struct rig rig = { .random = 1 };
	struct kinematic kin = turning(FAST);
	double sum = 0.0;

	(void)state;
	for (uint32_t n = 0; n < TRIES; n++)
		sum += kin_move_time(&kin, random_radius(&rig), random_radius(&rig), 0, 0);
	sum /= TRIES;
	assert_true(sum > 0.038 && sum < 0.043);
	assert_true(kin_move_time(&kin, INNER, OUTER, 0, 0) < 0.078);
}

static void short_moves_are_jumps(void **state)
{
	struct kinematic kin = turning(FAST);
	double one = kin_move_time(&kin, INNER, INNER + 360e-9, 0, 0);
	double side = kin_move_time(&kin, INNER, INNER + 180e-9, 0, 1);

	(void)state;
	assert_true(kin_move_time(&kin, INNER, INNER, 0, 0) == 0.0);
	assert_true(one > 0.001 && one < 0.003);
	assert_true(side > one && side < 0.004);
	assert_true(kin_move_time(&kin, INNER, INNER + 50e-6, 0, 0) < 0.0045);
	assert_true(kin_move_time(&kin, INNER, INNER + 1e-3, 0, 0) > 0.008);
	assert_true(kin_move_time(&kin, INNER + 1e-3, INNER, 0, 0) ==
		    kin_move_time(&kin, INNER, INNER + 1e-3, 0, 0));
}

static void mean_wait_is_half_a_turn(void **state)
{
	struct rig rig = { .random = 2 };
	double sum = 0.0;

	(void)state;
	for (uint32_t n = 0; n < TRIES; n++) {
		double speed = SLOW + (FAST - SLOW) * uniform(&rig);
		struct kinematic kin = turning(speed);
		uint64_t from = rig_below(&rig, 1000000000);
		uint64_t at = kin_when_angle(&kin, from, uniform(&rig));

		assert_true(at >= from);
		sum += (double)(at - from) * 1e-9 * speed / TURN;
	}
	sum /= TRIES;
	assert_true(sum > 0.49 && sum < 0.51);
}

/* Mean wait at 2x over the capacity of the disc: the reference says 24 ms. */
static void mean_half_turn_over_the_disc(void **state)
{
	struct rig rig = { .random = 3 };
	double sum = 0.0;

	(void)state;
	for (uint32_t n = 0; n < TRIES; n++) {
		double r2 = INNER * INNER + (OUTER * OUTER - INNER * INNER) * uniform(&rig);

		sum += 0.5 * TURN / (2 * 2.82 / __builtin_sqrt(r2));
	}
	sum /= TRIES;
	assert_true(sum > 0.0225 && sum < 0.0255);
}

/* Wherever a ramp is, the disc is at the angle asked for when it is said to be. */
static void angles_are_met_in_ramps(void **state)
{
	struct rig rig = { .random = 4 };

	(void)state;
	for (uint32_t n = 0; n < TRIES; n++) {
		struct kinematic kin = turning(SLOW + (FAST - SLOW) * uniform(&rig));
		double angle = uniform(&rig), met, off;
		uint64_t from, at;

		kin_spin(&kin, rig_below(&rig, 1000000000), SLOW + (FAST - SLOW) * uniform(&rig));
		from = kin.since_ns + rig_below(&rig, 400000000);
		at = kin_when_angle(&kin, from, angle);
		assert_true(at >= from && at - from < 100 * RIG_MS);
		met = kin_angle(&kin, at);
		off = met > angle ? met - angle : angle - met;
		assert_true(off < 1e-5 || off > 1.0 - 1e-5);
	}
}

static void spinning_up_takes_its_time(void **state)
{
	struct kinematic kin = turning(0.0);

	(void)state;
	kin_spin(&kin, RIG_S, FAST);
	assert_true(kin_speed(&kin, RIG_S) == 0.0);
	assert_in_range(kin_when_speed(&kin, FAST) - RIG_S, 700 * RIG_MS, 760 * RIG_MS);
	assert_true(kin_speed(&kin, 3 * RIG_S) == FAST);
	kin_spin(&kin, 3 * RIG_S, 0.0);
	assert_true(kin_speed(&kin, 5 * RIG_S) == 0.0);
	assert_true(kin_angle(&kin, 5 * RIG_S) == kin_angle(&kin, 50 * RIG_S));
}

/* Changing speed between random zones: 138 ms in the mean. */
static void mean_change_of_speed(void **state)
{
	struct rig rig = { .random = 5 };
	double sum = 0.0;

	(void)state;
	for (uint32_t n = 0; n < TRIES; n++) {
		struct kinematic kin = turning(2 * 2.82 / random_radius(&rig));
		double target = 2 * 2.82 / random_radius(&rig);

		kin_spin(&kin, 0, target);
		sum += (double)kin_when_speed(&kin, target) * 1e-9;
	}
	sum /= TRIES;
	assert_true(sum > 0.120 && sum < 0.155);
}

static void outward_moves_wait_for_the_clock(void **state)
{
	struct kinematic kin = turning(FAST);
	uint64_t below;

	(void)state;
	kin_spin(&kin, 0, SLOW);
	below = kin_when_below(&kin, 0, 1.25 * SLOW);
	assert_true(below > 200 * RIG_MS);
	assert_true(kin_speed(&kin, below) <= 1.2501 * SLOW);
	kin = turning(SLOW);
	kin_spin(&kin, 0, FAST);
	assert_int_equal(kin_when_below(&kin, 5, 1.25 * FAST), 5);
}

static void angles_stay_exact_for_a_day(void **state)
{
	struct kinematic kin = turning(FAST);
	uint64_t now = 86400 * RIG_S;
	uint64_t at = kin_when_angle(&kin, now, 0.25);
	uint64_t again = kin_when_turned(&kin, at, 1.0);

	(void)state;
	assert_true(at - now < 27 * RIG_MS);
	assert_in_range(again - at, 26730000, 26740000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mean_move_is_as_the_drive_says),
		cmocka_unit_test(short_moves_are_jumps),
		cmocka_unit_test(mean_wait_is_half_a_turn),
		cmocka_unit_test(mean_half_turn_over_the_disc),
		cmocka_unit_test(angles_are_met_in_ramps),
		cmocka_unit_test(spinning_up_takes_its_time),
		cmocka_unit_test(mean_change_of_speed),
		cmocka_unit_test(outward_moves_wait_for_the_clock),
		cmocka_unit_test(angles_stay_exact_for_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
