/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: quadrature over the pupil's radius
 *
 * The azimuth is done by formula wherever the disc is plane. Along the radius amplitudes
 * have root singularities where light turns evanescent in the gap or in the substrate;
 * the radius is cut there, and within a zone na = lower + (upper - lower) sin^2(pi t / 2)
 * (or upper sin(pi t / 2) in the innermost) makes them smooth in t, so that Gauss's rule
 * converges exponentially.
 */
#ifndef NFOD_PHYSICS_RADIAL_H
#define NFOD_PHYSICS_RADIAL_H

#include <complex.h>

#include "physics/film.h"
#include "physics/gauss.h"
#include "physics/optics.h"

#define RADIAL_ZONES 3 /* at most */
#define RADIAL_ORDER 32 /* points in a zone that serve well */
#define RADIAL_MOST GAUSS_MOST /* points in a zone, at most */
#define RADIAL_NODES (RADIAL_ZONES * RADIAL_MOST)

/**
 * struct radial - points along the pupil's radius
 * @zones: how many
 * @order: points in a zone
 * @count: points in all
 * @na: of each
 * @step: weight for an integral over na
 * @stretch: d na / dt
 * @amplitude: of the incident beam, 1 in the middle
 * @power: part of the incident power; all sum to 1
 */
struct radial {
	unsigned int zones;
	unsigned int order;
	unsigned int count;
	double na[RADIAL_NODES];
	double step[RADIAL_NODES];
	double stretch[RADIAL_NODES];
	double amplitude[RADIAL_NODES];
	double power[RADIAL_NODES];
};

/**
 * radial_make() - points for one head and disc
 * @stack: disc under the head
 * @order: 2..RADIAL_MOST points in a zone
 */
void radial_make(struct radial *radial, const struct optics *optics, const struct film_stack *stack,
		 unsigned int order);

/**
 * struct radial_slopes - what radial_slope() needs
 * @at: places in a zone, -1..1
 * @weight: barycentric
 */
struct radial_slopes {
	double at[RADIAL_MOST];
	double weight[RADIAL_MOST];
};

void radial_slopes_make(const struct radial *radial, struct radial_slopes *slopes);

/**
 * radial_slope() - derivative by na of what is known at the points
 *
 * That of the polynomial in t through a zone's points: as exact as the quadrature.
 */
void radial_slope(const struct radial *radial, const struct radial_slopes *slopes,
		  const double complex *f, double complex *slope);

/* Points from @i on that make a batch of film.h. */
static inline unsigned int radial_batch(const struct radial *radial, unsigned int i)
{
	return radial->count - i < FILM_LANES ? radial->count - i : FILM_LANES;
}

#endif
