/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the head's optics
 *
 * Laser, solid immersion lens and its polarisation, the same for every model.
 * Light comes in along +z through the lens, whose flat tip is at z = 0; then the
 * air gap, then the disc.
 */
#ifndef NFOD_PHYSICS_OPTICS_H
#define NFOD_PHYSICS_OPTICS_H

/**
 * struct optics - the head
 * @wavelength_nm: in vacuum
 * @index: of the solid immersion lens
 * @na: effective numerical aperture, below @index
 * @fill: amplitude of the beam at the pupil's rim against its centre (Gaussian);
 *	1 = uniform
 */
struct optics {
	double wavelength_nm;
	double index;
	double na;
	double fill;
};

/* The reference head: 405 nm, S-LAH79, NA 1.50, uniform pupil. */
#define OPTICS_REFERENCE ((struct optics){ 405.0, 2.068, 1.50, 1.0 })

#endif
