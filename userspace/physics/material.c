// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The table of materials, at 405 nm and room temperature.
 *
 * Marks: [d] the reference drive's figures, which its models were checked with;
 * [h] handbook or data sheet of the bulk material; [f] typical of published thin films
 * of the kind, which spread by 20 % and more with the process; [j] judgement.
 * Documentation/physics.md repeats these marks by figure.
 */
#include <string.h>

#include "physics/material.h"

#define ALIKE(n)         \
	{                \
		(n), (n) \
	}

static const struct material table[] = {
	{
		.name = "air",
		.full_name = "air",
		.index = ALIKE(1.0), /* 1.00028 [h]; the gap is tens of nm */
		.conductivity = 0.026, /* [h]; much less in a gap below the mean free path */
		.heat_capacity = 1.2e3, /* [h] */
	},
	{
		.name = "S-LAH79",
		.full_name = "S-LAH79 lanthanum glass, for lenses",
		.index = ALIKE(2.068), /* [d] */
		.hardness_gpa = 7.0, /* [j], from Knoop hardness of the glass type */
		.modulus_gpa = 125.0, /* [j], lanthanum flints */
		.poisson = 0.30, /* [j] */
		.conductivity = 0.9, /* [j] */
		.heat_capacity = 2.3e6, /* [j], density 5.2 g/cm3 [h] */
		.change_c = 699.0, /* [h], glass transition */
	},
	{
		.name = "glass",
		.full_name = "soda-lime float glass",
		.roles = MATERIAL_SUBSTRATE,
		.index = ALIKE(1.536), /* [h] */
		.hardness_gpa = 6.0, /* [h] */
		.modulus_gpa = 72.0, /* [h] */
		.poisson = 0.22, /* [h] */
		.conductivity = 1.0, /* [h] */
		.heat_capacity = 2.1e6, /* [h] */
		.change_c = 564.0, /* [h] */
	},
	{
		.name = "PC",
		.full_name = "polycarbonate",
		.roles = MATERIAL_SUBSTRATE | MATERIAL_ORGANIC,
		.index = ALIKE(1.622), /* [d] */
		.hardness_gpa = 0.19, /* [f], nanoindentation */
		.modulus_gpa = 2.4, /* [h] */
		.poisson = 0.37, /* [h] */
		.conductivity = 0.2, /* [d] */
		.heat_capacity = 1.4e6, /* [d] */
		.change_c = 147.0, /* [d], 145..150 */
	},
	{
		.name = "PMMA",
		.full_name = "polymethyl methacrylate",
		.roles = MATERIAL_SUBSTRATE | MATERIAL_ORGANIC,
		.index = ALIKE(1.506), /* [h] */
		.hardness_gpa = 0.25, /* [f], nanoindentation */
		.modulus_gpa = 3.2, /* [h] */
		.poisson = 0.37, /* [h] */
		.conductivity = 0.19, /* [h] */
		.heat_capacity = 1.7e6, /* [h] */
		.change_c = 105.0, /* [h] */
	},
	{
		.name = "Al",
		.full_name = "aluminium",
		.roles = MATERIAL_REFLECTOR | MATERIAL_SPUTTERED,
		.index = ALIKE(0.50 + 4.90 * I), /* [d] */
		.hardness_gpa = 1.0, /* [f] */
		.modulus_gpa = 70.0, /* [h] */
		.poisson = 0.345, /* [h] */
		.conductivity = 60.0, /* [d], thin film */
		.heat_capacity = 2.4e6, /* [d] */
		.change_c = 660.0, /* [h] */
	},
	{
		.name = "Ag",
		.full_name = "silver",
		.roles = MATERIAL_REFLECTOR | MATERIAL_SPUTTERED,
		.index = ALIKE(0.05 + 2.17 * I), /* [d] */
		.hardness_gpa = 1.0, /* [f] */
		.modulus_gpa = 80.0, /* [h] */
		.poisson = 0.37, /* [h] */
		.conductivity = 150.0, /* [j], a third of bulk, as alloyed films */
		.heat_capacity = 2.5e6, /* [h] */
		.change_c = 961.0, /* [h] */
	},
	{
		.name = "SiN",
		.full_name = "silicon nitride, sputtered",
		.roles = MATERIAL_DIELECTRIC | MATERIAL_SPUTTERED,
		.index = ALIKE(2.08), /* [d], 2.07..2.10 */
		.hardness_gpa = 16.0, /* [f], 10..22 */
		.modulus_gpa = 200.0, /* [f] */
		.poisson = 0.25, /* [f] */
		.conductivity = 2.0, /* [d] */
		.heat_capacity = 2.2e6, /* [d] */
	},
	{
		.name = "ZnS-SiO2",
		.full_name = "zinc sulphide with 20 % silica",
		.roles = MATERIAL_DIELECTRIC | MATERIAL_SPUTTERED,
		.index = ALIKE(2.31), /* [d] */
		.hardness_gpa = 4.0, /* [j] */
		.modulus_gpa = 80.0, /* [j] */
		.poisson = 0.27, /* [j] */
		.conductivity = 0.55, /* [d] */
		.heat_capacity = 2.0e6, /* [d] */
	},
	{
		.name = "GST",
		.full_name = "Ge2Sb2Te5",
		.roles = MATERIAL_PHASE_CHANGE | MATERIAL_SPUTTERED,
		.index = { [STATE_ERASED] = 2.076 + 2.971 * I, /* [d], crystalline */
			   [STATE_WRITTEN] = 2.816 + 2.191 * I }, /* [d], amorphous */
		.hardness_gpa = 2.6, /* [f] */
		.modulus_gpa = 50.0, /* [f] */
		.poisson = 0.30, /* [j] */
		.conductivity = 0.4, /* [d], 0.25..0.6 */
		.heat_capacity = 1.3e6, /* [d] */
		.change_c = 615.0, /* [d], melts at 600..630 */
	},
	{
		.name = "TbFeCo",
		.full_name = "terbium iron cobalt",
		.roles = MATERIAL_MAGNETO_OPTICAL | MATERIAL_SPUTTERED,
		.index = ALIKE(2.2 + 2.7 * I), /* [d], itself a guess */
		/* [d] rotation, [f] ellipticity: a thick film in air turns light by +0.2
		 * degrees and makes it as elliptic, q = angle (1 - n^2) / (i n). Then |q n^2| /
		 * (2 Im n^2) is 0.009; 0.009..0.011 has been measured at 400..550 nm.
		 */
		.q = -0.017248 - 0.003156 * I,
		.hardness_gpa = 5.0, /* [j] */
		.modulus_gpa = 90.0, /* [j] */
		.poisson = 0.30, /* [j] */
		.conductivity = 7.0, /* [d] */
		.heat_capacity = 2.8e6, /* [d] */
		.change_c = 190.0, /* [d], Curie temperature 180..200 */
	},
	{
		.name = "Fe",
		.full_name = "iron",
		.roles = MATERIAL_REFLECTOR | MATERIAL_SPUTTERED,
		.index = ALIKE(2.30 + 2.62 * I), /* [d] */
		.hardness_gpa = 4.0, /* [f] */
		.modulus_gpa = 211.0, /* [h] */
		.poisson = 0.29, /* [h] */
		.conductivity = 30.0, /* [j], thin film */
		.heat_capacity = 3.5e6, /* [h] */
		.change_c = 770.0, /* [h], Curie temperature */
	},
	{
		.name = "SiO2",
		.full_name = "silica, sputtered",
		.roles = MATERIAL_DIELECTRIC | MATERIAL_SILICA | MATERIAL_SPUTTERED,
		.index = ALIKE(1.470), /* [d] */
		.hardness_gpa = 8.0, /* [f] */
		.modulus_gpa = 70.0, /* [h] */
		.poisson = 0.17, /* [h] */
		.conductivity = 1.0, /* [d] */
		.heat_capacity = 1.6e6, /* [d] */
	},
	{
		.name = "PSZ",
		.full_name = "silica from polysilazane",
		.roles = MATERIAL_FLATTENING | MATERIAL_SILICA,
		.index = ALIKE(1.46), /* [d], spin-on 1.42..1.47 */
		.hardness_gpa = 2.5, /* [f], cured below 120 C in moist air */
		.modulus_gpa = 40.0, /* [f] */
		.poisson = 0.18, /* [j] */
		.conductivity = 0.9, /* [j] */
		.heat_capacity = 1.5e6, /* [j] */
		.cure_c = 80.0, /* [d], 80..120 */
	},
	{
		.name = "SOG",
		.full_name = "sol-gel silica, low temperature",
		.roles = MATERIAL_FLATTENING | MATERIAL_SILICA,
		.index = ALIKE(1.43), /* [d], spin-on 1.42..1.47 */
		.hardness_gpa = 1.4, /* [f], porous */
		.modulus_gpa = 20.0, /* [f] */
		.poisson = 0.20, /* [j] */
		.conductivity = 0.6, /* [j] */
		.heat_capacity = 1.3e6, /* [j] */
		.cure_c = 120.0, /* [d], 80..120 */
	},
	{
		.name = "SOG-HT",
		.full_name = "spin-on glass, high temperature",
		.roles = MATERIAL_FLATTENING | MATERIAL_SILICA,
		.index = ALIKE(1.45), /* [d], spin-on 1.42..1.47 */
		.hardness_gpa = 4.0, /* [f] */
		.modulus_gpa = 45.0, /* [f] */
		.poisson = 0.18, /* [j] */
		.conductivity = 0.9, /* [j] */
		.heat_capacity = 1.5e6, /* [j] */
		.cure_c = 400.0, /* [d] */
	},
	{
		.name = "acrylate",
		.full_name = "acrylate resin, cured by ultraviolet light",
		.roles = MATERIAL_FLATTENING | MATERIAL_ORGANIC,
		.index = ALIKE(1.53), /* [f] */
		.hardness_gpa = 0.25, /* [f] */
		.modulus_gpa = 3.5, /* [f] */
		.poisson = 0.37, /* [j] */
		.conductivity = 0.2, /* [h] */
		.heat_capacity = 1.6e6, /* [h] */
		.change_c = 110.0, /* [f], glass transition */
		.cure_c = 25.0, /* light does it, not heat */
	},
};

#define MATERIALS (sizeof(table) / sizeof(table[0]))

const struct material *material_at(size_t n)
{
	return n < MATERIALS ? &table[n] : NULL;
}

const struct material *material_find(const char *name)
{
	size_t i;

	for (i = 0; i < MATERIALS; i++) {
		if (!strcmp(table[i].name, name))
			return &table[i];
	}
	return NULL;
}
