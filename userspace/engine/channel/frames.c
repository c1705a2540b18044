// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Where frames begin: their syncs, near where the one before says that they are. */
#include <endian.h>
#include <string.h>

#include "engine/channel/channel.h"

/* Edges that are off by a cell make two. */
#define TOLERANCE 2
/* How far a sync is looked for where the last one was found, and where none was. */
#define NEAR 24
#define FAR (NFOD_FRAME_CELLS / 2)
#define NOT_FOUND INT32_MIN

/* Where cells change from @at on, in the lowest NFOD_SYNC_CELLS bits. */
static uint32_t turns_at(const uint8_t *level, uint32_t at)
{
	uint64_t value;

	memcpy(&value, level + (at - 1) / 8, sizeof(value));
	value = be64toh(value) << (at - 1) % 8 >> (64 - NFOD_SYNC_CELLS - 1);
	return (uint32_t)(value ^ value >> 1);
}

static bool is_sync(const struct detector_sync *sync, const struct detector_result *result,
		    int64_t at)
{
	uint32_t differs;

	if (at < 1 || at + 64 > result->count)
		return false;
	differs = turns_at(result->level, (uint32_t)at) ^ sync->turns;
	return __builtin_popcount(differs & sync->mask) <= TOLERANCE;
}

/* Distance from @at to the nearest sync, or NOT_FOUND. */
static int32_t search(const struct detector_sync *sync, const struct detector_result *result,
		      int64_t at, int32_t reach)
{
	for (int32_t n = 0; n <= reach; n++) {
		if (is_sync(sync, result, at + n))
			return n;
		if (is_sync(sync, result, at - n))
			return -n;
	}
	return NOT_FOUND;
}

/* From afar only one that another follows: data may look like a sync. */
static int32_t search_far(const struct detector_sync *sync, const struct detector_result *result,
			  int64_t at)
{
	for (int32_t n = 0; n <= (int32_t)FAR; n++) {
		for (int sign = 1; sign >= -1; sign -= 2) {
			int64_t place = at + sign * n;

			if (is_sync(sync, result, place) &&
			    is_sync(sync, result, place + NFOD_FRAME_CELLS))
				return sign * n;
		}
	}
	return NOT_FOUND;
}

static int64_t track_frame(const struct detector_sync *sync, struct detector_result *result,
			   int64_t at, bool found_before, struct detector_frame *frame)
{
	int32_t slip = search(sync, result, at, NEAR);

	if (slip == NOT_FOUND && !found_before)
		slip = search_far(sync, result, at);
	frame->locked = slip != NOT_FOUND;
	frame->slip = (int16_t)(frame->locked ? slip : 0);
	result->unlocked += !frame->locked;
	result->slips += frame->slip != 0;
	return at + frame->slip;
}

void frames_find(const struct detector_sync *sync, struct detector_result *result)
{
	int64_t at = NFOD_RUN_IN_CELLS;
	int32_t first = search_far(sync, result, at);
	bool found = first != NOT_FOUND;

	result->slips = 0;
	result->unlocked = 0;
	at += found ? first : 0;
	for (uint32_t i = 0; i < NFOD_FRAMES; i++) {
		at = track_frame(sync, result, at, found, &result->frame[i]);
		found = result->frame[i].locked;
		result->frame[i].first = at < 0 ? 0 : (uint32_t)at;
		at += NFOD_FRAME_CELLS;
	}
}
