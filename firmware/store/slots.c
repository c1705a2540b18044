// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

bool slots_is_used(const struct store *s, uint32_t cluster)
{
	return s->used[cluster / 32] & 1u << cluster % 32;
}

void slots_set(struct store *s, uint32_t cluster, bool used)
{
	if (used)
		s->used[cluster / 32] |= 1u << cluster % 32;
	else
		s->used[cluster / 32] &= ~(1u << cluster % 32);
}

uint32_t slots_cluster(const struct store *s, uint32_t user, uint16_t slot)
{
	if (slot == NFOD_NO_PLACE)
		return NFOD_NOWHERE;
	return s->lay.zone[layout_zone_of(&s->lay, user)].first + slot;
}

uint16_t slots_slot(const struct store *s, uint32_t user, uint32_t cluster)
{
	if (cluster == NFOD_NOWHERE)
		return NFOD_NO_PLACE;
	return (uint16_t)(cluster - s->lay.zone[layout_zone_of(&s->lay, user)].first);
}

/**
 * slots_make_sense() - whether the map has user clusters from @user on where they may be
 */
bool slots_make_sense(const struct store *s, uint32_t user, uint32_t end)
{
	uint32_t zone = layout_zone_of(&s->lay, user);

	for (; user < end; user++) {
		while (user >= s->lay.user_first[zone + 1])
			zone++;
		if (s->map[user] != NFOD_NO_PLACE &&
		    s->map[user] >= NFOD_SIDES * s->lay.zone[zone].clusters)
			return false;
	}
	return true;
}

static void use_run(struct store *s, struct run run)
{
	while (run.count) {
		bool word = run.first % 32 == 0 && run.count >= 32;
		uint32_t step = word ? 32 : 1;

		s->used[run.first / 32] |= word ? ~0u : 1u << run.first % 32;
		run.first += step;
		run.count -= step;
	}
}

static void use_leads(struct store *s)
{
	uint32_t n, side;

	for (n = 0; n < s->lay.zones; n++) {
		const struct nfod_zone *zone = &s->lay.zone[n];

		for (side = 0; side < NFOD_SIDES; side++)
			use_run(s, (struct run){ zone->first + side * zone->clusters, zone->lead });
	}
}

/* A word of them at once: a disc has a million, and the main loop waits for this. */
static uint32_t used_in(const struct store *s, struct run run)
{
	uint32_t used = 0;

	while (run.count) {
		bool word = run.first % 32 == 0 && run.count >= 32;
		uint32_t step = word ? 32 : 1;

		used += word ? (uint32_t)__builtin_popcount(s->used[run.first / 32]) :
			       slots_is_used(s, run.first);
		run.first += step;
		run.count -= step;
	}
	return used;
}

static void count_zone(struct store *s, uint32_t n)
{
	const struct nfod_zone *zone = &s->lay.zone[n];
	struct run all = { zone->first, NFOD_SIDES * zone->clusters };

	s->hand[n] = zone->lead;
	s->free[n] = all.count - used_in(s, all);
}

static void use_own(struct store *s)
{
	uint32_t n;

	memset(s->used, 0, (s->lay.clusters + 31) / 32 * sizeof(s->used[0]));
	use_leads(s);
	for (n = 0; n < s->lay.runs; n++)
		use_run(s, s->lay.run[n]);
	for (n = 0; n < LAYOUT_AREAS; n++)
		use_run(s, s->lay.area[n]);
}

static void use_mapped(struct store *s, uint32_t user, uint32_t end)
{
	uint32_t zone = layout_zone_of(&s->lay, user);

	for (; user < end; user++) {
		while (user >= s->lay.user_first[zone + 1])
			zone++;
		if (s->map[user] != NFOD_NO_PLACE)
			slots_set(s, s->lay.zone[zone].first + s->map[user], true);
	}
}

static void use_defects(struct store *s)
{
	uint32_t n;

	for (n = 0; n < s->defects; n++)
		slots_set(s, s->defect[n].cluster, true);
}

/**
 * slots_count() - a piece of finding out what is free: what nothing else is, leads, log, areas,
 * map, defects
 * @cursor: how far it has got; 0 = begin
 *
 * Return: whether that is known now.
 */
bool slots_count(struct store *s, uint32_t *cursor)
{
	uint32_t users = layout_user_clusters(&s->lay);
	uint32_t from = *cursor;

	if (!from)
		use_own(s);
	if (from < users) {
		*cursor = from + STORE_PIECE < users ? from + STORE_PIECE : users;
		use_mapped(s, from, *cursor);
		return false;
	}
	if (from == users)
		use_defects(s);
	count_zone(s, from - users);
	*cursor = from + 1;
	return *cursor == users + s->lay.zones;
}

/**
 * slots_free_from() - the first free one from @cluster on, a word of them at once
 *
 * Return: @end or more if there is none before it.
 */
uint32_t slots_free_from(const struct store *s, uint32_t cluster, uint32_t end)
{
	uint32_t word = cluster / 32;
	uint32_t free = cluster < end ? ~s->used[word] & ~0u << cluster % 32 : 0;

	while (!free && ++word * 32 < end)
		free = ~s->used[word];
	return free ? word * 32 + (uint32_t)__builtin_ctz(free) : end;
}

/* The next free one from the hand on, round the zone, which has one. */
static uint32_t next_free(const struct store *s, uint32_t n)
{
	const struct nfod_zone *zone = &s->lay.zone[n];
	uint32_t end = zone->first + NFOD_SIDES * zone->clusters;
	uint32_t cluster = slots_free_from(s, zone->first + s->hand[n], end);

	return cluster < end ? cluster : slots_free_from(s, zone->first, end);
}

/**
 * slots_take() - a free cluster for a user cluster
 *
 * One that is nowhere yet goes to where it belongs by its number, so that a disc that is
 * filled once lies in order; any other goes behind the last one taken, so that what is
 * written together lies together.
 *
 * Return: NFOD_NOWHERE when its zone has none.
 */
uint32_t slots_take(struct store *s, uint32_t user)
{
	uint32_t zone = layout_zone_of(&s->lay, user);
	uint32_t cluster = layout_home(&s->lay, user);
	uint32_t size = NFOD_SIDES * s->lay.zone[zone].clusters;

	if (!s->free[zone])
		return NFOD_NOWHERE;
	if (s->map[user] != NFOD_NO_PLACE || slots_is_used(s, cluster))
		cluster = next_free(s, zone);
	slots_set(s, cluster, true);
	s->free[zone]--;
	s->hand[zone] = (cluster + 1 - s->lay.zone[zone].first) % size;
	return cluster;
}

/**
 * slots_free() - nobody needs the cluster any more; a bad one is not used again
 */
void slots_free(struct store *s, uint32_t cluster)
{
	if (cluster == NFOD_NOWHERE || defects_has(s, cluster))
		return;
	slots_set(s, cluster, false);
	s->free[layout_zone_at(&s->lay, cluster)]++;
	erased_freed(s, cluster);
}
