// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "fw.h"

/* Of ranges, so many in one poll (j). */
#define RANGE_CLUSTERS 16u

/* What a command wants of one cluster. */
struct part {
	uint32_t sector;
	uint32_t count;
	uint32_t block; /* index in the command */
};

static struct part part_of(const struct command *command, uint32_t cluster)
{
	uint64_t begin = (uint64_t)cluster * NFOD_CLUSTER_BLOCKS;
	uint64_t end = begin + NFOD_CLUSTER_BLOCKS;
	uint64_t first = command->lba > begin ? command->lba : begin;
	uint64_t last = command->lba + command->blocks;

	if (last > end)
		last = end;
	return (struct part){
		.sector = (uint32_t)(first - begin),
		.count = (uint32_t)(last - first),
		.block = (uint32_t)(first - command->lba),
	};
}

static uint16_t part_mask(const struct part *part)
{
	return sector_mask(part->sector, part->count);
}

static void drop_read_pages(struct nfod_fw *fw, struct command *command)
{
	if (!command->admitted)
		return;
	pool_drop_all(&fw->pool, command->page, command->blocks);
	fw->disc.read_pages -= command->blocks;
	command->admitted = false;
	fw->work = true;
}

static void unqueue(struct disc *disc, uint8_t slot)
{
	uint32_t n = 0;

	while (n < disc->queued && disc->queue[n] != slot)
		n++;
	if (n == disc->queued)
		return;
	disc->queued--;
	memmove(&disc->queue[n], &disc->queue[n + 1], disc->queued - n);
}

static void stop_waiting(struct nfod_fw *fw, struct command *command)
{
	uint32_t n;

	for (n = first_cluster(command); n <= last_cluster(command); n++) {
		struct cluster *cluster = cache_find(&fw->cache, n);

		if (cluster)
			cache_unwant(&fw->cache, cluster, 1u << command->slot);
	}
	command->missing = 0;
}

/* Take the command off everything that would call it back. */
static void withdraw(struct nfod_fw *fw, struct command *command)
{
	struct disc *disc = &fw->disc;
	uint32_t bit = 1u << command->slot;

	if (command->missing)
		stop_waiting(fw, command);
	if (command->op == NFOD_OP_READ && !command->admitted)
		unqueue(disc, command->slot);
	disc->reading &= ~bit;
	disc->flushing &= ~bit;
	disc->forcing &= ~bit;
	disc->zeroing &= ~bit;
}

static void count_time(uint32_t *histogram, uint64_t ns)
{
	uint64_t us = ns / 1000;
	uint32_t bucket = us ? 63u - (uint32_t)__builtin_clzll(us) : 0;

	if (bucket >= NFOD_HISTOGRAM_BUCKETS)
		bucket = NFOD_HISTOGRAM_BUCKETS - 1;
	histogram[bucket]++;
}

static void count_end(struct nfod_fw *fw, const struct command *command)
{
	struct counters *count = &fw->count;
	uint64_t ns = fw->now - command->arrived_ns;

	if (command->status == NFOD_ST_ABORTED)
		count->aborts++;
	else if (command->status == NFOD_ST_MEDIUM_ERROR || command->status == NFOD_ST_WRITE_ERROR)
		count->medium_errors++;
	if (command->status != NFOD_ST_OK)
		return;
	if (command->op == NFOD_OP_READ) {
		count->blocks_read += command->blocks;
		count_time(count->read_us, ns);
	} else if (command->op == NFOD_OP_WRITE) {
		count_time(count->write_us, ns);
	} else if (command->op == NFOD_OP_FLUSH) {
		count->flushes++;
	}
}

/**
 * disc_finish() - the command ends
 */
void disc_finish(struct nfod_fw *fw, struct command *command, uint8_t status, uint32_t detail)
{
	withdraw(fw, command);
	command->status = status;
	command->detail = detail;
	command->losses = fw->disc.losses;
	command->progress = fw->progress;
	command->state = NFOD_SLOT_ANSWERED;
	if (status != NFOD_ST_OK)
		drop_read_pages(fw, command);
	count_end(fw, command);
	link_answer(fw, command);
}

/**
 * disc_forget() - the command has never been
 */
void disc_forget(struct nfod_fw *fw, struct command *command)
{
	withdraw(fw, command);
	drop_read_pages(fw, command);
	command->state = NFOD_SLOT_FREE;
}

/**
 * disc_collected() - the host has got the command's record
 */
void disc_collected(struct nfod_fw *fw, struct command *command)
{
	if (command->op == NFOD_OP_FLUSH && command->status == NFOD_ST_WRITE_ERROR)
		fw->disc.losses_told = command->losses;
	drop_read_pages(fw, command);
	command->state = NFOD_SLOT_FREE;
}

/**
 * disc_end_all() - end every command under way alike
 */
void disc_end_all(struct nfod_fw *fw, uint8_t status, uint32_t detail)
{
	uint32_t n;

	for (n = 0; n < NFOD_MAX_SLOTS; n++) {
		struct command *command = &fw->disc.command[n];

		if (command->state == NFOD_SLOT_WAITING || command->state == NFOD_SLOT_ACTIVE)
			disc_finish(fw, command, status, detail);
	}
}

