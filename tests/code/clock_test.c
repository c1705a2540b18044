// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Syncs, slips of the clock, and the run-in that it starts with. */
#include "cmocka_all.h"
#include "damage.h"

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
	unsigned long wrong = 0;

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
		wrong += damage->report.wrong;
	}
	/* Half a segment, and not all to a frame's middle. */
	assert_true(wrong < 16 * 40 * 28);
}

/* Without syncs around it a slip is nearer to one end, and so are the frames read. */
static void frames_without_syncs_go_by_the_nearest(void **state)
{
	struct damage *damage = *state;

	for (unsigned int f = 200; f < 210; f++)
		damage_burst(damage, damage_frame(f), NFOD_SYNC_CELLS - 1);
	damage_drop(damage, damage_frame(200) + 100, 5);
	assert_int_equal(damage_read(damage), 0);
	assert_in_range(damage->report.wrong, 300, 7 * 152);
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
		DAMAGE_TEST(lost_syncs_do_no_harm),
		DAMAGE_TEST(slips_cost_a_segment),
		DAMAGE_TEST(frames_without_syncs_go_by_the_nearest),
		DAMAGE_TEST(slips_are_reported),
		DAMAGE_TEST(whole_frames_lost_are_found),
		DAMAGE_TEST(beginning_may_be_off),
		DAMAGE_TEST(run_in_is_always_the_same),
		DAMAGE_TEST(syncs_are_where_frames_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
