// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>

#include "physics/gauss.h"
#include "physics/radial.h"

/* Zones thinner than this are not worth their points. */
#define THIN 1e-6

static void add_zone(struct radial *radial, double lower, double upper, const double *at,
		     const double *weight)
{
	unsigned int i, n = radial->count;

	for (i = 0; i < radial->order; i++, n++) {
		double angle = M_PI * (1 + at[i]) / 4;
		double sine = sin(angle), cosine = cos(angle);

		if (lower > 0) {
			radial->na[n] = lower + (upper - lower) * sine * sine;
			radial->stretch[n] = (upper - lower) * M_PI * sine * cosine;
		} else {
			radial->na[n] = upper * sine;
			radial->stretch[n] = upper * M_PI / 2 * cosine;
		}
		radial->step[n] = weight[i] / 2 * radial->stretch[n];
	}
	radial->count = n;
	radial->zones++;
}

/* Gaussian beam, as the part of it that the pupil lets through. */
static void light_up(struct radial *radial, const struct optics *optics)
{
	double all = 0;
	unsigned int i;

	for (i = 0; i < radial->count; i++) {
		double rho = radial->na[i] / optics->na;

		radial->amplitude[i] = pow(optics->fill, rho * rho);
		radial->power[i] = radial->na[i] * radial->step[i] * radial->amplitude[i] *
				   radial->amplitude[i];
		all += radial->power[i];
	}
	for (i = 0; i < radial->count; i++)
		radial->power[i] /= all;
}

void radial_make(struct radial *radial, const struct optics *optics, const struct film_stack *stack,
		 unsigned int order)
{
	double gap = creal(stack->index[1]), end = creal(stack->index[stack->layers + 1]);
	double cut[] = { fmin(gap, end), fmax(gap, end), optics->na };
	double at[RADIAL_MOST], weight[RADIAL_MOST], lower = 0;
	unsigned int i;

	radial->zones = 0;
	radial->order = order;
	radial->count = 0;
	gauss_legendre(order, at, weight);
	for (i = 0; i < RADIAL_ZONES; i++) {
		double upper = cut[i] < optics->na - THIN ? cut[i] : optics->na;

		if (upper <= lower + THIN)
			continue;
		add_zone(radial, lower, upper, at, weight);
		lower = upper;
	}
	light_up(radial, optics);
}

void radial_slopes_make(const struct radial *radial, struct radial_slopes *slopes)
{
	unsigned int i;

	gauss_legendre(radial->order, slopes->at, slopes->weight);
	for (i = 0; i < radial->order; i++) {
		double square = slopes->at[i] * slopes->at[i];

		slopes->weight[i] = sqrt((1 - square) * slopes->weight[i]) * (i % 2 ? -1 : 1);
	}
}

/* Schneider and Werner's form of the barycentric derivative at a node. */
static double complex node_slope(const struct radial_slopes *slopes, unsigned int order,
				 const double complex *f, unsigned int k)
{
	double complex sum = 0;
	unsigned int j;

	for (j = 0; j < order; j++)
		if (j != k)
			sum += slopes->weight[j] * (f[k] - f[j]) / (slopes->at[k] - slopes->at[j]);
	return -sum / slopes->weight[k];
}

void radial_slope(const struct radial *radial, const struct radial_slopes *slopes,
		  const double complex *f, double complex *slope)
{
	unsigned int i;

	for (i = 0; i < radial->count; i++) {
		unsigned int k = i % radial->order;

		/* at runs from -1 to 1 while t runs from 0 to 1 */
		slope[i] = 2 * node_slope(slopes, radial->order, f + i - k, k) / radial->stretch[i];
	}
}
