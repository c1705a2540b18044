// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/choose.h"

/* Go there; when the cluster begins to pass. */
static uint64_t go(struct outlook *outlook, const struct place *place)
{
	struct kinematic *kin = &outlook->kin;
	uint64_t there;

	if (place->cluster == outlook->next)
		return outlook->at_ns;
	there = kin_move(kin, outlook->at_ns, place);
	return kin_meet(kin, outlook->at_ns, there, place);
}

/**
 * choose_when() - when a cluster would begin to pass, were the head sent there
 */
uint64_t choose_when(const struct outlook *outlook, uint32_t cluster)
{
	struct outlook then = *outlook;
	struct place place;

	map_place(then.map, then.fig, cluster, &place);
	return go(&then, &place);
}

/**
 * choose_rank() - the candidate for which this is least is next
 *
 * Return: when it would begin to pass, less what it has gained by waiting.
 */
int64_t choose_rank(const struct outlook *outlook, const struct candidate *candidate)
{
	uint64_t passed = candidate->passed < CHOOSE_MOST ? candidate->passed : CHOOSE_MOST;

	return (int64_t)choose_when(outlook, candidate->cluster) -
	       (int64_t)(passed * passed * CHOOSE_GAIN_NS);
}

/**
 * choose_first() - which of the candidates is next
 *
 * Return: its number, of @count, which is not 0.
 */
uint32_t choose_first(const struct outlook *outlook, const struct candidate *candidate,
		      uint32_t count)
{
	int64_t best = INT64_MAX;
	uint32_t n, chosen = 0;

	for (n = 0; n < count; n++) {
		int64_t rank = choose_rank(outlook, &candidate[n]);

		if (rank < best) {
			best = rank;
			chosen = n;
		}
	}
	return chosen;
}

/**
 * choose_pass() - as it will be when a cluster has passed
 */
void choose_pass(struct outlook *outlook, uint32_t cluster)
{
	const struct map *map = outlook->map;
	struct place place;
	uint64_t begin;

	map_place(map, outlook->fig, cluster, &place);
	begin = go(outlook, &place);
	outlook->at_ns = kin_when_turned(&outlook->kin, begin, place.turns);
	outlook->kin.radius = place.end_radius;
	outlook->kin.side = place.side;
	outlook->next = place.index + 1 < map->info.zone[place.zone].clusters ? cluster + 1 :
										CHOOSE_NONE;
}
