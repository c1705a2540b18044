// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Melting, quench and crystal growth on a strip of film. */
#include <math.h>
#include <stdlib.h>

#include "physics/write_step.h"

/* Distances further outside than this do not matter, nm. */
#define OUTSIDE_NM (-WRITE_OUTSIDE_NM)
/* And further inside than this, nm. */
#define INSIDE_NM 60.0f
/* Colder than this nothing melts anywhere near, degrees C. */
#define FAR_BELOW 150.0f
/* Slope of a distance, at most: fronts that are faster outside than inside pile up. */
#define STEEPEST 2.0f

float write_step_distance(const struct write_step *step, unsigned int row, unsigned int column,
			  float celsius, float most)
{
	const struct thermal_window *window = &step->stage->heat.window;
	const float *at = step->celsius + (size_t)row * window->columns + column;
	unsigned int width = window->columns;
	float left = column ? at[-1] : at[0], right = column + 1 < width ? at[1] : at[0];
	float below = row ? at[-(int)width] : at[width];
	float above = row + 1 < window->rows ? at[width] : at[0];
	float x = (right - left) / (2 * (float)window->step_nm);
	float y = (above - below) / (2 * (float)window->row_nm);
	float slope = sqrtf(x * x + y * y), off = at[0] - celsius;

	if (fabsf(off) >= most * slope)
		return copysignf(most, off);
	return off / slope;
}

/* Upwind slope of a distance whose inside shrinks. */
static float shrinking(const struct write_step *step, unsigned int row, int column,
		       const float *phase)
{
	const struct write_stage *stage = step->stage;
	int last = (int)step->film->columns - 1;
	size_t width = step->film->columns;
	const float *at = phase + row * width + (size_t)column;
	float left = column > 0 ? at[-1] : at[0], right = column < last ? at[1] : at[0];
	float below = row ? at[-(ptrdiff_t)width] : at[width];
	float above = row + 1 < stage->rows ? at[width] : at[0];
	float x = (at[0] - fminf(fminf(left, right), at[0])) / (float)stage->heat.window.step_nm;
	float y = (at[0] - fminf(fminf(below, above), at[0])) / (float)stage->row_nm;

	return fminf(sqrtf(x * x + y * y), STEEPEST);
}

static void melt(const struct write_step *step, unsigned int row, float *phase, float *crystals)
{
	const float *celsius = step->celsius + (size_t)row * step->stage->heat.window.columns;
	unsigned int c;

	for (c = step->from; c < step->to; c++) {
		int column = step->column + (int)c;
		float distance;

		if (celsius[c] < (float)CRYSTAL_MELT_C - FAR_BELOW)
			continue;
		distance = write_step_distance(step, row, c, (float)CRYSTAL_MELT_C, INSIDE_NM);
		if (distance > 0)
			crystals[column] = 0;
		if (distance > phase[column] && distance > OUTSIDE_NM)
			phase[column] = distance;
	}
}

static void crystallise(const struct write_step *step, unsigned int row, const float *old,
			float *phase, float *crystals)
{
	const struct crystal_table *table = &step->stage->crystal;
	const float *celsius = step->celsius + (size_t)row * step->stage->heat.window.columns;
	float seconds = (float)step->seconds;
	unsigned int c;

	for (c = step->from; c < step->to; c++) {
		int column = step->column + (int)c, degree = (int)celsius[c];

		if (degree < 0 || degree >= (int)CRYSTAL_MELT_C || phase[column] <= OUTSIDE_NM)
			continue;
		crystals[column] += table->forming[degree] * seconds;
		phase[column] -=
			table->growth[degree] * seconds * 1e9f * shrinking(step, row, column, old);
		phase[column] = fmaxf(phase[column], OUTSIDE_NM);
	}
}

/* Growth looks at neighbours: as they were before the step. */
void write_step_phase(const struct write_step *step)
{
	struct write_film *film = step->film;
	size_t width = film->columns;
	int from = step->column + (int)step->from, to = step->column + (int)step->to;
	unsigned int row;
	int i;

	for (row = 0; row < step->stage->rows; row++) {
		melt(step, row, film->phase + row * width, film->crystals + row * width);
		for (i = from; i < to; i++)
			film->old[row * width + (size_t)i] = film->phase[row * width + (size_t)i];
	}
	for (row = 0; row < step->stage->rows; row++)
		crystallise(step, row, film->old, film->phase + row * width,
			    film->crystals + row * width);
}
