// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Whole clusters: identity, and whose they are. */
#include <string.h>

#include "cmocka_all.h"
#include "damage.h"
#include "engine/code/layout.h"
#include "engine/code/sector_check.h"
#include "lib/crc32c.h"

#define ALL_BAD 0xffffu

static void checks_are_the_published_ones(void **state)
{
	(void)state;
	assert_true(crc64("123456789", 9) == 0x995dc9bbdf1939faull);
	assert_int_equal(crc32c("123456789", 9), 0xe3069283);
}

static void clean_clusters_come_back(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < 20; i++) {
		damage->number = random_below(&damage->random, NFOD_CLUSTERS_MOST);
		damage->control.epoch = random_next(&damage->random);
		damage_write(damage);
		assert_int_equal(damage_read(damage), 0);
		assert_int_equal(damage->report.finding, CLUSTER_FOUND);
		assert_int_equal(damage->report.cluster, damage->number);
		assert_memory_equal(&damage->report.control, &damage->control,
				    sizeof(damage->control));
		assert_int_equal(damage->report.syncs, NFOD_FRAMES);
		assert_int_equal(damage->report.corrected, 0);
		assert_int_equal(damage->report.symbols, 304 * 248);
	}
}

/* The format is what it was. Other writers may choose other free bits; this one chooses these. */
static void cells_are_those_specified(void **state)
{
	struct damage *damage = *state;

	damage->number = 0;
	memset(&damage->control, 0, sizeof(damage->control));
	memset(damage->sector, 0, sizeof(damage->sector));
	damage_encode(damage);
	assert_int_equal(crc32c(damage->level, NFOD_CLUSTER_CELL_BYTES), 0x92666e15);
}

/* Data that is all the same must not come out as cells that are. */
static void plain_data_comes_back(void **state)
{
	struct damage *damage = *state;

	for (unsigned int byte = 0; byte < 256; byte += 51) {
		memset(damage->sector, (int)byte, sizeof(damage->sector));
		damage_encode(damage);
		assert_int_equal(damage_read(damage), 0);
	}
}

static void unwanted_sectors_are_judged_too(void **state)
{
	struct damage *damage = *state;
	struct cluster_cells cells = { .level = damage->level, .count = damage->count };
	uint8_t *sector[CLUSTER_SECTORS] = { [7] = damage->read[7] };

	assert_int_equal(
		cluster_decode(damage->code, damage->number, &cells, sector, &damage->report), 0);
	assert_memory_equal(damage->read[7], damage->sector[7], CLUSTER_SECTOR_BYTES);
}

/* A codeword belongs to each place once, and sees all columns. */
static void layout_is_a_permutation(void **state)
{
	static uint8_t used[CLUSTER_CODEWORDS][DATA_SYMBOLS];
	static uint8_t indicator[CLUSTER_INDICATOR_CODEWORDS][INDICATOR_SYMBOLS];
	static uint8_t column[CLUSTER_CODEWORDS][FRAME_DATA];

	(void)state;
	for (unsigned int f = 0; f < NFOD_FRAMES; f++) {
		for (unsigned int c = 0; c < FRAME_DATA; c++) {
			unsigned int codeword = layout_codeword(f, c);

			assert_int_equal(used[codeword][frame_row(f)]++, 0);
			assert_in_range(++column[codeword][c], 1, 4);
		}
		for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++) {
			struct indicator_place place = layout_indicator(f, i);

			assert_int_equal(indicator[place.codeword][place.symbol]++, 0);
		}
	}
}

static void another_cluster_is_noticed(void **state)
{
	struct damage *damage = *state;

	damage->number++;
	assert_int_equal(damage_read(damage), ALL_BAD);
	assert_int_equal(damage->report.finding, CLUSTER_MISPLACED);
	assert_int_equal(damage->report.cluster, damage->number - 1);
}

/* The first part is of a new writing, the rest of an old one, at every 8th frame. */
static void torn_writing_is_never_mixed(void **state)
{
	struct damage *damage = *state;
	struct damage *old = damage_new(2);
	unsigned int readable = 0;

	damage->control.epoch++;
	damage_encode(damage);
	for (unsigned int cut = 0; cut <= NFOD_FRAMES; cut += 8) {
		uint32_t first = damage_frame(cut) / 8;
		uint16_t bad;

		memcpy(old->level, damage->level, first);
		/* It is the new one or the old one; damage_read() compares with either. */
		if (cut > NFOD_FRAMES / 2) {
			memcpy(old->sector, damage->sector, sizeof(old->sector));
			old->control = damage->control;
		}
		bad = damage_read(old);
		assert_true(bad == 0 || bad == ALL_BAD);
		readable += !bad;
		if (!bad)
			assert_true(old->report.control.epoch == old->control.epoch);
	}
	/* Up to 32 new frames are errors in the old; the last 64 are nothing but check symbols. */
	assert_int_equal(readable, 1 + 32 / 8 + 1 + 64 / 8);
	damage_free(old);
}

/*
 * The frames of two writings, those with indicators' information from the later one: all
 * codewords of data are whole, but the check values are those of another epoch.
 */
static void stale_sectors_are_noticed(void **state)
{
	struct damage *damage = *state;
	struct damage *old = damage_new(1);

	old->control.epoch--;
	damage_encode(old);
	assert_int_equal(damage_read(old), 0);
	for (unsigned int f = 0; f < NFOD_FRAMES; f++) {
		for (unsigned int i = 0; i < FRAME_SEGMENTS; i++) {
			uint32_t first =
				damage_frame(f) + NFOD_SYNC_CELLS + 12 * segment_at(i) + 40;

			damage_copy(damage, first, old, first, SEGMENT_BYTES * 12 - 60);
		}
	}
	assert_int_equal(damage_read(damage), ALL_BAD);
	assert_int_equal(damage->report.finding, CLUSTER_FOUND);
	assert_true(damage->report.control.epoch == damage->control.epoch);
	damage_free(old);
}

/* ---- control data ---- */

/* With its indicators gone, sectors that agree on the epoch are good. */
static void data_survives_its_control_data(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < NFOD_FRAMES; i++)
		for (unsigned int j = 0; j < CLUSTER_FRAME_INDICATORS; j++)
			damage_burst(damage, damage_byte(i, 39 * (j + 1) - 1), 10);
	assert_int_equal(damage_read(damage), 0);
	assert_int_equal(damage->report.finding, CLUSTER_NOT_FOUND);
	assert_true(damage->report.failed_indicators > 20);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_are_the_published_ones),
		DAMAGE_TEST(clean_clusters_come_back),
		DAMAGE_TEST(cells_are_those_specified),
		DAMAGE_TEST(plain_data_comes_back),
		DAMAGE_TEST(unwanted_sectors_are_judged_too),
		cmocka_unit_test(layout_is_a_permutation),
		DAMAGE_TEST(another_cluster_is_noticed),
		DAMAGE_TEST(torn_writing_is_never_mixed),
		DAMAGE_TEST(stale_sectors_are_noticed),
		DAMAGE_TEST(data_survives_its_control_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
