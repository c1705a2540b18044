// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * Giving dirty clusters to the store, and carrying out its orders.
 */
#include "disc/choose.h"
#include "fw.h"

/* Clusters given to the store for FUA before one of a flush's batch is (j). */
#define NOW_PER_DUE 4u
/* Sectors given to the store in one poll, and those of the last cluster (j). */
#define GIVEN 16u
/* Writings of a power-up in an epoch; above are loads. */
#define LOAD_SHIFT 20u

static struct loan *free_loan(struct disc *disc)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++)
		if (!disc->loan[n].used)
			return &disc->loan[n];
	return NULL;
}

static uint32_t tag_of(const struct disc *disc, const struct loan *loan)
{
	return (uint32_t)(loan - disc->loan);
}

/* Whether the store wants the pages until it says so, and not only now. */
static bool is_lent(const struct nfod_fw *fw, uint32_t user)
{
	return store_has_put(&fw->store, user);
}

static void lend(struct nfod_fw *fw, struct cluster *cluster, struct loan *loan)
{
	uint32_t n;

	*loan = (struct loan){
		.used = true,
		.cluster = cluster_index(&fw->cache, cluster),
		.sectors = cluster->dirty,
		.since = cluster->since,
	};
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		loan->page[n] = cluster->page[n];
		pool_hold(&fw->pool, loan->page[n]);
	}
	cache_lock(&fw->cache, cluster);
}

static void end_loan(struct nfod_fw *fw, struct loan *loan)
{
	pool_drop_all(&fw->pool, loan->page, NFOD_CLUSTER_BLOCKS);
	loan->used = false;
	cache_unlock(&fw->cache, &fw->cache.cluster[loan->cluster]);
}

static bool is_all_zero(const struct cluster *cluster)
{
	uint32_t n;

	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (!(cluster->dirty & 1u << n) || cluster->page[n] != PAGE_ZERO)
			return false;
	return true;
}

static enum store_answer offer(struct nfod_fw *fw, struct cluster *cluster)
{
	struct loan *loan = free_loan(&fw->disc);
	enum store_answer answer;

	if (is_all_zero(cluster))
		return store_discard(&fw->store, cluster->number);
	if (!loan)
		return STORE_BUSY;
	answer = store_write(&fw->store, cluster->number, cluster->dirty, cluster->valid,
			     cluster->page, tag_of(&fw->disc, loan));
	if (answer == STORE_OK && is_lent(fw, cluster->number))
		lend(fw, cluster, loan);
	return answer;
}

static void lose_all(struct nfod_fw *fw, struct cluster *cluster)
{
	cache_lock(&fw->cache, cluster);
	disc_lose(fw, cluster, cluster->dirty, cluster->since);
	cache_unlock(&fw->cache, cluster);
}

/* Whether the store took it, or never will. */
static bool give(struct nfod_fw *fw, struct cluster *cluster)
{
	switch (offer(fw, cluster)) {
	case STORE_OK:
		cache_clean(&fw->cache, cluster);
		cache_settle(&fw->cache, cluster);
		return true;
	case STORE_REFUSED:
		lose_all(fw, cluster);
		return true;
	default:
		return false;
	}
}

static bool give_again(struct nfod_fw *fw, struct loan *loan)
{
	struct cluster *cluster = &fw->cache.cluster[loan->cluster];

	switch (store_write(&fw->store, cluster->number, ALL_SECTORS, ALL_SECTORS, loan->page,
			    tag_of(&fw->disc, loan))) {
	case STORE_OK:
		loan->refused = false;
		return true;
	case STORE_REFUSED:
		disc_lose(fw, cluster, (uint16_t)(loan->sectors & ~cluster->dirty), loan->since);
		end_loan(fw, loan);
		return true;
	default:
		return false;
	}
}

static bool give_refused(struct nfod_fw *fw)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++) {
		struct loan *loan = &fw->disc.loan[n];

		if (loan->used && loan->refused && !give_again(fw, loan))
			return false;
	}
	return true;
}

