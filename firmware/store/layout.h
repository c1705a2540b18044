/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what of a disc is for what
 *
 * Log and management areas are cut out of the zones' spare, by a rule that needs nothing
 * but the lead-in: Documentation/disc-format.md, "Management areas".
 */
#ifndef FW_STORE_LAYOUT_H
#define FW_STORE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/management.h"

#define LAYOUT_LOG_MOST 5504u
#define LAYOUT_ROOTS 16u
#define LAYOUT_PLACES_MOST 480u
#define LAYOUT_AREAS 2u
/* Clusters of a power calibration area. */
#define LAYOUT_TESTS 8u

/**
 * struct run - clusters one behind the other
 * @first: physical number
 * @count: how many
 */
struct run {
	uint32_t first;
	uint32_t count;
};

/**
 * struct layout - of one disc
 * @zones: entries used in @zone
 * @zone: as in the lead-in
 * @user_first: number of the first user cluster of each zone, and their sum
 * @clusters: physical ones
 * @light: they must be erased before they are written
 * @runs: entries used in @run
 * @run: the log, by position
 * @positions: of the log
 * @area: the management areas: roots first, then pages
 * @map_pages: pages of the map
 * @log_pages: pages of the log's directory
 */
struct layout {
	uint32_t zones;
	struct nfod_zone zone[NFOD_MAX_ZONES];
	uint32_t user_first[NFOD_MAX_ZONES + 1];
	uint32_t clusters;
	bool light;
	uint32_t runs;
	struct run run[NFOD_MAX_ZONES];
	uint32_t positions;
	struct run area[LAYOUT_AREAS];
	uint32_t map_pages;
	uint32_t log_pages;
};

bool layout_make(struct layout *lay, const struct nfod_disc_info *info);
uint32_t layout_user_clusters(const struct layout *lay);
uint32_t layout_zone_of(const struct layout *lay, uint32_t user);
uint32_t layout_home(const struct layout *lay, uint32_t user);
uint32_t layout_log_cluster(const struct layout *lay, uint32_t position);
uint32_t layout_zone_at(const struct layout *lay, uint32_t cluster);
struct run layout_test(const struct nfod_zone *zone, uint32_t side);
bool layout_is_slot(const struct layout *lay, uint32_t cluster);
uint32_t layout_spare(const struct layout *lay, uint32_t zone);
bool layout_log_position(const struct layout *lay, uint32_t cluster, uint32_t *position);

static inline uint32_t layout_pages(const struct layout *lay)
{
	return lay->map_pages + lay->log_pages;
}

static inline uint32_t layout_places(const struct layout *lay, uint32_t area)
{
	return lay->area[area].count - LAYOUT_ROOTS;
}

#endif
