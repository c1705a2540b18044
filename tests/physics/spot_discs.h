/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Discs under the head, with the reference's indices written out: no table between. */
#ifndef NFOD_TESTS_PHYSICS_SPOT_DISCS_H
#define NFOD_TESTS_PHYSICS_SPOT_DISCS_H

#include <complex.h>
#include <math.h>
#include <stdbool.h>

#include "cmocka_all.h"
#include "near.h"
#include "physics/film.h"
#include "physics/optics.h"

#define LENS 2.068
#define LAND_NM 40.0
#define GROOVE_NM 88.0
#define RECORDING 4
#define CRYSTALLINE (2.076 + 2.971 * I)
#define AMORPHOUS (2.816 + 2.191 * I)

static const struct optics reference = OPTICS_REFERENCE;

/* The phase-change disc under @film_nm of flattening film. */
static inline struct film_stack phase_change(double film_nm, double complex recording)
{
	return (struct film_stack){
		.wavelength_nm = 405,
		.layers = 6,
		.index = { LENS, 1, 1.470, 2.07, recording, 2.31, 0.50 + 4.90 * I, 1.622 },
		.thickness_nm = { 0, 25, film_nm, 60, 14, 25, 80 },
	};
}

/* The magneto-optical one. */
static inline struct film_stack magneto_optical(double film_nm)
{
	return (struct film_stack){
		.wavelength_nm = 405,
		.layers = 6,
		.index = { LENS, 1, 1.470, 2.07, 2.2 + 2.7 * I, 2.07, 0.50 + 4.90 * I, 1.622 },
		.thickness_nm = { 0, 25, film_nm, 60, 22, 20, 40 },
	};
}

/* Two layers of what the last half-space is made of. */
static inline struct film_stack bare(double lens, double gap, double complex behind)
{
	return (struct film_stack){
		.wavelength_nm = 405,
		.layers = 2,
		.index = { lens, gap, behind, behind },
		.thickness_nm = { 0, 25, 100 },
	};
}

static inline double complex lane_of(const struct film_lanes *lanes, unsigned int i)
{
	return CMPLX(lanes->re[i], lanes->im[i]);
}

static inline double size2(double complex a)
{
	return creal(a) * creal(a) + cimag(a) * cimag(a);
}

#endif
