/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the disc's surface
 *
 * What the head flies over: run-out that the servo follows, topography that it does
 * not, roughness, and protrusions. All of it is fixed to the disc: the same at every
 * turn. Random parts come from seeds of their own (lib/random.h), so that asking for
 * one does not disturb another.
 */
#ifndef NFOD_PHYSICS_SURFACE_H
#define NFOD_PHYSICS_SURFACE_H

#include <stddef.h>
#include <stdint.h>

#define RUNOUT_HARMONICS 64
#define RUNOUT_RINGS 8 /* radii at which run-out is stated, even steps inside to outside */

/**
 * struct harmonic - one component of the run-out over a turn
 * @amplitude_nm: peak
 * @phase: radians: amplitude cos(n angle + phase)
 */
struct harmonic {
	double amplitude_nm;
	double phase;
};

/**
 * struct runout - how disc and spiral depart from plane and circle
 * @axial: [ring][n - 1], height of the surface
 * @radial: [ring][n - 1], excursion of the track
 */
struct runout {
	struct harmonic axial[RUNOUT_RINGS][RUNOUT_HARMONICS];
	struct harmonic radial[RUNOUT_RINGS][RUNOUT_HARMONICS];
};

/**
 * runout_make() - a disc's run-out
 * @axial_pp_nm: peak to peak of the axial one, all harmonics
 * @radial_pp_nm: ditto radial
 *
 * The reference disc's axial harmonics have 20 um, 1.5 um and from there by a power
 * law down to 2 nm at the 40th, all peak to peak at the outer ring; radial ones 30 um,
 * 2.25 um and 2 nm. What a disc has beyond the reference's total is warp, as the fourth
 * power of the wavelength (a plate under random load); a flatter one is flatter
 * throughout.
 */
void runout_make(struct runout *runout, double axial_pp_nm, double radial_pp_nm, uint64_t seed);

/* Height or excursion in nm at an angle in radians; @ring by linear interpolation. */
double runout_axial(const struct runout *runout, double ring, double angle);
double runout_radial(const struct runout *runout, double ring, double angle);

/**
 * struct runout_series - one kind of run-out, prepared for many questions
 * @re: complex amplitude [ring][n - 1]: height = Re sum amplitude exp(i n angle)
 * @im: ditto
 */
struct runout_series {
	double re[RUNOUT_RINGS][RUNOUT_HARMONICS];
	double im[RUNOUT_RINGS][RUNOUT_HARMONICS];
};

void runout_series_axial(struct runout_series *series, const struct runout *runout);
void runout_series_radial(struct runout_series *series, const struct runout *runout);

/* As runout_axial() or runout_radial(), in a fraction of the time. */
double runout_series_at(const struct runout_series *series, double ring, double angle);

/* Peak to peak in nm over a turn, the greatest of all rings. */
double runout_axial_pp(const struct runout *runout);
double runout_radial_pp(const struct runout *runout);

/**
 * struct roughness - random texture: K-correlation spectrum (Church 1991)
 * @sigma_nm: rms height
 * @correlation_um: correlation length
 * @exponent: slope of the two-dimensional spectrum beyond it, more than 2 (or else
 *	the variance has no end; what is less than 2.1 counts as 2.1)
 */
struct roughness {
	double sigma_nm;
	double correlation_um;
	double exponent;
};

/* Two-dimensional spectral density in nm2 um2 at @frequency in 1/um. */
double roughness_psd(const struct roughness *roughness, double frequency);
/* Rms height in nm of the part with wavelengths between two lengths in um. */
double roughness_band(const struct roughness *roughness, double shortest_um, double longest_um);
/* Mean absolute height of a Gaussian surface: sigma sqrt(2 / pi). */
double roughness_ra(const struct roughness *roughness);
/* Height in nm at a place along a track; deterministic by @seed. */
double roughness_height(const struct roughness *roughness, double x_um, uint64_t seed);

#define ROUGHNESS_WAVES 64

/**
 * struct roughness_waves - roughness prepared for many places on one track
 * @amplitude_nm: peak of each wave
 * @frequency: radians per um
 * @phase: radians
 */
struct roughness_waves {
	double amplitude_nm;
	double frequency[ROUGHNESS_WAVES];
	double phase[ROUGHNESS_WAVES];
};

void roughness_waves_make(struct roughness_waves *waves, const struct roughness *roughness,
			  uint64_t seed);

/* As roughness_height(). */
double roughness_waves_height(const struct roughness_waves *waves, double x_um);

/**
 * struct protrusion - a burr, nodule or particle that stands out
 * @radius_nm: where
 * @angle: fraction of a turn * 2^32
 * @height_nm: above the surface around it
 * @width_nm: full width at half height
 */
struct protrusion {
	uint32_t radius_nm;
	uint32_t angle;
	float height_nm;
	float width_nm;
};

/**
 * struct protrusion_law - N(> h) = density exp(-h / mean_nm), cut off at ceiling_nm
 * @per_cm2: density of all
 * @mean_nm: mean height, were there no ceiling
 * @ceiling_nm: what was higher has been cut down to this; INFINITY when nothing was
 */
struct protrusion_law {
	double per_cm2;
	double mean_nm;
	double ceiling_nm;
};

#define PROTRUSIONS_MOST 10000000l /* on one disc */

/* Expected number higher than @height_nm on @area_cm2. */
double protrusions_expected(const struct protrusion_law *law, double height_nm, double area_cm2);

/**
 * protrusions_draw() - a disc's own protrusions, by ascending radius
 * @inner_nm: band of radii
 * @outer_nm: ditto
 * @least_nm: leave out those lower
 * @list: set to an array for free(), NULL when none
 *
 * Return: how many, or -1 when memory is short or more than PROTRUSIONS_MOST are to
 * be expected.
 */
long protrusions_draw(const struct protrusion_law *law, uint32_t inner_nm, uint32_t outer_nm,
		      double least_nm, uint64_t seed, struct protrusion **list);

#endif
