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
#include <stdbool.h>

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

/*
 * Angles that are marched together: whole vectors, and few enough that a medium is
 * mostly of one kind for all of them when they are in order.
 */
#define FILM_BLOCK 16u

/**
 * struct film_block - a complex number for each angle of a block
 */
struct film_block {
	double re[FILM_BLOCK];
	double im[FILM_BLOCK];
};

/**
 * enum film_kind - what c is in a medium, for all angles of a block
 * @FILM_TRAVELS: real
 * @FILM_DECAYS: imaginary
 * @FILM_GENERAL: complex, or not the same for all
 *
 * For speed only: the general arithmetic gives the same digits.
 */
enum film_kind {
	FILM_TRAVELS,
	FILM_DECAYS,
	FILM_GENERAL,
};

/**
 * struct film_medium - one medium as the angles of a block see it
 * @kind: of @c and @z
 * @c: kz / k0
 * @z: c / index^2
 */
struct film_medium {
	enum film_kind kind;
	struct film_block c;
	struct film_block z;
};

/**
 * struct film_march - a block on its way through the stack
 * @stack: that stack
 * @na: by angle; of a block that is not full the last is repeated
 * @medium: the present medium, and room for the next
 * @here: which of them is the present one
 * @sn: numerator of r at its far face, s
 * @sd: its denominator
 * @pn: the same for p
 * @pd: ditto
 */
struct film_march {
	const struct film_stack *stack;
	double na[FILM_BLOCK];
	struct film_medium medium[2];
	unsigned int here;
	struct film_block sn;
	struct film_block sd;
	struct film_block pn;
	struct film_block pd;
};

FILM_INLINE double complex film_get(const struct film_block *block, unsigned int i)
{
	return CMPLX(block->re[i], block->im[i]);
}

FILM_INLINE void film_put(struct film_block *block, unsigned int i, double complex value)
{
	block->re[i] = creal(value);
	block->im[i] = cimag(value);
}

FILM_INLINE void film_fill(struct film_block *block, double value)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++)
		film_put(block, i, CMPLX(value, 0.0));
}

/* How a layer's phase grows with its thickness: 2 pi / lambda. */
FILM_INLINE double film_wavenumber(const struct film_stack *stack)
{
	return 2.0 * M_PI / stack->wavelength_nm;
}

FILM_INLINE bool film_is_layer(const struct film_stack *stack, unsigned int medium)
{
	return medium && medium <= stack->layers;
}

FILM_INLINE const struct film_medium *film_here(const struct film_march *march)
{
	return &march->medium[march->here];
}

/* Sums of comparisons vectorise where a minimum would not. */
FILM_INLINE enum film_kind film_kind_of(const struct film_march *march, double complex index)
{
	uint64_t below = 0, above = 0;
	unsigned int i;

	if (cimag(index) > 0)
		return FILM_GENERAL;
	for (i = 0; i < FILM_BLOCK; i++) {
		below += march->na[i] < creal(index);
		above += march->na[i] > creal(index);
	}
	return below == FILM_BLOCK ? FILM_TRAVELS :
	       above == FILM_BLOCK ? FILM_DECAYS :
				     FILM_GENERAL;
}

/* The square as a product, lest it lose digits where na is near the index. */
FILM_INLINE void film_root_lossless(const double *na, double index, double least,
				    struct film_block *c)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		double square = (index - na[i]) * (index + na[i]);
		double size = fabs(square);
		double root = sqrt(size < least ? least : size);

		c->re[i] = square > 0 ? root : 0.0;
		c->im[i] = square > 0 ? 0.0 : root;
	}
}

FILM_INLINE void film_root_absorbing(const double *na, double complex eps, double least,
				     struct film_block *c)
{
	double eps_re = creal(eps);
	double eps_im = cimag(eps);
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		double square = eps_re - na[i] * na[i];
		double size = sqrt(square * square + eps_im * eps_im);
		double more = sqrt(0.5 * ((size < least ? least : size) + fabs(square)));
		double less = 0.5 * eps_im / more;

		c->re[i] = square > 0 ? more : less;
		c->im[i] = square > 0 ? less : more;
	}
}

/* The root is the one that decays, or travels, away from the near side. */
FILM_INLINE void film_medium(const struct film_march *march, unsigned int number,
			     struct film_medium *medium)
{
	const struct film_stack *stack = march->stack;
	double complex eps = stack->index[number] * stack->index[number];
	double complex inverse = conj(eps) / creal(eps * conj(eps));
	double least = film_is_layer(stack, number) ? FILM_GRAZING : FILM_NOT_ZERO;
	unsigned int i;

	medium->kind = film_kind_of(march, stack->index[number]);
	if (cimag(stack->index[number]) > 0) {
		film_root_absorbing(march->na, eps, least, &medium->c);
		for (i = 0; i < FILM_BLOCK; i++)
			film_put(&medium->z, i, film_get(&medium->c, i) * inverse);
	} else {
		film_root_lossless(march->na, creal(stack->index[number]), least, &medium->c);
		for (i = 0; i < FILM_BLOCK; i++)
			film_put(&medium->z, i, film_get(&medium->c, i) * creal(inverse));
	}
}

FILM_INLINE void film_decays(const struct film_block *c, double factor, double *decay)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++)
		decay[i] = film_decay(factor * c->im[i]);
}

FILM_INLINE void film_turns(const struct film_block *c, double factor, struct film_block *e)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++)
		film_circle(factor * c->re[i], &e->re[i], &e->im[i]);
}

