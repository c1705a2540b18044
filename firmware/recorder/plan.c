// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/plan.h"

#include "disc/film.h"
#include "nfod/frontend.h"
#include "nfod/wire.h"
#include "servo/reference.h"

#define PPM 1000000u
/* Peaks of a texture of roughness Ra: four sigma, sigma = 1.25 Ra. */
#define PEAK_OVER_RA 5u
#define PEAK_OVER_RMS 3u

static const struct refusal taken = { .fault = NFOD_FAULT_NONE };

static struct refusal within(uint32_t fault, uint64_t figure, uint32_t limit)
{
	if (figure <= limit)
		return taken;
	return (struct refusal){
		.fault = fault,
		.figure = figure > UINT32_MAX ? UINT32_MAX : (uint32_t)figure,
		.limit = limit,
	};
}

static uint32_t apart(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

/* Largest root that is not above; Newton, from above. */
static uint64_t square_root(uint64_t square)
{
	uint64_t root = square, next = square / 2 + 1;

	if (square < 2)
		return square;
	while (next < root) {
		root = next;
		next = (root + square / root) / 2;
	}
	return root;
}

/**
 * plan_unknown() - for a disc whose lead-in has not been read
 */
void plan_unknown(struct medium_plan *plan)
{
	*plan = (struct medium_plan){ .strategy = NFOD_FE_STRATEGY_NONE };
	for (uint32_t n = 0; n < NFOD_SIDES; n++) {
		plan->side[n].gap_pm = REF_GAP_PM;
		plan->side[n].read_uw = REF_READ_UW;
	}
}

/* ---- what can be said before the head has been near ---- */

static struct refusal judge_optics(const struct nfod_disc_film *film, uint32_t head_na_milli)
{
	if (apart(film->na_milli, head_na_milli) <= REF_NA_TOLERANCE)
		return taken;
	return (struct refusal){
		.fault = NFOD_FAULT_OPTICS,
		.figure = film->na_milli,
		.limit = head_na_milli,
	};
}

/**
 * plan_runout() - can the head follow?
 */
struct refusal plan_runout(uint32_t axial_pp_nm)
{
	return within(NFOD_FAULT_RUNOUT, axial_pp_nm, REF_AXIAL_MAX_NM);
}

static struct refusal judge_surface(const struct nfod_disc_film *film)
{
	struct refusal no = within(NFOD_FAULT_SURFACE, film->topography_pm, REF_GAP_RMS_PM);

	if (!no.fault)
		no = within(NFOD_FAULT_SURFACE, film->tallest_pm, REF_TALLEST_PM);
	return no;
}

/* Ordinary texture must not reach the lens when the gap is at its narrowest. */
static struct refusal judge_texture(const struct nfod_disc_film *film,
				    const struct nfod_disc_side *side)
{
	return within(NFOD_FAULT_SURFACE, (uint64_t)PEAK_OVER_RA * film->ra_pm,
		      side->gap_pm - REF_GAP_READ_PM);
}

static struct refusal judge_state(const struct nfod_disc_side *side)
{
	return within(NFOD_FAULT_STATE, apart(0x8000u + (uint32_t)side->state_pm, 0x8000u),
		      REF_STATE_MAX_PM);
}

static uint32_t at_speed(uint32_t power_uw)
{
	return power_uw * REF_POWER_SPEED_Q10 / 1024u;
}

static struct refusal judge_power(const struct nfod_disc_side *side)
{
	struct refusal no = within(NFOD_FAULT_POWER, at_speed(side->write_uw), REF_LASER_MAX_UW);

	if (!no.fault)
		no = within(NFOD_FAULT_FIELD, side->field_oe, REF_COIL_MAX_OE);
	return no;
}

/*
 * Gap error to be expected, pm, at its worst: what the loop leaves and does not follow,
 * noise, and a signal whose scale is off while it is written.
 */
static struct refusal judge_error(const struct nfod_disc_film *film, uint32_t signal_q15,
				  uint32_t slope_ppm_nm)
{
	uint32_t slope = slope_ppm_nm ? slope_ppm_nm : 1;
	uint64_t noise = REF_GES_NOISE_PPM * 1000u / slope;
	uint64_t rms =
		square_root(noise * noise + (uint64_t)film->topography_pm * film->topography_pm +
			    REF_GAP_RESIDUE_PM * REF_GAP_RESIDUE_PM);
	uint64_t scale = (uint64_t)signal_q15 * REF_GES_SCALE_PPM / NFOD_Q15_ONE * 1000u / slope;
	struct refusal no = within(NFOD_FAULT_GAP_SIGNAL, rms, REF_GAP_RMS_PM);

	if (!no.fault)
		no = within(NFOD_FAULT_GAP_SIGNAL, PEAK_OVER_RMS * rms + scale, REF_GAP_WRITE_PM);
	return no;
}

/* On the way in the hand-over comes first, and the set point's level only in its window. */
static struct refusal judge_approach(const struct nfod_disc_side *side)
{
	uint32_t inner = side->gap_pm + REF_GAP_READ_PM;
	uint32_t n;

	if (side->set_point_q15 >= side->hand_over_q15)
		return within(NFOD_FAULT_GAP_SIGNAL, FILM_LAST_GAP_PM, REF_GAP_READ_PM);
	for (n = NFOD_GES_POINTS; n--;) {
		uint32_t gap = n * NFOD_GES_STEP_NM * 1000u;

		if (gap <= inner)
			break;
		if (side->ges_q15[n] <= side->set_point_q15)
			return within(NFOD_FAULT_GAP_SIGNAL, gap - side->gap_pm, REF_GAP_READ_PM);
	}
	return taken;
}

static struct refusal judge_side(const struct nfod_disc_film *film,
				 const struct nfod_disc_side *side)
{
	struct refusal no = judge_texture(film, side);

	if (!no.fault)
		no = judge_state(side);
	if (!no.fault)
		no = judge_power(side);
	if (!no.fault)
		no = judge_approach(side);
	if (!no.fault)
		no = judge_error(film, side->set_point_q15, side->slope_ppm_nm);
	return no;
}

static void plan_side(struct side_plan *plan, const struct nfod_disc_side *side)
{
	*plan = (struct side_plan){
		.gap_pm = side->gap_pm,
		.set_point_q15 = side->set_point_q15,
		.read_uw = side->read_uw,
		.bias_uw = (uint16_t)at_speed(side->bias_uw),
		.erase_uw = (uint16_t)at_speed(side->erase_uw),
		.write_uw = (uint16_t)at_speed(side->write_uw),
		.field_oe = side->field_oe,
	};
}

/**
 * plan_make() - set points for a disc
 * @info: checked by map_parse()
 * @head_na_milli: numerical aperture of the head
 *
 * Return: why the disc cannot be taken, then @plan is not changed.
 */
struct refusal plan_make(struct medium_plan *plan, const struct nfod_disc_info *info,
			 uint32_t head_na_milli)
{
	const struct nfod_disc_film *film = &info->film;
	struct refusal no = judge_optics(film, head_na_milli);
	uint32_t n;

	if (!no.fault)
		no = plan_runout(film->axial_pp_nm);
	if (!no.fault)
		no = judge_surface(film);
	for (n = 0; n < NFOD_SIDES && !no.fault; n++)
		no = judge_side(film, &film->side[n]);
	if (no.fault)
		return no;
	for (n = 0; n < NFOD_SIDES; n++)
		plan_side(&plan->side[n], &film->side[n]);
	plan->strategy = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL ?
				 NFOD_FE_STRATEGY_FIELD :
				 NFOD_FE_STRATEGY_PULSES;
	return taken;
}

/* ---- what the head has measured ---- */

/**
 * plan_gap() - where to measure
 * @point: 0..PLAN_POINTS - 1, from near to far
 */
uint32_t plan_gap(const struct medium_plan *plan, uint8_t side, uint32_t point)
{
	return plan->side[side].gap_pm + point * PLAN_STEP_PM - PLAN_POINTS / 2 * PLAN_STEP_PM;
}

/* Electronics may show anything; no disc returns twice what it does from afar. */
static uint32_t seen(uint32_t ges_q15)
{
	return ges_q15 < 2 * NFOD_Q15_ONE ? ges_q15 : 2 * NFOD_Q15_ONE;
}

/* Least squares through points that are evenly apart; what falls has no slope. */
static uint32_t slope_of(const uint32_t ges_q15[PLAN_POINTS])
{
	int64_t sum = 0, squares = 0;
	int32_t n;

	for (n = 0; n < PLAN_POINTS; n++) {
		int32_t from_middle = n - PLAN_POINTS / 2;

		sum += (int64_t)seen(ges_q15[n]) * from_middle;
		squares += from_middle * from_middle;
	}
	if (sum <= 0)
		return 0;
	return (uint32_t)(sum * PPM * 1000 / (squares * PLAN_STEP_PM * NFOD_Q15_ONE));
}

/* What the head sees over erased film must be what the lead-in says. */
static struct refusal judge_likeness(const struct nfod_disc_side *side, uint32_t signal_q15,
				     uint32_t slope_ppm_nm)
{
	uint64_t off_ppm = (uint64_t)apart(signal_q15, film_signal(side->ges_q15, side->gap_pm)) *
			   PPM / NFOD_Q15_ONE;

	return within(NFOD_FAULT_GAP_SIGNAL, off_ppm * 1000u / slope_ppm_nm, REF_GAP_WRITE_PM);
}

static uint16_t clamp_u16(int64_t value)
{
	return value < 0 ? 0 : value > UINT16_MAX ? UINT16_MAX : (uint16_t)value;
}

/**
 * plan_measured() - keep what the head has found over one kind of track
 * @ges_q15: signal over erased film at the gaps of plan_gap()
 *
 * Return: why the disc cannot be taken.
 */
struct refusal plan_measured(struct medium_plan *plan, const struct nfod_disc_info *info,
			     uint8_t side, const uint32_t ges_q15[PLAN_POINTS])
{
	const struct nfod_disc_side *stated = &info->film.side[side];
	struct side_plan *own = &plan->side[side];
	uint32_t slope = slope_of(ges_q15);
	uint32_t signal = seen(ges_q15[PLAN_POINTS / 2]);
	struct refusal no;

	own->slope_ppm_nm = clamp_u16(slope);
	if (!slope)
		return within(NFOD_FAULT_GAP_SIGNAL, UINT32_MAX, REF_GAP_WRITE_PM);
	no = judge_likeness(stated, signal, slope);
	if (!no.fault)
		no = judge_error(&info->film, signal, slope);
	own->set_point_q15 = clamp_u16((int64_t)stated->set_point_q15 + signal -
				       film_signal(stated->ges_q15, stated->gap_pm));
	return no;
}
