// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the lead-in says of a design: curves, levels and powers for the drive.
 */
#include <math.h>
#include <string.h>

#include "lib/medium.h"
#include "nfod/wire.h"
#include "press/design.h"
#include "press/reference.h"

/* Room, and the ceiling of what any head may be asked for. */
#define ROOM_C 25.0
#define POWER_MAX_MW 20.0
/* Beyond these it is all or nothing. */
#define CROSSTALK_MIN_DB -120.0
#define CROSSTALK_MAX_DB 20.0

static uint16_t q15(double value, double most)
{
	double clamped = fmin(fmax(value, 0.0), most);

	return (uint16_t)lround(clamped * NFOD_Q15_ONE);
}

static uint32_t positive(double value)
{
	return (uint32_t)lround(fmin(fmax(value, 0.0), 4e9));
}

static int16_t small_int(double value)
{
	return (int16_t)lround(fmin(fmax(value, INT16_MIN), INT16_MAX));
}

static uint16_t microwatts(double milliwatts)
{
	return (uint16_t)lround(fmin(fmax(milliwatts, 0.0), POWER_MAX_MW) * 1e3);
}

static void describe_curve(const struct design *design, unsigned int side, enum film_state state,
			   uint16_t *curve)
{
	double gap_nm[NFOD_GES_POINTS];
	struct gap_point point[NFOD_GES_POINTS];

	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++)
		gap_nm[i] = i * (double)NFOD_GES_STEP_NM;
	design_curve(design, side, state, gap_nm, NFOD_GES_POINTS, point);
	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++)
		curve[i] = q15(point[i].ges, DISC_CURVE_MAX);
}

/*
 * An estimate: the reference powers are those of a film that melts; another film needs them
 * in the ratio of its rise of temperature, and of what it takes up of the light. Discs that
 * are pressed are told what their films really need (light.h).
 */
static void describe_powers(const struct design *design, struct nfod_disc_side *out,
			    double absorbed)
{
	const struct recipe *recipe = design->recipe;
	const struct material *film = recipe_recording_layer(recipe)->material;
	double scale = REF_ABSORBED / fmax(absorbed, 1e-6);
	double heat = (film->change_c - ROOM_C) / (REF_MELT_C - ROOM_C);

	out->read_uw = microwatts(REF_READ_MW * scale);
	out->bias_uw = microwatts(REF_BIAS_MW);
	out->write_uw = microwatts(REF_WRITE_MW * scale * heat);
	out->write_2x_uw = out->write_uw;
	if (recipe->recording == NFOD_RECORDING_MAGNETO_OPTICAL) {
		/* The same heat erases and writes; the field decides. */
		out->erase_uw = out->write_uw;
		out->erase_2x_uw = out->write_uw;
		out->field_oe = REF_FIELD_OE;
		return;
	}
	out->erase_uw = microwatts(REF_ERASE_MW * scale * heat);
	out->erase_2x_uw = microwatts(REF_ERASE_2X_MW * scale * heat);
}

static void describe_side(const struct design *design, unsigned int which,
			  struct nfod_disc_side *out)
{
	const struct side_design *side = &design->side[which];
	int rises = design->tracks.push_pull_sign;

	describe_curve(design, which, STATE_ERASED, out->ges_q15);
	describe_curve(design, which, STATE_WRITTEN, out->written_q15);
	out->film_pm = positive(side->film_nm * 1e3);
	out->gap_pm = positive(design->recipe->gap_nm * 1e3);
	out->set_point_q15 =
		q15((side->at_gap[STATE_ERASED].ges + side->at_gap[STATE_WRITTEN].ges) / 2.0,
		    DISC_CURVE_MAX);
	out->hand_over_q15 = q15(REF_HAND_OVER, 1.0);
	out->slope_ppm_nm = (uint16_t)fmin(positive(side->ges_slope * 1e6), UINT16_MAX);
	out->state_pm = small_int(side->state_nm * 1e3);
	out->crosstalk_cdb = small_int(
		fmin(fmax(side->crosstalk_db, CROSSTALK_MIN_DB), CROSSTALK_MAX_DB) * 100.0);
	out->modulation_q15 = q15(fabs(side->modulation), 1.0);
	out->push_pull_q15 = q15(design->tracks.push_pull, 1.0);
	/* From a land outwards the next track is a groove. */
	out->push_pull_sign = (int16_t)((rises < 0) == (which == NFOD_GROOVE) ? -1 : 1);
	describe_powers(design, out, side->spot.absorbed);
}

void design_describe(const struct design *design, struct nfod_disc_film *film)
{
	const struct workpiece *piece = &design->piece;

	memset(film, 0, sizeof(*film));
	film->na_milli = positive(design->recipe->optics.na * 1e3);
	film->rejects = design->rejects;
	film->axial_pp_nm = positive(piece->axial_pp_nm);
	film->radial_pp_nm = positive(piece->radial_pp_nm);
	film->limit_pm = positive(design->recipe->limits.protrusion_nm * 1e3);
	film->ra_pm = positive(roughness_ra(&piece->texture) * 1e3);
	film->topography_pm = positive(piece->topography_nm * 1e3);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		describe_side(design, side, &film->side[side]);
}
