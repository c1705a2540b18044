/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* What the parts of encoder and decoder share. */
#ifndef NFOD_ENGINE_CODE_CLUSTER_INTERNAL_H
#define NFOD_ENGINE_CODE_CLUSTER_INTERNAL_H

#include "engine/code/cluster_code.h"
#include "engine/code/layout.h"
#include "engine/code/pp17.h"
#include "engine/code/sync.h"

/* Of a symbol: its cells are doubtful; it lies in a burst. */
#define MARK_DOUBT 1u
#define MARK_BURST 2u

/* Cells in front of a cluster and behind it that the search for syncs may look at. */
#define MARGIN_CELLS (SYNC_DRIFT_MOST + 2u * NFOD_FRAME_CELLS + 64u)
#define LEVEL_BYTES ((CLUSTER_CELLS_MOST + 2u * MARGIN_CELLS) / 8u)

/* More erasures than this leave too little to tell a wrong correction by. */
#define ERASURES_MOST 28u

/**
 * struct control_block - what the codewords of burst indicators carry
 * @cluster: number, so that a drive which has lost its way finds it
 * @reserved: zero
 * @control: the drive's
 * @check: CRC-64 of all before
 */
struct control_block {
	uint32_t cluster;
	uint32_t reserved;
	struct nfod_cluster_control control;
	uint64_t check;
};

_Static_assert(MARGIN_CELLS % 8u == 0, "the margin is whole bytes");
_Static_assert(sizeof(struct control_block) == CONTROL_BYTES, "control data fills its codewords");

/**
 * struct two_ways - a frame within which the clock slipped
 * @frame: number
 * @byte: read on from its own sync, and back from the next one
 * @doubt: of these
 */
struct two_ways {
	unsigned int frame;
	uint8_t byte[2][NFOD_FRAME_BYTES];
	uint8_t doubt[2][NFOD_FRAME_BYTES];
};

/**
 * struct cluster_code - working memory
 * @rs: both codes have as many check symbols
 * @level: cells, MARGIN_CELLS from the beginning
 * @doubtful: likewise
 * @places: of syncs
 * @symbol: data codewords, check symbols last
 * @mark: of symbols, MARK_*; all 0 unless @marked
 * @marked: any
 * @remainder: of the data codewords
 * @indicator: codewords of burst indicators
 * @indicator_mark: of these
 * @fixed: symbols of burst indicators as they should be, where @known
 * @known: codewords of which that is known
 * @slipped: frames, @slips of them
 * @slips: how many
 * @correction: of data codewords; its count is 0 where nothing is done
 * @belief: enum belief of each
 */
struct cluster_code {
	struct rs_code rs;
	uint8_t level[LEVEL_BYTES];
	uint8_t doubtful[LEVEL_BYTES];
	struct sync_places places;
	data_row symbol[DATA_SYMBOLS];
	data_row mark[DATA_SYMBOLS];
	bool marked;
	data_row remainder[CODE_PARITY];
	indicator_row indicator[INDICATOR_SYMBOLS];
	indicator_row indicator_mark[INDICATOR_SYMBOLS];
	indicator_row fixed[INDICATOR_SYMBOLS];
	bool known[CLUSTER_INDICATOR_CODEWORDS];
	struct two_ways slipped[NFOD_FRAMES];
	unsigned int slips;
	struct rs_correction correction[CLUSTER_CODEWORDS];
	uint8_t belief[CLUSTER_CODEWORDS];
};

/* Frames to symbols and marks. */
void frames_demodulate(struct cluster_code *code, bool doubts, struct cluster_report *report);

/* Correct the burst indicators and see by them where bursts are. */
void indicators_correct(struct cluster_code *code, uint32_t cluster, struct cluster_report *report);
void indicators_find_bursts(struct cluster_code *code, struct cluster_report *report);

/* Correct the data codewords; then judge the sectors. */
void data_correct(struct cluster_code *code, struct cluster_report *report);
void sectors_judge(struct cluster_code *code, uint32_t cluster, uint8_t *const *sector,
		   struct cluster_report *report);

#endif
