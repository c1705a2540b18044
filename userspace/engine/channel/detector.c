// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "engine/channel/channel.h"
#include "lib/lanes.h"

/* Mean size of a run-in's samples that the equaliser starts from, and what is none. */
#define RUN_IN_SIZE 36.0f
#define RUN_IN_LEAST 4

/* Part of its mean below which a margin is doubtful. */
#define DOUBT 0.2

/* To begin with the clock is not caught. */
#define LOST 0.5f

struct detector *detector_new(const struct detector_sync *sync)
{
	struct detector *detector = aligned_alloc(64, (sizeof(*detector) + 63) / 64 * 64);

	if (!detector)
		return NULL;
	memset(detector, 0, sizeof(*detector));
	detector->sync = *sync;
	detector_reset(detector);
	return detector;
}

void detector_free(struct detector *detector)
{
	free(detector);
}

void detector_reset(struct detector *detector)
{
	equaliser_reset(&detector->equaliser);
	detector->known = false;
}

/*
 * One gain for a cluster, from its run-in: marks that are weaker by a third would not look
 * like marks to the clock. What changes later the equaliser follows.
 */
static float gain_of(const int8_t *sample, size_t count)
{
	uint32_t sum = 0;

	if (count < RUN_IN_FIRST + RUN_IN_COUNT)
		return 1;
	for (uint32_t i = RUN_IN_FIRST; i < RUN_IN_FIRST + RUN_IN_COUNT; i++)
		sum += (uint32_t)abs(sample[i]);
	if (sum < RUN_IN_COUNT * RUN_IN_LEAST)
		return 1;
	return RUN_IN_SIZE * RUN_IN_COUNT / (float)sum;
}

LANES_HOT static void load_samples(struct detector *detector, const int8_t *sample, size_t count)
{
	float *to = detector->sample + CHANNEL_MARGIN, gain;

	if (count > DETECTOR_SAMPLES_MOST)
		count = DETECTOR_SAMPLES_MOST;
	gain = gain_of(sample, count);
	detector->gain = gain;
	for (size_t i = 0; i < count; i++)
		to[i] = gain * sample[i];
	memset(to + count, 0, CHANNEL_MARGIN * sizeof(*to));
	detector->samples = (uint32_t)count;
}

/* -1 and 1 to bits. */
static void pack(const int8_t *cell, uint8_t *level, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++) {
		uint64_t eight;

		memcpy(&eight, cell + 8 * (size_t)i, sizeof(eight));
		eight = ~le64toh(eight) >> 7 & 0x0101010101010101ull;
		level[i] = (uint8_t)(eight * 0x8040201008040201ull >> 56);
	}
}

static void begin(struct detector *detector)
{
	if (!detector->known)
		detector->drift = catch_rate(detector);
	detector->clock = (struct clock){ .place = (uint64_t)CHANNEL_MARGIN << 32,
					  .drift = detector->drift,
					  .error = LOST };
	detector->cells = 0;
	detector->heard = 0;
	memset(detector->raw, 0, CHANNEL_MARGIN * sizeof(*detector->raw));
	memset(detector->signal, 0, CHANNEL_MARGIN * sizeof(*detector->signal));
	memset(detector->cell, -1, CHANNEL_MARGIN);
}

LANES_HOT static void quantise(const float *signal, int16_t *likely, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		float value = signal[i] * VITERBI_UNIT;

		value = value > VITERBI_MOST ? VITERBI_MOST : value;
		value = value < -VITERBI_MOST ? -VITERBI_MOST : value;
		likely[i] = (int16_t)((int)(value + (VITERBI_MOST + 0.5f)) - VITERBI_MOST);
	}
}

static void decide_group(struct detector *detector, uint32_t at)
{
	int16_t likely[VITERBI_GROUP + 2 * VITERBI_OVERLAP];

	quantise(detector->signal + at - VITERBI_OVERLAP, likely,
		 VITERBI_GROUP + 2 * VITERBI_OVERLAP);
	viterbi_group(likely + VITERBI_OVERLAP, detector->cell + at, detector->error + at);
}

void detector_read(struct detector *detector, const int8_t *sample, size_t count,
		   struct detector_result *result)
{
	uint32_t first;

	load_samples(detector, sample, count);
	begin(detector);
	for (first = 0; first < CHANNEL_GROUPS * VITERBI_GROUP; first += VITERBI_GROUP) {
		uint32_t at = CHANNEL_MARGIN + first;

		clock_run(detector, first + VITERBI_GROUP + VITERBI_OVERLAP);
		decide_group(detector, at);
		if (detector->heard < first + VITERBI_GROUP)
			break;
		equaliser_learn(&detector->equaliser, detector->raw + at, detector->cell + at,
				VITERBI_GROUP - TARGET_REACH);
	}
	result->count = detector->heard < DETECTOR_CELLS_MOST ? detector->heard :
								DETECTOR_CELLS_MOST;
	result->speed = count ? (double)detector->heard / (double)detector->samples : 0;
	pack(detector->cell + CHANNEL_MARGIN, result->level, sizeof(result->level));
	judge_cells(detector, DOUBT, result);
	judge_cluster(detector, result);
	frames_find(&detector->sync, result);
	detector->known = result->unlocked < NFOD_FRAMES / 4;
	detector->drift = detector->clock.drift;
	for (uint32_t i = 0; i < NFOD_FRAMES; i++)
		judge_frame(detector, &result->frame[i]);
}

void detector_doubt(struct detector *detector, double part, struct detector_result *result)
{
	judge_cells(detector, part, result);
}
