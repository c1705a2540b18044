// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * Reading a user cluster into the cache. Its sectors may lie in several clusters of the
 * disc, which are read one by one, in the store's pages, or nowhere at all.
 */
#include <string.h>

#include "fw.h"

static uint32_t count_of(uint16_t sectors)
{
	return (uint32_t)__builtin_popcount(sectors);
}

static bool is_nowhere(const struct store_place *place, uint32_t n)
{
	return place->page[n] == STORE_NO_PAGE && place->cluster[n] == NFOD_NOWHERE;
}

/* Sectors of @sectors that a cluster of the disc holds. */
static uint16_t sectors_at(const struct store_place *place, uint16_t sectors, uint32_t cluster)
{
	uint16_t found = 0;
	uint32_t n;

	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (sectors & 1u << n && place->page[n] == STORE_NO_PAGE &&
		    place->cluster[n] == cluster)
			found |= (uint16_t)(1u << n);
	return found;
}

static uint16_t sectors_in_pages(const struct store_place *place, uint16_t sectors)
{
	uint16_t found = 0;
	uint32_t n;

	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (sectors & 1u << n && place->page[n] != STORE_NO_PAGE)
			found |= (uint16_t)(1u << n);
	return found;
}

static void copy_page(struct nfod_fw *fw, struct cluster *cluster, uint32_t n, uint16_t from)
{
	uint16_t page = pool_take(&fw->pool);

	memcpy(pool_data(&fw->pool, page), pool_data(&fw->pool, from), NFOD_BLOCK_BYTES);
	cache_put(&fw->cache, cluster, n, page);
}

/* What needs no disc: sectors that are nowhere are zeroes, others the store still has. */
static bool read_memory(struct nfod_fw *fw, struct cluster *cluster,
			const struct store_place *place, uint16_t wanted)
{
	uint16_t pages = sectors_in_pages(place, wanted);
	uint32_t n;

	if (pages && !cache_make_room(&fw->cache, credit_reserved(fw) + count_of(pages)))
		return false;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		if (cluster->valid & 1u << n)
			continue;
		if (pages & 1u << n)
			copy_page(fw, cluster, n, place->page[n]);
		else if (is_nowhere(place, n))
			cache_put(&fw->cache, cluster, n, PAGE_ZERO);
	}
	return true;
}

/**
 * disc_where() - cluster of the disc that must be read first for those who wait for a user
 * cluster; NFOD_NOWHERE if none must
 */
uint32_t disc_where(const struct nfod_fw *fw, const struct cluster *cluster)
{
	uint16_t wanted = disc_wanted(fw, cluster);
	struct store_place place;

	store_locate(&fw->store, cluster->number, &place);
	for (; wanted; wanted &= (uint16_t)(wanted - 1))
		if (place.cluster[__builtin_ctz(wanted)] != NFOD_NOWHERE)
			break;
	return wanted ? place.cluster[__builtin_ctz(wanted)] : NFOD_NOWHERE;
}

static void take_pages(struct nfod_fw *fw, struct job *job, const struct store_place *place,
		       uint16_t sectors)
{
	for (; sectors; sectors &= (uint16_t)(sectors - 1))
		job->page[place->sector[__builtin_ctz(sectors)]] = pool_take(&fw->pool);
}

/* Have one cluster of the disc read, with all that is missing of the user's in it. */
static bool read_disc(struct nfod_fw *fw, struct cluster *cluster, const struct store_place *place,
		      uint16_t wanted)
{
	uint32_t from = place->cluster[__builtin_ctz(wanted)];
	uint16_t sectors = sectors_at(place, (uint16_t)~cluster->valid, from);
	struct job *job;

	if (!cache_make_room(&fw->cache, credit_reserved(fw) + count_of(sectors)))
		return false;
	job = rec_new_job(fw);
	if (!job)
		return false;
	job->goal = JOB_READ;
	job->cluster = cluster_index(&fw->cache, cluster);
	map_place(&fw->disc.map, &fw->fig, from, &job->place);
	take_pages(fw, job, place, sectors);
	rec_submit(fw, job);
	return true;
}

