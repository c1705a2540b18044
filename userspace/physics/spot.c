// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What comes back from a plane disc, against the gap. */
#include "physics/radial.h"
#include "physics/spot.h"

#define GAP_LAYER 1
#define CURVE_ORDER 64 /* wide gaps and thick films ring along the radius */
#define CURVE_BATCHES ((RADIAL_ZONES * CURVE_ORDER + FILM_LANES - 1) / FILM_LANES)

/**
 * struct gap_curve - a disc prepared for many gaps
 * @behind: reflection of what lies behind the gap, by batch
 */
struct gap_curve {
	const struct film_stack *stack;
	struct radial radial;
	struct film_waves behind[CURVE_BATCHES];
};

static void curve_begin(struct gap_curve *curve, const struct optics *optics,
			const struct film_stack *stack)
{
	const struct radial *radial = &curve->radial;
	unsigned int i;

	curve->stack = stack;
	radial_make(&curve->radial, optics, stack, CURVE_ORDER);
	for (i = 0; i < radial->count; i += FILM_LANES)
		film_behind(stack, GAP_LAYER, radial->na + i, radial_batch(radial, i),
			    &curve->behind[i / FILM_LANES]);
}

static double square(const struct film_lanes *r, unsigned int i)
{
	return r->re[i] * r->re[i] + r->im[i] * r->im[i];
}

static double square_difference(const struct film_lanes *a, const struct film_lanes *b,
				unsigned int i)
{
	double re = a->re[i] - b->re[i], im = a->im[i] - b->im[i];

	return re * re + im * im;
}

static void add_batch(const struct film_waves *r, const double *power, unsigned int count,
		      struct gap_point *point)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		point->ges_power += power[i] * square_difference(&r->p, &r->s, i) / 8;
		point->total += power[i] * (square(&r->s, i) + square(&r->p, i)) / 2;
	}
}

static void curve_at(const struct gap_curve *curve, double gap_nm, struct gap_point *point)
{
	const struct radial *radial = &curve->radial;
	struct film_waves r;
	unsigned int i;

	*point = (struct gap_point){ .gap_nm = gap_nm };
	for (i = 0; i < radial->count; i += FILM_LANES) {
		unsigned int count = radial_batch(radial, i);

		film_through(curve->stack, gap_nm, radial->na + i, count,
			     &curve->behind[i / FILM_LANES], &r);
		add_batch(&r, radial->power + i, count, point);
	}
	point->sum = point->total - point->ges_power;
}

static double complex lane(const struct film_lanes *lanes, unsigned int i)
{
	return CMPLX(lanes->re[i], lanes->im[i]);
}

/*
 * Mean of a conj(b) over the phase there and back through a wide gap, where both lie
 * between a face (amplitude @fa, @fb) and a disc (@ga, @gb): r = f + (1 - f^2) g e /
 * (1 + f g e), whose powers of e add up on their own.
 */
static double complex fringes(double fa, double complex ga, double fb, double complex gb)
{
	double complex twice = ga * conj(gb);

	return fa * fb + (1 - fa * fa) * (1 - fb * fb) * twice / (1 - fa * fb * twice);
}

static double crossed_far(double complex fs, double complex fp, double complex gs,
			  double complex gp)
{
	double s = creal(fs), p = creal(fp);

	return creal(fringes(s, gs, s, gs)) + creal(fringes(p, gp, p, gp)) -
	       2 * creal(fringes(p, gp, s, gs));
}

static double square_of(double complex a)
{
	return creal(a) * creal(a) + cimag(a) * cimag(a);
}

/*
 * Crossed power from far away: nothing evanescent crosses the gap, and the fringes of
 * what does are too fine to see.
 */
static double curve_far(const struct gap_curve *curve)
{
	struct film_stack face = { .wavelength_nm = curve->stack->wavelength_nm };
	const struct radial *radial = &curve->radial;
	double gap_index = creal(curve->stack->index[GAP_LAYER]), far = 0;
	struct film_waves r;
	unsigned int i, j;

	face.index[0] = curve->stack->index[0];
	face.index[1] = curve->stack->index[GAP_LAYER];
	for (i = 0; i < radial->count; i++) {
		const struct film_waves *behind = &curve->behind[i / FILM_LANES];
		double complex s, p;

		j = i % FILM_LANES;
		if (!j)
			film_reflect(&face, radial->na + i, radial_batch(radial, i), &r);
		s = lane(&r.s, j);
		p = lane(&r.p, j);
		if (radial->na[i] < gap_index)
			far += radial->power[i] *
			       crossed_far(s, p, lane(&behind->s, j), lane(&behind->p, j)) / 8;
		else
			far += radial->power[i] * square_of(p - s) / 8;
	}
	return far;
}

void spot_gap_curve(const struct optics *optics, const struct film_stack *stack,
		    const double *gap_nm, unsigned int count, struct gap_point *point)
{
	struct gap_curve curve;
	double far;
	unsigned int i;

	curve_begin(&curve, optics, stack);
	far = curve_far(&curve);
	for (i = 0; i < count; i++) {
		curve_at(&curve, gap_nm[i], &point[i]);
		point[i].ges = point[i].ges_power / far;
	}
}
