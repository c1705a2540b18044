/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Cheap chance for 200,000 ticks a second: four nearly normal deviates at a time.
 */
#ifndef NFOD_PLANT_NOISE_H
#define NFOD_PLANT_NOISE_H

#include "lib/random.h"

typedef uint64_t noise_words __attribute__((vector_size(16)));

/**
 * struct noise - two generators side by side
 * @state: xorshift64 (Marsaglia 2003), period 2^64 - 1 each; never 0
 */
struct noise {
	noise_words state;
};

static inline void noise_init(struct noise *noise, uint64_t seed)
{
	struct random random = { seed };

	noise->state = (noise_words){ random_next(&random) | 1, random_next(&random) | 1 };
}

/* Sum of four numbers of 16 bits in each word. */
static inline noise_words noise_sum(noise_words parts)
{
	parts += parts >> 32;
	return (parts + (parts >> 16)) & 0xffff;
}

/**
 * noise_four() - deviates of mean 0 and variance 1
 *
 * Sum and difference of the even and the odd four bytes of each generator's draw, so
 * without correlation: kurtosis 2.85 instead of 3, nothing beyond 4.9, steps of 0.01.
 */
static inline void noise_four(struct noise *noise, float four[4])
{
	const float scale = 1.0f / 209.022f;
	noise_words draw = noise->state, even, odd;

	draw ^= draw << 13;
	draw ^= draw >> 7;
	draw ^= draw << 17;
	noise->state = draw;
	even = noise_sum(draw & 0x00ff00ff00ff00ffull);
	odd = noise_sum(draw >> 8 & 0x00ff00ff00ff00ffull);
	for (unsigned int i = 0; i < 2; i++) {
		int e = (int)even[i], o = (int)odd[i];

		four[2 * i] = (float)(e + o - 1020) * scale;
		four[2 * i + 1] = (float)(e - o) * scale;
	}
}

#endif
