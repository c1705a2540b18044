// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/fourier.h"
#include "servo/trig.h"

#define QUARTER (FOURIER_MOST / 4)
#define MASK (FOURIER_MOST - 1)

void fourier_init(struct fourier *fourier)
{
	for (int n = 0; n < FOURIER_MOST; n++)
		fourier->root[n] = trig_cos(TRIG_TURN / (float)FOURIER_MOST * (float)n);
}

static void swap(float *a, float *b)
{
	float kept = *a;

	*a = *b;
	*b = kept;
}

static void reverse_bits(struct fourier *fourier, unsigned int bits)
{
	unsigned int size = 1u << bits;
	unsigned int other = 0;

	for (unsigned int n = 1; n < size; n++) {
		unsigned int bit = size >> 1;

		while (other & bit) {
			other ^= bit;
			bit >>= 1;
		}
		other |= bit;
		if (n < other) {
			swap(&fourier->re[n], &fourier->re[other]);
			swap(&fourier->im[n], &fourier->im[other]);
		}
	}
}

/* Sums and differences of pairs @half apart, the second turned by @c + i @s. */
static void butterflies(struct fourier *fourier, unsigned int first, unsigned int half,
			unsigned int size, float c, float s)
{
	float *re = fourier->re;
	float *im = fourier->im;

	for (unsigned int n = first; n < size; n += 2 * half) {
		float x = re[n + half] * c - im[n + half] * s;
		float y = re[n + half] * s + im[n + half] * c;

		re[n + half] = re[n] - x;
		im[n + half] = im[n] - y;
		re[n] += x;
		im[n] += y;
	}
}

static void transform(struct fourier *fourier, unsigned int bits, float sign)
{
	unsigned int size = 1u << bits;

	reverse_bits(fourier, bits);
	for (unsigned int half = 1; half < size; half *= 2) {
		for (unsigned int k = 0; k < half; k++) {
			unsigned int n = k * (FOURIER_MOST / 2 / half);

			butterflies(fourier, k, half, size, fourier->root[n],
				    sign * fourier->root[(n - QUARTER) & MASK]);
		}
	}
}

void fourier_forward(struct fourier *fourier, unsigned int bits)
{
	transform(fourier, bits, -1.0f);
}

void fourier_back(struct fourier *fourier, unsigned int bits)
{
	transform(fourier, bits, 1.0f);
}
