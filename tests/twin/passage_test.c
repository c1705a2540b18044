// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Clusters under a head that flies, by script: where each begins and ends, what is seen of
 * it and when the write gate shuts it down; and what reading costs there.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "engine/passage.h"
#include "nfod/wire.h"

#define TICK_S 5e-6
#define TURN_HZ 37.4
#define PER_TICK (TURN_HZ * TICK_S)

/**
 * struct script - a head on its way
 * @at: along its spiral, turns
 * @ticks: so far
 */
struct script {
	struct passage passage;
	struct plant_truth truth;
	struct nfod_frontend fe;
	double at;
	unsigned int ticks;
};

static const struct passage_place place = {
	.zone = 3, .side = NFOD_LAND, .start = 100.4, .turns = 0.25
};

static void show(struct script *script)
{
	script->truth.turn = (int32_t)floor(script->at);
	script->truth.angle = script->at - floor(script->at);
}

static void begin(struct script *script, double at)
{
	memset(script, 0, sizeof(*script));
	script->truth.zone = (uint16_t)place.zone;
	script->truth.land = true;
	script->truth.gap = 25e-9;
	script->fe.drive.control = NFOD_FE_READABLE;
	script->fe.block.status = NFOD_FE_GATE_OPEN;
	script->at = at;
	show(script);
	passage_await(&script->passage, &place);
}

static void step(struct script *script)
{
	script->at += PER_TICK;
	script->ticks++;
	show(script);
	passage_tick(&script->passage, &script->truth, &script->fe, PER_TICK, TICK_S);
}

static void until(struct script *script, double at)
{
	while (script->at + PER_TICK <= at)
		step(script);
}

static bool pending(const struct script *script)
{
	return script->passage.state == PASSAGE_AWAITED || script->passage.state == PASSAGE_UNDER;
}

static void finish(struct script *script)
{
	while (pending(script))
		step(script);
}

static uint32_t lost(const struct script *script)
{
	uint32_t sum = 0;

	for (unsigned int n = 0; n < script->passage.lifts; n++)
		sum += script->passage.lift[n].count;
	return sum;
}

/* ---- where it is ---- */

static void begins_at_its_first_cell_and_ends_after_its_last(void **state)
{
	struct script script;

	(void)state;
	begin(&script, 100.3);
	until(&script, place.start);
	assert_int_equal(script.passage.state, PASSAGE_AWAITED);
	step(&script);
	assert_int_equal(script.passage.state, PASSAGE_UNDER);
	until(&script, place.start + place.turns);
	assert_int_equal(script.passage.state, PASSAGE_UNDER);
	step(&script);
	assert_int_equal(script.passage.state, PASSAGE_OVER);
	assert_int_equal(script.passage.done, NFOD_FE_SYMBOLS);
	assert_int_equal(lost(&script), 0);
	assert_false(script.passage.gate_shut);
}

static void who_comes_late_waits_a_turn(void **state)
{
	struct script script;

	(void)state;
	begin(&script, place.start + 2 * PER_TICK);
	until(&script, 100.9);
	assert_int_equal(script.passage.state, PASSAGE_AWAITED);
	/* The head jumps back by a turn. */
	script.at -= 1.0;
	finish(&script);
	assert_int_equal(script.passage.state, PASSAGE_OVER);
}

static void another_track_is_not_it(void **state)
{
	struct script script;

	(void)state;
	for (int flaw = 0; flaw < 6; flaw++) {
		begin(&script, 100.3);
		if (flaw == 0)
			script.truth.zone = 4;
		if (flaw == 1)
			script.truth.land = false;
		if (flaw == 2)
			script.truth.gap = 90e-9;
		if (flaw == 3)
			script.truth.offset = -70e-9;
		if (flaw == 4)
			script.fe.drive.control = 0;
		if (flaw == 5)
			script.at -= 7.0;
		until(&script, script.at + 0.5);
		assert_int_equal(script.passage.state, PASSAGE_AWAITED);
	}
}

static void after_three_turns_it_is_given_up(void **state)
{
	struct script script;

	(void)state;
	begin(&script, 20.0);
	until(&script, 20.0 + NFOD_FE_TURNS_MOST);
	assert_int_equal(script.passage.state, PASSAGE_AWAITED);
	until(&script, 20.01 + NFOD_FE_TURNS_MOST);
	assert_int_equal(script.passage.state, PASSAGE_MISSED);
}

static void a_disc_that_stands_is_not_waited_for_for_ever(void **state)
{
	struct script script;
	double seconds = 0.0;

	(void)state;
	begin(&script, 100.3);
	for (; pending(&script) && seconds < 10.0; seconds += TICK_S)
		passage_tick(&script.passage, &script.truth, &script.fe, 0.0, TICK_S);
	assert_int_equal(script.passage.state, PASSAGE_MISSED);
	assert_true(fabs(seconds - NFOD_FE_TURNS_MOST) < 0.01);
}

/* One after the other: the next one's first cell comes by in the tick of the last one's end. */
static void neighbours_follow_each_other(void **state)
{
	const double clusters_per_turn = 3.6234;
	struct passage_place next = place;
	struct script script;

	(void)state;
	begin(&script, 100.0);
	next.turns = 1.0 / clusters_per_turn;
	for (uint32_t n = 363; n < 463; n++) {
		next.start = n * next.turns;
		passage_await(&script.passage, &next);
		if (n > 363)
			passage_tick(&script.passage, &script.truth, &script.fe, PER_TICK, TICK_S);
		finish(&script);
		assert_int_equal(script.passage.state, PASSAGE_OVER);
		assert_true(script.at - next.start - next.turns < 1.5 * PER_TICK);
	}
}

