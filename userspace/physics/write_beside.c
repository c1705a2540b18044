// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/write_beside.h"

#include <math.h>
#include <stdlib.h>

#include "physics/write_heat.h"
#include "physics/write_step.h"

/* Heat has spread when it comes there: points and steps are coarse. */
#define DIVISIONS 4u
#define CELLS_BEHIND 8u
#define CELLS_BEFORE 2u

int write_beside_track(struct thermal_track *track, const struct write_stage *stage,
		       const struct thermal *thermal)
{
	struct thermal_window window = {
		.step_nm = stage->cell_nm / DIVISIONS,
		.behind = CELLS_BEHIND * DIVISIONS,
		.columns = (CELLS_BEHIND + CELLS_BEFORE) * DIVISIONS + 1,
		.row_nm = WRITE_BESIDE_NM,
		.rows = WRITE_BESIDE_ROWS,
	};

	return thermal_track_make(track, thermal, &window, stage->velocity, stage->heat.unit_s);
}

/**
 * struct exposure - a strip that grows warm
 * @columns: along the track
 * @grown: length that crystals have grown, nm
 * @hottest: degrees C
 */
struct exposure {
	unsigned int columns;
	float *grown;
	float *hottest;
};

static void expose(const struct write_stage *stage, const struct write_heat *heat, int first,
		   struct exposure *exposure)
{
	const struct thermal_window *window = &heat->track->window;
	float seconds = (float)(NFOD_STRATEGY_UNITS / DIVISIONS * heat->track->unit_s);
	unsigned int row, c;

	for (row = 0; row < window->rows; row++) {
		for (c = 0; c < window->columns; c++) {
			int column = first + (int)c, degree;
			size_t at = row * (size_t)exposure->columns + (size_t)column;
			float celsius = heat->celsius[row * window->columns + c];

			if (column < 0 || column >= (int)exposure->columns)
				continue;
			degree = (int)fminf(fmaxf(celsius, 0), CRYSTAL_TABLE - 1);
			exposure->grown[at] += stage->crystal.growth[degree] * seconds * 1e9f;
			exposure->hottest[at] = fmaxf(exposure->hottest[at], celsius);
		}
	}
}

/* Ends of the strip have not been passed wholly. */
static void summarise(const struct write_stage *stage, const struct exposure *exposure,
		      double freeze, struct write_beside *beside)
{
	unsigned int row, column, from = CELLS_BEHIND * DIVISIONS;
	unsigned int to = exposure->columns - from;
	double turned = 0;

	for (row = WRITE_BESIDE_ROWS; row-- > 0;) {
		const float *hottest = exposure->hottest + (size_t)row * exposure->columns;
		const float *grown = exposure->grown + (size_t)row * exposure->columns;
		double heat = 0, growth = 0, over = 0;

		for (column = from; column < to; column++) {
			heat += hottest[column];
			growth += grown[column];
			over += hottest[column] > freeze;
		}
		turned += over / (to - from) * WRITE_BESIDE_NM;
		beside->hottest[row] = heat / (to - from);
		beside->lost_nm[row] = stage->magnetic ? turned : growth / (to - from);
	}
}

int write_beside(const struct write_stage *stage, const struct thermal_track *track,
		 const struct write_order *order, unsigned int cells, struct write_beside *beside)
{
	struct exposure exposure = { .columns = cells * DIVISIONS };
	size_t points = (size_t)exposure.columns * WRITE_BESIDE_ROWS;
	unsigned int unit = NFOD_STRATEGY_UNITS / DIVISIONS, n;
	struct write_heat heat;
	int result = -1;

	if (write_heat_make(&heat, track, order, cells))
		return -1;
	exposure.grown = calloc(points, sizeof(*exposure.grown));
	exposure.hottest = calloc(points, sizeof(*exposure.hottest));
	if (exposure.grown && exposure.hottest) {
		for (n = 1; n <= exposure.columns; n++) {
			write_heat_window(&heat, n * unit);
			expose(stage, &heat, (int)n - (int)track->window.behind, &exposure);
		}
		summarise(stage, &exposure, write_freeze_c(order->power.field_oe), beside);
		result = 0;
	}
	free(exposure.grown);
	free(exposure.hottest);
	write_heat_free(&heat);
	return result;
}
