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
/* No more is lost to a coin. */
#define RATE_MOST 0.5

/* The head's lift and return, and how far ahead of the spot the tip meets a bump. */
#define LIFT_NM 520000.0

#define CHECK_SYMBOLS 32u
#define ERASURES_MOST 28u
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

double quality_symbol_errors(const struct surface *surface, const struct nfod_disc_info *info,
			     unsigned int which, double gap_nm)
{
	const struct nfod_disc_side *side = &info->film.side[which];
	bool optical = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL;
	double modulation = (double)side->modulation_q15 / NFOD_Q15_ONE;
	double reference = optical ? MODULATION_MAGNETO_OPTICAL : MODULATION_PHASE_CHANGE;
	double light_slope = surface_light_slope(surface, gap_nm, which);
	double detector, gap, bit;

	if (modulation <= 0.0)
		return RATE_MOST;
	detector = DETECTOR_NOISE * boost(info) * reference / modulation;
	gap = gap_noise(surface, light_slope, modulation, optical ? COMMON_MODE : 1.0);
	bit = 0.5 * erfc(HALF_DISTANCE / sqrt(2.0) /
			 sqrt(square(detector) + square(gap) + square(crosstalk_noise(side))));
	return fmin(-expm1(SYMBOL_BITS * log1p(-bit)), RATE_MOST);
}

struct quality_lift quality_lift_at(double at, double length_nm)
{
	double first = fmax(at - SURFACE_TIP_NM / length_nm, 0.0);
	double last = fmin(at + (LIFT_NM - SURFACE_TIP_NM) / length_nm, 1.0);
	struct quality_lift lift = { .first = (uint32_t)(first * NFOD_FE_SYMBOLS) };

	lift.count = (uint32_t)(last * NFOD_FE_SYMBOLS) - lift.first;
	return lift;
}

/**
 * struct tally - a codeword's flaws
 */
struct tally {
	uint16_t errors;
	uint16_t erasures;
};

/* Symbols of all codewords pass in turn. */
static void erase(struct tally tally[NFOD_FE_CODEWORDS], const struct quality_lift *lift)
{
	for (uint32_t i = 0; i < lift->count; i++) {
		struct tally *hit = &tally[(lift->first + i) % NFOD_FE_CODEWORDS];

		if (hit->erasures < NFOD_FE_CODEWORD_SYMBOLS)
			hit->erasures++;
	}
}

/* From one wrong symbol to the next: a geometric law. */
static void spoil(struct random *random, double rate, struct tally tally[NFOD_FE_CODEWORDS])
{
	double per_symbol = -log1p(-rate);
	double at = 0.0;

	if (rate <= 0.0)
		return;
	for (;;) {
		at += floor(random_exponential(random) / per_symbol);
		if (at >= NFOD_FE_SYMBOLS)
			return;
		tally[(uint32_t)at % NFOD_FE_CODEWORDS].errors++;
		at += 1.0;
	}
}

static bool corrects(const struct tally *tally)
{
	return tally->erasures <= ERASURES_MOST &&
	       2u * tally->errors + tally->erasures <= CHECK_SYMBOLS;
}

struct quality_result quality_read(struct random *random, double rate,
				   const struct quality_lift *lift, unsigned int lifts)
{
	struct tally tally[NFOD_FE_CODEWORDS];
	struct quality_result result = { 0 };

	memset(tally, 0, sizeof(tally));
	for (unsigned int i = 0; i < lifts; i++)
		erase(tally, &lift[i]);
	spoil(random, rate, tally);
	for (unsigned int i = 0; i < NFOD_FE_CODEWORDS; i++) {
		if (corrects(&tally[i]))
			result.corrected += tally[i].errors + tally[i].erasures;
		else
			result.bad_sectors |= (uint16_t)(1u << i / SECTOR_CODEWORDS);
	}
	return result;
}
