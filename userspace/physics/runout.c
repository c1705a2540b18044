// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Run-out: harmonics of the turn, at a few radii.
 *
 * Angles and amplitudes of a disc are drawn once; what a disc has at another radius
 * follows smoothly: tilt and warp grow outwards, phases turn a little.
 */
#include <math.h>
#include <stdbool.h>

#include "lib/random.h"
#include "physics/surface.h"

#define TURN (2.0 * M_PI)
/* Samples of a turn in which extremes are looked for: 8 for the shortest wave. */
#define SAMPLES 512
/* Phases turn by up to this many radians from the inner to the outer ring (j). */
#define TWIST 0.5
/* Inner over outer radius of the rings: 24 mm and 58 mm. */
#define INNERMOST (24.0 / 58.0)
/* Amplitudes are multiples of this: what a libm rounds in its own way must not show. */
#define GRAIN_NM 0x1p-16

/**
 * struct spectrum - amplitudes of the reference disc, peak to peak at the outer ring
 * @first: at the frequency of rotation
 * @second: at twice that
 * @fortieth: at forty times that
 * @eccentric: the first harmonic is the same at all radii
 */
struct spectrum {
	double first;
	double second;
	double fortieth;
	bool eccentric;
};

static const struct spectrum axial_spectrum = { 20000.0, 1500.0, 2.0, false };
static const struct spectrum radial_spectrum = { 30000.0, 2250.0, 2.0, true };

/* Peak to peak of a harmonic of the reference disc. */
static double reference_pp(const struct spectrum *spectrum, unsigned int n)
{
	double slope = log(spectrum->second / spectrum->fortieth) / log(40.0 / 2.0);

	return n == 1 ? spectrum->first : spectrum->second * pow(n / 2.0, -slope);
}

/* Peak to peak of a harmonic of a disc with @level times the reference's run-out. */
static double harmonic_pp(const struct spectrum *spectrum, unsigned int n, double level)
{
	double reference = reference_pp(spectrum, n);
	double order = n;

	if (level <= 1.0)
		return level * reference;
	return reference + (level - 1.0) * spectrum->first / (order * order * order * order);
}

static double ring_factor(const struct spectrum *spectrum, unsigned int ring, unsigned int n)
{
	if (n == 1 && spectrum->eccentric)
		return 1.0;
	return INNERMOST + (1.0 - INNERMOST) * ring / (RUNOUT_RINGS - 1);
}

static void draw_phases(struct harmonic part[RUNOUT_RINGS][RUNOUT_HARMONICS],
			const struct spectrum *spectrum, uint64_t seed)
{
	struct random random = { seed };

	for (unsigned int n = 1; n <= RUNOUT_HARMONICS; n++) {
		double phase = TURN * random_unit(&random);
		double twist = TWIST * (2.0 * random_unit(&random) - 1.0);

		if (n == 1 && spectrum->eccentric)
			twist = 0.0;
		for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++)
			part[ring][n - 1].phase = phase + twist * ring / (RUNOUT_RINGS - 1);
	}
}

static void set_level(struct harmonic part[RUNOUT_RINGS][RUNOUT_HARMONICS],
		      const struct spectrum *spectrum, double level)
{
	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++) {
		for (unsigned int n = 1; n <= RUNOUT_HARMONICS; n++) {
			double peak = harmonic_pp(spectrum, n, level) / 2.0 *
				      ring_factor(spectrum, ring, n);

			part[ring][n - 1].amplitude_nm = round(peak / GRAIN_NM) * GRAIN_NM;
		}
	}
}

static void prepare(struct runout_series *series,
		    const struct harmonic part[RUNOUT_RINGS][RUNOUT_HARMONICS])
{
	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++) {
		for (unsigned int i = 0; i < RUNOUT_HARMONICS; i++) {
			const struct harmonic *harmonic = &part[ring][i];

			series->re[ring][i] = harmonic->amplitude_nm * cos(harmonic->phase);
			series->im[ring][i] = harmonic->amplitude_nm * sin(harmonic->phase);
		}
	}
}

void runout_series_axial(struct runout_series *series, const struct runout *runout)
{
	prepare(series, runout->axial);
}

