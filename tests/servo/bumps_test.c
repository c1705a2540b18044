// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The map of bumps: what is on it, and where and how the set point rises. The lift is
 * looked at all around a turn and held against where the tip really is.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/disc.h"
#include "hover.h"
#include "lib/random.h"
#include "servo/servo.h"

#define TURN 4294967296.0
#define GAP_NM 25.0
#define TIP_M 20e-6
#define CLEARANCE_NM 12.0
/* What the parasitic mode, which the gap is seen to have, adds to the rigid body's way. */
#define BEND_NM_V (1e6 * (40.0 / 25e3) * (40.0 / 25e3))

static struct servo servo;

static double tick_turns(void)
{
	return (double)servo.spindle.speed / (2.0 * M_PI) / 200e3;
}

/* In the air at a radius, at 2x. */
static void fly_at(double radius_m)
{
	memset(&servo, 0, sizeof(servo));
	servo.fig = NFOD_FIGURES_REFERENCE;
	bumps_forget(&servo.bumps);
	servo.sled.position = (float)radius_m;
	servo.spindle.speed = (float)(5.64 / radius_m);
	servo.spindle.step = (float)(tick_turns() * TURN);
	servo.gap.order.gap_nm = (float)GAP_NM;
	servo.gap.flying = true;
	servo.tilt.on[TILT_RADIAL] = true;
}

static void add(double radius_m, double turns, unsigned int height_nm)
{
	struct bump bump = {
		.radius_nm = (uint32_t)lround(radius_m * 1e9),
		.angle = (uint32_t)(uint64_t)(turns * TURN),
		.height_nm = (uint16_t)height_nm,
	};

	assert_true(bumps_add(&servo.bumps, &bump));
}

static double lift_at(double turns)
{
	servo.spindle.angle = (uint32_t)(uint64_t)(turns * TURN);
	servo.ticks++;
	return (double)bumps_lift(&servo);
}

/* Way along the track from the tip's middle to a bump, m. */
static double way_m(double turns, double bump_turns, double radius_m)
{
	double off = turns - bump_turns;

	return (off - round(off)) * 2.0 * M_PI * radius_m;
}

static void list_is_sorted_and_merged(void **state)
{
	(void)state;
	fly_at(0.040);
	add(0.050, 0.1, 20);
	add(0.030, 0.2, 20);
	add(0.040, 0.3, 20);
	assert_int_equal(servo.bumps.count, 3);
	for (unsigned int i = 1; i < 3; i++)
		assert_true(servo.bumps.list[i - 1].radius_nm < servo.bumps.list[i].radius_nm);
	/* 3 um beside it and 2 um along: the same one; 8 um: another. */
	add(0.040003, 0.3 + 2e-6 / (2.0 * M_PI * 0.040), 33);
	assert_int_equal(servo.bumps.count, 3);
	assert_int_equal(servo.bumps.list[1].height_nm, 33);
	add(0.040, 0.3, 20);
	assert_int_equal(servo.bumps.list[1].height_nm, 33);
	add(0.040008, 0.3, 20);
	assert_int_equal(servo.bumps.count, 4);
	/* The same angle from the other side of 0. */
	add(0.045, 0.0, 20);
	add(0.045, 1.0 - 2e-6 / (2.0 * M_PI * 0.045), 20);
	assert_int_equal(servo.bumps.count, 5);
}

/* The press' map leaves room for what is found here; its highest is known all the same. */
static void press_leaves_room(void **state)
{
	struct bump bump = { .radius_nm = 30000000, .height_nm = 60 };

	(void)state;
	fly_at(0.040);
	for (unsigned int n = 0; n < 2 * BUMPS_MOST; n++) {
		bump.radius_nm += 10000;
		if (n == 1500)
			bump.height_nm = 61;
		bumps_tell(&servo.bumps, &bump);
	}
	assert_int_equal(servo.bumps.count, BUMPS_TOLD);
	assert_int_equal(servo.bumps.told_nm, 61);
	assert_false(servo.bumps.full);
	add(0.045, 0.5, 99);
	assert_int_equal(servo.bumps.count, BUMPS_TOLD + 1);
	assert_int_equal(servo.bumps.told_nm, 61);
	bumps_forget(&servo.bumps);
	assert_int_equal(servo.bumps.told_nm, 0);
}

static void map_ends(void **state)
{
	struct bump bump = { .radius_nm = 30000000, .height_nm = 20 };

	(void)state;
	fly_at(0.040);
	for (unsigned int i = 0; i < BUMPS_MOST; i++) {
		bump.radius_nm += 20000;
		assert_true(bumps_add(&servo.bumps, &bump));
	}
	assert_false(servo.bumps.full);
	/* One that is there already still finds room. */
	assert_true(bumps_add(&servo.bumps, &bump));
	bump.radius_nm += 20000;
	assert_false(bumps_add(&servo.bumps, &bump));
	assert_true(servo.bumps.full);
	assert_int_equal(servo.bumps.count, BUMPS_MOST);
	bumps_forget(&servo.bumps);
	assert_int_equal(servo.bumps.count, 0);
}

