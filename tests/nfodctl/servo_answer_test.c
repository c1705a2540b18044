// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Hostile answers about the servo: each is refused, with a reason that names the field. */
#include <string.h>

#include "answer.h"
#include "cmocka_all.h"
#include "sample.h"

#define SEED 0x5eedu
#define CASES 100000

static void expect_named(const char *why, const char *word)
{
	if (!strstr(why, word))
		fail_msg("\"%s\" does not name \"%s\"", why, word);
	assert_null(strchr(why, '\n'));
}

static void refuse_servo(const struct nfod_servo_status *bad, const char *word)
{
	struct nfod_servo_status servo;
	char why[NFODCTL_WHY] = "";

	assert_false(answer_servo(bad, sizeof(*bad), &servo, why));
	expect_named(why, word);
}

static void a_good_servo_answer_is_taken(void **state)
{
	struct nfod_servo_status good = sample_servo(), servo;
	char why[NFODCTL_WHY] = "";

	(void)state;
	assert_true(answer_servo(&good, sizeof(good), &servo, why));
	assert_memory_equal(&good, &servo, sizeof(servo));
	assert_string_equal(why, "");
	for (size_t len = 0; len < sizeof(good); len++)
		assert_false(answer_servo(&good, len, &servo, why));
}

static void absurd_servo_answers_are_refused(void **state)
{
	struct nfod_servo_status bad = sample_servo();

	(void)state;
	bad.magic = NFOD_STATUS_MAGIC;
	refuse_servo(&bad, "magic");
	bad = sample_servo();
	bad.version = 9;
	refuse_servo(&bad, "version 9");
	bad = sample_servo();
	bad.length = sizeof(bad) - 1;
	refuse_servo(&bad, "length");
	bad = sample_servo();
	bad.state = NFOD_SERVO_COUNT;
	refuse_servo(&bad, "state");
	bad = sample_servo();
	bad.side = 2;
	refuse_servo(&bad, "side");
	bad = sample_servo();
	bad.last_retract = NFOD_RETRACT_COUNT;
	refuse_servo(&bad, "last_retract");
	bad = sample_servo();
	bad.may = 4;
	refuse_servo(&bad, "may");
	bad = sample_servo();
	bad.fault = NFOD_FAULT_COUNT;
	refuse_servo(&bad, "fault");
	bad = sample_servo();
	bad.own_bumps = bad.bumps + 1;
	refuse_servo(&bad, "own_bumps");
	for (size_t n = 0; n < sizeof(bad.reserved); n++) {
		bad = sample_servo();
		bad.reserved[n] = 1;
		refuse_servo(&bad, "reserved");
	}
}

static void shapes_are_checked(void **state)
{
	struct nfod_shape bad = sample_shape(1), shape;
	char why[NFODCTL_WHY] = "";

	(void)state;
	assert_true(answer_shape(&bad, sizeof(bad), 1, &shape, why));
	for (size_t len = 0; len < sizeof(bad); len++)
		assert_false(answer_shape(&bad, len, 1, &shape, why));
	assert_false(answer_shape(&bad, sizeof(bad), 0, &shape, why));
	expect_named(why, "axis");
	bad.harmonics = NFOD_SHAPE_HARMONICS + 1;
	assert_false(answer_shape(&bad, sizeof(bad), 1, &shape, why));
	expect_named(why, "harmonics");
	bad = sample_shape(1);
	bad.magic = 0;
	assert_false(answer_shape(&bad, sizeof(bad), 1, &shape, why));
	expect_named(why, "magic");
}

/**
 * struct answer - to NFOD_REQ_TRACE, with room for what is too much
 */
struct answer {
	struct nfod_trace_chunk head;
	uint8_t records[NFOD_TRACE_CHUNK_BYTES + 64];
};

static const struct nfod_trace_setup setup = { .channels = 2, .every = 3, .records = 1000 };

#define MOST (NFOD_TRACE_CHUNK_BYTES / 8)

/* The middle one of three chunks. */
static struct answer middle(void)
{
	return (struct answer){ .head = {
					.magic = NFOD_TRACE_MAGIC,
					.chunk = 1,
					.channels = 2,
					.records = MOST,
					.total = 1000,
					.first_tick = 77,
					.every = 3,
					.done = 1,
					.triggered = 1,
					.tick_hz = 200000,
				} };
}

