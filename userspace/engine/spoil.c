// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/spoil.h"

#include <math.h>
#include <stdbool.h>

#include "engine/recording.h"

/*
 * Symbols that an edge in the wrong cell makes wrong: the one that it lies in, and often
 * its neighbour, since modulation looks ahead. Measured over random data.
 */
#define SYMBOLS_PER_EDGE 1.2

static bool cell(const uint8_t *level, uint32_t n)
{
	return level[n / 8] >> (7 - n % 8) & 1;
}

static void flip(uint8_t *level, uint32_t n)
{
	level[n / 8] ^= (uint8_t)(0x80u >> n % 8);
}

/* Cells n and n + 1 are in the same run. */
static bool goes_on(const uint8_t *level, uint32_t n)
{
	return cell(level, n) == cell(level, n + 1);
}

/* The run that ends before @edge, or the one that begins there, gives a cell away. */
static bool shift(uint8_t *level, uint32_t edge, bool later)
{
	if (later) {
		if (!goes_on(level, edge) || !goes_on(level, edge + 1))
			return false;
		flip(level, edge);
	} else {
		if (!goes_on(level, edge - 2) || !goes_on(level, edge - 3))
			return false;
		flip(level, edge - 1);
	}
	return true;
}

static void shift_next(struct random *random, uint8_t *level, uint32_t at, uint32_t end)
{
	bool later = random_next(random) & 1;

	for (; at < end; at++)
		if (!goes_on(level, at - 1) &&
		    (shift(level, at, later) || shift(level, at, !later)))
			return;
}

/* From one event to the next: a geometric law. */
static void spoil_cells(struct random *random, double rate, uint32_t first, uint32_t end,
			uint8_t *level)
{
	double symbols_per_cell = (double)NFOD_FE_SYMBOLS / (NFOD_FRAMES * NFOD_FRAME_CELLS);
	double per_cell = -log1p(-rate) * symbols_per_cell / SYMBOLS_PER_EDGE;
	double at = first;

	if (rate <= 0.0)
		return;
	for (;;) {
		at += floor(random_exponential(random) / per_cell);
		if (at >= end)
			return;
		shift_next(random, level, (uint32_t)at, end);
		at += 1.0;
	}
}

void spoil_edges(struct random *random, const double rate[QUALITY_SEGMENTS], uint8_t *level)
{
	for (uint32_t n = 0; n < QUALITY_SEGMENTS; n++)
		spoil_cells(random, rate[n], recording_cell(n * QUALITY_SEGMENT_SYMBOLS),
			    recording_cell((n + 1) * QUALITY_SEGMENT_SYMBOLS), level);
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
	if (stretch->light > 0.0)
		spoil_cells(random, blemish_errors(stretch->light), within_frames(stretch->first),
			    within_frames(stretch->end), level);
	else
		lose_cells(stretch->first, stretch->end, level, doubt);
}
