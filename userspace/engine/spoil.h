/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What reading at a known rate of errors does to cells: detectors err by an edge that is
 * found a cell too early or too late, and where the head is away nothing is found at all.
 */
#ifndef NFOD_ENGINE_SPOIL_H
#define NFOD_ENGINE_SPOIL_H

#include <stdint.h>

#include "engine/blemish.h"
#include "engine/quality.h"
#include "lib/random.h"

/**
 * spoil_edges() - shift edges by a cell
 * @rate: of symbols that shall come out wrong, by segment
 * @level: a cluster's cells
 *
 * Runs stay two cells long at least, as a detector's do.
 */
void spoil_edges(struct random *random, const double rate[QUALITY_SEGMENTS], uint8_t *level);

/**
 * spoil_lift() - the head is off the disc
 * @doubt: of @level; raised
 */
void spoil_lift(const struct quality_lift *lift, uint8_t *level, uint8_t *doubt);

/**
 * spoil_stretch() - less light comes back
 * @doubt: of @level; raised where there is none
 */
void spoil_stretch(struct random *random, const struct blemish_stretch *stretch, uint8_t *level,
		   uint8_t *doubt);

#endif
