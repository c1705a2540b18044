// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the store costs, in virtual time, on the reference disc: the firmware's store over the
 * moves of an unflown head, beside a drive that rewrites each cluster in place.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disc/choose.h"
#include "press/geometry.h"
#include "press/reference.h"
#include "store/internal.h"

/* From the centre of a groove to that of the land beside it, as the press makes it. */
#define REF_PITCH_NM 180u
#define DEPTH 32u
#define PUT_PAGES (STORE_PUTS * STORE_SECTORS)
#define BURST_BLOCKS 65536u
#define WORKING_CLUSTERS 16384u
/* From the end of an order to the next one that hangs on it: CRC of a log cluster, USB (j). */
#define TURNAROUND_NS 1500000u
#define CUTS 33u
/* Log clusters between them, at least; at most twice as many. */
#define CUT_AFTER 100u

/**
 * struct model - head and disc
 * @head: as it is now
 */
struct model {
	struct map map;
	struct nfod_figures fig;
	struct outlook head;
	uint64_t seed;
};

/**
 * struct bench - a store on it
 * @content: of what the store writes for itself
 * @queue: orders taken, when, and how many had been carried out by then
 * @passed: orders carried out
 * @wear: writes, by cluster
 */
struct bench {
	struct model model;
	struct store store;
	uint8_t *ram;
	uint32_t pages;
	uint8_t **content;
	uint32_t *wear;
	struct {
		struct store_io *io;
		uint64_t since;
		uint32_t passed;
	} queue[DEPTH];
	uint32_t queued;
	uint32_t passed;
	uint64_t reads;
	uint64_t writes;
	bool put_busy[STORE_PUTS];
};

/**
 * struct burst - random writes
 * @depth: between two flushes
 * @range: user clusters that they go to
 * @base: the first of these
 * @blocks: how many
 */
struct burst {
	uint32_t depth;
	uint32_t range;
	uint32_t base;
	uint32_t blocks;
};

