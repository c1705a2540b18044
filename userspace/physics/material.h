/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: materials
 *
 * The one table of what discs and lenses are made of. Every figure has its
 * source in material.c; Documentation/physics.md names those that are guesses.
 */
#ifndef NFOD_PHYSICS_MATERIAL_H
#define NFOD_PHYSICS_MATERIAL_H

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>

/* What a material may serve as; a recipe that asks for more is refused. */
#define MATERIAL_SUBSTRATE 0x01u
#define MATERIAL_REFLECTOR 0x02u
#define MATERIAL_DIELECTRIC 0x04u
#define MATERIAL_PHASE_CHANGE 0x08u
#define MATERIAL_MAGNETO_OPTICAL 0x10u
#define MATERIAL_FLATTENING 0x20u /* can be spun on, buries the relief */
#define MATERIAL_ORGANIC 0x40u
#define MATERIAL_SILICA 0x80u /* SiO2 is the main component */
#define MATERIAL_SPUTTERED 0x100u /* can be sputtered */

/**
 * enum film_state - what a recording layer holds
 * @STATE_ERASED: crystalline, or magnetised down
 * @STATE_WRITTEN: amorphous, or magnetised up
 */
enum film_state {
	STATE_ERASED = 0,
	STATE_WRITTEN = 1,
	STATES
};

/**
 * struct material - one material at 405 nm
 * @name: as recipes write it
 * @roles: MATERIAL_*
 * @index: complex refractive index n + ik (k >= 0) by enum film_state; alike for
 *	all that does not change phase
 * @q: magneto-optical Voigt constant: the permittivity tensor's off-diagonal element
 *	is +-i q index^2 (sign by state); 0 unless MATERIAL_MAGNETO_OPTICAL
 * @hardness_gpa: nanoindentation hardness
 * @modulus_gpa: Young's modulus
 * @poisson: Poisson's ratio
 * @conductivity: heat, W/(m K)
 * @heat_capacity: rho c, J/(m3 K)
 * @change_c: temperature in C at which it changes: glass transition of a
 *	substrate, Curie temperature, melting point of a phase-change film;
 *	0 = none that matters
 * @cure_c: lowest temperature in C at which a flattening film becomes what it should
 * @full_name: for people
 */
struct material {
	const char *name;
	unsigned int roles;
	double complex index[STATES];
	double complex q;
	double hardness_gpa;
	double modulus_gpa;
	double poisson;
	double conductivity;
	double heat_capacity;
	double change_c;
	double cure_c;
	const char *full_name;
};

/* Return: the material, or NULL. */
const struct material *material_find(const char *name);

/* Return: the n-th of the table, or NULL behind its end. */
const struct material *material_at(size_t n);

#endif