static size_t length_of(const struct answer *answer)
{
	return sizeof(answer->head) + 8 * (size_t)answer->head.records;
}

static void refuse_trace(const struct answer *bad, size_t len, const char *word)
{
	struct nfod_trace_chunk head;
	char why[NFODCTL_WHY] = "";

	assert_false(answer_trace(bad, len, &setup, 1, &head, why));
	expect_named(why, word);
}

static void good_chunks_are_taken(void **state)
{
	struct answer good = middle();
	struct nfod_trace_chunk head;
	char why[NFODCTL_WHY] = "";

	(void)state;
	assert_true(answer_trace(&good, length_of(&good), &setup, 1, &head, why));
	good.head.chunk = 2;
	good.head.records = 1000 - 2 * MOST;
	assert_true(answer_trace(&good, length_of(&good), &setup, 2, &head, why));
	good.head.chunk = 3;
	good.head.records = 0;
	assert_true(answer_trace(&good, length_of(&good), &setup, 3, &head, why));
	good.head.chunk = 0;
	good.head.done = 0;
	good.head.triggered = 0;
	good.head.total = 0;
	assert_true(answer_trace(&good, length_of(&good), &setup, 0, &head, why));
}

static void chunks_of_wrong_length_are_refused(void **state)
{
	struct answer good = middle();
	struct nfod_trace_chunk head;
	char why[NFODCTL_WHY];

	(void)state;
	for (size_t len = 0; len <= sizeof(good); len++)
		assert_int_equal(answer_trace(&good, len, &setup, 1, &head, why),
				 len == length_of(&good));
}

static void absurd_chunks_are_refused(void **state)
{
	struct answer bad = middle();
	size_t len = length_of(&bad);

	(void)state;
	bad.head.magic ^= 1;
	refuse_trace(&bad, len, "magic");
	bad = middle();
	bad.head.chunk = 2;
	refuse_trace(&bad, len, "chunk");
	bad = middle();
	bad.head.channels = 0;
	refuse_trace(&bad, len, "another recording");
	bad = middle();
	bad.head.every = 4;
	refuse_trace(&bad, len, "another recording");
	bad = middle();
	bad.head.total = 1001;
	refuse_trace(&bad, len, "another recording");
	bad = middle();
	bad.head.total = 0;
	refuse_trace(&bad, len, "total");
	bad = middle();
	bad.head.records = MOST - 1;
	refuse_trace(&bad, len, "records");
	bad = middle();
	bad.head.records = UINT32_MAX;
	refuse_trace(&bad, len, "records");
	bad = middle();
	bad.head.done = 2;
	refuse_trace(&bad, len, "done");
	bad = middle();
	bad.head.triggered = 0;
	refuse_trace(&bad, len, "triggered");
	bad = middle();
	bad.head.tick_hz = 0;
	refuse_trace(&bad, len, "tick_hz");
	bad = middle();
	bad.head.done = 0;
	refuse_trace(&bad, len, "records");
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* What is taken never says that more records are there than came. */
static void random_chunks_never_lie_about_their_length(void **state)
{
	uint32_t seed = SEED;
	unsigned int taken = 0;

	(void)state;
	for (unsigned int n = 0; n < CASES; n++) {
		struct answer bytes = middle();
		struct nfod_trace_chunk head;
		char why[NFODCTL_WHY];
		size_t len = length_of(&bytes);

		((uint8_t *)&bytes)[next_random(&seed) % sizeof(head)] =
			(uint8_t)next_random(&seed);
		if (!answer_trace(&bytes, len, &setup, 1, &head, why))
			continue;
		taken++;
		assert_int_equal(sizeof(head) + 8 * head.records, len);
		assert_true(head.total <= setup.records);
	}
	assert_in_range(taken, 1, CASES / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_servo_answer_is_taken),
		cmocka_unit_test(absurd_servo_answers_are_refused),
		cmocka_unit_test(shapes_are_checked),
		cmocka_unit_test(good_chunks_are_taken),
		cmocka_unit_test(chunks_of_wrong_length_are_refused),
		cmocka_unit_test(absurd_chunks_are_refused),
		cmocka_unit_test(random_chunks_never_lie_about_their_length),
	};

	return cmocka_run_group_tests_name("servo answers", tests, NULL, NULL);
}
