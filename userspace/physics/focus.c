// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>

#include "physics/focus.h"

/* Step of the search for the best focus: phase between middle and rim, radians. */
#define SEARCH_PHASE 0.6
#define SEARCH_END_NM 1e-3

#define GOLDEN 0.6180339887498949 /* (sqrt(5) - 1) / 2 */

/* Steps along a line: part of lambda / na. */
#define WIDTH_STEP 0.0625
#define WIDTH_STEPS 64 /* a spot that is wider than four Airy discs has no width */
#define WIDTH_END_NM 1e-6

static double wavenumber(const struct optics *optics)
{
	return 2 * M_PI / optics->wavelength_nm;
}

static double complex lane(const struct film_lanes *lanes, unsigned int i)
{
	return CMPLX(lanes->re[i], lanes->im[i]);
}

/*
 * Aplanatic lens: amplitude of a plane wave per area of the pupil goes as
 * 1 / sqrt(cos).
 */
static double wave_weight(const struct focus *focus, unsigned int i, double cosine)
{
	const struct radial *radial = &focus->radial;

	return radial->amplitude[i] * radial->na[i] * radial->step[i] / sqrt(cosine);
}

static void take_fields(struct focus *focus, const struct film_stack *stack, unsigned int layer)
{
	const struct radial *radial = &focus->radial;
	double index = focus->optics->index, bare = 0;
	struct film_fields e;
	unsigned int i, j;

	for (i = 0; i < radial->count; i++) {
		double kz = sqrt(index * index - radial->na[i] * radial->na[i]);
		double weight = wave_weight(focus, i, kz / index);

		j = i % FILM_LANES;
		if (!j)
			film_fields(stack, layer, stack->thickness_nm[layer] / 2, radial->na + i,
				    radial_batch(radial, i), &e);
		focus->kz[i] = kz - index;
		focus->even[i] = weight * (lane(&e.px, j) + lane(&e.s, j)) / 2;
		focus->twist[i] = weight * (lane(&e.px, j) - lane(&e.s, j)) / 2;
		focus->axial[i] = weight * lane(&e.pz, j);
		bare += weight * (kz / index + 1) / 2;
	}
	focus->bare = bare * bare;
}

static double on_axis(const struct focus *focus, double depth_nm)
{
	double factor = -wavenumber(focus->optics) * depth_nm;
	double complex sum = 0;
	unsigned int i;

	for (i = 0; i < focus->radial.count; i++) {
		double phase = factor * focus->kz[i];

		sum += focus->even[i] * CMPLX(cos(phase), sin(phase));
	}
	return creal(sum * conj(sum));
}

/* Golden section: the greatest in between, where there is but one. */
static double highest(const struct focus *focus, double lower, double upper)
{
	double left = upper - GOLDEN * (upper - lower), right = lower + GOLDEN * (upper - lower);
	double at_left = on_axis(focus, left), at_right = on_axis(focus, right);

	while (upper - lower > SEARCH_END_NM) {
		if (at_left > at_right) {
			upper = right;
			right = left;
			at_right = at_left;
			left = upper - GOLDEN * (upper - lower);
			at_left = on_axis(focus, left);
		} else {
			lower = left;
			left = right;
			at_left = at_right;
			right = lower + GOLDEN * (upper - lower);
			at_right = on_axis(focus, right);
		}
	}
	return (lower + upper) / 2;
}

/* How deep glass looks through @stack at most: twice as deep as it is. */
static double deepest(const struct film_stack *stack, unsigned int layer)
{
	double depth = 0;
	unsigned int i;

	for (i = 1; i <= layer; i++)
		depth += stack->thickness_nm[i];
	return 2 * depth;
}

static void refocus(struct focus *focus, const struct film_stack *stack, unsigned int layer)
{
	const struct optics *optics = focus->optics;
	double rim = sqrt(optics->index * optics->index - optics->na * optics->na);
	double step = SEARCH_PHASE / (wavenumber(optics) * (optics->index - rim));
	double end = deepest(stack, layer) + step, depth, best = 0, most = -1;

	for (depth = -step; depth < end; depth += step) {
		double here = on_axis(focus, depth);

		if (here > most) {
			most = here;
			best = depth;
		}
	}
	focus->depth_nm = highest(focus, best - step, best + step);
}

static void apply_depth(struct focus *focus)
{
	double factor = -wavenumber(focus->optics) * focus->depth_nm;
	unsigned int i;

	for (i = 0; i < focus->radial.count; i++) {
		double complex phase = cexp(I * factor * focus->kz[i]);

		focus->even[i] *= phase;
		focus->twist[i] *= phase;
		focus->axial[i] *= phase;
	}
}

void focus_make(struct focus *focus, const struct optics *optics, const struct film_stack *stack,
		unsigned int layer, unsigned int order)
{
	focus->optics = optics;
	radial_make(&focus->radial, optics, stack, order);
	take_fields(focus, stack, layer);
	refocus(focus, stack, layer);
	apply_depth(focus);
}

/* J2 by its series where the recurrence would lose digits. */
static double bessel_2(double z, double z0, double z1)
{
	double u = z * z / 4;

	if (z > 0.5)
		return 2 * z1 / z - z0;
	return u / 2 * (1 - u / 3 * (1 - u / 8 * (1 - u / 15 * (1 - u / 24 * (1 - u / 35)))));
}

/**
 * struct focus_sums - the three integrals of Richards and Wolf at a distance
 */
struct focus_sums {
	double complex even;
	double complex axial;
	double complex twist;
};

static void integrate(const struct focus *focus, double x_nm, struct focus_sums *sums)
{
	double factor = wavenumber(focus->optics) * fabs(x_nm);
	unsigned int i;

	*sums = (struct focus_sums){ 0 };
	for (i = 0; i < focus->radial.count; i++) {
		double z = factor * focus->radial.na[i];
		double z0 = j0(z), z1 = j1(z);

		sums->even += focus->even[i] * z0;
		sums->axial += focus->axial[i] * z1;
		sums->twist += focus->twist[i] * bessel_2(z, z0, z1);
	}
}

static double power(double complex a)
{
	return creal(a) * creal(a) + cimag(a) * cimag(a);
}

double focus_intensity(const struct focus *focus, double x_nm, double angle)
{
	struct focus_sums sums;

	integrate(focus, x_nm, &sums);
	return (power(sums.even - sums.twist * cos(2 * angle)) +
		power(sums.twist * sin(2 * angle)) + power(sums.axial * cos(angle))) /
	       focus->bare;
}

double focus_peak(const struct focus *focus)
{
	return on_axis(focus, 0) / focus->bare;
}

double focus_width(const struct focus *focus, double angle)
{
	double half = focus_peak(focus) / 2, lower = 0, upper = 0;
	double step = WIDTH_STEP * focus->optics->wavelength_nm / focus->optics->na;
	unsigned int i;

	for (i = 1; i <= WIDTH_STEPS; i++) {
		upper = i * step;
		if (focus_intensity(focus, upper, angle) < half)
			break;
		lower = upper;
	}
	if (i > WIDTH_STEPS)
		return INFINITY;
	while (upper - lower > WIDTH_END_NM) {
		double middle = (lower + upper) / 2;

		if (focus_intensity(focus, middle, angle) < half)
			upper = middle;
		else
			lower = middle;
	}
	return lower + upper;
}
