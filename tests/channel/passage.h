/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* A cluster between two others, the head that passes over it, and what is read of it. */
#ifndef NFOD_TESTS_CHANNEL_PASSAGE_H
#define NFOD_TESTS_CHANNEL_PASSAGE_H

#include <stdbool.h>

#include "engine/channel/detector.h"
#include "engine/code/cluster_code.h"
#include "physics/readout.h"

/* The reference discs, as their lead-ins describe them. */
enum passage_disc {
	PASSAGE_PHASE_CHANGE,
	PASSAGE_MAGNETO_OPTICAL,
};

/**
 * struct passage - all that reading needs
 * @disc: under the head
 * @drive: around it
 * @place: of the head, by stretch
 * @marks: what became of the cells, by stretch
 * @cells: of the three tracks; a little more room than they need
 * @scan: of these
 * @sample: as converted
 * @samples: of them
 * @detector: kept from read to read
 * @result: of the last one
 * @readout: made when first needed
 * @side: that it is for
 */
struct passage {
	struct readout_disc disc;
	struct readout_drive drive;
	struct readout_place place[MARKS_STRETCHES];
	struct marks marks[MARKS_STRETCHES];
	uint8_t cells[READOUT_TRACKS][NFOD_CLUSTER_CELL_BYTES + 16];
	struct readout_scan scan;
	int8_t sample[READOUT_SAMPLES_MOST];
	size_t samples;
	struct detector *detector;
	struct detector_result result;
	struct readout *readout;
	unsigned int side;
};

/* Nominal: at the recommended gap in the middle of the track, new film. */
struct passage *passage_new(enum passage_disc disc, unsigned int side, uint64_t seed);
void passage_free(struct passage *passage);

/* Another track or drive: the kernels are made anew. */
void passage_renew(struct passage *passage);

/* Film and electronics without any noise, neighbours never written. */
void passage_silence(struct passage *passage);

/* The head is elsewhere, for the whole cluster. */
void passage_place(struct passage *passage, const struct readout_place *place);

/* Pass over it and read. */
void passage_wave(struct passage *passage);
void passage_read(struct passage *passage);

/* Cells of the frames that were read wrongly, by @result's syncs. */
uint32_t passage_wrong_cells(const struct passage *passage);

/**
 * struct passage_count - symbols
 * @symbols: read
 * @wrong: of them
 * @doubted: of the wrong ones, how many were doubted
 * @doubts: symbols that were doubted
 */
struct passage_count {
	uint32_t symbols;
	uint32_t wrong;
	uint32_t doubted;
	uint32_t doubts;
};

/* Symbols of the frames behind (1,7)PP demodulation. */
struct passage_count passage_symbols(const struct passage *passage);

#endif
