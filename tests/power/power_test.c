// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Power cuts at any order of the store, within and after it, over mixed workloads.
 * POWER_CUTS says how many in all (default 600), POWER_SEED where the dice begin.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

#include "sim.h"
#include "store/internal.h"

/* Small enough that log, areas and spare go round all the time. */
static const struct sim_shape tiny = { .zones = 2, .clusters = 70, .lead = 2, .user = 20 };
static const struct sim_shape roomy = { .zones = 2, .clusters = 160, .lead = 2, .user = 20 };
static const struct sim_shape medium = { .zones = 5, .clusters = 260, .lead = 4, .user = 170 };

/* Work between two power cuts: orders at most. */
#define ORDERS_MOST 160u

/**
 * struct work - how the host works
 * @small: parts of 100: writes of a few sectors
 * @whole: of whole clusters, in runs
 * @part: of most of a cluster, all of it in the cache
 * @discard: ditto
 * @flush: ditto
 * @rest: the host falls silent
 * @reassign: a cluster is said to read badly
 * @hot: clusters that four of five small writes go to
 */
struct work {
	const char *name;
	uint32_t small, whole, part, discard, flush, rest, reassign;
	uint32_t hot;
};

static const struct work works[] = {
	{ "random", 70, 4, 6, 1, 17, 1, 1, 0 },	 { "sequential", 4, 70, 5, 2, 15, 2, 2, 0 },
	{ "hot", 60, 5, 10, 3, 20, 1, 1, 4 },	 { "mixed", 35, 25, 12, 6, 16, 3, 3, 10 },
	{ "flushes", 45, 3, 2, 1, 48, 1, 0, 6 }, { "discards", 25, 20, 5, 35, 13, 1, 1, 8 },
	{ "rests", 55, 5, 5, 3, 12, 18, 2, 0 },
};

#define WORKS (sizeof(works) / sizeof(works[0]))

static uint32_t setting(const char *name, uint32_t otherwise)
{
	const char *text = getenv(name);

	return text ? (uint32_t)strtoul(text, NULL, 0) : otherwise;
}

static uint32_t pick_user(struct sim *sim, const struct work *work)
{
	if (work->hot && sim_random(sim, 5))
		return sim_random(sim, work->hot) * (sim->users / work->hot);
	return sim_random(sim, sim->users);
}

static void write_small(struct sim *sim, const struct work *work)
{
	uint32_t first = sim_random(sim, STORE_SECTORS);
	uint32_t n = 1 + sim_random(sim, 4);
	uint16_t dirty = (uint16_t)(((1u << n) - 1u) << first);

	sim_write(sim, pick_user(sim, work), dirty, false);
}

static void write_run(struct sim *sim)
{
	uint32_t user = sim_random(sim, sim->users);
	uint32_t n = 1 + sim_random(sim, 6);

	for (; n && user < sim->users && !sim->off; n--, user++)
		if (sim_write(sim, user, STORE_ALL, true) == STORE_BUSY)
			sim_step(sim);
}

static void write_part(struct sim *sim, const struct work *work)
{
	uint32_t user = pick_user(sim, work);
	uint32_t first = sim_random(sim, 16);
	uint32_t dirty = sim_random(sim, STORE_ALL) | 1u << first;

	sim_write(sim, user, (uint16_t)dirty, sim_random(sim, 2));
}

static uint32_t home_of(const struct sim *sim, uint32_t user)
{
	return slots_cluster(sim->store, user, sim->store->map[user]);
}

/* Each takes a cluster of the spare for good. */
static void reassign(struct sim *sim, const struct work *work)
{
	uint32_t user = pick_user(sim, work);

	if (sim->reassigns_left && store_reassign(sim->store, user, home_of(sim, user)) == STORE_OK)
		sim->reassigns_left--;
}

static void act(struct sim *sim, const struct work *work)
{
	uint32_t dice = sim_random(sim, 100);

	store_rest(sim->store, false);
	if (dice < work->small) {
		write_small(sim, work);
	} else if ((dice -= work->small) < work->whole) {
		write_run(sim);
	} else if ((dice -= work->whole) < work->part) {
		write_part(sim, work);
	} else if ((dice -= work->part) < work->discard) {
		sim_discard(sim, pick_user(sim, work));
	} else if ((dice -= work->discard) < work->flush) {
		sim_flush(sim);
	} else if ((dice -= work->flush) < work->rest) {
		store_rest(sim->store, true);
		for (dice = sim_random(sim, 60); dice && sim_step(sim); dice--)
			;
	} else if ((dice -= work->rest) < work->reassign) {
		reassign(sim, work);
	} else {
		sim_check_user(sim, sim_random(sim, sim->users), false);
	}
}

