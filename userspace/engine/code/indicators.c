// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "engine/code/cluster_internal.h"
#include "engine/code/sector_check.h"

/* Syncs and indicators in a row, up to the sync behind the last frame. */
#define FENCES (NFOD_FRAMES * FRAME_SEGMENTS + 1)

/* Doubtful symbols of a codeword. Return: how many, 0 when there are too many to be of use. */
static unsigned int doubtful(const struct cluster_code *code, unsigned int codeword,
			     uint8_t erasure[ERASURES_MOST])
{
	unsigned int count = 0;

	for (unsigned int k = 0; k < INDICATOR_SYMBOLS; k++) {
		if (!code->indicator_mark[k][codeword])
			continue;
		if (count == ERASURES_MOST)
			return 0;
		erasure[count++] = (uint8_t)k;
	}
	return count;
}

static bool correct_codeword(struct cluster_code *code, unsigned int codeword,
			     const indicator_row *remainder)
{
	uint8_t syndrome[CODE_PARITY], erasure[ERASURES_MOST], any = 0;
	struct rs_correction correction = { 0 };
	unsigned int erasures;

	for (unsigned int k = 0; k < CODE_PARITY; k++)
		any |= remainder[k][codeword];
	if (!any)
		return true;
	rs_syndromes(&code->rs, &remainder[0][codeword], INDICATOR_LANES, syndrome);
	if (rs_solve(&code->rs, syndrome, INDICATOR_SYMBOLS, NULL, 0, &correction)) {
		erasures = doubtful(code, codeword, erasure);
		if (!erasures || rs_solve(&code->rs, syndrome, INDICATOR_SYMBOLS, erasure, erasures,
					  &correction))
			return false;
	}
	for (unsigned int i = 0; i < correction.count; i++)
		code->fixed[correction.position[i]][codeword] ^= correction.value[i];
	return true;
}

static void read_control(const struct cluster_code *code, uint32_t cluster,
			 struct cluster_report *report)
{
	struct control_block block;

	layout_take_control(code->fixed, (uint8_t *)&block);
	report->finding = CLUSTER_NOT_FOUND;
	if (block.check != crc64(&block, offsetof(struct control_block, check)))
		return;
	report->finding = block.cluster == cluster ? CLUSTER_FOUND : CLUSTER_MISPLACED;
	report->cluster = block.cluster;
	report->control = block.control;
}

void indicators_correct(struct cluster_code *code, uint32_t cluster, struct cluster_report *report)
{
	indicator_row remainder[CODE_PARITY];

	rs_encode(&code->rs, code->indicator[0], INDICATOR_ROWS, INDICATOR_LANES, remainder[0]);
	for (unsigned int k = 0; k < CODE_PARITY; k++)
		for (unsigned int i = 0; i < INDICATOR_LANES; i++)
			remainder[k][i] ^= code->indicator[INDICATOR_ROWS + k][i];
	memcpy(code->fixed, code->indicator, sizeof(code->fixed));
	for (unsigned int i = 0; i < CLUSTER_INDICATOR_CODEWORDS; i++) {
		code->known[i] = correct_codeword(code, i, remainder);
		report->failed_indicators += !code->known[i];
	}
	read_control(code, cluster, report);
}

/* Does a byte read in that place agree with what the codeword says? Unknown ones do. */
static bool indicates(const struct cluster_code *code, unsigned int frame, unsigned int indicator,
		      uint8_t byte)
{
	struct indicator_place place = layout_indicator(frame, indicator);

	return !code->known[place.codeword] || code->fixed[place.symbol][place.codeword] == byte;
}

/* Fences of a frame: its sync and its indicators. Each segment lies between two. */
struct fences {
	bool good[FRAME_SEGMENTS + 1];
};

