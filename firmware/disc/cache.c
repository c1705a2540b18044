// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/cache.h"

#include <string.h>

static const struct cluster_ends nobody = { CLUSTER_NONE, CLUSTER_NONE };

static struct cluster *at(struct cache *cache, uint16_t index)
{
	return &cache->cluster[index];
}

void cache_init(struct cache *cache, struct pool *pool)
{
	uint16_t n;

	memset(cache, 0, sizeof(*cache));
	cache->pool = pool;
	for (n = 0; n < LISTS; n++)
		cache->list[n] = nobody;
	cache->dirty = nobody;
	memset(cache->bucket, 0xff, sizeof(cache->bucket));
	for (n = 0; n < CACHE_CLUSTERS; n++)
		at(cache, n)->chain = (uint16_t)(n + 1);
	at(cache, CACHE_CLUSTERS - 1)->chain = CLUSTER_NONE;
}

static uint16_t *bucket(struct cache *cache, uint32_t number)
{
	return &cache->bucket[(number * 2654435761u) >> 21];
}

_Static_assert(CACHE_BUCKETS == 1u << (32 - 21), "hash takes the top 11 bits");

struct cluster *cache_find(struct cache *cache, uint32_t number)
{
	uint16_t n = *bucket(cache, number);

	while (n != CLUSTER_NONE && at(cache, n)->number != number)
		n = at(cache, n)->chain;
	return n == CLUSTER_NONE ? NULL : at(cache, n);
}

static void unhash(struct cache *cache, struct cluster *cluster)
{
	uint16_t *link = bucket(cache, cluster->number);

	while (*link != cluster_index(cache, cluster))
		link = &at(cache, *link)->chain;
	*link = cluster->chain;
}

static void list_remove(struct cache *cache, struct cluster *cluster)
{
	struct cluster_ends *ends = &cache->list[cluster->list];

	if (cluster->list == LIST_NONE)
		return;
	if (cluster->older == CLUSTER_NONE)
		ends->oldest = cluster->newer;
	else
		at(cache, cluster->older)->newer = cluster->newer;
	if (cluster->newer == CLUSTER_NONE)
		ends->newest = cluster->older;
	else
		at(cache, cluster->newer)->older = cluster->older;
	cluster->list = LIST_NONE;
}

static void list_append(struct cache *cache, struct cluster *cluster, uint8_t list)
{
	struct cluster_ends *ends = &cache->list[list];
	uint16_t index = cluster_index(cache, cluster);

	cluster->list = list;
	cluster->newer = CLUSTER_NONE;
	cluster->older = ends->newest;
	if (ends->newest == CLUSTER_NONE)
		ends->oldest = index;
	else
		at(cache, ends->newest)->newer = index;
	ends->newest = index;
}

static void queue_append(struct cache *cache, struct cluster *cluster)
{
	uint16_t index = cluster_index(cache, cluster);

	cluster->later = CLUSTER_NONE;
	cluster->before = cache->dirty.newest;
	if (cache->dirty.newest == CLUSTER_NONE)
		cache->dirty.oldest = index;
	else
		at(cache, cache->dirty.newest)->later = index;
	cache->dirty.newest = index;
	cache->dirty_clusters++;
}

static void queue_remove(struct cache *cache, struct cluster *cluster)
{
	if (cluster->before == CLUSTER_NONE)
		cache->dirty.oldest = cluster->later;
	else
		at(cache, cluster->before)->later = cluster->later;
	if (cluster->later == CLUSTER_NONE)
		cache->dirty.newest = cluster->before;
	else
		at(cache, cluster->later)->before = cluster->before;
	cache->dirty_clusters--;
}

static bool is_unused(const struct cluster *cluster)
{
	return !cluster->valid && !cluster->waiters && !cluster->busy;
}

static uint8_t list_of(const struct cluster *cluster)
{
	if (cluster->busy || !(cluster->valid & ~cluster->dirty))
		return LIST_NONE;
	return cluster->dirty || cluster->waiters ? LIST_MIXED : LIST_CLEAN;
}

