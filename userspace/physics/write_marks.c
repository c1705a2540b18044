// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/write_marks.h"

#include <math.h>

#define LONG_CELLS 6u
/* A mark is looked for no further than so many cells into the spaces beside it. */
#define BESIDE_CELLS 3u

/* Cells from @at on that are alike. */
static unsigned int run_length(const struct write_film *film, const uint8_t *cell, unsigned int at)
{
	unsigned int i = at;

	while (i < film->cells && cell[i] == cell[at])
		i++;
	return i - at;
}

static unsigned int middle_column(const struct write_stage *stage, unsigned int at,
				  unsigned int cells)
{
	return (2 * at + cells) * stage->divisions / 2;
}

static void measure_long(const struct write_stage *stage, const struct write_film *film,
			 const uint8_t *cell, struct write_survey *survey)
{
	unsigned int at, cells, count = 0;

	survey->signal = 0;
	survey->half_width_nm = 0;
	for (at = 0; at < film->cells; at += cells) {
		unsigned int column;

		cells = run_length(film, cell, at);
		if (!cell[at] || cells < LONG_CELLS || at + cells == film->cells)
			continue;
		column = middle_column(stage, at, cells);
		survey->signal += write_signal(stage, film, column);
		survey->half_width_nm += write_half_width(stage, film, column);
		count++;
	}
	if (count) {
		survey->signal /= count;
		survey->half_width_nm /= count;
	}
}

static double beside(unsigned int space)
{
	return space / 2.0 < BESIDE_CELLS ? space / 2.0 : BESIDE_CELLS;
}

/* Area and middle of what is written between the middles of the spaces beside. */
static void measure_mark(const struct write_stage *stage, const struct write_film *film,
			 unsigned int at, double signal, struct write_mark *mark)
{
	double step = stage->heat.window.step_nm, area = 0, moment = 0, middle, length;
	unsigned int from = (unsigned int)((at - beside(mark->before)) * stage->divisions);
	unsigned int to =
		(unsigned int)((at + mark->cells + beside(mark->behind)) * stage->divisions);
	unsigned int column;

	for (column = from; column < to; column++) {
		double here = write_signal(stage, film, column);

		area += here;
		moment += here * column;
	}
	middle = area > 0 ? moment / area * step : (at + mark->cells / 2.0) * stage->cell_nm;
	length = signal > 0 ? area / signal * step : 0;
	mark->lead_nm = middle - length / 2 - at * stage->cell_nm;
	mark->trail_nm = middle + length / 2 - (at + mark->cells) * stage->cell_nm;
}

void write_survey(const struct write_stage *stage, const struct write_film *film,
		  const uint8_t *cell, struct write_survey *survey)
{
	unsigned int at, cells, before = 0;

	measure_long(stage, film, cell, survey);
	survey->count = 0;
	for (at = 0; at < film->cells; at += cells) {
		struct write_mark *mark = &survey->mark[survey->count];

		cells = run_length(film, cell, at);
		if (!cell[at]) {
			before = cells;
			continue;
		}
		if (!before || at + cells == film->cells || survey->count == WRITE_MARKS)
			continue;
		*mark = (struct write_mark){ .cells = cells,
					     .before = before,
					     .behind = run_length(film, cell, at + cells) };
		measure_mark(stage, film, at, survey->signal, mark);
		survey->count++;
	}
}
