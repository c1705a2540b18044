// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/write_pulses.h"

#include <string.h>

#define UNITS NFOD_STRATEGY_UNITS

/**
 * struct canvas - power over time, being drawn
 */
struct canvas {
	float *mw;
	int units;
};

static void paint(const struct canvas *canvas, int from, int to, double mw)
{
	int i;

	if (from < 0)
		from = 0;
	for (i = from; i < to && i < canvas->units; i++)
		canvas->mw[i] = (float)mw;
}

static unsigned int space_class(unsigned int cells)
{
	unsigned int class = cells - NFOD_RUN_LEAST;

	return class < NFOD_STRATEGY_SPACES ? class : NFOD_STRATEGY_SPACES - 1;
}

/**
 * struct mark - a run of cells to be written
 * @at: its first cell
 * @cells: how many
 * @before: cells of the space before
 * @behind: cells of the space behind
 */
struct mark {
	unsigned int at;
	unsigned int cells;
	unsigned int before;
	unsigned int behind;
};

/* Spaces at both ends of what is written count as long ones. */
static bool next_mark(const uint8_t *cell, unsigned int cells, struct mark *mark)
{
	unsigned int at = mark->at + mark->cells, i;

	mark->before = 0;
	for (; at < cells && !cell[at]; at++)
		mark->before++;
	if (at == cells)
		return false;
	if (at == mark->before)
		mark->before = NFOD_RUN_MOST;
	mark->at = at;
	for (i = at; i < cells && cell[i]; i++)
		;
	mark->cells = i - at;
	for (mark->behind = 0; i < cells && !cell[i]; i++)
		mark->behind++;
	if (i == cells)
		mark->behind = NFOD_RUN_MOST;
	if (mark->before < NFOD_RUN_LEAST)
		mark->before = NFOD_RUN_LEAST;
	if (mark->behind < NFOD_RUN_LEAST)
		mark->behind = NFOD_RUN_LEAST;
	return true;
}

static const struct nfod_strategy_run *run_of(const struct nfod_strategy *strategy,
					      unsigned int cells)
{
	unsigned int n = cells > NFOD_RUN_MOST ? NFOD_RUN_MOST : cells;

	return &strategy->run[n < NFOD_RUN_LEAST ? 0 : n - NFOD_RUN_LEAST];
}

/* Ends of pulses are spread evenly between those of the first and the last one. */
static void paint_train(const struct canvas *canvas, const struct nfod_strategy *strategy,
			const struct writing_power *power, int from, int to, unsigned int pulses,
			const struct nfod_strategy_run *run)
{
	int first = from + run->first;
	unsigned int j;

	paint(canvas, from, to + strategy->cool, power->bias_mw);
	paint(canvas, from, first, power->write_mw);
	for (j = 1; j + 1 < pulses; j++) {
		int end = first + (to - first) * (int)j / (int)(pulses - 1);

		paint(canvas, end - strategy->middle, end, power->write_mw);
	}
	paint(canvas, to - run->last, to, power->write_mw);
}

static void paint_castle(const struct canvas *canvas, const struct nfod_strategy *strategy,
			 const struct writing_power *power, int from, int to,
			 const struct nfod_strategy_run *run)
{
	paint(canvas, from, to, power->write_mw * strategy->middle / UNITS);
	paint(canvas, from, from + run->first, power->write_mw);
	paint(canvas, to - run->last, to, power->write_mw);
	paint(canvas, to, to + strategy->cool, power->bias_mw);
}

static void paint_mark(const struct canvas *canvas, const struct nfod_strategy *strategy,
		       const struct writing_power *power, const struct mark *mark)
{
	const struct nfod_strategy_run *run = run_of(strategy, mark->cells);
	int from = (int)mark->at * UNITS + run->start[space_class(mark->before)];
	int to = (int)(mark->at + mark->cells) * UNITS + run->end[space_class(mark->behind)];

	if (mark->cells <= 2) {
		paint(canvas, from, to, power->write_mw);
		paint(canvas, to, to + strategy->cool, power->bias_mw);
	} else if (strategy->kind == NFOD_STRATEGY_CASTLE) {
		paint_castle(canvas, strategy, power, from, to, run);
	} else {
		paint_train(canvas, strategy, power, from, to, mark->cells - 1, run);
	}
}

static void paint_clock(const struct canvas *canvas, const struct nfod_strategy *strategy,
			const struct writing_power *power)
{
	int at;

	for (at = strategy->cool % UNITS - UNITS; at < canvas->units; at += UNITS)
		paint(canvas, at, at + strategy->middle, power->write_mw);
}

void write_pulses_render(const struct nfod_strategy *strategy, const struct writing_power *power,
			 const uint8_t *cell, unsigned int cells, float *mw)
{
	struct canvas canvas = { .mw = mw, .units = (int)cells * UNITS };
	bool dark = strategy->kind == NFOD_STRATEGY_CLOCKED ||
		    strategy->kind == NFOD_STRATEGY_LIGHT;
	struct mark mark = { 0 };

	paint(&canvas, 0, canvas.units, dark ? power->bias_mw : power->erase_mw);
	if (strategy->kind == NFOD_STRATEGY_CLOCKED) {
		paint_clock(&canvas, strategy, power);
		return;
	}
	while (next_mark(cell, cells, &mark))
		paint_mark(&canvas, strategy, power, &mark);
}

unsigned int write_pulses_edges(const float *mw, unsigned int units, struct write_edge *edge)
{
	unsigned int count = 0, i;

	for (i = 1; i < units; i++) {
		if (mw[i] != mw[i - 1])
			edge[count++] = (struct write_edge){ .unit = (int32_t)i,
							     .step_mw = mw[i] - mw[i - 1] };
	}
	return count;
}

bool write_pulses_fit(const struct nfod_strategy *strategy, bool magnetic)
{
	switch (strategy->kind) {
	case NFOD_STRATEGY_TRAIN:
	case NFOD_STRATEGY_CASTLE:
		return !magnetic;
	case NFOD_STRATEGY_CLOCKED:
	case NFOD_STRATEGY_LIGHT:
		return magnetic;
	default:
		return false;
	}
}
