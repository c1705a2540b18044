/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: elementary functions that a compiler can vectorise
 *
 * No branches, no tables, no calls: a loop over lanes becomes vector code without
 * any licence to change arithmetic. Each lane's result is the same whatever the
 * vector's width. Polynomials are Chebyshev fits made for this file.
 */
#ifndef NFOD_PHYSICS_FILM_MATH_H
#define NFOD_PHYSICS_FILM_MATH_H

#include <stdint.h>
#include <string.h>

/*
 * Wider vectors where the machine has them. AVX2 does not bring fused multiply-add
 * with it, so that both versions round alike.
 */
#if defined(__x86_64__) && defined(__gnu_linux__)
#define FILM_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define FILM_CLONES
#endif

#define FILM_INLINE static inline __attribute__((always_inline))

/* Adding this rounds to an integer, which is then in the low bits. */
#define FILM_ROUNDER 0x1.8p52

/* Beyond this e^-x counts as e^-FILM_DARK. */
#define FILM_DARK 690.0

FILM_INLINE uint64_t film_bits(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

FILM_INLINE double film_double(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* e^-x, x >= 0, to 2e-15 of itself. */
FILM_INLINE double film_decay(double x)
{
	double dark = x < FILM_DARK ? -x : -FILM_DARK;
	double rounded = dark * 0x1.71547652b82fep0 + FILM_ROUNDER; /* 1 / ln 2 */
	double k = rounded - FILM_ROUNDER;
	double r = (dark - k * 0x1.62e42fee00000p-1) - k * 1.9082149292705877e-10;
	double p = 2.7613908675784856e-7;

	p = p * r + 2.7625237795740733e-6;
	p = p * r + 2.4801536205055341e-5;
	p = p * r + 0.00019841208512102092;
	p = p * r + 0.0013888888905973544;
	p = p * r + 0.0083333333538398348;
	p = p * r + 0.041666666666651244;
	p = p * r + 0.16666666666648155;
	p = p * r + 0.5;
	p = (p * r + 1.0) * r + 1.0;
	return film_double(film_bits(p) + (film_bits(rounded) << 52));
}

/* Sine and cosine of |x| < 1e7, to 4e-16. */
FILM_INLINE void film_circle(double x, double *cosine, double *sine)
{
	double rounded = x * 0x1.45f306dc9c883p-1 + FILM_ROUNDER; /* 2 / pi */
	double k = rounded - FILM_ROUNDER;
	double r = ((x - k * 0x1.921fb54000000p0) - k * 0x1.10b4611800000p-30) -
		   k * 5.1701829817941051e-19;
	double u = r * r;
	double s = 1.5917848524808261e-10;
	double c = -1.1382456778061306e-11;
	uint64_t quadrant = film_bits(rounded);
	uint64_t odd = -(quadrant & 1);
	uint64_t sin_bits, cos_bits;

	s = s * u - 2.5051127944014188e-8;
	s = s * u + 2.7557316083816359e-6;
	s = s * u - 0.00019841269836722418;
	s = s * u + 0.0083333333333309246;
	s = s * u - 0.16666666666666665;
	s = s * u * r + r;
	c = c * u + 2.0876143827993132e-9;
	c = c * u - 2.7557317260008838e-7;
	c = c * u + 2.4801587298743069e-5;
	c = c * u - 0.0013888888888887382;
	c = c * u + 0.041666666666666665;
	c = c * u * u - 0.5 * u + 1.0;
	sin_bits = film_bits(s);
	cos_bits = film_bits(c);
	*sine = film_double(((sin_bits & ~odd) | (cos_bits & odd)) ^ ((quadrant & 2) << 62));
	*cosine =
		film_double(((cos_bits & ~odd) | (sin_bits & odd)) ^ (((quadrant + 1) & 2) << 62));
}

#endif
