// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The trace's ring, by signals set by hand: no plant, no loops. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "nfod/figures.h"
#include "servo/servo.h"

#define RING_FLOATS 4096u

/**
 * struct bench - a servo that only has signals
 * @answer: to the last chunk asked for
 */
struct bench {
	struct servo servo;
	float ring[RING_FLOATS];
	_Alignas(8) uint8_t answer[sizeof(struct nfod_trace_chunk) + NFOD_TRACE_CHUNK_BYTES];
};

static int bench_new(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	if (!bench)
		return -1;
	bench->servo.fig = NFOD_FIGURES_REFERENCE;
	trace_init(&bench->servo.trace, bench->ring, sizeof(bench->ring));
	*state = bench;
	return 0;
}

static int bench_free(void **state)
{
	free(*state);
	return 0;
}

/* Signals that tell in which tick they were seen. */
static void tick(struct bench *bench, unsigned int ticks)
{
	while (ticks--) {
		bench->servo.ticks++;
		bench->servo.seen.gap_nm = (float)bench->servo.ticks;
		bench->servo.seen.track_nm = -(float)bench->servo.ticks;
		trace_tick(&bench->servo);
	}
}

static struct nfod_trace_setup two_signals(uint32_t records)
{
	return (struct nfod_trace_setup){
		.channels = 2,
		.trigger = NFOD_TRIGGER_NOW,
		.every = 1,
		.records = records,
		.signal = { NFOD_TRACE_GAP_NM, NFOD_TRACE_TRACK_NM },
	};
}

static const struct nfod_trace_chunk *fetch(struct bench *bench, uint16_t chunk)
{
	const struct nfod_trace_chunk *head = (const void *)bench->answer;
	uint32_t len;

	memset(bench->answer, 0xee, sizeof(bench->answer));
	len = trace_answer(&bench->servo, chunk, bench->answer);
	assert_int_equal(head->magic, NFOD_TRACE_MAGIC);
	assert_int_equal(head->chunk, chunk);
	assert_int_equal(len, sizeof(*head) + head->records * head->channels * sizeof(float));
	assert_true(len <= sizeof(bench->answer));
	return head;
}

static float value(const struct bench *bench, unsigned int record, unsigned int channel)
{
	const struct nfod_trace_chunk *head = (const void *)bench->answer;
	float result;

	memcpy(&result,
	       bench->answer + sizeof(*head) + (record * head->channels + channel) * sizeof(float),
	       sizeof(result));
	return result;
}

static void start(struct bench *bench, const struct nfod_trace_setup *setup)
{
	assert_true(trace_start(&bench->servo, setup));
}

static void nothing_ordered_is_nothing_recorded(void **state)
{
	struct bench *bench = *state;
	const struct nfod_trace_chunk *head;

	tick(bench, 100);
	head = fetch(bench, 0);
	assert_int_equal(head->channels, 0);
	assert_int_equal(head->done, 0);
	assert_int_equal(head->total, 0);
}

static void records_are_what_was_seen(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(100);
	const struct nfod_trace_chunk *head;

	tick(bench, 1000);
	start(bench, &setup);
	tick(bench, 99);
	head = fetch(bench, 0);
	assert_int_equal(head->done, 0);
	assert_int_equal(head->records, 0);
	assert_int_equal(head->total, 99);
	tick(bench, 5);
	head = fetch(bench, 0);
	assert_int_equal(head->done, 1);
	assert_int_equal(head->triggered, 1);
	assert_int_equal(head->records, 100);
	assert_int_equal(head->total, 100);
	assert_int_equal(head->first_tick, 1001);
	assert_int_equal(head->tick_hz, 200000);
	for (unsigned int n = 0; n < 100; n++) {
		assert_true(value(bench, n, 0) == 1001 + n);
		assert_true(value(bench, n, 1) == -1001.0f - n);
	}
}

static void every_nth_tick_only(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(10);
	const struct nfod_trace_chunk *head;

	setup.every = 7;
	start(bench, &setup);
	tick(bench, 9 * 7);
	assert_int_equal(fetch(bench, 0)->done, 0);
	tick(bench, 1);
	head = fetch(bench, 0);
	assert_int_equal(head->done, 1);
	assert_int_equal(head->every, 7);
	assert_int_equal(head->first_tick, 1);
	for (unsigned int n = 0; n < 10; n++)
		assert_true(value(bench, n, 0) == 1 + 7 * n);
}

static void chunks_follow_each_other(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(0);
	const struct nfod_trace_chunk *head;
	unsigned int seen = 0;

	start(bench, &setup);
	tick(bench, RING_FLOATS / 2);
	for (uint16_t chunk = 0;; chunk++) {
		head = fetch(bench, chunk);
		assert_int_equal(head->total, RING_FLOATS / 2);
		if (!head->records)
			break;
		for (unsigned int n = 0; n < head->records; n++)
			assert_true(value(bench, n, 0) == ++seen);
	}
	assert_int_equal(seen, RING_FLOATS / 2);
	assert_int_equal(fetch(bench, UINT16_MAX)->records, 0);
}

