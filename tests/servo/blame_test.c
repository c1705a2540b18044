// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Touches: whose fault they are, what is put on the map, and how soon the head is back.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/disc.h"
#include "hover.h"
#include "lib/random.h"
#include "servo/servo.h"
#include "servo/states.h"

#define TURN 4294967296.0
#define AROUND 10u
#define RADIUS_M 0.030f
/* Both of the bumps around and of the drive: flights. */
#define SEEDS 24u

static struct servo servo;

static void poll_for(double seconds)
{
	for (double t = 0.0; t < seconds; t += 50e-6) {
		servo.ticks += 10;
		servo.seen.angle += 10 * (uint32_t)servo.spindle.step;
		blame_watch(&servo);
	}
}

/* Followed for long, the gap held. */
static void fly_well(void)
{
	memset(&servo, 0, sizeof(servo));
	servo.fig = NFOD_FIGURES_REFERENCE;
	servo.spindle.step = (float)(TURN * 35.0 / 200e3);
	servo.seen.supply_v = 5.0f;
	servo.sled.position = RADIUS_M;
	servo.gap.order.gap_nm = 25.0f;
	servo.gap.report.mode = GAP_NEAR;
	servo.gap.report.settled = true;
	servo.track.report.settled = true;
	servo.sup.state = NFOD_SERVO_FOLLOW;
	poll_for(0.1);
}

/* The guard has the head; whether the gap was right then. */
static void touch(double turns, float low_nm)
{
	servo.guard.retracting = true;
	servo.guard.reason = GUARD_GAP;
	servo.guard.angle = (uint32_t)(turns * TURN);
	servo.guard.held = true;
	servo.guard.low_nm = low_nm;
	servo.seen.contacts++;
	blame_watch(&servo);
	sup_note_retract(&servo);
	servo.guard.retracting = false;
}

static void shake(void)
{
	servo.seen.accel_z = 60.0f;
	poll_for(1e-3);
	servo.seen.accel_z = 0.0f;
}

/* A near miss, by a front-end that has counted before the drive was switched on. */
static void old_contacts_are_not_counted_again(void **state)
{
	(void)state;
	fly_well();
	servo.seen.contacts = 3;
	poll_for(1e-3);
	servo.focus.known = true;
	servo.guard.retracting = true;
	servo.guard.reason = GUARD_AHEAD;
	servo.guard.held = true;
	servo.guard.low_nm = -150.0f;
	sup_note_retract(&servo);
	/* Whoever has touched the disc so far off would not know where the lens is. */
	assert_true(servo.focus.known);
}

static void out_of_the_blue_it_is_the_disc(void **state)
{
	(void)state;
	fly_well();
	servo.focus.known = true;
	touch(0.25, -12.0f);
	assert_int_equal(servo.bumps.count, 1);
	assert_true(servo.bumps.list[0].own);
	/* Pushed up a little: the lens is where its model has it. */
	assert_true(servo.focus.known);
	touch(0.75, -150.0f);
	assert_int_equal(servo.bumps.count, 2);
	assert_false(servo.focus.known);
}

static void what_is_too_low_is_no_bump(void **state)
{
	(void)state;
	fly_well();
	servo.gap.report.settled = false;
	poll_for(1e-3);
	touch(0.25, 20.0f);
	assert_int_equal(servo.bumps.count, 0);
	/* At the same place again it is. */
	touch(0.25, 20.0f);
	assert_int_equal(servo.bumps.count, 1);
}

static void a_shock_is_to_blame(void **state)
{
	(void)state;
	fly_well();
	shake();
	touch(0.25, -12.0f);
	assert_int_equal(servo.bumps.count, 0);
	assert_int_equal(servo.blames.count, 1);
	assert_int_equal(servo.sup.at.times, 0);
	/* Nor is the disc when the supply falls. */
	fly_well();
	servo.seen.supply_v = 4.4f;
	poll_for(1e-3);
	servo.seen.supply_v = 5.0f;
	touch(0.25, -12.0f);
	assert_int_equal(servo.bumps.count, 0);
	/* Long after it, it is. */
	poll_for(0.05);
	touch(0.5, -12.0f);
	assert_int_equal(servo.bumps.count, 1);
}

