// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Numbers and words as people read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"
#include "units.h"

static char text[NFODCTL_TEXT];

static void counts_have_separators(void **state)
{
	(void)state;
	assert_string_equal(text_count(text, 0), "0");
	assert_string_equal(text_count(text, 999), "999");
	assert_string_equal(text_count(text, 1000), "1,000");
	assert_string_equal(text_count(text, 16388096), "16,388,096");
	assert_string_equal(text_count(text, UINT64_MAX), "18,446,744,073,709,551,615");
}

static void bytes_have_units(void **state)
{
	(void)state;
	assert_string_equal(text_bytes(text, 0), "0 B");
	assert_string_equal(text_bytes(text, 999), "999 B");
	assert_string_equal(text_bytes(text, 1000), "1 kB");
	assert_string_equal(text_bytes(text, 256000000), "256 MB");
	assert_string_equal(text_bytes(text, 999949), "999.9 kB");
	assert_string_equal(text_bytes(text, 999950), "1.0 MB");
	assert_string_equal(text_bytes(text, UINT64_C(67125641216)), "67.1 GB");
	assert_string_equal(text_bytes(text, UINT64_MAX), "18.4 EB");
	assert_string_equal(text_binary_bytes(text, 4096), "4 KiB");
	assert_string_equal(text_binary_bytes(text, 65536), "64 KiB");
	assert_string_equal(text_binary_bytes(text, UINT64_C(67125641216)), "62.5 GiB");
	assert_string_equal(text_binary_bytes(text, UINT64_MAX), "16 EiB");
}

static void times_have_units(void **state)
{
	(void)state;
	assert_string_equal(text_time(text, 0), "0.00 us");
	assert_string_equal(text_time(text, 64), "64.0 us");
	assert_string_equal(text_time(text, 999), "999 us");
	assert_string_equal(text_time(text, 999.6), "1.00 ms");
	assert_string_equal(text_time(text, 24310), "24.3 ms");
	assert_string_equal(text_time(text, 59.9e6), "59.9 s");
	assert_string_equal(text_time(text, 192.4e6), "3 min 12 s");
	assert_string_equal(text_time(text, 7260e6), "2 h 1 min");
	assert_string_equal(text_time(text, 90000e6), "1 d 1 h");
	assert_true(strlen(text_time(text, (double)UINT64_MAX)) < NFODCTL_TEXT);
}

static void bars_tell_some_from_none_and_all(void **state)
{
	(void)state;
	assert_string_equal(text_bar(text, 8, 0, 100), "        ");
	assert_string_equal(text_bar(text, 8, 1, 100), "#       ");
	assert_string_equal(text_bar(text, 8, 50, 100), "####    ");
	assert_string_equal(text_bar(text, 8, 99, 100), "####### ");
	assert_string_equal(text_bar(text, 8, 100, 100), "########");
	assert_string_equal(text_bar(text, 8, 0, 0), "        ");
	assert_string_equal(text_bar(text, 8, UINT64_MAX, 1), "########");
	assert_int_equal(strlen(text_bar(text, 1000, 1, 2)), NFODCTL_TEXT - 1);
}

static void words_exist_for_every_value(void **state)
{
	(void)state;
	for (uint32_t fault = 0; fault < NFOD_FAULT_COUNT; fault++)
		assert_string_not_equal(word_fault(fault), "unknown");
	assert_string_equal(word_fault(NFOD_FAULT_COUNT), "unknown");
	assert_string_equal(word_fault(UINT32_MAX), "unknown");
	for (uint32_t n = 0; n < NFOD_CAUSE_COUNT; n++)
		assert_string_not_equal(word_cause(n), "unknown");
	for (uint32_t n = 0; n < NFOD_SERVO_COUNT; n++)
		assert_string_not_equal(word_servo_state(n), "unknown");
	for (uint32_t n = 0; n < NFOD_RETRACT_COUNT; n++)
		assert_string_not_equal(word_retract(n), "unknown");
	assert_string_equal(word_servo_state(NFOD_SERVO_COUNT), "unknown");
	assert_string_equal(word_retract(NFOD_RETRACT_COUNT), "unknown");
	assert_string_equal(word_medium(NFOD_MEDIUM_READY), "ready");
	assert_string_equal(word_medium(NFOD_MEDIUM_FAULT + 1), "unknown");
	assert_string_equal(word_recording(NFOD_RECORDING_MAGNETO_OPTICAL), "magneto-optical");
	assert_string_equal(word_recording(3), "unknown");
	assert_string_equal(word_side(0), "groove");
	assert_string_equal(word_side(1), "land");
}

static void percentiles_of_nothing_are_zero(void **state)
{
	uint32_t histogram[NFOD_HISTOGRAM_BUCKETS] = { 0 };
	struct latency latency = latency_of(histogram);

	(void)state;
	assert_int_equal(latency.commands, 0);
	assert_true(latency.p50_us == 0 && latency.p90_us == 0 && latency.p99_us == 0);
}

static void percentiles_lie_in_their_bucket(void **state)
{
	uint32_t histogram[NFOD_HISTOGRAM_BUCKETS] = { [4] = 50, [10] = 40, [20] = 10 };
	struct latency latency = latency_of(histogram);

	(void)state;
	assert_int_equal(latency.commands, 100);
	assert_true(latency.p50_us == 32);
	assert_true(latency.p90_us == 2048);
	assert_true(latency.p99_us > 1u << 20 && latency.p99_us < 1u << 21);
}

static void percentiles_spread_within_a_bucket(void **state)
{
	uint32_t histogram[NFOD_HISTOGRAM_BUCKETS] = { [10] = 1000 };
	struct latency latency = latency_of(histogram);

	(void)state;
	assert_true(latency.p50_us == 1536);
	assert_true(latency.p90_us > 1945 && latency.p90_us < 1946);
	assert_true(latency.p50_us < latency.p90_us && latency.p90_us < latency.p99_us);
}

static void percentiles_of_the_first_bucket_begin_at_zero(void **state)
{
	uint32_t histogram[NFOD_HISTOGRAM_BUCKETS] = { [0] = 1000 };
	struct latency latency = latency_of(histogram);

	(void)state;
	assert_true(latency.p50_us == 1);
	assert_true(latency.p99_us < 2);
}

static void percentiles_survive_full_counters(void **state)
{
	uint32_t histogram[NFOD_HISTOGRAM_BUCKETS];
	struct latency latency;

	(void)state;
	memset(histogram, 0xff, sizeof(histogram));
	latency = latency_of(histogram);
	assert_int_equal(latency.commands, 24 * (uint64_t)UINT32_MAX);
	assert_true(latency.p50_us == 4096);
	assert_true(latency.p99_us < 1u << 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_have_separators),
		cmocka_unit_test(bytes_have_units),
		cmocka_unit_test(times_have_units),
		cmocka_unit_test(bars_tell_some_from_none_and_all),
		cmocka_unit_test(words_exist_for_every_value),
		cmocka_unit_test(percentiles_of_nothing_are_zero),
		cmocka_unit_test(percentiles_lie_in_their_bucket),
		cmocka_unit_test(percentiles_spread_within_a_bucket),
		cmocka_unit_test(percentiles_of_the_first_bucket_begin_at_zero),
		cmocka_unit_test(percentiles_survive_full_counters),
	};

	return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
