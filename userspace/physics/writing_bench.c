// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/writing_bench.h"

#include <stdlib.h>

#include "physics/writing_disc.h"

#define ROOM_C 25.0
#define FIELD_OE 200.0

/* Steady light needs no more than it takes to pass the window, and a place to look at. */
#define ERASE_CELLS 28u
#define ERASE_LOOK 14u
#define CALM_DIVISIONS 8u

struct writing_bench *writing_bench_make(const struct writing_disc *disc, double velocity)
{
	struct writing_bench *bench = calloc(1, sizeof(*bench));

	if (!bench)
		return NULL;
	bench->celsius = ROOM_C;
	if (writing_heat(disc, &bench->heat) || writing_bench_speed(bench, disc, velocity)) {
		writing_bench_free(bench);
		return NULL;
	}
	return bench;
}

void writing_bench_free(struct writing_bench *bench)
{
	if (!bench)
		return;
	write_stage_free(&bench->stage);
	write_stage_free(&bench->calm);
	free(bench);
}

int writing_bench_speed(struct writing_bench *bench, const struct writing_disc *disc,
			double velocity)
{
	write_stage_free(&bench->stage);
	write_stage_free(&bench->calm);
	if (write_stage_make(&bench->stage, disc, &bench->heat, velocity, WRITE_DIVISIONS))
		return -1;
	return write_stage_make(&bench->calm, disc, &bench->heat, velocity, CALM_DIVISIONS);
}

int writing_bench_write(struct writing_bench *bench, const struct nfod_strategy *strategy,
			const struct writing_power *power, const struct write_pattern *pattern)
{
	struct write_order order = { strategy, *power, bench->celsius, pattern->cell };
	struct write_film film;
	int result;

	if (write_film_make(&film, &bench->stage, pattern->cells))
		return -1;
	result = write_run(&bench->stage, &order, &film);
	if (!result)
		write_survey(&bench->stage, &film, pattern->cell, &bench->survey);
	write_film_free(&film);
	return result;
}

/* Steady light is bias power over nothing but spaces. */
int writing_bench_erase(struct writing_bench *bench, double erase_mw, double half_width_nm,
			double *left)
{
	static const struct nfod_strategy steady = { .kind = NFOD_STRATEGY_LIGHT };
	const struct write_stage *stage = &bench->calm;
	struct writing_power power = { .bias_mw = erase_mw, .field_oe = -FIELD_OE };
	struct write_order order = { &steady, power, bench->celsius, NULL };
	unsigned int column = ERASE_LOOK * stage->divisions;
	struct write_pattern pattern;
	struct write_film film;
	double whole;
	int result;

	if (write_film_make(&film, stage, ERASE_CELLS))
		return -1;
	write_pattern_none(&pattern, ERASE_CELLS);
	order.cell = pattern.cell;
	write_film_fill(&film, stage, half_width_nm);
	whole = write_signal(stage, &film, column);
	result = write_run(stage, &order, &film);
	*left = write_signal(stage, &film, column) / whole;
	write_film_free(&film);
	return result;
}