/* What a FUA waits for, now and then one of a batch between; without @all only the former. */
static struct cluster *next_dirty(struct nfod_fw *fw, bool all)
{
	struct cache *cache = &fw->cache;
	struct disc *disc = &fw->disc;
	bool others = all && (cache->set[SET_DUE].count || cache->set[SET_YOUNG].count);

	if (cache->set[SET_NOW].count && (disc->now_in_row < NOW_PER_DUE || !others))
		return order_next(cache, &cache->set[SET_NOW], disc->hand);
	if (!others)
		return NULL;
	if (!cache->set[SET_DUE].count)
		cache_make_due(cache);
	return order_next(cache, &cache->set[SET_DUE], disc->hand);
}

static void note_given(struct disc *disc, uint32_t number, uint8_t set)
{
	disc->hand = number + 1;
	disc->now_in_row = set == SET_NOW ? disc->now_in_row + 1 : 0;
}

/* What giving a cluster takes: zeroes need no page. */
static uint32_t effort(const struct cluster *cluster)
{
	return is_all_zero(cluster) ? 1 : (uint32_t)__builtin_popcount(cluster->dirty);
}

/**
 * disc_give() - give the store what it takes of what is dirty, some of it at a time
 * @all: not only what a FUA waits for
 *
 * Return: whether it took anything.
 */
bool disc_give(struct nfod_fw *fw, bool all)
{
	struct cluster *cluster;
	uint32_t done = 0;

	if (!give_refused(fw))
		return false;
	while (done < GIVEN && (cluster = next_dirty(fw, all))) {
		uint32_t number = cluster->number;
		uint8_t set = cluster->set;
		uint32_t sectors = effort(cluster);

		if (!give(fw, cluster))
			break;
		note_given(&fw->disc, number, set);
		done += sectors;
	}
	if (done)
		disc_check_waiters(fw);
	fw->busy |= done > 0;
	return done;
}

/* ---- orders ---- */

static void take_orders(struct nfod_fw *fw)
{
	struct disc *disc = &fw->disc;
	struct store_io *io;

	while (disc->orders < STORE_IOS && (io = store_next(&fw->store)))
		disc->order[disc->orders++] = (struct order_due){ io, fw->rec.handed };
}

/* Clusters that have passed since an order came. Nobody waits for a merge: it gains nothing. */
static uint32_t passed(const struct nfod_fw *fw, const struct order_due *due)
{
	return due->io->owner == STORE_FOR_MERGE ? 0 : fw->rec.handed - due->mark;
}

/* The one before it is to be written as well: a run of both is begun with that. */
static bool follows_due(const struct disc *disc, const struct store_io *io)
{
	uint32_t n;

	if (!(disc->map.info.flags & NFOD_DISC_LIGHT) || io->op != STORE_WRITE)
		return false;
	for (n = 0; n < disc->orders; n++)
		if (disc->order[n].io->op == STORE_WRITE &&
		    disc->order[n].io->cluster + 1 == io->cluster)
			return true;
	return false;
}

static uint32_t choose(const struct nfod_fw *fw)
{
	const struct disc *disc = &fw->disc;
	struct candidate candidate[STORE_IOS];
	uint8_t order[STORE_IOS];
	struct outlook outlook;
	uint32_t count = 0, n;

	for (n = 0; n < disc->orders; n++) {
		if (follows_due(disc, disc->order[n].io))
			continue;
		order[count] = (uint8_t)n;
		candidate[count++] = (struct candidate){
			.cluster = disc->order[n].io->cluster,
			.passed = passed(fw, &disc->order[n]),
		};
	}
	rec_outlook(fw, &outlook);
	return order[choose_first(&outlook, candidate, count)];
}

static struct store_io *take_order(struct disc *disc, uint32_t n)
{
	struct store_io *io = disc->order[n].io;

	disc->order[n] = disc->order[--disc->orders];
	return io;
}

/**
 * disc_choose() - for the store: which of these the head reaches first, once it has written
 * @after
 */