/* Hold a trigger's condition from tick 5000 on for 50 ticks. */
static void trigger_at_5000(struct bench *bench, void (*set)(struct servo *servo, bool on))
{
	tick(bench, 4999);
	assert_int_equal(fetch(bench, 0)->triggered, 0);
	set(&bench->servo, true);
	tick(bench, 50);
	set(&bench->servo, false);
	tick(bench, 5000);
}

static void set_retract(struct servo *servo, bool on)
{
	servo->guard.retracting = on;
}

static void set_seek(struct servo *servo, bool on)
{
	servo->seek.state = on ? SEEK_MOVE : SEEK_ARRIVED;
}

static void set_jump(struct servo *servo, bool on)
{
	servo->track.report.mode = on ? TRACK_JUMP : TRACK_FOLLOW;
}

static void set_pull_in(struct servo *servo, bool on)
{
	servo->gap.report.mode = GAP_CLOSE;
	servo->seen.ges = on ? 0.85f : 1.0f;
}

static void expect_history(struct bench *bench, uint8_t trigger,
			   void (*set)(struct servo *servo, bool on))
{
	struct nfod_trace_setup setup = two_signals(300);
	const struct nfod_trace_chunk *head;

	bench->servo.ticks = 0;
	setup.trigger = trigger;
	setup.before = 100;
	set(&bench->servo, false);
	start(bench, &setup);
	trigger_at_5000(bench, set);
	head = fetch(bench, 0);
	assert_int_equal(head->done, 1);
	assert_int_equal(head->total, 300);
	assert_int_equal(head->first_tick, 4900);
	for (unsigned int n = 0; n < 300; n++)
		assert_true(value(bench, n, 0) == 4900 + n);
}

static void every_trigger_keeps_what_was_before(void **state)
{
	expect_history(*state, NFOD_TRIGGER_RETRACT, set_retract);
	expect_history(*state, NFOD_TRIGGER_SEEK, set_seek);
	expect_history(*state, NFOD_TRIGGER_JUMP, set_jump);
	expect_history(*state, NFOD_TRIGGER_PULL_IN, set_pull_in);
}

static void an_early_trigger_has_less_before_it(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(300);
	const struct nfod_trace_chunk *head;

	setup.trigger = NFOD_TRIGGER_RETRACT;
	setup.before = 100;
	start(bench, &setup);
	tick(bench, 30);
	set_retract(&bench->servo, true);
	tick(bench, 200);
	head = fetch(bench, 0);
	assert_int_equal(head->done, 1);
	assert_int_equal(head->total, 230);
	assert_int_equal(head->first_tick, 1);
	assert_true(value(bench, 229, 0) == 230);
}

static void what_lasts_does_not_trigger(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(10);

	setup.trigger = NFOD_TRIGGER_RETRACT;
	set_retract(&bench->servo, true);
	start(bench, &setup);
	tick(bench, 1000);
	assert_int_equal(fetch(bench, 0)->triggered, 0);
	set_retract(&bench->servo, false);
	tick(bench, 1);
	set_retract(&bench->servo, true);
	tick(bench, 10);
	assert_int_equal(fetch(bench, 0)->done, 1);
}

/* A trigger between two records counts, with the next one. */
static void triggers_are_seen_between_records(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(2);

	setup.trigger = NFOD_TRIGGER_JUMP;
	setup.every = 100;
	start(bench, &setup);
	tick(bench, 150);
	set_jump(&bench->servo, true);
	tick(bench, 1);
	set_jump(&bench->servo, false);
	tick(bench, 150);
	assert_int_equal(fetch(bench, 0)->done, 1);
	assert_true(value(bench, 0, 0) == 201);
}

static void a_new_recording_drops_the_last(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(100);

	start(bench, &setup);
	tick(bench, 200);
	assert_int_equal(fetch(bench, 0)->done, 1);
	setup.records = 50;
	start(bench, &setup);
	assert_int_equal(fetch(bench, 0)->done, 0);
	tick(bench, 50);
	assert_int_equal(fetch(bench, 0)->total, 50);
	assert_true(value(bench, 0, 0) == 201);
}

