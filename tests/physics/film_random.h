/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Stacks by chance, the same in every run. */
#ifndef NFOD_TESTS_FILM_RANDOM_H
#define NFOD_TESTS_FILM_RANDOM_H

#include <stdbool.h>
#include <string.h>

#include "lib/random.h"
#include "physics/film.h"

static inline double random_between(struct random *random, double low, double high)
{
	return low + (high - low) * random_unit(random);
}

/* A dielectric or, when @absorbing, every other time a metal or the like. */
static inline double complex random_index(struct random *random, bool absorbing)
{
	double n = random_between(random, 1.0, 2.6);

	if (absorbing && random_below(random, 2))
		return CMPLX(random_between(random, 0.05, 4.0), random_between(random, 0.01, 5.0));
	return n;
}

/* 0..FILM_LAYERS layers up to @thickest_nm; light comes from glass, as in a lens. */
static inline void random_stack(struct random *random, struct film_stack *stack, bool absorbing,
				double thickest_nm)
{
	unsigned int j;

	memset(stack, 0, sizeof(*stack));
	stack->wavelength_nm = random_between(random, 300.0, 800.0);
	stack->layers = random_below(random, FILM_LAYERS + 1);
	stack->index[0] = random_between(random, 1.0, 2.6);
	for (j = 1; j <= stack->layers + 1; j++)
		stack->index[j] = random_index(random, absorbing);
	for (j = 1; j <= stack->layers; j++)
		stack->thickness_nm[j] = random_between(random, 0.0, thickest_nm);
}

/* An angle at which light can come in: often beyond a layer's critical one. */
static inline double random_na(struct random *random, const struct film_stack *stack)
{
	return 0.999 * creal(stack->index[0]) * random_unit(random);
}

#endif
