// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/choose.h"
#include "fw.h"

/* Clusters read before one that is due is written (j). */
#define READS_PER_WRITE 8u
/* Clusters written for FUA before one of a flush's batch is (j). */
#define NOW_PER_DUE 4u
/* Written by itself when the host has been quiet for this long (j). */
#define IDLE_NS 500000000u
/* Sequential reads before reading ahead, and how far (j). */
#define STREAM_RUN 2u
#define STREAM_AHEAD 16u

static bool anything_dirty(const struct nfod_fw *fw)
{
	const struct cache *cache = &fw->cache;

	return cache->set[SET_YOUNG].count || cache->set[SET_DUE].count ||
	       cache->set[SET_NOW].count;
}

static bool write_is_urgent(const struct nfod_fw *fw)
{
	const struct disc *disc = &fw->disc;

	return disc->flushing || disc->forcing || disc->zeroing || disc->emptying || disc->asleep ||
	       credit_is_short(fw);
}

static bool is_quiet(const struct nfod_fw *fw)
{
	return fw->now >= fw->disc.busy_ns + IDLE_NS;
}

static struct job *new_job(struct nfod_fw *fw, struct cluster *cluster, uint8_t goal)
{
	struct job *job = rec_new_job(fw);

	if (!job)
		return NULL;
	job->goal = goal;
	job->cluster = cluster_index(&fw->cache, cluster);
	map_place(&fw->disc.map, &fw->fig, map_physical(&fw->disc.map, cluster->number),
		  &job->place);
	fw->disc.head = cluster->number + 1;
	return job;
}

/* Have what is missing of a cluster read into fresh pages. */
static bool read_in(struct nfod_fw *fw, struct cluster *cluster, uint8_t goal)
{
	uint16_t missing = (uint16_t)~cluster->valid;
	uint32_t pages = (uint32_t)__builtin_popcount(missing);
	struct job *job;

	cache_lock(&fw->cache, cluster);
	if (!cache_make_room(&fw->cache, credit_reserved(fw) + pages)) {
		cache_unlock(&fw->cache, cluster);
		return false;
	}
	job = new_job(fw, cluster, goal);
	if (!job) {
		cache_unlock(&fw->cache, cluster);
		return false;
	}
	for (; missing; missing &= (uint16_t)(missing - 1))
		job->page[__builtin_ctz(missing)] = pool_take(&fw->pool);
	rec_submit(fw, job);
	return true;
}

/* Have a complete, busy cluster written. */
static void write_out(struct nfod_fw *fw, struct cluster *cluster, struct job *job)
{
	uint32_t n;

	job->goal = JOB_WRITE;
	job->tries = 0;
	job->again = 0;
	job->since = cluster->since;
	job->sectors = cluster->dirty;
	job->epoch = fw->now;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		job->block[n] = cluster->number * NFOD_CLUSTER_BLOCKS + n;
		job->page[n] = cluster->page[n];
		pool_hold(&fw->pool, job->page[n]);
	}
	cache_clean(&fw->cache, cluster);
}

static bool pick_write(struct nfod_fw *fw)
{
	struct cache *cache = &fw->cache;
	struct disc *disc = &fw->disc;
	bool others = cache->set[SET_DUE].count || cache->set[SET_YOUNG].count;
	struct cluster *cluster;
	struct job *job;

	if (cache->set[SET_NOW].count && (disc->now_in_row < NOW_PER_DUE || !others)) {
		disc->now_in_row++;
		cluster = order_next(cache, &cache->set[SET_NOW], disc->head);
	} else {
		disc->now_in_row = 0;
		if (!cache->set[SET_DUE].count)
			cache_make_due(cache);
		cluster = order_next(cache, &cache->set[SET_DUE], disc->head);
	}
	disc->reads_in_row = 0;
	if (cluster->valid != ALL_SECTORS)
		return read_in(fw, cluster, JOB_FILL);
	job = new_job(fw, cluster, JOB_WRITE);
	if (!job)
		return false;
	cache_lock(cache, cluster);
	write_out(fw, cluster, job);
	rec_submit(fw, job);
	return true;
}

static struct cluster *wanted_by(struct nfod_fw *fw, const struct command *command)
{
	uint32_t n;

	for (n = first_cluster(command); n <= last_cluster(command); n++) {
		struct cluster *cluster = cache_find(&fw->cache, n);

		if (cluster && !cluster->busy && cluster->waiters & 1u << command->slot)
			return cluster;
	}
	return NULL;
}

/* The one before it on the disc is wanted as well, and not later: they are read in order. */
static bool follows_wanted(struct nfod_fw *fw, const struct command *command,
			   const struct cluster *cluster)
{
	const struct cluster *before = cache_find(&fw->cache, cluster->number - 1);

	return before && before->waiters && !before->busy &&
	       not_after(fw->disc.command[__builtin_ctz(before->waiters)].mark, command->mark);
}

/* Of each read that is under way the first cluster that it still waits for. */
static struct cluster *choose_wanted(struct nfod_fw *fw)
{
	const struct disc *disc = &fw->disc;
	struct candidate candidate[NFOD_MAX_SLOTS];
	struct cluster *cluster[NFOD_MAX_SLOTS];
	struct outlook outlook;
	uint32_t count = 0, left;

