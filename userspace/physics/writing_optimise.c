// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Powers and table for a disc: erase power by what it leaves of an old mark, write power by
 * the width of marks, then edges by moving pulses until they lie where they should.
 */
#include <math.h>
#include <string.h>

#include "physics/write_marks.h"
#include "physics/write_pattern.h"
#include "physics/write_pulses.h"
#include "physics/write_step.h"
#include "physics/writing_bench.h"
#include "physics/writing_disc.h"

#define BIAS_MW 0.1 /* (d) */
#define FIELD_OE 200.0 /* (d: 150..250) */
#define ROOM_C 25.0

/*
 * Marks are to be so wide, part of the pitch to the neighbour's middle, to one side (j). Wider
 * phase-change marks show more, but crystals do not grow over them in one pass at 2x.
 */
#define HALF_WIDTH_PHASE 0.285
#define HALF_WIDTH_MAGNETIC 0.389
/* By light nothing of what is beside is written over: wider ones read better. */
#define HALF_WIDTH_LIGHT 0.400
/* And an erased stretch, of magneto-optical discs. */
#define HALF_ERASED 0.5

#define ERASE_TRIES 24u
/* So many tries further on power is off by some 8 %, which has to erase as well. */
#define ERASE_REACH 3u
/* What this differs by is no worse. */
#define ERASE_ALIKE 0.01
#define POWER_TRIES 12u
#define ROUNDS 12u
/* From this round on pulses are moved half as far as would seem right. */
#define CALM_ROUND 4u
/* Edges are good enough, rms of a cell. */
#define GOOD (0.8 / NFOD_STRATEGY_UNITS)
/* The film's temperature when it is erased is looked for between these, degrees C. */
#define COLDEST_C 330.0
#define HOTTEST_C 640.0

/* What a steady watt heats the spot's middle or a place beside the track to, K. */
static double steady(const struct write_stage *stage, double beside_nm)
{
	const struct thermal_window *window = &stage->heat.window;
	const float *kelvin = thermal_track_at(&stage->heat, THERMAL_EVER);
	unsigned int row = (unsigned int)lround(beside_nm / window->row_nm), i;
	float most = 0;

	if (row >= window->rows)
		row = window->rows - 1;
	for (i = 0; i < window->columns; i++)
		most = fmaxf(most, kelvin[row * window->columns + i]);
	return most;
}

static double erase_try(const struct writing_bench *bench, unsigned int i)
{
	double hot = COLDEST_C + (HOTTEST_C - COLDEST_C) * i / (ERASE_TRIES - 1);

	return (hot - ROOM_C) / steady(&bench->stage, 0) * 1e3;
}

/* What a power leaves counts twice, what those leave that it may be taken for counts once. */
static double cost_at(const double left[ERASE_TRIES], unsigned int i)
{
	return 2 * left[i] + left[i - ERASE_REACH] + left[i + ERASE_REACH];
}

/* In the middle of what erases well. */
static double best_erase(struct writing_bench *bench, double half_width)
{
	double left[ERASE_TRIES], least = INFINITY, sum = 0;
	unsigned int i, alike = 0;

	for (i = 0; i < ERASE_TRIES; i++)
		if (writing_bench_erase(bench, erase_try(bench, i), half_width, &left[i]))
			return 0;
	for (i = ERASE_REACH; i + ERASE_REACH < ERASE_TRIES; i++)
		least = fmin(least, cost_at(left, i));
	for (i = ERASE_REACH; i + ERASE_REACH < ERASE_TRIES; i++)
		if (cost_at(left, i) < least + ERASE_ALIKE) {
			sum += erase_try(bench, i);
			alike++;
		}
	return sum / alike;
}

/* Bisection: marks get wider with power. Return: mW, 0 = never wide enough. */
static double width_power(struct writing_bench *bench, const struct nfod_strategy *strategy,
			  struct writing_power power, double half_width)
{
	double hot = bench->stage.magnetic ? write_freeze_c(power.field_oe) : CRYSTAL_MELT_C;
	double low = (hot - ROOM_C) / steady(&bench->stage, 0) * 1e3, high = 6 * low;
	struct write_pattern pattern;
	unsigned int i;

	write_pattern_long(&pattern);
	for (i = 0; i < POWER_TRIES; i++) {
		power.write_mw = (low + high) / 2;
		if (writing_bench_write(bench, strategy, &power, &pattern))
			return 0;
		if (bench->survey.half_width_nm < half_width)
			low = power.write_mw;
		else
			high = power.write_mw;
	}
	return high;
}

