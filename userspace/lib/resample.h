/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Values between samples: six taps, each a cubic of the place between the middle two
 * (Farrow 1988). The coefficients are the least-squares fit of a pure delay over 0..0.34 of
 * the sampling rate, weighted as a lens passes it ((1 - f / 0.34)^2), for places from -0.1
 * to 1.1 so that eight lanes share their samples. Worst error, over a full swing: 0.3 % up
 * to 0.1, 0.5 % up to 0.25 of the rate, 4 % at 0.3, where optics has nothing left.
 */
#ifndef NFOD_LIB_RESAMPLE_H
#define NFOD_LIB_RESAMPLE_H

#include "lib/lanes.h"

/* Samples that are needed before and after the one that a place is counted from. */
#define RESAMPLE_BEFORE 2
#define RESAMPLE_AFTER 3
#define RESAMPLE_TAPS (RESAMPLE_BEFORE + 1 + RESAMPLE_AFTER)
#define RESAMPLE_POWERS 4

static const float resample_tap[RESAMPLE_POWERS][RESAMPLE_TAPS] = {
	{ 0.02661429f, -0.12988606f, 0.60433946f, 0.60433946f, -0.12988606f, 0.02661429f },
	{ -0.00943219f, 0.08243070f, -1.20178720f, 1.20178720f, -0.08243070f, 0.00943219f },
	{ -0.10520923f, 0.51647236f, -0.41547661f, -0.41547661f, 0.51647236f, -0.10520923f },
	{ 0.03733176f, -0.32766128f, 0.80303851f, -0.80303851f, 0.32766128f, -0.03733176f },
};

/* Value of one power's taps, which are even or odd. */
LANES_INLINE lanes_float resample_power(const lanes_float sample[RESAMPLE_TAPS], unsigned int power)
{
	const float *tap = resample_tap[power];

	if (power & 1)
		return tap[0] * (sample[0] - sample[5]) + tap[1] * (sample[1] - sample[4]) +
		       tap[2] * (sample[2] - sample[3]);
	return tap[0] * (sample[0] + sample[5]) + tap[1] * (sample[1] + sample[4]) +
	       tap[2] * (sample[2] + sample[3]);
}

/**
 * resample() - values at eight places
 * @at: lane n counts from @at + n
 * @part: of the way to the next sample, by lane, -0.1..1.1
 */
LANES_INLINE lanes_float resample(const float *at, lanes_float part)
{
	lanes_float sample[RESAMPLE_TAPS], sum;

	for (int i = 0; i < RESAMPLE_TAPS; i++)
		sample[i] = lanes_load(at + i - RESAMPLE_BEFORE);
	part -= 0.5f;
	sum = resample_power(sample, 3);
	for (int power = 2; power >= 0; power--)
		sum = sum * part + resample_power(sample, (unsigned int)power);
	return sum;
}

/**
 * resample_run() - eight places that are @step apart
 * @at: array
 * @place: of the first, in samples * 2^32
 * @step: samples * 2^32; within 2.5 % of 2^32
 */
LANES_INLINE lanes_float resample_run(const float *at, uint64_t place, uint64_t step)
{
	const lanes_float number = { 0, 1, 2, 3, 4, 5, 6, 7 };
	/* How much further than a sample each step goes, and the run's middle in 0..1. */
	int64_t more = (int64_t)step - ((int64_t)1 << 32);
	uint64_t middle = place + (uint64_t)(7 * more / 2);
	uint64_t first = middle >> 32 << 32;
	float part = (float)((int64_t)(place - first) >> 8) * 0x1p-24f;

	return resample(at + (first >> 32), part + number * ((float)more * 0x1p-32f));
}

#endif
