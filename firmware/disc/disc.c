// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/disc.h"

#include <string.h>

#include "disc/crc32c.h"
#include "fw.h"

/**
 * disc_init() - no disc yet
 * @store_pages: pages of the buffer RAM behind the pool, for the store
 */
void disc_init(struct nfod_fw *fw, uint32_t store_pages)
{
	uint8_t n;

	cache_init(&fw->cache, &fw->pool);
	for (n = 0; n < NFOD_MAX_SLOTS; n++) {
		fw->disc.command[n].slot = n;
		memset(fw->disc.command[n].page, 0xff, sizeof(fw->disc.command[n].page));
	}
	fw->disc.read_limit = credit_read_pages(fw);
	fw->disc.store_pages = store_pages;
	fw->disc.stopped = true;
	fw->disc.writings = fw->board.boot * 2654435761u;
}

static void orphan_jobs(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	uint32_t n;

	rec_cancel_waiting(fw);
	power_stop(fw);
	for (n = 0; n < REC_JOBS; n++) {
		rec->job[n].order = NULL;
		rec->job[n].cluster = CLUSTER_NONE;
	}
}

static uint32_t end_loans(struct nfod_fw *fw)
{
	uint32_t lost = 0, n;

	for (n = 0; n < STORE_PUTS; n++) {
		struct loan *loan = &fw->disc.loan[n];

		if (!loan->used)
			continue;
		lost += (uint32_t)__builtin_popcount(loan->sectors);
		pool_drop_all(&fw->pool, loan->page, NFOD_CLUSTER_BLOCKS);
		loan->used = false;
	}
	return lost;
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
	disc->lost += fw->cache.dirty_blocks + end_loans(fw);
	if (!disc->stopped)
		disc->lost += store_owed(&fw->store);
	fw->store.state = NFOD_STORE_EMPTY;
	drop_pages(fw);
	cache_init(&fw->cache, &fw->pool);
	memset(&disc->map, 0, sizeof(disc->map));
	memset(disc->stream, 0, sizeof(disc->stream));
	disc->losses_told = disc->losses;
	disc->orders = 0;
	disc->poors = 0;
	disc->hand = 0;
	disc->stopped = true;
	disc->emptying = false;
}

/* By which the drive knows powers that it has found itself. */
static uint32_t own_number(const struct nfod_fw *fw)
{
	uint32_t length = 0;

	while (fw->board.serial[length])
		length++;
	return crc32c(fw->board.serial, length);
}

/**
 * disc_load() - have the store find out what the disc holds
 *
 * Return: false when it cannot be taken; the store has the cause.
 */
bool disc_load(struct nfod_fw *fw)
{
	struct store *store = &fw->store;
	const struct nfod_disc_info *info = &fw->disc.map.info;
	const struct store_ask ask = {
		.ctx = fw,
		.drive = own_number(fw),
		.choose = disc_choose,
	};

	if (!store_init(store, info, fw->board.buffer, fw->pool.total, fw->disc.store_pages, &ask))
		return false;
	fw->disc.stopped = false;
	fw->disc.busy_ns = fw->now;
	store_load(store, info->flags & NFOD_DISC_READ_ONLY);
	return true;
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
 * disc_read_only() - why the disc that is in takes no writes, NONE if it does
 */
enum nfod_cause disc_read_only(const struct nfod_fw *fw)
{
	if (fw->disc.map.info.flags & NFOD_DISC_READ_ONLY)
		return NFOD_CAUSE_PROTECTED;
	return fw->store.state == NFOD_STORE_READ_ONLY ? fw->store.cause : NFOD_CAUSE_NONE;
}

static bool any_loan(const struct nfod_fw *fw)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++)
		if (fw->disc.loan[n].used)
			return true;
	return false;
}

/**
 * disc_is_owed() - whether anything was acknowledged that a power cut would harm
 */
bool disc_is_owed(const struct nfod_fw *fw)
{
	return fw->cache.dirty_clusters || any_loan(fw) || store_owed(&fw->store);
}

/**
 * disc_is_clean() - nothing under way, and the disc has everything
 */
bool disc_is_clean(const struct nfod_fw *fw)
{
	bool tidy = fw->store.state != NFOD_STORE_READY || store_is_clean(&fw->store);

	return tidy && !fw->cache.dirty_clusters && !any_loan(fw) && !fw->disc.orders &&
	       rec_is_idle(fw) && !fw->disc.zeroing && !fw->disc.reading && !fw->disc.queued;
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

/**
 * disc_locate() - where a block is on the disc that is in
 * @cluster: physical number
 * @sector: in it
 *
 * Return: false when it is nowhere: never written, or not yet.
 */
bool disc_locate(const struct nfod_fw *fw, uint64_t lba, uint32_t *cluster, uint8_t *sector)
{
	uint32_t n = lba % NFOD_CLUSTER_BLOCKS;
	struct store_place place;

	if (lba >= disc_capacity(fw))
		return false;
	store_locate(&fw->store, (uint32_t)(lba / NFOD_CLUSTER_BLOCKS), &place);
	*cluster = place.cluster[n];
	*sector = place.sector[n];
	return *cluster != NFOD_NOWHERE;
}

/**
 * disc_certify() - try free clusters from @first on, beside all other work
 * @count: how many; 0 = end what has been begun
 * @full: write them before they are read
 *
 * Return: false when that cannot be.
 */
bool disc_certify(struct nfod_fw *fw, uint32_t first, uint32_t count, bool full)
{
	if (!drive_has_disc(fw) || fw->disc.emptying)
		return false;
	fw->work = true;
	if (count)
		return store_certify(&fw->store, first, count, full);
	store_certify_stop(&fw->store);
	return true;
}
