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
	struct film_lanes s;
	struct film_lanes p;
	struct film_lanes s_back;
	struct film_lanes p_back;
};

/* Through @medium and into the one before; @h is set to its phase one way. */
FILM_INLINE void film_step_back(struct film_march *march, unsigned int medium, struct film_lanes *h)
{
	struct film_lanes e;
	unsigned int i;

	if (medium <= march->stack->layers)
		film_phase(march, march->stack->thickness_nm[medium], h);
	else
		film_fill(h, 0.0);
	for (i = 0; i < march->lanes; i++)
		film_put(&e, i, film_get(h, i) * film_get(h, i));
	film_march_step(march, medium, &e);
}

FILM_INLINE void film_scale(unsigned int lanes, const struct film_lanes *factor,
			    struct film_lanes *amplitude)
{
	unsigned int i;

	for (i = 0; i < lanes; i++)
		film_put(amplitude, i, film_get(amplitude, i) * film_get(factor, i));
}

FILM_INLINE void film_scale_real(unsigned int lanes, double factor, struct film_lanes *amplitude)
{
	unsigned int i;

	for (i = 0; i < lanes; i++)
		film_put(amplitude, i, film_get(amplitude, i) * factor);
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
	struct film_lanes far_z, h;
	unsigned int medium;

	film_march_begin(&march, stack, na, count);
	film_march(&march, layer);
	in->march = march;
	in->thickness_nm = layer <= stack->layers ? stack->thickness_nm[layer] : 0.0;
	film_divide(march.lanes, &march.sn, &march.sd, &in->s_back);
	film_divide(march.lanes, &march.pn, &march.pd, &in->p_back);
	in->s = march.sd;
	in->p = march.pd;
	for (medium = layer; medium > 0; medium--) {
		far_z = march.z;
		film_step_back(&march, medium, &h);
		if (medium < layer) {
			film_scale(march.lanes, &h, &in->s);
			film_scale(march.lanes, &h, &in->p);
		}
		film_scale(march.lanes, &march.c, &in->s);
		film_scale(march.lanes, &far_z, &in->p);
		film_scale_real(march.lanes, 2.0, &in->s);
		film_scale_real(march.lanes, 2.0, &in->p);
	}
	film_divide(march.lanes, &in->s, &march.sd, &in->s);
	film_divide(march.lanes, &in->p, &march.pd, &in->p);
	/* A p wave of unit amplitude has this much in the plane of the layers. */
	film_scale(march.lanes, &march.c, &in->p);
	film_scale_real(march.lanes, 1.0 / creal(stack->index[0]), &in->p);
}

FILM_CLONES
void film_fields(const struct film_stack *stack, unsigned int layer, double depth_nm,
		 const double *na, unsigned int count, struct film_fields *e)
{
	struct film_inside in;
	struct film_lanes forth, back;
	unsigned int i;

	film_enter(&in, stack, layer, na, count);
	film_phase(&in.march, depth_nm, &forth);
	if (layer <= stack->layers)
		film_phase(&in.march, 2.0 * in.thickness_nm - depth_nm, &back);
	else
		film_fill(&back, 0.0);
	for (i = 0; i < in.march.lanes; i++) {
		double complex s = film_get(&in.s, i);
		double complex p = film_get(&in.p, i);
		double complex s_back = film_get(&in.s_back, i) * film_get(&back, i);
		double complex p_back = film_get(&in.p_back, i) * film_get(&back, i);
		double complex c = film_get(&in.march.c, i);

		film_put(&e->s, i, s * (film_get(&forth, i) + s_back));
		film_put(&e->px, i, p * (film_get(&forth, i) + p_back));
		film_put(&e->pz, i, in.march.na[i] * p * (p_back - film_get(&forth, i)) / c);
	}
}

/*
 * Overlap of the two waves, integral of E_s E_px over the layer, in units of 1 / k0;
 * @thickness is k0 d and @e the phase there and back.
 */
FILM_INLINE double complex film_overlap(const struct film_inside *in, double thickness,
					const struct film_lanes *e, unsigned int i)
{
	double complex s_back = film_get(&in->s_back, i);
	double complex p_back = film_get(&in->p_back, i);
	double complex phase = film_get(e, i);
	double complex alike = (1.0 + s_back * p_back * phase) * (phase - 1.0) /
			       (CMPLX(0.0, 2.0) * film_get(&in->march.c, i));
	double complex opposed = (s_back + p_back) * phase * thickness;

	return film_get(&in->s, i) * film_get(&in->p, i) * (alike + opposed);
}

FILM_CLONES
void film_kerr(const struct film_stack *stack, unsigned int layer, double complex q,
	       const double *na, unsigned int count, struct film_waves *r)
{
	struct film_inside in;
	struct film_lanes e, c, z;
	double complex eps_off = q * stack->index[layer] * stack->index[layer];
	double thickness;
	unsigned int i;

	film_enter(&in, stack, layer, na, count);
	thickness = film_wavenumber(stack) * in.thickness_nm;
	if (layer <= stack->layers)
		film_phase(&in.march, 2.0 * in.thickness_nm, &e);
	else
		film_fill(&e, 0.0);
	film_root(&in.march, 0, &c, &z);
	for (i = 0; i < in.march.lanes; i++) {
		double complex overlap = film_overlap(&in, thickness, &e, i);
		double complex r_ps = -0.5 * eps_off * overlap / film_get(&c, i);

		film_put(&r->s, i, r_ps);
		film_put(&r->p, i, -r_ps);
	}
}
