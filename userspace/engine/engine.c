// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/engine.h"
#include "engine/head.h"

#include <math.h>
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

uint64_t engine_deadline(const struct engine *engine)
{
	if (!engine->busy || engine->hang || engine->flies)
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

static void await_passage(struct engine *engine)
{
	struct nfod_fe_desc desc = *current(engine);
	struct iovec sector[NFOD_FE_PAGES];
	struct passage_place place = { .zone = UINT32_MAX, .turns = 1.0 };
	bool counts = desc.cluster && engine->fidelity != FIDELITY_IDEAL;

	if (engine->disc)
		disc_place(engine->disc, desc.cluster, &place);
	passage_await(&engine->passage, &place, counts ? &engine->law[place.side] : NULL);
	/* What cannot be done is not waited for. */
	if (!map_sectors(engine, &desc, sector))
		engine->passage.state = PASSAGE_OVER;
}

static void begin_next(struct engine *engine, uint64_t now)
{
	if (engine->busy || !ring_filled(engine))
		return;
	engine->busy = true;
	engine->started = now;
	if (engine->flies)
		await_passage(engine);
}

void engine_take_disc(struct engine *engine, struct disc *disc)
{
	const struct nfod_disc_info *info = disc ? disc_info(disc) : NULL;

	engine->disc = disc;
	for (unsigned int side = 0; engine->flies && info && side < NFOD_SIDES; side++)
		quality_tabulate(&engine->law[side], disc_surface(disc), info, side);
}

void engine_doorbell(struct engine *engine, uint64_t now)
{
	if (!engine->flies)
		head_doorbell(engine);
	begin_next(engine, now);
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

static uint16_t take_quality(struct engine *engine, struct nfod_fe_desc *desc,
			     struct quality_result result)
{
	desc->corrected = result.corrected;
	engine->corrected += result.corrected;
	return result.bad_sectors;
}

/* What the disc's figures cost when it is read. */
static uint16_t lose_sectors(struct engine *engine, struct nfod_fe_desc *desc)
{
	struct quality_lift lift[QUALITY_LIFTS];
	struct passage *passage = &engine->passage;
	struct surface_track track;
	unsigned int lifts, side;

	if (engine->flies) {
		passage_settle(passage);
		return take_quality(engine, desc,
				    quality_read_segments(&engine->random, passage->rate,
							  passage->lift, passage->lifts));
	}
	if (engine->fidelity == FIDELITY_IDEAL)
		return 0;
	if (!head_is_near(engine))
		return ALL_SECTORS;
	if (!disc_track(engine->disc, desc->cluster, &track, &side))
		return 0;
	lifts = head_pass(engine, &track, lift);
	return take_quality(engine, desc,
			    quality_read(&engine->random,
					 symbol_errors(engine, desc->cluster, side), lift, lifts));
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

/* Where it shut, the cluster is torn; before the first cell nothing is. */
static bool gate_stayed_open(const struct engine *engine, uint32_t cluster,
			     const struct iovec *sector)
{
	const struct passage *passage = &engine->passage;

	if (!strategy_fits(engine))
		return false;
	if (passage->gate_shut && passage->shut_at)
		disc_tear(engine->disc, cluster, sector,
			  passage->shut_at / QUALITY_SEGMENT_SYMBOLS);
	return !passage->gate_shut;
}

/* Whether the write gate stays open: a lift shuts it, and leaves half a cluster behind. */
static bool gate_stays_open(struct engine *engine, uint32_t cluster, const struct iovec *sector)
{
	struct quality_lift lift[QUALITY_LIFTS];
	struct surface_track track;
	unsigned int side;

	if (engine->flies)
		return gate_stayed_open(engine, cluster, sector);
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
	if (engine->flies && engine->passage.state == PASSAGE_MISSED)
		return NFOD_FE_NOT_FOUND;
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
	return !engine->flies && engine->busy && ends_early(engine) && now >= due(engine);
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

bool engine_needs_ticks(const struct engine *engine)
{
	return engine->flies && engine->busy && !engine->hang;
}

/* Is there more to come of the descriptor? */
static bool goes_on(const struct engine *engine)
{
	const struct passage *passage = &engine->passage;

	if (current(engine)->op == NFOD_FE_WRITE && passage->gate_shut)
		return false;
	return passage->state == PASSAGE_AWAITED || passage->state == PASSAGE_UNDER;
}

/* A cluster that ends in this tick is followed by one that begins in it. */
enum engine_event engine_tick(struct engine *engine, const struct plant_truth *truth, double tick_s)
{
	enum engine_event event = ENGINE_NOTHING;
	double moved = truth->angle - engine->angle;

	engine->angle = truth->angle;
	moved -= floor(moved + 0.5);
	while (engine_needs_ticks(engine)) {
		passage_tick(&engine->passage, truth, engine->fe, moved, tick_s);
		if (ends_early(engine) && engine->passage.state == PASSAGE_UNDER &&
		    passage_part(&engine->passage) >= 0.5) {
			engine->cut_after = 0;
			return ENGINE_CUT;
		}
		if (goes_on(engine))
			return event;
		finish(engine);
		begin_next(engine, 0);
		event = ENGINE_DONE;
	}
	return event;
}

static void tear_passage(struct engine *engine, const struct nfod_fe_desc *desc,
			 const struct iovec *sector)
{
	const struct passage *passage = &engine->passage;

	if (passage->state == PASSAGE_UNDER && passage->done)
		disc_tear(engine->disc, desc->cluster, sector,
			  passage->done / QUALITY_SEGMENT_SYMBOLS);
}

static void tear(struct engine *engine, uint64_t now)
{
	struct nfod_fe_desc desc = *current(engine);
	uint64_t elapsed = now - engine->started;
	struct iovec sector[NFOD_FE_PAGES];

	if (desc.op != NFOD_FE_WRITE || !engine->disc || !map_sectors(engine, &desc, sector))
		return;
	if (engine->flies) {
		tear_passage(engine, &desc, sector);
		return;
	}
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
	if (engine->busy && hold_up && !engine->flies)
		finish(engine);
	else if (engine->busy)
		tear(engine, now);
	engine->busy = false;
}
