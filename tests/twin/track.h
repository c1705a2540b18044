/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Clusters of a pressed disc, written amid others and read at any fidelity. */
#ifndef NFOD_TESTS_TWIN_TRACK_H
#define NFOD_TESTS_TWIN_TRACK_H

#include "engine/engine.h"

#define TRACK_PAGES 32u
/* Clusters on either side of the first one that is read, some turns within the first zone. */
#define TRACK_FIRST 50u
#define TRACK_COUNT 4u

/**
 * struct track - an engine over a disc
 * @wrote: pages 0..15 of the buffer are written
 * @got: 16..31 are read into
 * @writing_nm: gap while writing, off its place
 * @light: to read by, over what the disc states
 * @tilt_mrad: of the head that reads, radial
 */
struct track {
	struct nfod_frontend fe;
	struct engine engine;
	uint8_t wrote[NFOD_FE_PAGES][NFOD_BLOCK_BYTES];
	uint8_t got[NFOD_FE_PAGES][NFOD_BLOCK_BYTES];
	uint64_t now;
	uint64_t epoch;
	double writing_nm;
	double light;
	double tilt_mrad;
};

/**
 * struct track_read - several clusters, read
 * @symbols: in codewords that could be corrected
 * @wrong: of them
 * @corrected: wrong and erased ones
 * @failed: codewords that could not be corrected
 * @worst: sum of the worst codewords' errors
 * @mlse: mean
 * @amplitude: mean
 * @asymmetry: mean
 */
struct track_read {
	double symbols;
	double wrong;
	double corrected;
	double failed;
	double worst;
	double mlse;
	double amplitude;
	double asymmetry;
};

struct track *track_new(const char *name);
void track_free(struct track *track);

/* Powers for a side at 2x, as the firmware would order them, times a factor. */
void track_follow(struct track *track, unsigned int side, double power);

/* Write a cluster of a side with random data. */
void track_write(struct track *track, unsigned int side, unsigned int index, double power);

/* Write all that is read, and what lies beside it. */
void track_fill(struct track *track, double power);

/* Read TRACK_COUNT clusters, @rounds times, with the head off its place by so much. */
struct track_read track_read(struct track *track, unsigned int side, enum engine_fidelity fidelity,
			     double gap_nm, double offset_nm, unsigned int rounds);

#endif