/**
 * struct body - the lens without loop or spring, given what is fed forward
 * @nm: where it is
 * @rate: nm per tick
 * @late: volts that are put out next, and after that
 */
struct body {
	double nm;
	double rate;
	double late[2];
};

/* From the last tick until this one stood what was ordered two ticks ago. */
static void body_step(struct body *body)
{
	double accel = pow(2.0 * M_PI * 40.0, 2.0) * 1e6 / (200e3 * 200e3) * body->late[0];

	body->nm += body->rate + 0.5 * accel;
	body->rate += accel;
	body->late[0] = body->late[1];
	body->late[1] = (double)servo.bumps.volts;
}

/* Once around from anywhere: over the bump high enough, far from it not at all. */
static void one_lift(double bump_turns, unsigned int height_nm, double aside_m)
{
	double radius_m = 0.040, needed = height_nm + CLEARANCE_NM - GAP_NM;
	double highest = 0.0, from = 0.0, until = 0.0;
	struct body body = { 0 };

	fly_at(radius_m);
	add(radius_m + aside_m, bump_turns, height_nm);
	assert_true(bumps_poll(&servo));
	assert_false(bumps_poll(&servo));
	for (double turns = 0.53; turns < 1.53; turns += tick_turns()) {
		double way = way_m(turns, bump_turns, radius_m);
		double lift = lift_at(turns - floor(turns));

		/* The feed-forward by itself does it, but for the parasitic mode's part. */
		body_step(&body);
		if (lift > 0.0)
			assert_true(fabs(body.nm - lift) < 0.05 * needed + BEND_NM_V * 0.65);
		else if (servo.bumps.volts == 0.0f)
			body = (struct body){ 0 };
		assert_true(fabs((double)servo.bumps.volts) < 0.42 * 1.583);
		if (fabs(way) < TIP_M)
			assert_true(lift > needed - 0.01);
		if (fabs(way) > 0.6e-3)
			assert_true(lift == 0.0);
		if (lift > 0.0) {
			from = from == 0.0 ? turns : from;
			until = turns;
		}
		highest = fmax(highest, lift);
	}
	assert_true(highest - needed > -1e-3 && highest - needed < 1e-3);
	/* 0.52 mm is what physics asks for with full acceleration and the whole 45 nm. */
	assert_true((until - from) * 2.0 * M_PI * radius_m < 1.2e-3);
	assert_int_equal(servo.bumps.lifts, 1);
}

static void a_lift_is_in_time(void **state)
{
	(void)state;
	one_lift(0.25, 60, 0.0);
	one_lift(0.25, 15, 0.0);
	one_lift(0.75, 33, 19e-6);
	one_lift(0.75, 33, -19e-6);
}

static void a_lift_across_angle_zero(void **state)
{
	(void)state;
	one_lift(0.0, 40, 0.0);
	one_lift(1.0 - 1e-5, 40, 0.0);
	one_lift(1e-5, 40, 0.0);
	one_lift(1.0 - 4e-4, 40, 0.0);
	one_lift(4e-4, 40, 0.0);
}

static bool has_window(double aside_m, unsigned int height_nm, double gap_nm)
{
	fly_at(0.040);
	servo.gap.order.gap_nm = (float)gap_nm;
	add(0.040 + aside_m, 0.5, height_nm);
	return bumps_poll(&servo);
}

/* The tip reaches 20 um to either side: 111 tracks of 180 nm. */
static void each_touches_many_tracks(void **state)
{
	(void)state;
	assert_true(has_window(111 * 180e-9, 30, GAP_NM));
	assert_true(has_window(-111 * 180e-9, 30, GAP_NM));
	assert_false(has_window(35e-6, 30, GAP_NM));
	assert_false(has_window(-35e-6, 30, GAP_NM));
}

static void low_ones_need_none(void **state)
{
	(void)state;
	assert_false(has_window(0.0, 12, GAP_NM));
	assert_true(has_window(0.0, 14, GAP_NM));
	assert_false(has_window(0.0, 60, 90.0));
	assert_true(fabs((double)bumps_height_most(90.0f) - (90.0 + 90.0 - 12.0)) < 1e-3);
}

