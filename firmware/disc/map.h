/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: where things are on a disc
 *
 * Reads the lead-in, which is believed only as far as it can be checked, and
 * answers where a user cluster lies: physical number, zone, side, radius, angle.
 * The formulas are specified in Documentation/disc-format.md.
 */
#ifndef FW_DISC_MAP_H
#define FW_DISC_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/format.h"

/**
 * struct map - the disc that is in
 * @info: its lead-in, checked
 * @user_first: number of the first user cluster of each zone, and their sum
 */
struct map {
	struct nfod_disc_info info;
	uint32_t user_first[NFOD_MAX_ZONES + 1];
};

/**
 * struct place - where a cluster begins
 * @cluster: physical number
 * @index: on its spiral
 * @zone: number
 * @side: enum nfod_side
 * @turn: whole turns from the zone's beginning
 * @angle: and part of one, 0..1
 * @turns: that the cluster covers
 * @radius: metres
 * @end_radius: where the next one begins
 * @speed: that it is played at, rad/s
 * @speed_limit: beyond this the channel clock cannot follow, rad/s
 */
struct place {
	uint32_t cluster;
	uint32_t index;
	uint16_t zone;
	uint8_t side;
	int32_t turn;
	double angle;
	double turns;
	double radius;
	double end_radius;
	double speed;
	double speed_limit;
};

bool map_parse(struct map *map, const void *leadin);
uint32_t map_clusters(const struct map *map);
uint32_t map_physical(const struct map *map, uint32_t user);
void map_place(const struct map *map, const struct nfod_figures *fig, uint32_t cluster,
	       struct place *place);
void map_leadin(const struct nfod_figures *fig, struct place *place);
void map_after(const struct map *map, const struct nfod_figures *fig, const struct place *place,
	       struct place *next);

#endif
