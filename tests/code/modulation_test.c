// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* (1,7)PP modulation: its laws over millions of bits, and a plain reading of its table. */
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "damage.h"
#include "engine/code/pp17.h"

#define BITS (2u * PP17_PAIRS)
/* Cells in front of a frame, and behind it. */
#define LEAD 6u
#define TAIL 30u
#define ROOM 400u

/**
 * struct frame - one modulated frame between a piece of sync and a sync
 */
struct frame {
	uint8_t byte[NFOD_FRAME_BYTES + 7];
	uint8_t level[ROOM];
	bool forced;
	int32_t sum;
};

static unsigned int turn_at(const uint8_t *level, unsigned int cell)
{
	unsigned int before = cell ? level[(cell - 1) / 8] >> (7 - (cell - 1) % 8) & 1 : 0;

	return (level[cell / 8] >> (7 - cell % 8) & 1) ^ before;
}

/* @turned: the sync ends in a transition. */
static void modulate(struct frame *frame, bool turned)
{
	struct pp17_writer writer = { .at = frame->level };

	memset(frame->level, 0, ROOM);
	pp17_put(&writer, turned ? 001 : 020, LEAD);
	frame->forced = pp17_modulate(&writer, frame->byte);
	pp17_put(&writer, frame->forced ? 05200200200u : 01200200200u, TAIL);
	/* The last cells do not fill a byte yet. */
	pp17_put(&writer, 0222, 9);
	frame->sum = writer.sum;
}

/* ---- the table, read word by word ---- */

struct word {
	const char *bits;
	const char *cells;
};

/* As published; the longest come first. */
static const struct word words[] = {
	{ "00000000", "010100100100" },
	{ "00001000", "000100100100" },
	{ "000000", "010100000" },
	{ "000001", "010100100" },
	{ "000010", "000100000" },
	{ "000011", "000100100" },
	{ "0001", "000100" },
	{ "0010", "010000" },
	{ "0011", "010100" },
	{ "01", "010" },
	{ "10", "001" },
};
#define WORDS (sizeof(words) / sizeof(words[0]))

/* Append the cells of the word that @bits begin with. Return: how many bits it has. */
static size_t encode_word(const char *bits, char *cells)
{
	size_t used = strlen(cells);

	if (bits[0] == '1' && bits[1] == '1') {
		char next[32] = "";

		strcpy(cells + used, cells[used - 1] == '1' ? "000" : "101");
		if (strncmp(bits, "110111", 6) || !bits[6])
			return 2;
		/* What follows, as if it stood behind a 0; only words of 11 depend on it. */
		strcpy(next, "0");
		encode_word(bits + 6, next);
		if (strncmp(next + 1, "010", 3))
			return 2;
		strcpy(cells + used, "001000000");
		return 6;
	}
	for (unsigned int i = 0; i < WORDS; i++) {
		size_t length = strlen(words[i].bits);

		if (!strncmp(bits, words[i].bits, length)) {
			strcpy(cells + used, words[i].cells);
			return length;
		}
	}
	/* At the end words are cut short. */
	strcpy(cells + used, strlen(bits) == 2 ? "000" : "010100");
	return strlen(bits);
}

/* Data bits, and the free bits as given. */
static void list_bits(const struct frame *frame, const uint8_t *free_bit, char *bits)
{
	unsigned int data = 0;

	for (unsigned int i = 0; i < BITS; i++) {
		unsigned int bit = i % PP17_GROUP_BITS == 0 ?
					   free_bit[i / PP17_GROUP_BITS] :
					   frame->byte[data / 8] >> (7 - data % 8) & 1;

		data += i % PP17_GROUP_BITS != 0;
		bits[i] = bit ? '1' : '0';
	}
	bits[BITS] = 0;
}

/* The free bits that make the parity of each group's end right, as the levels have it. */
static bool reference_agrees(const struct frame *frame, bool turned)
{
	uint8_t free_bit[PP17_GROUPS] = { 0 };
	char bits[BITS + 1], cells[PP17_CELLS + 32];

	/* The first difference lies in the group whose free bit is not yet right. */
	for (unsigned int group = 0; group <= PP17_GROUPS; group++) {
		size_t at = 0, cell = 0;

		list_bits(frame, free_bit, bits);
		strcpy(cells, turned ? "1" : "0");
		while (bits[at])
			at += encode_word(bits + at, cells);
		assert_int_equal(strlen(cells), PP17_CELLS + 1);
		while (cell < PP17_CELLS &&
		       (cells[cell + 1] == '1') == turn_at(frame->level, LEAD + (unsigned int)cell))
			cell++;
		if (cell == PP17_CELLS)
			return true;
		/* A word may begin up to five pairs before the group, because of what follows. */
		at = (cell / 3 + 5) * 2 / PP17_GROUP_BITS;
		if (at >= PP17_GROUPS)
			at = PP17_GROUPS - 1;
		if (free_bit[at] && at)
			at--;
		if (free_bit[at])
			return false;
		free_bit[at] = 1;
	}
	return false;
}

