/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Inside the read channel: what its parts hand to each other. Arrays begin CHANNEL_MARGIN
 * before the first cell or sample.
 */
#ifndef NFOD_ENGINE_CHANNEL_CHANNEL_H
#define NFOD_ENGINE_CHANNEL_CHANNEL_H

#include "engine/channel/detector.h"
#include "engine/channel/viterbi.h"

#define CHANNEL_MARGIN 128u
/* Whole groups, so that the last one needs no other treatment. */
#define CHANNEL_GROUPS ((DETECTOR_CELLS_MOST + VITERBI_GROUP - 1) / VITERBI_GROUP)
#define CHANNEL_ROOM (CHANNEL_GROUPS * VITERBI_GROUP + 2 * CHANNEL_MARGIN + VITERBI_OVERLAP)

/* Samples that are in the run-in wherever in its window reading began. */
#define RUN_IN_FIRST 160u
#define RUN_IN_COUNT 768u

#define EQUALISER_REACH 5
#define EQUALISER_TAPS (2 * EQUALISER_REACH + 1)

/* Of a step between neighbours, units: wanted is 4, others of the target are 2 and less. */
#define STEP_LEAST 2.8f
#define STEP_MOST 5.6f
/* Cells between corrections of the clock. */
#define CLOCK_BLOCK 32u

/**
 * struct equaliser - what it has learnt
 * @tap: by cell, from @EQUALISER_REACH cells later on
 * @own: products of the signal with itself so and so many cells on
 * @with: with the target
 */
struct equaliser {
	float tap[EQUALISER_TAPS];
	double own[EQUALISER_TAPS];
	double with[EQUALISER_TAPS];
};

/**
 * struct clock - which sample a cell is
 * @place: of the next cell in the array of samples, * 2^32
 * @drift: samples for a cell less one, * 2^32
 * @error: mean size of the phase error of late, cells
 * @offset: level of what lies between mark and space, counts
 */
struct clock {
	uint64_t place;
	int64_t drift;
	float error;
	float offset;
};

/**
 * struct tally - wrong paths that begin at 64 cells, by kind
 * @square: sum of the squares of what pulls towards them
 * @count: of them
 */
struct tally {
	uint32_t square[DETECTOR_KINDS];
	uint8_t count[DETECTOR_KINDS];
};

/**
 * struct detector - the channel
 * @sync: of frames
 * @equaliser: learnt
 * @known: @drift is
 * @drift: of the clock, learnt
 * @clock: of this cluster
 * @gain: of this cluster
 * @samples: of this cluster
 * @cells: clocked so far
 * @heard: of them, before the samples ended
 * @sample: as they came, times the gain
 * @raw: signal at cells, likewise
 * @signal: equalised, units of the target
 * @cell: decided
 * @error: of the signal against what was decided, VITERBI_UNIT
 * @pull: of each cell towards its opposite, see judge.c
 * @phase: by block of CLOCK_BLOCK, cells
 * @tally: by 64 cells
 */
struct detector {
	struct detector_sync sync;
	struct equaliser equaliser;
	bool known;
	int64_t drift;
	struct clock clock;
	float gain;
	uint32_t samples;
	uint32_t cells;
	uint32_t heard;
	float sample[DETECTOR_SAMPLES_MOST + 2 * CHANNEL_MARGIN];
	float raw[CHANNEL_ROOM];
	float signal[CHANNEL_ROOM];
	int8_t cell[CHANNEL_ROOM];
	int16_t error[CHANNEL_ROOM];
	int16_t pull[CHANNEL_ROOM];
	float phase[CHANNEL_ROOM / CLOCK_BLOCK + 1];
	struct tally tally[CHANNEL_ROOM / 64 + 1];
};

/* catch.c: drift of the clock, from the run-in. */
int64_t catch_rate(const struct detector *detector);

/* clock.c: signal up to a cell; what lies behind the samples is 0. */
void clock_run(struct detector *detector, uint32_t until);

/* equaliser.c */
void equaliser_reset(struct equaliser *equaliser);
void equaliser_run(const struct equaliser *equaliser, const float *raw, float *signal,
		   uint32_t count);
/* Learn from decided cells; @raw and @cell of the first of @count. */
void equaliser_learn(struct equaliser *equaliser, const float *raw, const int8_t *cell,
		     uint32_t count);

/* judge.c: doubts of all cells, below @doubt of a margin's mean; quality of a cluster, of a
 * frame. */
void judge_cells(struct detector *detector, double doubt, struct detector_result *result);
void judge_cluster(const struct detector *detector, struct detector_result *result);
void judge_frame(const struct detector *detector, struct detector_frame *frame);

/* frames.c: find the syncs, and where frames begin. */
void frames_find(const struct detector_sync *sync, struct detector_result *result);

#endif
