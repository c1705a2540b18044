/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Cheap chance for 200,000 ticks a second: sixteen nearly normal deviates at a time.
 */
#ifndef NFOD_PLANT_NOISE_H
#define NFOD_PLANT_NOISE_H

#include "lib/random.h"

#define NOISE_DEVIATES 16
#define NOISE_GENERATORS 4

typedef uint64_t noise_words __attribute__((vector_size(16)));
typedef int16_t noise_bytes __attribute__((vector_size(16)));

/**
 * struct noise - generators side by side
 * @state: two in each; xorshift64 (Marsaglia 2003), period 2^64 - 1; never 0
 */
struct noise {
	noise_words state[NOISE_GENERATORS];
};

static inline void noise_init(struct noise *noise, uint64_t seed)
{
	struct random random = { seed };

	for (unsigned int i = 0; i < NOISE_GENERATORS; i++)
		noise->state[i] =
			(noise_words){ random_next(&random) | 1, random_next(&random) | 1 };
}

/**
 * noise_draw() - deviates of mean 0 and variance 1
 *
 * Each is of one byte of all generators: sum and difference of what the even and the odd
 * bytes add up to, so without correlation. Kurtosis 2.85 instead of 3, nothing beyond
 * 4.9, steps of 0.01.
 */
static inline void noise_draw(struct noise *noise, float deviate[NOISE_DEVIATES])
{
	const float scale = 1.0f / 209.022f;
	noise_bytes even = { 0 }, odd = { 0 }, sum, difference;

	for (unsigned int i = 0; i < NOISE_GENERATORS; i++) {
		noise_words draw = noise->state[i];

		draw ^= draw << 13;
		draw ^= draw >> 7;
		draw ^= draw << 17;
		noise->state[i] = draw;
		even += (noise_bytes)(draw & 0x00ff00ff00ff00ffull);
		odd += (noise_bytes)(draw >> 8 & 0x00ff00ff00ff00ffull);
	}
	sum = even + odd - 1020;
	difference = even - odd;
	for (unsigned int i = 0; i < NOISE_DEVIATES / 2; i++) {
		deviate[i] = (float)sum[i] * scale;
		deviate[i + NOISE_DEVIATES / 2] = (float)difference[i] * scale;
	}
}

#endif
