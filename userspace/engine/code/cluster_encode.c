// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <stdlib.h>
#include <string.h>

#include "engine/code/cluster_internal.h"
#include "engine/code/sector_check.h"
#include "lib/random.h"

/* Runs of 5, 5, 3, 3, 2, 2 cells; in the run-out begun in the midst of one. */
#define RUNS 02041112u
#define RUNS_OUT 0411124u
#define RUNS_CELLS 20u

struct cluster_code *cluster_code_new(void)
{
	struct cluster_code *code = calloc(1, sizeof(*code));

	if (code)
		rs_init(&code->rs, CODE_PARITY);
	return code;
}

void cluster_code_free(struct cluster_code *code)
{
	free(code);
}

static void put_runs(struct pp17_writer *writer, uint32_t runs, unsigned int cells)
{
	for (; cells >= RUNS_CELLS; cells -= RUNS_CELLS)
		pp17_put(writer, runs, RUNS_CELLS);
	pp17_put(writer, runs >> (RUNS_CELLS - cells), cells);
}

/* Nobody's data, for the equaliser. Return: whether its last bits were ended by force. */
static bool put_known_frame(struct pp17_writer *writer)
{
	uint8_t byte[NFOD_FRAME_BYTES + 7] = { 0 };

	scramble(NFOD_CLUSTERS_MOST, 0, byte, 160);
	pp17_put(writer, sync_cells(0, false), NFOD_SYNC_CELLS);
	return pp17_modulate(writer, byte);
}

/* It begins with a space. */
static bool put_run_in(struct pp17_writer *writer)
{
	writer->level = 1;
	put_runs(writer, RUNS, NFOD_FRAME_CELLS);
	return put_known_frame(writer);
}

void cluster_run_in(uint8_t *cells)
{
	uint8_t room[NFOD_RUN_IN_CELLS / 8 + 8];
	struct pp17_writer writer = { .at = room };

	put_run_in(&writer);
	memcpy(cells, room, NFOD_RUN_IN_CELLS / 8);
}

static void seal_sector(struct cluster_code *code, uint64_t address, uint32_t cluster,
			unsigned int sector, const uint8_t *data)
{
	uint8_t sealed[SEALED_BYTES];
	uint64_t check = crc64(data, CLUSTER_SECTOR_BYTES) ^ address;

	memcpy(sealed, data, CLUSTER_SECTOR_BYTES);
	memcpy(sealed + CLUSTER_SECTOR_BYTES, &check, sizeof(check));
	scramble(cluster, sector * SEALED_BYTES, sealed, SEALED_BYTES);
	layout_put_sector(code->symbol, sector, sealed);
}

static void seal_control(struct cluster_code *code, uint32_t cluster,
			 const struct nfod_cluster_control *control)
{
	struct control_block block = { .cluster = cluster, .control = *control };

	block.check = crc64(&block, offsetof(struct control_block, check));
	layout_put_control(code->indicator, (const uint8_t *)&block);
}

static void gather_frame(const struct cluster_code *code, unsigned int frame, uint8_t *byte)
{
	for (unsigned int i = 0; i < FRAME_SEGMENTS; i++)
		layout_take_segment(code->symbol, frame, i, byte + segment_at(i));
	for (unsigned int i = 0; i < CLUSTER_FRAME_INDICATORS; i++) {
		struct indicator_place place = layout_indicator(frame, i);

		byte[indicator_at(i)] = code->indicator[place.symbol][place.codeword];
	}
}

static void put_frames(const struct cluster_code *code, uint8_t *cells)
{
	uint8_t room[NFOD_CLUSTER_CELL_BYTES + 8];
	struct pp17_writer writer = { .at = room };
	uint8_t byte[NFOD_FRAME_BYTES + 7] = { 0 };
	bool forced = put_run_in(&writer);

	for (unsigned int i = 0; i < NFOD_FRAMES; i++) {
		gather_frame(code, i, byte);
		pp17_put(&writer, sync_cells(i + 1, forced), NFOD_SYNC_CELLS);
		forced = pp17_modulate(&writer, byte);
	}
	pp17_put(&writer, sync_cells(NFOD_FRAMES + 1, forced), NFOD_SYNC_CELLS);
	put_runs(&writer, RUNS_OUT, NFOD_RUN_OUT_CELLS - NFOD_SYNC_CELLS);
	memcpy(cells, room, NFOD_CLUSTER_CELL_BYTES);
}

void cluster_encode(struct cluster_code *code, uint32_t cluster,
		    const struct nfod_cluster_control *control, const uint8_t *const *sector,
		    uint8_t *cells)
{
	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++)
		seal_sector(code, sector_address(cluster, i, control->epoch), cluster, i,
			    sector[i]);
	seal_control(code, cluster, control);
	rs_encode(&code->rs, code->symbol[0], DATA_ROWS, DATA_LANES, code->symbol[DATA_ROWS]);
	rs_encode(&code->rs, code->indicator[0], INDICATOR_ROWS, INDICATOR_LANES,
		  code->indicator[INDICATOR_ROWS]);
	put_frames(code, cells);
}

void cluster_encode_random(struct cluster_code *code, struct random *random, uint8_t *cells)
{
	static const struct nfod_cluster_control control;
	uint64_t data[CLUSTER_SECTORS][CLUSTER_SECTOR_BYTES / 8];
	const uint8_t *sector[CLUSTER_SECTORS];

	for (unsigned int i = 0; i < CLUSTER_SECTORS; i++) {
		for (unsigned int j = 0; j < CLUSTER_SECTOR_BYTES / 8; j++)
			data[i][j] = random_next(random);
		sector[i] = (const uint8_t *)data[i];
	}
	cluster_encode(code, random_below(random, NFOD_CLUSTERS_MOST), &control, sector, cells);
}
