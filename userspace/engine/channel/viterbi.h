/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Maximum-likelihood detection of cells with d = 1 behind PR(1, 2, 2, 2, 1).
 */
#ifndef NFOD_ENGINE_CHANNEL_VITERBI_H
#define NFOD_ENGINE_CHANNEL_VITERBI_H

#include <stdint.h>

/* Of struct viterbi: steps in a unit of the target, whose levels are -8, -6 .. 8. */
#define VITERBI_UNIT 16
#define VITERBI_MOST (12 * VITERBI_UNIT)

/* Blocks that are detected side by side, and their cells. */
#define VITERBI_LANES 16
#define VITERBI_BLOCK 480
/* Cells before and behind a block that its decisions still depend on. */
#define VITERBI_OVERLAP 48
#define VITERBI_GROUP (VITERBI_LANES * VITERBI_BLOCK)
#define VITERBI_STEPS (VITERBI_BLOCK + 2 * VITERBI_OVERLAP)

/* Half of the target's taps on either side of a cell. */
#define TARGET_REACH 2

/* The target's value at a cell, units; @cell are -1 and 1. */
static inline int target(const int8_t *cell)
{
	return cell[-2] + cell[2] + 2 * (cell[-1] + cell[0] + cell[1]);
}

/**
 * viterbi_group() - decide VITERBI_GROUP cells, twice
 * @signal: equalised, VITERBI_UNIT to a unit, at most VITERBI_MOST; VITERBI_OVERLAP more
 *	before and behind
 * @cell: filled with -1 or 1; not before and behind
 * @error: what is left of the signal without its slow noise and what was decided
 *
 * Light that comes and goes with the surface under the lens is slow noise of some per cent,
 * too quick for the clock's slicer. Once cells are decided, what is left of the signal
 * shows it: a running mean is taken away, and decisions are made again.
 */
void viterbi_group(const int16_t *signal, int8_t *cell, int16_t *error);

/**
 * viterbi_block() - decide one block of any length, once
 * @signal: @count of them, at most VITERBI_STEPS
 * @cell: filled: 2 * TARGET_REACH more than @count, as many before the first signal as
 *	behind the last one; nothing else is known of those
 */
void viterbi_block(const int16_t *signal, int8_t *cell, unsigned int count);

#endif
