// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/choose.h"
#include "fw.h"

/* Clusters read before an order of the store is carried out that somebody waits for (j). */
#define READS_PER_WRITE 8u
/* Sequential reads before reading ahead, and how far (j). */
#define STREAM_RUN 2u
#define STREAM_AHEAD 16u

static bool all_is_urgent(const struct nfod_fw *fw)
{
	const struct disc *disc = &fw->disc;

	return disc->flushing || disc->zeroing || disc->emptying || disc->asleep ||
	       credit_is_short(fw);
}

/**
 * disc_is_quiet() - whether the host has wanted nothing for a while
 */
bool disc_is_quiet(const struct nfod_fw *fw)
{
	return fw->now >= fw->disc.busy_ns + DISC_IDLE_NS;
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

/*
 * Of each read that is under way the first cluster that it still waits for; one for which
 * the disc need not be asked before all others.
 */
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
			.cluster = disc_where(fw, cluster[count]),
			.passed = fw->rec.handed - command->mark,
		};
		if (candidate[count].cluster == NFOD_NOWHERE)
			return cluster[count];
		count++;
	}
	rec_outlook(fw, &outlook);
	return cluster[choose_first(&outlook, candidate, count)];
}

static bool pick_read(struct nfod_fw *fw)
{
	struct cluster *cluster = choose_wanted(fw);

	fw->disc.reads_in_row++;
	return disc_read(fw, cluster, disc_wanted(fw, cluster));
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
		return cluster && disc_read(fw, cluster, (uint16_t)~cluster->valid);
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
	bool urgent = fw->disc.forcing || all_is_urgent(fw);

	if (fw->cache.want.count && !(urgent && fw->disc.reads_in_row >= READS_PER_WRITE))
		return pick_read(fw);
	if (disc_order(fw))
		return true;
	if (fw->cache.want.count)
		return pick_read(fw);
	return read_ahead(fw) || (disc_is_quiet(fw) && (suspects_read(fw) || disc_erase_ahead(fw)));
}

/* Have the store do a piece of what is good for it now. */
static bool tend_store(struct nfod_fw *fw)
{
	store_rest(&fw->store, disc_is_quiet(fw) || fw->disc.emptying || fw->disc.asleep);
	if (!store_work(&fw->store))
		return false;
	disc_check_store(fw);
	disc_check_waiters(fw);
	fw->busy = true;
	return true;
}

/* Let it have what it takes. */
static bool feed_store(struct nfod_fw *fw)
{
	bool any;

	disc_move_poor(fw);
	any = disc_give(fw, disc_is_quiet(fw) || all_is_urgent(fw));
	disc_check_store(fw);
	return any;
}

/**
 * disc_schedule() - have the store get on, and give the recorder its next cluster
 *
 * The store's pieces come first, since others wait for them; what is to be written next is
 * chosen when it has all that it takes.
 */
bool disc_schedule(struct nfod_fw *fw)
{
	if (tend_store(fw))
		return true;
	if (!drive_turns_disc(fw) || !rec_wants(fw))
		return false;
	return feed_store(fw) || pick(fw);
}

/**
 * disc_job_done() - the recorder is through with a cluster
 */
void disc_job_done(struct nfod_fw *fw, struct job *job)
{
	if (job->order)
		disc_order_done(fw, job);
	else if (job->goal == JOB_CHECK)
		disc_check_done(fw, job);
	else if (job->goal == JOB_ERASE)
		disc_erased(fw, job);
	else if (job->cluster != CLUSTER_NONE)
		disc_read_done(fw, job);
	else
		rec_free_job(fw, job);
	drive_keep_diary(fw);
	disc_check_waiters(fw);
}

uint64_t disc_deadline(const struct nfod_fw *fw)
{
	if (disc_is_quiet(fw) || !drive_has_disc(fw) || !rec_is_idle(fw))
		return NFOD_FW_NEVER;
	return fw->disc.busy_ns + DISC_IDLE_NS;
}