/* Power up, cut again now and then while it recovers, until it is there. */
static void recover(struct sim *sim)
{
	do {
		if (!sim_power_on(sim))
			return;
		if (!sim_random(sim, 3)) {
			sim->cut_in = 1 + sim_random(sim, 70);
			sim->cut = sim_random(sim, SIM_CUTS);
			sim->nested++;
		}
	} while (!sim_load(sim) && !sim->trouble[0]);
	sim->cut_in = 0;
}

static void do_work(struct sim *sim, const struct work *work)
{
	uint32_t acts = 0;

	while (!sim->off && !sim->trouble[0] && sim->store->state == NFOD_STORE_READY) {
		uint32_t steps = sim_random(sim, 3);

		act(sim, work);
		while (steps-- && !sim->off)
			sim_step(sim);
		/* A host that does nothing that needs the disc: pull the plug all the same. */
		if (++acts > 40 * ORDERS_MOST)
			sim_plug_out(sim);
	}
}

static void work_until_cut(struct sim *sim, const struct work *work)
{
	sim->cut_in = 1 + sim_random(sim, ORDERS_MOST);
	sim->cut = sim_random(sim, SIM_CUTS);
	do_work(sim, work);
}

static void report(const struct sim *sim, const char *what)
{
	print_message("%s: %llu cuts before, %llu within, %llu after an order, %llu of them while "
		      "recovering; %llu orders, %llu sectors checked, %u orders to load at most, "
		      "torn clusters read well %llu times\n",
		      what, (unsigned long long)sim->cuts[SIM_BEFORE],
		      (unsigned long long)sim->cuts[SIM_WITHIN],
		      (unsigned long long)sim->cuts[SIM_AFTER], (unsigned long long)sim->nested,
		      (unsigned long long)sim->orders, (unsigned long long)sim->checked,
		      sim->load_most, (unsigned long long)sim->doubts);
}

static void no_trouble(const struct sim *sim)
{
	if (sim->trouble[0])
		fail_msg("%s (seed %llu)", sim->trouble, (unsigned long long)sim->info.seed);
}

static uint64_t all_cuts(const struct sim *sim)
{
	return sim->cuts[SIM_BEFORE] + sim->cuts[SIM_WITHIN] + sim->cuts[SIM_AFTER];
}

/* Cut, recover, look at every sector, go on from there. */
static void cut_again_and_again(const struct sim_shape *shape, const struct work *work,
				uint64_t seed, uint32_t cuts, uint32_t fail_one_in)
{
	struct sim sim;

	sim_new(&sim, shape, seed);
	sim.fail_one_in = fail_one_in;
	sim.fails_left = 12;
	sim.reassigns_left = 8;
	recover(&sim);
	while (!sim.trouble[0] && all_cuts(&sim) < cuts && sim.store->state == NFOD_STORE_READY) {
		work_until_cut(&sim, work);
		if (!sim.off)
			break;
		do {
			recover(&sim);
			if (!sim.trouble[0])
				sim_check(&sim, true);
		} while (!sim.trouble[0] && !sim_random(&sim, 3));
	}
	report(&sim, work->name);
	no_trouble(&sim);
	assert_int_equal(sim.store->cause, NFOD_CAUSE_NONE);
	assert_int_equal(sim.store->state, NFOD_STORE_READY);
	sim_end(&sim);
}

static void cut_every_work(const struct sim_shape *shape, uint32_t parts, uint32_t fail_one_in,
			   uint32_t series)
{
	uint32_t cuts = setting("POWER_CUTS", 600) / parts + 1, n;
	uint64_t seed = setting("POWER_SEED", 1) * 1000ull + series * 100;

	for (n = 0; n < WORKS; n++)
		cut_again_and_again(shape, &works[n], seed + n, cuts, fail_one_in);
}

static void cuts_while_working(void **state)
{
	(void)state;
	cut_every_work(&tiny, 12, 0, 0);
}

static void cuts_while_clusters_fail(void **state)
{
	(void)state;
	cut_every_work(&roomy, 35, 60, 1);
}

