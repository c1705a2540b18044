/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Wrong and doubted decisions of a cluster, by kind: an edge that was found a cell beside
 * its place, or runs of two cells that were.
 */
#ifndef NFOD_ENGINE_SURVEY_TALLY_H
#define NFOD_ENGINE_SURVEY_TALLY_H

#include <stdint.h>

#include "engine/channel/detector.h"

enum tally_kind {
	TALLY_EDGE,
	TALLY_RUN,
	TALLY_KINDS
};

/**
 * struct tally_count - of one kind
 * @error: wrong decisions
 * @doubted: of these, that were doubted
 * @further: runs beyond the first one in them
 * @doubt: right decisions that were doubted
 * @doubt_further: as @further
 */
struct tally_count {
	uint32_t error;
	uint32_t doubted;
	uint32_t further;
	uint32_t doubt;
	uint32_t doubt_further;
};

/**
 * tally_frames() - count
 * @written: NFOD_CLUSTER_CELL_BYTES and 8 more
 * @first: frame
 * @end: frame behind the last one
 */
void tally_frames(const uint8_t *written, const struct detector_result *read, uint32_t first,
		  uint32_t end, struct tally_count count[TALLY_KINDS]);

#endif
