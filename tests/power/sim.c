// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Orders after which a store that does not come ready never will. */
#define LOAD_ORDERS_MOST 20000u

static bool fail(struct sim *sim, const char *what, uint32_t where, uint32_t found)
{
	if (!sim->trouble[0])
		snprintf(sim->trouble, sizeof(sim->trouble), "%s (%u, %u) after %llu orders", what,
			 where, found, (unsigned long long)sim->orders);
	return false;
}

uint32_t sim_random(struct sim *sim, uint32_t below)
{
	uint64_t z = sim->seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

/* ---- content ---- */

static void fill(uint8_t *page, uint32_t block, uint32_t version)
{
	uint64_t *word = (uint64_t *)(void *)page;
	uint64_t key = (uint64_t)block << 32 | version;
	uint32_t n;

	if (!version) {
		memset(page, 0, STORE_PAGE_BYTES);
		return;
	}
	for (n = 0; n < STORE_PAGE_BYTES / sizeof(*word); n++)
		word[n] = key * (n + 1);
}

static bool is_version(const uint8_t *page, uint32_t block, uint32_t version)
{
	uint8_t wanted[STORE_PAGE_BYTES] __attribute__((aligned(8)));

	fill(wanted, block, version);
	return !memcmp(page, wanted, sizeof(wanted));
}

/* ---- life and death ---- */

static void lay_zones(struct nfod_disc_info *info, const struct sim_shape *shape)
{
	uint32_t n;

	info->zones = shape->zones;
	for (n = 0; n < shape->zones; n++) {
		info->zone[n] = (struct nfod_zone){
			.radius_nm = 24000000u + n * 1000000u,
			.turns = shape->clusters,
			.first = info->clusters,
			.clusters = shape->clusters,
			.user = shape->user,
			.lead = shape->lead,
			.clusters_per_turn_q16 = 4u << 16,
		};
		info->clusters += NFOD_SIDES * shape->clusters;
		info->user_blocks += (uint64_t)STORE_SECTORS * NFOD_SIDES * shape->user;
	}
}

static void *zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		abort();
	return memory;
}

void sim_new(struct sim *sim, const struct sim_shape *shape, uint64_t seed)
{
	memset(sim, 0, sizeof(*sim));
	sim->seed = seed;
	sim->info.seed = seed;
	lay_zones(&sim->info, shape);
	sim->users = (uint32_t)(sim->info.user_blocks / STORE_SECTORS);
	sim->cluster = zeroed(sim->info.clusters, sizeof(*sim->cluster));
	sim->block = zeroed(sim->info.user_blocks, sizeof(*sim->block));
	for (uint32_t n = 0; n < sim->info.user_blocks; n++)
		sim->block[n].count = 1;
	sim->ram_pages = SIM_PAGES + store_pages(&sim->info);
	sim->ram = aligned_alloc(64, (size_t)sim->ram_pages * STORE_PAGE_BYTES);
	sim->store = zeroed(1, sizeof(*sim->store));
}

void sim_end(struct sim *sim)
{
	uint32_t n;

	for (n = 0; n < sim->info.clusters; n++)
		free(sim->cluster[n].data);
	free(sim->cluster);
	free(sim->block);
	free(sim->ram);
	free(sim->store);
}

static uint32_t choose(void *ctx, uint32_t after, const uint32_t *cluster, uint32_t count)
{
	(void)after;
	(void)cluster;
	return sim_random(ctx, count);
}

/* RAM comes up with anything in it. */
bool sim_power_on(struct sim *sim)
{
	struct store_ask ask = { .ctx = sim, .choose = choose };

	memset(sim->ram, 0xa5, (size_t)sim->ram_pages * STORE_PAGE_BYTES);
	memset(sim->store, 0xa5, sizeof(*sim->store));
	memset(sim->put_busy, 0, sizeof(sim->put_busy));
	sim->ios = 0;
	sim->off = false;
	sim->flushing = false;
	if (!store_init(sim->store, &sim->info, sim->ram, SIM_PAGES, sim->ram_pages - SIM_PAGES,
			&ask))
		return fail(sim, "disc is not taken", sim->store->cause, 0);
	store_load(sim->store, false);
	return true;
}

void sim_plug_out(struct sim *sim)
{
	sim->off = true;
	sim->cut_in = 0;
	sim->cut_writes = false;
	sim->ios = 0;
}

/* ---- orders ---- */