/* Hold the cluster's pages for a read; note blocks that could not be read. */
static void collect(struct nfod_fw *fw, struct command *command, const struct cluster *cluster)
{
	struct part part = part_of(command, cluster->number);
	uint32_t n;

	for (n = 0; n < part.count; n++) {
		uint32_t sector = part.sector + n;
		uint32_t block = part.block + n;

		if (cluster->valid & 1u << sector) {
			command->page[block] = cluster->page[sector];
			pool_hold(&fw->pool, command->page[block]);
		} else if (command->status == NFOD_ST_OK || block < command->detail) {
			command->status = NFOD_ST_MEDIUM_ERROR;
			command->detail = block;
		}
	}
}

/**
 * disc_wanted() - sectors of a cluster that somebody waits for and that may yet be read
 */
uint16_t disc_wanted(const struct nfod_fw *fw, const struct cluster *cluster)
{
	uint32_t waiters = cluster->waiters;
	uint16_t wanted = 0;

	for (; waiters; waiters &= waiters - 1) {
		struct part part =
			part_of(&fw->disc.command[__builtin_ctz(waiters)], cluster->number);

		wanted |= part_mask(&part);
	}
	return (uint16_t)(wanted & ~cluster->valid & ~cluster->failed);
}

/**
 * disc_serve() - a cluster has been read: give it to those who wait for it
 *
 * What it still lacks could not be read.
 */
void disc_serve(struct nfod_fw *fw, struct cluster *cluster)
{
	uint32_t waiters = cluster->waiters;

	cluster->failed = 0;
	cache_unwant(&fw->cache, cluster, waiters);
	while (waiters) {
		uint32_t slot = (uint32_t)__builtin_ctz(waiters);
		struct command *command = &fw->disc.command[slot];

		waiters &= waiters - 1;
		collect(fw, command, cluster);
		if (!--command->missing)
			disc_finish(fw, command, command->status, command->detail);
	}
}

static bool seek_in_cache(struct nfod_fw *fw, struct command *command, uint32_t number)
{
	struct cluster *cluster = cache_find(&fw->cache, number);
	struct part part = part_of(command, number);

	if (cluster && !(part_mask(&part) & ~cluster->valid)) {
		collect(fw, command, cluster);
		cache_settle(&fw->cache, cluster);
		fw->count.read_hits += part.count;
		return true;
	}
	cluster = cache_get(&fw->cache, number);
	if (!cluster)
		return false;
	cache_want(&fw->cache, cluster, command->slot);
	command->missing++;
	return true;
}

static void start_read(struct nfod_fw *fw, struct command *command)
{
	uint32_t n;

	command->state = NFOD_SLOT_ACTIVE;
	command->admitted = true;
	command->mark = fw->rec.handed;
	fw->disc.read_pages += command->blocks;
	fw->disc.reading |= 1u << command->slot;
	for (n = first_cluster(command); n <= last_cluster(command); n++) {
		if (seek_in_cache(fw, command, n))
			continue;
		disc_finish(fw, command, NFOD_ST_NO_SPACE, 0);
		return;
	}
	if (!command->missing)
		disc_finish(fw, command, NFOD_ST_OK, 0);
}

/**
 * disc_admit() - begin reads that had to wait for others to be collected
 */
bool disc_admit(struct nfod_fw *fw)
{
	struct disc *disc = &fw->disc;
	bool any = false;

	while (disc->queued) {
		struct command *command = &disc->command[disc->queue[0]];

		if (disc->read_pages + command->blocks > disc->read_limit)
			break;
		unqueue(disc, command->slot);
		start_read(fw, command);
		any = true;
	}
	return any;
}

static void read_blocks(struct nfod_fw *fw, struct command *command)
{
	struct disc *disc = &fw->disc;

	disc_note_read(fw, command);
	disc->queue[disc->queued++] = command->slot;
	disc_admit(fw);
}

static bool write_cluster(struct nfod_fw *fw, const struct part *part, uint32_t number,
			  const uint16_t *pages)
{
	struct cluster *cluster = cache_get(&fw->cache, number);
	uint32_t n;

	if (!cluster)
		return false;
	for (n = 0; n < part->count; n++)
		cache_put(&fw->cache, cluster, part->sector + n,
			  pages ? pages[part->block + n] : PAGE_ZERO);
	cache_dirty(&fw->cache, cluster, part_mask(part), SET_YOUNG);
	cache_settle(&fw->cache, cluster);
	return true;
}

static void write_blocks(struct nfod_fw *fw, struct command *command, uint16_t *pages)
{
	uint32_t n;

	command->state = NFOD_SLOT_ACTIVE;
	for (n = first_cluster(command); n <= last_cluster(command); n++) {
		struct part part = part_of(command, n);

		if (write_cluster(fw, &part, n, pages))
			continue;
		pool_drop_all(&fw->pool, pages + part.block, command->blocks - part.block);
		disc_finish(fw, command, NFOD_ST_NO_SPACE, 0);
		return;
	}
	fw->count.blocks_written += command->blocks;
	if (command->flags & NFOD_CMD_FUA)
		disc_await_own(fw, command);
	else
		disc_finish(fw, command, NFOD_ST_OK, 0);
}

