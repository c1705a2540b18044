// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The formed disc: moulding, truncation of protrusions, coating.
 */
#include <math.h>

#include "physics/process.h"

/*
 * Fidelity of the copy: a polymer shrinks from the wall and springs back a little, a few
 * per cent at mould walls near the glass transition; etched glass is the pattern (j).
 */
#define COPY_POLYMER 0.98
/* Texture of a moulded track: grain of the resist that the stamper was grown on (j). */
#define MOULDED_SIGMA_NM 0.8
#define MOULDED_CORRELATION_UM 0.10
#define MOULDED_EXPONENT 4.0
/* Waviness, 40 um to 1.1 mm, as of good hard-disk substrates (j). */
#define MOULDED_TOPOGRAPHY_NM 0.5
#define GLASS_TOPOGRAPHY_NM 0.3
/* Burrs and particles of a moulded surface (j). */
#define BURRS_PER_CM2 50.0
#define BURR_MEAN_NM 15.0

#define ROOM_C 25.0

void process_mould(struct workpiece *piece, const struct material *substrate, double step_nm)
{
	bool polymer = substrate->roles & MATERIAL_ORGANIC;

	piece->step_nm = step_nm * (polymer ? COPY_POLYMER : 1.0);
	piece->relief_nm = piece->step_nm;
	piece->film_nm = 0.0;
	piece->film_sigma = 0.0;
	piece->film_tilt = 0.0;
	piece->texture.sigma_nm = MOULDED_SIGMA_NM;
	piece->texture.correlation_um = MOULDED_CORRELATION_UM;
	piece->texture.exponent = MOULDED_EXPONENT;
	piece->topography_nm = polymer ? MOULDED_TOPOGRAPHY_NM : GLASS_TOPOGRAPHY_NM;
	piece->bumps.per_cm2 = BURRS_PER_CM2;
	piece->bumps.mean_nm = BURR_MEAN_NM;
	piece->bumps.ceiling_nm = INFINITY;
	piece->hardness_gpa = 0.0;
	piece->film_index = 0.0;
	piece->hottest_c = ROOM_C;
}

void process_truncate(struct workpiece *piece, double height_nm)
{
	piece->bumps.ceiling_nm = fmin(piece->bumps.ceiling_nm, fmax(height_nm, 0.0));
}

/*
 * Kinetic roughening of a sputtered film: sigma = rate t^growth, t in nm. Amorphous
 * dielectrics have a growth exponent of 0.2..0.4 and some 0.4 nm at 60 nm (j);
 * polycrystalline metals are rougher, which is left out.
 */
#define ROUGHENING_RATE 0.10
#define ROUGHENING_GROWTH 0.33
/* Lateral grain of a sputtered film (j). */
#define FILM_CORRELATION_UM 0.03
/*
 * What stands out sees more of the target than what lies beside it and grows on: the
 * linear part of the shadowing instability (Karunasiri, Bruinsma, Rudnick 1989), per
 * micrometre of film (j).
 */
#define NODULE_GROWTH_PER_UM 0.5
/* Thickness spread is a matter of centimetres; this part is shorter than 1.1 mm (j). */
#define SPREAD_SHORT 0.05

/* A second texture on top of the first: variances add, lengths by their share. */
static void add_texture(struct roughness *texture, double sigma_nm, double correlation_um)
{
	double old = texture->sigma_nm * texture->sigma_nm;
	double more = sigma_nm * sigma_nm;

	if (!(old + more > 0.0))
		return;
	texture->correlation_um =
		(old * texture->correlation_um + more * correlation_um) / (old + more);
	texture->sigma_nm = sqrt(old + more);
}

/* What is left of a step: all of it under a thin film, @conformality under a thick one. */
static double copied_step(double step_nm, double thickness_nm, double conformality)
{
	if (!(step_nm > 0.0))
		return step_nm;
	return step_nm * (1.0 - (1.0 - conformality) * (1.0 - exp(-thickness_nm / step_nm)));
}

void process_coat(struct workpiece *piece, double thickness_nm, double spread, double conformality)
{
	double thickness = fmax(thickness_nm, 0.0);
	double growth = 1.0 + NODULE_GROWTH_PER_UM * thickness / 1e3;

	piece->step_nm = copied_step(piece->step_nm, thickness, conformality);
	piece->relief_nm = copied_step(piece->relief_nm, thickness, conformality);
	add_texture(&piece->texture, ROUGHENING_RATE * pow(thickness, ROUGHENING_GROWTH),
		    FILM_CORRELATION_UM);
	piece->topography_nm = hypot(piece->topography_nm, SPREAD_SHORT * spread * thickness);
	piece->bumps.mean_nm *= growth;
	piece->bumps.ceiling_nm *= growth;
}