/* ---- what is seen of it ---- */

static void what_was_not_seen_is_lost(void **state)
{
	struct script script;
	double share;

	(void)state;
	begin(&script, 100.39);
	until(&script, place.start + 0.25 * place.turns);
	script.truth.offset = 65e-9;
	until(&script, place.start + 0.30 * place.turns);
	script.truth.offset = 0.0;
	until(&script, place.start + 0.80 * place.turns);
	script.fe.block.status |= NFOD_FE_RETRACTED;
	finish(&script);
	assert_int_equal(script.passage.state, PASSAGE_OVER);
	assert_int_equal(script.passage.lifts, 2);
	share = lost(&script) / (double)NFOD_FE_SYMBOLS;
	assert_true(fabs(share - 0.25) < 0.002);
	assert_true(script.passage.gate_shut);
}

/* Slipping by whole turns looks alike to push-pull, not to the wobble. */
static void another_turn_is_lost_too(void **state)
{
	struct script script;

	(void)state;
	begin(&script, 100.39);
	until(&script, place.start + 0.5 * place.turns);
	script.at += 1.0;
	while (pending(&script))
		step(&script);
	assert_true(fabs(lost(&script) / (double)NFOD_FE_SYMBOLS - 0.5) < 0.002);
}

static void flicker_is_lost_in_one_stretch_at_last(void **state)
{
	struct script script;

	(void)state;
	begin(&script, 100.39);
	until(&script, place.start + PER_TICK);
	while (pending(&script)) {
		script.truth.gap = script.ticks % 2 ? 25e-9 : 80e-9;
		step(&script);
	}
	assert_int_equal(script.passage.lifts, QUALITY_LIFTS);
	assert_in_range(lost(&script), NFOD_FE_SYMBOLS / 2, NFOD_FE_SYMBOLS);
	for (unsigned int n = 1; n < QUALITY_LIFTS; n++)
		assert_true(script.passage.lift[n].first >=
			    script.passage.lift[n - 1].first + script.passage.lift[n - 1].count);
}

static void gate_is_judged_in_every_tick(void **state)
{
	struct script script;

	(void)state;
	begin(&script, 100.39);
	until(&script, place.start + 0.4 * place.turns);
	assert_false(script.passage.gate_shut);
	script.fe.block.status = 0;
	step(&script);
	script.fe.block.status = NFOD_FE_GATE_OPEN;
	finish(&script);
	assert_true(script.passage.gate_shut);
	assert_int_equal(script.passage.shut_at * 16 / NFOD_FE_SYMBOLS, 6);
	begin(&script, 100.39);
	script.fe.block.status = 0;
	finish(&script);
	assert_true(script.passage.gate_shut);
	assert_int_equal(script.passage.shut_at, 0);
}

/* Nothing is seen in a lift, and the gate is shut. */
static void lift(struct script *script, bool up)
{
	script->fe.drive.control = up ? 0 : NFOD_FE_READABLE;
	script->fe.block.status = up ? 0 : NFOD_FE_GATE_OPEN;
}

static void a_lift_leaves_a_hole(void **state)
{
	struct script script;

	(void)state;
	begin(&script, 100.39);
	until(&script, place.start + 0.4 * place.turns);
	lift(&script, true);
	until(&script, place.start + 0.45 * place.turns);
	lift(&script, false);
	until(&script, place.start + 0.7 * place.turns);
	/* Over the track, but not where writing is safe. */
	script.fe.block.status = 0;
	until(&script, place.start + 0.8 * place.turns);
	script.fe.block.status = NFOD_FE_GATE_OPEN;
	finish(&script);
	assert_int_equal(script.passage.lifts, 1);
	assert_int_equal(script.passage.holes, 2);
	for (unsigned int n = 0; n < 2; n++) {
		const struct quality_lift *hole = &script.passage.hole[n];
		double first = n ? 0.7 : 0.4, count = n ? 0.1 : 0.05;

		assert_true(fabs(hole->first / (double)NFOD_FE_SYMBOLS - first) < 0.002);
		assert_true(fabs(hole->count / (double)NFOD_FE_SYMBOLS - count) < 0.002);
	}
}

/* A lift over the first cell: the clock runs on, but not for long, and not for everybody. */
static void a_lift_hides_the_beginning(void **state)
{
	struct script script;

	(void)state;
	for (unsigned int n = 0; n < 3; n++) {
		begin(&script, 100.3);
		script.passage.coasts = n;
		until(&script, place.start - (n == 2 ? 0.05 : 0.01));
		lift(&script, true);
		until(&script, place.start + 0.01);
		lift(&script, false);
		assert_int_equal(script.passage.state, n == 1 ? PASSAGE_UNDER : PASSAGE_AWAITED);
		finish(&script);
		assert_int_equal(script.passage.holes, n == 1);
		assert_int_equal(script.passage.hole[0].first, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_at_its_first_cell_and_ends_after_its_last),
		cmocka_unit_test(who_comes_late_waits_a_turn),
		cmocka_unit_test(another_track_is_not_it),
		cmocka_unit_test(after_three_turns_it_is_given_up),
		cmocka_unit_test(a_disc_that_stands_is_not_waited_for_for_ever),
		cmocka_unit_test(neighbours_follow_each_other),
		cmocka_unit_test(what_was_not_seen_is_lost),
		cmocka_unit_test(another_turn_is_lost_too),
		cmocka_unit_test(flicker_is_lost_in_one_stretch_at_last),
		cmocka_unit_test(gate_is_judged_in_every_tick),
		cmocka_unit_test(a_lift_leaves_a_hole),
		cmocka_unit_test(a_lift_hides_the_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