void runout_series_radial(struct runout_series *series, const struct runout *runout)
{
	prepare(series, runout->radial);
}

/* The ring inside @ring, and in @share how far beyond it. */
static unsigned int ring_below(double ring, double *share)
{
	unsigned int below;

	if (!(ring > 0.0))
		ring = 0.0;
	if (ring > RUNOUT_RINGS - 1)
		ring = RUNOUT_RINGS - 1;
	below = (unsigned int)ring;
	if (below == RUNOUT_RINGS - 1)
		below--;
	*share = ring - below;
	return below;
}

/* Horner's rule with z = exp(i angle). */
double runout_series_at(const struct runout_series *series, double ring, double angle)
{
	double share;
	unsigned int below = ring_below(ring, &share);
	const double *inner_re = series->re[below];
	const double *inner_im = series->im[below];
	const double *outer_re = series->re[below + 1];
	const double *outer_im = series->im[below + 1];
	double z_re = cos(angle);
	double z_im = sin(angle);
	double x = 0.0;
	double y = 0.0;

	for (unsigned int i = RUNOUT_HARMONICS; i-- > 0;) {
		double u = x + ((1.0 - share) * inner_re[i] + share * outer_re[i]);
		double v = y + ((1.0 - share) * inner_im[i] + share * outer_im[i]);

		x = u * z_re - v * z_im;
		y = u * z_im + v * z_re;
	}
	return x;
}

static double height(const struct harmonic part[RUNOUT_RINGS][RUNOUT_HARMONICS], double ring,
		     double angle)
{
	double share;
	unsigned int below = ring_below(ring, &share);
	double sum = 0.0;

	for (unsigned int i = 0; i < RUNOUT_HARMONICS; i++) {
		const struct harmonic *inner = &part[below][i];
		const struct harmonic *outer = &part[below + 1][i];
		double turned = (i + 1) * angle;

		sum += (1.0 - share) * inner->amplitude_nm * cos(turned + inner->phase) +
		       share * outer->amplitude_nm * cos(turned + outer->phase);
	}
	return sum;
}

double runout_axial(const struct runout *runout, double ring, double angle)
{
	return height(runout->axial, ring, angle);
}

double runout_radial(const struct runout *runout, double ring, double angle)
{
	return height(runout->radial, ring, angle);
}

static double ring_pp(const struct runout_series *series, unsigned int ring)
{
	double highest = -INFINITY;
	double lowest = INFINITY;

	for (unsigned int i = 0; i < SAMPLES; i++) {
		double z = runout_series_at(series, ring, TURN * i / SAMPLES);

		highest = fmax(highest, z);
		lowest = fmin(lowest, z);
	}
	return highest - lowest;
}

static double peak_to_peak(const struct harmonic part[RUNOUT_RINGS][RUNOUT_HARMONICS])
{
	struct runout_series series;
	double greatest = 0.0;

	prepare(&series, part);
	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++)
		greatest = fmax(greatest, ring_pp(&series, ring));
	return greatest;
}

double runout_axial_pp(const struct runout *runout)
{
	return peak_to_peak(runout->axial);
}

double runout_radial_pp(const struct runout *runout)
{
	return peak_to_peak(runout->radial);
}

/* The level at which all harmonics together have @pp_nm: nearly in proportion. */
static void make_part(struct harmonic part[RUNOUT_RINGS][RUNOUT_HARMONICS],
		      const struct spectrum *spectrum, double pp_nm, uint64_t seed)
{
	double level = pp_nm / spectrum->first;

	draw_phases(part, spectrum, seed);
	if (!(pp_nm > 0.0)) {
		set_level(part, spectrum, 0.0);
		return;
	}
	for (unsigned int i = 0; i < 6; i++) {
		set_level(part, spectrum, level);
		level *= pp_nm / fmax(peak_to_peak(part), GRAIN_NM);
	}
	set_level(part, spectrum, level);
}

void runout_make(struct runout *runout, double axial_pp_nm, double radial_pp_nm, uint64_t seed)
{
	struct random seeds = { seed };

	make_part(runout->axial, &axial_spectrum, axial_pp_nm, random_next(&seeds));
	make_part(runout->radial, &radial_spectrum, radial_pp_nm, random_next(&seeds));
}
