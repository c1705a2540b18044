// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/layout.h"

#include <string.h>

/*
 * From row to row codewords move on by so many columns, so that each of them is as often near
 * a sync and far from it. Prime to their number, and near its golden section.
 */
#define ROW_SHIFT 187u

unsigned int layout_codeword(unsigned int frame, unsigned int column)
{
	return (frame % FRAMES_PER_ROW * FRAME_DATA + column + ROW_SHIFT * frame_row(frame)) %
	       CLUSTER_CODEWORDS;
}

struct indicator_place layout_indicator(unsigned int frame, unsigned int indicator)
{
	unsigned int place = frame * CLUSTER_FRAME_INDICATORS + indicator;
	unsigned int symbol = place / CLUSTER_INDICATOR_CODEWORDS;

	return (struct indicator_place){
		.codeword = (place + symbol) % CLUSTER_INDICATOR_CODEWORDS,
		.symbol = symbol,
	};
}

/**
 * struct stretch - a segment's codewords: some up to the row's end, the others from its start
 */
struct stretch {
	unsigned int first;
	unsigned int count;
	unsigned int rest;
};

static struct stretch stretch_of(unsigned int frame, unsigned int segment)
{
	unsigned int first = layout_codeword(frame, segment * SEGMENT_BYTES);
	unsigned int left = CLUSTER_CODEWORDS - first;
	unsigned int count = left < SEGMENT_BYTES ? left : SEGMENT_BYTES;

	return (struct stretch){ first, count, SEGMENT_BYTES - count };
}

void layout_take_segment(const data_row *rows, unsigned int frame, unsigned int segment,
			 uint8_t *byte)
{
	const uint8_t *row = rows[frame_row(frame)];
	struct stretch stretch = stretch_of(frame, segment);

	if (!stretch.rest) {
		memcpy(byte, row + stretch.first, SEGMENT_BYTES);
		return;
	}
	memcpy(byte, row + stretch.first, stretch.count);
	memcpy(byte + stretch.count, row, stretch.rest);
}

void layout_put_segment(data_row *rows, unsigned int frame, unsigned int segment,
			const uint8_t *byte)
{
	uint8_t *row = rows[frame_row(frame)];
	struct stretch stretch = stretch_of(frame, segment);

	if (!stretch.rest) {
		memcpy(row + stretch.first, byte, SEGMENT_BYTES);
		return;
	}
	memcpy(row + stretch.first, byte, stretch.count);
	memcpy(row, byte + stretch.count, stretch.rest);
}

void layout_mark_segment(data_row *rows, unsigned int frame, unsigned int segment, uint8_t mark)
{
	uint8_t *row = rows[frame_row(frame)];
	struct stretch stretch = stretch_of(frame, segment);

	for (unsigned int i = 0; i < stretch.count; i++)
		row[stretch.first + i] |= mark;
	for (unsigned int i = 0; i < stretch.rest; i++)
		row[i] |= mark;
}

void layout_put_sector(data_row *rows, unsigned int sector, const uint8_t *sealed)
{
	for (unsigned int k = 0; k < DATA_ROWS; k++)
		memcpy(rows[k] + sector * SECTOR_CODEWORDS, sealed + k * SECTOR_CODEWORDS,
		       SECTOR_CODEWORDS);
}

void layout_take_sector(const data_row *rows, unsigned int sector, uint8_t *sealed)
{
	for (unsigned int k = 0; k < DATA_ROWS; k++)
		memcpy(sealed + k * SECTOR_CODEWORDS, rows[k] + sector * SECTOR_CODEWORDS,
		       SECTOR_CODEWORDS);
}

void layout_put_control(indicator_row *rows, const uint8_t *control)
{
	for (unsigned int k = 0; k < INDICATOR_ROWS; k++)
		memcpy(rows[k], control + k * CLUSTER_INDICATOR_CODEWORDS,
		       CLUSTER_INDICATOR_CODEWORDS);
}

void layout_take_control(const indicator_row *rows, uint8_t *control)
{
	for (unsigned int k = 0; k < INDICATOR_ROWS; k++)
		memcpy(control + k * CLUSTER_INDICATOR_CODEWORDS, rows[k],
		       CLUSTER_INDICATOR_CODEWORDS);
}
