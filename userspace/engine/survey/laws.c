// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/survey/laws.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "engine/survey/fit.h"

/* Frames without sync, and wrong decisions in a cell, beyond which spreads mean nothing. */
#define UNLOCKED_MOST 3
#define ERRORS_MOST 2e-3
/* Rates up to which laws are looked for. */
#define RATE_MOST 1.5e-2
/* Where nothing is read: more than any code corrects. */
#define RATE_DEAF 2e-2
#define ROUNDS 10
/* Margins below a fifth are doubted (judge.c). */
#define DOUBT_REACH 0.8
/* Points of which a law can be made. */
#define ROWS_LEAST (NFOD_READING_SPREAD_TERMS * 3 / 2)
/* What has not been measured is small. */
#define RIDGE 1e-6

_Static_assert(NFOD_READING_SPREAD_TERMS <= FIT_TERMS_MOST, "room for terms");

static double dot(const float *weight, const double *term, unsigned int count)
{
	double sum = 0;

	for (unsigned int i = 0; i < count; i++)
		sum += (double)weight[i] * term[i];
	return sum;
}

double laws_spread(const float *weight, const double *term, unsigned int neighbours,
		   double *crosstalk)
{
	double beside =
		dot(weight + neighbours, term + neighbours, NFOD_READING_SPREAD_TERMS - neighbours);
	double spread = dot(weight, term, neighbours) + beside;

	spread = fmin(fmax(spread, LAWS_SPREAD_LEAST), LAWS_SPREAD_MOST);
	*crosstalk = fmin(fmax(beside / spread, 0), 1);
	return spread;
}

bool laws_is_readable(const struct laws_row *row)
{
	return row->unlocked <= UNLOCKED_MOST &&
	       row->count[TALLY_EDGE].error + row->count[TALLY_RUN].error <
		       ERRORS_MOST * row->cells;
}

/* Return: how many points it rests on; 0 when it could not be found. */
static unsigned int find_spread(const struct laws_row *row, unsigned int rows,
				double (*measured)(const struct laws_row *row), float *weight)
{
	double term[NFOD_READING_SPREAD_TERMS], value;
	unsigned int used = 0, neighbours;
	struct fit fit;

	fit_begin(&fit, NFOD_READING_SPREAD_TERMS);
	for (unsigned int i = 0; i < rows; i++) {
		if (!laws_is_readable(&row[i]))
			continue;
		value = measured(&row[i]);
		terms_spread(&row[i].state, term, &neighbours);
		fit_add(&fit, term, value, 1 / (value * value));
		used++;
	}
	return used < ROWS_LEAST || fit_solve(&fit, RIDGE, weight) ? 0 : used;
}

static double edge_spread(const struct laws_row *row)
{
	return row->spread[TALLY_EDGE];
}

static double run_spread(const struct laws_row *row)
{
	return row->spread[TALLY_RUN];
}

static double mlse(const struct laws_row *row)
{
	return row->mlse;
}

/* ---- rates ---- */

/**
 * struct rate_fit - counts of one kind against its spread
 * @row: points
 * @rows: how many
 * @spread: the law of it
 * @other: that of the other kind
 * @counted: what is looked for
 * @kind: of which
 * @reach: part of the distance to a wrong path that makes one
 */
struct rate_fit {
	const struct laws_row *row;
	unsigned int rows;
	const float *spread;
	const float *other;
	uint32_t (*counted)(const struct tally_count *count);
	enum tally_kind kind;
	double reach;
};

static void rate_terms(const struct rate_fit *rate, const struct laws_row *row,
		       double term[NFOD_READING_RATE_TERMS])
{
	double terms[NFOD_READING_SPREAD_TERMS], spread, other, crosstalk, none;
	unsigned int neighbours;

	terms_spread(&row->state, terms, &neighbours);
	spread = laws_spread(rate->spread, terms, neighbours, &crosstalk);
	other = laws_spread(rate->other, terms, neighbours, &none);
	terms_rate(&row->state, spread, other, crosstalk, term);
}

/*
 * What theory says of rates, and how far it is trusted where nothing was counted: as many as
 * Gaussian noise makes (Q of 1/2 mlse; of four fifths of that for doubts), whatever it comes from.
 */
static void believe(struct fit *fit, double reach)
{
	const double expected[NFOD_READING_RATE_TERMS] = { -3, -reach * reach, -0.5 };
	const double trust[NFOD_READING_RATE_TERMS] = {
		2, 0.1, 0.5, 1, 0.2, 0.2, 0.2, 0.3, 0.3, 0.3
	};

	for (unsigned int i = 0; i < NFOD_READING_RATE_TERMS; i++) {
		double term[NFOD_READING_RATE_TERMS] = { 0 };

		term[i] = 1;
		fit_add(fit, term, expected[i], 1 / (trust[i] * trust[i]));
	}
}

