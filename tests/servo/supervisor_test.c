// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The supervisor over the plant: wishes come true, transitions are taken, and the same
 * seed gives the same flight.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "rig.h"
#include "servo/states.h"

#define TICK_HZ 200e3

/**
 * struct log - transitions that were seen
 * @state: that the supervisor was in
 * @to: [from][to]
 */
struct log {
	uint8_t state;
	bool to[NFOD_SERVO_COUNT][NFOD_SERVO_COUNT];
};

static struct log seen;

static void look_on(struct rig *rig)
{
	uint8_t state = rig->servo->sup.state;

	seen.to[seen.state][state] |= seen.state != state;
	seen.state = state;
}

static struct rig *begin(void)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	seen.state = rig->servo->sup.state;
	return rig;
}

/* Until the wish has come true or failed. Return: seconds. */
static double wait(struct rig *rig, double most)
{
	uint64_t start = rig->ticks;
	uint64_t end = start + (uint64_t)(most * TICK_HZ);

	do {
		rig_tick(rig);
		look_on(rig);
	} while (!rig_is_there(rig) && rig->servo->sup.state != NFOD_SERVO_FAULT &&
		 rig->ticks < end);
	return (double)(rig->ticks - start) / TICK_HZ;
}

static void run(struct rig *rig, double seconds)
{
	uint64_t end = rig->ticks + (uint64_t)(seconds * TICK_HZ);

	while (rig->ticks < end) {
		rig_tick(rig);
		look_on(rig);
	}
}

static void wait_for(struct rig *rig, uint8_t state, double most)
{
	uint64_t end = rig->ticks + (uint64_t)(most * TICK_HZ);

	while (rig->servo->sup.state != state && rig->ticks < end) {
		rig_tick(rig);
		look_on(rig);
	}
	assert_int_equal(rig->servo->sup.state, state);
}

static double follow(struct rig *rig, unsigned int zone, unsigned int side, int32_t turn,
		     double angle)
{
	struct servo_target target = rig_target(rig, zone, side, turn, angle);

	servo_follow(rig->servo, &target);
	return wait(rig, 2.0);
}

static void assert_on_track(const struct rig *rig, unsigned int zone, unsigned int side,
			    int32_t turn)
{
	const struct plant_truth *truth = plant_truth(rig->plant);

	assert_true(rig_is_there(rig));
	assert_int_equal(truth->zone, zone);
	assert_int_equal(truth->land, side == NFOD_LAND);
	assert_in_range(truth->turn, turn - 1, turn);
	assert_int_equal(truth->contacts, 0);
}

static void assert_parked(const struct rig *rig)
{
	const struct plant_truth *truth = plant_truth(rig->plant);

	assert_true(truth->gap > 100e-6);
	assert_true(truth->power_uw == 0.0);
}

/* ---- wishes ---- */

static void loads_follows_and_parks(void **state)
{
	struct rig *rig = begin();
	double took;

	(void)state;
	took = follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	print_message("load to readable: %.3f s of drive time\n", took);
	assert_true(took <= 2.0);
	assert_on_track(rig, 0, NFOD_GROOVE, 100);
	assert_true(rig->servo->guard.may_read);
	assert_true(rig->servo->sup.tally.ready_ticks > 0);
	servo_park(rig->servo);
	assert_false(rig_is_there(rig));
	took = wait(rig, 5.0);
	print_message("follow to parked: %.3f s\n", took);
	assert_true(rig_is_there(rig));
	assert_parked(rig);
	/* It goes by what the encoder says. */
	assert_true(plant_truth(rig->plant)->speed < 1.1);
	rig_free(rig);
}

static void looks_from_afar(void **state)
{
	struct rig *rig = begin();
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);
	double pp = rig->info->film.axial_pp_nm;

	(void)state;
	servo_look(rig->servo, &target);
	wait(rig, 3.0);
	assert_true(rig_is_there(rig));
	assert_int_equal(rig->servo->sup.state, NFOD_SERVO_FAR);
	assert_true(plant_truth(rig->plant)->gap > 1e-6 && plant_truth(rig->plant)->gap < 3e-6);
	print_message("run-out seen from afar: %.0f nm, %.0f over the whole disc\n",
		      (double)rig->servo->sup.runout_nm, pp);
	assert_true(rig->servo->sup.runout_nm > 1000.0f && rig->servo->sup.runout_nm < pp);
	/* From the track back to where it can be looked at. */
	follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	assert_on_track(rig, 0, NFOD_GROOVE, 100);
	servo_look(rig->servo, &target);
	wait(rig, 1.0);
	assert_true(rig_is_there(rig));
	assert_int_equal(rig->servo->sup.state, NFOD_SERVO_FAR);
	servo_park(rig->servo);
	wait(rig, 5.0);
	assert_true(rig_is_there(rig));
	rig_free(rig);
}

