// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/map.h"

#include <string.h>

#include "disc/crc32c.h"
#include "disc/film.h"
#include "nfod/wire.h"

/* What a disc may claim to be; beyond this the mechanics cannot follow. */
#define MIN_RADIUS_NM 15000000u
#define MAX_RADIUS_NM 60000000u
#define MIN_CLUSTERS_PER_TURN_Q16 (1u << 16)
#define MAX_CLUSTERS_PER_TURN_Q16 (64u << 16)
#define MIN_PITCH_NM 50u
#define MAX_PITCH_NM 2000u
#define MIN_VELOCITY_UM_S 500000u
#define MAX_VELOCITY_UM_S 20000000u

static bool all_zero(const void *data, uint32_t len)
{
	const uint8_t *byte = data;

	while (len--)
		if (*byte++)
			return false;
	return true;
}

static bool is_ascii_name(const char *name, uint32_t size)
{
	uint32_t n = 0;

	while (n < size && name[n] > ' ' && name[n] <= '~')
		n++;
	return n < size && all_zero(name + n, size - n);
}

static bool crc_holds(const struct nfod_disc_info *info)
{
	struct nfod_disc_info copy = *info;

	copy.crc = 0;
	return crc32c(&copy, sizeof(copy)) == info->crc;
}

static bool head_holds(const struct nfod_disc_info *info)
{
	return info->magic == NFOD_DISC_MAGIC && info->version == NFOD_DISC_VERSION &&
	       info->bytes == sizeof(*info) && crc_holds(info) &&
	       !(info->flags & ~NFOD_DISC_KNOWN) &&
	       (info->recording == NFOD_RECORDING_MAGNETO_OPTICAL ||
		(info->recording == NFOD_RECORDING_PHASE_CHANGE &&
		 !(info->flags & NFOD_DISC_LIGHT))) &&
	       info->zones >= 1 && info->zones <= NFOD_MAX_ZONES &&
	       info->track_pitch_nm >= MIN_PITCH_NM && info->track_pitch_nm <= MAX_PITCH_NM &&
	       info->velocity_um_s >= MIN_VELOCITY_UM_S &&
	       info->velocity_um_s <= MAX_VELOCITY_UM_S && !info->reserved0 && !info->reserved1 &&
	       all_zero(info->reserved, sizeof(info->reserved)) &&
	       is_ascii_name(info->disc_id, sizeof(info->disc_id));
}

static uint64_t outer_edge_nm(const struct nfod_disc_info *info, const struct nfod_zone *zone)
{
	return zone->radius_nm + (uint64_t)zone->turns * NFOD_SIDES * info->track_pitch_nm;
}

static bool zone_holds(const struct nfod_disc_info *info, const struct nfod_zone *zone)
{
	uint64_t room = (uint64_t)zone->turns * zone->clusters_per_turn_q16;

	return zone->radius_nm >= MIN_RADIUS_NM && outer_edge_nm(info, zone) <= MAX_RADIUS_NM &&
	       zone->clusters_per_turn_q16 >= MIN_CLUSTERS_PER_TURN_Q16 &&
	       zone->clusters_per_turn_q16 <= MAX_CLUSTERS_PER_TURN_Q16 && zone->clusters >= 1 &&
	       zone->clusters <= room >> 16 &&
	       (uint64_t)zone->lead + zone->user <= zone->clusters && !zone->reserved;
}

static bool zones_hold(struct map *map)
{
	const struct nfod_disc_info *info = &map->info;
	uint64_t clusters = 0, user = 0, edge = 0;
	uint32_t n;

	for (n = 0; n < info->zones; n++) {
		const struct nfod_zone *zone = &info->zone[n];

		if (!zone_holds(info, zone) || zone->radius_nm < edge || zone->first != clusters)
			return false;
		edge = outer_edge_nm(info, zone);
		map->user_first[n] = (uint32_t)user;
		clusters += (uint64_t)NFOD_SIDES * zone->clusters;
		user += (uint64_t)NFOD_SIDES * zone->user;
		if (clusters > UINT32_MAX)
			return false;
	}
	map->user_first[n] = (uint32_t)user;
	return info->zone[0].lead >= 1 && user >= 1 && info->clusters == clusters &&
	       info->user_blocks == user * NFOD_CLUSTER_BLOCKS &&
	       all_zero(&info->zone[n], (uint32_t)sizeof(info->zone[0]) * (NFOD_MAX_ZONES - n));
}

