/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Cells to try writing with. */
#ifndef NFOD_PHYSICS_WRITE_PATTERN_H
#define NFOD_PHYSICS_WRITE_PATTERN_H

#include <stdint.h>

#define WRITE_PATTERN_CELLS 1600

/**
 * struct write_pattern - cells, one a byte
 * @cells: how many
 * @cell: 1 = mark
 */
struct write_pattern {
	unsigned int cells;
	uint8_t cell[WRITE_PATTERN_CELLS];
};

/* Every length of mark with every class of space before and behind. */
void write_pattern_all(struct write_pattern *pattern);

/* Data has a run so many times as often as one that is a cell longer (d = 1, most entropy). */
#define WRITE_PATTERN_RATIO 1.618

/**
 * write_pattern_data() - runs as often as data has them, each length at least once
 */
void write_pattern_data(struct write_pattern *pattern, unsigned int cells, uint64_t seed);

/* A few long marks. */
void write_pattern_long(struct write_pattern *pattern);

/* No marks at all. */
void write_pattern_none(struct write_pattern *pattern, unsigned int cells);

#endif
