/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Cells to light, by a table of nfod/strategy.h. */
#ifndef NFOD_PHYSICS_WRITE_PULSES_H
#define NFOD_PHYSICS_WRITE_PULSES_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/writing.h"

/**
 * struct write_edge - the laser changes its power
 * @unit: when, 1/32 cell from the first cell's beginning
 * @step_mw: by how much
 */
struct write_edge {
	int32_t unit;
	float step_mw;
};

/**
 * write_pulses_render() - power in each unit of time
 * @cell: 0 or 1, @cells of them
 * @mw: @cells * NFOD_STRATEGY_UNITS of them are filled
 */
void write_pulses_render(const struct nfod_strategy *strategy, const struct writing_power *power,
			 const uint8_t *cell, unsigned int cells, float *mw);

/**
 * write_pulses_edges() - where power changes; before the first edge it is @mw[0]
 *
 * @edge: room for @units
 *
 * Return: how many.
 */
unsigned int write_pulses_edges(const float *mw, unsigned int units, struct write_edge *edge);

/* Does a table of this kind write such a disc? */
bool write_pulses_fit(const struct nfod_strategy *strategy, bool magnetic);

#endif
