/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* One time step of write_run(): what a window of temperatures does to film. */
#ifndef NFOD_PHYSICS_WRITE_STEP_H
#define NFOD_PHYSICS_WRITE_STEP_H

#include "physics/write_run.h"

/**
 * struct write_step - now
 * @stage: the disc
 * @film: changed
 * @celsius: of the window's points, row by row
 * @column: of the film under the window's first column; may be outside
 * @from: columns of the window that are over the film
 * @to: ditto, one behind
 * @seconds: length of the step
 * @field_oe: now, positive writes
 */
struct write_step {
	const struct write_stage *stage;
	struct write_film *film;
	const float *celsius;
	int column;
	unsigned int from;
	unsigned int to;
	double seconds;
	double field_oe;
};

/* Melt, quench, crystallise. */
void write_step_phase(const struct write_step *step);

/* Magnetise. */
void write_step_magnetic(const struct write_step *step);

/**
 * write_step_distance() - to an isotherm, nm, positive = hotter, by the slope around the
 * point; no further than @most
 */
float write_step_distance(const struct write_step *step, unsigned int row, unsigned int column,
			  float celsius, float most);

/* Temperature above which a field of this size turns film over, degrees C. */
double write_freeze_c(double field_oe);

#endif