/**
 * cache_settle() - put a cluster where it belongs after it was used
 *
 * One that nothing is left of is gone afterwards.
 */
void cache_settle(struct cache *cache, struct cluster *cluster)
{
	uint8_t list = list_of(cluster);

	list_remove(cache, cluster);
	if (list != LIST_NONE)
		list_append(cache, cluster, list);
	if (!is_unused(cluster))
		return;
	unhash(cache, cluster);
	cluster->chain = cache->free;
	cache->free = cluster_index(cache, cluster);
}

/**
 * cache_get() - the cluster @number, made when it is not there
 *
 * The caller must cache_settle() it when done.
 *
 * Return: NULL when all are in use.
 */
struct cluster *cache_get(struct cache *cache, uint32_t number)
{
	struct cluster *cluster = cache_find(cache, number);
	uint16_t oldest = cache->list[LIST_CLEAN].oldest;
	uint16_t *head;

	if (cluster)
		return cluster;
	if (cache->free == CLUSTER_NONE && oldest != CLUSTER_NONE)
		cache_drop(cache, at(cache, oldest), ALL_SECTORS);
	if (cache->free == CLUSTER_NONE)
		return NULL;
	cluster = at(cache, cache->free);
	cache->free = cluster->chain;
	memset(cluster, 0, sizeof(*cluster));
	cluster->number = number;
	head = bucket(cache, number);
	cluster->chain = *head;
	*head = cluster_index(cache, cluster);
	return cluster;
}

static void account_dirty(struct cache *cache, const struct cluster *cluster, uint32_t sector,
			  uint32_t by)
{
	cache->dirty_blocks += by;
	if (cluster->page[sector] != PAGE_ZERO)
		cache->dirty_pages += by;
}

static void set_insert(struct cache *cache, struct cluster *cluster)
{
	order_insert(cache, &cache->set[cluster->set], cluster_index(cache, cluster));
}

static void set_remove(struct cache *cache, struct cluster *cluster)
{
	order_remove(cache, &cache->set[cluster->set], cluster_index(cache, cluster));
}

static void forget_dirty(struct cache *cache, struct cluster *cluster, uint32_t sector)
{
	uint16_t bit = sector_mask(sector, 1);

	if (!(cluster->dirty & bit))
		return;
	account_dirty(cache, cluster, sector, -1u);
	cluster->dirty = (uint16_t)(cluster->dirty & ~bit);
	if (cluster->dirty)
		return;
	queue_remove(cache, cluster);
	if (!cluster->busy)
		set_remove(cache, cluster);
}

static void swap_page(struct cache *cache, struct cluster *cluster, uint32_t sector, uint16_t page)
{
	uint16_t bit = sector_mask(sector, 1);
	bool dirty = cluster->dirty & bit;

	if (dirty)
		account_dirty(cache, cluster, sector, -1u);
	if (cluster->valid & bit)
		pool_drop(cache->pool, cluster->page[sector]);
	else
		cache->valid_blocks++;
	cluster->page[sector] = page;
	cluster->valid |= bit;
	if (dirty)
		account_dirty(cache, cluster, sector, 1);
}

/**
 * cache_put() - @page, with one holder handed over, is the sector's content now
 */
void cache_put(struct cache *cache, struct cluster *cluster, uint32_t sector, uint16_t page)
{
	swap_page(cache, cluster, sector, page);
}

/**
 * cache_dirty() - the disc does not have these (valid) sectors
 * @set: how soon it should; a cluster that is dirty already stays in its set
 */
void cache_dirty(struct cache *cache, struct cluster *cluster, uint16_t sectors,
		 enum cluster_set set)
{
	bool was_dirty = cluster->dirty;
	uint32_t n;

	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (sectors & ~cluster->dirty & sector_mask(n, 1))
			account_dirty(cache, cluster, n, 1);
	cluster->dirty |= sectors;
	if (was_dirty || !cluster->dirty)
		return;
	cluster->since = ++cache->clock;
	cluster->set = set;
	queue_append(cache, cluster);
	if (!cluster->busy)
		set_insert(cache, cluster);
}

