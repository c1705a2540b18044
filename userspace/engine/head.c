// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/head.h"

#include <math.h>

#define TWO_PI 6.283185307179586
/*
 * The tip is so much lower than the gap somewhere, some time: 3 nm of gap error, 0.2 mrad
 * over 20 um of tip, and what it takes to lift. At 25 nm a bump of 17 nm is touched.
 */
#define CLEARANCE_NM 8.0

static uint32_t gap_signal(const struct engine *engine)
{
	volatile struct nfod_fe_order *order = &engine->fe->order;
	double written, signal;

	if (order->mode != NFOD_FE_HEAD_NEAR || order->side >= NFOD_SIDES)
		return NFOD_Q15_ONE;
	written = disc_is_recorded(engine->disc, order->radius_nm, order->side) ? 0.5 : 0.0;
	signal =
		surface_ges(disc_surface(engine->disc), order->gap_pm * 1e-3, order->side, written);
	return (uint32_t)lround(fmin(fmax(signal, 0.0), 2.0) * NFOD_Q15_ONE);
}

static uint32_t axial_pp(const struct engine *engine)
{
	if (engine->fe->order.mode != NFOD_FE_HEAD_FAR)
		return 0;
	return (uint32_t)lround(
		fmin(surface_axial_pp(disc_surface(engine->disc), engine->fe->order.radius_nm),
		     UINT32_MAX));
}

void head_doorbell(struct engine *engine)
{
	volatile struct nfod_frontend *fe = engine->fe;

	if (fe->sample.number == fe->order.number)
		return;
	fe->sample.ges_q15 = engine->disc ? gap_signal(engine) : NFOD_Q15_ONE;
	fe->sample.axial_pp_nm = engine->disc ? axial_pp(engine) : 0;
	fe->sample.number = fe->order.number;
}

bool head_is_near(const struct engine *engine)
{
	return engine->fe->order.mode == NFOD_FE_HEAD_NEAR;
}

unsigned int head_pass(struct engine *engine, const struct surface_track *track,
		       struct quality_lift lift[QUALITY_LIFTS])
{
	double length_nm = TWO_PI * track->turns * track->radius_nm;
	double bump_nm = engine->fe->order.gap_pm * 1e-3 - CLEARANCE_NM;
	double at[QUALITY_LIFTS];
	unsigned int touches =
		surface_touch(disc_surface(engine->disc), track, bump_nm, at, QUALITY_LIFTS);

	for (unsigned int i = 0; i < touches; i++)
		lift[i] = quality_lift_at(at[i], length_nm);
	engine->fe->sample.contacts += touches;
	engine->contacts += touches;
	return touches;
}
