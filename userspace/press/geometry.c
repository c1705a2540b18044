// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/geometry.h"

#include <string.h>

#include "lib/medium.h"
#include "nfod/management.h"
#include "press/reference.h"

#define ZONES ((REF_OUTER_RADIUS - REF_INNER_RADIUS) / REF_ZONE_WIDTH)

_Static_assert(ZONES <= NFOD_MAX_ZONES, "zones fit into the lead-in");

/* 2 pi in units of 1e-12, so that the same disc comes out on every machine. */
#define TWO_PI_E12 6283185307180ull

static uint32_t turns_per_zone(const struct nfod_disc_info *info)
{
	return REF_ZONE_WIDTH / (2 * info->track_pitch_nm);
}

static uint32_t clusters_per_turn_q16(uint32_t radius_nm)
{
	uint64_t turn_pm = TWO_PI_E12 / 1000000 * radius_nm / 1000;
	uint64_t cluster_pm = (uint64_t)REF_CLUSTER_CELLS * REF_CELL_PM;

	return (uint32_t)((turn_pm << 16) / cluster_pm);
}

/* At least the lead and what the drive needs for itself, else one in REF_RESERVE. */
static uint32_t reserved_clusters(uint32_t clusters, uint32_t lead)
{
	uint32_t reserve = (clusters + REF_RESERVE - 1) / REF_RESERVE;

	if (reserve < lead + NFOD_SPARE_LEAST)
		reserve = lead + NFOD_SPARE_LEAST;
	return reserve < clusters ? reserve : clusters;
}

static void lay_zone(struct nfod_zone *zone, uint32_t index, uint32_t turns, uint32_t first)
{
	uint32_t lead = index ? REF_LEAD : REF_LEAD_FIRST;

	zone->radius_nm = REF_INNER_RADIUS + index * REF_ZONE_WIDTH;
	zone->turns = turns;
	zone->first = first;
	zone->clusters_per_turn_q16 = clusters_per_turn_q16(zone->radius_nm);
	zone->clusters = (uint32_t)((uint64_t)turns * zone->clusters_per_turn_q16 >> 16);
	zone->lead = lead < zone->clusters ? lead : zone->clusters;
	zone->user = zone->clusters - reserved_clusters(zone->clusters, lead);
}

static void add_zone(struct nfod_disc_info *info, uint32_t turns)
{
	struct nfod_zone *zone = &info->zone[info->zones];

	lay_zone(zone, info->zones, turns, info->clusters);
	info->zones++;
	info->clusters += zone->clusters * NFOD_SIDES;
	info->user_blocks = disc_user_blocks(info);
}

static void clear(struct nfod_disc_info *info)
{
	memset(info->zone, 0, sizeof(info->zone));
	info->zones = 0;
	info->clusters = 0;
	info->user_blocks = 0;
}

void geometry_full(struct nfod_disc_info *info)
{
	clear(info);
	while (info->zones < ZONES)
		add_zone(info, turns_per_zone(info));
}

/* A copy of @info with one more zone of so many turns holds how much? */
static uint64_t blocks_with(const struct nfod_disc_info *info, uint32_t turns)
{
	struct nfod_disc_info trial = *info;

	add_zone(&trial, turns);
	return trial.user_blocks;
}

static uint32_t fewest_turns(const struct nfod_disc_info *info, uint64_t blocks)
{
	uint32_t low = 1, high = turns_per_zone(info);

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (blocks_with(info, middle) >= blocks)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

int geometry_fit(struct nfod_disc_info *info, uint64_t user_blocks)
{
	clear(info);
	while (info->zones < ZONES) {
		if (blocks_with(info, turns_per_zone(info)) >= user_blocks) {
			add_zone(info, fewest_turns(info, user_blocks));
			return 0;
		}
		add_zone(info, turns_per_zone(info));
	}
	return -1;
}
