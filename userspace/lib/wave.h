/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Parts of a turn, without a libm; sine and cosine to 4e-6.
 */
#ifndef NFOD_LIB_WAVE_H
#define NFOD_LIB_WAVE_H

#include <stdint.h>

/* The whole number at or below, for what fits into 63 bits. */
static inline double whole(double value)
{
	double cut = (double)(int64_t)value;

	return cut > value ? cut - 1.0 : cut;
}

/**
 * wave_at() - sin and cos of 2 pi @turns
 * @turns: 0..1
 *
 * Halves of the turn and then of the half by symmetry; Taylor's series over a quarter.
 */
static inline void wave_at(float turns, float *sine, float *cosine)
{
	float flip = 1.0f, x, xx, s, c;

	/* Within -1/4..1/4 of the nearest half turn. */
	if (turns > 0.75f) {
		turns -= 1.0f;
	} else if (turns > 0.25f) {
		turns -= 0.5f;
		flip = -1.0f;
	}
	x = turns * 6.2831853f;
	xx = x * x;
	s = x * (1.0f + xx * (-1.6666667e-1f +
			      xx * (8.3333333e-3f + xx * (-1.9841270e-4f + xx * 2.7557319e-6f))));
	c = 1.0f +
	    xx * (-0.5f + xx * (4.1666667e-2f + xx * (-1.3888889e-3f +
						      xx * (2.4801587e-5f + xx * -2.7557319e-7f))));
	*sine = flip * s;
	*cosine = flip * c;
}

#endif
