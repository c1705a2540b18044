/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: how each step of the line changes the disc
 *
 * Each function takes what a machine is set to and the surface as it came in, and
 * gives the surface as it leaves. No chance in here: expected values and laws;
 * the particular disc is drawn at the end (surface.h).
 */
#ifndef NFOD_PHYSICS_PROCESS_H
#define NFOD_PHYSICS_PROCESS_H

#include <stdbool.h>

#include "physics/material.h"
#include "physics/surface.h"

/**
 * struct workpiece - the disc between two steps
 * @step_nm: height of the land above the groove at the present surface
 * @relief_nm: the same in the recording layer, which the flattening film hides; over
 *	the groove that film is @film_nm + @relief_nm - @step_nm thick
 * @film_nm: flattening film over the land, 0 before it is there
 * @film_sigma: its spread over the disc, part of @film_nm
 * @film_tilt: its relative change from the inner to the outer radius
 * @texture: roughness of the present surface
 * @topography_nm: rms of what neither servo nor roughness counts: 40 um to 1.1 mm
 * @bumps: protrusions of the present surface
 * @axial_pp_nm: run-out, peak to peak
 * @radial_pp_nm: ditto
 * @hardness_gpa: of the top film, 0 before it is there
 * @film_index: refractive index of the flattening film
 * @hottest_c: highest temperature that it has seen
 */
struct workpiece {
	double step_nm;
	double relief_nm;
	double film_nm;
	double film_sigma;
	double film_tilt;
	struct roughness texture;
	double topography_nm;
	struct protrusion_law bumps;
	double axial_pp_nm;
	double radial_pp_nm;
	double hardness_gpa;
	double film_index;
	double hottest_c;
};

/**
 * process_mould() - injection moulding replicates the stamper
 * @step_nm: of the stamper
 */
void process_mould(struct workpiece *piece, const struct material *substrate, double step_nm);

/**
 * process_truncate() - a burnishing head flown over the bare substrate takes the tops
 * off protrusions, before films would copy them
 * @height_nm: the head flies so high
 */
void process_truncate(struct workpiece *piece, double height_nm);

/**
 * process_coat() - one film by sputtering or evaporation
 * @conformality: what a film copies of a step, 0..1 (sputtered about 1)
 * @spread: relative thickness spread
 */
void process_coat(struct workpiece *piece, double thickness_nm, double spread, double conformality);

/**
 * struct spin_set - settings of the spin coater
 * @film: material
 * @solids: fraction by volume that stays
 * @viscosity_mpas: of the solution
 * @rpm: speed
 * @seconds: time at speed
 */
struct spin_set {
	const struct material *film;
	double solids;
	double viscosity_mpas;
	double rpm;
	double seconds;
};

/**
 * process_spin() - spin on the flattening film
 *
 * Thinning by flow (Emslie, Bonner, Peck 1958) until evaporation freezes it
 * (Meyerhofer 1978); levelling buries the step but for its shrinkage.
 */
void process_spin(struct workpiece *piece, const struct spin_set *set);

/**
 * process_bake() - cure the film
 *
 * Below the material's cure_c it stays soft; near and beyond the substrate's glass
 * transition that creeps: the step relaxes and the disc warps.
 */
void process_bake(struct workpiece *piece, const struct material *film,
		  const struct material *substrate, double celsius, double minutes);

/**
 * struct polish_set - settings of the flying tape polisher
 * @pressure_pa: tape on disc, nominal
 * @speed_m_s: disc under tape
 * @seconds: at each place
 * @contact: real over nominal area of contact, from the tape
 * @finish_nm: Ra at which the tape's grain leaves a surface
 */
struct polish_set {
	double pressure_pa;
	double speed_m_s;
	double seconds;
	double contact;
	double finish_nm;
};

/**
 * process_polish() - Preston's law: dz/dt = k p v; what stands out wears 1/contact
 * faster, until it does no longer
 */
void process_polish(struct workpiece *piece, const struct polish_set *set);

/**
 * struct coat - a film as an indenter feels it, from the top down
 */
struct coat {
	const struct material *material;
	double thickness_nm;
	double hardness_gpa;
};

/**
 * process_composite_hardness() - hardness that an indenter finds at a depth
 * @coat: @count films from the top down
 * @substrate: below them
 *
 * Weighted by the plastic zone's share in each film (Burnett and Rickerby 1987;
 * Chicot and Lesage 1995). In GPa.
 */
double process_composite_hardness(const struct coat *coat, unsigned int count,
				  const struct material *substrate, double depth_nm);

#endif