static void random_bytes(struct frame *frame, struct random *random)
{
	for (unsigned int i = 0; i < NFOD_FRAME_BYTES; i++)
		frame->byte[i] = (uint8_t)random_next(random);
}

/* Hard ones: each byte value over and over, then few ones, few zeroes, and random ones. */
static void fill(struct frame *frame, struct random *random, unsigned int which)
{
	random_bytes(frame, random);
	for (unsigned int i = 0; i < NFOD_FRAME_BYTES; i++) {
		uint8_t more = (uint8_t)(random_next(random) & random_next(random));

		if (which < 256)
			frame->byte[i] = (uint8_t)which;
		else if (which % 3 == 0)
			frame->byte[i] &= more;
		else if (which % 3 == 1)
			frame->byte[i] |= (uint8_t)~more;
	}
}

static void cells_are_those_of_the_table(void **state)
{
	struct random random = { 11 };
	struct frame frame;

	(void)state;
	for (unsigned int i = 0; i < 700; i++) {
		fill(&frame, &random, i);
		modulate(&frame, i & 1);
		assert_true(reference_agrees(&frame, i & 1));
	}
}

static void frames_come_back(void **state)
{
	uint8_t byte[NFOD_FRAME_BYTES], doubt[NFOD_FRAME_BYTES];
	struct random random = { 12 };
	unsigned int forced = 0;
	struct frame frame;

	(void)state;
	for (unsigned int i = 0; i < 4000; i++) {
		fill(&frame, &random, i);
		modulate(&frame, i & 1);
		assert_false(pp17_demodulate(frame.level, LEAD, frame.forced, NULL, byte, doubt));
		assert_memory_equal(byte, frame.byte, NFOD_FRAME_BYTES);
		forced += frame.forced;
	}
	assert_true(forced > 100);
}

/**
 * struct laws - what runs of cells have been seen
 */
struct laws {
	unsigned long runs[16];
	unsigned int short_ones;
	unsigned int short_most;
};

static void count_run(struct laws *laws, unsigned int run)
{
	assert_in_range(run, 2, 9);
	laws->runs[run]++;
	laws->short_ones = run == 2 ? laws->short_ones + 1 : 0;
	if (laws->short_ones > laws->short_most)
		laws->short_most = laws->short_ones;
}

/* Over whole clusters, syncs, run-in and run-out too: 12 million bits. */
static void runs_keep_the_laws(void **state)
{
	struct damage *damage = damage_new(13);
	struct laws laws = { 0 };

	(void)state;
	for (unsigned int i = 0; i < 20; i++) {
		unsigned int run = 1;

		damage->number = i * 1000;
		damage_write(damage);
		for (unsigned int cell = 1; cell < NFOD_CLUSTER_CELLS; cell++) {
			if (damage_cell(damage, cell) == damage_cell(damage, cell - 1)) {
				run++;
				continue;
			}
			count_run(&laws, run);
			run = 1;
		}
	}
	/* Two runs of 9 in each sync and nowhere else. */
	assert_int_equal(laws.runs[9], 20 * 2 * 498);
	assert_int_equal(laws.short_most, 6);
	for (unsigned int run = 2; run < 9; run++)
		assert_true(laws.runs[run] > 1000);
	damage_free(damage);
}

/* Hard frames keep the laws too, though scrambling makes them rare. */
static void hard_frames_keep_the_laws(void **state)
{
	struct random random = { 14 };
	struct laws laws = { 0 };
	struct frame frame;

	(void)state;
	for (unsigned int i = 0; i < 4000; i++) {
		unsigned int run = 0;

		fill(&frame, &random, i);
		modulate(&frame, i & 1);
		laws.short_ones = 0;
		for (unsigned int cell = LEAD; cell < LEAD + PP17_CELLS; cell++) {
			run++;
			if (!turn_at(frame.level, cell))
				continue;
			/* The first one began in the sync. */
			if (run < cell + 1 - LEAD)
				count_run(&laws, run);
			run = 0;
		}
	}
	assert_int_equal(laws.runs[9], 0);
	assert_int_equal(laws.short_most, 6);
}

/* As many ones modulo 2 in the cells as in the bits, the free ones with them. */
static void parity_is_kept(void **state)
{
	struct random random = { 15 };
	struct frame frame;

	(void)state;
	for (unsigned int i = 0; i < 500; i++) {
		char bits[BITS + 1], cells[PP17_CELLS + 32] = "0";
		uint8_t free_bit[PP17_GROUPS];
		unsigned int ones = 0;
		size_t at = 0;

		random_bytes(&frame, &random);
		for (unsigned int j = 0; j < PP17_GROUPS; j++)
			free_bit[j] = random_next(&random) & 1;
		list_bits(&frame, free_bit, bits);
		while (bits[at])
			at += encode_word(bits + at, cells);
		for (at = 0; bits[at]; at++)
			ones ^= bits[at] == '1';
		for (at = 1; cells[at]; at++)
			ones ^= cells[at] == '1';
		/* A word cut short need not keep it, but nothing is chosen behind it. */
		if (strncmp(bits + BITS - 2, "00", 2))
			assert_int_equal(ones, 0);
	}
}

