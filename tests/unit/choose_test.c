// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Which cluster is next: against a head and a disc that are moved step by step. */
#include "disc/choose.h"
#include "host.h"

#define ZONES 30u
#define CLUSTERS 400u
#define TRIES 300u
#define CANDIDATES 32u
#define STEP_S 2e-6
#define TURN 6.283185307179586

static const struct nfod_figures reference = NFOD_FIGURES_REFERENCE;

struct bench {
	struct rig rig;
	struct map map;
	struct outlook head;
};

static double uniform(struct rig *rig)
{
	return (double)(rig_random(rig) >> 11) / 9007199254740992.0;
}

static uint32_t any_cluster(struct bench *bench)
{
	return rig_below(&bench->rig, bench->map.info.clusters);
}

/* Anywhere, at any speed that a disc is played at, and on the way to another one. */
static void lay(struct bench *bench, uint64_t seed)
{
	struct place place;

	*bench = (struct bench){ .rig.random = seed };
	rig_geometry(&bench->map.info, ZONES, CLUSTERS, 0);
	bench->head = (struct outlook){
		.map = &bench->map,
		.fig = &reference,
		.at_ns = RIG_S,
		.next = CHOOSE_NONE,
	};
	kin_init(&bench->head.kin, &reference, RIG_S - rig_below(&bench->rig, 50000000));
	map_place(&bench->map, &reference, any_cluster(bench), &place);
	bench->head.kin.radius = place.radius;
	bench->head.kin.side = place.side;
	bench->head.kin.angle = uniform(&bench->rig);
	bench->head.kin.target = place.speed;
	bench->head.kin.speed = place.speed * (0.7 + 0.6 * uniform(&bench->rig));
}

/* ---- step by step ---- */

struct walk {
	double seconds;
	double angle;
	double speed;
};

/* The spindle goes on for a step; whether it came round to an angle. */
static bool walk_on(struct walk *walk, const struct kinematic *kin, double target, double angle)
{
	double most = kin->cost.spindle_accel * STEP_S;
	double off = target - walk->speed;
	double before = angle - walk->angle;

	walk->speed += off > most ? most : off < -most ? -most : off;
	walk->seconds += STEP_S;
	walk->angle += walk->speed * STEP_S / TURN;
	before -= (double)(int64_t)before;
	if (before < 0.0)
		before += 1.0;
	return walk->speed * STEP_S / TURN >= before;
}

/* When a cluster begins to pass, in seconds from now. */
static double walk_to(const struct outlook *head, uint32_t cluster)
{
	struct kinematic kin = head->kin;
	struct walk walk = { 0 };
	struct place place;
	double ready;
	bool came;

	kin_spin(&kin, head->at_ns, kin.target);
	walk.angle = kin.angle;
	walk.speed = kin.speed;
	map_place(head->map, head->fig, cluster, &place);
	ready = kin_move_time(&kin, kin.radius, place.radius, kin.side, place.side);
	while (walk.seconds < ready || walk.speed > place.speed_limit)
		walk_on(&walk, &kin, place.speed, 0.0);
	ready = walk.angle + kin.cost.lead;
	do {
		came = walk_on(&walk, &kin, place.speed, place.angle);
	} while (!came || walk.angle < ready);
	return walk.seconds;
}

static void reckoned_as_it_comes(void **state)
{
	static struct bench bench;
	uint32_t n;

	(void)state;
	for (n = 0; n < TRIES; n++) {
		uint32_t cluster;
		double reckoned, turn, off;
		struct place place;

		lay(&bench, n);
		cluster = any_cluster(&bench);
		map_place(&bench.map, &reference, cluster, &place);
		reckoned = (double)(choose_when(&bench.head, cluster) - bench.head.at_ns) * 1e-9;
		off = reckoned - walk_to(&bench.head, cluster);
		/* Where it is just caught or just missed, the steps may see it otherwise. */
		turn = TURN / place.speed;
		if (off > 0.5 * turn)
			off -= turn;
		else if (off < -0.5 * turn)
			off += turn;
		assert_true(off < 1e-4 && off > -1e-4);
	}
}

/* ---- the choice ---- */

static void the_first_to_come_is_chosen(void **state)
{
	struct candidate candidate[CANDIDATES];
	static struct bench bench;
	uint32_t n, i;

	(void)state;
	for (n = 0; n < TRIES; n++) {
		uint32_t count, chosen;
		uint64_t when;

		lay(&bench, n);
		count = 1 + rig_below(&bench.rig, CANDIDATES);
		for (i = 0; i < count; i++)
			candidate[i] = (struct candidate){ any_cluster(&bench), 0 };
		chosen = choose_first(&bench.head, candidate, count);
		assert_true(chosen < count);
		when = choose_when(&bench.head, candidate[chosen].cluster);
		for (i = 0; i < count; i++)
			assert_true(when <= choose_when(&bench.head, candidate[i].cluster));
	}
}

/* So many clusters must pass before a way as long as this is made up for. */
static uint32_t passes_for(uint64_t ns)
{
	uint32_t passed = 0;

	while ((uint64_t)(passed + 1) * (passed + 1) * CHOOSE_GAIN_NS < ns)
		passed++;
	return passed;
}

