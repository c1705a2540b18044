// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Hostile answers about the servo: each is refused, with a reason that names the field. */
#include "hostile.h"
#include "nfod/format.h"
#include "sample.h"

#define SEED 0x5eedu
#define CASES 100000

#define SERVO(field, value) REFUSE(&servo, struct nfod_servo_status, field, value)
#define SHAPE(field, value) REFUSE(&shape, struct nfod_shape, field, value)
#define TRACE(field, value) REFUSE(&trace, struct nfod_trace_chunk, field, value)
#define TRACE_AS(field, value, word) REFUSE_AS(&trace, struct nfod_trace_chunk, field, value, word)

static size_t good_servo(void *bytes)
{
	struct nfod_servo_status good = sample_servo();

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_servo(const void *bytes, size_t len, char *why)
{
	struct nfod_servo_status taken;

	if (!answer_servo(bytes, len, &taken, why))
		return false;
	assert_memory_equal(bytes, &taken, sizeof(taken));
	return true;
}

static const struct hostile servo = { good_servo, take_servo };

/* Asked for axis 1. */
static size_t good_shape(void *bytes)
{
	struct nfod_shape good = sample_shape(1);

	memcpy(bytes, &good, sizeof(good));
	return sizeof(good);
}

static bool take_shape(const void *bytes, size_t len, char *why)
{
	struct nfod_shape taken;

	return answer_shape(bytes, len, 1, &taken, why);
}

static const struct hostile shape = { good_shape, take_shape };

static const struct nfod_trace_setup setup = { .channels = 2, .every = 3, .records = 1000 };

#define RECORD_BYTES 8
#define MOST (NFOD_TRACE_CHUNK_BYTES / RECORD_BYTES)

/* The middle one of three chunks. */
static struct nfod_trace_chunk middle(void)
{
	return (struct nfod_trace_chunk){
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
	};
}

static size_t put_chunk(void *bytes, const struct nfod_trace_chunk *head)
{
	size_t records = RECORD_BYTES * (size_t)head->records;

	memcpy(bytes, head, sizeof(*head));
	memset((uint8_t *)bytes + sizeof(*head), 0, records);
	return sizeof(*head) + records;
}

static size_t good_chunk(void *bytes)
{
	struct nfod_trace_chunk good = middle();

	return put_chunk(bytes, &good);
}

static bool take_chunk(const void *bytes, size_t len, char *why)
{
	struct nfod_trace_chunk head;

	return answer_trace(bytes, len, &setup, 1, &head, why);
}

static const struct hostile trace = { good_chunk, take_chunk };

static void servo_lengths(void **state)
{
	(void)state;
	hostile_lengths(&servo);
}

static void absurd_servo_answers_are_refused(void **state)
{
	(void)state;
	SERVO(magic, NFOD_STATUS_MAGIC);
	REFUSE_AS(&servo, struct nfod_servo_status, version, 9, "version 9");
	SERVO(length, sizeof(struct nfod_servo_status) - 1);
	SERVO(state, NFOD_SERVO_COUNT);
	SERVO(side, 2);
	SERVO(last_retract, NFOD_RETRACT_COUNT);
	SERVO(may, 4);
	SERVO(fault, NFOD_FAULT_COUNT);
	SERVO(own_bumps, sample_servo().bumps + 1);
	SERVO(bump_sectors_bad, NFOD_BUMPS_SECTORS + 1);
	REFUSE_RESERVED(&servo, struct nfod_servo_status, reserved);
}

static void shapes_are_checked(void **state)
{
	(void)state;
	hostile_lengths(&shape);
	SHAPE(axis, 0);
	SHAPE(harmonics, NFOD_SHAPE_HARMONICS + 1);
	SHAPE(magic, 0);
}

static void chunk_lengths(void **state)
{
	uint8_t bytes[HOSTILE_MOST] = { 0 };
	char why[NFODCTL_WHY];
	size_t good = good_chunk(bytes);

	(void)state;
	hostile_lengths(&trace);
	for (size_t len = good + 1; len <= sizeof(bytes); len++)
		assert_false(take_chunk(bytes, len, why));
}

static void expect_chunk(const struct nfod_trace_chunk *good)
{
	uint8_t bytes[HOSTILE_MOST];
	struct nfod_trace_chunk head;
	char why[NFODCTL_WHY] = "";
	size_t len = put_chunk(bytes, good);

	assert_true(answer_trace(bytes, len, &setup, good->chunk, &head, why));
}

static void first_and_last_chunks_are_taken(void **state)
{
	struct nfod_trace_chunk good = middle();

	(void)state;
	good.chunk = 2;
	good.records = 1000 - 2 * MOST;
	expect_chunk(&good);
	good.chunk = 3;
	good.records = 0;
	expect_chunk(&good);
	good.chunk = 0;
	good.done = 0;
	good.triggered = 0;
	good.total = 0;
	expect_chunk(&good);
}

static void absurd_chunks_are_refused(void **state)
{
	(void)state;
	TRACE(magic, NFOD_TRACE_MAGIC ^ 1);
	TRACE(chunk, 2);
	TRACE_AS(channels, 0, "another recording");
	TRACE_AS(every, 4, "another recording");
	TRACE_AS(total, 1001, "another recording");
	TRACE(total, 0);
	TRACE(records, MOST - 1);
	TRACE(records, UINT32_MAX);
	TRACE(done, 2);
	TRACE(triggered, 0);
	TRACE(tick_hz, 0);
	TRACE_AS(done, 0, "records");
}

/* What is taken never says that more records are there than came. */
static void is_as_long_as_it_says(const void *bytes, size_t len)
{
	struct nfod_trace_chunk head;

	memcpy(&head, bytes, sizeof(head));
	assert_int_equal(sizeof(head) + RECORD_BYTES * head.records, len);
	assert_true(head.total <= setup.records);
}

static void random_chunks_never_lie_about_their_length(void **state)
{
	unsigned int taken = hostile_chance(&trace, SEED, CASES, sizeof(struct nfod_trace_chunk),
					    is_as_long_as_it_says);

	(void)state;
	assert_in_range(taken, 1, CASES / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(servo_lengths),
		cmocka_unit_test(absurd_servo_answers_are_refused),
		cmocka_unit_test(shapes_are_checked),
		cmocka_unit_test(chunk_lengths),
		cmocka_unit_test(first_and_last_chunks_are_taken),
		cmocka_unit_test(absurd_chunks_are_refused),
		cmocka_unit_test(random_chunks_never_lie_about_their_length),
	};

	return cmocka_run_group_tests_name("servo answers", tests, NULL, NULL);
}
