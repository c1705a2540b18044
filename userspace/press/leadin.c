// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/leadin.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/medium.h"
#include "lib/random.h"
#include "nfod/wire.h"
#include "press/geometry.h"
#include "press/reference.h"

static void name_disc(char *id, size_t size, uint64_t seed)
{
	struct random random = { .state = seed };
	uint64_t number = random_next(&random);

	snprintf(id, size, "NFOD-%08" PRIX32 "-%08" PRIX32, (uint32_t)(number >> 32),
		 (uint32_t)number);
}

static int lay_zones(struct nfod_disc_info *info, uint64_t user_bytes, char *why, size_t size)
{
	uint64_t blocks = (user_bytes + NFOD_BLOCK_BYTES - 1) / NFOD_BLOCK_BYTES;

	geometry_full(info);
	if (blocks > info->user_blocks) {
		snprintf(why, size,
			 "such a disc holds at most %" PRIu64 " MiB; ask for less with --size",
			 info->user_blocks * NFOD_BLOCK_BYTES >> 20);
		return -1;
	}
	if (blocks)
		geometry_fit(info, blocks);
	return 0;
}

int leadin_make(struct nfod_disc_info *info, const struct design *design,
		const struct leadin_order *order, char *why, size_t size)
{
	const struct recipe *recipe = design->recipe;

	memset(info, 0, sizeof(*info));
	info->magic = NFOD_DISC_MAGIC;
	info->version = NFOD_DISC_VERSION;
	info->bytes = sizeof(*info);
	info->flags = (order->read_only ? NFOD_DISC_READ_ONLY : 0) |
		      (recipe->modulation == MODULATION_LIGHT ? NFOD_DISC_LIGHT : 0);
	info->recording = recipe->recording;
	info->track_pitch_nm = (uint32_t)lround(recipe->pitch_nm);
	info->step_nm = (uint32_t)lround(fmax(design->relief.step_nm, 0.0));
	info->cell_pm = REF_CELL_PM;
	info->velocity_um_s = REF_VELOCITY_UM_S;
	info->gap_nm = (uint32_t)lround(recipe->gap_nm);
	info->seed = order->seed;
	name_disc(info->disc_id, sizeof(info->disc_id), order->seed);
	snprintf(info->label, sizeof(info->label), "%s", order->label);
	if (lay_zones(info, order->user_bytes, why, size))
		return -1;
	design_describe(design, &info->film);
	disc_seal(info);
	return disc_check(info, why, size);
}

uint32_t leadin_outer_nm(const struct nfod_disc_info *info)
{
	const struct nfod_zone *last = &info->zone[info->zones - 1];

	return last->radius_nm + last->turns * 2 * info->track_pitch_nm;
}
