// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "fw.h"

static bool is_write(const struct nfod_fw *fw, uint32_t job)
{
	return fw->rec.used & 1u << job && fw->rec.job[job].goal == JOB_WRITE &&
	       fw->rec.job[job].cluster != CLUSTER_NONE;
}

/* Whether all that became dirty up to @mark is on the disc. */
static bool all_written(const struct nfod_fw *fw, uint32_t mark)
{
	uint16_t oldest = fw->cache.dirty.oldest;
	uint32_t n;

	if (oldest != CLUSTER_NONE && not_after(fw->cache.cluster[oldest].since, mark))
		return false;
	for (n = 0; n < REC_JOBS; n++)
		if (is_write(fw, n) && not_after(fw->rec.job[n].since, mark))
			return false;
	return true;
}

static bool own_written(struct nfod_fw *fw, const struct command *command)
{
	uint32_t first = first_cluster(command), last = last_cluster(command);
	uint32_t n;

	for (n = first; n <= last; n++) {
		const struct cluster *cluster = cache_find(&fw->cache, n);

		if (cluster && cluster->dirty && not_after(cluster->since, command->mark))
			return false;
	}
	for (n = 0; n < REC_JOBS; n++) {
		const struct job *job = &fw->rec.job[n];
		uint32_t number;

		if (!is_write(fw, n))
			continue;
		number = fw->cache.cluster[job->cluster].number;
		if (number >= first && number <= last && not_after(job->since, command->mark))
			return false;
	}
	return true;
}

static void end_flush(struct nfod_fw *fw, struct command *command)
{
	struct disc *disc = &fw->disc;
	uint32_t known = command->op == NFOD_OP_FLUSH ? disc->losses_told : command->losses;

	disc_finish(fw, command, disc->losses == known ? NFOD_ST_OK : NFOD_ST_WRITE_ERROR, 0);
}

/**
 * disc_await_all() - end the command when all that is dirty now is written
 *
 * A flush fails as long as the host has not been told of a loss; another command
 * fails for losses since it came.
 */
void disc_await_all(struct nfod_fw *fw, struct command *command)
{
	command->mark = fw->cache.clock;
	fw->disc.flushing |= 1u << command->slot;
	if (all_written(fw, command->mark))
		end_flush(fw, command);
}

/**
 * disc_await_own() - end the write when its own clusters are written
 */
void disc_await_own(struct nfod_fw *fw, struct command *command)
{
	uint32_t n;

	command->mark = fw->cache.clock;
	fw->disc.forcing |= 1u << command->slot;
	for (n = first_cluster(command); n <= last_cluster(command); n++) {
		struct cluster *cluster = cache_find(&fw->cache, n);

		if (cluster && cluster->dirty)
			cache_hurry(&fw->cache, cluster);
	}
}

/**
 * disc_check_waiters() - a cluster has been written (or lost): who waited?
 */
void disc_check_waiters(struct nfod_fw *fw)
{
	uint32_t flushing = fw->disc.flushing, forcing = fw->disc.forcing;
	struct command *command;

	for (; flushing; flushing &= flushing - 1) {
		command = &fw->disc.command[__builtin_ctz(flushing)];
		if (all_written(fw, command->mark))
			end_flush(fw, command);
	}
	for (; forcing; forcing &= forcing - 1) {
		command = &fw->disc.command[__builtin_ctz(forcing)];
		if (own_written(fw, command))
			disc_finish(fw, command, command->status, 0);
	}
}

static void fail_forced(struct nfod_fw *fw, uint32_t number, uint32_t since)
{
	uint32_t forcing = fw->disc.forcing;

	for (; forcing; forcing &= forcing - 1) {
		struct command *command = &fw->disc.command[__builtin_ctz(forcing)];

		if (number >= first_cluster(command) && number <= last_cluster(command) &&
		    not_after(since, command->mark))
			command->status = NFOD_ST_WRITE_ERROR;
	}
}

/**
 * disc_lose() - acknowledged blocks of a busy cluster cannot be written
 * @sectors: which; they are dropped
 * @since: when they became dirty
 *
 * The next flush that the host hears of fails.
 */
void disc_lose(struct nfod_fw *fw, struct cluster *cluster, uint16_t sectors, uint32_t since)
{
	fw->disc.lost += (uint32_t)__builtin_popcount(sectors);
	fw->disc.losses++;
	fail_forced(fw, cluster->number, since);
	cache_drop(&fw->cache, cluster, sectors);
	drive_tell_fault(fw, NFOD_FAULT_WRITE);
}
