/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Where symbols are: in codewords, which lie side by side in rows, and in frames.
 */
#ifndef NFOD_ENGINE_CODE_LAYOUT_H
#define NFOD_ENGINE_CODE_LAYOUT_H

#include <stdint.h>

#include "engine/code/cluster_code.h"
#include "engine/code/reed_solomon.h"

#define CODE_PARITY 32u
#define DATA_SYMBOLS 248u
#define DATA_ROWS (DATA_SYMBOLS - CODE_PARITY)
#define INDICATOR_SYMBOLS 62u
#define INDICATOR_ROWS (INDICATOR_SYMBOLS - CODE_PARITY)
/* A row's codewords, and lanes that are not used. */
#define DATA_LANES 320u
#define INDICATOR_LANES 32u

_Static_assert(DATA_LANES % RS_LANES == 0 && DATA_LANES >= CLUSTER_CODEWORDS, "lanes");
_Static_assert(INDICATOR_LANES % RS_LANES == 0, "lanes");

/* A sector with its check value, which its codewords hold. */
#define SEALED_BYTES (CLUSTER_SECTOR_BYTES + 8u)
#define SECTOR_CODEWORDS (CLUSTER_CODEWORDS / CLUSTER_SECTORS)
_Static_assert(SECTOR_CODEWORDS *DATA_ROWS == SEALED_BYTES, "a sector fills its codewords");

#define CONTROL_BYTES (CLUSTER_INDICATOR_CODEWORDS * INDICATOR_ROWS)

/* A frame's data columns and its segments between indicators. */
#define FRAME_DATA (NFOD_FRAME_BYTES - CLUSTER_FRAME_INDICATORS)
#define FRAME_SEGMENTS (CLUSTER_FRAME_INDICATORS + 1u)
#define SEGMENT_BYTES (FRAME_DATA / FRAME_SEGMENTS)
#define FRAMES_PER_ROW (CLUSTER_CODEWORDS / FRAME_DATA)
_Static_assert(FRAMES_PER_ROW *DATA_SYMBOLS == NFOD_FRAMES, "rows fill the frames");

typedef uint8_t data_row[DATA_LANES];
typedef uint8_t indicator_row[INDICATOR_LANES];

static inline unsigned int frame_row(unsigned int frame)
{
	return frame / FRAMES_PER_ROW;
}

/* The codeword that a frame's column belongs to; the others follow, round and round. */
unsigned int layout_codeword(unsigned int frame, unsigned int column);

struct indicator_place {
	unsigned int codeword;
	unsigned int symbol;
};

struct indicator_place layout_indicator(unsigned int frame, unsigned int indicator);

/* A segment's bytes out of a row, and back into it. */
void layout_take_segment(const data_row *rows, unsigned int frame, unsigned int segment,
			 uint8_t *byte);
void layout_put_segment(data_row *rows, unsigned int frame, unsigned int segment,
			const uint8_t *byte);

/* Add bits of @mark to a whole segment. */
void layout_mark_segment(data_row *rows, unsigned int frame, unsigned int segment, uint8_t mark);

/* Where segments and indicators are in a frame. */
static inline unsigned int segment_at(unsigned int segment)
{
	return segment * (SEGMENT_BYTES + 1);
}

static inline unsigned int indicator_at(unsigned int indicator)
{
	return segment_at(indicator) + SEGMENT_BYTES;
}

/* A sealed sector into its rows, and out of them. */
void layout_put_sector(data_row *rows, unsigned int sector, const uint8_t *sealed);
void layout_take_sector(const data_row *rows, unsigned int sector, uint8_t *sealed);

/* Control data into rows, and out of them. */
void layout_put_control(indicator_row *rows, const uint8_t *control);
void layout_take_control(const indicator_row *rows, uint8_t *control);

#endif