/* The digital sum stays near zero; by itself it would wander off by hundreds. */
static void sum_stays_near_zero(void **state)
{
	struct damage *damage = damage_new(16);
	int sum = 0, most = 0;

	(void)state;
	for (unsigned int cell = 0; cell < NFOD_CLUSTER_CELLS; cell++) {
		sum += damage_cell(damage, cell) ? 1 : -1;
		if (abs(sum) > most)
			most = abs(sum);
	}
	assert_in_range(most, 1, 60);
	damage_free(damage);
}

/* One edge off by a cell, the commonest error, spoils no more than three bytes in a row. */
static void errors_do_not_spread(void **state)
{
	uint8_t byte[NFOD_FRAME_BYTES], doubt[NFOD_FRAME_BYTES];
	struct random random = { 17 };
	struct frame frame;
	unsigned int most = 0;

	(void)state;
	for (unsigned int i = 0; i < 8000; i++) {
		unsigned int cell = LEAD + 1 + random_below(&random, PP17_CELLS - 2);
		unsigned int first = NFOD_FRAME_BYTES, last = 0;

		random_bytes(&frame, &random);
		modulate(&frame, false);
		if (!turn_at(frame.level, cell))
			continue;
		frame.level[cell / 8] ^= (uint8_t)(0x80 >> cell % 8);
		pp17_demodulate(frame.level, LEAD, frame.forced, NULL, byte, doubt);
		for (unsigned int j = 0; j < NFOD_FRAME_BYTES; j++) {
			if (byte[j] == frame.byte[j])
				continue;
			first = j < first ? j : first;
			last = j;
		}
		if (first <= last && last - first + 1 > most)
			most = last - first + 1;
	}
	assert_in_range(most, 1, 3);
}

/* Runs that the code does not have are noticed, at the byte that they are in. */
static void foreign_cells_are_noticed(void **state)
{
	uint8_t byte[NFOD_FRAME_BYTES], doubt[NFOD_FRAME_BYTES];
	struct random random = { 18 };
	struct frame frame;

	(void)state;
	for (unsigned int i = 0; i < 2000; i++) {
		unsigned int cell = LEAD + 3 + random_below(&random, PP17_CELLS - 6);
		unsigned int near = (cell - LEAD) * 2 / 3, at = near - near / 46 - 1;
		bool seen;

		random_bytes(&frame, &random);
		modulate(&frame, false);
		/* A run of one cell. */
		if (turn_at(frame.level, cell) || turn_at(frame.level, cell + 1))
			continue;
		frame.level[cell / 8] ^= (uint8_t)(0x80 >> cell % 8);
		assert_true(pp17_demodulate(frame.level, LEAD, frame.forced, NULL, byte, doubt));
		seen = doubt[at / 8];
		if (at >= 8)
			seen |= doubt[at / 8 - 1];
		if (at / 8 + 1 < NFOD_FRAME_BYTES)
			seen |= doubt[at / 8 + 1];
		assert_true(seen);
	}
}

/* 010 100 100 100 over and over, and one 010 made a 100: lawful runs, but no words. */
static void lawful_cells_that_are_no_words_are_noticed(void **state)
{
	uint8_t byte[NFOD_FRAME_BYTES], doubt[NFOD_FRAME_BYTES];
	unsigned int cell = LEAD + 600;
	struct frame frame;

	(void)state;
	memset(&frame, 0, sizeof(frame));
	modulate(&frame, false);
	while (!turn_at(frame.level, cell + 1) || turn_at(frame.level, cell) ||
	       turn_at(frame.level, cell - 1))
		cell += 3;
	assert_int_equal((cell - LEAD) % 3, 0);
	frame.level[cell / 8] ^= (uint8_t)(0x80 >> cell % 8);
	assert_true(turn_at(frame.level, cell) && turn_at(frame.level, cell + 3));
	assert_true(pp17_demodulate(frame.level, LEAD, frame.forced, NULL, byte, doubt));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_those_of_the_table),
		cmocka_unit_test(frames_come_back),
		cmocka_unit_test(runs_keep_the_laws),
		cmocka_unit_test(hard_frames_keep_the_laws),
		cmocka_unit_test(parity_is_kept),
		cmocka_unit_test(sum_stays_near_zero),
		cmocka_unit_test(errors_do_not_spread),
		cmocka_unit_test(foreign_cells_are_noticed),
		cmocka_unit_test(lawful_cells_that_are_no_words_are_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