static void write_cluster(struct sim *sim, const struct store_io *io)
{
	struct sim_cluster *cluster = &sim->cluster[io->cluster];
	uint32_t n;

	if (!cluster->data)
		cluster->data = zeroed(STORE_SECTORS, STORE_PAGE_BYTES);
	for (n = 0; n < STORE_SECTORS; n++)
		memcpy(cluster->data + n * STORE_PAGE_BYTES,
		       sim->ram + (size_t)io->page[n] * STORE_PAGE_BYTES, STORE_PAGE_BYTES);
	cluster->state = SIM_GOOD;
	cluster->odds = 0;
	cluster->unreadable = 0;
}

/* Partly new, partly old: either may be good enough, now and then. */
static void tear(struct sim *sim, const struct store_io *io)
{
	static const uint8_t odds[] = { 0, 0, 100, 230 };
	struct sim_cluster *cluster = &sim->cluster[io->cluster];
	bool was_torn = cluster->state == SIM_TORN;
	bool blank = cluster->state == SIM_BLANK;

	if (blank || sim->tears_new || sim_random(sim, 2))
		write_cluster(sim, io);
	cluster->odds = odds[sim_random(sim, was_torn ? 2 : 4)];
	cluster->state = SIM_TORN;
	sim->torn = io->cluster;
}

static bool fails(struct sim *sim, struct sim_cluster *cluster)
{
	if (sim->fail_one_in && sim->fails_left && !sim_random(sim, sim->fail_one_in)) {
		sim->fails_left--;
		cluster->bad = true;
	}
	return cluster->bad;
}

static bool do_write(struct sim *sim, const struct store_io *io)
{
	struct sim_cluster *cluster = &sim->cluster[io->cluster];

	sim->writes++;
	if (fails(sim, cluster)) {
		tear(sim, io);
		return false;
	}
	write_cluster(sim, io);
	return true;
}

static bool read_sector(struct sim *sim, uint32_t number, uint32_t sector, uint8_t *to)
{
	const struct sim_cluster *cluster = &sim->cluster[number];

	if (cluster->unreadable & 1u << sector)
		return false;
	if (!cluster->data)
		memset(to, 0, STORE_PAGE_BYTES);
	else
		memcpy(to, cluster->data + sector * STORE_PAGE_BYTES, STORE_PAGE_BYTES);
	return true;
}

/* Another noise each time. */
static uint16_t ruined_sectors(struct sim *sim, const struct sim_cluster *cluster)
{
	if (cluster->state != SIM_TORN)
		return 0;
	if (sim_random(sim, 256) >= cluster->odds)
		return (uint16_t)(STORE_ALL & ~sim_random(sim, STORE_ALL));
	sim->doubts++;
	return 0;
}

static uint16_t do_read(struct sim *sim, const struct store_io *io)
{
	uint16_t ruined = ruined_sectors(sim, &sim->cluster[io->cluster]);
	uint16_t bad = 0;
	uint32_t n;

	sim->reads++;
	for (n = 0; n < STORE_SECTORS; n++)
		if (io->page[n] != STORE_NO_PAGE &&
		    (ruined & 1u << n ||
		     !read_sector(sim, io->cluster, n,
				  sim->ram + (size_t)io->page[n] * STORE_PAGE_BYTES)))
			bad |= (uint16_t)(1u << n);
	return bad;
}

static bool counts(const struct sim *sim, const struct store_io *io)
{
	return sim->cut_in && (!sim->cut_writes || io->op == STORE_WRITE);
}

static bool cuts(struct sim *sim, const struct store_io *io, enum sim_cut when)
{
	if (sim->cut_in != 1 || !counts(sim, io) || sim->cut != when)
		return false;
	sim->cuts[when]++;
	sim_plug_out(sim);
	return true;
}

static void tell(struct sim *sim, struct store_io *io, bool good, uint16_t bad)
{
	bool put = io->owner == STORE_FOR_PUT;
	uint32_t tag = io->tag;
	enum store_answer answer = store_done(sim->store, io, good, bad);

	if (put && answer != STORE_BUSY)
		sim->put_busy[tag] = false;
	if (put && answer == STORE_REFUSED)
		fail(sim, "a write was given up", sim->store->cause, sim->put_user[tag]);
}

static void carry_out(struct sim *sim, struct store_io *io)
{
	bool good = true;
	uint16_t bad = 0;

	sim->orders++;
	if (cuts(sim, io, SIM_BEFORE))
		return;
	if (sim->cut_in == 1 && sim->cut == SIM_WITHIN && io->op == STORE_WRITE)
		tear(sim, io);
	if (cuts(sim, io, SIM_WITHIN))
		return;
	if (io->op == STORE_WRITE)
		good = do_write(sim, io);
	else
		bad = do_read(sim, io);
	if (cuts(sim, io, SIM_AFTER))
		return;
	sim->cut_in -= counts(sim, io);
	tell(sim, io, good && !bad, bad);
}

