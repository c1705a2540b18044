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
 * spoil_cells() - err and doubt as a detector does
 * @first: cell from which on
 * @end: and before which
 * @doubt: of @level; raised
 *
 * Edges and runs move by a cell; runs stay two cells long at least.
 */
void spoil_cells(struct random *random, const struct quality *quality, uint32_t first, uint32_t end,
		 uint8_t *level, uint8_t *doubt);

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
