// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/protrusions.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crc32c.h"

#define PLACES (NFOD_BUMPS_SECTORS * (size_t)NFOD_BUMPS_EACH)

static uint32_t crc_of(const struct nfod_bumps *bumps)
{
	return crc32c(bumps, offsetof(struct nfod_bumps, crc));
}

static int higher_first(const void *a, const void *b)
{
	const struct nfod_protrusion_record *one = a, *other = b;

	if (one->height_nm != other->height_nm)
		return one->height_nm < other->height_nm ? 1 : -1;
	if (one->radius_nm != other->radius_nm)
		return one->radius_nm < other->radius_nm ? -1 : 1;
	return (one->angle > other->angle) - (one->angle < other->angle);
}

static uint16_t height_of(const struct nfod_protrusion_record *record)
{
	return (uint16_t)fmin(ceil((double)record->height_nm), UINT16_MAX);
}

static void put(struct protrusion_map *map, size_t n, const struct nfod_protrusion_record *record)
{
	struct nfod_bumps *bumps = &map->sector[n / NFOD_BUMPS_EACH];

	bumps->bump[bumps->count++] = (struct nfod_bump){
		.angle = record->angle,
		.radius_um = (uint16_t)lround(record->radius_nm / 1e3),
		.height_nm = height_of(record),
	};
}

static void seal(struct protrusion_map *map, size_t found, uint16_t rest_nm)
{
	for (unsigned int n = 0; n < NFOD_BUMPS_SECTORS; n++) {
		struct nfod_bumps *bumps = &map->sector[n];

		/* The first says that there is a map, even of nothing. */
		if (n && !bumps->count)
			continue;
		bumps->magic = NFOD_BUMPS_MAGIC;
		bumps->version = NFOD_BUMPS_VERSION;
		bumps->found = (uint32_t)found;
		bumps->rest_nm = rest_nm;
		bumps->sector = (uint16_t)(NFOD_BUMPS_FIRST + n);
		bumps->crc = crc_of(bumps);
	}
}

void protrusion_map_empty(struct protrusion_map *map)
{
	memset(map, 0, sizeof(*map));
	seal(map, 0, 0);
}

int protrusion_map_make(struct protrusion_map *map, const struct nfod_protrusion_record *record,
			size_t count, double limit_nm)
{
	struct nfod_protrusion_record *sorted = malloc((count + 1) * sizeof(*sorted));
	size_t found = 0;

	memset(map, 0, sizeof(*map));
	if (!sorted)
		return -1;
	for (size_t n = 0; n < count; n++)
		if (record[n].height_nm > limit_nm)
			sorted[found++] = record[n];
	qsort(sorted, found, sizeof(*sorted), higher_first);
	for (size_t n = 0; n < found && n < PLACES; n++)
		put(map, n, &sorted[n]);
	seal(map, found, found > PLACES ? height_of(&sorted[PLACES]) : 0);
	free(sorted);
	return 0;
}

static bool is_good(const struct nfod_bumps *bumps, unsigned int n)
{
	return bumps->magic == NFOD_BUMPS_MAGIC && bumps->version == NFOD_BUMPS_VERSION &&
	       bumps->count <= NFOD_BUMPS_EACH && bumps->sector == NFOD_BUMPS_FIRST + n &&
	       bumps->crc == crc_of(bumps);
}

static void count_sector(struct protrusion_count *count, const struct nfod_bumps *bumps)
{
	count->good++;
	count->listed += bumps->count;
	count->found = bumps->found;
	count->rest_nm = bumps->rest_nm;
	for (unsigned int i = 0; i < bumps->count; i++)
		if (bumps->bump[i].height_nm > count->highest_nm)
			count->highest_nm = bumps->bump[i].height_nm;
}

struct protrusion_count protrusion_map_count(const struct protrusion_map *map)
{
	static const struct nfod_bumps empty;
	struct protrusion_count count = { 0 };

	for (unsigned int n = 0; n < NFOD_BUMPS_SECTORS; n++) {
		const struct nfod_bumps *bumps = &map->sector[n];

		if (is_good(bumps, n))
			count_sector(&count, bumps);
		else if (memcmp(bumps, &empty, sizeof(empty)))
			count.bad++;
	}
	return count;
}
