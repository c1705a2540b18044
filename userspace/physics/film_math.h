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
	double r2 = r * r;
	double r4 = r2 * r2;
	double low = (0.5 + 0.16666666666648155 * r) +
		     (0.041666666666651244 + 0.0083333333538398348 * r) * r2;
	double high = (0.0013888888905973544 + 0.00019841208512102092 * r) +
		      (2.4801536205055341e-5 + 2.7625237795740733e-6 * r) * r2 +
		      2.7613908675784856e-7 * r4;
	double p = 1.0 + (r + r2 * (low + high * r4));

	return film_double(film_bits(p) + (film_bits(rounded) << 52));
}

/* Sine and cosine of |x| < 1e6, to 1e-15. */
FILM_INLINE void film_circle(double x, double *cosine, double *sine)
{
	double rounded = x * 0x1.45f306dc9c883p-2 + FILM_ROUNDER; /* 1 / pi */
	double k = rounded - FILM_ROUNDER;
	double r = (x - k * 0x1.921fb54400000p1) - k * 1.2154201013012385e-10;
	double u = r * r;
	double u2 = u * u;
	double u4 = u2 * u2;
	double s = (-0.16666666666666648 + 0.0083333333333258438 * u) +
		   (-0.00019841269836421041 + 2.7557318046363267e-6 * u) * u2 +
		   ((-2.5051972112920459e-8 + 1.6050940238429782e-10 * u) -
		    7.407583750387987e-13 * u2) *
			   u4;
	double c = (0.041666666666666656 - 0.0013888888888884717 * u) +
		   (2.4801587298886814e-5 - 2.7557318568171357e-7 * u) * u2 +
		   ((2.0876681108263528e-9 - 1.1466234424282487e-11 * u) +
		    4.6461734087032278e-14 * u2) *
			   u4;
	uint64_t half_turns = film_bits(rounded) << 63;

	*sine = film_double(film_bits(r + r * u * s) ^ half_turns);
	*cosine = film_double(film_bits(1.0 - (0.5 * u - u2 * c)) ^ half_turns);
}

#endif
