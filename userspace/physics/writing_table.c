// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A table of pulses other than the one that a law was fitted for: edges move with the
 * pulses that make them, and pulses that are longer are as much more light (judgement).
 */
#include <math.h>

#include "physics/write_pattern.h"
#include "physics/write_pulses.h"
#include "physics/writing.h"

#define LIGHT_CELLS 160u
#define LIGHT_SEED 5u

/* Of marks of a length, against the shortest. */
static double frequency(unsigned int run)
{
	return pow(WRITE_PATTERN_RATIO, -(double)run);
}

/* Light of pulses that write the same data, in units of write power and time. */
static double light_of(const struct nfod_strategy *strategy)
{
	static const struct writing_power power = { .write_mw = 1 };
	float mw[LIGHT_CELLS * NFOD_STRATEGY_UNITS];
	struct write_pattern pattern;
	double sum = 0;
	unsigned int i;

	write_pattern_data(&pattern, LIGHT_CELLS, LIGHT_SEED);
	write_pulses_render(strategy, &power, pattern.cell, pattern.cells, mw);
	for (i = 0; i < pattern.cells * NFOD_STRATEGY_UNITS; i++)
		sum += mw[i];
	return sum;
}

/**
 * struct moments - of how far edges move, units
 */
struct moments {
	double weight;
	double sum;
	double square;
};

static void add(struct moments *edges, double weight, double units)
{
	edges->weight += weight;
	edges->sum += weight * units;
	edges->square += weight * units * units;
}

static double mean(const struct moments *edges)
{
	return edges->sum / edges->weight;
}

static double variance(const struct moments *edges)
{
	return fmax(edges->square / edges->weight - mean(edges) * mean(edges), 0);
}

static void compare_runs(const struct nfod_strategy *from, const struct nfod_strategy *to,
			 struct moments *lead, struct moments *trail)
{
	unsigned int n, k;

	for (n = 0; n < NFOD_STRATEGY_RUNS; n++) {
		const struct nfod_strategy_run *a = &from->run[n], *b = &to->run[n];

		for (k = 0; k < NFOD_STRATEGY_SPACES; k++) {
			add(lead, frequency(n), b->start[k] - a->start[k]);
			add(trail, frequency(n), b->end[k] - a->end[k]);
		}
	}
}

void writing_compare(const struct nfod_writing_law *law, const struct nfod_strategy *strategy,
		     struct writing_table *table)
{
	double unit_nm = law->cell_nm / NFOD_STRATEGY_UNITS, nominal = light_of(&law->strategy);
	struct moments lead = { 0 }, trail = { 0 };

	if (strategy->kind == NFOD_STRATEGY_CLOCKED) {
		add(&lead, 1, strategy->cool - law->strategy.cool);
		trail = lead;
	} else {
		compare_runs(&law->strategy, strategy, &lead, &trail);
	}
	*table = (struct writing_table){
		.lead_nm = mean(&lead) * unit_nm,
		.trail_nm = mean(&trail) * unit_nm,
		.spread_nm = sqrt((variance(&lead) + variance(&trail)) / 2) * unit_nm,
		.light = nominal > 0 ? light_of(strategy) / nominal : 1,
	};
}
