/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: crystallisation of Ge2Sb2Te5
 *
 * Two ways in which amorphous film crystallises: the crystal around it grows into it, and
 * crystals form within it (Johnson, Mehl, Avrami and Kolmogorov). Both depend on
 * temperature only and are tabled.
 */
#ifndef NFOD_PHYSICS_CRYSTAL_H
#define NFOD_PHYSICS_CRYSTAL_H

/* Exponent of Avrami for crystals that form and grow in a film as the time goes (s). */
#define CRYSTAL_AVRAMI 3.0

/* Melting point, degrees C. */
#define CRYSTAL_MELT_C 615.0

/* Velocity at which crystals grow into amorphous film, m/s = nm/ns. */
double crystal_growth(double celsius);

/* Rate of crystals forming within, 1/s: crystalline part = 1 - exp(-(sum rate dt)^n). */
double crystal_forming(double celsius);

#define CRYSTAL_TABLE 640

/**
 * struct crystal_table - both by whole degrees
 */
struct crystal_table {
	float growth[CRYSTAL_TABLE];
	float forming[CRYSTAL_TABLE];
};

void crystal_tabulate(struct crystal_table *table);

#endif
