// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Flying tape polish.
 *
 * All is told by one length, what a plain surface would lose: R = k p v t (Preston
 * 1927). A step wears by the density and height model of chemical-mechanical polishing
 * (Smith et al. 1999): as long as it is higher than the tape gives way, land alone is
 * worn and the faster for it; then both, and the step decays exponentially.
 */
#include <math.h>

#include "physics/process.h"

#define PRESTON 7e-14 /* 1/Pa, thermal oxide */
#define PRESTON_HARDNESS 8.5 /* GPa, of that oxide; wear goes as 1/hardness (Archard 1953) */
#define LAND 0.5 /* its part of the track period */
#define GIVE_NM 3.0 /* a tape gives way by so much over a track's width (j) */
/* Bumps lower than this no longer carry the tape alone, which then gives way (j). */
#define RIDE_NM 10.0
#define BUMP_GIVE_NM 5.0
/* Lowest bump that can be told from the finish, in Ra of the finish (j). */
#define FLOOR_FINISH 3.0
/* The tallest bump: one disc in so many has a taller one. */
#define DISC_CM2 88.0
#define DISCS 1000.0
/* Removal differs by so much from place to place (j). */
#define UNEVEN 0.15
/* Base of the tape: 25 um polyester. */
#define TAPE_STIFFNESS 6e-9 /* N m */
#define TAPE_GRAIN_UM 0.20 /* correlation length of the finish (j) */

/**
 * struct wear - what a step and its land have lost
 * @step_nm: what is left of the step
 * @land_nm: taken from the land
 */
struct wear {
	double step_nm;
	double land_nm;
};

static struct wear wear_step(double step_nm, double removal_nm)
{
	double lift = fmax(step_nm - GIVE_NM, 0.0);
	double alone = fmin(removal_nm, lift * LAND);
	double both = removal_nm - alone;
	double height = step_nm - alone / LAND;
	struct wear wear;

	wear.step_nm = height * exp(-both / (LAND * GIVE_NM));
	wear.land_nm = alone / LAND + both + (1.0 - LAND) * (height - wear.step_nm);
	return wear;
}

/* Removal at which the film over the land is gone: what is below it stops the tape. */
static double removal_until_through(double step_nm, double film_nm, double removal_nm)
{
	double enough = 0.0;
	double too_much = removal_nm;

	if (wear_step(step_nm, removal_nm).land_nm <= film_nm)
		return removal_nm;
	for (unsigned int i = 0; i < 60; i++) {
		double middle = 0.5 * (enough + too_much);

		if (wear_step(step_nm, middle).land_nm <= film_nm)
			enough = middle;
		else
			too_much = middle;
	}
	return enough;
}

static double over(double part, double whole)
{
	return whole > 0.0 ? part / whole : 0.0;
}

static void wear_film(struct workpiece *piece, double removal_nm)
{
	double removal = removal_until_through(piece->step_nm, piece->film_nm, removal_nm);
	struct wear wear = wear_step(piece->step_nm, removal);
	double sigma = hypot(piece->film_sigma * piece->film_nm, UNEVEN * removal);
	double tilt = piece->film_tilt * piece->film_nm;
	double left = piece->film_nm - wear.land_nm;

	/* Nothing is left of it, whatever the search leaves. */
	if (removal < removal_nm || !(left > 0.0))
		left = 0.0;
	piece->film_nm = left;
	piece->step_nm = wear.step_nm;
	piece->film_sigma = over(sigma, left);
	piece->film_tilt = over(tilt, left);
}

static double tallest(const struct protrusion_law *bumps)
{
	double number = bumps->per_cm2 * DISC_CM2 * DISCS;

	return number > 1.0 ? fmin(bumps->mean_nm * log(number), bumps->ceiling_nm) : 0.0;
}

/*
 * The tape rides on the tallest bumps and wears them down to one height, which falls
 * 1/contact faster than a plain surface would. When the surface between carries the tape,
 * what still stands out wears like a step, until it is lost in the finish.
 */
static void wear_bumps(struct protrusion_law *bumps, const struct polish_set *set,
		       double removal_nm)
{
	double contact = fmax(set->contact, 1e-9);
	double lowest = FLOOR_FINISH * fmax(set->finish_nm, 0.0);
	double top = tallest(bumps);
	double alone = fmin(removal_nm / contact, fmax(top - RIDE_NM, 0.0));
	double both = removal_nm - alone * contact;

	top = (top - alone) * exp(-both / BUMP_GIVE_NM);
	bumps->ceiling_nm = fmin(bumps->ceiling_nm, fmax(top, lowest));
}

/* Peaks wear like a step of the tape's give, towards what the grain leaves. */
static void wear_texture(struct roughness *texture, const struct polish_set *set, double removal_nm)
{
	double finish = fmax(set->finish_nm, 0.0) * sqrt(M_PI / 2.0);
	double old = exp(-removal_nm / (LAND * GIVE_NM));

	texture->sigma_nm = finish + (texture->sigma_nm - finish) * old;
	texture->correlation_um = TAPE_GRAIN_UM + (texture->correlation_um - TAPE_GRAIN_UM) * old;
}

/*
 * A tape bends over a wave of number k by p / (D k^4): it follows all that is longer
 * than about 60 um and wears only the rest. Variance evenly over wavelengths.
 */
static double worn_topography(double topography_nm, const struct polish_set *set, double removal_nm)
{
	double variance = 0.0;

	for (unsigned int i = 0; i < 32; i++) {
		double k = 2.0 * M_PI / ((40.0 + 1060.0 * (i + 0.5) / 32.0) * 1e-6);
		double give = fmax(set->pressure_pa, 0.0) / (TAPE_STIFFNESS * k * k * k * k) * 1e9;

		variance += exp(-2.0 * removal_nm / (LAND * fmax(give, GIVE_NM))) / 32.0;
	}
	return topography_nm * sqrt(variance);
}

void process_polish(struct workpiece *piece, const struct polish_set *set)
{
	double hardness = piece->hardness_gpa > 0.0 ? piece->hardness_gpa : PRESTON_HARDNESS;
	double removal = PRESTON * PRESTON_HARDNESS / hardness * set->pressure_pa * set->speed_m_s *
			 set->seconds * 1e9;

	if (!(removal > 0.0))
		return;
	if (piece->film_nm > 0.0)
		wear_film(piece, removal);
	wear_bumps(&piece->bumps, set, removal);
	wear_texture(&piece->texture, set, removal);
	piece->topography_nm = worn_topography(piece->topography_nm, set, removal);
}