static void goes_to_places(void **state)
{
	static const struct {
		unsigned int zone, side;
		int32_t turn;
		double angle;
	} place[] = {
		{ 0, NFOD_GROOVE, 101, 0.5 },  { 0, NFOD_LAND, 101, 0.5 },
		{ 0, NFOD_GROOVE, 95, 0.1 },   { 0, NFOD_LAND, 118, 0.9 },
		{ 0, NFOD_GROOVE, 400, 0.0 },  { 20, NFOD_LAND, 1, 0.3 },
		{ 33, NFOD_GROOVE, 700, 0.7 }, { 1, NFOD_LAND, 2000, 0.2 },
	};
	struct rig *rig = begin();

	(void)state;
	follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	for (size_t n = 0; n < sizeof(place) / sizeof(place[0]); n++) {
		double took =
			follow(rig, place[n].zone, place[n].side, place[n].turn, place[n].angle);

		print_message("zone %u %s turn %d: %.1f ms\n", place[n].zone,
			      place[n].side ? "land" : "groove", place[n].turn, took * 1e3);
		assert_on_track(rig, place[n].zone, place[n].side, place[n].turn);
	}
	rig_free(rig);
}

/* Not released, the head waits in the turn before the angle, for as long as it takes. */
static void waits_until_released(void **state)
{
	struct rig *rig = begin();
	uint64_t arrival;
	int32_t turn;

	(void)state;
	follow(rig, 0, NFOD_GROOVE, 100, 0.5);
	for (int n = 0; n < 10; n++) {
		run(rig, 0.02);
		turn = plant_truth(rig->plant)->turn;
		assert_in_range(turn, 99, 100);
	}
	while (!rig_is_there(rig))
		run(rig, 1e-4);
	arrival = servo_arrival(rig->servo);
	assert_true(arrival < (uint64_t)(0.03 * TICK_HZ));
	servo_release(rig->servo);
	run(rig, (double)arrival / TICK_HZ);
	assert_int_equal(plant_truth(rig->plant)->turn, 100);
	assert_true(plant_truth(rig->plant)->angle > 0.49 && plant_truth(rig->plant)->angle < 0.51);
	assert_true(rig_is_there(rig));
	run(rig, 0.2);
	assert_true(rig_is_there(rig));
	assert_in_range(plant_truth(rig->plant)->turn, 106, 109);
	rig_free(rig);
}

/* A wish may come at any time; the last one counts. */
static void wishes_change(void **state)
{
	struct rig *rig = begin();
	struct servo_target far_off = rig_target(rig, 12, NFOD_LAND, 10, 0.0);
	struct servo_target first = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);

	(void)state;
	servo_follow(rig->servo, &first);
	for (double at = 0.1; at < 1.2; at += 0.1) {
		run(rig, 0.1);
		servo_follow(rig->servo, at > 0.65 ? &far_off : &first);
	}
	wait(rig, 3.0);
	assert_on_track(rig, 12, NFOD_LAND, 10);
	servo_park(rig->servo);
	run(rig, 0.1);
	servo_follow(rig->servo, &first);
	wait(rig, 3.0);
	assert_on_track(rig, 0, NFOD_GROOVE, 100);
	rig_free(rig);
}

/* ---- recovery ---- */

