// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/plan.h"

#include "disc/film.h"
#include "nfod/frontend.h"
#include "nfod/wire.h"

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

/* Figures come in nm and um, discs speak in pm and nm. */
static uint32_t thousandths(float value)
{
	return (uint32_t)(value * 1000.0f + 0.5f);
}

static uint16_t clamp_u16(int64_t value)
{
	return value < 0 ? 0 : value > UINT16_MAX ? UINT16_MAX : (uint16_t)value;
}

static uint32_t whole(float value)
{
	return (uint32_t)(value + 0.5f);
}

/**
 * plan_unknown() - for a disc whose lead-in has not been read
 */
void plan_unknown(struct medium_plan *plan, const struct nfod_figures *fig)
{
	*plan = (struct medium_plan){ .strategy = NFOD_STRATEGY_NONE };
	for (uint32_t n = 0; n < NFOD_SIDES; n++) {
		plan->side[n].gap_pm = thousandths(fig->gap_nm);
		plan->side[n].read_uw = (uint16_t)whole(fig->read_uw);
	}
}

/* ---- what can be said before the head has been near ---- */

static struct refusal judge_optics(const struct nfod_figures *fig,
				   const struct nfod_disc_film *film, uint32_t head_na_milli)
{
	if (apart(film->na_milli, head_na_milli) <= whole(fig->na_tolerance_milli))
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
struct refusal plan_runout(const struct nfod_figures *fig, uint32_t axial_pp_nm)
{
	return within(NFOD_FAULT_RUNOUT, axial_pp_nm, thousandths(fig->runout_most_um));
}

static struct refusal judge_surface(const struct nfod_figures *fig,
				    const struct nfod_disc_film *film)
{
	struct refusal no =
		within(NFOD_FAULT_SURFACE, film->topography_pm, thousandths(fig->gap_rms_nm));

	if (!no.fault)
		no = within(NFOD_FAULT_SURFACE, film->tallest_pm,
			    thousandths(fig->tallest_most_nm));
	return no;
}

/* Ordinary texture must not reach the lens when the gap is at its narrowest. */
static struct refusal judge_texture(const struct nfod_figures *fig,
				    const struct nfod_disc_film *film,
				    const struct nfod_disc_side *side)
{
	uint32_t window = thousandths(fig->gap_read_nm);

	return within(NFOD_FAULT_SURFACE, (uint64_t)PEAK_OVER_RA * film->ra_pm,
		      side->gap_pm > window ? side->gap_pm - window : 0);
}

static struct refusal judge_state(const struct nfod_figures *fig, const struct nfod_disc_side *side)
{
	return within(NFOD_FAULT_STATE, apart(0x8000u + (uint32_t)side->state_pm, 0x8000u),
		      thousandths(fig->state_most_nm));
}

/* What the disc states at 1x and 2x, on the straight line through both. */
static uint32_t at_speed(const struct nfod_figures *fig, uint16_t one_uw, uint16_t two_uw)
{
	float uw = (float)one_uw + ((float)two_uw - (float)one_uw) * (fig->speed_x - 1.0f);

	return uw > 0.0f ? whole(uw) : 0;
}

static struct refusal judge_power(const struct nfod_figures *fig, const struct nfod_disc_side *side)
{
	struct refusal no = within(NFOD_FAULT_POWER,
				   at_speed(fig, side->write_uw, side->write_2x_uw),
				   whole(fig->laser_most_uw));

	if (!no.fault)
		no = within(NFOD_FAULT_FIELD, side->field_oe, whole(fig->coil_most_oe));
	return no;
}

/*
 * Gap error to be expected, pm, at its worst: what the loop leaves and does not follow,
 * noise, and a signal whose scale is off while it is written.
 */
static struct refusal judge_error(const struct nfod_figures *fig, const struct nfod_disc_film *film,
				  uint32_t signal_q15, uint32_t slope_ppm_nm)
{
	uint32_t slope = slope_ppm_nm ? slope_ppm_nm : 1;
	uint64_t noise = whole(fig->ges_budget_ppm) * 1000u / slope;
	uint64_t residue = thousandths(fig->gap_residue_nm);
	uint64_t rms =
		square_root(noise * noise + (uint64_t)film->topography_pm * film->topography_pm +
			    residue * residue);
	uint64_t scale =
		(uint64_t)signal_q15 * whole(fig->scale_budget_ppm) / NFOD_Q15_ONE * 1000u / slope;
	struct refusal no = within(NFOD_FAULT_GAP_SIGNAL, rms, thousandths(fig->gap_rms_nm));

	if (!no.fault)
		no = within(NFOD_FAULT_GAP_SIGNAL, PEAK_OVER_RMS * rms + scale,
			    thousandths(fig->gap_write_low_nm));
	return no;
}

/* On the way in the hand-over comes first, and the set point's level only in its window. */
static struct refusal judge_approach(const struct nfod_figures *fig,
				     const struct nfod_disc_side *side)
{
	uint32_t window = thousandths(fig->gap_read_nm);
	uint32_t inner = side->gap_pm + window;
	uint32_t n;

	if (side->set_point_q15 >= side->hand_over_q15)
		return within(NFOD_FAULT_GAP_SIGNAL, FILM_LAST_GAP_PM, window);
	for (n = NFOD_GES_POINTS; n--;) {
		uint32_t gap = n * NFOD_GES_STEP_NM * 1000u;

		if (gap <= inner)
			break;
		if (side->ges_q15[n] <= side->set_point_q15)
			return within(NFOD_FAULT_GAP_SIGNAL, gap - side->gap_pm, window);
	}
	return taken;
}

static struct refusal judge_side(const struct nfod_figures *fig, const struct nfod_disc_film *film,
				 const struct nfod_disc_side *side)
{
	struct refusal no = judge_texture(fig, film, side);

	if (!no.fault)
		no = judge_state(fig, side);
	if (!no.fault)
		no = judge_power(fig, side);
	if (!no.fault)
		no = judge_approach(fig, side);
	if (!no.fault)
		no = judge_error(fig, film, side->set_point_q15, side->slope_ppm_nm);
	return no;
}

/**
 * plan_strategy() - the way in which a disc is written: enum nfod_strategy_kind
 */
uint8_t plan_strategy(const struct nfod_disc_info *info)
{
	if (info->recording != NFOD_RECORDING_MAGNETO_OPTICAL)
		return NFOD_STRATEGY_TRAIN;
	return info->flags & NFOD_DISC_LIGHT ? NFOD_STRATEGY_LIGHT : NFOD_STRATEGY_CLOCKED;
}

static void plan_side(struct side_plan *plan, const struct nfod_figures *fig,
		      const struct nfod_disc_side *side)
{
	*plan = (struct side_plan){
		.gap_pm = side->gap_pm,
		.set_point_q15 = side->set_point_q15,
		.read_uw = side->read_uw,
		.bias_uw = side->bias_uw,
		.erase_uw = clamp_u16(at_speed(fig, side->erase_uw, side->erase_2x_uw)),
		.write_uw = clamp_u16(at_speed(fig, side->write_uw, side->write_2x_uw)),
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
struct refusal plan_make(struct medium_plan *plan, const struct nfod_figures *fig,
			 const struct nfod_disc_info *info, uint32_t head_na_milli)
{
	const struct nfod_disc_film *film = &info->film;
	struct refusal no = judge_optics(fig, film, head_na_milli);
	uint32_t n;

	if (!no.fault)
		no = plan_runout(fig, film->axial_pp_nm);
	if (!no.fault)
		no = judge_surface(fig, film);
	for (n = 0; n < NFOD_SIDES && !no.fault; n++)
		no = judge_side(fig, film, &film->side[n]);
	if (no.fault)
		return no;
	for (n = 0; n < NFOD_SIDES; n++)
		plan_side(&plan->side[n], fig, &film->side[n]);
	plan->strategy = plan_strategy(info);
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
static struct refusal judge_likeness(const struct nfod_figures *fig,
				     const struct nfod_disc_side *side, uint32_t signal_q15,
				     uint32_t slope_ppm_nm)
{
	uint64_t off_ppm = (uint64_t)apart(signal_q15, film_signal(side->ges_q15, side->gap_pm)) *
			   PPM / NFOD_Q15_ONE;

	return within(NFOD_FAULT_GAP_SIGNAL, off_ppm * 1000u / slope_ppm_nm,
		      thousandths(fig->gap_write_low_nm));
}

/**
 * plan_measured() - keep what the head has found over one kind of track
 * @ges_q15: signal over erased film at the gaps of plan_gap()
 *
 * Return: why the disc cannot be taken.
 */
struct refusal plan_measured(struct medium_plan *plan, const struct nfod_figures *fig,
			     const struct nfod_disc_info *info, uint8_t side,
			     const uint32_t ges_q15[PLAN_POINTS])
{
	const struct nfod_disc_side *stated = &info->film.side[side];
	struct side_plan *own = &plan->side[side];
	uint32_t slope = slope_of(ges_q15);
	uint32_t signal = seen(ges_q15[PLAN_POINTS / 2]);
	struct refusal no;

	own->slope_ppm_nm = clamp_u16(slope);
	if (!slope)
		return within(NFOD_FAULT_GAP_SIGNAL, UINT32_MAX,
			      thousandths(fig->gap_write_low_nm));
	no = judge_likeness(fig, stated, signal, slope);
	if (!no.fault)
		no = judge_error(fig, &info->film, signal, slope);
	own->set_point_q15 = clamp_u16((int64_t)stated->set_point_q15 + signal -
				       film_signal(stated->ges_q15, stated->gap_pm));
	return no;
}
