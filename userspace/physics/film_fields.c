// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Fields within a layer, and what its magnetisation makes of them. */
#include "physics/film.h"
#include "physics/film_march.h"

/**
 * struct film_inside - waves within one layer, per unit incident amplitude
 * @march: stands in the layer
 * @thickness_nm: of the layer, 0 when it is the last half-space
 * @s: forward wave at the near face
 * @p: the same of a p wave, the part in the plane of the layers
 * @s_back: reflection at the far face
 * @p_back: ditto p
 */
struct film_inside {
	struct film_march march;
	double thickness_nm;
	struct film_block s;
	struct film_block p;
	struct film_block s_back;
	struct film_block p_back;
};

FILM_INLINE void film_scale(const struct film_block *factor, double real,
			    struct film_block *amplitude)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++)
		film_put(amplitude, i, film_get(amplitude, i) * film_get(factor, i) * real);
}

/* Through medium @j and into the one before; @h is set to a layer's phase one way. */
FILM_INLINE void film_step_back(struct film_march *march, unsigned int j, struct film_block *h)
{
	const struct film_stack *stack = march->stack;
	struct film_block e;

	if (!film_is_layer(stack, j)) {
		film_march_step(march, j, NULL);
		return;
	}
	film_phase(stack, film_here(march), stack->thickness_nm[j], h);
	e = *h;
	film_scale(h, 1.0, &e);
	film_march_step(march, j, &e);
}

/*
 * The forward wave's amplitude grows from one medium to the next by 2 a h d' / d, with
 * @a as in film_march.h, h the nearer medium's phase one way and d' / d the ratio of
 * denominators: of these only the first and the last remain.
 */
FILM_INLINE void film_enter(struct film_inside *in, const struct film_stack *stack,
			    unsigned int layer, const double *na, unsigned int count)
{
	struct film_march march;
	struct film_block far_z, h;
	unsigned int j;

	film_march_begin(&march, stack, na, count);
	film_march(&march, layer);
	in->march = march;
	in->thickness_nm = film_is_layer(stack, layer) ? stack->thickness_nm[layer] : 0.0;
	film_divide(&march.sn, &march.sd, &in->s_back);
	film_divide(&march.pn, &march.pd, &in->p_back);
	in->s = march.sd;
	in->p = march.pd;
	for (j = layer; j > 0; j--) {
		far_z = film_here(&march)->z;
		film_step_back(&march, j, &h);
		if (j < layer) {
			film_scale(&h, 1.0, &in->s);
			film_scale(&h, 1.0, &in->p);
		}
		film_scale(&film_here(&march)->c, 2.0, &in->s);
		film_scale(&far_z, 2.0, &in->p);
	}
	film_divide(&in->s, &march.sd, &in->s);
	film_divide(&in->p, &march.pd, &in->p);
	/* A p wave of unit amplitude has this much in the plane of the layers. */
	film_scale(&film_here(&march)->c, 1.0 / creal(stack->index[0]), &in->p);
}

/* Phase from the near face to @depth_nm, and from there to the far face and back again. */
FILM_INLINE void film_depth(const struct film_inside *in, unsigned int layer, double depth_nm,
			    struct film_block *forth, struct film_block *back)
{
	const struct film_stack *stack = in->march.stack;

	film_phase(stack, film_here(&in->march), depth_nm, forth);
	if (film_is_layer(stack, layer))
		film_phase(stack, film_here(&in->march), 2.0 * in->thickness_nm - depth_nm, back);
	else
		film_fill(back, 0.0);
}

FILM_INLINE void film_fields_block(const struct film_inside *in, const struct film_block *forth,
				   const struct film_block *back, struct film_block *s,
				   struct film_block *px, struct film_block *pz)
{
	unsigned int i;

	for (i = 0; i < FILM_BLOCK; i++) {
		double complex forward = film_get(forth, i);
		double complex s_back = film_get(&in->s_back, i) * film_get(back, i);
		double complex p_back = film_get(&in->p_back, i) * film_get(back, i);
		double complex slope = in->march.na[i] / film_get(&film_here(&in->march)->c, i);
		double complex p = film_get(&in->p, i);

		film_put(s, i, film_get(&in->s, i) * (forward + s_back));
		film_put(px, i, p * (forward + p_back));
		film_put(pz, i, p * (p_back - forward) * slope);
	}
}

FILM_CLONES
void film_fields(const struct film_stack *stack, unsigned int layer, double depth_nm,
		 const double *na, unsigned int count, struct film_fields *e)
{
	struct film_block forth, back, s, px, pz;
	struct film_inside in;
	unsigned int at;

	for (at = 0; at < count; at += FILM_BLOCK) {
		film_enter(&in, stack, layer, na + at, count - at);
		film_depth(&in, layer, depth_nm, &forth, &back);
		film_fields_block(&in, &forth, &back, &s, &px, &pz);
		film_give(&s, at, &e->s);
		film_give(&px, at, &e->px);
		film_give(&pz, at, &e->pz);
	}
}

/*
 * Overlap of the two waves, integral of E_s E_px over the layer, in units of 1 / k0;
 * @thickness is k0 d and @e the phase there and back.
 */
FILM_INLINE double complex film_overlap(const struct film_inside *in, double thickness,
					const struct film_block *e, unsigned int i)
{
	double complex s_back = film_get(&in->s_back, i);
	double complex p_back = film_get(&in->p_back, i);
	double complex phase = film_get(e, i);
	double complex alike = (1.0 + s_back * p_back * phase) * (phase - 1.0) /
			       (CMPLX(0.0, 2.0) * film_get(&film_here(&in->march)->c, i));
	double complex opposed = (s_back + p_back) * phase * thickness;

	return film_get(&in->s, i) * film_get(&in->p, i) * (alike + opposed);
}

FILM_INLINE void film_kerr_block(const struct film_inside *in, double complex eps_off,
				 const struct film_block *e, struct film_block *ps,
				 struct film_block *sp)
{
	double thickness = film_wavenumber(in->march.stack) * in->thickness_nm;
	struct film_medium first;
	unsigned int i;

	film_medium(&in->march, 0, &first);
	for (i = 0; i < FILM_BLOCK; i++) {
		double complex overlap = film_overlap(in, thickness, e, i);
		double complex r_ps = -0.5 * eps_off * overlap / first.c.re[i];

		film_put(ps, i, r_ps);
		film_put(sp, i, -r_ps);
	}
}

FILM_CLONES
void film_kerr(const struct film_stack *stack, unsigned int layer, double complex q,
	       const double *na, unsigned int count, struct film_waves *r)
{
	double complex eps_off = q * stack->index[layer] * stack->index[layer];
	struct film_block forth, e, ps, sp;
	struct film_inside in;
	unsigned int at;

	for (at = 0; at < count; at += FILM_BLOCK) {
		film_enter(&in, stack, layer, na + at, count - at);
		film_depth(&in, layer, 0.0, &forth, &e);
		film_kerr_block(&in, eps_off, &e, &ps, &sp);
		film_give(&ps, at, &r->s);
		film_give(&sp, at, &r->p);
	}
}
