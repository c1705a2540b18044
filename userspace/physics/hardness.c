// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Composite hardness: the law of volumes (Burnett and Rickerby 1987). An indenter's
 * plastic zone is a hemisphere of radius b = a (E / H)^(1/2) cot^(1/3)(psi) (Lawn, Evans
 * and Marshall 1980), a = depth tan(psi); each film counts by its share of the zone's
 * volume, E and H being those of the composite (Chicot and Lesage 1995).
 */
#include <math.h>

#include "physics/process.h"

#define CONE (70.3 * M_PI / 180.0) /* that displaces as much as a Berkovich pyramid */
#define ROUNDS 200

struct blend {
	double hardness;
	double modulus;
};

/* Part of a hemisphere of radius 1 above depth @z. */
static double share_above(double z)
{
	return z < 1.0 ? 1.5 * z - 0.5 * z * z * z : 1.0;
}

static struct blend blend_zone(const struct coat *coat, unsigned int count,
			       const struct material *substrate, double radius_nm)
{
	struct blend blend = { 0.0, 0.0 };
	double above = 0.0;
	double depth = 0.0;

	for (unsigned int i = 0; i < count; i++) {
		double below, share;

		depth += fmax(coat[i].thickness_nm, 0.0);
		below = radius_nm > 0.0 ? share_above(depth / radius_nm) : 1.0;
		share = below - above;
		above = below;
		blend.hardness += share * coat[i].hardness_gpa;
		blend.modulus += share * coat[i].material->modulus_gpa;
	}
	blend.hardness += (1.0 - above) * substrate->hardness_gpa;
	blend.modulus += (1.0 - above) * substrate->modulus_gpa;
	return blend;
}

double process_composite_hardness(const struct coat *coat, unsigned int count,
				  const struct material *substrate, double depth_nm)
{
	double reach = fmax(depth_nm, 0.0) * tan(CONE) / cbrt(tan(CONE));
	struct blend blend = blend_zone(coat, count, substrate, 0.0);

	/* Mean of old and new radius: the plain iteration could swing. */
	double radius = 0.0;

	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (!(blend.hardness > 0.0))
			return 0.0;
		radius = 0.5 * (radius + reach * sqrt(blend.modulus / blend.hardness));
		blend = blend_zone(coat, count, substrate, radius);
	}
	return blend.hardness;
}
