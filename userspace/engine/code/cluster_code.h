/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A cluster's way from sectors to channel cells and back. Bits are specified in
 * Documentation/disc-format.md, "A cluster in cells"; the why is in
 * Documentation/recording.md, "Code".
 *
 * Cells are packed as include/nfod/format.h says: first cell in the highest bit, 1 = mark.
 * They obey d = 1, k = 7 (runs of 2 to 8 cells, of 9 in syncs only) and no more than
 * 6 runs of 2 cells follow each other.
 */
#ifndef NFOD_ENGINE_CODE_CLUSTER_CODE_H
#define NFOD_ENGINE_CODE_CLUSTER_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"

#define CLUSTER_SECTORS 16u
#define CLUSTER_SECTOR_BYTES 4096u
#define CLUSTER_CODEWORDS 304u
#define CLUSTER_INDICATOR_CODEWORDS 24u
/*
 * How each frame, the run-in's known one and the run-out begin: levels of NFOD_SYNC_CELLS cells,
 * the first in the highest bit, in either polarity; and those that are the same in all of them.
 */
#define CLUSTER_SYNC_LEVELS 0x0c01ff00u
#define CLUSTER_SYNC_MASK 0x3fffffc0u
/* The same as cells that differ from the one before: the first one's is not known. */
#define CLUSTER_SYNC_TURNS (CLUSTER_SYNC_LEVELS ^ CLUSTER_SYNC_LEVELS >> 1)
#define CLUSTER_SYNC_TURNS_MASK (CLUSTER_SYNC_MASK & CLUSTER_SYNC_MASK >> 1)
/* Burst indicators in a frame. */
#define CLUSTER_FRAME_INDICATORS 3u

/**
 * struct cluster_cells - what a detector makes of a cluster
 * @level: the cells, packed, from where the wobble says that the cluster begins
 * @doubt: cells that the detector is not sure of, packed likewise; NULL = none
 * @count: cells; more or less than NFOD_CLUSTER_CELLS when the clock has slipped
 */
struct cluster_cells {
	const uint8_t *level;
	const uint8_t *doubt;
	uint32_t count;
};

/* More cells than this cannot belong to a cluster and are not looked at. */
#define CLUSTER_CELLS_MOST (NFOD_CLUSTER_CELLS + 4096u)

/**
 * struct cluster_codeword_report - a data codeword, as it was read
 * @errors: symbols put right that were not erased
 * @erasures: symbols taken as erased
 * @failed: not correctable, or corrected to something that the sector's check refused
 */
struct cluster_codeword_report {
	uint8_t errors;
	uint8_t erasures;
	bool failed;
};

/**
 * struct cluster_frame_report - a frame, as it was read
 * @sync: its sync was found
 * @slip: cells that it came later than it should have come after the sync before
 * @indicator_errors: of its burst indicators, wrong ones; unknown (0) when the control
 *	data could not be read
 */
struct cluster_frame_report {
	bool sync;
	uint8_t indicator_errors;
	int16_t slip;
};

/**
 * enum cluster_finding - what is known of whose cluster it is
 * @CLUSTER_FOUND: the one that was asked for
 * @CLUSTER_NOT_FOUND: control data unreadable; sectors that vouch for each other are good
 * @CLUSTER_MISPLACED: readable, but another cluster's
 */
enum cluster_finding {
	CLUSTER_FOUND = 0,
	CLUSTER_NOT_FOUND = 1,
	CLUSTER_MISPLACED = 2,
};

/**
 * struct cluster_report - how a cluster was read
 * @finding: enum cluster_finding
 * @cluster: number that the control data gives, when it could be read
 * @control: ditto
 * @bad_sectors: bit n = sector n is not good; its bytes have not been touched
 * @failed_codewords: of CLUSTER_CODEWORDS
 * @failed_indicators: codewords of burst indicators that could not be corrected
 * @syncs: frames whose sync was found
 * @corrected: symbols that were wrong or erased and have been put right
 * @wrong: data symbols that differ from what was written, in codewords that did not fail
 * @symbols: data symbols in such codewords; wrong / symbols is the raw symbol error rate
 * @retries: decodings beyond the first one of each codeword
 * @codeword: by number: 19 for each sector
 * @frame: by number
 */
struct cluster_report {
	enum cluster_finding finding;
	uint32_t cluster;
	struct nfod_cluster_control control;
	uint16_t bad_sectors;
	uint16_t failed_codewords;
	uint16_t failed_indicators;
	uint16_t syncs;
	uint32_t corrected;
	uint32_t wrong;
	uint32_t symbols;
	uint32_t retries;
	struct cluster_codeword_report codeword[CLUSTER_CODEWORDS];
	struct cluster_frame_report frame[NFOD_FRAMES];
};

struct random;

/* Working memory; one for each thread. */
struct cluster_code;

/* Return: NULL when there is no memory. */
struct cluster_code *cluster_code_new(void);
void cluster_code_free(struct cluster_code *code);

/**
 * cluster_encode() - sectors to cells
 * @cluster: physical number, below NFOD_CLUSTERS_MOST; the data is bound to it
 * @control: what a drive wants to know of a cluster; the data is bound to its epoch
 * @sector: CLUSTER_SECTORS times CLUSTER_SECTOR_BYTES
 * @cells: filled, NFOD_CLUSTER_CELL_BYTES
 */
void cluster_encode(struct cluster_code *code, uint32_t cluster,
		    const struct nfod_cluster_control *control, const uint8_t *const *sector,
		    uint8_t *cells);

/* Any data of any cluster, as cells: for measurements. */
void cluster_encode_random(struct cluster_code *code, struct random *random, uint8_t *cells);

/**
 * cluster_decode() - cells to sectors
 * @cluster: physical number that is expected
 * @sector: CLUSTER_SECTORS places for CLUSTER_SECTOR_BYTES; NULL = not wanted, but judged
 *	as the others are
 * @report: filled
 *
 * A sector is good only when its check says so: it was written to this cluster and sector,
 * and together with the control data.
 *
 * Return: bit n = sector n is not good.
 */
uint16_t cluster_decode(struct cluster_code *code, uint32_t cluster,
			const struct cluster_cells *cells, uint8_t *const *sector,
			struct cluster_report *report);

/**
 * cluster_run_in() - the cells that every cluster begins with
 * @cells: filled: 2 * NFOD_FRAME_CELLS cells, packed
 *
 * The first NFOD_FRAME_CELLS are runs of 5, 5, 3, 3, 2, 2 cells over and over, from a space
 * on: for clock and levels. The others are a frame of known random data, with sync: for the
 * equaliser.
 */
void cluster_run_in(uint8_t *cells);

#endif