/* One step towards the most likely rates; counts are Poisson's. */
static void improve(const struct rate_fit *rate, bool first, float *weight)
{
	double term[NFOD_READING_RATE_TERMS];
	struct fit fit;

	fit_begin(&fit, NFOD_READING_RATE_TERMS);
	believe(&fit, rate->reach);
	for (unsigned int i = 0; i < rate->rows; i++) {
		const struct laws_row *row = &rate->row[i];
		double count = rate->counted(&row->count[rate->kind]), expected, aim;

		if (count > RATE_MOST * row->cells || row->unlocked > UNLOCKED_MOST)
			continue;
		rate_terms(rate, row, term);
		expected = first ? count + 0.5 :
				   row->cells * exp(dot(weight, term, NFOD_READING_RATE_TERMS));
		aim = log(expected / row->cells);
		if (!first)
			aim += fmin(fmax((count - expected) / (expected + 0.1), -1), 1);
		fit_add(&fit, term, aim,
			expected * expected /
				(expected + row->inexact * row->inexact * expected * expected +
				 0.1));
	}
	fit_solve(&fit, RIDGE, weight);
}

static void find_rate(const struct rate_fit *rate, float *weight)
{
	for (unsigned int round = 0; round < ROUNDS; round++)
		improve(rate, !round, weight);
}

static uint32_t errors_of(const struct tally_count *count)
{
	return count->error;
}

static uint32_t doubts_of(const struct tally_count *count)
{
	return count->doubt;
}

static float part(double of, double whole)
{
	return (float)(whole > 0 ? of / whole : 0);
}

/* What errors and doubts look like, all points together. */
static void find_shape(const struct laws_row *row, unsigned int rows, enum tally_kind kind,
		       struct nfod_reading_kind *law)
{
	struct tally_count sum = { 0 };

	for (unsigned int i = 0; i < rows; i++) {
		const struct tally_count *count = &row[i].count[kind];

		if (!laws_is_readable(&row[i]))
			continue;
		sum.error += count->error;
		sum.doubted += count->doubted;
		sum.further += count->further;
		sum.doubt += count->doubt;
		sum.doubt_further += count->doubt_further;
	}
	law->doubted = part(sum.doubted, sum.error);
	law->more = part(sum.further, sum.error + sum.further);
	law->more_doubt = part(sum.doubt_further, sum.doubt + sum.doubt_further);
}

static void find_kind(const struct laws_row *row, unsigned int rows, enum tally_kind kind,
		      struct nfod_reading_kind *law, const float *other)
{
	struct rate_fit rate = { row, rows, law->spread, other, errors_of, kind, 1 };

	find_rate(&rate, law->error);
	rate.counted = doubts_of;
	rate.reach = DOUBT_REACH;
	find_rate(&rate, law->doubt);
	find_shape(row, rows, kind, law);
}

static void find_levels(const struct laws_row *row, unsigned int rows, struct nfod_reading_law *law)
{
	double term[NFOD_READING_LEVEL_TERMS];
	struct fit amplitude, asymmetry;

	fit_begin(&amplitude, NFOD_READING_LEVEL_TERMS);
	fit_begin(&asymmetry, NFOD_READING_LEVEL_TERMS);
	for (unsigned int i = 0; i < rows; i++) {
		terms_level(&row[i].state, term);
		fit_add(&amplitude, term, row[i].amplitude, 1);
		if (laws_is_readable(&row[i]))
			fit_add(&asymmetry, term, row[i].asymmetry, 1);
	}
	fit_solve(&amplitude, RIDGE, law->amplitude);
	fit_solve(&asymmetry, RIDGE, law->asymmetry);
}

/* Spreads at their most, rates that no code corrects. */
static void be_deaf(struct nfod_reading_law *law)
{
	for (unsigned int kind = 0; kind < TALLY_KINDS; kind++) {
		law->kind[kind] = (struct nfod_reading_kind){
			.spread = { (float)LAWS_SPREAD_MOST },
			.error = { (float)log(RATE_DEAF) },
			.doubt = { (float)log(RATE_DEAF) },
		};
	}
	memset(law->mlse, 0, sizeof(law->mlse));
	law->mlse[0] = (float)LAWS_SPREAD_MOST;
}

bool laws_is_deaf(const struct nfod_reading_law *law)
{
	return law->mlse[0] == (float)LAWS_SPREAD_MOST;
}

void laws_find(const struct laws_row *row, unsigned int rows, struct nfod_reading_law *law)
{
	find_levels(row, rows, law);
	if (!find_spread(row, rows, edge_spread, law->kind[TALLY_EDGE].spread) ||
	    !find_spread(row, rows, run_spread, law->kind[TALLY_RUN].spread) ||
	    !find_spread(row, rows, mlse, law->mlse)) {
		be_deaf(law);
		return;
	}
	for (unsigned int kind = 0; kind < TALLY_KINDS; kind++)
		find_kind(row, rows, kind, &law->kind[kind], law->kind[!kind].spread);
}
