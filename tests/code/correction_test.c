// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Noise, bursts and doubts: what is corrected, and that nothing wrong is called good. */
#include <string.h>

#include "cmocka_all.h"
#include "damage.h"
#include "engine/code/layout.h"

#define ALL_BAD 0xffffu

/* ---- random errors ---- */

static void noise_is_corrected(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < 20; i++) {
		double rate;

		damage_write(damage);
		damage_noise(damage, 4e-3 / 12.0);
		assert_int_equal(damage_read(damage), 0);
		rate = (double)damage->report.wrong / damage->report.symbols;
		assert_true(rate > 3e-3 && rate < 6e-3);
		assert_true(damage->report.corrected >= damage->report.wrong);
		assert_int_equal(damage->report.failed_codewords, 0);
	}
}

/* From hardly readable to not at all: never is bad data called good. */
static void too_much_noise_is_noticed(void **state)
{
	struct damage *damage = *state;
	unsigned int partly = 0;

	for (unsigned int i = 0; i < 24; i++) {
		uint16_t bad;

		damage_write(damage);
		damage_noise(damage, (20.0 + 2.0 * i) * 1e-3 / 12.0);
		bad = damage_read(damage);
		partly += bad && bad != ALL_BAD;
		assert_int_equal(bad != 0, damage->report.failed_codewords != 0);
	}
	assert_true(partly > 3);
	assert_int_equal(damage_read(damage), ALL_BAD);
}

static void garbage_is_bad(void **state)
{
	struct damage *damage = *state;

	damage_burst(damage, 0, NFOD_CLUSTER_CELLS);
	assert_int_equal(damage_read(damage), ALL_BAD);
	assert_int_equal(damage->report.finding, CLUSTER_NOT_FOUND);
	memset(damage->level, 0, sizeof(damage->level));
	assert_int_equal(damage_read(damage), ALL_BAD);
	damage->count = 0;
	assert_int_equal(damage_read(damage), ALL_BAD);
	damage->count = 12345;
	assert_int_equal(damage_read_doubting(damage), ALL_BAD);
}

/* ---- bursts ---- */

/* 27 rows are erased, however they lie; beyond their ends a little is wrong and not erased. */
static void long_bursts_are_erased(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < 20; i++) {
		unsigned int frames = 54, left = NFOD_FRAMES - frames;
		uint32_t first =
			damage_frame(0) + random_below(&damage->random, left * NFOD_FRAME_CELLS);

		damage_write(damage);
		damage_burst(damage, first, frames * NFOD_FRAME_CELLS);
		assert_int_equal(damage_read(damage), 0);
		assert_in_range(damage->report.corrected, 26 * 304, 30 * 304);
		assert_int_equal(damage->report.failed_indicators, 0);
	}
}

/* As many cells in short bursts, which neither sync nor indicators show as well. */
static void short_bursts_are_corrected(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < 10; i++) {
		damage_write(damage);
		for (unsigned int j = 0; j < 20; j++)
			damage_burst(damage,
				     random_below(&damage->random, NFOD_CLUSTER_CELLS - 1500),
				     1500);
		assert_int_equal(damage_read(damage), 0);
	}
}

static void longer_bursts_are_noticed(void **state)
{
	struct damage *damage = *state;

	damage_burst(damage, damage_frame(200), 70 * NFOD_FRAME_CELLS);
	assert_int_equal(damage_read(damage), ALL_BAD);
	assert_int_equal(damage->report.finding, CLUSTER_FOUND);
	assert_int_equal(damage->report.failed_codewords, CLUSTER_CODEWORDS);
	for (unsigned int i = 202; i < 268; i++)
		assert_in_range(damage->report.frame[i].indicator_errors, 1, 3);
	assert_int_equal(damage->report.frame[100].indicator_errors, 0);
}

/* The last 64 frames hold nothing but check symbols. */
static void data_does_not_need_its_check_symbols(void **state)
{
	struct damage *damage = *state;

	damage_burst(damage, damage_frame(433), 63 * NFOD_FRAME_CELLS);
	assert_int_equal(damage_read(damage), 0);
	assert_int_equal(damage->report.failed_codewords, CLUSTER_CODEWORDS);
}

/* ---- what the detector is not sure of ---- */

static void doubt(struct damage *damage, uint32_t first, uint32_t count)
{
	for (uint32_t i = first; i < first + count; i++)
		damage->doubt[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

/* Other data's cells in patches between indicators, in all codewords: the detector can tell. */
static void patch(struct damage *damage, unsigned int rows)
{
	for (unsigned int row = 0; row < rows; row++) {
		for (unsigned int part = 0; part < 2 * FRAME_SEGMENTS; part++) {
			uint32_t first = damage_frame(16 * row + part / FRAME_SEGMENTS) +
					 NFOD_SYNC_CELLS + segment_at(part % FRAME_SEGMENTS) * 12 +
					 10;

			damage_copy(damage, first, damage, first + 10 * NFOD_FRAME_CELLS, 430);
			doubt(damage, first, 430);
		}
	}
}

/* 24 symbols of each codeword. */
static void doubts_are_erasures(void **state)
{
	struct damage *damage = *state;

	patch(damage, 24);
	assert_int_equal(damage_read(damage), ALL_BAD);
	assert_int_equal(damage_read_doubting(damage), 0);
	assert_true(damage->report.retries >= 300);
}

/*
 * All fences of 56 frames are broken, but not what is between them: what looks like a burst
 * misleads a third of the codewords, until the sector's check makes the decoder try the doubts.
 */
static void false_bursts_are_found_out(void **state)
{
	struct damage *damage = *state;

	patch(damage, 20);
	for (unsigned int f = 400; f < 456; f++) {
		for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++) {
			uint32_t first = damage_byte(f, indicator_at(i)) + 3;

			damage_burst(damage, first, 7);
		}
		damage_burst(damage, damage_frame(f) + 4, 20);
	}
	assert_int_equal(damage_read_doubting(damage), 0);
	assert_int_equal(damage->report.failed_codewords, 0);
	assert_true(damage->report.retries > 304);
}

/* Doubts where nothing is wrong cost nothing as long as errors alone can be corrected. */
static void needless_doubts_do_no_harm(void **state)
{
	struct damage *damage = *state;

	damage_noise(damage, 4e-3 / 12.0);
	memset(damage->doubt, 0xff, sizeof(damage->doubt));
	assert_int_equal(damage_read_doubting(damage), 0);
	assert_int_equal(damage->report.retries, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		DAMAGE_TEST(noise_is_corrected),
		DAMAGE_TEST(too_much_noise_is_noticed),
		DAMAGE_TEST(garbage_is_bad),
		DAMAGE_TEST(long_bursts_are_erased),
		DAMAGE_TEST(short_bursts_are_corrected),
		DAMAGE_TEST(longer_bursts_are_noticed),
		DAMAGE_TEST(data_does_not_need_its_check_symbols),
		DAMAGE_TEST(doubts_are_erasures),
		DAMAGE_TEST(false_bursts_are_found_out),
		DAMAGE_TEST(needless_doubts_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
