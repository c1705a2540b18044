// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The lens tilted against the disc, to first order in the tilt w = (wx, wy).
 *
 * Seen from the disc the beam is turned, and so is the face of the tip. With
 * m = (wy, -wx) the face's height is -m.x, and a wave's transverse vector moves by kz m.
 *
 * - Turn: a spectrum E(k) of plane waves goes over into E - m.grad(kz E) + w x E. It is
 *   turned before the disc reflects it, and back after.
 * - Face: moving it by h(x) scatters what is there into a wave j by
 *   (eps0 - eps1) (Et.Et_j + Dz Dz_j / (eps0 eps1)) / 2 kz, integrated with h (tangential E
 *   and normal D are those that are continuous). An h linear in x makes that a gradient
 *   by the incident wave's transverse vector.
 *
 * Both use only fields within the lens or at its face, finite at every angle. With
 * nothing behind the face the two cancel exactly: a tilted lens in air knows of none.
 *
 * Vectors are kept by components along the pupil's radius, azimuth and z. Of an
 * x-polarised beam they go as cos, -sin and cos of the azimuth a; their first-order
 * changes as (m_r cos a, m_a sin a) along radius and z and (m_r sin a, m_a cos a) along
 * the azimuth.
 */
#include <math.h>

#include "physics/focus.h"
#include "physics/spot.h"

#define GAP_LAYER 1
#define MRAD 1e-3

/* Of a quadrant: integrals of sin^2 cos^2, sin^2 cos^3 and sin^4 cos. */
#define QUADRANT_EVEN (M_PI / 16)
#define QUADRANT_CUBE (2.0 / 15.0)
#define QUADRANT_FOURTH (1.0 / 5.0)

/**
 * struct field - an x-polarised beam's plane waves
 * @radial: along the pupil's radius, times cos a
 * @azimuth: along the azimuth, times -sin a
 * @axial: along z, times cos a
 */
struct field {
	double complex radial[RADIAL_NODES];
	double complex azimuth[RADIAL_NODES];
	double complex axial[RADIAL_NODES];
};

/**
 * struct change - first-order change of one plane wave
 * @radial: [0] times m_r cos a, [1] times m_a sin a
 * @azimuth: [0] times m_r sin a, [1] times m_a cos a
 * @axial: as @radial
 */
struct change {
	double complex radial[2];
	double complex azimuth[2];
	double complex axial[2];
};

/**
 * struct beam - one of the fields that tilting changes, and its slope along the radius
 */
struct beam {
	struct field field;
	struct field slope;
};

/**
 * struct tilted - everything along the pupil's radius
 * @optics: the head
 * @stack: disc under it
 * @radial: points
 * @kz: in the lens
 * @s: reflection of the disc under the lens
 * @p: ditto
 * @wave: incident amplitude, as a plane wave
 * @in: incident beam times kz
 * @out: beam that comes back, times kz
 * @face: all of tangential E and normal D at the tip's face
 */
struct tilted {
	const struct optics *optics;
	const struct film_stack *stack;
	struct radial radial;
	double kz[RADIAL_NODES];
	double complex s[RADIAL_NODES];
	double complex p[RADIAL_NODES];
	double complex wave[RADIAL_NODES];
	struct beam in;
	struct beam out;
	struct beam face;
};

static double complex lane(const struct film_lanes *lanes, unsigned int i)
{
	return CMPLX(lanes->re[i], lanes->im[i]);
}

static void reflect(struct tilted *tilted)
{
	const struct radial *radial = &tilted->radial;
	struct film_waves r;
	unsigned int i;

	for (i = 0; i < radial->count; i++) {
		if (i % FILM_LANES == 0)
			film_reflect(tilted->stack, radial->na + i, radial_batch(radial, i), &r);
		tilted->s[i] = lane(&r.s, i % FILM_LANES);
		tilted->p[i] = lane(&r.p, i % FILM_LANES);
	}
}

