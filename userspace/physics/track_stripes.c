// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Roots of the stacks' amplitudes, and their tensors for each wave. */
#include <math.h>
#include <string.h>

#include "nfod/format.h"
#include "physics/track_stripes.h"

/* Root of amplitude @i, with the sign that continues the one before. */
static void take_root(double complex amplitude, double complex *root, unsigned int i)
{
	root[i] = csqrt(amplitude);
	if (i && creal(root[i] * conj(root[i - 1])) < 0)
		root[i] = -root[i];
}

static double complex lane(const struct film_lanes *lanes, unsigned int i)
{
	return lanes->re[i] + I * lanes->im[i];
}

static void difference_roots(const struct film_waves *r, const struct film_waves *less,
			     struct roots *roots)
{
	unsigned int i;

	for (i = 0; i < ROOTS; i++) {
		take_root(lane(&r->s, i) - lane(&less->s, i), roots->s, i);
		take_root(lane(&r->p, i) - lane(&less->p, i), roots->p, i);
	}
}

/* The Kerr amplitude is an overlap of s and p light in the layer: a root for each. */
static void kerr_roots(const struct film_stack *stack, const struct relief *relief,
		       const double *na, struct roots *roots)
{
	unsigned int layer = relief->recording_layer, i;
	struct film_fields e;
	struct film_waves r;

	film_kerr(stack, layer, relief->q, na, ROOTS, &r);
	film_fields(stack, layer, stack->thickness_nm[layer] / 2, na, ROOTS, &e);
	for (i = 0; i < ROOTS; i++) {
		double complex ratio = lane(&e.s, i) / lane(&e.px, i);

		take_root(lane(&r.p, i) * ratio, roots->s, i);
		take_root(lane(&r.p, i) / ratio, roots->p, i);
	}
}

void stripes_make(const struct optics *optics, const struct relief *relief, double gap_nm,
		  enum track_contrast contrast, struct stripes *stripes)
{
	struct film_stack flat = { .wavelength_nm = optics->wavelength_nm, .layers = 1 };
	struct film_waves erased, written;
	unsigned int i, side;
	double na[ROOTS];

	stripes->step = optics->na / (ROOTS - 1);
	for (i = 0; i < ROOTS; i++)
		na[i] = i * stripes->step;
	for (i = 0; i < 3; i++)
		flat.index[i] = relief->land.index[i];
	flat.thickness_nm[1] = gap_nm;
	film_reflect(&flat, na, ROOTS, &stripes->flat);
	for (side = 0; side < TRACK_SIDES; side++) {
		struct film_stack stack;

		track_stack(relief, side, &stack);
		stack.thickness_nm[1] += gap_nm - relief->land.thickness_nm[1];
		film_reflect(&stack, na, ROOTS, &erased);
		difference_roots(&erased, &stripes->flat, &stripes->relief[side]);
		if (contrast == CONTRAST_MAGNETISATION) {
			kerr_roots(&stack, relief, na, &stripes->mark[side]);
			continue;
		}
		stack.index[relief->recording_layer] = relief->written;
		film_reflect(&stack, na, ROOTS, &written);
		difference_roots(&written, &erased, &stripes->mark[side]);
	}
}

double stripes_form(const struct relief *relief, unsigned int side, int order)
{
	double land = relief->land_fraction;

	if (order)
		land = sin(M_PI * order * land) / (M_PI * order);
	if (side == NFOD_LAND)
		return land;
	return (order ? 0 : 1) - land;
}

/* Place of a wave between radial points. */
struct radial {
	unsigned int i;
	double part;
	double cosine;
	double sine;
};

static struct radial radial_at(const struct stripes *stripes, double kx, double ky)
{
	double na = sqrt(kx * kx + ky * ky), x = na / stripes->step;
	unsigned int i = x < ROOTS - 2 ? (unsigned int)x : ROOTS - 2;

	return (struct radial){ i, x - i, kx / na, ky / na };
}

static double complex between(const double complex *value, const struct radial *at)
{
	return (1 - at->part) * value[at->i] + at->part * value[at->i + 1];
}

static struct tensor tensor_at(const struct roots *roots, const struct radial *at)
{
	double complex s = between(roots->s, at), p = between(roots->p, at);
	double cc = at->cosine * at->cosine, ss = at->sine * at->sine;

	return (struct tensor){ p * cc + s * ss, (p - s) * at->cosine * at->sine, p * ss + s * cc };
}

static double complex flat_at(const struct film_waves *flat, const struct radial *at)
{
	double ss = at->sine * at->sine, low = 1 - at->part, high = at->part;

	return ss * (low * lane(&flat->p, at->i) + high * lane(&flat->p, at->i + 1)) +
	       (1 - ss) * (low * lane(&flat->s, at->i) + high * lane(&flat->s, at->i + 1));
}

void stripes_beams(const struct stripes *stripes, const struct pupil_family *family,
		   struct beams *beams)
{
	unsigned int side, i;

	for (i = 0; i < family->count; i++) {
		struct radial at = radial_at(stripes, family->kx[i], family->ky);

		beams->flat[i] = flat_at(&stripes->flat, &at);
		for (side = 0; side < TRACK_SIDES; side++) {
			beams->relief[side][i] = tensor_at(&stripes->relief[side], &at);
			beams->mark[side][i] = tensor_at(&stripes->mark[side], &at);
		}
	}
}

void stripes_erased(const struct relief *relief, const struct beams *beams, unsigned int count,
		    unsigned int leaving, double complex wave[PUPIL_ORDERS])
{
	unsigned int side, i;

	memset(wave, 0, PUPIL_ORDERS * sizeof(*wave));
	wave[leaving] = beams->flat[leaving];
	for (side = 0; side < TRACK_SIDES; side++) {
		const struct tensor *erased = beams->relief[side];

		for (i = 0; i < count; i++)
			wave[i] += stripes_form(relief, side, (int)leaving - (int)i) *
				   along(&erased[leaving], &erased[i]);
	}
}