/* exp(i k0 c path) in a medium. */
FILM_INLINE void film_phase(const struct film_stack *stack, const struct film_medium *medium,
			    double path_nm, struct film_block *e)
{
	double factor = film_wavenumber(stack) * path_nm;
	double decay[FILM_BLOCK];
	unsigned int i;

	if (medium->kind == FILM_DECAYS) {
		film_fill(e, 0.0);
		film_decays(&medium->c, factor, e->re);
		return;
	}
	film_turns(&medium->c, factor, e);
	if (medium->kind == FILM_TRAVELS)
		return;
	film_decays(&medium->c, factor, decay);
	for (i = 0; i < FILM_BLOCK; i++)
		film_put(e, i, film_get(e, i) * decay[i]);
}

/* @count angles, at most FILM_BLOCK of them are taken. */
FILM_INLINE void film_march_take(struct film_march *march, const struct film_stack *stack,
				 const double *na, unsigned int count)
{
	unsigned int i;

	march->stack = stack;
	march->here = 0;
	for (i = 0; i < FILM_BLOCK; i++)
		march->na[i] = na[i < count ? i : count - 1];
}

FILM_INLINE void film_enter_medium(struct film_march *march, unsigned int number)
{
	march->here = !march->here;
	film_medium(march, number, &march->medium[march->here]);
}

/* Stand in the last half-space, from which nothing comes back. */
FILM_INLINE void film_march_begin(struct film_march *march, const struct film_stack *stack,
				  const double *na, unsigned int count)
{
	film_march_take(march, stack, na, count);
	film_enter_medium(march, stack->layers + 1);
	film_fill(&march->sn, 0.0);
	film_fill(&march->sd, 1.0);
	film_fill(&march->pn, 0.0);
	film_fill(&march->pd, 1.0);
}

/* The product with a weight that may be known to be real. */
FILM_INLINE double complex film_weigh(bool real, const struct film_block *weight, unsigned int i,
				      double complex value)
{
	return real ? weight->re[i] * value : film_get(weight, i) * value;
}

FILM_INLINE void film_face_as(bool real_sum, bool real_difference, const struct film_block *e,
			      const struct film_block *sum, const struct film_block *difference,
			      struct film_block *n, struct film_block *d)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		double complex forth = film_get(d, i);
		double complex back = film_get(n, i) * film_get(e, i);
		double complex a = film_weigh(real_sum, sum, i, forth + back);
		double complex b = film_weigh(real_difference, difference, i, forth - back);

		film_put(n, i, a - b);
		film_put(d, i, a + b);
	}
}

/*
 * n, d at a face to those at the next one nearer: @e is the phase there and back
 * between, @sum weighs d + n e, @difference the other.
 */
FILM_INLINE void film_face(bool real_sum, bool real_difference, const struct film_block *e,
			   const struct film_block *sum, const struct film_block *difference,
			   struct film_block *n, struct film_block *d)
{
	if (real_sum && real_difference)
		film_face_as(true, true, e, sum, difference, n, d);
	else if (real_sum)
		film_face_as(true, false, e, sum, difference, n, d);
	else if (real_difference)
		film_face_as(false, true, e, sum, difference, n, d);
	else
		film_face_as(false, false, e, sum, difference, n, d);
}

/* The same where nothing comes back: n = 0, d = 1. */
FILM_INLINE void film_first_face(const struct film_block *sum, const struct film_block *difference,
				 struct film_block *n, struct film_block *d)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		film_put(n, i, film_get(sum, i) - film_get(difference, i));
		film_put(d, i, film_get(sum, i) + film_get(difference, i));
	}
}

/*
 * From the far face of @number, through it, to that before it; @e is the phase there and
 * back, NULL in the last half-space.
 */
FILM_INLINE void film_march_step(struct film_march *march, unsigned int number,
				 const struct film_block *e)
{
	const struct film_medium *far = film_here(march);
	const struct film_medium *near;
	bool real_near, real_far;

	film_enter_medium(march, number - 1);
	near = film_here(march);
	real_near = near->kind == FILM_TRAVELS;
	real_far = far->kind == FILM_TRAVELS;
	if (!e) {
		film_first_face(&near->c, &far->c, &march->sn, &march->sd);
		film_first_face(&far->z, &near->z, &march->pn, &march->pd);
		return;
	}
	film_face(real_near, real_far, e, &near->c, &far->c, &march->sn, &march->sd);
	film_face(real_far, real_near, e, &far->z, &near->z, &march->pn, &march->pd);
}

/* From the last half-space to the far face of medium @to. */
FILM_INLINE void film_march(struct film_march *march, unsigned int to)
{
	const struct film_stack *stack = march->stack;
	struct film_block e;
	unsigned int j;

	for (j = stack->layers + 1; j > to; j--) {
		if (film_is_layer(stack, j)) {
			film_phase(stack, film_here(march), 2.0 * stack->thickness_nm[j], &e);
			film_march_step(march, j, &e);
		} else {
			film_march_step(march, j, NULL);
		}
	}
}

FILM_INLINE void film_divide(const struct film_block *n, const struct film_block *d,
			     struct film_block *r)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		double scale = 1.0 / (d->re[i] * d->re[i] + d->im[i] * d->im[i]);

		film_put(r, i, film_get(n, i) * conj(film_get(d, i)) * scale);
	}
}

/* Into the caller's lanes, from @at on. */
FILM_INLINE void film_give(const struct film_block *block, unsigned int at,
			   struct film_lanes *lanes)
{
	memcpy(lanes->re + at, block->re, sizeof(block->re));
	memcpy(lanes->im + at, block->im, sizeof(block->im));
}

#endif
