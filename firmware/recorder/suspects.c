// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/suspects.h"

#include "fw.h"

static void add(struct suspects *suspects, uint32_t cluster)
{
	uint32_t n;

	for (n = 0; n < suspects->count; n++)
		if (suspects->cluster[n] == cluster)
			return;
	if (suspects->count < SUSPECTS_MOST)
		suspects->cluster[suspects->count++] = cluster;
}

/* Clusters of the other side that lie at or overlap @along on it, in clusters * 65536. */
static void add_at(struct suspects *suspects, const struct nfod_zone *zone, uint8_t side,
		   int64_t along)
{
	int64_t first = along >> 16;
	int64_t last = (along + 65535) >> 16;

	for (; first <= last; first++)
		if (first >= 0 && first < zone->clusters)
			add(suspects, zone->first + side * zone->clusters + (uint32_t)first);
}

/**
 * suspects_beside() - add those on the tracks beside a cluster
 *
 * A land lies outside the groove of the same turn and inside that of the next one.
 */
void suspects_beside(const struct nfod_fw *fw, struct suspects *suspects, const struct place *place)
{
	const struct nfod_zone *zone = &fw->disc.map.info.zone[place->zone];
	int64_t along = (int64_t)place->index << 16;
	int64_t turn = zone->clusters_per_turn_q16;
	bool land = place->side == NFOD_LAND;

	add_at(suspects, zone, !place->side, along);
	add_at(suspects, zone, !place->side, land ? along + turn : along - turn);
}

/**
 * suspects_read() - have the next one read, there is nothing else to do
 *
 * Return: false when there is none.
 */
bool suspects_read(struct nfod_fw *fw)
{
	struct suspects *suspects = &fw->rec.suspects;
	struct job *job = suspects->count ? rec_new_job(fw) : NULL;

	if (!job)
		return false;
	map_place(&fw->disc.map, &fw->fig, suspects->cluster[--suspects->count], &job->place);
	job->goal = JOB_CHECK;
	fw->rec.ladder.tried[NFOD_RETRY_NEIGHBOUR]++;
	rec_submit(fw, job);
	return true;
}
