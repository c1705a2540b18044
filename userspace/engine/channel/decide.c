// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Decisions, twice. Light that comes and goes with the surface under the lens is slow
 * noise of some per cent, too quick for the clock's slicer and not random to the target.
 * Once cells are decided, what is left of the signal shows it: a running mean is taken
 * away, and decisions are made again.
 */
#include "engine/channel/channel.h"
#include "lib/lanes.h"

/* The running mean's reach on either side of a cell. */
#define MEAN_REACH 16
#define MEAN_CELLS (2 * MEAN_REACH + 1)

LANES_HOT static void quantise(const float *signal, int16_t *likely, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		float value = signal[i] * VITERBI_UNIT;

		value = value > VITERBI_MOST ? VITERBI_MOST : value;
		value = value < -VITERBI_MOST ? -VITERBI_MOST : value;
		likely[i] = (int16_t)((int)(value + (VITERBI_MOST + 0.5f)) - VITERBI_MOST);
	}
}

/* What is left of the signal. */
LANES_HOT static void subtract(const int16_t *likely, const int8_t *cell, int16_t *error,
			       uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		error[i] = (int16_t)(likely[i] - VITERBI_UNIT * target(cell + i));
}

static void take_mean_away(const int16_t *error, const int16_t *likely, int16_t *clean,
			   uint32_t count)
{
	int32_t sum = 0;

	for (int i = -MEAN_REACH; i < MEAN_REACH; i++)
		sum += error[i];
	for (int i = 0; i < (int)count; i++) {
		sum += error[i + MEAN_REACH];
		clean[i] = (int16_t)(likely[i] - sum / MEAN_CELLS);
		sum -= error[i - MEAN_REACH];
	}
}

void decide_group(struct detector *detector, uint32_t first)
{
	const uint32_t at = CHANNEL_MARGIN + first, then = at - VITERBI_OVERLAP;
	int16_t *likely = detector->likely + at;

	quantise(detector->signal + at - VITERBI_OVERLAP, likely - VITERBI_OVERLAP,
		 VITERBI_GROUP + 2 * VITERBI_OVERLAP);
	viterbi_group(likely, detector->guess + at);
	subtract(likely - TARGET_REACH, detector->guess + at - TARGET_REACH,
		 detector->error + at - TARGET_REACH, VITERBI_GROUP);
	take_mean_away(detector->error + then, detector->likely + then, detector->clean + then,
		       VITERBI_GROUP);
	viterbi_group(detector->clean + at - DECIDE_LAG, detector->cell + at - DECIDE_LAG);
}