/* The aplanatic lens' plane waves, focused @depth_nm below the tip. */
static void light_up(struct tilted *tilted, double depth_nm)
{
	const struct radial *radial = &tilted->radial;
	double index = tilted->optics->index;
	double path = -2 * M_PI / tilted->optics->wavelength_nm * depth_nm;
	unsigned int i;

	for (i = 0; i < radial->count; i++) {
		tilted->kz[i] = sqrt(index * index - radial->na[i] * radial->na[i]);
		tilted->wave[i] = radial->amplitude[i] / sqrt(tilted->kz[i] / index) *
				  cexp(I * path * (tilted->kz[i] - index));
	}
}

static void put_field(struct field *field, unsigned int i, double complex radial,
		      double complex azimuth, double complex axial)
{
	field->radial[i] = radial;
	field->azimuth[i] = azimuth;
	field->axial[i] = axial;
}

static void fill_fields(struct tilted *tilted)
{
	double index = tilted->optics->index;
	unsigned int i;

	for (i = 0; i < tilted->radial.count; i++) {
		double cosine = tilted->kz[i] / index, sine = tilted->radial.na[i] / index;
		double complex s = tilted->s[i], p = tilted->p[i];
		double complex wave = tilted->wave[i], flow = wave * tilted->kz[i];

		put_field(&tilted->in.field, i, flow * cosine, flow, -flow * sine);
		put_field(&tilted->out.field, i, flow * p * cosine, flow * s, flow * p * sine);
		put_field(&tilted->face.field, i, wave * (1 + p) * cosine, wave * (1 + s),
			  -wave * (1 - p) * sine * index * index);
	}
}

static void slope_field(const struct radial *radial, const struct radial_slopes *slopes,
			struct beam *beam)
{
	radial_slope(radial, slopes, beam->field.radial, beam->slope.radial);
	radial_slope(radial, slopes, beam->field.azimuth, beam->slope.azimuth);
	radial_slope(radial, slopes, beam->field.axial, beam->slope.axial);
}

static void tilted_make(struct tilted *tilted, const struct optics *optics,
			const struct film_stack *stack, double depth_nm)
{
	struct radial_slopes slopes;

	tilted->optics = optics;
	tilted->stack = stack;
	radial_make(&tilted->radial, optics, stack, RADIAL_ORDER);
	radial_slopes_make(&tilted->radial, &slopes);
	reflect(tilted);
	light_up(tilted, depth_nm);
	fill_fields(tilted);
	slope_field(&tilted->radial, &slopes, &tilted->in);
	slope_field(&tilted->radial, &slopes, &tilted->out);
	slope_field(&tilted->radial, &slopes, &tilted->face);
}

/* m.grad of a field by the transverse vector. */
static void gradient(const struct beam *beam, unsigned int i, double na, struct change *change)
{
	const struct field *field = &beam->field, *slope = &beam->slope;
	double complex twist = (field->radial[i] - field->azimuth[i]) / na;

	change->radial[0] = slope->radial[i];
	change->radial[1] = -twist;
	change->azimuth[0] = -slope->azimuth[i];
	change->azimuth[1] = twist;
	change->axial[0] = slope->axial[i];
	change->axial[1] = -field->axial[i] / na;
}

/* Add w x of a field, which is kept times @kz. */
static void add_turn(const struct field *field, unsigned int i, double kz, struct change *change)
{
	change->radial[0] += field->axial[i] / kz;
	change->azimuth[1] += field->axial[i] / kz;
	change->axial[0] -= field->radial[i] / kz;
	change->axial[1] += field->azimuth[i] / kz;
}

static void negate(struct change *change)
{
	unsigned int k;

	for (k = 0; k < 2; k++) {
		change->radial[k] = -change->radial[k];
		change->azimuth[k] = -change->azimuth[k];
		change->axial[k] = -change->axial[k];
	}
}

/**
 * struct answer - change of a wave that comes back, by tilt
 * @s: [0] times m_r sin a, [1] times m_a cos a
 * @p: [0] times m_r cos a, [1] times m_a sin a
 */
