/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the march through a stack, from its far side to its near one
 *
 * Instead of the Airy recursion's r = (f + g e) / (1 + f g e) numerator and denominator
 * are carried, r = n / d, so that nothing is divided until the end. With the medium's
 * c = kz / k0 = sqrt(index^2 - na^2), near medium a, far medium b, f = (a - b) / (a + b):
 *
 *	n' = a (d + n e) - b (d - n e)
 *	d' = a (d + n e) + b (d - n e)
 *
 * where a, b are admittances: c for s, index^2 / c for p (used as impedances c / index^2
 * with the two exchanged, which again saves the division).
 */
#ifndef NFOD_PHYSICS_FILM_MARCH_H
#define NFOD_PHYSICS_FILM_MARCH_H

#include <math.h>

#include "physics/film.h"
#include "physics/film_math.h"

/*
 * Least |c^2| in a layer between others. At grazing angles n and d become small
 * together and lose their digits; a layer's effect is analytic in c^2, so that
 * this shifts it by no more than that.
 */
#define FILM_GRAZING 1e-11

/* The same in half-spaces, where nothing is lost but division by 0 must not be. */
#define FILM_NOT_ZERO 1e-30

/* Lanes are worked on by fours: the widest vector. */
#define FILM_VECTOR 4u

/**
 * struct film_march - a batch on its way through the stack
 * @stack: that stack
 * @lanes: count rounded up to whole vectors
 * @na: by lane, the last repeated
 * @c: kz / k0 of the present medium
 * @z: c / index^2 of it
 * @sn: numerator of r at the medium's far face, s
 * @sd: its denominator
 * @pn: the same for p
 * @pd: ditto
 */
struct film_march {
	const struct film_stack *stack;
	unsigned int lanes;
	double na[FILM_LANES];
	struct film_lanes c;
	struct film_lanes z;
	struct film_lanes sn;
	struct film_lanes sd;
	struct film_lanes pn;
	struct film_lanes pd;
};

FILM_INLINE double complex film_get(const struct film_lanes *lanes, unsigned int i)
{
	return CMPLX(lanes->re[i], lanes->im[i]);
}

FILM_INLINE void film_put(struct film_lanes *lanes, unsigned int i, double complex value)
{
	lanes->re[i] = creal(value);
	lanes->im[i] = cimag(value);
}

FILM_INLINE void film_fill(struct film_lanes *lanes, double value)
{
	unsigned int i;

	for (i = 0; i < FILM_LANES; i++) {
		lanes->re[i] = value;
		lanes->im[i] = 0.0;
	}
}

/* How a layer's phase grows with its thickness: 2 pi / lambda. */
FILM_INLINE double film_wavenumber(const struct film_stack *stack)
{
	return 2.0 * M_PI / stack->wavelength_nm;
}

FILM_INLINE void film_root_lossless(const struct film_march *march, double eps, double least,
				    struct film_lanes *c)
{
	unsigned int i;

	for (i = 0; i < march->lanes; i++) {
		double square = eps - march->na[i] * march->na[i];
		double size = fabs(square);
		double root = sqrt(size < least ? least : size);

		c->re[i] = square > 0 ? root : 0.0;
		c->im[i] = square > 0 ? 0.0 : root;
	}
}

FILM_INLINE void film_root_absorbing(const struct film_march *march, double complex eps,
				     double least, struct film_lanes *c)
{
	double eps_re = creal(eps);
	double eps_im = cimag(eps);
	unsigned int i;

	for (i = 0; i < march->lanes; i++) {
		double square = eps_re - march->na[i] * march->na[i];
		double size = sqrt(square * square + eps_im * eps_im);
		double more = sqrt(0.5 * ((size < least ? least : size) + fabs(square)));
		double less = 0.5 * eps_im / more;

		c->re[i] = square > 0 ? more : less;
		c->im[i] = square > 0 ? less : more;
	}
}

