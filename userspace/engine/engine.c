// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/engine.h"
#include "engine/head.h"

#include <string.h>

#define ALL_SECTORS 0xffffu

_Static_assert(NFOD_FE_PAGES == NFOD_CLUSTER_BLOCKS, "a page for each sector");

/* Where sectors that nobody wants go. */
static uint8_t waste[NFOD_BLOCK_BYTES];

static volatile struct nfod_fe_desc *current(const struct engine *engine)
{
	return &engine->fe->desc[engine->fe->consumed % NFOD_FE_DESCS];
}

static bool ring_filled(const struct engine *engine)
{
	return engine->fe->produced != engine->fe->consumed;
}

/* Is the current write the one that the power will not outlast? */
static bool ends_early(const struct engine *engine)
{
	return engine->cut_after == 1 && current(engine)->op == NFOD_FE_WRITE;
}

static uint64_t due(const struct engine *engine)
{
	uint64_t duration = current(engine)->duration_ns;

	return engine->started + (ends_early(engine) ? duration / 2 : duration);
}

static void begin_next(struct engine *engine, uint64_t now)
{
	if (engine->busy || !ring_filled(engine))
		return;
	engine->busy = true;
	engine->started = now;
}

void engine_doorbell(struct engine *engine, uint64_t now)
{
	head_doorbell(engine);
	begin_next(engine, now);
}

uint64_t engine_deadline(const struct engine *engine)
{
	if (!engine->busy || engine->hang)
		return ENGINE_NEVER;
	return due(engine);
}

static bool map_sector(const struct engine *engine, const struct nfod_fe_desc *desc, unsigned int n,
		       struct iovec *sector)
{
	uint32_t page = desc->page[n];

	sector->iov_len = NFOD_BLOCK_BYTES;
	if (page == NFOD_FE_NO_PAGE && desc->op == NFOD_FE_READ) {
		sector->iov_base = waste;
		return true;
	}
	if (page >= engine->pages)
		return false;
	sector->iov_base = engine->buffer + (size_t)page * NFOD_BLOCK_BYTES;
	return true;
}

static bool map_sectors(const struct engine *engine, const struct nfod_fe_desc *desc,
			struct iovec *sector)
{
	if (desc->op != NFOD_FE_READ && desc->op != NFOD_FE_WRITE)
		return false;
	if (desc->corrected ||
	    (engine->disc && desc->cluster >= disc_header(engine->disc)->clusters))
		return false;
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		if (!map_sector(engine, desc, n, &sector[n]))
			return false;
	return true;
}

/* Bit n: sector n of the cluster lies in the range. */
static uint16_t sectors_in(const struct engine_range *range, uint64_t lba)
{
	uint16_t mask = 0;

	if (!range->count || lba == UINT64_MAX)
		return 0;
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		if (lba + n >= range->first && lba + n - range->first < range->count)
			mask |= (uint16_t)(1u << n);
	return mask;
}

static uint16_t bad_sectors(const struct engine *engine, uint32_t cluster)
{
	if (disc_torn(engine->disc, cluster))
		return ALL_SECTORS;
	return sectors_in(&engine->unreadable, disc_lba(engine->disc, cluster));
}

/* The lead-in is recorded coarsely, so that it is read before anything is known. */
static double symbol_errors(const struct engine *engine, uint32_t cluster, unsigned int side)
{
	if (!cluster)
		return 0.0;
	return quality_symbol_errors(disc_surface(engine->disc), disc_info(engine->disc), side,
				     engine->fe->order.gap_pm * 1e-3);
}

/* What the disc's figures cost when it is read. */
static uint16_t lose_sectors(struct engine *engine, struct nfod_fe_desc *desc)
{
	struct quality_lift lift[QUALITY_LIFTS];
	struct quality_result result;
	struct surface_track track;
	unsigned int lifts, side;

	if (engine->fidelity == FIDELITY_IDEAL)
		return 0;
	if (!head_is_near(engine))
		return ALL_SECTORS;
	if (!disc_track(engine->disc, desc->cluster, &track, &side))
		return 0;
	lifts = head_pass(engine, &track, lift);
	result = quality_read(&engine->random, symbol_errors(engine, desc->cluster, side), lift,
			      lifts);
	desc->corrected = result.corrected;
	engine->corrected += result.corrected;
	return result.bad_sectors;
}

