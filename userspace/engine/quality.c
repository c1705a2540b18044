// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/quality.h"

#include <math.h>
#include <string.h>

#include "engine/surface.h"
#include "engine/survey/laws.h"

/* No more of either in a cell: half of the symbols are wrong long before. */
#define RATE_MOST 0.05
/* A doubted or wrong decision does not go on for ever. */
#define MORE_MOST 0.8
/*
 * Symbols that an edge in the wrong cell makes wrong: the one that it lies in, and often
 * its neighbour, since modulation looks ahead. Measured over random data.
 */
#define SYMBOLS_PER_EDGE 1.2
/* What a law's figures may be. */
#define WEIGHT_MOST 1e6f
#define GAP_LEAST_NM 5.0f

/* The head's lift and return, and how far ahead of the spot the tip meets a bump. */
#define LIFT_NM 520000.0

static double sum_of(const float *weight, const double *term, unsigned int terms)
{
	double sum = 0.0;

	for (unsigned int i = 0; i < terms; i++)
		sum += (double)weight[i] * term[i];
	return sum;
}

static double rate_of(const float *weight, const double term[NFOD_READING_RATE_TERMS])
{
	return fmin(exp(sum_of(weight, term, NFOD_READING_RATE_TERMS)), RATE_MOST);
}

static void judge(const struct nfod_reading_kind *law, const double term[NFOD_READING_RATE_TERMS],
		  struct quality_kind *kind)
{
	*kind = (struct quality_kind){
		.error = rate_of(law->error, term),
		.doubted = (double)law->doubted,
		.more = fmin((double)law->more, MORE_MOST),
		.doubt = rate_of(law->doubt, term),
		.more_doubt = fmin((double)law->more_doubt, MORE_MOST),
	};
}

void quality_at(const struct nfod_reading_law *law, const struct reading_state *state,
		struct quality *quality)
{
	double spread[NFOD_READING_SPREAD_TERMS], level[NFOD_READING_LEVEL_TERMS];
	double square[TALLY_KINDS], crosstalk[TALLY_KINDS], rate[NFOD_READING_RATE_TERMS], none;
	unsigned int neighbours;

	terms_spread(state, spread, &neighbours);
	terms_level(state, level);
	for (unsigned int kind = 0; kind < TALLY_KINDS; kind++)
		square[kind] =
			laws_spread(law->kind[kind].spread, spread, neighbours, &crosstalk[kind]);
	for (unsigned int kind = 0; kind < TALLY_KINDS; kind++) {
		terms_rate(state, square[kind], square[!kind], crosstalk[kind], rate);
		judge(&law->kind[kind], rate, &quality->kind[kind]);
	}
	quality->mlse = 1e3 * sqrt(laws_spread(law->mlse, spread, neighbours, &none));
	quality->amplitude = fmax(sum_of(law->amplitude, level, NFOD_READING_LEVEL_TERMS), 0.0);
	quality->asymmetry = sum_of(law->asymmetry, level, NFOD_READING_LEVEL_TERMS);
}

struct quality quality_even(double symbol_rate)
{
	const double symbols_per_cell = (double)NFOD_FE_SYMBOLS / (NFOD_FRAMES * NFOD_FRAME_CELLS);
	struct quality quality = { 0 };

	quality.kind[TALLY_EDGE].error =
		-expm1(log1p(-symbol_rate) * symbols_per_cell / SYMBOLS_PER_EDGE);
	return quality;
}

bool quality_law_holds(const struct nfod_reading_law *law)
{
	float figure[sizeof(*law) / sizeof(float)];

	memcpy(figure, law, sizeof(figure));
	for (unsigned int i = 0; i < sizeof(figure) / sizeof(figure[0]); i++)
		if (!(figure[i] >= -WEIGHT_MOST && figure[i] <= WEIGHT_MOST))
			return false;
	return law->gap_nm >= GAP_LEAST_NM && law->read_mw > 0.0f;
}

struct quality_lift quality_lift_at(double at, double length_nm)
{
	double first = fmax(at - SURFACE_TIP_NM / length_nm, 0.0);
	double last = fmin(at + (LIFT_NM - SURFACE_TIP_NM) / length_nm, 1.0);
	struct quality_lift lift = { .first = (uint32_t)(first * NFOD_FE_SYMBOLS) };

	lift.count = (uint32_t)(last * NFOD_FE_SYMBOLS) - lift.first;
	return lift;
}
