// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Roughness: the K-correlation (ABC) spectrum of Church and Takacs (1991) in two
 * dimensions, S(f) = S0 (1 + (2 pi l f)^2)^(-p/2). Its integral over the plane is
 * sigma^2 for S0 = 2 pi (p - 2) l^2 sigma^2, and over any ring it is in closed form.
 */
#include <math.h>

#include "lib/random.h"
#include "physics/surface.h"

#define TURN (2.0 * M_PI)
/* The variance has no end at 2. */
#define LEAST_EXPONENT 2.1

static double exponent_of(const struct roughness *roughness)
{
	return fmax(roughness->exponent, LEAST_EXPONENT);
}

double roughness_psd(const struct roughness *roughness, double frequency)
{
	double p = exponent_of(roughness);
	double scale = roughness->correlation_um * roughness->sigma_nm;
	double u = TURN * roughness->correlation_um * frequency;

	return TURN * (p - 2.0) * scale * scale * pow(1.0 + u * u, -p / 2.0);
}

/* Part of the variance with wavelengths longer than @length_um. */
static double share_longer(const struct roughness *roughness, double length_um)
{
	double u = TURN * roughness->correlation_um / length_um;

	if (!(length_um > 0.0))
		return 1.0;
	return 1.0 - pow(1.0 + u * u, 1.0 - exponent_of(roughness) / 2.0);
}

double roughness_band(const struct roughness *roughness, double shortest_um, double longest_um)
{
	double share = share_longer(roughness, shortest_um) - share_longer(roughness, longest_um);

	return roughness->sigma_nm * sqrt(fmax(share, 0.0));
}

double roughness_ra(const struct roughness *roughness)
{
	return roughness->sigma_nm * sqrt(2.0 / M_PI);
}

/*
 * Plane waves of equal power, one out of each of ROUGHNESS_WAVES equal parts of the
 * two-dimensional spectrum (its distribution function can be inverted), running in any
 * direction: what a track cuts out of them has the surface's spectrum along a line.
 */
void roughness_waves_make(struct roughness_waves *waves, const struct roughness *roughness,
			  uint64_t seed)
{
	double slope = -2.0 / (exponent_of(roughness) - 2.0);
	struct random random = { seed };

	waves->amplitude_nm = roughness->sigma_nm * sqrt(2.0 / ROUGHNESS_WAVES);
	for (unsigned int i = 0; i < ROUGHNESS_WAVES; i++) {
		double part = (i + random_unit(&random)) / ROUGHNESS_WAVES;
		double direction = TURN * random_unit(&random);
		double u = sqrt(pow(1.0 - part, slope) - 1.0);

		waves->frequency[i] = u / fmax(roughness->correlation_um, 1e-6) * cos(direction);
		waves->phase[i] = TURN * random_unit(&random);
	}
}

double roughness_waves_height(const struct roughness_waves *waves, double x_um)
{
	double sum = 0.0;

	for (unsigned int i = 0; i < ROUGHNESS_WAVES; i++)
		sum += cos(waves->frequency[i] * x_um + waves->phase[i]);
	return waves->amplitude_nm * sum;
}

double roughness_height(const struct roughness *roughness, double x_um, uint64_t seed)
{
	struct roughness_waves waves;

	roughness_waves_make(&waves, roughness, seed);
	return roughness_waves_height(&waves, x_um);
}