/* Zeroes need no pages, but each cluster an entry until it has been written. */
static bool may_zero(struct nfod_fw *fw, uint32_t number)
{
	const struct cluster *cluster = cache_find(&fw->cache, number);

	return (cluster && cluster->dirty) || credit_has_cluster(fw);
}

/* What the disc does not have yet needs no page any more; what it has stays as it is. */
static void forget_dirty(struct nfod_fw *fw, const struct part *part, uint32_t number)
{
	struct cluster *cluster = cache_find(&fw->cache, number);
	uint32_t sector;

	if (!cluster)
		return;
	for (sector = part->sector; sector < part->sector + part->count; sector++)
		if (cluster->dirty & 1u << sector)
			cache_put(&fw->cache, cluster, sector, PAGE_ZERO);
	cache_settle(&fw->cache, cluster);
}

static bool has_anything(struct nfod_fw *fw, uint32_t number)
{
	const struct cluster *cluster = cache_find(&fw->cache, number);

	return (cluster && (cluster->dirty || cluster->busy)) || store_has(&fw->store, number);
}

/*
 * A whole cluster that is discarded is zeroes from now on and needs no place on the disc: that
 * costs eight bytes of the log. A part of one would have to be written, and is left.
 */
static bool zero_part(struct nfod_fw *fw, const struct command *command, const struct part *part,
		      uint32_t number)
{
	if (command->op == NFOD_OP_DISCARD &&
	    (part->count < NFOD_CLUSTER_BLOCKS || !has_anything(fw, number))) {
		forget_dirty(fw, part, number);
		return true;
	}
	return may_zero(fw, number) && write_cluster(fw, part, number, NULL);
}

static bool is_zeroed(const struct command *command)
{
	return command->cursor == command->blocks;
}

/* Up to @left clusters of it. Return: how many of these were not done. */
static uint32_t continue_range(struct nfod_fw *fw, struct command *command, uint32_t left)
{
	for (; left && !is_zeroed(command); left--) {
		uint32_t n = (uint32_t)((command->lba + command->cursor) / NFOD_CLUSTER_BLOCKS);
		struct part part = part_of(command, n);

		if (!zero_part(fw, command, &part, n))
			return left;
		command->cursor += part.count;
	}
	if (!is_zeroed(command))
		return left;
	fw->disc.zeroing &= ~(1u << command->slot);
	if (command->flags & NFOD_CMD_FUA)
		disc_await_all(fw, command);
	else
		disc_finish(fw, command, NFOD_ST_OK, 0);
	return left;
}

/**
 * disc_continue_ranges() - get on with WRITE_ZEROES and DISCARD as the cache has room
 */
bool disc_continue_ranges(struct nfod_fw *fw)
{
	uint32_t zeroing = fw->disc.zeroing, left = RANGE_CLUSTERS;

	for (; zeroing && left; zeroing &= zeroing - 1)
		left = continue_range(fw, &fw->disc.command[__builtin_ctz(zeroing)], left);
	fw->busy |= !left;
	return left < RANGE_CLUSTERS;
}

static void zero_range(struct nfod_fw *fw, struct command *command)
{
	command->state = NFOD_SLOT_ACTIVE;
	fw->disc.zeroing |= 1u << command->slot;
}

static void flush(struct nfod_fw *fw, struct command *command)
{
	command->state = NFOD_SLOT_ACTIVE;
	disc_await_all(fw, command);
}

static void begin(struct nfod_fw *fw, struct command *command)
{
	command->detail = 0;
	command->status = NFOD_ST_OK;
	command->missing = 0;
	command->cursor = 0;
	command->admitted = false;
	command->losses = fw->disc.losses;
	command->state = NFOD_SLOT_WAITING;
	fw->work = true;
}

/**
 * disc_refuse() - end a command that cannot be begun
 */
void disc_refuse(struct nfod_fw *fw, struct command *command, uint8_t status, uint32_t detail)
{
	begin(fw, command);
	disc_finish(fw, command, status, detail);
}

/**
 * disc_execute() - begin a command that has been found valid
 * @pages: of a write's blocks, with a holder each that is handed over
 */
void disc_execute(struct nfod_fw *fw, struct command *command, uint16_t *pages)
{
	begin(fw, command);
	fw->disc.busy_ns = fw->now;
	switch (command->op) {
	case NFOD_OP_READ:
		read_blocks(fw, command);
		break;
	case NFOD_OP_WRITE:
		write_blocks(fw, command, pages);
		break;
	case NFOD_OP_FLUSH:
		flush(fw, command);
		break;
	case NFOD_OP_DISCARD:
	case NFOD_OP_WRITE_ZEROES:
		zero_range(fw, command);
		break;
	}
}
