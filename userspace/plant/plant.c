// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "plant/plant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/random.h"
#include "plant/internal.h"

#define MRAD 1e-3
/* Slower than this nothing moves worth the name, m/s. */
#define STILL 1e-6

struct plant *plant_new(const struct nfod_figures *figures, uint64_t seed)
{
	struct plant *plant = calloc(1, sizeof(*plant));
	struct random seeds = { seed };

	if (!plant)
		return NULL;
	plant->fig = *figures;
	plant->tick_s = 1.0 / (double)figures->tick_hz;
	plant->powered = true;
	noise_init(&plant->chance, random_next(&seeds));
	outside_init(&plant->outside, figures, random_next(&seeds));
	hardware_init(&plant->hardware, figures);
	body_init(plant, random_next(&seeds));
	sight_init(plant, random_next(&seeds));
	return plant;
}

static void take_off(struct plant *plant)
{
	if (plant->has_disc)
		ground_free(&plant->ground);
	plant->has_disc = false;
	plant->truth.offset = 0.0;
	plant->truth.height = 0.0;
}

void plant_free(struct plant *plant)
{
	if (!plant)
		return;
	take_off(plant);
	free(plant);
}

int plant_insert(struct plant *plant, struct surface *surface, const struct nfod_disc_info *info)
{
	take_off(plant);
	sight_reset(plant);
	if (!surface)
		return 0;
	if (ground_init(&plant->ground, &plant->fig, surface, info))
		return -1;
	eye_init(&plant->eye, &plant->fig, surface, info, plant->upside_down);
	plant->has_disc = true;
	return 0;
}

bool plant_has_disc(const struct plant *plant)
{
	return plant->has_disc;
}

void plant_tick(struct plant *plant, volatile struct nfod_frontend *fe)
{
	if (plant->powered)
		hardware_take(&plant->hardware, &plant->fig, fe, plant->outside.volts, &plant->out);
	outside_step(&plant->outside);
	body_step(plant);
	if (plant->powered)
		sight_show(plant, &fe->block);
}

void plant_power(struct plant *plant, bool on)
{
	plant->powered = on;
	memset(&plant->out, 0, sizeof(plant->out));
	plant->truth.power_uw = 0.0;
	hardware_init(&plant->hardware, &plant->fig);
	sight_reset(plant);
}

const struct plant_truth *plant_truth(const struct plant *plant)
{
	return &plant->truth;
}

bool plant_rests(const struct plant *plant)
{
	const struct plant_body *body = &plant->body;

	return body->spindle.speed == 0.0 && body->sled.speed == 0.0 &&
	       plant->out.light_uw == 0.0 && plant->out.sled == 0.0 && plant->out.spindle == 0.0 &&
	       plant->outside.quiet && !plant->outside.ticks &&
	       fabs(actuator_speed(&body->gap)) < STILL &&
	       fabs(actuator_speed(&body->track)) < STILL;
}

/* ---- what can be done to it ---- */

void plant_shock(struct plant *plant, enum plant_axis axis, double g, double seconds)
{
	outside_shock(&plant->outside, axis, g, seconds);
}

void plant_vibrate(struct plant *plant, double g2_hz)
{
	outside_vibrate(&plant->outside, g2_hz);
}

void plant_supply(struct plant *plant, double volts, double seconds)
{
	outside_supply(&plant->outside, volts, seconds);
}

void plant_temperature(struct plant *plant, double celsius)
{
	sight_warm(plant, celsius);
}

void plant_tilt(struct plant *plant, double radial_mrad, double tangential_mrad)
{
	plant->body.askew[0] = ((double)plant->fig.tilt_static_radial_mrad + radial_mrad) * MRAD;
	plant->body.askew[1] =
		((double)plant->fig.tilt_static_tangential_mrad + tangential_mrad) * MRAD;
}

void plant_contaminate(struct plant *plant, double left)
{
	plant->sight.left = (float)left;
}

void plant_turn_over(struct plant *plant, bool upside_down)
{
	plant->upside_down = upside_down;
	if (plant->has_disc)
		eye_init(&plant->eye, &plant->fig, plant->ground.surface, plant->ground.info,
			 upside_down);
}