static void windows_follow_the_head(void **state)
{
	(void)state;
	fly_at(0.040);
	add(0.0402, 0.5, 40);
	assert_false(bumps_poll(&servo));
	servo.track.report.lens_m = 50e-6f;
	servo.sled.position = 0.04014f;
	assert_true(bumps_poll(&servo));
	assert_int_equal(servo.bumps.near_count[servo.bumps.set], 1);
	/* In the middle of the lift the windows stay as they are. */
	for (double turns = 0.49; turns < 0.5; turns += tick_turns())
		lift_at(turns);
	assert_true(lift_at(0.5) > 20.0);
	servo.sled.position = 0.045f;
	assert_false(bumps_poll(&servo));
	assert_true(lift_at(0.5) > 20.0);
	assert_true(lift_at(0.51) == 0.0);
	assert_true(bumps_poll(&servo));
	assert_int_equal(servo.bumps.near_count[servo.bumps.set], 0);
}

/* Lift over a bump that a head comes to at @m_s across the tracks, from @aside_m inside it. */
static double lift_met(double aside_m, double m_s)
{
	double turns = 0.5 - aside_m / fabs(m_s) * 200e3 * tick_turns();

	servo.seek.state = SEEK_MOVE;
	servo.seek.ref_speed = (float)m_s;
	for (unsigned int n = 0; turns < 0.5; n++, turns += tick_turns()) {
		servo.sled.position = (float)(0.040 - (0.5 - turns) / tick_turns() * m_s / 200e3);
		if (n % 10 == 0)
			bumps_poll(&servo);
		lift_at(turns);
	}
	return (double)servo.bumps.lift_nm;
}

/* Before it is as near as it would have to be for a head that follows a track. */
static void a_seek_is_lifted_in_time(void **state)
{
	(void)state;
	for (int way = -1; way <= 1; way += 2) {
		for (double m_s = 0.05; m_s < 0.4; m_s += 0.01) {
			fly_at(0.040);
			add(0.040, 0.5, 60);
			assert_true(lift_met(2e-4, way * m_s) > 46.9);
		}
	}
}

/* Many at once: every one of them is cleared, whatever was joined with what. */
static void crowds_are_cleared(void **state)
{
	struct random random = { 7 };
	double radius_m = 0.030;

	(void)state;
	for (unsigned int round = 0; round < 40; round++) {
		double at[64];
		unsigned int height[64], count = 1 + round * 3 / 2;

		fly_at(radius_m);
		for (unsigned int i = 0; i < count; i++) {
			at[i] = random_unit(&random);
			height[i] = 15 + (unsigned int)(45.0 * random_unit(&random));
			add(radius_m + 40e-6 * (random_unit(&random) - 0.5), at[i], height[i]);
		}
		assert_true(bumps_poll(&servo));
		assert_true(servo.bumps.near_count[servo.bumps.set] <= BUMPS_NEAR);
		for (double turns = 0.0; turns < 2.0; turns += tick_turns()) {
			double lift = lift_at(turns - floor(turns));

			/* Who begins in the middle of one comes up in 24 ticks. */
			if (turns < 30.0 * tick_turns())
				continue;
			for (unsigned int i = 0; i < count; i++) {
				if (fabs(way_m(turns, at[i], radius_m)) < TIP_M)
					assert_true(lift >
						    height[i] + CLEARANCE_NM - GAP_NM - 0.01);
			}
		}
	}
}

/* So many ticks ahead nothing is lifted, or something is; asked before the tick is flown. */
static void a_lift_is_seen_coming(void **state)
{
	const int ahead = 50, turn = (int)(1.0 / 20e-6);
	bool *up = calloc((size_t)turn, sizeof(*up)), *soon = calloc((size_t)turn, sizeof(*soon));
	int first = -1, seen = -1;

	(void)state;
	assert_true(up && soon);
	fly_at(0.040);
	servo.spindle.step = (float)(TURN * 20e-6);
	servo.spindle.speed = (float)(20e-6 * 200e3 * 2.0 * M_PI);
	add(0.040, 0.3, 60);
	add(0.040, 0.7, 20);
	assert_true(bumps_poll(&servo));
	lift_at(0.0);
	for (int n = 0; n < turn; n++) {
		servo.spindle.angle = (uint32_t)(uint64_t)(n * 20e-6 * TURN);
		soon[n] = bumps_within(&servo, (float)ahead);
		up[n] = lift_at(n * 20e-6) > 0.0;
	}
	for (int n = turn - 1; n >= 0; n--) {
		first = up[n] ? n : first;
		seen = soon[n] ? n : seen;
		if (n < turn - ahead && first >= n && first < n + ahead)
			assert_true(soon[n]);
		/* Nothing is to be feared long before and after it. */
		if (soon[n] && !up[n])
			assert_true(first - n < ahead + 30 || up[n - 4]);
	}
	assert_true(seen > 0);
	servo.gap.flying = false;
	assert_false(bumps_within(&servo, 1e6f));
	free(up);
	free(soon);
}