static unsigned int class_of(unsigned int space)
{
	return space - NFOD_RUN_LEAST < NFOD_STRATEGY_SPACES ? space - NFOD_RUN_LEAST :
							       NFOD_STRATEGY_SPACES - 1;
}

/**
 * struct shift - edges of one kind
 */
struct shift {
	double sum;
	unsigned int count;
};

static double mean(const struct shift *shift)
{
	return shift->count ? shift->sum / shift->count : 0;
}

static double clamped(double value, double least, double most)
{
	return fmin(fmax(value, least), most);
}

/* A pulse that is lengthened also makes its mark wider: short marks are moved with care. */
static double length_gain(unsigned int cells)
{
	return cells <= 2 ? 0.25 : cells <= 3 ? 0.4 : 0.7;
}

/*
 * Pulses before a space class share the mean of the classes at the other end, so
 * that a mark's place and length can be put right apart.
 */
static void move_run(struct nfod_strategy_run *run, unsigned int cells, const struct shift *lead,
		     const struct shift *trail, double unit_nm)
{
	double gain = length_gain(cells), leads = 0, trails = 0;
	unsigned int k;

	for (k = 0; k < NFOD_STRATEGY_SPACES; k++) {
		leads += mean(&lead[k]) / NFOD_STRATEGY_SPACES;
		trails += mean(&trail[k]) / NFOD_STRATEGY_SPACES;
	}
	for (k = 0; k < NFOD_STRATEGY_SPACES; k++) {
		double before = mean(&lead[k]), behind = mean(&trail[k]);
		double late = (before + trails) / 2, wide = (trails - before) / 2;
		double start = run->start[k] - (late - gain * wide) / unit_nm;

		run->start[k] = (int8_t)lround(clamped(start, INT8_MIN, INT8_MAX));
		late = (leads + behind) / 2;
		wide = (behind - leads) / 2;
		run->end[k] = (int8_t)lround(
			clamped(run->end[k] - (late + gain * wide) / unit_nm, INT8_MIN, INT8_MAX));
	}
}

static void move_pulses(const struct writing_bench *bench, struct nfod_strategy *strategy,
			double calm)
{
	struct shift lead[NFOD_STRATEGY_RUNS][NFOD_STRATEGY_SPACES] = { 0 };
	struct shift trail[NFOD_STRATEGY_RUNS][NFOD_STRATEGY_SPACES] = { 0 };
	double unit_nm = calm * bench->stage.cell_nm / NFOD_STRATEGY_UNITS;
	unsigned int i, n;

	for (i = 0; i < bench->survey.count; i++) {
		const struct write_mark *mark = &bench->survey.mark[i];
		struct shift *at = &lead[mark->cells - NFOD_RUN_LEAST][class_of(mark->before)];
		struct shift *to = &trail[mark->cells - NFOD_RUN_LEAST][class_of(mark->behind)];

		at->sum += mark->lead_nm;
		at->count++;
		to->sum += mark->trail_nm;
		to->count++;
	}
	for (n = 0; n < NFOD_STRATEGY_RUNS; n++)
		move_run(&strategy->run[n], n + NFOD_RUN_LEAST, lead[n], trail[n], unit_nm);
}

/* With a field all edges move alike: with the pulse that cools last under the old sign. */
static void move_clock(const struct writing_bench *bench, struct nfod_strategy *strategy)
{
	double unit_nm = bench->stage.cell_nm / NFOD_STRATEGY_UNITS;
	struct shift all = { 0 };
	unsigned int i;
	int units;

	for (i = 0; i < bench->survey.count; i++) {
		all.sum += bench->survey.mark[i].lead_nm + bench->survey.mark[i].trail_nm;
		all.count += 2;
	}
	units = (int)lround(
		clamped(mean(&all) / unit_nm, strategy->cool - UINT8_MAX, strategy->cool));
	strategy->cool = (uint8_t)(strategy->cool - units);
	strategy->field = (int8_t)(strategy->field - units);
}

