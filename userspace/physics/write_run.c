// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/write_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "physics/write_heat.h"
#include "physics/write_step.h"
#include "physics/writing_disc.h"

#define ROW_NM 8.0
#define ROWS 17u
/* The window: so many cells behind the spot and before it. */
#define CELLS_BEHIND 6u
#define CELLS_BEFORE 3u
/* Time that the coil takes to turn its field over, s (j: 60 MHz needs less than 8 ns). */
#define FIELD_TURN_S 5e-9

int write_stage_make(struct write_stage *stage, const struct writing_disc *disc,
		     const struct thermal *thermal, double velocity, unsigned int divisions)
{
	struct thermal_window window = {
		.step_nm = disc->cell_nm / divisions,
		.behind = CELLS_BEHIND * divisions,
		.columns = (CELLS_BEHIND + CELLS_BEFORE) * divisions + 1,
		.row_nm = ROW_NM,
		.rows = ROWS,
	};
	struct spot spot;

	writing_spot(disc, disc->stack.thickness_nm[1], &spot);
	*stage = (struct write_stage){
		.magnetic = disc->magnetic,
		.cell_nm = disc->cell_nm,
		.velocity = velocity,
		.divisions = divisions,
		.rows = ROWS,
		.row_nm = ROW_NM,
		.read_nm = (spot.fwhm_x_nm + spot.fwhm_y_nm) / 2,
	};
	crystal_tabulate(&stage->crystal);
	return thermal_track_make(&stage->heat, thermal, &window, velocity,
				  disc->cell_nm * 1e-9 / velocity / NFOD_STRATEGY_UNITS);
}

void write_stage_free(struct write_stage *stage)
{
	thermal_track_free(&stage->heat);
}

int write_film_make(struct write_film *film, const struct write_stage *stage, unsigned int cells)
{
	size_t points;

	film->cells = cells;
	film->columns = cells * stage->divisions;
	points = (size_t)film->columns * stage->rows;
	film->phase = malloc(points * sizeof(*film->phase));
	film->old = malloc(points * sizeof(*film->old));
	film->crystals = calloc(points, sizeof(*film->crystals));
	if (!film->phase || !film->old || !film->crystals) {
		write_film_free(film);
		return -1;
	}
	write_film_fill(film, stage, 0);
	return 0;
}

void write_film_free(struct write_film *film)
{
	free(film->phase);
	free(film->old);
	free(film->crystals);
	*film = (struct write_film){ 0 };
}

static float filled(const struct write_stage *stage, double inside)
{
	if (stage->magnetic)
		return inside > 0 ? 1 : -1;
	return (float)fmax(inside, -WRITE_OUTSIDE_NM);
}

void write_film_fill(struct write_film *film, const struct write_stage *stage, double half_width_nm)
{
	unsigned int row, column;

	for (row = 0; row < stage->rows; row++) {
		double y = row * stage->row_nm;
		float value = filled(stage, half_width_nm > 0 ? half_width_nm - y : -INFINITY);

		for (column = 0; column < film->columns; column++) {
			film->phase[(size_t)row * film->columns + column] = value;
			film->crystals[(size_t)row * film->columns + column] = 0;
		}
	}
}

static double cell_sign(const struct write_order *order, unsigned int cells, int cell)
{
	if (cell < 0)
		cell = 0;
	if (cell >= (int)cells)
		cell = (int)cells - 1;
	return order->cell[cell] ? 1 : -1;
}

/* The field of CLOCKED turns over in a ramp at the edges of cells. */
static double field_at(const struct write_stage *stage, const struct write_order *order,
		       unsigned int cells, double unit)
{
	double ramp = FIELD_TURN_S / stage->heat.unit_s, at, part;
	int cell;

	if (order->strategy->kind != NFOD_STRATEGY_CLOCKED)
		return order->power.field_oe;
	at = unit - order->strategy->field;
	cell = (int)floor(at / NFOD_STRATEGY_UNITS);
	part = fmin((at - cell * NFOD_STRATEGY_UNITS) / ramp, 1);
	return order->power.field_oe * ((1 - part) * cell_sign(order, cells, cell - 1) +
					part * cell_sign(order, cells, cell));
}

static void take_step(const struct write_step *step)
{
	if (step->from >= step->to)
		return;
	if (step->stage->magnetic)
		write_step_magnetic(step);
	else
		write_step_phase(step);
}

int write_run(const struct write_stage *stage, const struct write_order *order,
	      struct write_film *film)
{
	const struct thermal_window *window = &stage->heat.window;
	unsigned int units = NFOD_STRATEGY_UNITS / stage->divisions, n;
	struct write_heat heat;

	if (write_heat_make(&heat, &stage->heat, order, film->cells))
		return -1;
	for (n = 1; n <= film->columns; n++) {
		struct write_step step = {
			.stage = stage,
			.film = film,
			.celsius = heat.celsius,
			.column = (int)n - (int)window->behind,
			.seconds = units * stage->heat.unit_s,
			.field_oe = field_at(stage, order, film->cells, n * units),
		};

		write_heat_window(&heat, n * units);
		step.from = step.column < 0 ? (unsigned int)-step.column : 0;
		step.to = film->columns - (unsigned int)(step.column + (int)step.from);
		step.to += step.from;
		if (step.to > window->columns)
			step.to = window->columns;
		take_step(&step);
	}
	write_heat_free(&heat);
	return 0;
}

/* Part of a point that is written, by its distance from the border. */
static double written(const struct write_stage *stage, const struct write_film *film, size_t point)
{
	double part, grown;

	if (stage->magnetic)
		return (film->phase[point] + 1) / 2;
	part = film->phase[point] / ((stage->row_nm + stage->heat.window.step_nm) / 2) + 0.5;
	grown = pow(film->crystals[point], CRYSTAL_AVRAMI);
	return fmin(fmax(part, 0), 1) * exp(-grown);
}

double write_signal(const struct write_stage *stage, const struct write_film *film,
		    unsigned int column)
{
	double sum = 0, all = 0;
	unsigned int row;

	for (row = 0; row < stage->rows; row++) {
		double y = row * stage->row_nm / stage->read_nm;
		double weight = (row ? 2 : 1) * exp(-4 * M_LN2 * y * y);

		sum += weight * written(stage, film, (size_t)row * film->columns + column);
		all += weight;
	}
	return sum / all;
}

double write_half_width(const struct write_stage *stage, const struct write_film *film,
			unsigned int column)
{
	double half = 0;
	unsigned int row;

	for (row = 0; row < stage->rows; row++)
		half += (row ? 1 : 0.5) * stage->row_nm *
			written(stage, film, (size_t)row * film->columns + column);
	return half;
}