static void cuts_on_a_larger_disc(void **state)
{
	(void)state;
	cut_every_work(&medium, 120, 300, 2);
}

/* ---- every order of a script ---- */

/* The same work from the same beginning; whether the cut came. */
static bool run_script(struct sim *sim, uint32_t cut_in, enum sim_cut cut)
{
	uint32_t acts;

	sim_new(sim, &tiny, 7);
	sim->reassigns_left = 2;
	sim_power_on(sim);
	sim->cut_in = cut_in;
	sim->cut = cut;
	sim_load(sim);
	for (acts = 0; acts < 400 && !sim->off && !sim->trouble[0]; acts++) {
		act(sim, &works[acts / 10 % WORKS]);
		sim_step(sim);
	}
	sim_flush(sim);
	while (sim->flushing && sim_step(sim))
		;
	return sim->off;
}

/* The format, the first checkpoints, commits, merges: everything that happens early on. */
static void cut_at_every_order(void **state)
{
	uint32_t every = setting("POWER_CUTS", 600) >= 5000 ? 1 : 13;
	uint32_t at, cuts = 0;
	bool came = true;

	(void)state;
	for (at = 1; came; at += every) {
		enum sim_cut cut = at / every % SIM_CUTS;
		struct sim sim;

		came = run_script(&sim, at, cut);
		cuts += came;
		if (came)
			recover(&sim);
		if (!sim.trouble[0])
			sim_check(&sim, came);
		no_trouble(&sim);
		sim_end(&sim);
	}
	print_message("%u cuts, one at every %u orders of a script\n", cuts, every);
	assert_true(cuts > 15);
}

/* ---- ends that read now and then ---- */

static void cut_within_writes(struct sim *sim, uint32_t most)
{
	sim->cut_in = 1 + sim_random(sim, most);
	sim->cut = SIM_WITHIN;
	sim->cut_writes = true;
}

/* Cut within the few writes of a recovery: more often in a row than a plan has places, at times. */
static void load_against_odds(struct sim *sim)
{
	uint32_t left = sim_random(sim, 4) ? 4 : 3 * NFOD_LOG_NEAR;

	do {
		sim_power_on(sim);
		if (left && sim_random(sim, 4)) {
			cut_within_writes(sim, 3);
			left--;
		}
	} while (!sim_load(sim) && !sim->trouble[0]);
	sim->cut_in = 0;
}

/* What a recovery has found is what all later ones find, whatever can be read then. */
static void what_is_found_stays(void **state)
{
	uint32_t cuts = setting("POWER_CUTS", 600) / 2, loads = 0;
	struct sim sim;

	(void)state;
	sim_new(&sim, &tiny, setting("POWER_SEED", 1) + 700);
	load_against_odds(&sim);
	while (!sim.trouble[0] && all_cuts(&sim) < cuts) {
		const struct work *work = &works[sim_random(&sim, WORKS)];

		cut_within_writes(&sim, 30);
		do_work(&sim, work);
		do {
			load_against_odds(&sim);
			loads++;
			if (!sim.trouble[0])
				sim_check(&sim, true);
		} while (!sim.trouble[0] && sim_random(&sim, 3));
	}
	print_message("%u loads\n", loads);
	report(&sim, "doubts");
	no_trouble(&sim);
	assert_int_equal(sim.store->state, NFOD_STORE_READY);
	assert_true(sim.doubts > cuts / 20);
	sim_end(&sim);
}

/* ---- a disc with data on it ---- */

static void write_all(struct sim *sim)
{
	uint32_t user;

	for (user = 0; user < sim->users; user++)
		while (sim_write(sim, user, STORE_ALL, true) == STORE_BUSY)
			sim_step(sim);
	sim_flush(sim);
	sim_settle(sim);
}

static void write_some(struct sim *sim, uint32_t count)
{
	for (; count; count--)
		while (sim_write(sim, sim_random(sim, sim->users),
				 (uint16_t)(1u << sim_random(sim, 16)), false) == STORE_BUSY)
			sim_step(sim);
	sim_flush(sim);
	sim_settle(sim);
}

static void begin_disc(struct sim *sim, uint64_t seed)
{
	sim_new(sim, &tiny, seed);
	sim_power_on(sim);
	assert_true(sim_load(sim));
	write_all(sim);
	write_some(sim, 60);
	no_trouble(sim);
	assert_false(sim->flushing);
}

