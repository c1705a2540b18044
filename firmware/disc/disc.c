// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/disc.h"

#include <string.h>

#include "fw.h"

void disc_init(struct nfod_fw *fw)
{
	uint8_t n;

	cache_init(&fw->cache, &fw->pool);
	for (n = 0; n < NFOD_MAX_SLOTS; n++) {
		fw->disc.command[n].slot = n;
		memset(fw->disc.command[n].page, 0xff, sizeof(fw->disc.command[n].page));
	}
	fw->disc.read_limit = credit_read_pages(fw);
}

static void orphan_jobs(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	uint32_t n;

	rec_cancel_waiting(fw);
	for (n = 0; n < REC_JOBS; n++) {
		if (!(rec->used & 1u << n))
			continue;
		fw->disc.lost += (uint32_t)__builtin_popcount(rec->job[n].sectors);
		rec->job[n].sectors = 0;
		rec->job[n].cluster = CLUSTER_NONE;
	}
}

static void drop_pages(struct nfod_fw *fw)
{
	struct cache *cache = &fw->cache;
	uint32_t n, sector;

	for (n = 0; n < CACHE_CLUSTERS; n++)
		for (sector = 0; sector < NFOD_CLUSTER_BLOCKS; sector++)
			if (cache->cluster[n].valid & 1u << sector)
				pool_drop(&fw->pool, cache->cluster[n].page[sector]);
}

/**
 * disc_reset() - the disc is gone; what it had not got of the cache is lost
 *
 * Its commands must have been ended before.
 */
void disc_reset(struct nfod_fw *fw)
{
	struct disc *disc = &fw->disc;

	orphan_jobs(fw);
	disc->lost += fw->cache.dirty_blocks;
	drop_pages(fw);
	cache_init(&fw->cache, &fw->pool);
	memset(&disc->map, 0, sizeof(disc->map));
	memset(disc->stream, 0, sizeof(disc->stream));
	disc->losses_told = disc->losses;
	disc->head = 0;
	disc->emptying = false;
}

/**
 * disc_capacity() - in blocks; 0 without a disc that is ready
 */
uint64_t disc_capacity(const struct nfod_fw *fw)
{
	bool ready = drive_medium_state(fw) == NFOD_MEDIUM_READY;

	return ready ? fw->disc.map.info.user_blocks : 0;
}

/**
 * disc_is_clean() - nothing under way, and the disc has everything
 */
bool disc_is_clean(const struct nfod_fw *fw)
{
	return !fw->cache.dirty_clusters && rec_is_idle(fw) && !fw->disc.zeroing &&
	       !fw->disc.reading && !fw->disc.queued;
}

/**
 * disc_hurry() - write what is dirty at once, for the host has gone to sleep and
 * may not come back; or not any more
 */
void disc_hurry(struct nfod_fw *fw, bool on)
{
	fw->disc.asleep = on;
	fw->work = true;
}
