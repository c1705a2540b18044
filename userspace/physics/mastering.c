// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/mastering.h"

#include <math.h>
#include <string.h>

#include "lib/random.h"

#define TURN (2.0 * M_PI)
/* (sin x / x)^8, a cubic B-spline's power, is 1/2 at so many knots to the wave. */
#define KNOTS_TO_WAVE 4.4
/* Mean square of a place between knots of mean square 1. */
#define SMOOTHED (151.0 / 315.0)
/* Of the sum of a word's eight bytes. */
#define BYTES_MEAN 1020.0
#define BYTES_SIGMA 209.022

void mastering_init(struct mastering *mastering, double rms, double shortest, uint64_t seed)
{
	memset(mastering, 0, sizeof(*mastering));
	mastering->knot_m = rms / sqrt(SMOOTHED);
	mastering->step_m = shortest / KNOTS_TO_WAVE;
	mastering->seed = seed ^ 0x6d617374657220ull;
	mastering->zone = UINT32_MAX;
}

static void enter_zone(struct mastering *mastering, const struct mastering_place *place)
{
	mastering->zone = place->zone;
	mastering->per_turn =
		(unsigned int)fmax(round(TURN * place->radius / mastering->step_m), 1.0);
	for (unsigned int i = 0; i < 2; i++)
		mastering->groove[i].first = INT64_MIN / 2;
}

/* Nearly normal. */
static float knot_at(const struct mastering *mastering, int64_t number)
{
	struct random random = {
		mastering->seed + ((uint64_t)mastering->zone << 48) + (uint64_t)number,
	};
	uint64_t word, sum;

	/* Seeds that follow each other are no chance yet. */
	random.state = random_next(&random);
	word = random_next(&random);
	sum = (word & 0x00ff00ff00ff00ffull) + (word >> 8 & 0x00ff00ff00ff00ffull);
	sum += sum >> 32;
	sum = (sum + (sum >> 16)) & 0xffff;
	return (float)(mastering->knot_m * ((double)sum - BYTES_MEAN) / BYTES_SIGMA);
}

static mastering_knots knots_from(const struct mastering *mastering,
				  struct mastering_groove *groove, int64_t first)
{
	if (first == groove->first + 1) {
		for (unsigned int i = 0; i + 1 < MASTERING_KNOTS; i++)
			groove->knot[i] = groove->knot[i + 1];
		groove->knot[MASTERING_KNOTS - 1] = knot_at(mastering, first + MASTERING_KNOTS - 1);
	} else if (first != groove->first) {
		for (unsigned int i = 0; i < MASTERING_KNOTS; i++)
			groove->knot[i] = knot_at(mastering, first + i);
	}
	groove->first = first;
	return groove->knot;
}

/* What each of four knots counts at part @t between the middle two. */
static mastering_knots spline(float t)
{
	const mastering_knots constant = { 1.0f / 6, 4.0f / 6, 1.0f / 6, 0.0f };
	const mastering_knots linear = { -0.5f, 0.0f, 0.5f, 0.0f };
	const mastering_knots square = { 0.5f, -1.0f, 0.5f, 0.0f };
	const mastering_knots cubic = { -1.0f / 6, 0.5f, -0.5f, 1.0f / 6 };

	return constant + t * (linear + t * (square + t * cubic));
}

/* The whole number at or below. */
static int64_t below(double value)
{
	int64_t cut = (int64_t)value;

	return cut - ((double)cut > value);
}

double mastering_shift(struct mastering *mastering, const struct mastering_place *place)
{
	int64_t inside = below(place->grooves), first;
	mastering_knots weight, inner, outer;
	double at;

	if (mastering->knot_m == 0.0)
		return 0.0;
	if (place->zone != mastering->zone)
		enter_zone(mastering, place);
	/* A turn further out the spiral is a whole number of knots further. */
	at = place->angle * mastering->per_turn;
	first = (int64_t)at;
	weight = spline((float)(at - (double)first));
	first += inside * mastering->per_turn - 1;
	inner = knots_from(mastering, &mastering->groove[0], first);
	outer = knots_from(mastering, &mastering->groove[1], first + mastering->per_turn);
	weight *= inner + (float)(place->grooves - (double)inside) * (outer - inner);
	return (double)((weight[0] + weight[1]) + (weight[2] + weight[3]));
}
