// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/quality.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "nfod/frontend.h"
#include "nfod/wire.h"

/*
 * PR(1,2,2,2,1) with d = 1: the least distance between two paths is sqrt(14), where the
 * signal goes over 8; half of it is what noise must overcome.
 */
#define HALF_DISTANCE (3.7416573867739413 / 8.0 / 2.0)
/* Rms of such a signal over its range, for random data. */
#define SIGNAL_RMS 0.31
#define SYMBOL_BITS 8.0
#define PI 3.14159265358979
/*
 * Noise of detector and electronics behind the equaliser, over the range of the signal,
 * of a disc with the reference modulation, aperture and cell: chosen so that the shipped
 * reference discs, whose grooves have 0.257 and 0.0069, come out at a symbol error rate
 * of about 1e-4 or below; a good disc has less than 2e-4.
 */
#define DETECTOR_NOISE 0.045
#define MODULATION_PHASE_CHANGE 0.32
#define MODULATION_MAGNETO_OPTICAL 0.0075
#define REFERENCE_NA 1.5
#define REFERENCE_CELL_NM 43.0
#define WAVELENGTH_NM 405.0
/* The equaliser must lift the shortest marks and gaps, of two cells each. */
#define SHORTEST_PERIOD_CELLS 4.0
/*
 * Rms of the texture that the spot does not average out and baseline restoration does
 * not remove, over the whole (judgement).
 */
#define TEXTURE_SHARE 0.25
/* A differential detector rejects what changes both beams, by 30 dB (judgement). */
#define COMMON_MODE 0.03
/* Gap error that the loop leaves besides topography, rms. */
#define GAP_RESIDUE_NM 0.5
/*
 * Own track's weight in the spot's line profile across tracks, when the spot is in its
 * middle (the reference drive's); a Gaussian profile of this sigma, for tracks of the
 * reference pitch, has it.
 */
#define OWN_WEIGHT 0.836
#define PROFILE_SIGMA 0.3592
/* No more is lost to a coin. */
#define RATE_MOST 0.5

/* The head's lift and return, and how far ahead of the spot the tip meets a bump. */
#define LIFT_NM 520000.0

#define GAPS (QUALITY_GAP_MOST_NM / QUALITY_GAP_STEP_NM + 1u)
#define OFFSETS (QUALITY_OFFSET_MOST_NM / QUALITY_OFFSET_STEP_NM + 1u)
#define SECTOR_CODEWORDS (NFOD_FE_CODEWORDS / NFOD_CLUSTER_BLOCKS)

static double square(double x)
{
	return x * x;
}

static double gap_error_nm(const struct surface *surface)
{
	return hypot(surface->texture.topography_nm, GAP_RESIDUE_NM);
}

/* Two neighbours of independent data, which make @crosstalk together. */
static double crosstalk_noise(const struct nfod_disc_side *side)
{
	return pow(10.0, side->crosstalk_cdb / 2000.0) * SIGNAL_RMS / sqrt(2.0);
}

/* Contrast of a grating of that period in an incoherent image by a round pupil. */
static double transfer(double na, double period_nm)
{
	double at = WAVELENGTH_NM / (2.0 * na * period_nm);

	return at < 1.0 ? (acos(at) - at * sqrt(1.0 - at * at)) * 2.0 / PI : 0.0;
}

/* How much less contrast the shortest marks have than on the reference disc. */
static double boost(const struct nfod_disc_info *info)
{
	return transfer(REFERENCE_NA, SHORTEST_PERIOD_CELLS * REFERENCE_CELL_NM) /
	       transfer(info->film.na_milli * 1e-3, SHORTEST_PERIOD_CELLS * info->cell_pm * 1e-3);
}

/* The light changes with the gap: as texture passes, and as the gap errs. */
static double gap_noise(const struct surface *surface, double light_slope, double modulation,
			double rejection)
{
	double texture = light_slope * surface->texture.sigma_nm * TEXTURE_SHARE * rejection;
	double error = light_slope * gap_error_nm(surface) * SIGNAL_RMS;

	return hypot(texture / modulation, error);
}

static double modulation_of(const struct nfod_disc_side *side)
{
	return (double)side->modulation_q15 / NFOD_Q15_ONE;
}

static double detector_noise(const struct nfod_disc_info *info, const struct nfod_disc_side *side)
{
	bool optical = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL;
	double reference = optical ? MODULATION_MAGNETO_OPTICAL : MODULATION_PHASE_CHANGE;

	return DETECTOR_NOISE * boost(info) * reference / modulation_of(side);
}

/* Of symbols, with so much noise power over the signal's range. */
static double symbol_rate(double noise_power)
{
	double bit = 0.5 * erfc(HALF_DISTANCE / sqrt(2.0) / sqrt(noise_power));

	return fmin(-expm1(SYMBOL_BITS * log1p(-bit)), RATE_MOST);
}

double quality_symbol_errors(const struct surface *surface, const struct nfod_disc_info *info,
			     unsigned int which, double gap_nm)
{
	const struct nfod_disc_side *side = &info->film.side[which];
	bool optical = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL;
	double modulation = modulation_of(side);
	double light_slope = surface_light_slope(surface, gap_nm, which);
	double gap;

	if (modulation <= 0.0)
		return RATE_MOST;
	gap = gap_noise(surface, light_slope, modulation, optical ? COMMON_MODE : 1.0);
	return symbol_rate(square(detector_noise(info, side)) + square(gap) +
			   square(crosstalk_noise(side)));
}