/* What the store has to do waits now and then, as it does in a drive that is busy. */
static struct store_io *next(struct sim *sim)
{
	struct store_io *io;
	bool more;

	while (sim_random(sim, 4) && store_work(sim->store))
		;
	do {
		io = store_next(sim->store);
		more = !io && store_work(sim->store);
	} while (more);
	return io;
}

static void pull(struct sim *sim)
{
	uint32_t depth = 1 + sim_random(sim, SIM_DEPTH);
	struct store_io *io;

	while (sim->ios < depth) {
		io = next(sim);
		if (!io)
			return;
		if (io->cluster >= sim->info.clusters) {
			fail(sim, "order beyond the disc", io->cluster, io->owner);
			return;
		}
		sim->io[sim->ios++] = io;
	}
}

static void end_flush(struct sim *sim)
{
	uint32_t n, at;

	if (!sim->flushing || !store_is_durable(sim->store, sim->flush_ticket))
		return;
	sim->flushing = false;
	for (n = 0; n < sim->info.user_blocks; n++) {
		struct sim_block *block = &sim->block[n];

		for (at = block->count - 1; at && block->stamp[at] > sim->flush_clock; at--)
			;
		block->count -= at;
		memmove(block->version, block->version + at, block->count * sizeof(uint32_t));
		memmove(block->stamp, block->stamp + at, block->count * sizeof(uint32_t));
	}
}

/**
 * sim_step() - carry out one order
 *
 * Return: false when there is none, or no power.
 */
bool sim_step(struct sim *sim)
{
	struct store_io *io;
	uint32_t n;

	if (sim->off)
		return false;
	pull(sim);
	end_flush(sim);
	if (!sim->ios)
		return false;
	n = sim_random(sim, sim->ios);
	io = sim->io[n];
	sim->io[n] = sim->io[--sim->ios];
	carry_out(sim, io);
	if (!sim->off)
		end_flush(sim);
	return true;
}

/**
 * sim_settle() - until there is nothing left to do
 */
bool sim_settle(struct sim *sim)
{
	while (sim_step(sim))
		;
	return !sim->off;
}

/**
 * sim_load() - until the store is ready
 *
 * Return: false when the power went, or it does not get ready.
 */
bool sim_load(struct sim *sim)
{
	uint64_t from = sim->orders;

	while (sim->store->state == NFOD_STORE_LOADING && sim_step(sim))
		if (sim->orders - from > LOAD_ORDERS_MOST)
			return fail(sim, "does not get ready", 0, 0);
	if (sim->off)
		return false;
	if (sim->orders - from > sim->load_most)
		sim->load_most = (uint32_t)(sim->orders - from);
	if (sim->store->state != NFOD_STORE_READY && sim->store->state != NFOD_STORE_READ_ONLY)
		return fail(sim, "did not come ready", sim->store->state, sim->store->cause);
	return true;
}

/* ---- what the host does ---- */

static uint32_t newest(const struct sim_block *block)
{
	return block->version[block->count - 1];
}

static bool has_history_left(const struct sim *sim, uint32_t user)
{
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++)
		if (sim->block[user * STORE_SECTORS + n].count == SIM_VERSIONS)
			return false;
	return true;
}

static void remember(struct sim *sim, uint32_t block, uint32_t version)
{
	struct sim_block *b = &sim->block[block];

	b->version[b->count] = version;
	b->stamp[b->count++] = sim->clock;
}

static int put_of(const struct sim *sim, uint32_t user)
{
	int n;

	for (n = 0; n < (int)SIM_PUTS; n++)
		if (sim->put_busy[n] && sim->put_user[n] == user)
			return n;
	return -1;
}

static int free_put(const struct sim *sim)
{
	int n;

	for (n = 0; n < (int)SIM_PUTS; n++)
		if (!sim->put_busy[n])
			return n;
	return -1;
}

static bool any_damage(const struct sim *sim, uint32_t user)
{
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++)
		if (sim->block[user * STORE_SECTORS + n].damaged)
			return true;
	return false;
}

/**
 * sim_write() - write sectors of a user cluster
 * @whole: the cache has all of it
 */
enum store_answer sim_write(struct sim *sim, uint32_t user, uint16_t dirty, bool whole)
{
	int put = free_put(sim);
	uint16_t page[STORE_SECTORS];
	enum store_answer answer;
	uint32_t n;