uint32_t disc_choose(void *ctx, uint32_t after, const uint32_t *cluster, uint32_t count)
{
	const struct nfod_fw *fw = ctx;
	struct candidate candidate[STORE_IOS];
	struct outlook outlook;
	uint32_t n;

	if (count > STORE_IOS)
		count = STORE_IOS;
	for (n = 0; n < count; n++)
		candidate[n] = (struct candidate){ .cluster = cluster[n] };
	rec_outlook(fw, &outlook);
	choose_pass(&outlook, after);
	return choose_first(&outlook, candidate, count);
}

/**
 * disc_next_epoch() - of what is written next
 *
 * Never the same twice for a cluster: the log goes on, or it has been loaded once more.
 */
uint64_t disc_next_epoch(struct nfod_fw *fw)
{
	uint32_t load = (uint32_t)fw->store.health.loads << LOAD_SHIFT;

	return (uint64_t)fw->store.sequence << 32 | (load + fw->disc.writings++);
}

static void fill_job(struct nfod_fw *fw, struct job *job, struct store_io *io)
{
	uint32_t n;

	job->order = io;
	job->goal = io->op == STORE_WRITE ? JOB_WRITE : JOB_READ;
	map_place(&fw->disc.map, &fw->fig, io->cluster, &job->place);
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		job->page[n] = io->page[n];
		if (job->page[n] != PAGE_NONE)
			pool_hold(&fw->pool, job->page[n]);
	}
	if (io->op != STORE_WRITE)
		return;
	job->erased = io->erased;
	job->epoch = disc_next_epoch(fw);
	store_blocks(&fw->store, io, job->block);
}

/**
 * disc_order() - hand an order of the store to the recorder
 *
 * Return: false when there is none.
 */
bool disc_order(struct nfod_fw *fw)
{
	struct disc *disc = &fw->disc;
	struct job *job;

	take_orders(fw);
	if (!disc->orders)
		return false;
	job = rec_new_job(fw);
	if (!job)
		return false;
	fill_job(fw, job, take_order(disc, choose(fw)));
	disc->reads_in_row = 0;
	rec_submit(fw, job);
	return true;
}

/**
 * disc_erase_ahead() - have a free cluster erased, so that it need not be when it is written
 *
 * Return: false when there is none.
 */
bool disc_erase_ahead(struct nfod_fw *fw)
{
	struct job *job;
	uint32_t cluster;

	if (fw->disc.emptying || fw->disc.asleep)
		return false;
	cluster = store_erase_next(&fw->store);
	job = cluster == NFOD_NOWHERE ? NULL : rec_new_job(fw);
	if (!job)
		return false;
	job->goal = JOB_ERASE;
	map_place(&fw->disc.map, &fw->fig, cluster, &job->place);
	rec_submit(fw, job);
	return true;
}

/**
 * disc_erased() - the recorder is through with it
 */
void disc_erased(struct nfod_fw *fw, struct job *job)
{
	store_erase_done(&fw->store, job->place.cluster, job->result == NFOD_FE_OK);
	rec_free_job(fw, job);
}

static void loan_done(struct nfod_fw *fw, struct loan *loan, enum store_answer answer)
{
	if (answer == STORE_OK)
		end_loan(fw, loan);
	else if (answer == STORE_REFUSED)
		loan->refused = true;
}

/**
 * disc_order_done() - the recorder is through with an order of the store
 */
void disc_order_done(struct nfod_fw *fw, struct job *job)
{
	bool good = job->result == NFOD_FE_OK;
	bool is_put = job->order->owner == STORE_FOR_PUT;
	struct loan *loan = &fw->disc.loan[job->order->tag % STORE_PUTS];
	enum store_answer answer;

	if (job->goal == JOB_READ)
		fw->count.clusters_read++;
	else if (good)
		fw->count.clusters_written++;
	answer = store_done(&fw->store, job->order, good, job->bad);
	rec_free_job(fw, job);
	if (is_put)
		loan_done(fw, loan, answer);
}
