/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the full simulation of writing
 *
 * A strip of film, point by point, passes under the spot. Phase change: the border of
 * amorphous film is a level set (distance, positive inside). Where film melts it is the
 * distance to the melting isotherm, at its greatest extent; below the melting point it
 * moves inwards as the crystal around grows; crystals that form within count apart.
 * Magneto-optical: a point takes the field's sign as long as the field exceeds its
 * coercivity, and keeps the last one.
 */
#ifndef NFOD_PHYSICS_WRITE_RUN_H
#define NFOD_PHYSICS_WRITE_RUN_H

#include <stdint.h>

#include "physics/crystal.h"
#include "physics/thermal_track.h"
#include "physics/writing.h"

/**
 * struct write_stage - a disc, its heat at one speed, and how finely it is looked at
 * @magnetic: ditto
 * @cell_nm: length of a cell
 * @velocity: m/s
 * @divisions: points and time steps in a cell
 * @rows: across the track, from its centre to one side; the other is alike
 * @row_nm: between them
 * @read_nm: width of the reading spot
 * @heat: temperature responses
 * @crystal: kinetics
 */
struct write_stage {
	bool magnetic;
	double cell_nm;
	double velocity;
	unsigned int divisions;
	unsigned int rows;
	double row_nm;
	double read_nm;
	struct thermal_track heat;
	struct crystal_table crystal;
};

#define WRITE_DIVISIONS 16
/* Film further than this from any border, on its crystalline side, nm. */
#define WRITE_OUTSIDE_NM 20.0f

/* Return: 0, or -1 when memory is short. */
int write_stage_make(struct write_stage *stage, const struct writing_disc *disc,
		     const struct thermal *thermal, double velocity, unsigned int divisions);

void write_stage_free(struct write_stage *stage);

/**
 * struct write_film - a strip of film
 * @columns: along the track; points in all, @cells of them
 * @cells: that it is long
 * @phase: distance to the border, nm, positive = amorphous; magneto-optical: -1..1
 * @old: of a moment ago, for write_run()
 * @crystals: sum of crystal_forming() since it was last molten
 */
struct write_film {
	unsigned int cells;
	unsigned int columns;
	float *phase;
	float *old;
	float *crystals;
};

/* An erased strip. Return: 0, or -1 when memory is short. */
int write_film_make(struct write_film *film, const struct write_stage *stage, unsigned int cells);

/* Fill it with one long mark of this half width; 0 = erased. */
void write_film_fill(struct write_film *film, const struct write_stage *stage,
		     double half_width_nm);

void write_film_free(struct write_film *film);

/**
 * struct write_order - what is written
 * @strategy: how
 * @power: with what
 * @celsius: of the disc
 * @cell: @film->cells of them, 1 = mark
 */
struct write_order {
	const struct nfod_strategy *strategy;
	struct writing_power power;
	double celsius;
	const uint8_t *cell;
};

/* The film passes once. Return: 0, or -1 when memory is short. */
int write_run(const struct write_stage *stage, const struct write_order *order,
	      struct write_film *film);

/**
 * write_signal() - what a wide spot would see of a column: marks of @film as the reading
 * spot weighs them across the track, 0 = erased, 1 = written all over
 */
double write_signal(const struct write_stage *stage, const struct write_film *film,
		    unsigned int column);

/* How far from the track's centre a column is written, nm. */
double write_half_width(const struct write_stage *stage, const struct write_film *film,
			unsigned int column);

#endif
