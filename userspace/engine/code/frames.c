// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "engine/code/cluster_internal.h"

static uint32_t cell_at(int32_t place)
{
	return (uint32_t)((int32_t)MARGIN_CELLS + place);
}

/* A sync's first cell says how the frame before it ended. */
static bool forced_by(const struct cluster_code *code, unsigned int number)
{
	uint32_t at = cell_at(code->places.first[number]);
	unsigned int now = code->level[at / 8] >> (7 - at % 8) & 1;
	unsigned int before = code->level[(at - 1) / 8] >> (7 - (at - 1) % 8) & 1;

	return now != before;
}

/* Return: whether any symbol is doubtful; @doubt is filled anyway. */
static bool demodulate_at(const struct cluster_code *code, int32_t sync, bool forced, bool doubts,
			  uint8_t *byte, uint8_t *doubt)
{
	bool any = pp17_demodulate(code->level, cell_at(sync) + NFOD_SYNC_CELLS, forced,
				   doubts ? code->doubtful : NULL, byte, doubt);

	if (!any)
		memset(doubt, 0, NFOD_FRAME_BYTES);
	return any;
}

static void put_segment(struct cluster_code *code, unsigned int frame, unsigned int segment,
			const uint8_t *byte)
{
	layout_put_segment(code->symbol, frame, segment, byte + segment_at(segment));
}

static void mark_segment(struct cluster_code *code, unsigned int frame, unsigned int segment,
			 const uint8_t *doubt)
{
	uint8_t mark[SEGMENT_BYTES];

	for (unsigned int i = 0; i < SEGMENT_BYTES; i++)
		mark[i] = doubt[segment_at(segment) + i] ? MARK_DOUBT : 0;
	layout_put_segment(code->mark, frame, segment, mark);
	code->marked = true;
}

static void put_indicator(struct cluster_code *code, unsigned int frame, unsigned int indicator,
			  const uint8_t *byte, const uint8_t *doubt)
{
	struct indicator_place place = layout_indicator(frame, indicator);
	unsigned int at = indicator_at(indicator);

	code->indicator[place.symbol][place.codeword] = byte[at];
	code->indicator_mark[place.symbol][place.codeword] = doubt[at] ? MARK_DOUBT : 0;
}

/* Where the clock has slipped, the first half counts from its own sync, the rest from the next. */
static void demodulate_slipped(struct cluster_code *code, unsigned int frame, bool doubts)
{
	struct two_ways *ways = &code->slipped[code->slips++];
	const int32_t *sync = &code->places.first[frame + 1];
	bool forced = forced_by(code, frame + 2);

	ways->frame = frame;
	demodulate_at(code, sync[0], forced, doubts, ways->byte[0], ways->doubt[0]);
	demodulate_at(code, sync[1] - (int32_t)NFOD_FRAME_CELLS, forced, doubts, ways->byte[1],
		      ways->doubt[1]);
	for (unsigned int i = 0; i < FRAME_SEGMENTS; i++) {
		unsigned int way = i < FRAME_SEGMENTS / 2 ? 0 : 1;

		put_segment(code, frame, i, ways->byte[way]);
		mark_segment(code, frame, i, ways->doubt[way]);
	}
	for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++) {
		unsigned int way = i < CLUSTER_FRAME_INDICATORS / 2 + 1 ? 0 : 1;

		put_indicator(code, frame, i, ways->byte[way], ways->doubt[way]);
	}
}

static void demodulate_frame(struct cluster_code *code, unsigned int frame, bool doubts)
{
	uint8_t byte[NFOD_FRAME_BYTES], doubt[NFOD_FRAME_BYTES];
	bool any = demodulate_at(code, code->places.first[frame + 1], forced_by(code, frame + 2),
				 doubts, byte, doubt);

	for (unsigned int i = 0; i < FRAME_SEGMENTS; i++) {
		put_segment(code, frame, i, byte);
		if (any)
			mark_segment(code, frame, i, doubt);
	}
	for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++)
		put_indicator(code, frame, i, byte, doubt);
}

static int32_t slip_after(const struct cluster_code *code, unsigned int number)
{
	const int32_t *first = &code->places.first[number];

	return first[1] - first[0] - (int32_t)NFOD_FRAME_CELLS;
}

void frames_demodulate(struct cluster_code *code, bool doubts, struct cluster_report *report)
{
	if (code->marked)
		memset(code->mark, 0, sizeof(code->mark));
	code->marked = false;
	code->slips = 0;
	for (unsigned int i = 0; i < NFOD_FRAMES; i++) {
		report->frame[i].sync = code->places.found[i + 1];
		report->frame[i].slip = (int16_t)slip_after(code, i);
		report->syncs += report->frame[i].sync;
		if (slip_after(code, i + 1))
			demodulate_slipped(code, i, doubts);
		else
			demodulate_frame(code, i, doubts);
	}
}
