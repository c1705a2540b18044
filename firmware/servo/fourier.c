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

/* exp(2 pi i n / FOURIER_MOST), for n less than that. */
static struct phasor root(const struct fourier *fourier, unsigned int n)
{
	return (struct phasor){ fourier->root[n], fourier->root[(n - QUARTER) & MASK] };
}

static struct phasor conjugate(struct phasor a)
{
	return (struct phasor){ a.re, -a.im };
}

static struct phasor sum(struct phasor a, struct phasor b)
{
	return (struct phasor){ a.re + b.re, a.im + b.im };
}

static struct phasor difference(struct phasor a, struct phasor b)
{
	return (struct phasor){ a.re - b.re, a.im - b.im };
}

/* Times i. */
static struct phasor turned(struct phasor a)
{
	return (struct phasor){ -a.im, a.re };
}

static struct phasor get(const struct fourier *fourier, unsigned int n)
{
	return (struct phasor){ fourier->re[n], fourier->im[n] };
}

static void put(struct fourier *fourier, unsigned int n, struct phasor value)
{
	fourier->re[n] = value.re;
	fourier->im[n] = value.im;
}

/* ---- of complex points ---- */

static void reverse_bits(struct fourier *fourier, unsigned int size)
{
	unsigned int other = 0;

	for (unsigned int n = 1; n < size; n++) {
		unsigned int bit = size >> 1;

		while (other & bit) {
			other ^= bit;
			bit >>= 1;
		}
		other |= bit;
		if (n < other) {
			struct phasor kept = get(fourier, n);

			put(fourier, n, get(fourier, other));
			put(fourier, other, kept);
		}
	}
}

/* The sums of four neighbours want no multiplication. */
static void quartets(struct fourier *fourier, unsigned int size, float sign)
{
	for (unsigned int n = 0; n < size; n += 4) {
		struct phasor a = get(fourier, n), b = get(fourier, n + 1);
		struct phasor c = get(fourier, n + 2), d = get(fourier, n + 3);
		struct phasor even = sum(a, b), odd = difference(a, b);
		struct phasor other = phasor_scaled(turned(difference(c, d)), sign);

		put(fourier, n, sum(even, sum(c, d)));
		put(fourier, n + 1, sum(odd, other));
		put(fourier, n + 2, difference(even, sum(c, d)));
		put(fourier, n + 3, difference(odd, other));
	}
}

/* Sums and differences of points @half apart, the second of them turned first. */
static void pairs(struct fourier *fourier, unsigned int half, unsigned int size, float sign)
{
	for (unsigned int k = 0; k < half; k++) {
		struct phasor turn = root(fourier, k * (FOURIER_MOST / 2 / half));

		turn.im *= sign;
		for (unsigned int n = k; n < size; n += 2 * half) {
			struct phasor a = get(fourier, n);
			struct phasor b = phasor_times(get(fourier, n + half), turn);

			put(fourier, n, sum(a, b));
			put(fourier, n + half, difference(a, b));
		}
	}
}

static void transform(struct fourier *fourier, unsigned int size, float sign)
{
	reverse_bits(fourier, size);
	quartets(fourier, size, sign);
	for (unsigned int half = 4; half < size; half *= 2)
		pairs(fourier, half, size, sign);
}

/* ---- of real ones: as half as many complex points, even ones and odd ones ---- */

void fourier_forward(struct fourier *fourier, unsigned int bits)
{
	unsigned int half = 1u << (bits - 1);
	struct phasor first;

	for (unsigned int n = 0; n < half; n++) {
		float even = fourier->re[2 * n];

		fourier->im[n] = fourier->re[2 * n + 1];
		fourier->re[n] = even;
	}
	transform(fourier, half, -1.0f);
	first = get(fourier, 0);
	put(fourier, 0, (struct phasor){ first.re + first.im, 0.0f });
	put(fourier, half, (struct phasor){ first.re - first.im, 0.0f });
	for (unsigned int k = 1; k <= half / 2; k++) {
		struct phasor turn = conjugate(root(fourier, k * (FOURIER_MOST / 2 / half)));
		struct phasor a = get(fourier, k), b = conjugate(get(fourier, half - k));
		struct phasor even = phasor_scaled(sum(a, b), 0.5f);
		struct phasor odd =
			phasor_times(phasor_scaled(turned(difference(b, a)), 0.5f), turn);

		put(fourier, k, sum(even, odd));
		put(fourier, half - k, conjugate(difference(even, odd)));
	}
}

void fourier_back(struct fourier *fourier, unsigned int bits)
{
	unsigned int half = 1u << (bits - 1);
	float mean = fourier->re[0];

	put(fourier, 0, (struct phasor){ mean, mean });
	for (unsigned int k = 1; k <= half / 2; k++) {
		struct phasor turn = root(fourier, k * (FOURIER_MOST / 2 / half));
		struct phasor a = get(fourier, k), b = conjugate(get(fourier, half - k));
		struct phasor even = phasor_scaled(sum(a, b), 0.5f);
		struct phasor odd = phasor_times(phasor_scaled(difference(a, b), 0.5f), turn);

		put(fourier, k, sum(even, turned(odd)));
		put(fourier, half - k, sum(conjugate(even), turned(conjugate(odd))));
	}
	transform(fourier, half, 1.0f);
	for (unsigned int n = half; n-- > 0;) {
		float odd = fourier->im[n];

		fourier->re[2 * n] = fourier->re[n];
		fourier->re[2 * n + 1] = odd;
	}
}
