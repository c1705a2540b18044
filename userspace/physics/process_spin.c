// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Spin coating.
 *
 * Flow: h = h0 / sqrt(1 + 4 rho w^2 h0^2 t / 3 eta) (Emslie, Bonner, Peck 1958), until
 * the solvent leaves as fast by evaporation as by flow, h = (3 eta e / 2 (1 - x0) rho
 * w^2)^(1/3); from there it only dries, to x0 h (Meyerhofer 1978). Evaporation through
 * the air's boundary layer above a turning disc goes as the root of the speed
 * (Bornside, Macosko, Scriven 1989).
 */
#include <math.h>

#include "physics/process_cure.h"

/* Solvent: 1-propoxy-2-propanol, as of commercial spin-on glasses, in air at 25 C. */
#define SOLVENT_DENSITY 885.0 /* kg/m3 */
#define SOLVENT_VAPOUR 1.1e-2 /* kg/m3 at 230 Pa */
#define VAPOUR_DIFFUSION 7e-6 /* m2/s */
#define AIR_VISCOSITY 1.5e-5 /* m2/s, kinematic */
#define BOUNDARY_LAYER 0.547 /* mass transfer = this D sqrt(w / nu), laminar */
#define SURFACE_TENSION 0.025 /* N/m */

#define PUDDLE_M 100e-6 /* of solution when the disc comes to speed */

/* Spread over a disc when all has dried; more when it still flows at the end (j). */
#define SPREAD_DRY 0.03
#define SPREAD_WET 0.20
/* Thinner outside: real solutions thin under shear (j). */
#define TILT -0.02
/* Roughness that the film has of its own: gel grains (j). */
#define GEL_SIGMA_NM 1.2
#define GEL_CORRELATION_UM 0.15
/* Gel particles and dust that come with the solution (j). */
#define PARTICLES_PER_CM2 5.0
#define PARTICLE_MEAN_NM 15.0
/* Land's part of the track period. */
#define LAND 0.5

/* What no levelling takes away: drying and curing shrink a film where it is thicker. */
#define COPIED (1.0 - FREEZE_SOLIDS)

/* Evaporation in m/s over the root of the speed in rad/s. */
static double evaporation(void)
{
	return BOUNDARY_LAYER * VAPOUR_DIFFUSION / sqrt(AIR_VISCOSITY) * SOLVENT_VAPOUR /
	       SOLVENT_DENSITY;
}

static double solids_of(const struct spin_set *set)
{
	return fmin(fmax(set->solids, 0.0), 0.99);
}

/**
 * struct wet - the liquid film when it ceases to flow
 * @thickness_m: mean
 * @drying_s: time that it takes to freeze from there
 * @flowing: part of the thickness that spinning on would still have taken
 */
struct wet {
	double thickness_m;
	double drying_s;
	double flowing;
};

static struct wet spin_off(const struct spin_set *set)
{
	double speed = fmax(set->rpm, 0.0) * 2.0 * M_PI / 60.0;
	double eta = fmax(set->viscosity_mpas, 0.0) * 1e-3;
	double thinning = 4.0 * SOLVENT_DENSITY * speed * speed * PUDDLE_M * PUDDLE_M *
			  fmax(set->seconds, 0.0);
	double flow, balance;
	struct wet wet;

	flow = thinning > 0.0 ? PUDDLE_M / sqrt(1.0 + thinning / (3.0 * eta)) : PUDDLE_M;
	balance = PUDDLE_M;
	if (speed > 0.0)
		balance = cbrt(
			3.0 * eta * evaporation() /
			(2.0 * (1.0 - solids_of(set)) * SOLVENT_DENSITY * speed * sqrt(speed)));
	wet.thickness_m = fmin(fmax(flow, balance), PUDDLE_M);
	wet.flowing = flow > balance ? 1.0 - balance / flow : 0.0;
	wet.drying_s = wet.thickness_m / (evaporation() * sqrt(fmax(speed, 1.0)));
	return wet;
}

/*
 * Surface tension levels waves of length L in 3 eta L^4 / (16 pi^4 gamma h^3) (Orchard
 * 1962). Tracks are level in microseconds; of the topography, taken to have its
 * variance evenly over wavelengths, the shorter part is. Drying stiffens the liquid, so
 * half of the time counts.
 */
static double levelled_topography(double topography_nm, const struct spin_set *set,
				  const struct wet *wet)
{
	double h = wet->thickness_m;
	double variance = 0.0;

	for (unsigned int i = 0; i < 32; i++) {
		double length = (40.0 + 1060.0 * (i + 0.5) / 32.0) * 1e-6;
		double tau = 3.0 * fmax(set->viscosity_mpas, 0.0) * 1e-3 * pow(length, 4.0) /
			     (16.0 * pow(M_PI, 4.0) * SURFACE_TENSION * h * h * h);
		double wave = tau > 0.0 ? exp(-0.5 * wet->drying_s / tau) : 0.0;

		wave = COPIED + (1.0 - COPIED) * wave;
		variance += wave * wave / 32.0;
	}
	return topography_nm * sqrt(variance);
}

/*
 * What was lower than the film lies under it; what was higher stands out by so much less:
 * N'(> h) = N(> h + film). Of those buried the surface keeps what shrinkage copies, which
 * matters only as a ceiling. The solution brings particles of its own.
 */
static void bury_bumps(struct protrusion_law *bumps, double film_nm)
{
	double left = bumps->mean_nm > 0.0 ? bumps->per_cm2 * exp(-film_nm / bumps->mean_nm) : 0.0;
	double all;

	if (!(film_nm < bumps->ceiling_nm))
		left = 0.0;
	all = left + PARTICLES_PER_CM2;
	bumps->mean_nm = (left * bumps->mean_nm + PARTICLES_PER_CM2 * PARTICLE_MEAN_NM) / all;
	bumps->per_cm2 = all;
	bumps->ceiling_nm = INFINITY;
}

/* Texture below shows through like the step; the gel adds its own. */
static void bury_texture(struct roughness *texture)
{
	double old = texture->sigma_nm * COPIED;

	texture->sigma_nm = hypot(old, GEL_SIGMA_NM);
	texture->correlation_um = (old * old * texture->correlation_um +
				   GEL_SIGMA_NM * GEL_SIGMA_NM * GEL_CORRELATION_UM) /
				  (texture->sigma_nm * texture->sigma_nm);
}

void process_spin(struct workpiece *piece, const struct spin_set *set)
{
	struct wet wet = spin_off(set);
	double mean = solids_of(set) * wet.thickness_m * 1e9;
	double step = fmax(piece->step_nm, 0.0);
	/* The liquid lies level: grooves hold more of it, on land there is less. */
	double land = fmax(mean - (1.0 - LAND) * step * FREEZE_SOLIDS, 0.0);
	double groove = (mean - LAND * land) / (1.0 - LAND);

	piece->topography_nm = levelled_topography(piece->topography_nm, set, &wet);
	bury_bumps(&piece->bumps, land);
	bury_texture(&piece->texture);
	piece->step_nm += land - groove;
	piece->film_nm += land;
	piece->film_sigma = hypot(piece->film_sigma, SPREAD_DRY + SPREAD_WET * wet.flowing);
	piece->film_tilt += TILT;
	cure_film(piece, set->film, 0.0);
}