struct answer {
	double complex s[2];
	double complex p[2];
};

static void answer_at(const struct tilted *tilted, unsigned int i, struct answer *answer)
{
	double index = tilted->optics->index, na = tilted->radial.na[i], kz = tilted->kz[i];
	double cosine = kz / index, sine = na / index;
	double complex eps = tilted->stack->index[GAP_LAYER] * tilted->stack->index[GAP_LAYER];
	double complex scatter = (index * index - eps) / (2 * kz);
	double complex s = tilted->s[i], p = tilted->p[i];
	struct change in, out, face;
	unsigned int k;

	gradient(&tilted->in, i, na, &in);
	negate(&in);
	add_turn(&tilted->in.field, i, kz, &in);
	gradient(&tilted->out, i, na, &out);
	add_turn(&tilted->out.field, i, kz, &out);
	gradient(&tilted->face, i, na, &face);
	for (k = 0; k < 2; k++) {
		answer->s[k] =
			s * in.azimuth[k] - out.azimuth[k] + scatter * (1 + s) * face.azimuth[k];
		answer->p[k] = p * (cosine * in.radial[k] - sine * in.axial[k]) -
			       (cosine * out.radial[k] + sine * out.axial[k]) +
			       scatter * (cosine * (1 + p) * face.radial[k] +
					  sine * (1 - p) * face.axial[k] / eps);
	}
}

/**
 * struct tilt_sums - crossed power over the first quadrant
 * @still: untilted
 * @along: its slope by m along x
 * @across: by m along y
 */
struct tilt_sums {
	double still;
	double along;
	double across;
};

/*
 * Crossed field: still c (p - s) sin a cos a; for m along x
 * sin a (cos^2 a (p0 + s0 - s1) - sin^2 a p1), for m along y
 * cos a (sin^2 a (p0 + p1 + s0) + cos^2 a s1).
 */
static void sum_up(const struct tilted *tilted, struct tilt_sums *sums)
{
	const struct radial *radial = &tilted->radial;
	struct answer a;
	unsigned int i;

	*sums = (struct tilt_sums){ 0 };
	for (i = 0; i < radial->count; i++) {
		double complex still = tilted->wave[i] * (tilted->p[i] - tilted->s[i]);
		double area = radial->na[i] * radial->step[i] * tilted->kz[i];

		answer_at(tilted, i, &a);
		sums->still += area * QUADRANT_EVEN * creal(still * conj(still));
		sums->along += area * 2 *
			       creal(conj(still) * (QUADRANT_CUBE * (a.p[0] + a.s[0] - a.s[1]) -
						    QUADRANT_FOURTH * a.p[1]));
		sums->across += area * 2 *
				creal(conj(still) * (QUADRANT_CUBE * (a.p[0] + a.p[1] + a.s[0]) +
						     QUADRANT_FOURTH * a.s[1]));
	}
}

void spot_tilt(const struct optics *optics, const struct film_stack *stack, double gap_nm,
	       unsigned int layer, double tilt_x_mrad, double tilt_y_mrad,
	       double ges[SPOT_QUADRANTS])
{
	struct film_stack here = *stack;
	struct gap_point point;
	struct tilted tilted;
	struct tilt_sums sums;
	struct focus focus;
	double along, across;

	here.thickness_nm[GAP_LAYER] = gap_nm;
	spot_gap_curve(optics, stack, &gap_nm, 1, &point);
	focus_make(&focus, optics, &here, layer, RADIAL_ORDER);
	tilted_make(&tilted, optics, &here, focus.depth_nm);
	sum_up(&tilted, &sums);
	along = MRAD * tilt_y_mrad * sums.along / sums.still;
	across = -MRAD * tilt_x_mrad * sums.across / sums.still;
	ges[0] = point.ges * (1 + along + across);
	ges[1] = point.ges * (1 - along + across);
	ges[2] = point.ges * (1 - along - across);
	ges[3] = point.ges * (1 + along - across);
}
