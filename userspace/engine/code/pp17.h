/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * (1,7)PP modulation of frames: two bits to three cells, parity kept, no more than six
 * successive runs of two cells. The code is that of US patent 6,496,541 (expired), as Blu-ray
 * disc uses it.
 */
#ifndef NFOD_ENGINE_CODE_PP17_H
#define NFOD_ENGINE_CODE_PP17_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"

/* In a frame, behind its sync. */
#define PP17_PAIRS 634u
#define PP17_CELLS (3u * PP17_PAIRS)
/* Each group of bits begins with one that the encoder is free to choose. */
#define PP17_GROUPS 28u
#define PP17_GROUP_BITS 46u

_Static_assert(PP17_CELLS + NFOD_SYNC_CELLS == NFOD_FRAME_CELLS, "cells of a frame");
_Static_assert(8u * NFOD_FRAME_BYTES + PP17_GROUPS == 2u * PP17_PAIRS, "bits of a frame");

/**
 * struct pp17_writer - where cells go
 * @at: next byte
 * @bits: cells that do not fill a byte yet, in the highest bits
 * @fill: how many, 0..7
 * @level: of the last cell, 0 or 1
 * @turned: the last cell began a run
 * @sum: digital sum: marked cells less others, since the cluster's beginning
 */
struct pp17_writer {
	uint8_t *at;
	uint64_t bits;
	unsigned int fill;
	unsigned int level;
	unsigned int turned;
	int32_t sum;
};

/* Append @count cells, 2 to 32, given as transitions in the lowest bits of @turns. */
void pp17_put(struct pp17_writer *writer, uint32_t turns, unsigned int count);

/**
 * pp17_modulate() - a frame's bytes to cells, the free bits chosen to keep the sum near 0
 * @byte: NFOD_FRAME_BYTES of them, 7 more may be looked at
 * @writer: has room for 8 bytes more than the cells need
 *
 * Return: whether the last bits were ended by force; the next sync says so in its first cell.
 */
bool pp17_modulate(struct pp17_writer *writer, const uint8_t *byte);

/**
 * pp17_demodulate() - cells to a frame's bytes
 * @level: packed cells, 8 bytes more than needed may be looked at
 * @first: number of the frame's first cell behind the sync, not 0
 * @forced: the next sync begins with a transition
 * @byte: filled, NFOD_FRAME_BYTES
 * @doubt: filled likewise: not 0 where the cells are not of this code, or @doubtful; NULL =
 *	not wanted
 * @doubtful: cells that are not certain, packed; NULL = none
 *
 * Return: whether any of @doubt would be set.
 */
bool pp17_demodulate(const uint8_t *level, uint32_t first, bool forced, const uint8_t *doubtful,
		     uint8_t *byte, uint8_t *doubt);

#endif
