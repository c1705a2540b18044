// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The clock's rate from a cold start. A cluster begins with runs of 5, 5, 3, 3, 2, 2 cells
 * over and over: lines at multiples of a twentieth of the cells' rate. The rate at which
 * there is most in the first of them is near enough for the clock's loop to catch.
 */
#include <math.h>

#include "engine/channel/channel.h"

#define PERIOD_CELLS 20
#define LINES 4
/* Rates that are tried: further off no disc's speed is. */
#define RATES 45
#define RATE_STEP 1e-3

/* Power of one line, by rotation. */
static double line(const float *sample, double turns)
{
	double c = cos(2 * M_PI * turns), s = sin(2 * M_PI * turns), re = 0, im = 0, x = 1, y = 0;

	for (unsigned int i = 0; i < RUN_IN_COUNT; i++) {
		double turned = x * c - y * s;

		re += (double)sample[i] * x;
		im += (double)sample[i] * y;
		y = x * s + y * c;
		x = turned;
	}
	return re * re + im * im;
}

static double power_at(const float *sample, double rate)
{
	double sum = 0;

	for (int n = 1; n <= LINES; n++)
		sum += line(sample, rate * n / PERIOD_CELLS);
	return sum;
}

int64_t catch_rate(const struct detector *detector)
{
	const float *sample = detector->sample + CHANNEL_MARGIN + RUN_IN_FIRST;
	double power[RATES], part = 0;
	int best = 0;

	if (detector->samples < RUN_IN_FIRST + RUN_IN_COUNT)
		return 0;
	for (int i = 0; i < RATES; i++) {
		power[i] = power_at(sample, 1 + (i - RATES / 2) * RATE_STEP);
		best = power[i] > power[best] ? i : best;
	}
	/* The line's peak is a parabola as near to it as this. */
	if (best > 0 && best < RATES - 1)
		part = (power[best + 1] - power[best - 1]) / 2 /
		       (2 * power[best] - power[best - 1] - power[best + 1]);
	/* Cells in a sample; samples in a cell are wanted. */
	return (int64_t)((1 / (1 + (best - RATES / 2 + part) * RATE_STEP) - 1) * 4294967296.0);
}
