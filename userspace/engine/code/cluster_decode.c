// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "engine/code/cluster_internal.h"

/* Cells from the beginning on, nothing around them. */
static void copy_cells(uint8_t *to, const uint8_t *from, uint32_t count)
{
	uint32_t bytes = count / 8;

	memset(to, 0, MARGIN_CELLS / 8);
	memcpy(to + MARGIN_CELLS / 8, from, bytes);
	memset(to + MARGIN_CELLS / 8 + bytes, 0, LEVEL_BYTES - MARGIN_CELLS / 8 - bytes);
	if (count % 8)
		to[MARGIN_CELLS / 8 + bytes] = from[bytes] & (uint8_t)(0xff00 >> count % 8);
}

uint16_t cluster_decode(struct cluster_code *code, uint32_t cluster,
			const struct cluster_cells *cells, uint8_t *const *sector,
			struct cluster_report *report)
{
	uint32_t count = cells->count < CLUSTER_CELLS_MOST ? cells->count : CLUSTER_CELLS_MOST;

	memset(report, 0, sizeof(*report));
	copy_cells(code->level, cells->level, count);
	if (cells->doubt)
		copy_cells(code->doubtful, cells->doubt, count);
	sync_search(&code->places, code->level, MARGIN_CELLS);
	frames_demodulate(code, cells->doubt, report);
	indicators_correct(code, cluster, report);
	indicators_find_bursts(code, report);
	data_correct(code, report);
	sectors_judge(code, cluster, sector, report);
	return report->bad_sectors;
}
