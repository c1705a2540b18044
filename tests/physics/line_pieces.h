/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Materials, settings and pieces that the line's tests begin with. */
#ifndef NFOD_TESTS_PHYSICS_LINE_PIECES_H
#define NFOD_TESTS_PHYSICS_LINE_PIECES_H

#include "cmocka_all.h"
#include "physics/process.h"

#define AREA_CM2 87.6

static const struct material plastic = {
	.name = "plastic",
	.roles = MATERIAL_SUBSTRATE | MATERIAL_ORGANIC,
	.hardness_gpa = 0.19,
	.modulus_gpa = 2.4,
	.change_c = 147,
};

static const struct material hard_substrate = {
	.name = "hard",
	.roles = MATERIAL_SUBSTRATE,
	.hardness_gpa = 6,
	.modulus_gpa = 72,
	.change_c = 564,
};

static const struct material silica = {
	.name = "silica",
	.roles = MATERIAL_FLATTENING | MATERIAL_SILICA,
	.index = { 1.46, 1.46 },
	.hardness_gpa = 2.5,
	.modulus_gpa = 40,
	.cure_c = 80,
};

/* What gives the reference disc's film: 40 nm on land, 88 nm in grooves. */
static const struct spin_set spin_reference = {
	.film = &silica, .solids = 0.05, .viscosity_mpas = 2, .rpm = 5250, .seconds = 30
};

static const struct polish_set polish_reference = {
	.pressure_pa = 20e3, .speed_m_s = 2, .seconds = 0.75, .contact = 5e-3, .finish_nm = 0.65
};

static inline void assert_between(double value, double low, double high)
{
	if (!(value >= low && value <= high))
		fail_msg("%.12g is not in %.12g..%.12g", value, low, high);
}

static inline struct workpiece moulded(double step_nm)
{
	struct workpiece piece = { .axial_pp_nm = 20e3, .radial_pp_nm = 30e3 };

	process_mould(&piece, &plastic, step_nm);
	return piece;
}

static inline double groove_film(const struct workpiece *piece)
{
	return piece->film_nm + piece->relief_nm - piece->step_nm;
}

static inline double count_above(const struct workpiece *piece, double height_nm)
{
	return protrusions_expected(&piece->bumps, height_nm, AREA_CM2);
}

static inline struct workpiece baked(const struct material *film, const struct material *substrate,
				     double celsius, double minutes)
{
	struct workpiece piece = moulded(49);
	struct spin_set set = spin_reference;

	set.film = film;
	process_spin(&piece, &set);
	process_bake(&piece, film, substrate, celsius, minutes);
	return piece;
}

#endif