/* Held through, or pulled away and brought back. */
static void comes_back_after_a_shock(void **state)
{
	static const double g[] = { 1.0, 2.0, 4.0, 8.0 };
	struct rig *rig = begin();
	uint32_t before = 0;

	(void)state;
	follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	for (size_t n = 0; n < 4; n++) {
		const struct supervisor_tally *tally = &rig->servo->sup.tally;

		before = tally->recoveries;
		while (!rig_is_there(rig) || servo_arrival(rig->servo) < 2500)
			run(rig, 1e-4);
		plant_shock(rig->plant, PLANT_AXIAL, g[n], 1e-3);
		run(rig, 0.1);
		print_message("%.0f g, 1 ms: %s, back after %.1f ms, contacts %u\n", g[n],
			      tally->recoveries > before ? "retracted" : "held",
			      tally->recoveries > before ?
				      (double)tally->back_ticks / TICK_HZ * 1e3 :
				      0.0,
			      plant_truth(rig->plant)->contacts);
		while (!rig_is_there(rig))
			run(rig, 1e-4);
	}
	/* The last one is more than the loop can hold. */
	assert_int_equal(rig->servo->sup.tally.recoveries, before + 1);
	assert_true((double)rig->servo->sup.tally.longest_back_ticks / TICK_HZ < 0.06);
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

static void recalibrates_with_temperature(void **state)
{
	struct rig *rig = begin();

	(void)state;
	follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	assert_int_equal(rig->servo->sup.tally.recalibrations, 0);
	plant_temperature(rig->plant, 25.0 + 10.0);
	run(rig, 0.01);
	assert_int_equal(rig->servo->sup.tally.recalibrations, 1);
	wait(rig, 2.0);
	assert_on_track(rig, 0, NFOD_GROOVE, 100);
	run(rig, 0.1);
	print_message("gap after +10 K: %.2f nm\n", plant_truth(rig->plant)->gap * 1e9);
	rig_free(rig);
}

/* ---- all of it ---- */

static void same_seed_same_flight(void **state)
{
	struct rig *a = begin();
	struct rig *b = begin();
	struct servo_target target = rig_target(a, 0, NFOD_GROOVE, 100, 0.0);

	(void)state;
	servo_follow(a->servo, &target);
	servo_follow(b->servo, &target);
	for (int n = 0; n < 300000; n++) {
		rig_tick(a);
		rig_tick(b);
		if (memcmp(&a->fe.block, &b->fe.block, sizeof(a->fe.block)) ||
		    memcmp(&a->fe.drive, &b->fe.drive, sizeof(a->fe.drive)))
			fail_msg("two flights of one seed differ at tick %d", n);
	}
	rig_free(a);
	rig_free(b);
}

/* ---- every arrow ---- */

static void poll(struct rig *rig)
{
	servo_poll(rig->servo);
	look_on(rig);
}

static void lose_gap(struct rig *rig, uint8_t trouble)
{
	struct gap *gap = &rig->servo->gap;

	gap->report.number = gap->order.number;
	gap->report.trouble = trouble;
}

static void lose_track(struct rig *rig, uint8_t trouble)
{
	struct track *track = &rig->servo->track;

	track->report.number = track->order.number;
	track->report.trouble = trouble;
}

/* What would bring an event about, put where the supervisor looks for it. */
static void bring_about(struct rig *rig, uint8_t state, uint8_t event)
{
	struct servo *servo = rig->servo;
	struct servo_target target = servo->sup.target;

	if (event == SUP_PARK)
		servo_park(servo);
	else if (event == SUP_GO)
		servo_follow(servo, &target);
	else if (event == SUP_LOOK)
		servo_look(servo, &target);
	else if (event == SUP_MEASURE)
		servo->sup.celsius -= 100.0f;
	else if (event == SUP_AGAIN && state == NFOD_SERVO_LOCK)
		lose_track(rig, TRACK_NO_CATCH);
	else if (event == SUP_AGAIN)
		lose_gap(rig, GAP_NO_FOCUS);
	else if (event == SUP_LOST)
		lose_gap(rig, GAP_LOST);
	else if (event == SUP_OFF_TRACK)
		lose_track(rig, TRACK_LOST);
	else if (event == SUP_RETRACT)
		servo->guard.retracting = true;
	else if (state == NFOD_SERVO_PARKING)
		servo->sup.due = 0;
	else
		servo->seen.supply_v = 3.0f;
}

static bool is_move(uint8_t state)
{
	return state == NFOD_SERVO_RAISE || state == NFOD_SERVO_SEEK || state == NFOD_SERVO_JUMP;
}

/* As long as slow signals are what bring_about() has made of them. */
static void look_again(struct rig *rig)
{
	run(rig, SERVO_SLOW / TICK_HZ);
}

static void reach(struct rig *rig, uint8_t state)
{
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);
	struct servo_target next = rig_target(rig, 0, NFOD_GROOVE, 200, 0.0);

	servo_park(rig->servo);
	poll(rig);
	look_again(rig);
	if (state == NFOD_SERVO_PARKING) {
		/* At rest it would be gone through at once. */
		servo_follow(rig->servo, &target);
		run(rig, 0.2);
		servo_park(rig->servo);
	}
	if (state == NFOD_SERVO_PARKING || state == NFOD_SERVO_PARKED) {
		wait_for(rig, state, 3.0);
		return;
	}
	if (state == NFOD_SERVO_SPIN_UP)
		wait_for(rig, NFOD_SERVO_PARKED, 3.0);
	servo_follow(rig->servo, &target);
	/* With a track wanted it would be gone through at once. */
	if (state == NFOD_SERVO_FAR)
		servo_look(rig->servo, &target);
	rig->servo->sup.sides = state == NFOD_SERVO_CALIBRATE ? 0 : 3;
	if (state == NFOD_SERVO_FAULT || state == NFOD_SERVO_RETRACT) {
		wait(rig, 3.0);
		bring_about(rig, NFOD_SERVO_FOLLOW,
			    state == NFOD_SERVO_FAULT ? SUP_FAULT : SUP_RETRACT);
		poll(rig);
		if (state == NFOD_SERVO_FAULT)
			look_again(rig);
		return;
	}
	if (is_move(state)) {
		wait(rig, 3.0);
		if (state == NFOD_SERVO_JUMP)
			next = rig_target(rig, 0, NFOD_GROOVE, 105, 0.0);
		servo_follow(rig->servo, &next);
	}
	wait_for(rig, state, 3.0);
}