/* A head that leans comes down on its edge, always at the same angle. */
static void a_tilt_is_no_protrusion(void **state)
{
	enum sup_event event = SUP_STAY;
	int n;

	(void)state;
	fly_well();
	servo.focus.known = true;
	servo.seen.quadrant[0] = servo.seen.quadrant[1] = 3.6e-3f;
	for (n = 0; n < 50 && event != SUP_FAULT; n++) {
		touch(0.25, -12.0f);
		event = sup_cause(&servo);
	}
	assert_int_equal(n, 13);
	assert_int_equal(servo.sup.fault, NFOD_FAULT_TILT);
	assert_int_equal(servo.bumps.count, 0);
	/* A new wish, and it still leans: that is no other fault. */
	touch(0.25, -12.0f);
	assert_int_equal(sup_cause(&servo), SUP_FAULT);
	assert_int_equal(servo.sup.fault, NFOD_FAULT_TILT);
}

/* One that does not is stopped by what stands there. */
static void the_same_place_is_a_protrusion(void **state)
{
	(void)state;
	fly_well();
	servo.focus.known = true;
	for (int n = 0; n < 3; n++) {
		assert_int_not_equal(sup_cause(&servo), SUP_FAULT);
		touch(0.25, -12.0f);
	}
	assert_int_equal(sup_cause(&servo), SUP_FAULT);
	assert_int_equal(servo.sup.fault, NFOD_FAULT_PROTRUSION);
}

static void many_shocks_leave_no_map(void **state)
{
	struct random random = { 3 };

	(void)state;
	fly_well();
	for (int n = 0; n < 5000; n++) {
		shake();
		touch(random_unit(&random), 20.0f);
		sup_forget_retracts(&servo.sup.at);
	}
	assert_true(servo.bumps.count < 50);
	assert_false(servo.bumps.full);
	assert_true(servo.blames.count <= BLAME_SUSPECTS);
}

static void a_suspect_is_cleared_or_caught(void **state)
{
	(void)state;
	fly_well();
	shake();
	touch(0.25, -12.0f);
	/* Seven turns are not enough, nine are. */
	poll_for(7.0 / 35.0);
	assert_int_equal(servo.blames.count, 1);
	poll_for(2.0 / 35.0);
	assert_int_equal(servo.blames.count, 0);
	shake();
	touch(0.25, -12.0f);
	assert_int_equal(servo.bumps.count, 0);
	poll_for(3.0 / 35.0);
	shake();
	touch(0.25, -12.0f);
	assert_int_equal(servo.bumps.count, 1);
	assert_int_equal(servo.blames.count, 1);
}

/* Passed on another track it is not passed. */
static void elsewhere_a_suspect_stays(void **state)
{
	(void)state;
	fly_well();
	shake();
	touch(0.25, -12.0f);
	servo.sled.position = RADIUS_M + 50e-6f;
	poll_for(0.5);
	assert_int_equal(servo.blames.count, 1);
}

/* ---- in flight ---- */

static void set_up_bumps(struct rig *rig, const struct servo_target *at, uint64_t seed)
{
	struct surface *surface = disc_surface(rig->disc);
	struct random random = { seed };

	free(surface->protrusion);
	free(surface->touched);
	surface->protrusion = calloc(AROUND, sizeof(*surface->protrusion));
	surface->touched = calloc(1, sizeof(*surface->touched));
	assert_true(surface->protrusion && surface->touched);
	surface->protrusions = AROUND;
	for (unsigned int n = 0; n < AROUND; n++)
		surface->protrusion[n] = (struct nfod_protrusion_record){
			.radius_nm = (uint32_t)lround((double)at->radius_m * 1e9),
			.angle = (uint32_t)(TURN * (n + random_unit(&random)) / AROUND),
			.height_nm = (float)(30.0 + 30.0 * random_unit(&random)),
			.width_nm = 800.0f,
		};
	assert_int_equal(plant_insert(rig->plant, surface, rig->info), 0);
}

