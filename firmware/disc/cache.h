/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: write-back cache of clusters
 *
 * Bookkeeping only: which blocks are here, which of them the disc does not have
 * yet, in what order they became so, and what may be thrown away for room. Who
 * reads and writes when is schedule.c's business.
 */
#ifndef FW_DISC_CACHE_H
#define FW_DISC_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/pool.h"
#include "nfod/wire.h"

#define CACHE_CLUSTERS 1536u
#define CACHE_BUCKETS 2048u
#define CLUSTER_NONE 0xffffu
#define ALL_SECTORS 0xffffu

/**
 * enum cluster_list - which list of what may go, least recently used first
 * @LIST_NONE: nothing to gain: busy, or all of it dirty
 * @LIST_CLEAN: all of it may go
 * @LIST_MIXED: some blocks may go, the cluster stays
 */
enum cluster_list {
	LIST_NONE,
	LIST_CLEAN,
	LIST_MIXED,
	LISTS,
};

/**
 * enum cluster_set - how soon a dirty cluster is written
 * @SET_YOUNG: some time
 * @SET_DUE: in the batch under way
 * @SET_NOW: a FUA waits for it
 */
enum cluster_set {
	SET_YOUNG,
	SET_DUE,
	SET_NOW,
	SETS,
};

/**
 * struct cluster - one cluster's blocks that are in the buffer RAM
 * @number: user cluster
 * @waiters: bit n = the read in slot n waits for this cluster
 * @since: when it became dirty, in struct cache's sequence
 * @page: of each sector in @valid
 * @valid: sectors that are here
 * @dirty: of these, sectors that the disc does not have
 * @failed: sectors that could not be read, for those who wait now
 * @chain: next in the hash bucket, or next free one
 * @newer: link in its list (used later, towards the newest)
 * @older: ditto, the other way
 * @later: link in the queue of dirty clusters (dirtied later)
 * @before: ditto, the other way
 * @list: enum cluster_list
 * @set: enum cluster_set, valid while dirty
 * @busy: a job works on it; it is in no set and not in want
 */
struct cluster {
	uint32_t number;
	uint32_t waiters;
	uint32_t since;
	uint16_t page[NFOD_CLUSTER_BLOCKS];
	uint16_t valid;
	uint16_t dirty;
	uint16_t failed;
	uint16_t chain;
	uint16_t newer;
	uint16_t older;
	uint16_t later;
	uint16_t before;
	uint8_t list;
	uint8_t set;
	bool busy;
};

/**
 * struct order - clusters by ascending number
 */
struct order {
	uint16_t count;
	uint16_t at[CACHE_CLUSTERS];
};

struct cluster_ends {
	uint16_t oldest;
	uint16_t newest;
};

/**
 * struct cache - all clusters
 * @list: ends of each list
 * @dirty: ends of the queue of dirty clusters, by @since
 * @set: dirty clusters that are not busy
 * @want: clusters that reads wait for and that are not busy
 * @clock: raised whenever a cluster becomes dirty
 * @dirty_clusters: length of the queue of dirty ones
 * @dirty_pages: pages, other than the zero page, that hold dirty blocks
 * @dirty_blocks: blocks that the disc does not have
 * @valid_blocks: blocks that are here
 */
struct cache {
	struct pool *pool;
	uint16_t free;
	uint16_t bucket[CACHE_BUCKETS];
	struct cluster_ends list[LISTS];
	struct cluster_ends dirty;
	struct order set[SETS];
	struct order want;
	uint32_t clock;
	uint32_t dirty_clusters;
	uint32_t dirty_pages;
	uint32_t dirty_blocks;
	uint32_t valid_blocks;
	struct cluster cluster[CACHE_CLUSTERS];
};

void cache_init(struct cache *cache, struct pool *pool);
struct cluster *cache_find(struct cache *cache, uint32_t number);
struct cluster *cache_get(struct cache *cache, uint32_t number);
void cache_settle(struct cache *cache, struct cluster *cluster);
void cache_put(struct cache *cache, struct cluster *cluster, uint32_t sector, uint16_t page);
void cache_dirty(struct cache *cache, struct cluster *cluster, uint16_t sectors,
		 enum cluster_set set);
void cache_clean(struct cache *cache, struct cluster *cluster);
void cache_drop(struct cache *cache, struct cluster *cluster, uint16_t sectors);
void cache_hurry(struct cache *cache, struct cluster *cluster);
void cache_make_due(struct cache *cache);
void cache_want(struct cache *cache, struct cluster *cluster, uint32_t waiter);
void cache_unwant(struct cache *cache, struct cluster *cluster, uint32_t waiters);
void cache_lock(struct cache *cache, struct cluster *cluster);
void cache_unlock(struct cache *cache, struct cluster *cluster);
bool cache_make_room(struct cache *cache, uint32_t pages);

void order_insert(struct cache *cache, struct order *order, uint16_t index);
void order_remove(struct cache *cache, struct order *order, uint16_t index);
struct cluster *order_next(struct cache *cache, const struct order *order, uint32_t number);

static inline uint16_t cluster_index(const struct cache *cache, const struct cluster *cluster)
{
	return (uint16_t)(cluster - cache->cluster);
}

/* Whether @a came at or before @b in a sequence that wraps. */
static inline bool not_after(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) <= 0;
}

static inline uint16_t sector_mask(uint32_t first, uint32_t count)
{
	return (uint16_t)(((1u << count) - 1u) << first);
}

#endif