/**
 * cache_clean() - all of the (busy) cluster is on its way to the disc
 */
void cache_clean(struct cache *cache, struct cluster *cluster)
{
	while (cluster->dirty)
		forget_dirty(cache, cluster, (uint32_t)__builtin_ctz(cluster->dirty));
}

/**
 * cache_drop() - forget sectors, dirty or not, and settle the cluster
 */
void cache_drop(struct cache *cache, struct cluster *cluster, uint16_t sectors)
{
	uint32_t left = sectors & cluster->valid;

	for (; left; left &= left - 1) {
		uint32_t n = (uint32_t)__builtin_ctz(left);

		forget_dirty(cache, cluster, n);
		pool_drop(cache->pool, cluster->page[n]);
		cluster->valid = (uint16_t)(cluster->valid & ~sector_mask(n, 1));
		cache->valid_blocks--;
	}
	cache_settle(cache, cluster);
}

/**
 * cache_hurry() - somebody waits for this dirty cluster to be written
 */
void cache_hurry(struct cache *cache, struct cluster *cluster)
{
	if (!cluster->busy)
		set_remove(cache, cluster);
	cluster->set = SET_NOW;
	if (!cluster->busy)
		set_insert(cache, cluster);
}

/**
 * cache_make_due() - what is dirty by now forms the next batch; the last one
 * must be through
 */
void cache_make_due(struct cache *cache)
{
	struct order *young = &cache->set[SET_YOUNG];
	struct order *due = &cache->set[SET_DUE];
	uint32_t n;

	memcpy(due->at, young->at, young->count * sizeof(young->at[0]));
	due->count = young->count;
	young->count = 0;
	for (n = 0; n < due->count; n++)
		at(cache, due->at[n])->set = SET_DUE;
}

/**
 * cache_want() - a read waits for this cluster
 */
void cache_want(struct cache *cache, struct cluster *cluster, uint32_t waiter)
{
	if (!cluster->waiters && !cluster->busy)
		order_insert(cache, &cache->want, cluster_index(cache, cluster));
	cluster->waiters |= 1u << waiter;
	cache_settle(cache, cluster);
}

/**
 * cache_unwant() - these reads do not wait any more
 */
void cache_unwant(struct cache *cache, struct cluster *cluster, uint32_t waiters)
{
	if (!(cluster->waiters & waiters))
		return;
	cluster->waiters &= ~waiters;
	if (!cluster->waiters && !cluster->busy)
		order_remove(cache, &cache->want, cluster_index(cache, cluster));
	cache_settle(cache, cluster);
}

/**
 * cache_lock() - a job begins to work on the cluster
 */
void cache_lock(struct cache *cache, struct cluster *cluster)
{
	if (cluster->waiters)
		order_remove(cache, &cache->want, cluster_index(cache, cluster));
	if (cluster->dirty)
		set_remove(cache, cluster);
	cluster->busy = true;
	cache_settle(cache, cluster);
}

/**
 * cache_unlock() - the job is done, and the cluster may be gone afterwards
 */
void cache_unlock(struct cache *cache, struct cluster *cluster)
{
	cluster->busy = false;
	if (cluster->waiters)
		order_insert(cache, &cache->want, cluster_index(cache, cluster));
	if (cluster->dirty)
		set_insert(cache, cluster);
	cache_settle(cache, cluster);
}

/**
 * cache_make_room() - throw away what the disc has, oldest first, until so many
 * pages are free
 */
bool cache_make_room(struct cache *cache, uint32_t pages)
{
	while (cache->pool->free < pages) {
		uint16_t oldest = cache->list[LIST_CLEAN].oldest;
		struct cluster *cluster;

		if (oldest == CLUSTER_NONE)
			oldest = cache->list[LIST_MIXED].oldest;
		if (oldest == CLUSTER_NONE)
			return false;
		cluster = at(cache, oldest);
		cache_drop(cache, cluster, (uint16_t)(cluster->valid & ~cluster->dirty));
	}
	return true;
}
