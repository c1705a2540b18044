// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/survey/tally.h"

#include <stdbool.h>
#include <string.h>

/**
 * struct frame - side by side
 * @wrong: cells, packed
 * @doubt: ditto
 */
struct frame {
	uint8_t wrong[NFOD_FRAME_CELLS / 8 + 2];
	uint8_t doubt[NFOD_FRAME_CELLS / 8 + 2];
};

static uint8_t eight(const uint8_t *level, uint32_t at)
{
	return (uint8_t)((level[at / 8] << 8 | level[at / 8 + 1]) >> (8 - at % 8));
}

static bool is_set(const uint8_t *bits, uint32_t at)
{
	return bits[at / 8] >> (7 - at % 8) & 1;
}

static void clear(uint8_t *bits, uint32_t at)
{
	bits[at / 8] &= (uint8_t) ~(0x80u >> at % 8);
}

/* Return: whether there is anything to count. */
static bool compare(const uint8_t *written, uint32_t at, const struct detector_result *read,
		    uint32_t first, struct frame *frame)
{
	uint8_t any = 0;

	memset(frame, 0, sizeof(*frame));
	for (uint32_t i = 0; i < NFOD_FRAME_CELLS; i += 8) {
		frame->wrong[i / 8] =
			(uint8_t)(eight(written, at + i) ^ eight(read->level, first + i));
		frame->doubt[i / 8] = eight(read->doubt, first + i);
		any |= (uint8_t)(frame->wrong[i / 8] | frame->doubt[i / 8]);
	}
	return any;
}

/* How many of every second cell from one on; they are taken away. */
static uint32_t take_chain(uint8_t *bits, uint32_t at)
{
	uint32_t length = 0;

	for (; at < NFOD_FRAME_CELLS && is_set(bits, at); at += 2) {
		clear(bits, at);
		length++;
	}
	return length;
}

static void note_error(struct frame *frame, uint32_t at, struct tally_count *count)
{
	uint32_t length = take_chain(frame->wrong, at);
	bool doubted = false;

	for (uint32_t i = 0; i < length; i++) {
		doubted |= is_set(frame->doubt, at + 2 * i);
		clear(frame->doubt, at + 2 * i);
	}
	count += length > 1 ? TALLY_RUN : TALLY_EDGE;
	count->error++;
	count->doubted += doubted;
	count->further += length > 2 ? length - 2 : 0;
}

static void note_doubt(struct frame *frame, uint32_t at, struct tally_count *count)
{
	uint32_t length = take_chain(frame->doubt, at);

	count += length > 1 ? TALLY_RUN : TALLY_EDGE;
	count->doubt++;
	count->doubt_further += length > 2 ? length - 2 : 0;
}

static void tally_frame(struct frame *frame, struct tally_count count[TALLY_KINDS])
{
	for (uint32_t i = 0; i < NFOD_FRAME_CELLS; i++)
		if (is_set(frame->wrong, i))
			note_error(frame, i, count);
	for (uint32_t i = 0; i < NFOD_FRAME_CELLS; i++)
		if (is_set(frame->doubt, i))
			note_doubt(frame, i, count);
}

void tally_frames(const uint8_t *written, const struct detector_result *read, uint32_t first,
		  uint32_t end, struct tally_count count[TALLY_KINDS])
{
	struct frame frame;

	memset(count, 0, TALLY_KINDS * sizeof(*count));
	for (uint32_t n = first; n < end; n++)
		if (read->frame[n].first + NFOD_FRAME_CELLS <= read->count &&
		    compare(written, NFOD_RUN_IN_CELLS + n * NFOD_FRAME_CELLS, read,
			    read->frame[n].first, &frame))
			tally_frame(&frame, count);
}
