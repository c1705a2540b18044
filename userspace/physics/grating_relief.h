/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the relief cut into slices
 *
 * Every interface of the disc below the flattening film is the same trapezoid, one
 * film thickness above the other (films are conformal along the normal of the disc);
 * the film's surface is flat or follows by the dip. A horizontal slice is then a row of
 * upright stripes, alike on both sides of the land's middle.
 */
#ifndef NFOD_PHYSICS_GRATING_RELIEF_H
#define NFOD_PHYSICS_GRATING_RELIEF_H

#include <complex.h>
#include <stdbool.h>

#include "physics/track.h"

#define SLICE_STRIPES (FILM_LAYERS + 3)
#define SLICES_WALL 32 /* slices of one wall, at most */

/* Which tracks are written. */
enum grating_marking {
	GRATING_ERASED,
	GRATING_GROOVES,
	GRATING_LANDS,
	GRATING_BOTH,
	GRATING_MARKINGS
};

/**
 * struct slice - stripes between two heights
 * @thickness_nm: of the slice
 * @stripes: how many from the middle of the land to the middle of the groove
 * @edge: where they end, in periods from the middle of the land; the last at 0.5
 * @layer: of the land's stack that fills a stripe
 * @side: on which side of the middle of the wall a stripe is
 * @recording: some of it is recording layer
 */
struct slice {
	double thickness_nm;
	unsigned int stripes;
	double edge[SLICE_STRIPES];
	unsigned int layer[SLICE_STRIPES];
	unsigned int side[SLICE_STRIPES];
	bool recording;
};

/* Greatest number of slices that a relief with @wall slices a wall makes. */
unsigned int relief_slices_most(const struct relief *relief, unsigned int wall);

/**
 * relief_slices() - cut a relief
 * @wall: slices of a sloping wall, 1..SLICES_WALL
 * @slice: from the substrate up, relief_slices_most() of them
 *
 * Return: how many.
 */
unsigned int relief_slices(const struct relief *relief, unsigned int wall, struct slice *slice);

/* Permittivity of one stripe. */
double complex slice_permittivity(const struct relief *relief, const struct slice *slice,
				  unsigned int stripe, enum grating_marking marking);

/**
 * slice_fourier() - Fourier coefficient of the permittivity, or of its reciprocal
 */
double complex slice_fourier(const struct relief *relief, const struct slice *slice,
			     enum grating_marking marking, bool reciprocal, int order);

#endif
