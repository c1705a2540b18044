// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Margins on demand, and a trace of a real flight. */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "rig.h"
#include "servo/measure.h"

static int fly(void **state)
{
	struct rig_options options = rig_defaults();
	struct rig *rig = rig_new(&options);

	*state = rig;
	if (!rig_fly(rig))
		return -1;
	servo_release(rig->servo);
	return 0;
}

static int land(void **state)
{
	rig_free(*state);
	return 0;
}

static bool is_measured(const struct rig *rig)
{
	const struct margin *margin = &rig->servo->margin;

	return margin->report[MARGIN_GAP].points && margin->report[MARGIN_TRACK].points;
}

static void expect_margins(const struct margin_report *report)
{
	assert_int_equal(report->points, MARGIN_POINTS);
	if (report->crossover_hz < 2e3f || report->crossover_hz > 10e3f || report->gain_db < 4.0f ||
	    report->phase_deg < 20.0f)
		fail_msg("crossover %.0f Hz, %.1f dB, %.1f degrees", (double)report->crossover_hz,
			 (double)report->gain_db, (double)report->phase_deg);
}

static void both_loops_are_measured(void **state)
{
	struct rig *rig = *state;

	measure_ask(rig->servo);
	assert_true(rig_until(rig, is_measured, 10));
	rig_run(rig, 0.01);
	assert_false(rig->servo->sup.measure_wanted);
	expect_margins(&rig->servo->margin.report[MARGIN_GAP]);
	expect_margins(&rig->servo->margin.report[MARGIN_TRACK]);
	assert_int_equal(rig->servo->sup.state, NFOD_SERVO_FOLLOW);
}

/* Idle drives wait before a place, and go back to it at every turn. */
static void a_head_that_waits_is_measured_too(void **state)
{
	struct rig *rig = *state;
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 140, 0.0);

	servo_follow(rig->servo, &target);
	assert_true(rig_until(rig, rig_is_there, 1));
	rig_run(rig, 0.2);
	measure_ask(rig->servo);
	assert_true(rig_until(rig, is_measured, 10));
	expect_margins(&rig->servo->margin.report[MARGIN_GAP]);
	expect_margins(&rig->servo->margin.report[MARGIN_TRACK]);
	rig_run(rig, 0.1);
	assert_true(rig_is_there(rig));
	assert_in_range(rig->servo->seen.turn, 138, 140);
}

static bool has_left(const struct rig *rig)
{
	return rig->servo->sup.state != NFOD_SERVO_FOLLOW;
}

/* A sine in the drive of a loop that does not follow would be a disturbance only. */
static void a_jump_stops_the_sweep_and_it_goes_on(void **state)
{
	struct rig *rig = *state;
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 100, 0.0);

	measure_ask(rig->servo);
	rig_run(rig, 0.5);
	assert_true(rig->servo->margin.running);
	servo_follow(rig->servo, &target);
	assert_true(rig_until(rig, has_left, 0.1));
	rig_run(rig, 1e-4);
	assert_false(rig->servo->margin.running);
	assert_true(rig->servo->sup.measure_wanted);
	assert_true(rig_until(rig, rig_is_there, 2));
	servo_release(rig->servo);
	assert_true(rig_until(rig, is_measured, 10));
	expect_margins(&rig->servo->margin.report[MARGIN_GAP]);
}

static void asking_forgets_what_was_measured(void **state)
{
	struct rig *rig = *state;

	measure_ask(rig->servo);
	assert_true(rig_until(rig, is_measured, 10));
	measure_ask(rig->servo);
	assert_true(rig->servo->margin.report[MARGIN_GAP].crossover_hz == 0);
	assert_true(rig->servo->margin.report[MARGIN_TRACK].crossover_hz == 0);
}

static bool is_recorded(const struct rig *rig)
{
	return !rig->servo->trace.running;
}

/* A turn of a flight: the gap is held, the disc turns once, the state is FOLLOW. */
static void a_trace_shows_the_flight(void **state)
{
	static uint8_t answer[sizeof(struct nfod_trace_chunk) + NFOD_TRACE_CHUNK_BYTES];
	const struct nfod_trace_chunk *head = (const void *)answer;
	struct nfod_trace_setup setup = {
		.channels = 4,
		.every = 28,
		.records = 191,
		.signal = { NFOD_TRACE_GAP_NM, NFOD_TRACE_ANGLE_TURNS, NFOD_TRACE_STATE,
			    NFOD_TRACE_FEED_GAP_VOLTS },
	};
	struct rig *rig = *state;
	float record[4], last = -1, least = 1, most = -1;
	unsigned int seams = 0;

	assert_true(trace_start(rig->servo, &setup));
	assert_true(rig_until(rig, is_recorded, 1));
	trace_answer(rig->servo, 0, answer);
	assert_int_equal(head->records, 191);
	for (unsigned int n = 0; n < 191; n++) {
		memcpy(record, answer + sizeof(*head) + n * sizeof(record), sizeof(record));
		assert_true(fabsf(record[0] - rig->servo->gap.report.set_nm) < 5);
		assert_true(record[2] == NFOD_SERVO_FOLLOW);
		seams += record[1] < last;
		last = record[1];
		least = fminf(least, record[3]);
		most = fmaxf(most, record[3]);
	}
	assert_int_equal(seams, 1);
	/* Run-out of 20 um takes some mV more and less at 37 Hz. */
	assert_true(most - least > 1e-3f);
}

static bool is_triggered(const struct rig *rig)
{
	return rig->servo->trace.triggered;
}

static void a_trace_waits_for_the_seek(void **state)
{
	struct nfod_trace_setup setup = {
		.channels = 1,
		.trigger = NFOD_TRIGGER_SEEK,
		.every = 1,
		.records = 1000,
		.before = 500,
		.signal = { NFOD_TRACE_CROSSING_M_S },
	};
	struct rig *rig = *state;
	struct servo_target target = rig_target(rig, 0, NFOD_GROOVE, 3000, 0.0);

	assert_true(trace_start(rig->servo, &setup));
	rig_run(rig, 0.05);
	assert_false(is_triggered(rig));
	servo_follow(rig->servo, &target);
	assert_true(rig_until(rig, is_triggered, 0.2));
	assert_int_equal(rig->servo->seek.state, SEEK_MOVE);
}

#define FLIGHT_TEST(test) cmocka_unit_test_setup_teardown(test, fly, land)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FLIGHT_TEST(both_loops_are_measured),
		FLIGHT_TEST(a_head_that_waits_is_measured_too),
		FLIGHT_TEST(a_jump_stops_the_sweep_and_it_goes_on),
		FLIGHT_TEST(asking_forgets_what_was_measured),
		FLIGHT_TEST(a_trace_shows_the_flight),
		FLIGHT_TEST(a_trace_waits_for_the_seek),
	};

	return cmocka_run_group_tests_name("measure", tests, NULL, NULL);
}
