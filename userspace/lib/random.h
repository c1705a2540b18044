/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Reproducible random numbers: SplitMix64 (Steele, Lea, Flood 2014). Every
 * source of chance has a generator of its own, so that using one does not
 * disturb another.
 */
#ifndef NFOD_LIB_RANDOM_H
#define NFOD_LIB_RANDOM_H

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

#endif
