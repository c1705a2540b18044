// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Magnetisation follows the field where the film is hot enough for it: where its
 * coercivity, which vanishes at the Curie point, has fallen below the field. A magnetic
 * film is seen as mean of up and down over a point, so that borders lie between points.
 */
#include <math.h>

#include "physics/write_step.h"

/* Curie point (d: 180..200). */
#define CURIE_C 190.0
/* Coercivity HC0 (1 - (T - room) / (Curie - room))^POWER (j: 10 kOe at room temperature). */
#define COERCIVITY_OE 10e3
#define COERCIVITY_POWER 1.5
#define ROOM_C 25.0
/* Further than this from the isotherm a point is wholly on one side, K. */
#define FAR_K 40.0f

double write_freeze_c(double field_oe)
{
	double part = pow(fmin(fabs(field_oe) / COERCIVITY_OE, 1), 1 / COERCIVITY_POWER);

	return CURIE_C - part * (CURIE_C - ROOM_C);
}

void write_step_magnetic(const struct write_step *step)
{
	const struct thermal_window *window = &step->stage->heat.window;
	float freeze = (float)write_freeze_c(step->field_oe);
	float sign = step->field_oe < 0 ? -1 : 1, point = (float)window->step_nm;
	unsigned int row, c;

	for (row = 0; row < step->stage->rows; row++) {
		float *up = step->film->phase + (size_t)row * step->film->columns;
		const float *celsius = step->celsius + (size_t)row * window->columns;

		for (c = step->from; c < step->to; c++) {
			int column = step->column + (int)c;
			float part = 0.5f;

			if (celsius[c] < freeze - FAR_K)
				continue;
			if (celsius[c] < freeze + FAR_K)
				part = write_step_distance(step, row, c, freeze, point / 2) / point;
			up[column] += (0.5f + part) * (sign - up[column]);
		}
	}
}
