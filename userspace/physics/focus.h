/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the focused field inside a layer
 *
 * Richards and Wolf's integrals with the plane waves that the stack makes of the
 * incident ones. The azimuth gives Bessel functions of order 0, 1, 2.
 */
#ifndef NFOD_PHYSICS_FOCUS_H
#define NFOD_PHYSICS_FOCUS_H

#include "physics/radial.h"

/**
 * struct focus - light in the middle of a layer, by plane wave
 * @optics: the head
 * @radial: points along the pupil's radius
 * @kz: in the lens, less that of the middle ray, in units of 2 pi / lambda
 * @depth_nm: of the geometrical focus below the tip, as if all were lens glass
 * @even: (s + px) / 2 times the beam's amplitude and weight
 * @twist: (px - s) / 2, ditto
 * @axial: pz, ditto
 * @bare: intensity of the same beam focused in lens glass
 */
struct focus {
	const struct optics *optics;
	struct radial radial;
	double kz[RADIAL_NODES];
	double depth_nm;
	double complex even[RADIAL_NODES];
	double complex twist[RADIAL_NODES];
	double complex axial[RADIAL_NODES];
	double bare;
};

/**
 * focus_make() - the field in the middle of @layer, refocused to where it is strongest
 * @stack: its layer 1 is the gap, as thick as it is
 * @order: points in a zone of the radius
 */
void focus_make(struct focus *focus, const struct optics *optics, const struct film_stack *stack,
		unsigned int layer, unsigned int order);

/* Intensity on the axis, against @bare. */
double focus_peak(const struct focus *focus);

/* Intensity at a distance from the axis; @angle against the polarisation. */
double focus_intensity(const struct focus *focus, double x_nm, double angle);

/* Full width at half of the axis' intensity. */
double focus_width(const struct focus *focus, double angle);

#endif