/* Each setup is spoiled in one place; the good one runs on. */
static void setups_without_sense_are_refused(void **state)
{
	struct bench *bench = *state;
	const struct nfod_trace_setup good = two_signals(100);
	struct nfod_trace_setup bad[11];

	for (unsigned int n = 0; n < 11; n++)
		bad[n] = good;
	bad[0].channels = 0;
	bad[1].channels = NFOD_TRACE_CHANNELS + 1;
	bad[2].trigger = NFOD_TRIGGER_COUNT;
	bad[3].every = 0;
	bad[4].records = RING_FLOATS / 2 + 1;
	bad[5].signal[1] = NFOD_TRACE_SIGNALS;
	bad[6].signal[2] = 1;
	bad[7].reserved[11] = 1;
	bad[8].before = 1;
	bad[9].trigger = NFOD_TRIGGER_SEEK;
	bad[9].before = 100;
	bad[10].records = UINT32_MAX;
	start(bench, &good);
	tick(bench, 10);
	for (unsigned int n = 0; n < 11; n++)
		assert_false(trace_start(&bench->servo, &bad[n]));
	tick(bench, 90);
	assert_int_equal(fetch(bench, 0)->total, 100);
}

static void no_memory_is_no_trace(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = two_signals(0);

	trace_init(&bench->servo.trace, NULL, 0);
	assert_false(trace_start(&bench->servo, &setup));
}

static void fill_every_signal(struct servo *servo)
{
	servo->seen.gap_nm = 1;
	servo->gap.report.set_nm = 2;
	servo->out.gap = 3;
	servo->seen.ges = 4;
	servo->seen.track_nm = 5;
	servo->out.track = 6;
	servo->seen.sum = 7;
	servo->signal.focus_nm[0] = 8;
	servo->tilt.estimate_mrad[TILT_RADIAL] = 9;
	servo->tilt.estimate_mrad[TILT_TANGENTIAL] = 10;
	servo->spindle.angle = 1u << 30;
	servo->spindle.speed = 234.9941f;
	servo->sled.position = 0.036f;
	servo->track.report.lens_m = 5e-5f;
	servo->seen.crossing_m_s = 13;
	servo->out.sled = 14;
	servo->seen.accel_z = 15;
	servo->sup.state = NFOD_SERVO_FOLLOW;
	servo->guard.may_read = true;
	servo->guard.may_write = true;
}

static void every_signal_is_in_its_unit(void **state)
{
	static const float expected[NFOD_TRACE_SIGNALS] = {
		[NFOD_TRACE_ANGLE_TURNS] = 0.25f, [NFOD_TRACE_SPEED_RPM] = 2244.0f,
		[NFOD_TRACE_RADIUS_MM] = 36.05f,  [NFOD_TRACE_CROSSING_M_S] = 13,
		[NFOD_TRACE_SLED_VOLTS] = 14,	  [NFOD_TRACE_ACCEL_M_S2] = 15,
		[NFOD_TRACE_STATE] = 7,		  [NFOD_TRACE_MAY] = 3,
	};
	struct bench *bench = *state;

	fill_every_signal(&bench->servo);
	for (uint8_t signal = 0; signal < NFOD_TRACE_SIGNALS; signal++) {
		float should = signal < NFOD_TRACE_ANGLE_TURNS ? 1.0f + signal : expected[signal];
		struct nfod_trace_setup setup = {
			.channels = 1, .every = 1, .records = 1, .signal = { signal }
		};

		/* What was learned is the learning's own test. */
		if (signal == NFOD_TRACE_FEED_GAP_VOLTS || signal == NFOD_TRACE_FEED_TRACK_VOLTS)
			continue;
		start(bench, &setup);
		trace_tick(&bench->servo);
		assert_int_equal(fetch(bench, 0)->records, 1);
		assert_true(fabsf(value(bench, 0, 0) - should) < 1e-4f * should);
	}
}

static void eight_channels_fill_a_chunk(void **state)
{
	struct bench *bench = *state;
	struct nfod_trace_setup setup = { .channels = 8, .every = 1, .records = 200 };

	start(bench, &setup);
	tick(bench, 200);
	assert_int_equal(fetch(bench, 0)->records, NFOD_TRACE_CHUNK_BYTES / 32);
	assert_int_equal(fetch(bench, 2)->records, 200 - 2 * NFOD_TRACE_CHUNK_BYTES / 32);
	assert_true(value(bench, 7, 7) == 200);
}

#define BENCH_TEST(test) cmocka_unit_test_setup_teardown(test, bench_new, bench_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(nothing_ordered_is_nothing_recorded),
		BENCH_TEST(records_are_what_was_seen),
		BENCH_TEST(every_nth_tick_only),
		BENCH_TEST(chunks_follow_each_other),
		BENCH_TEST(every_trigger_keeps_what_was_before),
		BENCH_TEST(an_early_trigger_has_less_before_it),
		BENCH_TEST(what_lasts_does_not_trigger),
		BENCH_TEST(triggers_are_seen_between_records),
		BENCH_TEST(a_new_recording_drops_the_last),
		BENCH_TEST(setups_without_sense_are_refused),
		BENCH_TEST(no_memory_is_no_trace),
		BENCH_TEST(every_signal_is_in_its_unit),
		BENCH_TEST(eight_channels_fill_a_chunk),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