static struct fences fences_of(const struct cluster_code *code, unsigned int frame,
			       const uint8_t *byte)
{
	struct fences fences;

	fences.good[0] = code->places.found[frame + 1];
	for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++)
		fences.good[i + 1] = indicates(code, frame, i, byte[i]);
	fences.good[FRAME_SEGMENTS] = code->places.found[frame + 2];
	return fences;
}

static void mark_burst(struct cluster_code *code, unsigned int frame, unsigned int segment)
{
	layout_mark_segment(code->mark, frame, segment, MARK_BURST);
	code->marked = true;
}

/* All fences in a row; return: whether any is broken. */
static bool line_up(const struct cluster_code *code, bool good[FENCES],
		    struct cluster_report *report)
{
	bool broken = false;

	for (unsigned int f = 0; f < NFOD_FRAMES; f++) {
		uint8_t byte[CLUSTER_FRAME_INDICATORS];
		struct fences fences;

		for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++) {
			struct indicator_place place = layout_indicator(f, i);

			byte[i] = code->indicator[place.symbol][place.codeword];
		}
		fences = fences_of(code, f, byte);
		memcpy(&good[f * FRAME_SEGMENTS], fences.good, sizeof(fences.good));
		for (unsigned int i = 0; i < FRAME_SEGMENTS; i++)
			broken |= !fences.good[i];
		for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++)
			report->frame[f].indicator_errors += !fences.good[i + 1];
	}
	return broken || !good[FENCES - 1];
}

/* Two broken ones on either side: then the one between is good by chance. */
static bool by_chance(const bool *good)
{
	return !good[-2] && !good[-1] && !good[1] && !good[2];
}

/* Between two broken fences everything is erased. */
static void erase_bursts(struct cluster_code *code, const bool good[FENCES])
{
	bool broken[FENCES];

	for (unsigned int i = 0; i < FENCES; i++)
		broken[i] = !good[i] || (i >= 2 && i + 2 < FENCES && by_chance(&good[i]));
	for (unsigned int i = 0; i + 1 < FENCES; i++)
		if (broken[i] && broken[i + 1])
			mark_burst(code, i / FRAME_SEGMENTS, i % FRAME_SEGMENTS);
}

static void take_way(struct cluster_code *code, const struct two_ways *ways, unsigned int segment,
		     unsigned int way)
{
	const uint8_t *doubt = ways->doubt[way] + segment_at(segment);
	uint8_t mark[SEGMENT_BYTES];

	for (unsigned int i = 0; i < SEGMENT_BYTES; i++)
		mark[i] = doubt[i] ? MARK_DOUBT : 0;
	layout_put_segment(code->symbol, ways->frame, segment,
			   ways->byte[way] + segment_at(segment));
	layout_put_segment(code->mark, ways->frame, segment, mark);
}

/*
 * A slipped frame is read from both ends. A segment is good from its beginning if the
 * indicator behind it is, and from its end if the one before it is; the slip is in the one
 * for which neither holds.
 */
static void settle_slipped(struct cluster_code *code, const struct two_ways *ways)
{
	struct fences fences[2];

	for (unsigned int way = 0; way < 2; way++) {
		uint8_t byte[CLUSTER_FRAME_INDICATORS];

		for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++)
			byte[i] = ways->byte[way][indicator_at(i)];
		fences[way] = fences_of(code, ways->frame, byte);
	}
	fences[0].good[FRAME_SEGMENTS] = false;
	fences[1].good[0] = false;
	for (unsigned int i = 0; i < FRAME_SEGMENTS; i++) {
		if (fences[0].good[i + 1])
			take_way(code, ways, i, 0);
		else if (fences[1].good[i])
			take_way(code, ways, i, 1);
		else
			mark_burst(code, ways->frame, i);
	}
}

void indicators_find_bursts(struct cluster_code *code, struct cluster_report *report)
{
	bool good[FENCES];

	if (line_up(code, good, report))
		erase_bursts(code, good);
	for (unsigned int i = 0; i < code->slips; i++)
		settle_slipped(code, &code->slipped[i]);
}