/**
 * disc_read() - have sectors of a cluster that is not busy brought in
 *
 * It stays busy as long as the disc has to be asked for them.
 *
 * Return: false when there is no room.
 */
bool disc_read(struct nfod_fw *fw, struct cluster *cluster, uint16_t wanted)
{
	struct store_place place;
	bool good;

	store_locate(&fw->store, cluster->number, &place);
	cache_lock(&fw->cache, cluster);
	good = read_memory(fw, cluster, &place, wanted);
	wanted &= (uint16_t)~cluster->valid;
	if (good && wanted)
		good = read_disc(fw, cluster, &place, wanted);
	if (good && wanted)
		return true;
	if (good && !disc_wanted(fw, cluster))
		disc_serve(fw, cluster);
	cache_unlock(&fw->cache, cluster);
	return good;
}

/* Only what is still there counts: the store may have put it elsewhere meanwhile. */
static uint16_t take_in(struct nfod_fw *fw, struct cluster *cluster, struct job *job)
{
	struct store_place place;
	uint16_t sectors;
	uint32_t n;

	store_locate(&fw->store, cluster->number, &place);
	sectors = sectors_at(&place, (uint16_t)~cluster->valid, job->place.cluster);
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		uint16_t *page = &job->page[place.sector[n]];

		if (!(sectors & 1u << n) || *page == PAGE_NONE)
			continue;
		if (job->bad & 1u << place.sector[n]) {
			cluster->failed |= (uint16_t)(1u << n);
			continue;
		}
		cache_put(&fw->cache, cluster, n, *page);
		*page = PAGE_NONE;
	}
	return sectors;
}

static void note_poor(struct nfod_fw *fw, uint32_t user, uint32_t cluster)
{
	struct disc *disc = &fw->disc;

	if (disc->poors < DISC_POOR)
		disc->poor[disc->poors++] = (struct poor){ user, cluster };
}

/**
 * disc_read_done() - a cluster of the disc has been read for the cache
 */
void disc_read_done(struct nfod_fw *fw, struct job *job)
{
	struct cluster *cluster = &fw->cache.cluster[job->cluster];

	fw->count.clusters_read++;
	if (take_in(fw, cluster, job) && job->poor)
		note_poor(fw, cluster->number, job->place.cluster);
	if (!disc_wanted(fw, cluster))
		disc_serve(fw, cluster);
	cache_unlock(&fw->cache, cluster);
	rec_free_job(fw, job);
}

/**
 * disc_check_done() - a cluster has been looked at; it says itself whose it is
 */
void disc_check_done(struct nfod_fw *fw, struct job *job)
{
	uint32_t clusters = map_clusters(&fw->disc.map);
	uint32_t n;

	for (n = 0; job->poor && n < NFOD_CLUSTER_BLOCKS; n++)
		if (job->block[n] / NFOD_CLUSTER_BLOCKS < clusters &&
		    (!n || job->block[n] / NFOD_CLUSTER_BLOCKS !=
				   job->block[n - 1] / NFOD_CLUSTER_BLOCKS))
			note_poor(fw, job->block[n] / NFOD_CLUSTER_BLOCKS, job->place.cluster);
	rec_free_job(fw, job);
}

/* A place in the log is emptied; one of its own is not used again. */
static enum store_answer move_away(struct nfod_fw *fw, const struct poor *poor)
{
	struct store_place place;
	uint32_t n;

	if (fw->store.state != NFOD_STORE_READY)
		return STORE_REFUSED;
	store_locate(&fw->store, poor->user, &place);
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (place.page[n] == STORE_NO_PAGE && place.cluster[n] == poor->cluster)
			return store_reassign(&fw->store, poor->user, poor->cluster);
	return STORE_OK;
}

/**
 * disc_move_poor() - have what was read with pains moved, as long as it can be read
 */
void disc_move_poor(struct nfod_fw *fw)
{
	struct disc *disc = &fw->disc;
	uint32_t kept = 0, n;

	for (n = 0; n < disc->poors; n++)
		if (move_away(fw, &disc->poor[n]) == STORE_BUSY)
			disc->poor[kept++] = disc->poor[n];
	disc->poors = kept;
}
