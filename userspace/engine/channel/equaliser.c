// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Eleven taps with the least squared error against the target of what was decided
 * (Wiener). The normal equations of each group are added to a fading memory of those
 * before and solved anew: it converges in a group, which a stochastic gradient does not,
 * because a lens passes so little of the upper band.
 */
#include <string.h>

#include "engine/channel/channel.h"
#include "lib/lanes.h"

/* What remains of what was learnt before the last group. */
#define MEMORY 0.5
/* Noise that is taken as there: keeps taps finite where the lens passes nothing. */
#define FLOOR 2e-3
/* Of a group only this much is looked at: it is enough. */
#define LESSON 1440u

/*
 * Where it starts: learnt from the reference discs' nominal response with a long mark of
 * 80 counts on either side of the middle (tests/channel/bench prints them).
 */
static const float start[EQUALISER_TAPS] = {
	-0.0015f, 0.0087f, -0.0284f, 0.0209f, 0.0331f,	0.0277f,
	0.0331f,  0.0209f, -0.0284f, 0.0087f, -0.0015f,
};

void equaliser_reset(struct equaliser *equaliser)
{
	memset(equaliser, 0, sizeof(*equaliser));
	memcpy(equaliser->tap, start, sizeof(start));
}

LANES_HOT void equaliser_run(const struct equaliser *equaliser, const float *raw, float *signal,
			     uint32_t count)
{
	for (uint32_t i = 0; i < count; i += LANES) {
		lanes_float sum = { 0 };

		for (int k = 0; k < EQUALISER_TAPS; k++)
			sum += equaliser->tap[k] * lanes_load(raw + i + k - EQUALISER_REACH);
		lanes_store(signal + i, sum);
	}
}

static double total(lanes_float lanes)
{
	double sum = 0;

	for (int i = 0; i < LANES; i++)
		sum += (double)lanes[i];
	return sum;
}

/* Products of one lag. */
LANES_HOT static double product(const float *a, const float *b, uint32_t count)
{
	lanes_float sum = { 0 };

	for (uint32_t i = 0; i < count; i += LANES)
		sum += lanes_load(a + i) * lanes_load(b + i);
	return total(sum);
}

/*
 * Solve the symmetric system with a band matrix made of @own (Gauss, it is definite). The
 * right side is made even: taps that could shift the signal would wander off together with
 * the clock, which takes such a shift for lateness.
 */
static void solve(const double own[EQUALISER_TAPS], const double with[EQUALISER_TAPS],
		  double tap[EQUALISER_TAPS])
{
	double matrix[EQUALISER_TAPS][EQUALISER_TAPS];
	int i, j, k;

	for (i = 0; i < EQUALISER_TAPS; i++) {
		tap[i] = (with[i] + with[EQUALISER_TAPS - 1 - i]) / 2;
		for (j = 0; j < EQUALISER_TAPS; j++)
			matrix[i][j] = own[i > j ? i - j : j - i];
		matrix[i][i] *= 1 + FLOOR;
	}
	for (i = 0; i < EQUALISER_TAPS; i++)
		for (k = i + 1; k < EQUALISER_TAPS; k++) {
			double factor = matrix[k][i] / matrix[i][i];

			for (j = i; j < EQUALISER_TAPS; j++)
				matrix[k][j] -= factor * matrix[i][j];
			tap[k] -= factor * tap[i];
		}
	for (i = EQUALISER_TAPS - 1; i >= 0; i--) {
		for (j = i + 1; j < EQUALISER_TAPS; j++)
			tap[i] -= matrix[i][j] * tap[j];
		tap[i] /= matrix[i][i];
	}
}

void equaliser_learn(struct equaliser *equaliser, const float *raw, const int8_t *cell,
		     uint32_t count)
{
	float wanted[LESSON];
	double tap[EQUALISER_TAPS];
	int k;

	if (count > LESSON)
		count = LESSON;
	for (uint32_t i = 0; i < count; i++)
		wanted[i] = (float)target(cell + i);
	for (k = 0; k < EQUALISER_TAPS; k++) {
		equaliser->own[k] = MEMORY * equaliser->own[k] + product(raw, raw + k, count);
		equaliser->with[k] = MEMORY * equaliser->with[k] +
				     product(wanted, raw + k - EQUALISER_REACH, count);
	}
	if (!(equaliser->own[0] > 0))
		return;
	solve(equaliser->own, equaliser->with, tap);
	for (k = 0; k < EQUALISER_TAPS; k++)
		equaliser->tap[k] = (float)tap[k];
}
