/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Cheap chance for 200,000 ticks a second.
 */
#ifndef NFOD_PLANT_NOISE_H
#define NFOD_PLANT_NOISE_H

#include "lib/random.h"

/**
 * noise_pair() - two nearly normal deviates of mean 0 and variance 1
 *
 * Sum and difference of the even and the odd four bytes of one draw, so without correlation:
 * kurtosis 2.85 instead of 3, nothing beyond 4.9, steps of 0.01.
 */
static inline void noise_pair(struct random *random, float noise[2])
{
	const uint64_t mask = 0x00ff00ff00ff00ffull, add = 0x0001000100010001ull;
	uint64_t draw = random_next(random);
	int even = (int)((draw & mask) * add >> 48);
	int odd = (int)((draw >> 8 & mask) * add >> 48);

	noise[0] = (float)(even + odd - 1020) * (1.0f / 209.022f);
	noise[1] = (float)(even - odd) * (1.0f / 209.022f);
}

#endif