static void rest_until_clean(struct sim *sim)
{
	store_rest(sim->store, true);
	sim_settle(sim);
	store_rest(sim->store, false);
	assert_true(store_is_clean(sim->store));
}

static void load_again(struct sim *sim)
{
	sim_plug_out(sim);
	sim_power_on(sim);
	sim_load(sim);
}

static void expect_data(struct sim *sim)
{
	no_trouble(sim);
	sim_check(sim, true);
	no_trouble(sim);
}

/* Each recovery is cut while it writes its copy of the log's end, which may read well once. */
static void cut_copies(struct sim *sim, uint32_t times)
{
	for (; times && !sim->trouble[0]; times--) {
		sim_power_on(sim);
		cut_within_writes(sim, 1);
		sim->cut_in = 2;
		sim_load(sim);
	}
}

static void recoveries_cut_in_a_row(void **state)
{
	uint32_t n;

	(void)state;
	for (n = 0; n < 12; n++) {
		struct sim sim;

		begin_disc(&sim, 40 + n);
		cut_within_writes(&sim, 1);
		write_some(&sim, 1);
		assert_true(sim.off);
		cut_copies(&sim, 5 * NFOD_LOG_NEAR);
		sim_power_on(&sim);
		assert_true(sim_load(&sim));
		expect_data(&sim);
		sim_end(&sim);
	}
}

#define TRIES 4u

/* Copies, each cut, read well as long as the next one is made; then none of them does. */
static void leave_tries(struct sim *sim, uint32_t torn[TRIES])
{
	uint32_t n;

	sim->tears_new = true;
	for (n = 0; n < TRIES; n++) {
		cut_copies(sim, 1);
		torn[n] = sim->torn;
		sim->cluster[torn[n]].odds = 255;
	}
	for (n = 0; n < TRIES; n++)
		sim->cluster[torn[n]].odds = 0;
}

/* No more than that: a checkpoint behind it would make the log start anew. */
static void write_and_flush(struct sim *sim)
{
	sim_write(sim, sim_random(sim, sim->users), 1, false);
	sim_flush(sim);
	while (sim->flushing && sim_step(sim))
		;
}

static void an_older_try_does_not_come_back(void **state)
{
	uint32_t torn[TRIES], writes, n;

	(void)state;
	for (writes = 0; writes < 4; writes++) {
		struct sim sim;

		begin_disc(&sim, 60);
		write_some(&sim, 1);
		sim_plug_out(&sim);
		leave_tries(&sim, torn);
		sim_power_on(&sim);
		assert_true(sim_load(&sim));
		for (n = 0; n < writes; n++)
			write_and_flush(&sim);
		for (n = 0; n < TRIES; n++)
			sim.cluster[torn[n]].odds = 255;
		load_again(&sim);
		expect_data(&sim);
		sim_end(&sim);
	}
}

static void a_rested_disc_loads_without_recovery(void **state)
{
	struct sim sim;

	(void)state;
	begin_disc(&sim, 21);
	rest_until_clean(&sim);
	load_again(&sim);
	assert_int_equal(sim.store->state, NFOD_STORE_READY);
	assert_int_equal(sim.store->load.rolled, 0);
	assert_int_equal(sim.store->health.unclean, 0);
	expect_data(&sim);
	sim_end(&sim);
}

static bool is_empty(const struct sim *sim)
{
	uint32_t n;

	for (n = 0; n < sim->users; n++)
		if (sim->store->map[n] != NFOD_NO_PLACE)
			return false;
	return true;
}

/* A disc that is formatted anew is, after a cut, as it was or empty. */
static void cuts_while_formatting(void **state)
{
	uint32_t at, empty = 0, full = 0;
	bool came = true;

	(void)state;
	for (at = 1; came && at < 100; at++) {
		struct sim sim;

		begin_disc(&sim, 33);
		rest_until_clean(&sim);
		sim.cut_in = at;
		sim.cut = at % SIM_CUTS;
		store_format(sim.store, 0);
		came = !sim_load(&sim);
		if (came) {
			sim_power_on(&sim);
			assert_true(sim_load(&sim));
		}
		if (is_empty(&sim)) {
			empty++;
		} else {
			full++;
			expect_data(&sim);
		}
		sim_end(&sim);
	}
	assert_true(full > 2 && empty > 2);
}

