// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Reflection of a stack, for a batch of angles at once. */
#include "physics/film.h"
#include "physics/film_march.h"

FILM_INLINE void film_march_result(const struct film_march *march, unsigned int at,
				   struct film_waves *r)
{
	struct film_block ratio;

	film_divide(&march->sn, &march->sd, &ratio);
	film_give(&ratio, at, &r->s);
	film_divide(&march->pn, &march->pd, &ratio);
	film_give(&ratio, at, &r->p);
}

FILM_CLONES
void film_behind(const struct film_stack *stack, unsigned int layer, const double *na,
		 unsigned int count, struct film_waves *r)
{
	struct film_march march;
	unsigned int at;

	for (at = 0; at < count; at += FILM_BLOCK) {
		film_march_begin(&march, stack, na + at, count - at);
		film_march(&march, layer);
		film_march_result(&march, at, r);
	}
}

void film_reflect(const struct film_stack *stack, const double *na, unsigned int count,
		  struct film_waves *r)
{
	film_behind(stack, 0, na, count, r);
}

FILM_INLINE void film_take(const struct film_lanes *lanes, unsigned int at, unsigned int count,
			   struct film_block *block)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		unsigned int lane = at + i < count ? at + i : count - 1;

		film_put(block, i, CMPLX(lanes->re[lane], lanes->im[lane]));
	}
}

FILM_CLONES
void film_through(const struct film_stack *stack, double thickness_nm, const double *na,
		  unsigned int count, const struct film_waves *behind, struct film_waves *r)
{
	struct film_march march;
	struct film_block e;
	unsigned int at;

	for (at = 0; at < count; at += FILM_BLOCK) {
		film_march_take(&march, stack, na + at, count - at);
		film_enter_medium(&march, 1);
		film_take(&behind->s, at, count, &march.sn);
		film_take(&behind->p, at, count, &march.pn);
		film_fill(&march.sd, 1.0);
		film_fill(&march.pd, 1.0);
		film_phase(stack, film_here(&march), 2.0 * thickness_nm, &e);
		film_march_step(&march, 1, &e);
		film_march_result(&march, at, r);
	}
}
