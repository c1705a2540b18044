// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The spot inside a layer. */
#include <math.h>

#include "physics/focus.h"
#include "physics/spot.h"

#define GAP_LAYER 1

static void focus_at(struct focus *focus, const struct optics *optics,
		     const struct film_stack *stack, double gap_nm, unsigned int layer)
{
	struct film_stack here = *stack;

	here.thickness_nm[GAP_LAYER] = gap_nm;
	focus_make(focus, optics, &here, layer, RADIAL_ORDER);
}

/* Where the beam's power goes: mean over the pupil and both polarisations. */
static void absorb(const struct radial *radial, const struct film_stack *stack, unsigned int layer,
		   struct spot *spot)
{
	struct film_power s, p;
	unsigned int i, below;

	spot->absorbed = 0;
	spot->absorbed_below = 0;
	for (i = 0; i < radial->count; i++) {
		double part = radial->power[i] / 2;

		film_power(stack, radial->na[i], &s, &p);
		spot->absorbed += part * (s.absorbed[layer] + p.absorbed[layer]);
		for (below = layer + 1; below <= stack->layers; below++)
			spot->absorbed_below += part * (s.absorbed[below] + p.absorbed[below]);
	}
}

void spot_in_layer(const struct optics *optics, const struct film_stack *stack, double gap_nm,
		   unsigned int layer, struct spot *spot)
{
	struct film_stack here = *stack;
	struct focus focus;
	double contact;

	focus_at(&focus, optics, stack, 0, layer);
	contact = focus_peak(&focus);
	focus_at(&focus, optics, stack, gap_nm, layer);
	spot->intensity = focus_peak(&focus);
	spot->peak = spot->intensity / contact;
	spot->fwhm_x_nm = focus_width(&focus, 0);
	spot->fwhm_y_nm = focus_width(&focus, M_PI / 2);
	here.thickness_nm[GAP_LAYER] = gap_nm;
	absorb(&focus.radial, &here, layer, spot);
}

void spot_line(const struct optics *optics, const struct film_stack *stack, double gap_nm,
	       unsigned int layer, double angle, const double *x_nm, unsigned int count,
	       double *intensity)
{
	struct focus focus;
	unsigned int i;

	focus_at(&focus, optics, stack, gap_nm, layer);
	for (i = 0; i < count; i++)
		intensity[i] = focus_intensity(&focus, x_nm[i], angle);
}