static void judge(const struct writing_bench *bench, struct writing_optimum *optimum)
{
	double worst = 0, sum = 0;
	unsigned int i;

	for (i = 0; i < bench->survey.count; i++) {
		double lead = bench->survey.mark[i].lead_nm / bench->stage.cell_nm;
		double trail = bench->survey.mark[i].trail_nm / bench->stage.cell_nm;

		worst = fmax(worst, fmax(fabs(lead), fabs(trail)));
		sum += lead * lead + trail * trail;
	}
	optimum->worst_cells = worst;
	optimum->rms_cells = sqrt(sum / (2 * bench->survey.count));
	optimum->half_width_nm = bench->survey.half_width_nm;
}

/* The table whose edges are best of all rounds. */
static int compensate(struct writing_bench *bench, struct nfod_strategy *strategy,
		      struct writing_optimum *optimum, double half_width)
{
	struct nfod_strategy best = *strategy;
	struct writing_optimum now = *optimum;
	struct write_pattern pattern;
	unsigned int i;

	optimum->rms_cells = INFINITY;
	write_pattern_all(&pattern);
	for (i = 0; i < ROUNDS; i++) {
		if (writing_bench_write(bench, strategy, &now.power, &pattern))
			return -1;
		judge(bench, &now);
		if (now.rms_cells < optimum->rms_cells) {
			*optimum = now;
			best = *strategy;
			if (i > 1 && now.rms_cells < GOOD)
				break;
		}
		if (strategy->kind == NFOD_STRATEGY_CLOCKED)
			move_clock(bench, strategy);
		else
			move_pulses(bench, strategy, i < CALM_ROUND ? 1 : 2);
		if (i == 1)
			now.power.write_mw = width_power(bench, strategy, now.power, half_width);
		if (i <= 1)
			optimum->rms_cells = INFINITY;
	}
	*strategy = best;
	return 0;
}

static double half_width_of(const struct writing_disc *disc, const struct nfod_strategy *strategy)
{
	double part = disc->magnetic ? HALF_WIDTH_MAGNETIC : HALF_WIDTH_PHASE;

	return (strategy->kind == NFOD_STRATEGY_LIGHT ? HALF_WIDTH_LIGHT : part) * disc->pitch_nm;
}

static int find_powers(struct writing_bench *bench, const struct writing_disc *disc,
		       const struct nfod_strategy *strategy, struct writing_power *power)
{
	double half_width = half_width_of(disc, strategy);

	*power = (struct writing_power){ .bias_mw = BIAS_MW };
	if (disc->magnetic) {
		power->field_oe = FIELD_OE;
		power->erase_mw = (write_freeze_c(FIELD_OE) - ROOM_C) * 1e3 /
				  steady(&bench->stage, HALF_ERASED * disc->pitch_nm);
	} else {
		power->erase_mw = best_erase(bench, half_width);
	}
	power->write_mw = width_power(bench, strategy, *power, half_width);
	return power->erase_mw > 0 && power->write_mw > 0 ? 0 : -1;
}

double writing_read_mw(const struct writing_disc *disc, double velocity)
{
	struct writing_bench *bench = writing_bench_make(disc, velocity);
	double kelvin;

	if (!bench)
		return 0;
	kelvin = steady(&bench->stage, 0);
	writing_bench_free(bench);
	return WRITING_READ_K / kelvin * 1e3;
}

/* Return: NULL when such pulses are not for this disc, too. */
static struct writing_bench *bench_for(const struct writing_disc *disc, double velocity,
				       const struct nfod_strategy *strategy)
{
	return write_pulses_fit(strategy, disc->magnetic) ? writing_bench_make(disc, velocity) :
							    NULL;
}

int writing_powers(const struct writing_disc *disc, double velocity,
		   const struct nfod_strategy *strategy, struct writing_power *power)
{
	struct writing_bench *bench;
	int result;

	bench = bench_for(disc, velocity, strategy);
	if (!bench)
		return -1;
	result = find_powers(bench, disc, strategy, power);
	writing_bench_free(bench);
	return result;
}

int writing_optimise(const struct writing_disc *disc, double velocity,
		     struct nfod_strategy *strategy, struct writing_optimum *optimum)
{
	struct writing_bench *bench;
	int result;

	*optimum = (struct writing_optimum){ 0 };
	bench = bench_for(disc, velocity, strategy);
	if (!bench)
		return -1;
	result = find_powers(bench, disc, strategy, &optimum->power);
	if (!result)
		result = compensate(bench, strategy, optimum, half_width_of(disc, strategy));
	writing_bench_free(bench);
	return result;
}
