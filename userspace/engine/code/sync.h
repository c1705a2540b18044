/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Syncs: where frames begin. Number 0 leads the run-in's known frame, 1..496 the frames,
 * 497 the run-out.
 */
#ifndef NFOD_ENGINE_CODE_SYNC_H
#define NFOD_ENGINE_CODE_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"

#define SYNC_COUNT (NFOD_FRAMES + 2u)
/* A cluster may be so many cells off the place where it is looked for. */
#define SYNC_DRIFT_MOST 4096

/**
 * sync_cells() - a sync as transitions, in the lowest NFOD_SYNC_CELLS bits
 * @forced: the bits before it were ended by force
 */
uint32_t sync_cells(unsigned int number, bool forced);

/**
 * struct sync_places - what was found
 * @first: cell that each sync begins with, where it was or must have been
 * @found: it is there
 */
struct sync_places {
	int32_t first[SYNC_COUNT];
	bool found[SYNC_COUNT];
};

/**
 * sync_search() - find all syncs of a cluster
 * @level: packed cells; those from SYNC_DRIFT_MOST + 64 cells before @origin on are there, and
 *	likewise behind the cluster's end
 * @origin: cell in @level where the cluster should begin, of which @places count from
 */
void sync_search(struct sync_places *places, const uint8_t *level, uint32_t origin);

#endif
