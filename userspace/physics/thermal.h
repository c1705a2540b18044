/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: heat in a stack of films
 *
 * Linear conduction in plane layers of infinite extent, heated by round light that moves.
 * Along the layers a Hankel transform, in depth finite volumes whose modes are found once
 * for each wave number: exact in time, whatever the laser does. Light that stands still
 * for an instant gives thermal_flash(); what moves is a sum of such flashes.
 */
#ifndef NFOD_PHYSICS_THERMAL_H
#define NFOD_PHYSICS_THERMAL_H

#define THERMAL_LAYERS 18
#define THERMAL_CELLS 160
#define THERMAL_WAVES 64

/**
 * struct thermal_layer - one layer
 * @thickness_nm: of the last one: where its other face, without heat flux, is put
 * @conductivity: W/(m K)
 * @heat_capacity: J/(m3 K)
 * @absorbed: part of the light's power that is taken up here, evenly over the depth
 * @cell_nm: finest cells wanted
 */
struct thermal_layer {
	double thickness_nm;
	double conductivity;
	double heat_capacity;
	double absorbed;
	double cell_nm;
};

/**
 * struct thermal_stack - layers from the head down
 * @layers: how many
 * @layer: the last one is the substrate, its cells growing with depth
 * @conductance: from the first layer's face to the head, which stays cold, W/(m2 K)
 * @observed: the layer whose mean temperature is wanted
 */
struct thermal_stack {
	unsigned int layers;
	struct thermal_layer layer[THERMAL_LAYERS];
	double conductance;
	unsigned int observed;
};

/**
 * struct thermal_modes - how a sine of heat along the layers decays
 * @count: modes
 * @rate: 1/s, by mode
 * @share: of a mode in the observed temperature after a flash of 1 J/m2 of light, K
 */
struct thermal_modes {
	unsigned int count;
	double rate[THERMAL_CELLS];
	double share[THERMAL_CELLS];
};

/**
 * thermal_modes() - find them
 * @wave: wave number along the layers, 1/m
 *
 * Return: 0, or -1 (too many cells, LAPACK failed).
 */
int thermal_modes(const struct thermal_stack *stack, double wave, struct thermal_modes *modes);

/* Observed temperature a time after a flash of 1 J/m2, K. */
double thermal_decay(const struct thermal_modes *modes, double seconds);

/**
 * struct thermal_light - the light's profile
 * @most: highest wave number, 1/m
 * @wave: of thermal waves
 * @weight: for integrals wave d wave / 2 pi, times the light's transform
 */
struct thermal_light {
	double most;
	double wave[THERMAL_WAVES];
	double weight[THERMAL_WAVES];
};

/**
 * thermal_light_gaussian() - exp(-r^2 / radius^2) of round light
 */
void thermal_light_gaussian(struct thermal_light *light, double radius_nm);

/**
 * thermal_light_profile() - round light by its profile, power normalised to 1
 * @step_nm: of @intensity, from the axis
 * @most: no finer structure than this wave number, 1/m
 */
void thermal_light_profile(struct thermal_light *light, const double *intensity, unsigned int count,
			   double step_nm, double most);

#define THERMAL_RADII 320
#define THERMAL_RADIUS_NM 6.0 /* step */

/**
 * struct thermal - a stack under one light
 * @light: the light
 * @modes: of each of its waves
 * @bessel: J0 of each wave at THERMAL_RADII distances from the axis
 */
struct thermal {
	struct thermal_light light;
	struct thermal_modes modes[THERMAL_WAVES];
	double bessel[THERMAL_WAVES][THERMAL_RADII];
};

/* Return: 0 or -1. */
int thermal_make(struct thermal *thermal, const struct thermal_stack *stack,
		 const struct thermal_light *light);

/**
 * thermal_flash() - observed temperature around a flash of 1 J, K
 * @seconds: after it
 * @kelvin: at distances from the axis in steps of THERMAL_RADIUS_NM
 */
void thermal_flash(const struct thermal *thermal, double seconds, double kelvin[THERMAL_RADII]);

/* Observed temperature in the axis when light has stood still there for so long, K/W. */
double thermal_lit(const struct thermal *thermal, double seconds);

#endif
