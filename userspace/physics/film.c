// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Reflection of a stack, for a batch of angles at once. */
#include "physics/film.h"
#include "physics/film_march.h"

FILM_INLINE void film_march_result(const struct film_march *march, struct film_waves *r)
{
	film_divide(march->lanes, &march->sn, &march->sd, &r->s);
	film_divide(march->lanes, &march->pn, &march->pd, &r->p);
}

FILM_CLONES
void film_behind(const struct film_stack *stack, unsigned int layer, const double *na,
		 unsigned int count, struct film_waves *r)
{
	struct film_march march;

	film_march_begin(&march, stack, na, count);
	film_march(&march, layer);
	film_march_result(&march, r);
}

void film_reflect(const struct film_stack *stack, const double *na, unsigned int count,
		  struct film_waves *r)
{
	film_behind(stack, 0, na, count, r);
}

FILM_INLINE void film_behind_take(const struct film_lanes *behind, unsigned int count,
				  unsigned int lanes, struct film_lanes *n)
{
	unsigned int i;

	for (i = 0; i < lanes; i++)
		film_put(n, i, film_get(behind, i < count ? i : count - 1));
}

FILM_CLONES
void film_through(const struct film_stack *stack, double thickness_nm, const double *na,
		  unsigned int count, const struct film_waves *behind, struct film_waves *r)
{
	struct film_march march;
	struct film_lanes e;

	film_march_take(&march, stack, na, count);
	film_root(&march, 1, &march.c, &march.z);
	film_behind_take(&behind->s, count, march.lanes, &march.sn);
	film_behind_take(&behind->p, count, march.lanes, &march.pn);
	film_fill(&march.sd, 1.0);
	film_fill(&march.pd, 1.0);
	film_phase(&march, 2.0 * thickness_nm, &e);
	film_march_step(&march, 1, &e);
	film_march_result(&march, r);
}
