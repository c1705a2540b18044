// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Polar Kerr effect of the whole beam. A layer magnetised along z makes s of p as it
 * makes p of s, with the opposite sign: ps = -sp. A ray at azimuth a of the pupil,
 * x-polarised, comes back as
 *
 *	x: p cos^2 a + s sin^2 a
 *	y: (p - s) sin a cos a + sp
 *
 * of which the first term of y drops out of the product over the azimuth.
 */
#include <math.h>

#include "physics/radial.h"
#include "physics/spot.h"

#define GAP_LAYER 1
#define DEGREES (180 / M_PI)

static double complex lane(const struct film_lanes *lanes, unsigned int i)
{
	return CMPLX(lanes->re[i], lanes->im[i]);
}

static double power(double complex a)
{
	return creal(a) * creal(a) + cimag(a) * cimag(a);
}

/* Mean of |x|^2 over the azimuth, without what the magnetisation adds. */
static double parallel(double complex s, double complex p)
{
	return (3 * (power(s) + power(p)) + 2 * creal(s * conj(p))) / 8;
}

static void name_kerr(double complex product, double returned, struct kerr *kerr)
{
	double complex ratio = product / returned;
	double size = power(ratio);

	kerr->rotation_deg = DEGREES * atan2(2 * creal(ratio), 1 - size) / 2;
	kerr->ellipticity_deg = DEGREES * asin(2 * cimag(ratio) / (1 + size)) / 2;
	kerr->amplitude = 2 * creal(product);
	kerr->phase_deg = DEGREES * carg(product);
}

void spot_kerr(const struct optics *optics, const struct film_stack *stack, double gap_nm,
	       unsigned int layer, double complex q, struct kerr *kerr)
{
	struct film_stack here = *stack;
	struct radial radial;
	struct film_waves r, k;
	double complex product = 0;
	double returned = 0;
	unsigned int i, j;

	here.thickness_nm[GAP_LAYER] = gap_nm;
	radial_make(&radial, optics, &here, RADIAL_ORDER);
	for (i = 0; i < radial.count; i++) {
		j = i % FILM_LANES;
		if (!j) {
			film_reflect(&here, radial.na + i, radial_batch(&radial, i), &r);
			film_kerr(&here, layer, q, radial.na + i, radial_batch(&radial, i), &k);
		}
		product +=
			radial.power[i] * lane(&k.p, j) * conj(lane(&r.s, j) + lane(&r.p, j)) / 2;
		returned += radial.power[i] * parallel(lane(&r.s, j), lane(&r.p, j));
	}
	name_kerr(product, returned, kerr);
}
