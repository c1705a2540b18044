/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Reproducible random numbers: SplitMix64 (Steele, Lea, Flood 2014). Every
 * source of chance has a generator of its own, so that using one does not
 * disturb another.
 *
 * Deviates use arithmetic and square roots only, which IEEE 754 rounds in one way:
 * the same bits on every machine, whatever its libm, where the compiler does not
 * contract into fused multiply-add (-ffp-contract=off).
 */
#ifndef NFOD_LIB_RANDOM_H
#define NFOD_LIB_RANDOM_H

#include <math.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* Uniform in 0..limit-1; the bias of the remainder is below 2^-32. */
static inline uint32_t random_below(struct random *random, uint32_t limit)
{
	return (uint32_t)((random_next(random) >> 32) * limit >> 32);
}

/**
 * random_unit() - uniform in [0, 1), a multiple of 2^-53
 */
static inline double random_unit(struct random *random)
{
	return (double)(random_next(random) >> 11) * 0x1p-53;
}

/**
 * random_log() - natural logarithm, to a few units in the last place
 * @x: positive and finite
 *
 * x = 2^e m with m about 1: e ln 2 + 2 artanh((m - 1) / (m + 1)).
 */
static inline double random_log(double x)
{
	double sum = 0.0;
	double ratio, square;
	int exponent;
	int k;

	x = frexp(x, &exponent);
	if (x < 0.70710678118654752) {
		x *= 2.0;
		exponent--;
	}
	ratio = (x - 1.0) / (x + 1.0);
	square = ratio * ratio;
	for (k = 21; k >= 1; k -= 2)
		sum = sum * square + 1.0 / k;
	return exponent * 0.69314718055994531 + 2.0 * ratio * sum;
}

/**
 * random_exponential() - exponential deviate of mean 1
 */
static inline double random_exponential(struct random *random)
{
	return -random_log(1.0 - random_unit(random));
}

/**
 * random_normal() - normal deviate of mean 0 and variance 1
 *
 * Polar method (Marsaglia and Bray 1964); its second deviate is not kept.
 */
static inline double random_normal(struct random *random)
{
	double u, v, square;

	do {
		u = 2.0 * random_unit(random) - 1.0;
		v = 2.0 * random_unit(random) - 1.0;
		square = u * u + v * v;
	} while (square >= 1.0 || square == 0.0);
	return u * sqrt(-2.0 * random_log(square) / square);
}

#endif
