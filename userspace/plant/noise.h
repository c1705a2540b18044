/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Cheap chance for 200,000 ticks a second.
 */
#ifndef NFOD_PLANT_NOISE_H
#define NFOD_PLANT_NOISE_H

#include "lib/random.h"

/**
 * noise_next() - nearly normal deviate of mean 0 and variance 1
 *
 * Sum of the eight bytes of one draw: kurtosis 2.85 instead of 3, nothing beyond 4.9,
 * steps of 0.005.
 */
static inline float noise_next(struct random *random)
{
	const uint64_t even = 0x00ff00ff00ff00ffull;
	uint64_t draw = random_next(random);
	uint64_t pairs = (draw & even) + (draw >> 8 & even);
	int sum = (int)(pairs * 0x0001000100010001ull >> 48);

	return (float)(sum - 1020) * (1.0f / 209.022f);
}

#endif