static void waiting_makes_up_for_the_way(void **state)
{
	static struct bench bench;
	uint32_t n;

	(void)state;
	for (n = 0; n < TRIES; n++) {
		struct candidate candidate[2] = { 0 };
		uint64_t when[2];

		lay(&bench, n);
		for (uint32_t i = 0; i < 2; i++) {
			candidate[i].cluster = any_cluster(&bench);
			when[i] = choose_when(&bench.head, candidate[i].cluster);
		}
		if (when[0] <= when[1])
			continue;
		candidate[0].passed = passes_for(when[0] - when[1]);
		assert_int_equal(choose_first(&bench.head, candidate, 2), 1);
		candidate[0].passed += 2;
		assert_int_equal(choose_first(&bench.head, candidate, 2), 0);
	}
}

/* A place that is far from all others, and they never end. */
static void nobody_waits_for_ever(void **state)
{
	struct candidate candidate[CANDIDATES] = { 0 };
	static struct bench bench;
	uint64_t longest = 0;
	uint32_t chosen, n;

	(void)state;
	lay(&bench, 1);
	for (n = 1; n < CANDIDATES; n++)
		candidate[n].cluster = rig_below(&bench.rig, CLUSTERS);
	candidate[0].cluster = bench.map.info.clusters - 1;
	do {
		uint64_t way = choose_when(&bench.head, candidate[0].cluster) - bench.head.at_ns;

		longest = way > longest ? way : longest;
		chosen = choose_first(&bench.head, candidate, CANDIDATES);
		choose_pass(&bench.head, candidate[chosen].cluster);
		for (n = 0; n < CANDIDATES; n++)
			candidate[n].passed++;
		candidate[chosen] = (struct candidate){ rig_below(&bench.rig, CLUSTERS), 0 };
		/* Only those that were there before it have as much to their credit. */
		assert_true(candidate[0].passed <= passes_for(longest) + CANDIDATES);
	} while (chosen);
}

static void what_follows_passes_at_once(void **state)
{
	static struct bench bench;
	uint32_t cluster = CLUSTERS + 7;
	uint64_t end;

	(void)state;
	lay(&bench, 3);
	choose_pass(&bench.head, cluster);
	end = bench.head.at_ns;
	assert_int_equal(choose_when(&bench.head, cluster + 1), end);
	assert_true(choose_when(&bench.head, cluster) > end);
	choose_pass(&bench.head, cluster + 1);
	assert_true(bench.head.at_ns > end);
	choose_pass(&bench.head, 2 * bench.map.info.zone[0].clusters - 1);
	assert_int_equal(bench.head.next, CHOOSE_NONE);
}

/* ---- in the drive ---- */

static void fill_disc(struct rig *rig, uint8_t *data)
{
	struct nfod_command command;

	for (uint64_t lba = 0; lba < disc_capacity(rig->fw); lba += NFOD_CLUSTER_BLOCKS) {
		memset(data, (int)lba + 1, NFOD_CLUSTER_BYTES);
		host_wait_credit(rig, NFOD_CLUSTER_BYTES);
		command = host_command(rig, NFOD_OP_WRITE, 0, lba, NFOD_CLUSTER_BLOCKS);
		assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
	}
	command = host_command(rig, NFOD_OP_FLUSH, 0, 0, 0);
	assert_int_equal(host_do(rig, &command, NULL).status, NFOD_ST_OK);
	host_again(rig, NFOD_ALT_STREAMS);
}

static void the_drive_does_as_reckoned(void **state)
{
	struct rig *rig = rig_new(&(struct rig_options){ .zones = 3, .clusters = 200 });
	static uint8_t data[NFOD_CLUSTER_BYTES];

	(void)state;
	host_start(rig, NFOD_ALT_STREAMS);
	fill_disc(rig, data);
	for (uint32_t n = 0; n < 100; n++) {
		uint64_t lba = rig_below(rig, (uint32_t)disc_capacity(rig->fw));
		struct nfod_command command = host_command(rig, NFOD_OP_READ, 0, lba, 1);
		uint32_t user = (uint32_t)(lba / NFOD_CLUSTER_BLOCKS);
		struct outlook outlook;
		uint64_t when;

		if (cache_find(&rig->fw->cache, user))
			continue;
		rig_run(rig, rig_below(rig, 100000000));
		rec_outlook(rig->fw, &outlook);
		when = choose_when(&outlook, rig_place(rig, lba));
		assert_int_equal(host_do(rig, &command, data).status, NFOD_ST_OK);
		assert_int_equal(rig->engine_start, when);
	}
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reckoned_as_it_comes),
		cmocka_unit_test(the_first_to_come_is_chosen),
		cmocka_unit_test(waiting_makes_up_for_the_way),
		cmocka_unit_test(nobody_waits_for_ever),
		cmocka_unit_test(what_follows_passes_at_once),
		cmocka_unit_test(the_drive_does_as_reckoned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