	if (put < 0 || put_of(sim, user) >= 0 || !has_history_left(sim, user))
		return STORE_BUSY;
	whole = whole && (dirty == STORE_ALL || !any_damage(sim, user));
	sim->clock++;
	for (n = 0; n < STORE_SECTORS; n++) {
		uint32_t block = user * STORE_SECTORS + n;
		bool fresh = dirty & 1u << n;

		page[n] = (uint16_t)((uint32_t)put * STORE_SECTORS + n);
		fill(sim->ram + (size_t)page[n] * STORE_PAGE_BYTES, block,
		     fresh ? sim->clock : newest(&sim->block[block]));
	}
	answer = store_write(sim->store, user, dirty, whole ? STORE_ALL : dirty, page,
			     (uint32_t)put);
	if (answer != STORE_OK)
		return answer;
	for (n = 0; n < STORE_SECTORS; n++) {
		if (!(dirty & 1u << n))
			continue;
		remember(sim, user * STORE_SECTORS + n, sim->clock);
	}
	/* Did an order come of it? Then the pages are the store's. */
	for (n = 0; n < STORE_PUTS; n++) {
		if (!sim->store->put[n].used || sim->store->put[n].user != user)
			continue;
		sim->put_busy[put] = true;
		sim->put_user[put] = user;
	}
	return STORE_OK;
}

enum store_answer sim_discard(struct sim *sim, uint32_t user)
{
	enum store_answer answer;
	uint32_t n;

	if (put_of(sim, user) >= 0 || !has_history_left(sim, user))
		return STORE_BUSY;
	answer = store_discard(sim->store, user);
	if (answer != STORE_OK)
		return answer;
	sim->clock++;
	for (n = 0; n < STORE_SECTORS; n++)
		remember(sim, user * STORE_SECTORS + n, 0);
	return STORE_OK;
}

void sim_flush(struct sim *sim)
{
	if (sim->flushing || sim->off)
		return;
	sim->flush_ticket = store_flush(sim->store);
	sim->flush_clock = sim->clock;
	sim->flushing = true;
	end_flush(sim);
}

/**
 * sim_harm() - scratch the place where a user cluster's first sectors are, if it is home
 */
void sim_harm(struct sim *sim, uint32_t user)
{
	struct store_place place;
	uint32_t n, at;

	if (put_of(sim, user) >= 0)
		return;
	store_locate(sim->store, user, &place);
	at = place.cluster[0];
	if (at == NFOD_NOWHERE || place.sector[0] || sim->cluster[at].state != SIM_GOOD)
		return;
	for (n = 0; n < STORE_SECTORS; n++)
		if (place.cluster[n] == at)
			sim->block[user * STORE_SECTORS + n].damaged = true;
	sim->cluster[at].unreadable = 0x00ff;
}

/* ---- what is found ---- */

static bool judge(struct sim *sim, uint32_t number, const uint8_t *page, bool after_cut)
{
	struct sim_block *block = &sim->block[number];
	uint32_t n = after_cut ? 0 : block->count - 1;

	for (; n < block->count; n++) {
		if (!is_version(page, number, block->version[n]))
			continue;
		if (after_cut) {
			block->version[0] = block->version[n];
			block->stamp[0] = block->stamp[n];
			block->count = 1;
		}
		return true;
	}
	return fail(sim, after_cut ? "block lost or mixed up" : "block reads wrong", number,
		    newest(block));
}

/**
 * sim_check_user() - read a user cluster, and compare
 * @after_cut: what was not flushed may be old or new, and is settled by this
 */
bool sim_check_user(struct sim *sim, uint32_t user, bool after_cut)
{
	uint8_t page[STORE_PAGE_BYTES] __attribute__((aligned(8)));
	struct store_place place;
	uint32_t n;

	if (put_of(sim, user) >= 0)
		return true;
	store_locate(sim->store, user, &place);
	for (n = 0; n < STORE_SECTORS; n++) {
		uint32_t block = user * STORE_SECTORS + n;

		sim->checked++;
		memset(page, 0, sizeof(page));
		if (place.page[n] != STORE_NO_PAGE) {
			memcpy(page, sim->ram + (size_t)place.page[n] * STORE_PAGE_BYTES,
			       sizeof(page));
		} else if (place.cluster[n] != NFOD_NOWHERE &&
			   (sim->cluster[place.cluster[n]].state == SIM_TORN ||
			    !read_sector(sim, place.cluster[n], place.sector[n], page))) {
			if (!sim->block[block].damaged)
				return fail(sim, "block unreadable", block, place.cluster[n]);
			continue;
		}
		if (!judge(sim, block, page, after_cut))
			return false;
	}
	return true;
}

bool sim_check(struct sim *sim, bool after_cut)
{
	uint32_t n;

	for (n = 0; n < sim->users; n++)
		if (!sim_check_user(sim, n, after_cut))
			return false;
	return true;
}
