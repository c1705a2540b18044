// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "store/layout.h"

#include <string.h>

/* Fewer log clusters than this are not worth their trouble. */
#define LOG_LEAST 48u
/* Slots that a zone keeps for what is written whole. */
#define SPARE_LEAST 8u

static struct run spare_of(const struct nfod_zone *zone, uint32_t side)
{
	return (struct run){
		.first = zone->first + side * zone->clusters + zone->lead + zone->user,
		.count = zone->clusters - zone->lead - zone->user,
	};
}

static bool is_in(struct run run, uint32_t cluster)
{
	return cluster - run.first < run.count;
}

/**
 * layout_test() - where powers are tried on a side of a zone
 *
 * A turn from what the user has, and one at least from the zone's edge.
 *
 * Return: no clusters when there is no room for it.
 */
struct run layout_test(const struct nfod_zone *zone, uint32_t side)
{
	uint32_t turn = (zone->clusters_per_turn_q16 + 0xffffu) >> 16;
	uint32_t behind = LAYOUT_TESTS + turn;

	if (zone->lead < turn + behind)
		return (struct run){ 0 };
	return (struct run){
		.first = zone->first + side * zone->clusters + zone->lead - behind,
		.count = LAYOUT_TESTS,
	};
}

static uint32_t ceil_div(uint32_t a, uint32_t b)
{
	return (a + b - 1) / b;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Positions that all zones' groove spare can give, when area A has its part. */
static uint32_t log_room(const struct layout *lay)
{
	uint32_t room = 0, n;

	for (n = 0; n < lay->zones; n++)
		room += spare_of(&lay->zone[n], NFOD_GROOVE).count;
	return room;
}

/* Roots, and pages twice over with two to spare; more to share the wear, up to a third. */
static uint32_t area_size(const struct layout *lay, struct run spare)
{
	uint32_t least = LAYOUT_ROOTS + 2 * layout_pages(lay) + 2;
	uint32_t wanted = LAYOUT_ROOTS + LAYOUT_PLACES_MOST;
	uint32_t third = spare.count / 3;

	if (wanted > third)
		wanted = third;
	return wanted > least ? wanted : least;
}

/* Area A begins the first zone's groove spare, area B ends the last zone's land spare. */
static bool lay_areas(struct layout *lay)
{
	struct run inner = spare_of(&lay->zone[0], NFOD_GROOVE);
	struct run outer = spare_of(&lay->zone[lay->zones - 1], NFOD_LAND);
	uint32_t a = area_size(lay, inner), b = area_size(lay, outer);

	if (a > inner.count || b + SPARE_LEAST > outer.count)
		return false;
	lay->area[0] = (struct run){ inner.first, a };
	lay->area[1] = (struct run){ outer.first + outer.count - b, b };
	return true;
}

static void add_run(struct layout *lay, uint32_t zone)
{
	struct run run = spare_of(&lay->zone[zone], NFOD_GROOVE);

	if (zone == 0) {
		run.first += lay->area[0].count;
		run.count -= lay->area[0].count;
	}
	run.count = smaller(run.count, LAYOUT_LOG_MOST - lay->positions);
	if (!run.count)
		return;
	lay->run[lay->runs++] = run;
	lay->positions += run.count;
}

/* The groove spare of the middle zone, the one outside it, the one inside, and so on. */
static void lay_log(struct layout *lay)
{
	uint32_t middle = lay->zones / 2, n;

	lay->runs = 0;
	lay->positions = 0;
	add_run(lay, middle);
	for (n = 1; n <= lay->zones; n++) {
		if (middle + n < lay->zones)
			add_run(lay, middle + n);
		if (n <= middle)
			add_run(lay, middle - n);
	}
}

/**
 * layout_make() - lay out a disc
 * @info: lead-in, checked
 *
 * Return: whether there is room.
 */
bool layout_make(struct layout *lay, const struct nfod_disc_info *info)
{
	uint32_t n;

	memset(lay, 0, sizeof(*lay));
	lay->zones = info->zones;
	lay->clusters = info->clusters;
	lay->light = info->flags & NFOD_DISC_LIGHT;
	for (n = 0; n < info->zones; n++) {
		lay->zone[n] = info->zone[n];
		lay->user_first[n + 1] = lay->user_first[n] + NFOD_SIDES * info->zone[n].user;
		if (NFOD_SIDES * info->zone[n].clusters >= NFOD_NO_PLACE ||
		    spare_of(&info->zone[n], NFOD_LAND).count < SPARE_LEAST)
			return false;
	}
	lay->map_pages = ceil_div(layout_user_clusters(lay), NFOD_MAP_PER_PAGE);
	lay->log_pages = ceil_div(smaller(log_room(lay), LAYOUT_LOG_MOST), NFOD_LOG_PER_PAGE);
	if (layout_pages(lay) > NFOD_ROOT_PAGES || !lay_areas(lay))
		return false;
	lay_log(lay);
	return lay->positions >= LOG_LEAST;
}

uint32_t layout_user_clusters(const struct layout *lay)
{
	return lay->user_first[lay->zones];
}

/**
 * layout_zone_of() - the zone of a user cluster
 */
uint32_t layout_zone_of(const struct layout *lay, uint32_t user)
{
	uint32_t low = 0, high = lay->zones;

	while (high - low > 1) {
		uint32_t middle = (low + high) / 2;

		if (lay->user_first[middle] <= user)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/**
 * layout_zone_at() - the zone of a physical cluster
 */
uint32_t layout_zone_at(const struct layout *lay, uint32_t cluster)
{
	uint32_t low = 0, high = lay->zones;

	while (high - low > 1) {
		uint32_t middle = (low + high) / 2;

		if (lay->zone[middle].first <= cluster)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/**
 * layout_home() - where a user cluster lies on a disc without defects, written in order
 */
uint32_t layout_home(const struct layout *lay, uint32_t user)
{
	uint32_t n = layout_zone_of(lay, user);
	const struct nfod_zone *zone = &lay->zone[n];
	uint32_t within = user - lay->user_first[n];

	if (within < zone->user)
		return zone->first + zone->lead + within;
	return zone->first + zone->clusters + zone->lead + within - zone->user;
}

/**
 * layout_log_cluster() - physical number of a log position
 */
uint32_t layout_log_cluster(const struct layout *lay, uint32_t position)
{
	const struct run *run = lay->run;

	while (position >= run->count) {
		position -= run->count;
		run++;
	}
	return run->first + position;
}

/**
 * layout_log_position() - which log position a physical cluster is, if any
 */
bool layout_log_position(const struct layout *lay, uint32_t cluster, uint32_t *position)
{
	const struct nfod_zone *zone = &lay->zone[layout_zone_at(lay, cluster)];
	uint32_t n, before = 0;

	if (!is_in(spare_of(zone, NFOD_GROOVE), cluster))
		return false;
	for (n = 0; n < lay->runs; before += lay->run[n++].count) {
		if (cluster - lay->run[n].first >= lay->run[n].count)
			continue;
		*position = before + cluster - lay->run[n].first;
		return true;
	}
	return false;
}

/**
 * layout_is_slot() - whether a cluster may hold what is the user's, whole
 */
bool layout_is_slot(const struct layout *lay, uint32_t cluster)
{
	const struct nfod_zone *zone = &lay->zone[layout_zone_at(lay, cluster)];
	uint32_t position, n;

	for (n = 0; n < LAYOUT_AREAS; n++)
		if (is_in(lay->area[n], cluster))
			return false;
	return (cluster - zone->first) % zone->clusters >= zone->lead &&
	       !layout_log_position(lay, cluster, &position);
}

static uint32_t part_in(struct run run, const struct nfod_zone *zone)
{
	return is_in((struct run){ zone->first, NFOD_SIDES * zone->clusters }, run.first) ?
		       run.count :
		       0;
}

/**
 * layout_spare() - slots of a zone beyond those that its user clusters fill
 */
uint32_t layout_spare(const struct layout *lay, uint32_t zone)
{
	const struct nfod_zone *at = &lay->zone[zone];
	uint32_t slots = NFOD_SIDES * (at->clusters - at->lead - at->user), n;

	for (n = 0; n < lay->runs; n++)
		slots -= part_in(lay->run[n], at);
	for (n = 0; n < LAYOUT_AREAS; n++)
		slots -= part_in(lay->area[n], at);
	return slots;
}
