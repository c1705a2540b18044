// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Counts again all that the firmware counts, from the bottom up. */
#include "rig.h"

struct census {
	uint16_t holders[NFOD_FW_MAX_PAGES];
	uint32_t valid;
	uint32_t dirty;
	uint32_t dirty_pages;
	uint32_t dirty_clusters;
	uint32_t busy;
};

static void count_cluster(const struct cluster *cluster, struct census *census)
{
	assert_int_equal(cluster->dirty & ~cluster->valid, 0);
	for (uint32_t n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		if (!(cluster->valid & 1u << n))
			continue;
		census->valid++;
		census->holders[cluster->page[n]]++;
		if (!(cluster->dirty & 1u << n))
			continue;
		census->dirty++;
		if (cluster->page[n] != PAGE_ZERO)
			census->dirty_pages++;
	}
	census->dirty_clusters += cluster->dirty != 0;
	census->busy += cluster->busy;
}

static void count_clusters(struct cache *cache, struct census *census)
{
	for (uint32_t n = 0; n < CACHE_BUCKETS; n++) {
		uint16_t index = cache->bucket[n];

		for (; index != CLUSTER_NONE; index = cache->cluster[index].chain) {
			struct cluster *cluster = &cache->cluster[index];

			assert_ptr_equal(cache_find(cache, cluster->number), cluster);
			assert_true(cluster->valid || cluster->waiters || cluster->busy);
			count_cluster(cluster, census);
		}
	}
}

static void count_pages(uint16_t *holders, const uint16_t *page, uint32_t count)
{
	while (count--) {
		if (*page != PAGE_NONE)
			holders[*page]++;
		page++;
	}
}

static void count_holders(const struct nfod_fw *fw, struct census *census)
{
	for (uint32_t n = 0; n < NFOD_MAX_SLOTS; n++)
		count_pages(census->holders, fw->disc.command[n].page, DISC_MAX_BLOCKS);
	for (uint32_t n = 0; n < REC_JOBS; n++)
		if (fw->rec.used & 1u << n)
			count_pages(census->holders, fw->rec.job[n].page, NFOD_CLUSTER_BLOCKS);
	for (uint32_t n = 0; n < STORE_PUTS; n++)
		if (fw->disc.loan[n].used)
			count_pages(census->holders, fw->disc.loan[n].page, NFOD_CLUSTER_BLOCKS);
	count_pages(census->holders, fw->link.assembly.page, fw->link.assembly.pages);
}

static void check_pages(const struct pool *pool, const struct census *census)
{
	uint32_t free = 0;

	for (uint32_t n = 1; n < pool->total; n++) {
		if (census->holders[n])
			assert_int_equal(pool->page[n].holders, census->holders[n]);
		else
			free++;
	}
	assert_int_equal(pool->free, free);
}

static void check_order(struct cache *cache, const struct order *order)
{
	for (uint32_t n = 0; n < order->count; n++) {
		const struct cluster *cluster = &cache->cluster[order->at[n]];

		assert_false(cluster->busy);
		if (n)
			assert_true(cache->cluster[order->at[n - 1]].number < cluster->number);
	}
}

static void check_queue(const struct cache *cache, uint32_t count)
{
	uint16_t index = cache->dirty.oldest;
	uint16_t before = CLUSTER_NONE;

	for (; index != CLUSTER_NONE; index = cache->cluster[index].later) {
		const struct cluster *cluster = &cache->cluster[index];

		assert_true(cluster->dirty != 0);
		assert_int_equal(cluster->before, before);
		if (before != CLUSTER_NONE)
			assert_true(not_after(cache->cluster[before].since, cluster->since));
		before = index;
		assert_true(count-- > 0);
	}
	assert_int_equal(count, 0);
	assert_int_equal(cache->dirty.newest, before);
}

static void check_credit(const struct nfod_fw *fw)
{
	const struct link *link = &fw->link;
	uint64_t promised = (uint64_t)(link->reserved + link->assembly.pages) * NFOD_BLOCK_BYTES;

	assert_true(fw->pool.free >= link->reserved);
	if (link->credit >= link->sent)
		assert_true(link->credit - link->sent - promised < NFOD_BLOCK_BYTES);
	assert_true(link->told <= link->credit);
}

/**
 * rig_check() - the firmware's books agree
 */
void rig_check(struct rig *rig)
{
	struct nfod_fw *fw = rig->fw;
	struct cache *cache = &fw->cache;
	struct census *census = calloc(1, sizeof(*census));
	uint32_t queued = 0;

	assert_non_null(census);
	count_clusters(cache, census);
	count_holders(fw, census);
	check_pages(&fw->pool, census);
	assert_int_equal(cache->valid_blocks, census->valid);
	assert_int_equal(cache->dirty_blocks, census->dirty);
	assert_int_equal(cache->dirty_pages, census->dirty_pages);
	assert_int_equal(cache->dirty_clusters, census->dirty_clusters);
	for (uint32_t n = 0; n < SETS; n++) {
		check_order(cache, &cache->set[n]);
		queued += cache->set[n].count;
	}
	check_order(cache, &cache->want);
	assert_true(queued <= census->dirty_clusters &&
		    queued + census->busy >= census->dirty_clusters);
	check_queue(cache, census->dirty_clusters);
	check_credit(fw);
	assert_true(fw->disc.read_pages <= fw->disc.read_limit);
	free(census);
}
