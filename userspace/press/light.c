// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/light.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"
#include "nfod_fw.h"
#include "physics/writing.h"
#include "press/memo.h"
#include "press/reference.h"

/* Speeds at which powers are stated; at the last one discs are written. */
#define SPEEDS 2u

/**
 * struct light_key - all that light and field depend on
 */
struct light_key {
	struct nfod_layer_record layer[RECIPE_LAYERS + 1];
	struct nfod_strategy strategy;
	uint32_t layers;
	uint32_t recording;
	uint32_t velocity_um_s;
	uint32_t pitch_nm;
	uint32_t cell_pm;
	uint32_t gap_pm;
	uint32_t film_pm;
	uint32_t side;
	double aperture;
	double wavelength_nm;
	double lens;
	double fill;
};

/**
 * struct light - of one side
 * @power: by speed
 * @read_mw: light that the film bears
 * @law: of writing at the last speed
 */
struct light {
	struct writing_power power[SPEEDS];
	double read_mw;
	struct nfod_writing_law law;
};

/**
 * struct light_task - one side's
 * @pressing: whose
 * @side: enum nfod_side
 * @key: of it
 * @known: has been asked before
 * @light: filled
 * @why: what is wrong, when @result is not 0
 */
struct light_task {
	const struct pressing *pressing;
	unsigned int side;
	struct light_key key;
	bool known;
	struct light light;
	int result;
	char why[160];
};

static void make_key(const struct light_task *task, const struct nfod_strategy *strategy,
		     struct light_key *key)
{
	const struct nfod_disc_info *info = &task->pressing->info;
	const struct optics *optics = &task->pressing->recipe->optics;

	memset(key, 0, sizeof(*key));
	key->layers = pressing_layers(task->pressing, key->layer);
	key->strategy = *strategy;
	key->recording = info->recording;
	key->velocity_um_s = info->velocity_um_s;
	key->pitch_nm = info->track_pitch_nm;
	key->cell_pm = info->cell_pm;
	key->gap_pm = info->film.side[task->side].gap_pm;
	key->film_pm = info->film.side[task->side].film_pm;
	key->side = task->side;
	key->aperture = optics->na;
	key->wavelength_nm = optics->wavelength_nm;
	key->lens = optics->index;
	key->fill = optics->fill;
}

static int ask(struct light_task *task)
{
	const struct light_key *key = &task->key;
	const struct nfod_disc_info *info = &task->pressing->info;
	double velocity = info->velocity_um_s * 1e-6;
	struct light *light = &task->light;
	struct writing_disc disc;

	if (writing_disc_make(&disc, &task->pressing->recipe->optics, key->layer, key->layers, info,
			      task->side, task->why, sizeof(task->why)))
		return -1;
	snprintf(task->why, sizeof(task->why),
		 "no light writes on such films; see the recording layer's and its neighbours' "
		 "thickness");
	for (unsigned int n = 0; n < SPEEDS; n++)
		if (writing_powers(&disc, velocity * (n + 1), &key->strategy, &light->power[n]))
			return -1;
	light->read_mw = writing_read_mw(&disc, velocity);
	return writing_law_make(&light->law, &disc, &key->strategy, &light->power[SPEEDS - 1],
				velocity * SPEEDS);
}

static void *ask_thread(void *ctx)
{
	struct light_task *task = ctx;

	task->result = ask(task);
	return NULL;
}

static uint16_t microwatts(double milliwatts)
{
	return (uint16_t)lround(fmin(fmax(milliwatts * 1e3, 0.0), UINT16_MAX));
}

/* Marks of phase change are seen by little light; Kerr readout wants all that the film bears. */
static void state(struct nfod_disc_side *side, const struct light *light, bool magnetic)
{
	const struct writing_power *one = &light->power[0], *two = &light->power[1];

	side->read_uw = microwatts(magnetic ? light->read_mw : fmin(light->read_mw, REF_READ_MW));
	side->bias_uw = microwatts(one->bias_mw);
	side->erase_uw = microwatts(one->erase_mw);
	side->write_uw = microwatts(one->write_mw);
	side->erase_2x_uw = microwatts(two->erase_mw);
	side->write_2x_uw = microwatts(two->write_mw);
	side->field_oe = (uint16_t)lround(two->field_oe);
}

static void recall(struct light_task *task, const struct pressing *pressing, unsigned int side)
{
	*task = (struct light_task){ .pressing = pressing, .side = side };
	make_key(task, nfod_fw_strategy(&pressing->info, side), &task->key);
	task->known = memo_find("light", &task->key, sizeof(task->key), &task->light,
				sizeof(task->light));
}

/* Both sides at once, where there is more than one core for them. */
static void ask_unknown(struct light_task *groove, struct light_task *land)
{
	pthread_t thread;
	bool beside = !land->known && !pthread_create(&thread, NULL, ask_thread, land);

	if (!groove->known)
		groove->result = ask(groove);
	if (beside)
		pthread_join(thread, NULL);
	else if (!land->known)
		land->result = ask(land);
}

static int take(struct light_task *task, struct pressing *pressing, char *why, size_t size)
{
	if (task->result) {
		snprintf(why, size, "%s", task->why);
		return -1;
	}
	if (!task->known)
		memo_keep("light", &task->key, sizeof(task->key), &task->light,
			  sizeof(task->light));
	state(&pressing->info.film.side[task->side], &task->light,
	      pressing->info.recording == NFOD_RECORDING_MAGNETO_OPTICAL);
	pressing->writing[task->side] = task->light.law;
	return 0;
}

int light_find(struct pressing *pressing, char *why, size_t size)
{
	struct light_task task[NFOD_SIDES];

	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		recall(&task[side], pressing, side);
	ask_unknown(&task[NFOD_GROOVE], &task[NFOD_LAND]);
	return take(&task[NFOD_GROOVE], pressing, why, size) ||
			       take(&task[NFOD_LAND], pressing, why, size) ?
		       -1 :
		       0;
}
