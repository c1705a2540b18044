// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/film.h"

#include "nfod/wire.h"

/* What a disc may claim to be. */
#define MIN_NA_MILLI 400u
#define MAX_NA_MILLI 2500u
#define MAX_RUNOUT_NM 10000000u
#define MAX_HEIGHT_PM 100000000u
#define MIN_GAP_PM 10000u
#define MAX_GAP_PM 100000u
#define MAX_FILM_PM 10000000u
/* Interference can bring a bit more back than from far away. */
#define MAX_SIGNAL_Q15 (NFOD_Q15_ONE + NFOD_Q15_ONE / 4)
/* The set point may be this far off its own curves: they are points joined by lines. */
#define SET_POINT_SLACK_Q15 (NFOD_Q15_ONE / 50)
#define MIN_CROSSTALK_CDB (-12000)
#define MAX_CROSSTALK_CDB 2000

/**
 * film_signal() - a gap curve between its points
 * @curve: NFOD_GES_POINTS
 * @gap_pm: beyond the last point it stays as there
 */
uint32_t film_signal(const uint16_t *curve, uint32_t gap_pm)
{
	uint32_t step = NFOD_GES_STEP_NM * 1000u;
	uint32_t n = gap_pm / step;
	uint32_t part = gap_pm % step;

	if (n >= NFOD_GES_POINTS - 1)
		return curve[NFOD_GES_POINTS - 1];
	return (curve[n] * (step - part) + curve[n + 1] * part + step / 2) / step;
}

static bool none_above(const uint16_t *word, uint32_t count, uint32_t limit)
{
	while (count--)
		if (word[count] > limit)
			return false;
	return true;
}

static bool curve_holds(const uint16_t curve[NFOD_GES_POINTS])
{
	return none_above(curve, NFOD_GES_POINTS, MAX_SIGNAL_Q15) &&
	       !none_above(curve, NFOD_GES_POINTS, 0);
}

static bool is_between(uint32_t value, uint32_t a, uint32_t b, uint32_t slack)
{
	uint32_t low = a < b ? a : b;
	uint32_t high = a < b ? b : a;

	return value + slack >= low && value <= high + slack;
}

static bool signal_holds(const struct nfod_disc_side *side)
{
	return curve_holds(side->ges_q15) && curve_holds(side->written_q15) &&
	       side->gap_pm >= MIN_GAP_PM && side->gap_pm <= MAX_GAP_PM &&
	       side->hand_over_q15 <= NFOD_Q15_ONE &&
	       is_between(side->set_point_q15, film_signal(side->ges_q15, side->gap_pm),
			  film_signal(side->written_q15, side->gap_pm), SET_POINT_SLACK_Q15);
}

static bool light_holds(const struct nfod_disc_side *side, uint32_t recording)
{
	bool field = recording == NFOD_RECORDING_MAGNETO_OPTICAL;

	return side->read_uw && side->read_uw <= side->write_uw &&
	       side->bias_uw <= side->write_uw && side->erase_uw <= side->write_uw &&
	       side->read_uw <= side->write_2x_uw && side->erase_2x_uw <= side->write_2x_uw &&
	       !side->field_oe == !field && side->modulation_q15 <= NFOD_Q15_ONE;
}

static bool side_holds(const struct nfod_disc_side *side, uint32_t recording)
{
	return signal_holds(side) && light_holds(side, recording) && side->film_pm <= MAX_FILM_PM &&
	       side->crosstalk_cdb >= MIN_CROSSTALK_CDB &&
	       side->crosstalk_cdb <= MAX_CROSSTALK_CDB && side->push_pull_q15 <= NFOD_Q15_ONE &&
	       (side->push_pull_sign == 1 || side->push_pull_sign == -1) &&
	       none_above(side->reserved, 3, 0);
}

/**
 * film_holds() - whether what a lead-in says of its film makes sense
 */
bool film_holds(const struct nfod_disc_info *info)
{
	const struct nfod_disc_film *film = &info->film;
	bool rejected = info->flags & NFOD_DISC_REJECTED;

	return film->na_milli >= MIN_NA_MILLI && film->na_milli <= MAX_NA_MILLI &&
	       !(film->rejects & ~NFOD_REJECT_KNOWN) && (film->rejects || !rejected) &&
	       film->axial_pp_nm <= MAX_RUNOUT_NM && film->radial_pp_nm <= MAX_RUNOUT_NM &&
	       film->tallest_pm <= MAX_HEIGHT_PM && film->limit_pm <= MAX_HEIGHT_PM &&
	       film->ra_pm <= MAX_HEIGHT_PM && film->topography_pm <= MAX_HEIGHT_PM &&
	       !film->reserved[0] && !film->reserved[1] && !film->reserved[2] &&
	       side_holds(&film->side[NFOD_GROOVE], info->recording) &&
	       side_holds(&film->side[NFOD_LAND], info->recording);
}
