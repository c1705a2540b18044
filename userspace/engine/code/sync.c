// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/sync.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define IDENTITIES 7u
/* Two runs of 9 cells, which data cannot have; the digits are three cells each. */
#define BODY 01200200200u
#define FORCED 04000000000u
/* Cells that are the same in all syncs, and those that tell which one it is. */
#define COMMON 03777777700u
#define IDENTITY 077u

/* Cells that differ, where a sync is expected, or elsewhere: an edge that is off makes two. */
#define WRONG_IN_PLACE 4
#define WRONG_ELSEWHERE 2
/* So many syncs in a row are other ones than expected: frames have been counted wrong. */
#define STRANGERS 3u
/* So many in a row tell where they are. */
#define WITNESSES 3u
/* Cells that a clock slips by between two syncs, and those after which it is lost. */
#define NEAR_BY 16
#define FAR_OFF 2400

static const uint8_t identity[IDENTITIES] = { 001, 022, 050, 041, 004, 011, 020 };
static uint8_t sequence[SYNC_COUNT];

/* Of four successive ones no others are the same in 2,400. */
__attribute__((constructor)) static void fill(void)
{
	sequence[3] = 1;
	for (unsigned int i = 4; i < SYNC_COUNT; i++)
		sequence[i] = (uint8_t)((sequence[i - 2] + sequence[i - 3] + 4 * sequence[i - 4]) %
					IDENTITIES);
}

uint32_t sync_cells(unsigned int number, bool forced)
{
	return BODY | identity[sequence[number]] | (forced ? FORCED : 0);
}

/**
 * struct search - of one cluster's syncs
 * @level: cells
 * @origin: of places
 */
struct search {
	const uint8_t *level;
	uint32_t origin;
};

/* The cells at @first, less those of sync @number. */
static uint32_t difference(const struct search *search, int32_t first, unsigned int number)
{
	uint32_t at = (uint32_t)((int32_t)search->origin + first - 1);
	uint64_t word;

	memcpy(&word, search->level + at / 8, 8);
	word = be64toh(word) << at % 8 >> (64 - NFOD_SYNC_CELLS - 1);
	return (uint32_t)(word ^ word >> 1) ^ sync_cells(number, false);
}

static int distance(const struct search *search, int32_t first, unsigned int number)
{
	return __builtin_popcount(difference(search, first, number) & (COMMON | IDENTITY));
}

/* Some sync, and just this one. */
static bool is_witness(const struct search *search, int32_t first, unsigned int number)
{
	uint32_t wrong = difference(search, first, number);

	return !(wrong & IDENTITY) && __builtin_popcount(wrong & COMMON) <= WRONG_ELSEWHERE;
}

static bool in_bounds(int32_t first, unsigned int number)
{
	return abs(first - (int32_t)((number + 1) * NFOD_FRAME_CELLS)) < SYNC_DRIFT_MOST;
}

/* Where nothing turns over there is no sync, however few turns it is made of. */
static bool is_like_one(uint32_t wrong)
{
	return wrong != (BODY & COMMON) && __builtin_popcount(wrong) <= WRONG_IN_PLACE;
}

/*
 * The best place up to NEAR_BY cells off. Where it is expected more may be wrong, but a sync
 * that is 9 cells off looks much like one there. Return: whether there is one.
 */
static bool look_near_by(const struct search *search, int32_t *first, unsigned int number)
{
	int32_t expected = *first;
	uint32_t here = difference(search, expected, number);
	int best = distance(search, expected, number);

	if (!best)
		return true;
	if (best > WRONG_ELSEWHERE + 1)
		best = WRONG_ELSEWHERE + 1;
	for (int off = 1; off <= NEAR_BY; off++) {
		for (int side = -1; side <= 1; side += 2) {
			int32_t at = expected + side * off;
			int wrong = in_bounds(at, number) ? distance(search, at, number) : best;

			if (wrong < best) {
				best = wrong;
				*first = at;
			}
		}
	}
	return *first != expected || is_like_one(here & COMMON);
}

/* So far off, a sync counts only with those that must follow it. */
static bool is_row(const struct search *search, int32_t first, unsigned int number)
{
	if (number + WITNESSES > SYNC_COUNT || !in_bounds(first, number))
		return false;
	for (unsigned int i = 0; i < WITNESSES; i++)
		if (!is_witness(search, first + (int32_t)(i * NFOD_FRAME_CELLS), number + i))
			return false;
	return true;
}

static bool look_far_off(const struct search *search, int32_t *first, unsigned int number)
{
	int32_t expected = *first;

	for (int off = NEAR_BY + 1; off <= FAR_OFF; off++) {
		for (int side = -1; side <= 1; side += 2) {
			if (is_row(search, expected + side * off, number)) {
				*first = expected + side * off;
				return true;
			}
		}
	}
	return false;
}

static int32_t apart(unsigned int from, unsigned int to)
{
	return (int32_t)((to - from) * NFOD_FRAME_CELLS);
}

/* A sync that was not found is where its nearest neighbour says. */
static void place_missing(struct sync_places *places)
{
	unsigned int before = SYNC_COUNT, after = 0;

	for (unsigned int n = 0; n < SYNC_COUNT; n++) {
		if (places->found[n]) {
			before = n;
			continue;
		}
		while (after < SYNC_COUNT && (after <= n || !places->found[after]))
			after++;
		if (after == SYNC_COUNT || (before < n && n - before <= after - n))
			continue;
		places->first[n] = places->first[after] - apart(n, after);
	}
}

/* Those found last were other syncs. */
static void forget(struct sync_places *places, unsigned int behind, unsigned int count)
{
	while (count--)
		places->found[--behind] = false;
}

void sync_search(struct sync_places *places, const uint8_t *level, uint32_t origin)
{
	struct search search = { .level = level, .origin = origin };
	int32_t expected = NFOD_FRAME_CELLS;
	/* At the beginning nothing is known yet. */
	unsigned int missed = 1, strangers = 0;

	for (unsigned int n = 0; n < SYNC_COUNT; n++, expected += NFOD_FRAME_CELLS) {
		bool found = look_near_by(&search, &expected, n);
		bool stranger = found && difference(&search, expected, n) & IDENTITY;

		if (((!found || stranger) && missed) || (stranger && strangers >= STRANGERS)) {
			if (look_far_off(&search, &expected, n)) {
				forget(places, n, strangers);
				found = true;
				stranger = false;
			}
		}
		places->first[n] = expected;
		places->found[n] = found;
		missed = found && !stranger ? 0 : missed + !found;
		strangers = stranger ? strangers + 1 : 0;
	}
	place_missing(places);
}