static bool comes_by_itself(uint8_t event)
{
	return event == SUP_DONE || event == SUP_NEAR || event == SUP_OFF;
}

/* What is wished while the head goes down may be too far away to jump to. */
static void go_far_while_lowering(struct rig *rig)
{
	struct servo_target target = rig_target(rig, 3, NFOD_GROOVE, 100, 0.0);

	follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	bring_about(rig, NFOD_SERVO_FOLLOW, SUP_RETRACT);
	wait_for(rig, NFOD_SERVO_LOWER, 3.0);
	servo_follow(rig->servo, &target);
	wait(rig, 3.0);
}

static void every_arrow_is_taken(void **state)
{
	struct rig *rig = begin();

	(void)state;
	follow(rig, 0, NFOD_GROOVE, 100, 0.0);
	for (uint32_t n = 0; n < sup_transition_count; n++) {
		const struct sup_transition *t = &sup_transitions[n];
		bool first_of_a_side = t->from == NFOD_SERVO_LOWER && t->event == SUP_MEASURE;

		if (comes_by_itself(t->event) || first_of_a_side)
			continue;
		reach(rig, t->from);
		bring_about(rig, t->from, t->event);
		poll(rig);
		if (rig->servo->sup.state != t->to)
			fail_msg("%s -> %s (%s): is in %s", sup_state_name(t->from),
				 sup_state_name(t->to), sup_event_name(t->event),
				 sup_state_name(rig->servo->sup.state));
	}
	go_far_while_lowering(rig);
	for (uint32_t n = 0; n < sup_transition_count; n++) {
		const struct sup_transition *t = &sup_transitions[n];

		if (t->from != t->to && !seen.to[t->from][t->to])
			fail_msg("%s -> %s (%s) was never taken", sup_state_name(t->from),
				 sup_state_name(t->to), sup_event_name(t->event));
	}
	assert_int_equal(plant_truth(rig->plant)->contacts, 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_follows_and_parks),
		cmocka_unit_test(looks_from_afar),
		cmocka_unit_test(goes_to_places),
		cmocka_unit_test(waits_until_released),
		cmocka_unit_test(wishes_change),
		cmocka_unit_test(comes_back_after_a_shock),
		cmocka_unit_test(recalibrates_with_temperature),
		cmocka_unit_test(same_seed_same_flight),
		cmocka_unit_test(every_arrow_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
