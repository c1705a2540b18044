// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/head.h"

#include "fw.h"

static void give(struct nfod_fw *fw)
{
	volatile struct nfod_fe_order *order = &fw->board.fe->order;

	__atomic_thread_fence(__ATOMIC_RELEASE);
	order->number++;
	fw->board.doorbell(fw->board.ctx);
}

static void aim(struct nfod_fw *fw, uint8_t mode, const struct place *place)
{
	volatile struct nfod_fe_order *order = &fw->board.fe->order;

	order->mode = mode;
	order->side = place->side;
	order->radius_nm = (uint32_t)(place->radius * 1e9);
	order->offset_nm = 0;
}

static void darken(struct nfod_fw *fw)
{
	volatile struct nfod_fe_order *order = &fw->board.fe->order;

	order->strategy = NFOD_STRATEGY_NONE;
	order->gap_pm = 0;
	order->read_uw = 0;
	order->bias_uw = 0;
	order->erase_uw = 0;
	order->write_uw = 0;
	order->field_oe = 0;
}

static void light(struct nfod_fw *fw, uint8_t strategy, const struct side_plan *plan)
{
	volatile struct nfod_fe_order *order = &fw->board.fe->order;

	order->strategy = strategy;
	order->read_uw = plan->read_uw;
	order->bias_uw = plan->bias_uw;
	order->erase_uw = plan->erase_uw;
	order->write_uw = plan->write_uw;
	order->field_oe = plan->field_oe;
}

/**
 * head_park() - off the disc, no light
 *
 * A head that is flown needs its light until it is away; the loops switch it off.
 */
void head_park(struct nfod_fw *fw)
{
	uint16_t read_uw = motion_flies(fw) ? fw->board.fe->order.read_uw : 0;

	aim(fw, NFOD_FE_HEAD_PARKED, &(struct place){ 0 });
	darken(fw);
	fw->board.fe->order.read_uw = read_uw;
	give(fw);
}

/**
 * head_far() - above the disc, by the far-field focus
 */
void head_far(struct nfod_fw *fw, const struct place *place)
{
	aim(fw, NFOD_FE_HEAD_FAR, place);
	darken(fw);
	fw->board.fe->order.read_uw = (uint16_t)(fw->fig.read_uw + 0.5f);
	give(fw);
}

/**
 * head_near() - to any gap over a track, to look at it only
 */
void head_near(struct nfod_fw *fw, const struct place *place, uint32_t gap_pm)
{
	aim(fw, NFOD_FE_HEAD_NEAR, place);
	light(fw, NFOD_STRATEGY_NONE, &fw->plan.side[place->side]);
	fw->board.fe->order.gap_pm = gap_pm;
	give(fw);
}

/* Somewhere else than the plan has it nothing is written. */
static bool is_beside(const struct nfod_fw *fw, const struct place *place,
		      const struct side_plan *plan)
{
	const struct side_plan *own = &fw->plan.side[place->side];

	return plan->gap_pm != own->gap_pm || plan->offset_nm != own->offset_nm;
}

/**
 * head_follow() - to a track, to read and write there by these set points
 */
void head_follow(struct nfod_fw *fw, const struct place *place, const struct side_plan *plan)
{
	bool beside = is_beside(fw, place, plan);

	aim(fw, NFOD_FE_HEAD_NEAR, place);
	light(fw, beside ? NFOD_STRATEGY_NONE : fw->plan.strategy, plan);
	fw->board.fe->order.gap_pm = plan->gap_pm;
	fw->board.fe->order.offset_nm = plan->offset_nm;
	give(fw);
}

/**
 * head_is_there() - whether the sample is that of the last order
 */
bool head_is_there(const struct nfod_fw *fw)
{
	bool there = fw->board.fe->sample.number == fw->board.fe->order.number;

	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return there;
}
