/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the read channel
 *
 * From samples of the data converter to cells: gain and offset, clock recovery, adaptive
 * equaliser towards PR(1, 2, 2, 2, 1), maximum-likelihood detection of cells with d = 1, and
 * how sure of them it is. Documentation/recording.md, "Reading channel".
 *
 * What a detector has learnt (gain, equaliser, clock) it keeps from one cluster to the
 * next until detector_reset().
 */
#ifndef NFOD_ENGINE_CHANNEL_DETECTOR_H
#define NFOD_ENGINE_CHANNEL_DETECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"

/**
 * struct detector_sync - how frames are told
 * @turns: cells of a frame's beginning that differ from the one before, the first one in
 *	the highest of NFOD_SYNC_CELLS bits
 * @mask: those that are the same in all frames
 */
struct detector_sync {
	uint32_t turns;
	uint32_t mask;
};

/* Room for a cluster's cells and what a slipping clock makes of them. */
#define DETECTOR_CELLS_MOST (NFOD_CLUSTER_CELLS + 24576u)

/* Kinds of wrong paths that are nearest to the right one. */
#define DETECTOR_KINDS 3

/**
 * struct detector_frame - how a frame was read
 * @first: cell that its sync begins with, or should
 * @amplitude: of the signal against the converter's range, 1/1000
 * @asymmetry: shift of the middle of what lies between marks and spaces, over the
 *	amplitude, 1/1000
 * @phase: rms of the clock's error, 1/1000 cell
 * @mlse: standard deviation of the difference of likelihoods between the right path and
 *	the wrong ones that are nearest to it, over twice its mean, 1/1000: what error
 *	rates follow from
 * @slip: cells too many (+) or too few (-) since the sync before
 * @locked: its sync was found
 */
struct detector_frame {
	uint32_t first;
	uint16_t amplitude;
	int16_t asymmetry;
	uint16_t phase;
	uint16_t mlse;
	int16_t slip;
	bool locked;
};

/**
 * struct detector_result - a cluster as read
 * @level: cells as they came, first cell in the highest bit, 1 = mark
 * @doubt: in the same order: cells that might as well be otherwise
 * @count: cells
 * @frame: quality
 * @slips: frames with a slip
 * @spread: square of what a frame's mlse is, over all of the cluster, of each kind of wrong
 *	path: an edge moved by a cell, a run of two cells moved, two such runs moved
 * @unlocked: frames without a sync
 * @speed: mean cells in a sample
 */
struct detector_result {
	uint8_t level[DETECTOR_CELLS_MOST / 8];
	uint8_t doubt[DETECTOR_CELLS_MOST / 8];
	uint32_t count;
	struct detector_frame frame[NFOD_FRAMES];
	uint32_t slips;
	double spread[DETECTOR_KINDS];
	uint32_t unlocked;
	double speed;
};

struct detector;

/* Return: for detector_free(), or NULL when memory is short. */
struct detector *detector_new(const struct detector_sync *sync);
void detector_free(struct detector *detector);

/* Forget what was learnt: a retry's last resort, and what a new disc needs. */
void detector_reset(struct detector *detector);

/* More samples are not looked at. */
#define DETECTOR_SAMPLES_MOST (NFOD_CLUSTER_CELLS + NFOD_CLUSTER_CELLS / 50 + 64)

/**
 * detector_read() - a cluster
 * @sample: @count of them, beginning within half a frame of the cluster's first cell
 * @result: filled
 */
void detector_read(struct detector *detector, const int8_t *sample, size_t count,
		   struct detector_result *result);

/**
 * detector_doubt() - doubts of the cluster that was read last anew
 * @part: of its mean below which a margin makes cells doubtful; detector_read() takes a fifth
 */
void detector_doubt(struct detector *detector, double part, struct detector_result *result);

#endif