/* c and z of @medium: the root that decays, or travels, away from the near side. */
FILM_INLINE void film_root(const struct film_march *march, unsigned int medium,
			   struct film_lanes *c, struct film_lanes *z)
{
	const struct film_stack *stack = march->stack;
	double complex eps = stack->index[medium] * stack->index[medium];
	double complex inverse = 1.0 / eps;
	double least = medium && medium <= stack->layers ? FILM_GRAZING : FILM_NOT_ZERO;
	unsigned int i;

	if (cimag(eps) > 0)
		film_root_absorbing(march, eps, least, c);
	else
		film_root_lossless(march, creal(eps), least, c);
	for (i = 0; i < march->lanes; i++)
		film_put(z, i, film_get(c, i) * inverse);
}

/* exp(i k0 c path) of the present medium. */
FILM_INLINE void film_phase(const struct film_march *march, double path_nm, struct film_lanes *e)
{
	double factor = film_wavenumber(march->stack) * path_nm;
	unsigned int i;

	for (i = 0; i < march->lanes; i++) {
		double decay = film_decay(factor * march->c.im[i]);
		double cosine, sine;

		film_circle(factor * march->c.re[i], &cosine, &sine);
		film_put(e, i, CMPLX(decay * cosine, decay * sine));
	}
}

FILM_INLINE void film_march_take(struct film_march *march, const struct film_stack *stack,
				 const double *na, unsigned int count)
{
	unsigned int i;

	march->stack = stack;
	march->lanes = (count + FILM_VECTOR - 1) & ~(FILM_VECTOR - 1);
	for (i = 0; i < march->lanes; i++)
		march->na[i] = na[i < count ? i : count - 1];
}

/* Stand in the last half-space, from which nothing comes back. */
FILM_INLINE void film_march_begin(struct film_march *march, const struct film_stack *stack,
				  const double *na, unsigned int count)
{
	film_march_take(march, stack, na, count);
	film_root(march, stack->layers + 1, &march->c, &march->z);
	film_fill(&march->sn, 0.0);
	film_fill(&march->sd, 1.0);
	film_fill(&march->pn, 0.0);
	film_fill(&march->pd, 1.0);
}

/*
 * n, d at a face to those at the next one nearer: @e is the phase there and back
 * between, @sum weighs d + n e, @difference the other.
 */
FILM_INLINE void film_face(unsigned int lanes, const struct film_lanes *e,
			   const struct film_lanes *sum, const struct film_lanes *difference,
			   struct film_lanes *n, struct film_lanes *d)
{
	unsigned int i;

	for (i = 0; i < lanes; i++) {
		double complex forth = film_get(d, i);
		double complex back = film_get(n, i) * film_get(e, i);
		double complex a = film_get(sum, i) * (forth + back);
		double complex b = film_get(difference, i) * (forth - back);

		film_put(n, i, a - b);
		film_put(d, i, a + b);
	}
}

/* From the far face of @medium, through it (@e: there and back), to that before it. */
FILM_INLINE void film_march_step(struct film_march *march, unsigned int medium,
				 const struct film_lanes *e)
{
	struct film_lanes c, z;

	film_root(march, medium - 1, &c, &z);
	film_face(march->lanes, e, &c, &march->c, &march->sn, &march->sd);
	film_face(march->lanes, e, &march->z, &z, &march->pn, &march->pd);
	march->c = c;
	march->z = z;
}

/* From the last half-space to the far face of medium @to. */
FILM_INLINE void film_march(struct film_march *march, unsigned int to)
{
	const struct film_stack *stack = march->stack;
	unsigned int medium;
	struct film_lanes e;

	film_fill(&e, 0.0);
	for (medium = stack->layers + 1; medium > to; medium--) {
		if (medium <= stack->layers)
			film_phase(march, 2.0 * stack->thickness_nm[medium], &e);
		film_march_step(march, medium, &e);
	}
}

FILM_INLINE void film_divide(unsigned int lanes, const struct film_lanes *n,
			     const struct film_lanes *d, struct film_lanes *r)
{
	unsigned int i;

	for (i = 0; i < lanes; i++)
		film_put(r, i, film_get(n, i) / film_get(d, i));
}

#endif