static enum nfod_fe_result read_cluster(struct engine *engine, struct nfod_fe_desc *desc,
					const struct iovec *sector)
{
	desc->bad_sectors = ALL_SECTORS;
	if (!engine->disc || disc_read(engine->disc, desc->cluster, sector))
		return NFOD_FE_UNCORRECTABLE;
	engine->clusters_read++;
	desc->bad_sectors = bad_sectors(engine, desc->cluster) | lose_sectors(engine, desc);
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		if (desc->bad_sectors >> n & 1)
			memset(sector[n].iov_base, 0, sector[n].iov_len);
	return desc->bad_sectors ? NFOD_FE_UNCORRECTABLE : NFOD_FE_OK;
}

static bool strategy_fits(const struct engine *engine)
{
	uint8_t strategy = engine->fe->order.strategy;

	if (disc_info(engine->disc)->recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		return strategy == NFOD_FE_STRATEGY_FIELD;
	return strategy == NFOD_FE_STRATEGY_PULSES;
}

/* Whether the write gate stays open: a lift shuts it, and leaves half a cluster behind. */
static bool gate_stays_open(struct engine *engine, uint32_t cluster, const struct iovec *sector)
{
	struct quality_lift lift[QUALITY_LIFTS];
	struct surface_track track;
	unsigned int side;

	if (engine->fidelity == FIDELITY_IDEAL || !disc_track(engine->disc, cluster, &track, &side))
		return true;
	if (!head_is_near(engine) || !strategy_fits(engine))
		return false;
	if (!head_pass(engine, &track, lift))
		return true;
	disc_tear(engine->disc, cluster, sector, 0);
	return false;
}

static enum nfod_fe_result write_cluster(struct engine *engine, const struct nfod_fe_desc *desc,
					 const struct iovec *sector)
{
	if (!engine->disc)
		return NFOD_FE_WRITE_FAILED;
	if (sectors_in(&engine->unwritable, disc_lba(engine->disc, desc->cluster)))
		return NFOD_FE_WRITE_FAILED;
	if (!gate_stays_open(engine, desc->cluster, sector))
		return NFOD_FE_WRITE_FAILED;
	if (disc_write(engine->disc, desc->cluster, sector))
		return NFOD_FE_WRITE_FAILED;
	engine->clusters_written++;
	if (engine->cut_after)
		engine->cut_after--;
	return NFOD_FE_OK;
}

static enum nfod_fe_result carry_out(struct engine *engine, struct nfod_fe_desc *desc)
{
	struct iovec sector[NFOD_FE_PAGES];

	desc->bad_sectors = 0;
	if (!map_sectors(engine, desc, sector))
		return NFOD_FE_BAD_DESCRIPTOR;
	if (desc->op == NFOD_FE_READ)
		return read_cluster(engine, desc, sector);
	return write_cluster(engine, desc, sector);
}

static void finish(struct engine *engine)
{
	volatile struct nfod_fe_desc *shared = current(engine);
	struct nfod_fe_desc desc = *shared;

	desc.result = carry_out(engine, &desc);
	if (desc.result != NFOD_FE_OK)
		engine->errors++;
	shared->bad_sectors = desc.bad_sectors;
	shared->corrected = desc.corrected;
	shared->result = desc.result;
	engine->fe->consumed++;
	engine->busy = false;
}

bool engine_cut_due(const struct engine *engine, uint64_t now)
{
	return engine->busy && ends_early(engine) && now >= due(engine);
}

bool engine_run(struct engine *engine, uint64_t now)
{
	uint64_t end = engine_deadline(engine);

	if (end > now)
		return false;
	finish(engine);
	begin_next(engine, end);
	return true;
}

static void tear(struct engine *engine, uint64_t now)
{
	struct nfod_fe_desc desc = *current(engine);
	uint64_t elapsed = now - engine->started;
	struct iovec sector[NFOD_FE_PAGES];

	if (desc.op != NFOD_FE_WRITE || !engine->disc || !map_sectors(engine, &desc, sector))
		return;
	if (elapsed > desc.duration_ns)
		elapsed = desc.duration_ns;
	disc_tear(engine->disc, desc.cluster, sector,
		  desc.duration_ns ? (unsigned int)(elapsed * NFOD_FE_PAGES / desc.duration_ns) :
				     0);
}

void engine_power_cut(struct engine *engine, uint64_t now, bool hold_up)
{
	if (engine->busy && ends_early(engine))
		engine->cut_after = 0;
	if (engine->busy && hold_up)
		finish(engine);
	else if (engine->busy)
		tear(engine, now);
	engine->busy = false;
}
