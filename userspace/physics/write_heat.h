/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Temperatures under the pulses of a run, moment by moment. */
#ifndef NFOD_PHYSICS_WRITE_HEAT_H
#define NFOD_PHYSICS_WRITE_HEAT_H

#include "physics/write_pulses.h"
#include "physics/write_run.h"

/**
 * struct write_heat - a run's light and heat
 * @track: responses
 * @ambient: of the disc, degrees C
 * @mw: power in each unit
 * @units: of them
 * @edge: changes of power
 * @edges: how many
 * @oldest: first edge that is younger than THERMAL_SETTLING
 * @celsius: of the window's points, by write_heat_window()
 */
struct write_heat {
	const struct thermal_track *track;
	double ambient;
	float *mw;
	unsigned int units;
	struct write_edge *edge;
	unsigned int edges;
	unsigned int oldest;
	float *celsius;
};

/* Return: 0, or -1 when memory is short. */
int write_heat_make(struct write_heat *heat, const struct thermal_track *track,
		    const struct write_order *order, unsigned int cells);

void write_heat_free(struct write_heat *heat);

/* Temperatures so many units after the first cell's beginning; never earlier than before. */
void write_heat_window(struct write_heat *heat, unsigned int unit);

#endif
