// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the trace's triggers catch of a head that flies: a retract, a jump and a pull-in,
 * with what was before them, and nothing while none of it happens.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "rig.h"

#define RECORDS 1600u
#define BEFORE 400u

enum column {
	GAP,
	SET,
	VOLTS,
	GES,
	TRACK,
	STATE,
	COLUMNS,
};

/**
 * struct shot - a recording, fetched
 * @count: records in it
 * @at: by record and column
 */
struct shot {
	uint32_t count;
	float at[RECORDS][COLUMNS];
};

static void arm(struct rig *rig, enum nfod_trace_trigger trigger)
{
	struct nfod_trace_setup setup = {
		.channels = COLUMNS,
		.trigger = (uint8_t)trigger,
		.every = 1,
		.records = RECORDS,
		.before = BEFORE,
		.signal = { [GAP] = NFOD_TRACE_GAP_NM,
			    [SET] = NFOD_TRACE_GAP_SET_NM,
			    [VOLTS] = NFOD_TRACE_GAP_VOLTS,
			    [GES] = NFOD_TRACE_GES,
			    [TRACK] = NFOD_TRACE_TRACK_NM,
			    [STATE] = NFOD_TRACE_STATE },
	};

	assert_true(trace_start(rig->servo, &setup));
}

/* One answer to who asks for the recording; its header. */
static struct nfod_trace_chunk ask(const struct rig *rig, uint16_t chunk, void *records)
{
	static uint8_t answer[sizeof(struct nfod_trace_chunk) + NFOD_TRACE_CHUNK_BYTES];
	struct nfod_trace_chunk head;
	uint32_t length = trace_answer(rig->servo, chunk, answer);

	memcpy(&head, answer, sizeof(head));
	assert_int_equal(length, sizeof(head) + head.records * COLUMNS * sizeof(float));
	if (records)
		memcpy(records, answer + sizeof(head), length - sizeof(head));
	return head;
}

static bool is_recorded(const struct rig *rig)
{
	return ask(rig, 0, NULL).done;
}

static bool has_triggered(const struct rig *rig)
{
	return ask(rig, 0, NULL).triggered;
}

static struct shot *fetch(struct rig *rig)
{
	struct shot *shot = calloc(1, sizeof(*shot));

	assert_non_null(shot);
	assert_true(rig_until(rig, is_recorded, 1.0));
	for (uint16_t chunk = 0; shot->count < RECORDS; chunk++) {
		struct nfod_trace_chunk head = ask(rig, chunk, shot->at[shot->count]);

		assert_true(head.records > 0);
		shot->count += head.records;
	}
	assert_int_equal(shot->count, RECORDS);
	return shot;
}

static double greatest(const struct shot *shot, enum column column, uint32_t from, uint32_t until)
{
	double most = -INFINITY;

	for (uint32_t n = from; n < until; n++)
		most = fmax(most, (double)shot->at[n][column]);
	return most;
}

static double least(const struct shot *shot, enum column column, uint32_t from, uint32_t until)
{
	double low = INFINITY;

	for (uint32_t n = from; n < until; n++)
		low = fmin(low, (double)shot->at[n][column]);
	return low;
}

static struct rig *fly_armed(enum nfod_trace_trigger trigger)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	assert_true(rig_fly(rig));
	servo_release(rig->servo);
	rig_run(rig, 0.1);
	arm(rig, trigger);
	rig_run(rig, 0.1);
	assert_false(has_triggered(rig));
	return rig;
}

static void a_retract_is_caught(void **state)
{
	struct rig *rig = fly_armed(NFOD_TRIGGER_RETRACT);
	double full = (double)rig->servo->fig.gap_volts;
	struct shot *shot;

	(void)state;
	plant_shock(rig->plant, PLANT_AXIAL, 8.0, 1e-3);
	shot = fetch(rig);
	assert_true(least(shot, STATE, 0, BEFORE) == NFOD_SERVO_FOLLOW);
	assert_true(least(shot, GAP, 0, BEFORE) > 10.0 && greatest(shot, GAP, 0, BEFORE) < 40.0);
	assert_true(greatest(shot, VOLTS, 0, BEFORE) < full);
	/* Full drive within a tick of what triggered it, for 300 us; then the lens is braked. */
	assert_true(least(shot, VOLTS, BEFORE + 1, BEFORE + 60) == full);
	assert_true(least(shot, VOLTS, BEFORE + 60, RECORDS) < 0.0);
	/* Beyond what the gap signal knows after 100 us, and not back within the recording. */
	assert_true(least(shot, GES, BEFORE + 20, RECORDS) > 0.9);
	assert_true(least(shot, STATE, BEFORE + 20, BEFORE + 60) == NFOD_SERVO_RETRACT);
	free(shot);
	rig_free(rig);
}

static void a_jump_is_caught(void **state)
{
	struct rig *rig = fly_armed(NFOD_TRIGGER_JUMP);
	struct servo_target target;
	struct shot *shot;

	(void)state;
	target = rig->servo->sup.target;
	target.turn = rig->fe.block.turn + 3;
	target.radius_m = rig_target(rig, 0, NFOD_GROOVE, target.turn, 0.0).radius_m;
	servo_follow(rig->servo, &target);
	shot = fetch(rig);
	assert_true(least(shot, STATE, 0, BEFORE - 1) == NFOD_SERVO_FOLLOW);
	assert_true(greatest(shot, TRACK, 0, BEFORE) < 40.0);
	assert_true(least(shot, STATE, BEFORE + 10, BEFORE + 20) == NFOD_SERVO_JUMP);
	/* Push-pull swings to its crests as tracks go by, and calms down on the last one. */
	assert_true(greatest(shot, TRACK, BEFORE, RECORDS) > 45.0);
	assert_true(least(shot, TRACK, BEFORE, RECORDS) < -45.0);
	assert_true(greatest(shot, TRACK, RECORDS - 400, RECORDS) < 40.0);
	assert_true(least(shot, TRACK, RECORDS - 400, RECORDS) > -40.0);
	free(shot);
	rig_free(rig);
}

static void a_pull_in_is_caught(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);
	double hand_over = (double)options.firmware.hand_over;
	struct shot *shot;

	(void)state;
	arm(rig, NFOD_TRIGGER_PULL_IN);
	servo_follow(rig->servo, &target);
	assert_true(rig_until(rig, has_triggered, 2.0));
	shot = fetch(rig);
	assert_true(least(shot, STATE, 0, BEFORE + 1) == NFOD_SERVO_APPROACH);
	assert_true(least(shot, GES, 0, BEFORE) > hand_over);
	assert_true(shot->at[BEFORE][GES] <= (float)hand_over);
	/* In a millisecond from there to the raised gap, and held there. */
	assert_true(greatest(shot, GAP, BEFORE, BEFORE + 10) > 100.0);
	assert_true(greatest(shot, GAP, BEFORE + 240, RECORDS) < 75.0);
	assert_true(least(shot, GAP, BEFORE + 240, RECORDS) > 35.0);
	assert_true(fabs(least(shot, SET, RECORDS - 10, RECORDS) - 55.0) < 5.0);
	free(shot);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_retract_is_caught),
		cmocka_unit_test(a_jump_is_caught),
		cmocka_unit_test(a_pull_in_is_caught),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