/* Into the middle of a lift: up all the same, but not at a bound. */
static void late_ones_go_up_gently(void **state)
{
	double last = 0.0;

	(void)state;
	for (int again = 0; again < 2; again++) {
		fly_at(0.040);
		servo.spindle.speed = 1.0f;
		servo.spindle.step = (float)(tick_turns() * TURN);
		add(0.040, 0.5, 60);
		bumps_poll(&servo);
		/* At that speed a lift lasts for long; the second time the loop was away. */
		if (again) {
			lift_at(0.5);
			servo.ticks += 100;
		}
		last = 0.0;
		for (int n = 0; n < 24; n++) {
			double lift = lift_at(0.5 + n * tick_turns());

			assert_true(lift > last && lift - last < 0.1 * 47.0);
			last = lift;
		}
		assert_true(fabs(last - 47.0) < 0.01);
	}
}

#define AROUND 10u
#define HIGHEST_NM 60.0

/* The disc's own bumps give way to others around one turn, @aside_m beside it. */
static void set_up_bumps(struct rig *rig, const struct servo_target *at, double aside_m,
			 double lowest_nm)
{
	struct surface *surface = disc_surface(rig->disc);
	struct random random = { 11 };

	free(surface->protrusion);
	free(surface->touched);
	surface->protrusion = calloc(AROUND, sizeof(*surface->protrusion));
	surface->touched = calloc(1, sizeof(*surface->touched));
	assert_true(surface->protrusion && surface->touched);
	surface->protrusions = AROUND;
	for (unsigned int n = 0; n < AROUND; n++) {
		double height = lowest_nm + (HIGHEST_NM - lowest_nm) * random_unit(&random);
		struct nfod_protrusion_record *record = &surface->protrusion[n];

		record->radius_nm = (uint32_t)lround(((double)at->radius_m + aside_m) * 1e9);
		record->angle = (uint32_t)(TURN * (n + random_unit(&random)) / AROUND);
		record->height_nm = (float)height;
		record->width_nm = 800.0f;
		bumps_add(&rig->servo->bumps,
			  &(struct bump){ .radius_nm = record->radius_nm,
					  .angle = record->angle,
					  .height_nm = (uint16_t)ceil(height) });
	}
	assert_int_equal(plant_insert(rig->plant, surface, rig->info), 0);
}

/* From the first approach on: not one is touched, and none is taken for a fall. */
static void flown_over(double aside_m, float gap_nm, double lowest_nm)
{
	struct rig_options options = hover_options(false);
	struct rig *rig = rig_new(&options);
	struct servo_target target = rig_target(rig, 6, NFOD_GROOVE, 100, 0.0);
	double least = 1.0;
	uint32_t lifts;

	target.gap_nm = gap_nm;
	set_up_bumps(rig, &target, aside_m, lowest_nm);
	servo_follow(rig->servo, &target);
	assert_true(rig_until(rig, rig_is_there, 5.0));
	servo_release(rig->servo);
	lifts = rig->servo->bumps.lifts;
	for (uint64_t n = (uint64_t)(8.0 * hover_turn(rig) * HOVER_RATE); n; n--) {
		rig_tick(rig);
		least = fmin(least, plant_truth(rig->plant)->clearance);
	}
	lifts = rig->servo->bumps.lifts - lifts;
	print_message("%.0f um beside, at %.0f nm: %u lifts, at least %.1f nm clear\n",
		      1e6 * aside_m, (double)gap_nm, lifts, 1e9 * least);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	assert_int_equal(rig->servo->guard.count[GUARD_GAP], 0);
	assert_int_equal(rig->servo->guard.count[GUARD_AHEAD], 0);
	assert_true(lifts >= 7 * AROUND && least > 5e-9);
	rig_free(rig);
}

static void mapped_ones_are_flown_over(void **state)
{
	(void)state;
	flown_over(0.0, 25.0f, 15.0);
	flown_over(15e-6, 25.0f, 15.0);
	flown_over(-15e-6, 25.0f, 15.0);
	/* The smallest gap that a disc asks for, and the highest lifts. */
	flown_over(0.0, 21.0f, 50.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_is_sorted_and_merged),
		cmocka_unit_test(map_ends),
		cmocka_unit_test(press_leaves_room),
		cmocka_unit_test(a_lift_is_in_time),
		cmocka_unit_test(a_lift_across_angle_zero),
		cmocka_unit_test(each_touches_many_tracks),
		cmocka_unit_test(low_ones_need_none),
		cmocka_unit_test(windows_follow_the_head),
		cmocka_unit_test(a_seek_is_lifted_in_time),
		cmocka_unit_test(crowds_are_cleared),
		cmocka_unit_test(a_lift_is_seen_coming),
		cmocka_unit_test(late_ones_go_up_gently),
		cmocka_unit_test(mapped_ones_are_flown_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
