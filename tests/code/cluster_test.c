// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Whole clusters: identity, whose they are, and what damage costs. */
#include <string.h>

#include "cmocka_all.h"
#include "damage.h"
#include "engine/code/layout.h"
#include "engine/code/sector_check.h"
#include "lib/crc32c.h"

#define ALL_BAD 0xffffu

static int set_up(void **state)
{
	*state = damage_new(1);
	return 0;
}

static int tear_down(void **state)
{
	damage_free(*state);
	return 0;
}

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

/*
 * Other data's cells in patches between indicators, 24 symbols of each codeword: nothing but
 * the detector can tell.
 */
static void doubts_are_erasures(void **state)
{
	struct damage *damage = *state;

	for (unsigned int row = 0; row < 24; row++) {
		for (unsigned int part = 0; part < 2 * FRAME_SEGMENTS; part++) {
			uint32_t first = damage_frame(20 * row + part / FRAME_SEGMENTS) +
					 NFOD_SYNC_CELLS + segment_at(part % FRAME_SEGMENTS) * 12 +
					 10;

			damage_copy(damage, first, damage, first + 10 * NFOD_FRAME_CELLS, 430);
			doubt(damage, first, 430);
		}
	}
	assert_int_equal(damage_read(damage), ALL_BAD);
	assert_int_equal(damage_read_doubting(damage), 0);
	assert_true(damage->report.retries >= 300);
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

/* ---- syncs and the clock ---- */

static void lost_syncs_do_no_harm(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < NFOD_FRAMES; i += 3)
		damage_burst(damage, damage_frame(i), NFOD_SYNC_CELLS - 1);
	assert_int_equal(damage_read(damage), 0);
	assert_in_range(damage->report.syncs, NFOD_FRAMES * 2 / 3, NFOD_FRAMES * 2 / 3 + 20);
}

/* The clock slips in many frames: what is erased ends at the next indicator. */
static void slips_cost_a_segment(void **state)
{
	struct damage *damage = *state;

	for (unsigned int cells = 1; cells <= 16; cells++) {
		damage_write(damage);
		for (unsigned int i = 0; i < 40; i++) {
			uint32_t at = damage_frame(12 * i + 3) +
				      random_below(&damage->random, NFOD_FRAME_CELLS);

			if (i % 2)
				damage_drop(damage, at, cells);
			else
				damage_insert(damage, at, cells);
		}
		assert_int_equal(damage_read(damage), 0);
		assert_true(damage->report.syncs >= NFOD_FRAMES - 2);
		/* Two of 38 symbols, and some that were right by chance. */
		assert_true(damage->report.corrected < 40 * 80);
	}
}

static void slips_are_reported(void **state)
{
	struct damage *damage = *state;

	damage_drop(damage, damage_frame(99) + 700, 5);
	damage_insert(damage, damage_frame(299) + 700, 3);
	assert_int_equal(damage_read(damage), 0);
	for (unsigned int i = 0; i < NFOD_FRAMES; i++)
		assert_int_equal(damage->report.frame[i].slip, i == 100 ? -5 : i == 300 ? 3 : 0);
}

/* So many cells are lost with a burst that frames are counted wrong without identities. */
static void whole_frames_lost_are_found(void **state)
{
	static const uint32_t lost[] = { 100, 700, 1400, NFOD_FRAME_CELLS };
	struct damage *damage = *state;

	for (unsigned int i = 0; i < 8; i++) {
		uint32_t first = damage_frame(200), cells = lost[i / 2];

		damage_write(damage);
		damage_burst(damage, first, 6 * NFOD_FRAME_CELLS);
		if (i % 2)
			damage_drop(damage, first + NFOD_FRAME_CELLS, cells);
		else
			damage_insert(damage, first + NFOD_FRAME_CELLS, cells);
		assert_int_equal(damage_read(damage), 0);
		assert_true(damage->report.syncs >= NFOD_FRAMES - 10);
	}
}

