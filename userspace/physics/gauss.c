// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>

#include "physics/gauss.h"

/* Newton's method doubles the digits each time: more than enough from a good start. */
#define NEWTON_STEPS 6

/* Legendre's polynomial of degree @count and its slope. */
static double legendre(unsigned int count, double x, double *slope)
{
	double value = x, before = 1;
	unsigned int n;

	for (n = 1; n < count; n++) {
		double next = ((2 * n + 1) * x * value - n * before) / (n + 1);

		before = value;
		value = next;
	}
	*slope = count * (x * value - before) / (x * x - 1);
	return value;
}

void gauss_legendre(unsigned int count, double *at, double *weight)
{
	unsigned int i, n;

	for (i = 0; i < (count + 1) / 2; i++) {
		double x = cos(M_PI * (i + 0.75) / (count + 0.5));
		double slope;

		for (n = 0; n < NEWTON_STEPS; n++) {
			double value = legendre(count, x, &slope);

			x -= value / slope;
		}
		legendre(count, x, &slope);
		at[count - 1 - i] = x;
		at[i] = -x;
		weight[i] = 2 / ((1 - x * x) * slope * slope);
		weight[count - 1 - i] = weight[i];
	}
}
