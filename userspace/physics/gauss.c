// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>

#include "physics/gauss.h"

#define ROOTS (GAUSS_MOST / 2) /* those above 0; the others mirror them */

/* Newton's method doubles the digits each time, from about 4: one more than it takes. */
#define NEWTON_STEPS 4

/* Legendre's polynomial of degree @count and its slope, at all roots at once. */
static void legendre(unsigned int count, unsigned int roots, const double *x, double *value,
		     double *slope)
{
	double before[ROOTS];
	unsigned int i, n;

	for (i = 0; i < roots; i++) {
		before[i] = 1;
		value[i] = x[i];
	}
	for (n = 1; n < count; n++) {
		double back = (double)n / (n + 1);

		for (i = 0; i < roots; i++) {
			double next = (1 + back) * x[i] * value[i] - back * before[i];

			before[i] = value[i];
			value[i] = next;
		}
	}
	for (i = 0; i < roots; i++)
		slope[i] = count * (x[i] * value[i] - before[i]) / (x[i] * x[i] - 1);
}

void gauss_legendre(unsigned int count, double *at, double *weight)
{
	unsigned int roots = (count + 1) / 2, i, n;
	double x[ROOTS], value[ROOTS], slope[ROOTS];

	for (i = 0; i < roots; i++)
		x[i] = cos(M_PI * (i + 0.75) / (count + 0.5));
	for (n = 0; n < NEWTON_STEPS; n++) {
		legendre(count, roots, x, value, slope);
		for (i = 0; i < roots; i++)
			x[i] -= value[i] / slope[i];
	}
	legendre(count, roots, x, value, slope);
	for (i = 0; i < roots; i++) {
		at[i] = -x[i];
		at[count - 1 - i] = x[i];
		weight[i] = 2 / ((1 - x[i] * x[i]) * slope[i] * slope[i]);
		weight[count - 1 - i] = weight[i];
	}
}