/* ---- where a head really is ---- */

/* Light in the recording layer against contact, by gap (the reference drive's). */
static double light(double gap_nm)
{
	static const struct {
		double gap_nm;
		double part;
	} point[] = {
		{ 0, 1.0 },   { 10, 0.92 }, { 20, 0.82 }, { 25, 0.77 },
		{ 30, 0.72 }, { 40, 0.63 }, { 60, 0.48 }, { 100, 0.30 },
	};
	unsigned int n = 1;

	while (n < sizeof(point) / sizeof(point[0]) - 1 && point[n].gap_nm < gap_nm)
		n++;
	return point[n - 1].part + (gap_nm - point[n - 1].gap_nm) *
					   (point[n].part - point[n - 1].part) /
					   (point[n].gap_nm - point[n - 1].gap_nm);
}

/* What the own track has of the profile, @off pitches from its centre. */
static double own_weight(double off)
{
	double scale = PROFILE_SIGMA * sqrt(2.0);

	return 0.5 * (erf((0.5 - off) / scale) + erf((0.5 + off) / scale));
}

/*
 * Crosstalk over signal of an own weight, for neighbours of that cosine of phase: scalar
 * (Documentation/physics.md).
 */
static double crosstalk(double own, double cosine)
{
	double others = 1.0 - own;

	return fabs(others * (own * cosine + others) / (own * (own + others * cosine)));
}

/* The cosine that the stated crosstalk belongs to, on the far side of the null. */
static double step_cosine(const struct nfod_disc_side *side)
{
	double stated = fmin(pow(10.0, side->crosstalk_cdb / 2000.0), 0.5);
	double others = 1.0 - OWN_WEIGHT;

	return fmin((stated * square(OWN_WEIGHT) - square(others)) /
			    (others * OWN_WEIGHT * (1.0 - stated)),
		    1.0);
}

/**
 * struct cause - what the noise of one side comes from
 * @surface: of the disc
 * @detector: over the signal, in the middle at the recommended gap
 * @texture: rms in nm that the light sees, over the modulation
 * @cosine: of the step's phase
 * @which: enum nfod_side
 * @set_nm: recommended gap
 * @pitch_nm: of the tracks
 */
struct cause {
	const struct surface *surface;
	double detector;
	double texture;
	double cosine;
	unsigned int which;
	double set_nm;
	double pitch_nm;
};

static double rate_at(const struct cause *cause, double gap_nm, double offset_nm)
{
	double own = own_weight(offset_nm / cause->pitch_nm);
	double signal = light(gap_nm) / light(cause->set_nm) * own / OWN_WEIGHT;
	double slope = surface_light_slope(cause->surface, gap_nm, cause->which);
	double error = slope * (gap_nm - cause->set_nm) * SIGNAL_RMS;
	double others = crosstalk(own, cause->cosine) * SIGNAL_RMS / sqrt(2.0);

	return symbol_rate(square(cause->detector / signal) + square(slope * cause->texture) +
			   square(error) + square(others));
}

void quality_tabulate(struct quality_law *law, const struct surface *surface,
		      const struct nfod_disc_info *info, unsigned int which)
{
	const struct nfod_disc_side *side = &info->film.side[which];
	bool optical = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL;
	double modulation = modulation_of(side);
	struct cause cause = {
		.surface = surface,
		.detector = detector_noise(info, side),
		.texture = surface->texture.sigma_nm * TEXTURE_SHARE *
			   (optical ? COMMON_MODE : 1.0) / modulation,
		.cosine = step_cosine(side),
		.which = which,
		.set_nm = side->gap_pm * 1e-3,
		.pitch_nm = info->track_pitch_nm,
	};

	for (unsigned int i = 0; i < GAPS; i++)
		for (unsigned int j = 0; j < OFFSETS; j++)
			law->rate[i][j] =
				modulation > 0.0 ?
					(float)rate_at(&cause, i * (double)QUALITY_GAP_STEP_NM,
						       j * (double)QUALITY_OFFSET_STEP_NM) :
					(float)RATE_MOST;
}

/* The point of a grid before @at, and the part of the way to the next. */
static unsigned int grid(double at, double step, unsigned int points, double *part)
{
	double n = floor(fmin(fmax(at / step, 0.0), points - 1.001));

	*part = fmin(at / step - n, 1.0);
	return (unsigned int)n;
}

double quality_rate(const struct quality_law *law, double gap_nm, double offset_nm)
{
	double down, right;
	unsigned int i = grid(gap_nm, QUALITY_GAP_STEP_NM, GAPS, &down);
	unsigned int j = grid(fabs(offset_nm), QUALITY_OFFSET_STEP_NM, OFFSETS, &right);
	const float *near = law->rate[i], *far = law->rate[i + 1];

	return (1.0 - down) * ((1.0 - right) * (double)near[j] + right * (double)near[j + 1]) +
	       down * ((1.0 - right) * (double)far[j] + right * (double)far[j + 1]);
}

/* ---- what is lost ---- */

struct quality_lift quality_lift_at(double at, double length_nm)
{
	double first = fmax(at - SURFACE_TIP_NM / length_nm, 0.0);
	double last = fmin(at + (LIFT_NM - SURFACE_TIP_NM) / length_nm, 1.0);
	struct quality_lift lift = { .first = (uint32_t)(first * NFOD_FE_SYMBOLS) };

	lift.count = (uint32_t)(last * NFOD_FE_SYMBOLS) - lift.first;
	return lift;
}
