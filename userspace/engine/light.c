// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/light.h"

#include <string.h>

static bool kind_fits(uint8_t kind, const struct nfod_disc_info *info)
{
	if (info->flags & NFOD_DISC_LIGHT)
		return kind == NFOD_STRATEGY_LIGHT;
	if (info->recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		return kind == NFOD_STRATEGY_CLOCKED;
	return kind == NFOD_STRATEGY_TRAIN || kind == NFOD_STRATEGY_CASTLE;
}

bool light_fits(const struct engine *engine)
{
	const struct nfod_writing_law *law = disc_surface(engine->disc)->writing;
	uint8_t kind = engine->fe->order.strategy;

	if (law)
		return kind == law->strategy.kind;
	return kind_fits(kind, disc_info(engine->disc));
}

/* Of the track under the head while the cluster passed, m/s. */
static double velocity(const struct engine *engine, const struct nfod_fe_desc *desc)
{
	double metres = NFOD_CLUSTER_CELLS * (disc_info(engine->disc)->cell_pm * 1e-12);
	double seconds = desc->duration_ns * 1e-9;

	if (engine->flies) {
		metres *= passage_part(&engine->passage);
		seconds = engine->passage.seconds;
	}
	return seconds > 0.0 ? metres / seconds : 0.0;
}

static struct writing_pass ordered(const struct engine *engine, const struct nfod_fe_desc *desc,
				   const struct writing *writing)
{
	const volatile struct nfod_fe_order *order = &engine->fe->order;

	return (struct writing_pass){
		.power = { order->bias_uw * 1e-3, order->erase_uw * 1e-3, order->write_uw * 1e-3,
			   order->field_oe },
		.table = &writing->table,
		.velocity = velocity(engine, desc),
		.gap_nm = order->gap_pm * 1e-3,
		.offset_nm = order->offset_nm,
		.celsius = engine->fe->block.celsius * 0.01,
	};
}

static void shine(struct writing_power *power, double part)
{
	power->bias_mw *= part;
	power->erase_mw *= part;
	power->write_mw *= part;
}

/* Where the head was, and how much of the light that was ordered came out of it. */
static void note_spot(const struct passage_spot *spot, double write_mw, struct writing_pass *pass)
{
	double part = write_mw > 0.0 ? spot->light_uw * 1e-3 / write_mw : 1.0;

	pass->gap_nm = spot->gap_nm;
	pass->offset_nm = spot->offset_nm;
	pass->tilt_mrad = spot->radial_mrad;
	shine(&pass->power, part);
}

static void aim_stretches(const struct engine *engine, const struct writing_pass *ordered,
			  struct writing *writing)
{
	struct writing_pass pass = *ordered;

	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		const struct passage_spot *spot = &engine->passage.spot[n];

		if (engine->flies && spot->ticks) {
			pass = *ordered;
			note_spot(spot, ordered->power.write_mw, &pass);
		}
		writing->pass[n] = pass;
		shine(&writing->pass[n].power, 1.0 + engine->laser_off);
	}
}

static void dim(struct writing_pass *pass, double light)
{
	pass->power.bias_mw *= light;
	pass->power.erase_mw *= light;
	pass->power.write_mw *= light;
}

/* What light gets to: marks are kept by stretch, so that it is most of one or nothing. */
static void shade(const struct recording *recording, struct writing *writing)
{
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		double lit = 1.0;

		for (unsigned int i = 0; i < recording->belows; i++) {
			const struct blemish_stretch *below = &recording->below[i];
			double light = blemish_light(below, n * NFOD_FRAME_CELLS, NFOD_FRAME_CELLS);

			if (below->light > 0.0)
				dim(&writing->pass[n], light);
			else
				lit -= 1.0 - light;
		}
		writing->dark[n] = lit < 0.5;
	}
}

void light_aim(struct engine *engine, const struct nfod_fe_desc *desc, struct writing *writing)
{
	const struct surface *surface = disc_surface(engine->disc);
	struct passage_place place;
	struct nfod_strategy strategy;
	struct writing_pass pass;

	writing->law = NULL;
	memset(writing->dark, 0, sizeof(writing->dark));
	writing->random = &engine->random;
	if (engine->fidelity == FIDELITY_IDEAL || !surface->writing ||
	    !disc_place(engine->disc, desc->cluster, &place))
		return;
	writing->law = &surface->writing[place.side];
	strategy = engine->fe->strategy[place.side];
	/* A table that was never set pulses nothing. */
	strategy.kind = writing->law->strategy.kind;
	writing_compare(writing->law, &strategy, &writing->table);
	pass = ordered(engine, desc, writing);
	aim_stretches(engine, &pass, writing);
	shade(engine->recording, writing);
}
