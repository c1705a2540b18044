// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/spoil.h"

#include <math.h>
#include <stdbool.h>

#include "engine/recording.h"

/* Cells that change in one wrong decision, every second one. */
#define CHAIN_MOST 8u
/* Cells of a window before the first one that changes. */
#define BEFORE 3u
/* How far the next place that suits is looked for. */
#define REACH 600u

/* Cells from @at on, the first one in the highest bit. */
static uint32_t cells_from(const uint8_t *level, uint32_t at)
{
	uint64_t value = 0;

	for (unsigned int n = 0; n < 5; n++)
		value = value << 8 | level[at / 8 + n];
	return (uint32_t)(value >> (8 - at % 8));
}

/* Of a window: every second one of @count cells behind those before. */
static uint32_t chain_mask(unsigned int count)
{
	uint32_t mask = 0;

	for (unsigned int n = 0; n < count; n++)
		mask |= 0x80000000u >> (BEFORE + 2 * n);
	return mask;
}

/* They alternate, and when they are turned over no run is shorter than two. */
static bool is_possible(uint32_t window, unsigned int count)
{
	const uint32_t chain = chain_mask(count), links = chain_mask(count - 1);
	const uint32_t near = chain | chain << 1 | chain >> 1;
	uint32_t turned = window ^ chain;
	uint32_t alone = (turned ^ turned << 1) & (turned ^ turned >> 1);

	return ((window ^ window << 2) & links) == links && !(alone & near);
}

static void turn_over(uint8_t *bits, uint32_t at, unsigned int count)
{
	for (unsigned int n = 0; n < count; n++, at += 2)
		bits[at / 8] ^= (uint8_t)(0x80u >> at % 8);
}

static void raise(uint8_t *bits, uint32_t at, unsigned int count)
{
	for (unsigned int n = 0; n < count; n++, at += 2)
		bits[at / 8] |= (uint8_t)(0x80u >> at % 8);
}

static unsigned int chain_length(struct random *random, enum tally_kind kind, double more)
{
	unsigned int count = kind == TALLY_RUN ? 2 : 1;

	while (kind == TALLY_RUN && count < CHAIN_MOST && random_unit(random) < more)
		count++;
	return count;
}

/* The next place for a path of that length, or UINT32_MAX. */
static uint32_t find_place(const uint8_t *level, uint32_t at, uint32_t end, unsigned int count)
{
	uint32_t last = end < at + REACH ? end : at + REACH;

	for (; at + 2 * count < last; at++)
		if (is_possible(cells_from(level, at - BEFORE), count))
			return at;
	return UINT32_MAX;
}

/* From one event to the next: a geometric law. Return: the cell, or UINT32_MAX. */
static uint32_t next_event(struct random *random, double rate, double at, uint32_t end)
{
	if (rate <= 0.0)
		return UINT32_MAX;
	at += floor(random_exponential(random) / -log1p(-rate));
	return at < end ? (uint32_t)at : UINT32_MAX;
}

static void err(struct random *random, const struct quality_kind *quality, enum tally_kind kind,
		uint32_t at, uint32_t end, uint8_t *level, uint8_t *doubt)
{
	unsigned int count = chain_length(random, kind, quality->more);
	bool doubted = random_unit(random) < quality->doubted;
	uint32_t place = find_place(level, at, end, count);

	if (place == UINT32_MAX)
		return;
	turn_over(level, place, count);
	if (doubted)
		raise(doubt, place, count);
}

static void hesitate(struct random *random, const struct quality_kind *quality,
		     enum tally_kind kind, uint32_t at, uint32_t end, const uint8_t *level,
		     uint8_t *doubt)
{
	unsigned int count = chain_length(random, kind, quality->more_doubt);
	uint32_t place = find_place(level, at, end, count);

	if (place != UINT32_MAX)
		raise(doubt, place, count);
}

void spoil_cells(struct random *random, const struct quality *quality, uint32_t first, uint32_t end,
		 uint8_t *level, uint8_t *doubt)
{
	for (unsigned int n = 0; n < TALLY_KINDS; n++) {
		const struct quality_kind *kind = &quality->kind[n];
		uint32_t at = next_event(random, kind->error, first, end);

		for (; at != UINT32_MAX; at = next_event(random, kind->error, at + 1.0, end))
			err(random, kind, n, at, end, level, doubt);
		at = next_event(random, kind->doubt, first, end);
		for (; at != UINT32_MAX; at = next_event(random, kind->doubt, at + 1.0, end))
			hesitate(random, kind, n, at, end, level, doubt);
	}
}

static void lose_cells(uint32_t first, uint32_t end, uint8_t *level, uint8_t *doubt)
{
	for (uint32_t n = first; n < end; n++) {
		uint8_t bit = (uint8_t)(0x80u >> n % 8);

		level[n / 8] &= (uint8_t)~bit;
		doubt[n / 8] |= bit;
	}
}

void spoil_lift(const struct quality_lift *lift, uint8_t *level, uint8_t *doubt)
{
	lose_cells(recording_cell(lift->first), recording_cell(lift->first + lift->count), level,
		   doubt);
}

/* Where frames are; the run-in holds nothing that could come out wrong. */
static uint32_t within_frames(uint32_t cell)
{
	const uint32_t first = recording_cell(0), end = recording_cell(NFOD_FE_SYMBOLS);

	if (cell < first)
		return first;
	return cell < end ? cell : end;
}

void spoil_stretch(struct random *random, const struct blemish_stretch *stretch, uint8_t *level,
		   uint8_t *doubt)
{
	const struct quality quality = quality_even(blemish_errors(stretch->light));

	if (stretch->light > 0.0)
		spoil_cells(random, &quality, within_frames(stretch->first),
			    within_frames(stretch->end), level, doubt);
	else
		lose_cells(stretch->first, stretch->end, level, doubt);
}
