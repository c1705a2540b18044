// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The oven: what it does to the film, and to the substrate below.
 */
#include <complex.h>
#include <math.h>

#include "physics/process_cure.h"

#define GAS 8.314 /* J/(mol K) */
#define ZERO_C 273.15

/*
 * Cure: first order, so far as to leave 1/20 in half an hour at cure_c; activation as
 * of the condensation of silanols (j, published 40..90 kJ/mol).
 */
#define CURE_ACTIVATION 60e3
#define CURE_RATE (3.0 / 1800.0)
/* A gel that is only dry (j); hardness goes as a power of the degree (j). */
#define HARDNESS_DRY 0.05
#define HARDNESS_POWER 1.5

/*
 * Viscosity of a substrate: 1e12 Pa s at the glass transition, above it the equation of
 * Williams, Landel and Ferry with polycarbonate's constants (Ferry 1980), below it an
 * Arrhenius law of the glass (j, 300..500 kJ/mol).
 */
#define GLASS_VISCOSITY 1e12
#define MELT_VISCOSITY 1e3
#define WLF_C1 16.14
#define WLF_C2 56.0
#define GLASS_ACTIVATION 400e3

#define GLASS_MODULUS 0.9e9 /* Pa, shear */
#define MELT_TENSION 0.04 /* N/m */
#define TRACK_PERIOD 360e-9 /* m, groove to groove */
/* Warp when all that moulding froze in is released, and how far a disc sags elastically
 * under its own weight: a plate of 120 mm held at its hub (j). Sagging is stopped by the
 * tray below.
 */
#define RELEASED_NM 150e3
#define SAG_NM 80e3
#define TRAY_NM 500e3
/* Of what warps out of the plane, so much shows as run-out of the spiral (j). */
#define WARP_RADIAL 0.1

/* Lorentz and Lorenz: a film that holds @solids of its material and else nothing. */
static double porous_index(double index, double solids)
{
	double square = index * index;
	double part = solids * (square - 1.0) / (square + 2.0);

	return sqrt((1.0 + 2.0 * part) / (1.0 - part));
}

void cure_film(struct workpiece *piece, const struct material *film, double degree)
{
	double solids = FREEZE_SOLIDS + (1.0 - FREEZE_SOLIDS) * degree;
	double hard = fmax(pow(degree, HARDNESS_POWER), HARDNESS_DRY);

	piece->film_index = porous_index(creal(film->index[STATE_ERASED]), solids);
	piece->hardness_gpa = film->hardness_gpa * hard;
}

static double cure_degree(const struct material *film, double celsius, double seconds)
{
	double kelvin = fmax(celsius + ZERO_C, 1.0);
	double cure = film->cure_c + ZERO_C;
	double rate = CURE_RATE * exp(-CURE_ACTIVATION / GAS * (1.0 / kelvin - 1.0 / cure));

	return film->cure_c > 0.0 ? -expm1(-rate * seconds) : 1.0;
}

/* Shrinks by height, so that the surface sinks where the film is thicker. */
static void shrink(struct workpiece *piece, double degree)
{
	double groove = piece->film_nm + piece->relief_nm - piece->step_nm;
	double loss = CURE_SHRINKAGE * degree;

	piece->step_nm += loss * (groove - piece->film_nm);
	piece->film_nm *= 1.0 - loss;
}

static double viscosity(const struct material *substrate, double celsius)
{
	double above = celsius - substrate->change_c;
	double kelvin = fmax(celsius + ZERO_C, 1.0);
	double glass = substrate->change_c + ZERO_C;

	if (above < 0.0)
		return GLASS_VISCOSITY *
		       exp(fmin(GLASS_ACTIVATION / GAS * (1.0 / kelvin - 1.0 / glass), 500.0));
	return fmax(GLASS_VISCOSITY * pow(10.0, -WLF_C1 * above / (WLF_C2 + above)),
		    MELT_VISCOSITY);
}

/* Surface tension flattens a wave on a liquid at gamma k / 2 eta (Orchard 1962). */
static void melt_step(struct workpiece *piece, double eta, double seconds)
{
	double rate = MELT_TENSION * 2.0 * M_PI / TRACK_PERIOD / (2.0 * eta);
	double left = exp(-rate * seconds);

	piece->relief_nm *= left;
	piece->step_nm *= left;
}

static void warp(struct workpiece *piece, double eta, double seconds)
{
	double relaxed = -expm1(-seconds * GLASS_MODULUS / eta);
	double crept = SAG_NM * GLASS_MODULUS * seconds / eta;
	double sag = TRAY_NM * -expm1(-crept / TRAY_NM);
	double more = RELEASED_NM * relaxed + sag;

	piece->axial_pp_nm += more;
	piece->radial_pp_nm += WARP_RADIAL * more;
}

void process_bake(struct workpiece *piece, const struct material *film,
		  const struct material *substrate, double celsius, double minutes)
{
	double seconds = fmax(minutes, 0.0) * 60.0;

	if (piece->film_nm > 0.0) {
		double degree = cure_degree(film, celsius, seconds);

		shrink(piece, degree);
		cure_film(piece, film, degree);
	}
	if (substrate->change_c > 0.0) {
		double eta = viscosity(substrate, celsius);

		melt_step(piece, eta, seconds);
		warp(piece, eta, seconds);
	}
	piece->hottest_c = fmax(piece->hottest_c, celsius);
}