/**
 * map_parse() - take a lead-in
 * @leadin: the first sector of cluster 0
 *
 * Return: whether it makes sense; if not, the map is empty.
 */
bool map_parse(struct map *map, const void *leadin)
{
	memcpy(&map->info, leadin, sizeof(map->info));
	if (head_holds(&map->info) && zones_hold(map) && film_holds(&map->info))
		return true;
	memset(map, 0, sizeof(*map));
	return false;
}

/**
 * map_clusters() - how many clusters the user has
 */
uint32_t map_clusters(const struct map *map)
{
	return map->user_first[map->info.zones];
}

/* The last of @zones that begins at or before @number. */
static uint16_t search(const uint32_t *first, uint32_t stride, uint32_t zones, uint32_t number)
{
	uint32_t low = 0, high = zones;

	while (high - low > 1) {
		uint32_t middle = (low + high) / 2;

		if (first[middle * stride] <= number)
			low = middle;
		else
			high = middle;
	}
	return (uint16_t)low;
}

/**
 * map_physical() - physical number of a user cluster
 */
uint32_t map_physical(const struct map *map, uint32_t user)
{
	uint16_t n = search(map->user_first, 1, map->info.zones, user);
	const struct nfod_zone *zone = &map->info.zone[n];
	uint32_t within = user - map->user_first[n];

	if (within < zone->user)
		return zone->first + zone->lead + within;
	return zone->first + zone->clusters + zone->lead + within - zone->user;
}

static double radius_at(const struct nfod_disc_info *info, const struct nfod_zone *zone,
			uint8_t side, double turns)
{
	return 1e-9 * (zone->radius_nm + (NFOD_SIDES * turns + side) * info->track_pitch_nm);
}

/**
 * map_place() - where a physical cluster begins
 * @fig: at what speed discs are played
 */
void map_place(const struct map *map, const struct nfod_figures *fig, uint32_t cluster,
	       struct place *place)
{
	const struct nfod_disc_info *info = &map->info;
	uint16_t n = search(&info->zone[0].first, sizeof(info->zone[0]) / sizeof(uint32_t),
			    info->zones, cluster);
	const struct nfod_zone *zone = &info->zone[n];
	uint32_t within = cluster - zone->first;
	uint8_t side = within < zone->clusters ? NFOD_GROOVE : NFOD_LAND;
	uint32_t index = within - side * zone->clusters;
	double per_turn = zone->clusters_per_turn_q16;
	uint64_t along = (uint64_t)index << 16;
	double v_over_r = info->velocity_um_s * 1e-6 / (zone->radius_nm * 1e-9);

	*place = (struct place){
		.cluster = cluster,
		.index = index,
		.zone = n,
		.side = side,
		.turn = (int32_t)(along / zone->clusters_per_turn_q16),
		.angle = (double)(along % zone->clusters_per_turn_q16) / per_turn,
		.turns = 65536.0 / per_turn,
		.radius = radius_at(info, zone, side, (double)along / per_turn),
		.end_radius = radius_at(info, zone, side, (double)(along + 65536) / per_turn),
		.speed = (double)fig->speed_x * v_over_r,
		.speed_limit = (double)fig->speed_most_x * v_over_r,
	};
}

/**
 * map_leadin() - where the lead-in is on a disc that nothing is known of
 */
void map_leadin(const struct nfod_figures *fig, struct place *place)
{
	double radius = (double)fig->lead_mm * 1e-3;
	double v_over_r = (double)fig->lead_m_s / radius;

	*place = (struct place){
		.turns = 1.0 / (double)fig->lead_clusters,
		.radius = radius,
		.end_radius = radius,
		.speed = (double)fig->speed_x * v_over_r,
		.speed_limit = (double)fig->speed_most_x * v_over_r,
	};
}

/**
 * map_after() - the place at which the head comes by next when it goes on from there; at
 * the end of a spiral the same once more
 */
void map_after(const struct map *map, const struct nfod_figures *fig, const struct place *place,
	       struct place *next)
{
	if (place->index + 1 < map->info.zone[place->zone].clusters)
		map_place(map, fig, place->cluster + 1, next);
	else
		*next = *place;
}