static uint32_t dice(struct model *model, uint32_t below)
{
	uint64_t z = model->seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

static void new_model(struct model *model)
{
	memset(model, 0, sizeof(*model));
	model->seed = 1;
	model->fig = NFOD_FIGURES_REFERENCE;
	model->map.info.track_pitch_nm = REF_PITCH_NM;
	model->map.info.velocity_um_s = REF_VELOCITY_UM_S;
	geometry_full(&model->map.info);
	for (uint32_t n = 0; n < model->map.info.zones; n++)
		model->map.user_first[n + 1] =
			model->map.user_first[n] + NFOD_SIDES * model->map.info.zone[n].user;
	model->head = (struct outlook){
		.map = &model->map,
		.fig = &model->fig,
		.next = CHOOSE_NONE,
	};
	kin_init(&model->head.kin, &model->fig, 0);
	model->head.kin.radius = 0.024;
	model->head.kin.speed = 235.0;
	kin_spin(&model->head.kin, 0, 235.0);
}

/* The head waits until an order has come; a cluster that begins before that is missed. */
static struct outlook after(const struct outlook *head, uint64_t since)
{
	struct outlook then = *head;

	if (since + TURNAROUND_NS > head->at_ns) {
		then.at_ns = since + TURNAROUND_NS;
		then.next = CHOOSE_NONE;
	}
	return then;
}

static void pass(struct model *model, uint32_t cluster, uint64_t since)
{
	model->head = after(&model->head, since);
	choose_pass(&model->head, cluster);
}

/* ---- a store ---- */

static uint32_t choose(void *ctx, uint32_t behind, const uint32_t *cluster, uint32_t count)
{
	struct bench *bench = ctx;
	struct outlook then = bench->model.head;
	uint64_t best = UINT64_MAX;
	uint32_t n, chosen = 0;

	choose_pass(&then, behind);
	then = after(&then, then.at_ns);
	for (n = 0; n < count; n++) {
		uint64_t when = choose_when(&then, cluster[n]);

		if (when < best) {
			best = when;
			chosen = n;
		}
	}
	return chosen;
}

static void power_on(struct bench *bench)
{
	struct store_ask ask = { .ctx = bench, .choose = choose };

	bench->queued = 0;
	memset(bench->put_busy, 0, sizeof(bench->put_busy));
	if (!store_init(&bench->store, &bench->model.map.info, bench->ram, PUT_PAGES,
			bench->pages - PUT_PAGES, &ask))
		exit(1);
	store_load(&bench->store, false);
}

static void new_bench(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	new_model(&bench->model);
	bench->pages = PUT_PAGES + store_pages(&bench->model.map.info);
	bench->ram = calloc(bench->pages, STORE_PAGE_BYTES);
	bench->content = calloc(bench->model.map.info.clusters, sizeof(*bench->content));
	bench->wear = calloc(bench->model.map.info.clusters, sizeof(*bench->wear));
	if (!bench->ram || !bench->content || !bench->wear)
		exit(1);
	power_on(bench);
}

static void end_bench(struct bench *bench)
{
	uint32_t n;

	for (n = 0; n < bench->model.map.info.clusters; n++)
		free(bench->content[n]);
	free(bench->content);
	free(bench->wear);
	free(bench->ram);
}

static uint8_t *page_data(struct bench *bench, const struct store_io *io, uint32_t n)
{
	return bench->ram + (size_t)io->page[n] * STORE_PAGE_BYTES;
}

static void transfer(struct bench *bench, const struct store_io *io)
{
	uint8_t **content = &bench->content[io->cluster];
	bool own = io->owner != STORE_FOR_PUT && io->owner != STORE_FOR_MERGE;
	uint32_t n;

	if (io->op == STORE_WRITE)
		bench->wear[io->cluster]++;
	if (!own && !*content)
		return;
	if (io->op == STORE_WRITE && !*content)
		*content = malloc(NFOD_CLUSTER_BYTES);
	for (n = 0; n < STORE_SECTORS; n++) {
		if (io->page[n] == STORE_NO_PAGE)
			continue;
		if (!*content)
			memset(page_data(bench, io, n), 0, STORE_PAGE_BYTES);
		else if (io->op == STORE_WRITE)
			memcpy(*content + n * STORE_PAGE_BYTES, page_data(bench, io, n),
			       STORE_PAGE_BYTES);
		else
			memcpy(page_data(bench, io, n), *content + n * STORE_PAGE_BYTES,
			       STORE_PAGE_BYTES);
	}
}

/* Return: whether the store had work of its own, by which something may be durable now. */
static bool take(struct bench *bench)
{
	struct store_io *io;
	bool worked = false;

	while (bench->queued < DEPTH) {
		while (store_work(&bench->store))
			worked = true;
		io = store_next(&bench->store);
		if (!io)
			return worked;
		bench->queue[bench->queued].io = io;
		bench->queue[bench->queued].passed = bench->passed;
		bench->queue[bench->queued++].since = bench->model.head.at_ns;
	}
	return worked;
}

/* As in disc/write.c: nobody waits for a merge. */
static uint32_t passed(const struct bench *bench, uint32_t n)
{
	bool merge = bench->queue[n].io->owner == STORE_FOR_MERGE;

	return merge ? 0 : bench->passed - bench->queue[n].passed;
}

/* The order that passes first, by its age; whether there was one, or work without any. */
static bool step(struct bench *bench)
{
	int64_t best = INT64_MAX;
	struct store_io *io;
	uint64_t since;
	uint32_t n, chosen = 0;
	bool worked = take(bench);

	if (!bench->queued)
		return worked;
	for (n = 0; n < bench->queued; n++) {
		struct outlook then = after(&bench->model.head, bench->queue[n].since);
		struct candidate candidate = { bench->queue[n].io->cluster, passed(bench, n) };
		int64_t when = choose_rank(&then, &candidate);

		if (when < best) {
			best = when;
			chosen = n;
		}
	}
	io = bench->queue[chosen].io;
	since = bench->queue[chosen].since;
	bench->queue[chosen] = bench->queue[--bench->queued];
	pass(&bench->model, io->cluster, since);
	bench->passed++;
	bench->reads += io->op == STORE_READ;
	bench->writes += io->op == STORE_WRITE;
	transfer(bench, io);
	take(bench);
	if (io->owner == STORE_FOR_PUT)
		bench->put_busy[io->tag] = false;
	store_done(&bench->store, io, true, 0);
	return true;
}

static void settle(struct bench *bench)
{
	while (step(bench))
		;
}

static void write_sector(struct bench *bench, uint32_t block)
{
	uint16_t page[STORE_SECTORS] = { 0 };

	while (store_write(&bench->store, block / STORE_SECTORS,
			   (uint16_t)(1u << block % STORE_SECTORS),
			   (uint16_t)(1u << block % STORE_SECTORS), page, 0) == STORE_BUSY)
		if (!step(bench))
			exit(1);
}

static uint32_t put_pages(struct bench *bench)
{
	for (;;) {
		for (uint32_t n = 0; n < STORE_PUTS; n++)
			if (!bench->put_busy[n])
				return n;
		step(bench);
	}
}

static void write_cluster(struct bench *bench, uint32_t user)
{
	uint32_t put = put_pages(bench), n;
	uint16_t page[STORE_SECTORS];

	for (n = 0; n < STORE_SECTORS; n++)
		page[n] = (uint16_t)(put * STORE_SECTORS + n);
	while (store_write(&bench->store, user, STORE_ALL, STORE_ALL, page, put) == STORE_BUSY)
		if (!step(bench))
			exit(1);
	bench->put_busy[put] = true;
}

static void flush(struct bench *bench)
{
	uint32_t ticket = store_flush(&bench->store);

	while (!store_is_durable(&bench->store, ticket))
		if (!step(bench))
			exit(1);
}

static double seconds(uint64_t from, uint64_t to)
{
	return (double)(to - from) * 1e-9;
}

/* ---- a drive that rewrites in place ---- */

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* A batch in one sweep, each cluster read and a turn later written; whoever shares one gains. */
static void rewrite(struct model *model, uint32_t *user, uint32_t count)
{
	uint32_t n;

	qsort(user, count, sizeof(*user), ascending);
	for (n = 0; n < count; n++) {
		uint32_t cluster = map_physical(&model->map, user[n]);

		if (n && user[n] == user[n - 1])
			continue;
		pass(model, cluster, model->head.at_ns);
		pass(model, cluster, model->head.at_ns);
	}
}

static double in_place(uint32_t depth, uint32_t range, uint32_t base, uint32_t batches)
{
	uint32_t user[DEPTH], n, batch;
	struct model model;

	new_model(&model);
	for (batch = 0; batch < batches; batch++) {
		for (n = 0; n < depth; n++)
			user[n] = base + dice(&model, range);
		rewrite(&model, user, depth);
	}
	return batches * depth / seconds(0, model.head.at_ns);
}

/* ---- what is asked ---- */

static void fill_disc(struct bench *bench)
{
	struct store *s = &bench->store;
	uint32_t n;

	settle(bench);
	/* As a disc is that was filled once, in order, and rested. */
	for (n = 0; n < layout_user_clusters(&s->lay); n++)
		s->map[n] = slots_slot(s, n, layout_home(&s->lay, n));
	for (n = 0; !slots_count(s, &n);)
		;
	dirty_all(s, 0);
	dirty_all(s, 1);
	s->checkpoint.wanted = 2;
	settle(bench);
	memset(bench->wear, 0, bench->model.map.info.clusters * sizeof(*bench->wear));
}

static uint32_t most_worn(const struct bench *bench, const struct run *run, uint32_t runs)
{
	uint32_t most = 0, n;

	for (; runs--; run++)
		for (n = 0; n < run->count; n++)
			if (bench->wear[run->first + n] > most)
				most = bench->wear[run->first + n];
	return most;
}

static void report_wear(const struct bench *bench)
{
	const struct layout *lay = &bench->store.lay;
	const struct run all = { 0, lay->clusters };

	printf("    most rewrites of one cluster: log %u, area A %u, area B %u, anywhere %u\n",
	       most_worn(bench, lay->run, lay->runs), most_worn(bench, &lay->area[0], 1),
	       most_worn(bench, &lay->area[1], 1), most_worn(bench, &all, 1));
}

/* A cut now, and what it takes until the drive is ready, spindle and head running. */
static double recover(struct bench *bench)
{
	uint64_t from;

	power_on(bench);
	from = bench->model.head.at_ns;
	while (bench->store.state == NFOD_STORE_LOADING && step(bench))
		;
	return seconds(from, bench->model.head.at_ns);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void write_random(struct bench *bench, const struct burst *burst, uint32_t blocks)
{
	uint32_t n;

	for (n = 0; n < blocks; n++) {
		write_sector(bench,
			     (burst->base + dice(&bench->model, burst->range)) * STORE_SECTORS +
				     dice(&bench->model, STORE_SECTORS));
		if (n % burst->depth == burst->depth - 1)
			flush(bench);
	}
}

/* The work goes on for some log clusters, and is cut, time and again. */
static void report_recovery(struct bench *bench, const struct burst *burst)
{
	double took[CUTS], rolled = 0;
	uint32_t n, until;

	for (n = 0; n < CUTS; n++) {
		until = bench->store.sequence + CUT_AFTER + dice(&bench->model, CUT_AFTER);
		while (bench->store.sequence < until)
			write_random(bench, burst, burst->depth);
		took[n] = recover(bench);
		rolled += bench->store.load.rolled;
	}
	qsort(took, CUTS, sizeof(took[0]), by_size);
	printf("    recovery after %u cuts: median %.2f s, most %.2f s, %.0f log clusters behind the "
	       "checkpoint on average\n",
	       CUTS, took[CUTS / 2], took[CUTS - 1], rolled / CUTS);
	settle(bench);
}

static double run_burst(const struct burst *burst)
{
	static struct bench bench;
	uint64_t from;
	double rate;

	new_bench(&bench);
	fill_disc(&bench);
	from = bench.model.head.at_ns;
	write_random(&bench, burst, burst->blocks);
	rate = burst->blocks / seconds(from, bench.model.head.at_ns);
	printf("    %llu log clusters, %llu merges, %llu checkpoints in %.1f s\n",
	       (unsigned long long)bench.store.health.log_clusters,
	       (unsigned long long)bench.store.health.merged,
	       (unsigned long long)bench.store.health.checkpoints,
	       seconds(from, bench.model.head.at_ns));
	report_wear(&bench);
	report_recovery(&bench, burst);
	from = bench.model.head.at_ns;
	store_rest(&bench.store, true);
	settle(&bench);
	printf("    tidied up in %.0f s at rest\n", seconds(from, bench.model.head.at_ns));
	end_bench(&bench);
	return rate;
}

static void compare(const char *name, struct burst burst)
{
	double ours, theirs;

	printf("%s, flushed every %u\n", name, burst.depth);
	theirs = in_place(burst.depth, burst.range, burst.base, 2048 / burst.depth);
	ours = run_burst(&burst);
	printf("    store %.0f writes/s, in place %.1f writes/s: %.1f times\n", ours, theirs,
	       ours / theirs);
}

static void sequential(const char *name, bool filled, uint32_t clusters, uint32_t flush_every)
{
	static struct bench bench;
	uint64_t from, log;
	uint32_t n;

	new_bench(&bench);
	if (filled)
		fill_disc(&bench);
	settle(&bench);
	from = bench.model.head.at_ns;
	log = bench.store.health.log_clusters;
	for (n = 0; n < clusters; n++) {
		write_cluster(&bench, 300000 + n);
		if (flush_every && n % flush_every == flush_every - 1)
			flush(&bench);
	}
	flush(&bench);
	printf("%s: %.1f Mbit/s, %llu log clusters\n", name,
	       clusters * NFOD_CLUSTER_BYTES * 8e-6 / seconds(from, bench.model.head.at_ns),
	       (unsigned long long)(bench.store.health.log_clusters - log));
	end_bench(&bench);
}

static void report_ram(void)
{
	struct model model;
	struct layout lay;

	new_model(&model);
	layout_make(&lay, &model.map.info);
	printf("log %u clusters in %u runs, areas %u and %u clusters, %u pages of map, %u of the "
	       "log's directory\n",
	       lay.positions, lay.runs, lay.area[0].count, lay.area[1].count, lay.map_pages,
	       lay.log_pages);
	printf("RAM: %u pages = %.2f MB of buffer RAM, %u bytes of struct store\n",
	       store_pages(&model.map.info), store_pages(&model.map.info) * 4096e-6,
	       (uint32_t)sizeof(struct store));
}

int main(void)
{
	uint32_t all = 1085000;

	report_ram();
	sequential("sequential, fresh disc, 1 GiB", false, 16384, 0);
	sequential("sequential, full disc, 1 GiB", true, 16384, 0);
	sequential("sequential, full disc, flushed every 64 MiB", true, 16384, 1024);
	compare("4 KiB random in 1 GiB, 256 MiB",
		(struct burst){ 32, WORKING_CLUSTERS, 300000, BURST_BLOCKS });
	compare("4 KiB random in 1 GiB, 16 MiB",
		(struct burst){ 1, WORKING_CLUSTERS, 300000, BURST_BLOCKS / 16 });
	compare("4 KiB random over the disc, 256 MiB", (struct burst){ 32, all, 0, BURST_BLOCKS });
	compare("4 KiB random in 1 GiB, 512 MiB: past the log",
		(struct burst){ 32, WORKING_CLUSTERS, 300000, 2 * BURST_BLOCKS });
	return 0;
}
