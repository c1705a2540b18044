// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "fw.h"

/* Whether clusters that the store could not place are to be given to it once more. */
static bool is_refused(const struct nfod_fw *fw, uint32_t first, uint32_t last, uint32_t mark)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++) {
		const struct loan *loan = &fw->disc.loan[n];
		uint32_t number = fw->cache.cluster[loan->cluster].number;

		if (loan->used && loan->refused && number >= first && number <= last &&
		    not_after(loan->since, mark))
			return true;
	}
	return false;
}

/* Whether the store has all that became dirty up to @mark. */
static bool all_given(const struct nfod_fw *fw, uint32_t mark)
{
	uint16_t oldest = fw->cache.dirty.oldest;

	if (oldest != CLUSTER_NONE && not_after(fw->cache.cluster[oldest].since, mark))
		return false;
	return !is_refused(fw, 0, UINT32_MAX, mark);
}

static bool own_given(struct nfod_fw *fw, const struct command *command)
{
	uint32_t first = first_cluster(command), last = last_cluster(command);
	uint32_t n;

	for (n = first; n <= last; n++) {
		const struct cluster *cluster = cache_find(&fw->cache, n);

		if (cluster && cluster->dirty && not_after(cluster->since, command->mark))
			return false;
	}
	return !is_refused(fw, first, last, command->mark);
}

/* Whether no power cut can harm any more what the command waits for. */
static bool is_safe(struct nfod_fw *fw, struct command *command, bool given)
{
	if (!given) {
		command->stamped = false;
		return false;
	}
	if (!command->stamped)
		command->stamp = store_flush(&fw->store);
	command->stamped = true;
	return fw->disc.stopped || store_is_durable(&fw->store, command->stamp);
}

static void end_flush(struct nfod_fw *fw, struct command *command)
{
	struct disc *disc = &fw->disc;
	uint32_t known = command->op == NFOD_OP_FLUSH ? disc->losses_told : command->losses;

	disc_finish(fw, command, disc->losses == known ? NFOD_ST_OK : NFOD_ST_WRITE_ERROR, 0);
}

/**
 * disc_await_all() - end the command when all that is dirty now is safe
 *
 * A flush fails as long as the host has not been told of a loss; another command
 * fails for losses since it came.
 */
void disc_await_all(struct nfod_fw *fw, struct command *command)
{
	command->mark = fw->cache.clock;
	command->stamped = false;
	fw->disc.flushing |= 1u << command->slot;
	if (is_safe(fw, command, all_given(fw, command->mark)))
		end_flush(fw, command);
}

/**
 * disc_await_own() - end the write when its own clusters are safe
 */
void disc_await_own(struct nfod_fw *fw, struct command *command)
{
	uint32_t n;

	command->mark = fw->cache.clock;
	command->stamped = false;
	fw->disc.forcing |= 1u << command->slot;
	for (n = first_cluster(command); n <= last_cluster(command); n++) {
		struct cluster *cluster = cache_find(&fw->cache, n);

		if (cluster && cluster->dirty)
			cache_hurry(&fw->cache, cluster);
	}
}

/**
 * disc_check_waiters() - something is safe now (or lost): who waited?
 */
void disc_check_waiters(struct nfod_fw *fw)
{
	uint32_t flushing = fw->disc.flushing, forcing = fw->disc.forcing;
	struct command *command;

	for (; flushing; flushing &= flushing - 1) {
		command = &fw->disc.command[__builtin_ctz(flushing)];
		if (is_safe(fw, command, all_given(fw, command->mark)))
			end_flush(fw, command);
	}
	for (; forcing; forcing &= forcing - 1) {
		command = &fw->disc.command[__builtin_ctz(forcing)];
		if (is_safe(fw, command, own_given(fw, command)))
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

/**
 * disc_check_store() - what a store owes that takes nothing more is lost
 */
void disc_check_store(struct nfod_fw *fw)
{
	uint32_t owed;

	if (fw->disc.stopped || fw->store.state != NFOD_STORE_READ_ONLY)
		return;
	fw->disc.stopped = true;
	owed = store_owed(&fw->store);
	fw->disc.lost += owed;
	fw->disc.losses += owed > 0;
	if (fw->store.cause != NFOD_CAUSE_PROTECTED)
		drive_tell_fault(fw, NFOD_FAULT_MANAGEMENT);
	disc_check_waiters(fw);
}