static void scratch(struct sim *sim, struct run run)
{
	while (run.count--)
		sim->cluster[run.first++].unreadable = STORE_ALL;
}

static void either_area_is_enough(void **state)
{
	uint32_t area;

	(void)state;
	for (area = 0; area < LAYOUT_AREAS; area++) {
		struct sim sim;

		begin_disc(&sim, 41 + area);
		scratch(&sim, sim.store->lay.area[area]);
		load_again(&sim);
		assert_int_equal(sim.store->state, NFOD_STORE_READY);
		expect_data(&sim);
		write_some(&sim, 300);
		load_again(&sim);
		expect_data(&sim);
		sim_end(&sim);
	}
}

static void without_both_areas_nothing_is_made_up(void **state)
{
	struct sim sim;

	(void)state;
	begin_disc(&sim, 51);
	scratch(&sim, sim.store->lay.area[0]);
	scratch(&sim, sim.store->lay.area[1]);
	sim_plug_out(&sim);
	sim_power_on(&sim);
	sim_settle(&sim);
	assert_int_equal(sim.store->state, NFOD_STORE_FAILED);
	assert_int_equal(sim.store->cause, NFOD_CAUSE_NO_ROOT);
	sim_end(&sim);
}

/* The log cluster that is so many before the last one. */
static uint32_t log_cluster_before(const struct sim *sim, uint32_t back)
{
	const struct store *s = sim->store;
	uint32_t n;

	for (n = 0; n < s->lay.positions; n++)
		if (s->place[n].sequence == s->end.sequence - back)
			return layout_log_cluster(&s->lay, n);
	fail_msg("no log cluster %u before the last one", back);
	return 0;
}

static void lose_links(uint64_t seed, uint32_t missing)
{
	struct sim sim;
	uint32_t n;

	begin_disc(&sim, seed);
	rest_until_clean(&sim);
	for (n = 0; n < missing + 2; n++)
		write_some(&sim, 1);
	for (n = 0; n < missing; n++)
		sim.cluster[log_cluster_before(&sim, n + 1)].unreadable = STORE_ALL;
	load_again(&sim);
	assert_int_equal(sim.store->state, NFOD_STORE_READ_ONLY);
	assert_int_equal(sim.store->cause, NFOD_CAUSE_BROKEN_LOG);
	sim_end(&sim);
}

/* Links torn out of the chain are told, and the disc is not written any more. */
static void missing_log_clusters_are_told(void **state)
{
	uint32_t missing, n;

	(void)state;
	for (missing = 1; missing < NFOD_LOG_NEAR; missing++)
		for (n = 0; n < 8; n++)
			lose_links(6100 + n, missing);
}

/* ---- bad places ---- */

static void harm_costs_only_what_it_hits(void **state)
{
	struct sim sim;
	uint32_t n;

	(void)state;
	begin_disc(&sim, 71);
	for (n = 0; n < 6; n++)
		sim_harm(&sim, n * 11);
	for (n = 0; n < 200 && !sim.trouble[0]; n++) {
		write_some(&sim, 5);
		sim_check_user(&sim, sim_random(&sim, sim.users), false);
	}
	load_again(&sim);
	expect_data(&sim);
	assert_int_equal(sim.store->state, NFOD_STORE_READY);
	assert_true(sim.store->health.read_failures > 0);
	write_all(&sim);
	no_trouble(&sim);
	sim_end(&sim);
}

/* Every place fails from now on: writes end, reads do not. */
static void without_spare_the_disc_is_read_only(void **state)
{
	struct sim sim;
	uint32_t user = 0;

	(void)state;
	begin_disc(&sim, 81);
	rest_until_clean(&sim);
	sim.fail_one_in = 1;
	sim.fails_left = UINT32_MAX;
	while (sim.store->state == NFOD_STORE_READY) {
		sim_write(&sim, user++ % sim.users, STORE_ALL, true);
		sim_step(&sim);
		sim.trouble[0] = 0;
	}
	assert_int_equal(sim.store->state, NFOD_STORE_READ_ONLY);
	assert_true(sim.store->cause == NFOD_CAUSE_SPARE || sim.store->cause == NFOD_CAUSE_LOG ||
		    sim.store->cause == NFOD_CAUSE_AREA || sim.store->cause == NFOD_CAUSE_WRITING);
	sim_settle(&sim);
	sim.trouble[0] = 0;
	sim.fail_one_in = 0;
	load_again(&sim);
	expect_data(&sim);
	sim_end(&sim);
}

