// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Where frames begin: their syncs, near where the one before says that they are. */
#include <endian.h>
#include <string.h>

#include "engine/channel/channel.h"

/*
 * Cells that may differ where a sync is expected and elsewhere: an edge that is off by a cell
 * makes two.
 */
#define WRONG_IN_PLACE 4
#define WRONG_ELSEWHERE 2
/* How far a sync is looked for where the last one was found, and where none was. */
#define NEAR 24
#define FAR ((int32_t)NFOD_FRAME_CELLS / 2)
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
		    int64_t at, int wrong)
{
	uint32_t differs;

	if (at < 1 || at + 64 > result->count)
		return false;
	differs = turns_at(result->level, (uint32_t)at) ^ sync->turns;
	return __builtin_popcount(differs & sync->mask) <= wrong;
}

/* A sync that another follows: data, or a sync with edges that are off, may look like one. */
static bool is_confirmed(const struct detector_sync *sync, const struct detector_result *result,
			 int64_t at)
{
	return is_sync(sync, result, at, WRONG_ELSEWHERE) &&
	       is_sync(sync, result, at + NFOD_FRAME_CELLS, WRONG_ELSEWHERE);
}

/* Distance from @at to the nearest sync, or NOT_FOUND. */
static int32_t search(const struct detector_sync *sync, const struct detector_result *result,
		      int64_t at, int32_t reach)
{
	if (is_sync(sync, result, at, WRONG_IN_PLACE))
		return 0;
	for (int32_t n = 1; n <= reach; n++) {
		if (is_confirmed(sync, result, at + n))
			return n;
		if (is_confirmed(sync, result, at - n))
			return -n;
	}
	return NOT_FOUND;
}

static int64_t track_frame(const struct detector_sync *sync, struct detector_result *result,
			   int64_t at, bool found_before, struct detector_frame *frame)
{
	int32_t slip = search(sync, result, at, found_before ? NEAR : FAR);

	frame->locked = slip != NOT_FOUND;
	frame->slip = (int16_t)(frame->locked ? slip : 0);
	result->unlocked += !frame->locked;
	result->slips += frame->slip != 0;
	return at + frame->slip;
}

void frames_find(const struct detector_sync *sync, struct detector_result *result)
{
	int64_t at = NFOD_RUN_IN_CELLS;
	int32_t first = search(sync, result, at, FAR);
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
