/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Much noise quickly: a normal deviate is the sum of eight bytes, four of each of two
 * generators (Marsaglia's xorshift, 32 bits) in each lane. Its tails end at 4.9 sigma and
 * its excess kurtosis is -0.15; equaliser and error events sum ten and more of them.
 */
#ifndef NFOD_PHYSICS_READOUT_NOISE_H
#define NFOD_PHYSICS_READOUT_NOISE_H

#include "lib/lanes.h"
#include "lib/random.h"

#define NOISE_BYTES 8
#define NOISE_MEAN (NOISE_BYTES * 127.5f)
/* Root of 8 (256^2 - 1) / 12. */
#define NOISE_SIGMA 209.02153f

/**
 * struct noise - generators
 */
struct noise {
	lanes_u32 state[2];
};

static inline void noise_seed(struct noise *noise, uint64_t seed)
{
	struct random random = { seed };

	for (int i = 0; i < 2; i++)
		for (int j = 0; j < LANES; j++)
			noise->state[i][j] = (uint32_t)(random_next(&random) >> 32) | 1u;
}

LANES_INLINE lanes_u32 noise_step(lanes_u32 *state)
{
	lanes_u32 x = *state;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*state = x;
	return x;
}

/* Sums of two bytes, two of them in each lane. */
LANES_INLINE lanes_u32 noise_pairs(lanes_u32 x)
{
	return (x & 0x00ff00ffu) + (x >> 8 & 0x00ff00ffu);
}

/**
 * noise_normals() - two deviates, mean 0, variance 1
 *
 * Sum and difference of the same two sums of four bytes: uncorrelated, and as nearly normal.
 */
LANES_INLINE void noise_normals(struct noise *noise, lanes_float normal[2])
{
	lanes_u32 pairs = noise_pairs(noise_step(&noise->state[0])) +
			  noise_pairs(noise_step(&noise->state[1]));
	lanes_i32 low = (lanes_i32)(pairs & 0xffffu), high = (lanes_i32)(pairs >> 16);

	normal[0] =
		(__builtin_convertvector(low + high, lanes_float) - NOISE_MEAN) * (1 / NOISE_SIGMA);
	normal[1] = __builtin_convertvector(low - high, lanes_float) * (1 / NOISE_SIGMA);
}

#endif