	for (left = disc->reading; left; left &= left - 1) {
		const struct command *command = &disc->command[__builtin_ctz(left)];

		cluster[count] = wanted_by(fw, command);
		if (!cluster[count] || follows_wanted(fw, command, cluster[count]))
			continue;
		candidate[count] = (struct candidate){
			.cluster = map_physical(&disc->map, cluster[count]->number),
			.passed = fw->rec.handed - command->mark,
		};
		count++;
	}
	rec_outlook(fw, &outlook);
	return cluster[choose_first(&outlook, candidate, count)];
}

static bool pick_read(struct nfod_fw *fw)
{
	struct disc *disc = &fw->disc;
	struct cluster *cluster = choose_wanted(fw);

	disc->reads_in_row++;
	if (cluster->valid != ALL_SECTORS)
		return read_in(fw, cluster, JOB_READ);
	disc_serve(fw, cluster);
	return true;
}

/**
 * disc_note_read() - watch for hosts that read on and on
 */
void disc_note_read(struct nfod_fw *fw, const struct command *command)
{
	struct disc *disc = &fw->disc;
	struct stream *stream = &disc->stream[0];
	uint32_t n;

	for (n = 0; n < DISC_STREAMS; n++) {
		if (disc->stream[n].next == command->lba) {
			stream = &disc->stream[n];
			break;
		}
		if (not_after(disc->stream[n].used, stream->used))
			stream = &disc->stream[n];
	}
	if (n == DISC_STREAMS)
		*stream = (struct stream){ 0 };
	stream->run++;
	stream->next = command->lba + command->blocks;
	stream->used = ++disc->reads;
}

static bool read_ahead_of(struct nfod_fw *fw, struct stream *stream)
{
	uint32_t next = (uint32_t)(stream->next / NFOD_CLUSTER_BLOCKS);
	uint32_t end = next + STREAM_AHEAD;

	if (stream->run <= STREAM_RUN)
		return false;
	if (end > map_clusters(&fw->disc.map))
		end = map_clusters(&fw->disc.map);
	if (stream->ahead < next)
		stream->ahead = next;
	while (stream->ahead < end) {
		struct cluster *cluster = cache_find(&fw->cache, stream->ahead++);

		if (cluster && (cluster->busy || cluster->valid == ALL_SECTORS))
			continue;
		cluster = cache_get(&fw->cache, stream->ahead - 1);
		return cluster && read_in(fw, cluster, JOB_READ);
	}
	return false;
}

static bool read_ahead(struct nfod_fw *fw)
{
	uint32_t n;

	for (n = 0; n < DISC_STREAMS; n++)
		if (read_ahead_of(fw, &fw->disc.stream[n]))
			return true;
	return false;
}

static bool pick(struct nfod_fw *fw)
{
	bool dirty = anything_dirty(fw);
	bool urgent = dirty && write_is_urgent(fw);

	if (fw->cache.want.count && !(urgent && fw->disc.reads_in_row >= READS_PER_WRITE))
		return pick_read(fw);
	if (urgent)
		return pick_write(fw);
	if (read_ahead(fw))
		return true;
	return dirty && is_quiet(fw) && pick_write(fw);
}

/**
 * disc_schedule() - give the recorder its next cluster
 */
bool disc_schedule(struct nfod_fw *fw)
{
	return drive_has_disc(fw) && rec_wants(fw) && pick(fw);
}

static void take_in(struct nfod_fw *fw, struct cluster *cluster, struct job *job)
{
	uint32_t n;

	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		if (job->page[n] == PAGE_NONE || (job->bad | cluster->valid) & 1u << n)
			continue;
		cache_put(&fw->cache, cluster, n, job->page[n]);
		job->page[n] = PAGE_NONE;
	}
}

static void end_job(struct nfod_fw *fw, struct cluster *cluster, struct job *job)
{
	cache_unlock(&fw->cache, cluster);
	rec_free_job(fw, job);
	disc_check_waiters(fw);
}

static void read_done(struct nfod_fw *fw, struct cluster *cluster, struct job *job)
{
	fw->count.clusters_read++;
	take_in(fw, cluster, job);
	disc_serve(fw, cluster);
	if (job->goal == JOB_FILL && cluster->valid == ALL_SECTORS && cluster->dirty) {
		pool_drop_all(&fw->pool, job->page, NFOD_CLUSTER_BLOCKS);
		write_out(fw, cluster, job);
		rec_submit_first(fw, job);
		return;
	}
	/* Nothing is made up for sectors that cannot be read. */
	if (job->goal == JOB_FILL && cluster->dirty)
		disc_lose(fw, cluster, cluster->dirty, cluster->since);
	end_job(fw, cluster, job);
}

static void write_done(struct nfod_fw *fw, struct cluster *cluster, struct job *job)
{
	if (job->result == NFOD_FE_OK)
		fw->count.clusters_written++;
	else
		disc_lose(fw, cluster, (uint16_t)(job->sectors & ~cluster->dirty), job->since);
	end_job(fw, cluster, job);
}

/**
 * disc_job_done() - the recorder is through with a cluster
 */
void disc_job_done(struct nfod_fw *fw, struct job *job)
{
	struct cluster *cluster;

	if (job->cluster == CLUSTER_NONE) {
		rec_free_job(fw, job);
		return;
	}
	cluster = &fw->cache.cluster[job->cluster];
	if (job->goal == JOB_WRITE)
		write_done(fw, cluster, job);
	else
		read_done(fw, cluster, job);
}

uint64_t disc_deadline(const struct nfod_fw *fw)
{
	if (!anything_dirty(fw) || !drive_has_disc(fw) || !rec_is_idle(fw))
		return NFOD_FW_NEVER;
	return fw->disc.busy_ns + IDLE_NS;
}
