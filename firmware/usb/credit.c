// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * Room for data that the host may send without asking. The buffer RAM is
 * divided so that every use of it always comes through:
 *
 *	the zero page
 *	ENGINE_PAGES	 clusters under work in the recorder, or lent to the store
 *	read pages	 held by reads until the host has collected them
 *	write pages	 dirty, arriving, or granted to the host
 *
 * Clean pages live in whatever of that is not in use. A granted page is kept
 * free in deed, and as it may turn out to be the only block of its cluster, it
 * is counted as a cluster too.
 */
#include "fw.h"

#define ENGINE_CLUSTERS (REC_JOBS + STORE_PUTS)
#define ENGINE_PAGES (ENGINE_CLUSTERS * NFOD_CLUSTER_BLOCKS)
/* The most granted at a time. */
#define WINDOW_PAGES 512u
/* Dirty, arriving or granted clusters; the rest is for reads. */
#define WRITE_CLUSTERS 768u
/* Begin to write at this part of what may be dirty. */
#define SHORT_PART 2u

_Static_assert(WRITE_CLUSTERS + ENGINE_CLUSTERS +
			       NFOD_MAX_SLOTS * (DISC_MAX_BLOCKS / NFOD_CLUSTER_BLOCKS + 1) <
		       CACHE_CLUSTERS,
	       "clusters for all writes and all reads");
_Static_assert((NFOD_FW_CACHE_PAGES - 1 - ENGINE_PAGES) / 2 >= 2 * DISC_MAX_BLOCKS,
	       "room for the largest write beside another");

static uint32_t shared_pages(const struct nfod_fw *fw)
{
	return fw->pool.total - 1u - ENGINE_PAGES;
}

/**
 * credit_read_pages() - pages that reads may hold
 */
uint32_t credit_read_pages(const struct nfod_fw *fw)
{
	return shared_pages(fw) / 2;
}

static uint32_t write_pages(const struct nfod_fw *fw)
{
	return shared_pages(fw) - credit_read_pages(fw);
}

/**
 * credit_reserved() - pages that must stay free for data that may come
 */
uint32_t credit_reserved(const struct nfod_fw *fw)
{
	return fw->link.reserved;
}

static uint32_t promised_pages(const struct nfod_fw *fw)
{
	return fw->link.reserved + fw->link.assembly.pages;
}

static uint32_t used_clusters(const struct nfod_fw *fw)
{
	return fw->cache.dirty_clusters + ENGINE_CLUSTERS + promised_pages(fw);
}

/**
 * credit_is_short() - whether dirty data should be written for the room's sake
 */
bool credit_is_short(const struct nfod_fw *fw)
{
	return fw->cache.dirty_clusters > WRITE_CLUSTERS / SHORT_PART ||
	       fw->cache.dirty_pages > write_pages(fw) / SHORT_PART;
}

/**
 * credit_has_cluster() - whether one more cluster may become dirty without any
 * data from the host
 */
bool credit_has_cluster(const struct nfod_fw *fw)
{
	return used_clusters(fw) < WRITE_CLUSTERS;
}

static uint32_t left(uint32_t limit, uint32_t used)
{
	return limit > used ? limit - used : 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/**
 * credit_update() - grant what can be
 */
void credit_update(struct nfod_fw *fw)
{
	struct link *link = &fw->link;
	uint32_t used = fw->cache.dirty_pages + promised_pages(fw);
	uint32_t more =
		least(left(WINDOW_PAGES, link->reserved),
		      least(left(write_pages(fw), used), left(WRITE_CLUSTERS, used_clusters(fw))));

	if (!more || !cache_make_room(&fw->cache, link->reserved + more))
		return;
	if (link->credit < link->sent)
		link->credit = link->sent;
	link->credit += (uint64_t)more * NFOD_BLOCK_BYTES;
	link->reserved += more;
}

/**
 * credit_begin() - a new epoch: nothing sent, nothing granted
 */
void credit_begin(struct nfod_fw *fw)
{
	fw->link.sent = 0;
	fw->link.credit = 0;
	fw->link.told = 0;
	fw->link.reserved = 0;
	credit_update(fw);
}

/**
 * credit_spend() - a write of so much has come in, as its sender counts
 *
 * Sets aside again what is left of the grant.
 */
void credit_spend(struct nfod_fw *fw, uint32_t bytes)
{
	struct link *link = &fw->link;

	link->sent += bytes;
	link->reserved = link->credit > link->sent ?
				 (uint32_t)((link->credit - link->sent) / NFOD_BLOCK_BYTES) :
				 0;
}

/**
 * credit_is_untold() - whether the host may be waiting to hear of more credit
 */
bool credit_is_untold(const struct nfod_fw *fw)
{
	const struct link *link = &fw->link;
	uint64_t enough = link->sent + (uint64_t)DISC_MAX_BLOCKS * NFOD_BLOCK_BYTES;

	return link->credit > link->told && link->told < enough;
}