/* From the last touch until the head is over tracks again, ms, the longest in @seconds. */
static double longest_return(struct rig *rig, double seconds)
{
	uint64_t ticks = (uint64_t)(seconds * HOVER_RATE), pulled = 0;
	uint32_t contacts = plant_truth(rig->plant)->contacts;
	double longest = 0.0;

	while (ticks--) {
		uint8_t state = rig->servo->sup.state;

		rig_tick(rig);
		if (contacts != plant_truth(rig->plant)->contacts ||
		    (!pulled && state == NFOD_SERVO_RETRACT))
			pulled = rig->ticks;
		contacts = plant_truth(rig->plant)->contacts;
		if (state != NFOD_SERVO_LOWER || !pulled)
			continue;
		longest = fmax(longest, 1e3 * (double)(rig->ticks - pulled) / HOVER_RATE);
		pulled = 0;
	}
	return longest;
}

/* All of them are met, each once; the head comes back each time, and soon. */
static double meet_unmapped_ones(uint64_t seed)
{
	struct rig_options options = rig_defaults();
	struct servo_target target;
	struct rig *rig;
	uint32_t contacts;
	double back;

	options.seed = seed;
	rig = rig_new(&options);
	target = rig_target(rig, 6, NFOD_GROOVE, 100, 0.0);
	assert_true(rig_fly(rig));
	set_up_bumps(rig, &target, seed);
	servo_follow(rig->servo, &target);
	back = longest_return(rig, 1.0);
	contacts = plant_truth(rig->plant)->contacts;
	print_message("%2u: %u contacts, %u on the map, back after %.1f ms at most\n",
		      (unsigned int)seed, contacts, rig->servo->bumps.count, back);
	assert_true(rig_until(rig, rig_is_there, 0.05));
	assert_int_equal(contacts, AROUND);
	assert_int_equal(rig->servo->bumps.count, AROUND);
	/* From now on none is touched. */
	rig_run(rig, 0.5);
	assert_int_equal(plant_truth(rig->plant)->contacts, contacts);
	assert_int_equal(rig->servo->sup.fault, NFOD_FAULT_NONE);
	rig_free(rig);
	return back;
}

static void unmapped_ones_are_met_once(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		assert_true(meet_unmapped_ones(seed) < 50.0);
}

/* Shocks while it seeks and comes back end on the disc now and then; that are no bumps. */
static void shocks_are_not_mapped(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	struct random random = { 9 };

	(void)state;
	assert_true(rig_fly(rig));
	for (int n = 0; n < 60; n++) {
		struct servo_target target =
			rig_target(rig, (unsigned int)(random_next(&random) % 30), NFOD_GROOVE,
				   (int32_t)(random_next(&random) % 2000), random_unit(&random));

		servo_follow(rig->servo, &target);
		rig_run(rig, 0.02 + 0.05 * random_unit(&random));
		plant_shock(rig->plant, PLANT_AXIAL, 10.0, 1e-3);
		plant_shock(rig->plant, PLANT_RADIAL, 4.0, 1e-3);
		rig_run(rig, 0.1);
	}
	print_message("%u contacts, %u on the map\n", plant_truth(rig->plant)->contacts,
		      rig->servo->bumps.count);
	assert_true(rig->servo->bumps.count <= 1);
	assert_int_equal(rig->servo->sup.fault, NFOD_FAULT_NONE);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(old_contacts_are_not_counted_again),
		cmocka_unit_test(out_of_the_blue_it_is_the_disc),
		cmocka_unit_test(what_is_too_low_is_no_bump),
		cmocka_unit_test(a_shock_is_to_blame),
		cmocka_unit_test(a_tilt_is_no_protrusion),
		cmocka_unit_test(the_same_place_is_a_protrusion),
		cmocka_unit_test(many_shocks_leave_no_map),
		cmocka_unit_test(a_suspect_is_cleared_or_caught),
		cmocka_unit_test(elsewhere_a_suspect_stays),
		cmocka_unit_test(unmapped_ones_are_met_once),
		cmocka_unit_test(shocks_are_not_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