static uint32_t primaries(const struct store *s)
{
	uint32_t n, found = 0;

	for (n = 0; n < s->defects; n++)
		found += s->defect[n].kind == NFOD_DEFECT_PRIMARY;
	return found;
}

static void certification_finds_bad_places_and_harms_none(void **state)
{
	struct sim sim;
	uint32_t n, bad = 0;

	(void)state;
	begin_disc(&sim, 91);
	for (n = 0; n < sim.info.clusters; n += 7) {
		if (slots_is_used(sim.store, n))
			continue;
		sim.cluster[n].bad = true;
		bad++;
	}
	assert_true(bad > 3);
	for (n = 0; n < 30; n++) {
		sim.cut_in = 1 + sim_random(&sim, 40);
		sim.cut = sim_random(&sim, SIM_CUTS);
		assert_true(store_certify(sim.store, 0, sim.info.clusters, true));
		sim_settle(&sim);
		recover(&sim);
		expect_data(&sim);
	}
	assert_true(store_certify(sim.store, 0, sim.info.clusters, true));
	rest_until_clean(&sim);
	assert_int_equal(primaries(sim.store), bad);
	load_again(&sim);
	assert_int_equal(primaries(sim.store), bad);
	write_all(&sim);
	expect_data(&sim);
	sim_end(&sim);
}

static void a_place_that_reads_badly_is_left(void **state)
{
	struct store_place before, after;
	struct sim sim;

	(void)state;
	begin_disc(&sim, 95);
	rest_until_clean(&sim);
	store_locate(sim.store, 3, &before);
	assert_int_equal(store_reassign(sim.store, 3, home_of(&sim, 3)), STORE_OK);
	rest_until_clean(&sim);
	store_locate(sim.store, 3, &after);
	assert_int_not_equal(before.cluster[0], after.cluster[0]);
	assert_int_equal(sim.store->health.reassigned, 1);
	assert_int_equal(sim.store->defect[0].cluster, before.cluster[0]);
	load_again(&sim);
	expect_data(&sim);
	assert_int_equal(sim.store->defects, 1);
	sim_end(&sim);
}

/* Whatever stands in the management areas and the log: no crash, and an end. */
static void lies_are_seen(void **state)
{
	uint32_t n, ready = 0;
	struct sim sim;

	(void)state;
	begin_disc(&sim, 99);
	for (n = 0; n < 60; n++) {
		struct run run = n % 3 < 2 ? sim.store->lay.area[n % 3] : sim.store->lay.run[0];
		uint32_t at = run.first + sim_random(&sim, run.count);
		uint8_t *data = sim.cluster[at].data;

		if (data)
			data[sim_random(&sim, n % 2 ? 512 : NFOD_CLUSTER_BYTES)] ^=
				(uint8_t)(1 + sim_random(&sim, 255));
		sim_plug_out(&sim);
		sim_power_on(&sim);
		sim_settle(&sim);
		assert_int_not_equal(sim.store->state, NFOD_STORE_LOADING);
		ready += sim.store->state == NFOD_STORE_READY;
	}
	assert_true(ready > 0);
	sim_end(&sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_while_working),
		cmocka_unit_test(cuts_while_clusters_fail),
		cmocka_unit_test(cuts_on_a_larger_disc),
		cmocka_unit_test(cut_at_every_order),
		cmocka_unit_test(what_is_found_stays),
		cmocka_unit_test(recoveries_cut_in_a_row),
		cmocka_unit_test(an_older_try_does_not_come_back),
		cmocka_unit_test(cuts_while_formatting),
		cmocka_unit_test(a_rested_disc_loads_without_recovery),
		cmocka_unit_test(either_area_is_enough),
		cmocka_unit_test(without_both_areas_nothing_is_made_up),
		cmocka_unit_test(missing_log_clusters_are_told),
		cmocka_unit_test(harm_costs_only_what_it_hits),
		cmocka_unit_test(without_spare_the_disc_is_read_only),
		cmocka_unit_test(certification_finds_bad_places_and_harms_none),
		cmocka_unit_test(a_place_that_reads_badly_is_left),
		cmocka_unit_test(lies_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