/* The wobble says where the cluster begins, give or take. */
static void beginning_may_be_off(void **state)
{
	struct damage *damage = *state;

	for (unsigned int cells = 1; cells < 2000; cells += 333) {
		damage_encode(damage);
		damage_insert(damage, 0, cells);
		assert_int_equal(damage_read(damage), 0);
		damage_encode(damage);
		damage_drop(damage, 0, cells);
		assert_int_equal(damage_read(damage), 0);
	}
}

/* ---- control data ---- */

/* With its indicators gone, sectors that agree on the epoch are good. */
static void data_survives_its_control_data(void **state)
{
	struct damage *damage = *state;

	for (unsigned int i = 0; i < NFOD_FRAMES; i++)
		for (unsigned int j = 0; j < CLUSTER_FRAME_INDICATORS; j++)
			damage_burst(damage,
				     damage_frame(i) + NFOD_SYNC_CELLS + (39 * (j + 1) - 1) * 12 +
					     8 + 4 * j,
				     10);
	assert_int_equal(damage_read(damage), 0);
	assert_int_equal(damage->report.finding, CLUSTER_NOT_FOUND);
	assert_true(damage->report.failed_indicators > 20);
}

/* ---- the run-in ---- */

static void run_in_is_always_the_same(void **state)
{
	struct damage *damage = *state;
	uint8_t cells[NFOD_RUN_IN_CELLS / 8];

	cluster_run_in(cells);
	assert_memory_equal(damage->level, cells, sizeof(cells));
	damage->number++;
	damage_write(damage);
	assert_memory_equal(damage->level, cells, sizeof(cells));
	/* 00000 11111 000 111 00 11 */
	assert_int_equal(cells[0], 0x07);
	assert_int_equal(cells[1], 0xc7);
	assert_int_equal(cells[2] >> 4, 0x3);
}

static void syncs_are_where_frames_begin(void **state)
{
	struct damage *damage = *state;

	for (unsigned int f = 0; f < NFOD_FRAMES + 2; f++) {
		uint32_t first = (f + 1) * NFOD_FRAME_CELLS, levels = 0;

		for (unsigned int i = 0; i < NFOD_SYNC_CELLS; i++)
			levels = levels << 1 | damage_cell(damage, first + i);
		if (levels >> (NFOD_SYNC_CELLS - 1))
			levels = ~levels;
		assert_int_equal((levels ^ CLUSTER_SYNC_LEVELS) & CLUSTER_SYNC_MASK, 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_are_the_published_ones),
		cmocka_unit_test(layout_is_a_permutation),
		cmocka_unit_test_setup_teardown(clean_clusters_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cells_are_those_specified, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plain_data_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unwanted_sectors_are_judged_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_cluster_is_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(torn_writing_is_never_mixed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stale_sectors_are_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(noise_is_corrected, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_much_noise_is_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(garbage_is_bad, set_up, tear_down),
		cmocka_unit_test_setup_teardown(long_bursts_are_erased, set_up, tear_down),
		cmocka_unit_test_setup_teardown(short_bursts_are_corrected, set_up, tear_down),
		cmocka_unit_test_setup_teardown(longer_bursts_are_noticed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(data_does_not_need_its_check_symbols, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(doubts_are_erasures, set_up, tear_down),
		cmocka_unit_test_setup_teardown(needless_doubts_do_no_harm, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lost_syncs_do_no_harm, set_up, tear_down),
		cmocka_unit_test_setup_teardown(slips_cost_a_segment, set_up, tear_down),
		cmocka_unit_test_setup_teardown(slips_are_reported, set_up, tear_down),
		cmocka_unit_test_setup_teardown(whole_frames_lost_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(beginning_may_be_off, set_up, tear_down),
		cmocka_unit_test_setup_teardown(data_survives_its_control_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(syncs_are_where_frames_begin, set_up, tear_down),
		cmocka_unit_test_setup_teardown(run_in_is_always_the_same, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
