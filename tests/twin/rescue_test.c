// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Clusters of a pressed disc that are hard to read, at fidelity waveform: what the steps of
 * the drive's ladder bring to light. Marks are weak or beside the track, as bad
 * writing leaves them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "engine/engine.h"
#include "nfod/management.h"
#include "pressed.h"

#define INDEX 50u
#define GAP_PM 25000
#define READ_UW 120

/**
 * struct bench - a disc under an engine, without a drive
 * @detail: page for struct nfod_fe_detail
 */
struct bench {
	struct nfod_frontend fe;
	struct engine engine;
	uint8_t buffer[2 * NFOD_FE_PAGES][NFOD_BLOCK_BYTES];
	uint32_t detail;
	uint64_t now;
};

static int set_up(void **state)
{
	struct bench *bench = aligned_alloc(64, (sizeof(*bench) + 63) / 64 * 64);

	memset(bench, 0, sizeof(*bench));
	bench->engine.fe = &bench->fe;
	bench->detail = NFOD_FE_NO_PAGE;
	bench->engine.buffer = bench->buffer[0];
	bench->engine.pages = 2 * NFOD_FE_PAGES;
	bench->engine.fidelity = FIDELITY_WAVEFORM;
	bench->engine.random.state = 1;
	assert_int_equal(engine_init(&bench->engine), 0);
	engine_take_disc(&bench->engine, pressed_copy("pc-reference.nfm"));
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;
	struct disc *disc = bench->engine.disc;

	engine_take_disc(&bench->engine, NULL);
	engine_exit(&bench->engine);
	disc_close(disc);
	free(bench);
	return 0;
}

static const struct nfod_disc_info *info_of(const struct bench *bench)
{
	return disc_info(bench->engine.disc);
}

static uint32_t cluster_at(const struct bench *bench, unsigned int side, unsigned int index)
{
	const struct nfod_zone *zone = info_of(bench)->zone;

	return zone->first + side * zone->clusters + index;
}

/* The head is where the plan has it. */
static void put_head(struct bench *bench, unsigned int side)
{
	const struct nfod_disc_side *film = &info_of(bench)->film.side[side];

	bench->fe.order = (struct nfod_fe_order){
		.number = bench->fe.order.number + 1,
		.mode = NFOD_FE_HEAD_NEAR,
		.side = (uint8_t)side,
		.strategy = NFOD_STRATEGY_TRAIN,
		.radius_nm = info_of(bench)->zone[0].radius_nm,
		.gap_pm = GAP_PM,
		.read_uw = READ_UW,
		.bias_uw = film->bias_uw,
		.erase_uw = film->erase_uw,
		.write_uw = film->write_uw,
	};
}

static struct nfod_fe_desc *carry_out(struct bench *bench, uint8_t op, uint32_t cluster,
				      uint32_t flags)
{
	struct nfod_fe_desc *desc = &bench->fe.desc[bench->fe.produced % NFOD_FE_DESCS];

	*desc = (struct nfod_fe_desc){
		.op = op,
		.cluster = cluster,
		.duration_ns = 1,
		.flags = flags,
		.epoch = bench->now,
		.detail = bench->detail,
	};
	for (uint32_t n = 0; n < NFOD_FE_PAGES; n++)
		desc->page[n] = n + (op == NFOD_FE_READ ? NFOD_FE_PAGES : 0);
	bench->fe.produced++;
	engine_doorbell(&bench->engine, bench->now);
	bench->now++;
	assert_true(engine_run(&bench->engine, bench->now));
	return desc;
}

static void fill(struct bench *bench, uint32_t cluster)
{
	struct random random = { .state = cluster };

	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		for (unsigned int i = 0; i < NFOD_BLOCK_BYTES; i++)
			bench->buffer[n][i] = (uint8_t)random_next(&random);
}

/* Marks that came out so strong (parts of 128) and so many nm beside the track. */
static void lay(struct bench *bench, uint32_t cluster, unsigned int contrast, int offset_nm)
{
	static struct nfod_recorded film;
	const struct marks marks = {
		.contrast = (uint8_t)contrast,
		.sigma = 2 * MARKS_STEPS_PER_NM,
		.offset = (int8_t)offset_nm,
		.noise = MARKS_ONE,
	};

	assert_int_equal(disc_load(bench->engine.disc, cluster, &film), 0);
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++)
		memcpy(film.marks[n], &marks, sizeof(marks));
	assert_int_equal(disc_store(bench->engine.disc, cluster, &film), 0);
}

/* What film a neighbourhood has, good marks all over. */
static void record_around(struct bench *bench)
{
	const unsigned int reach = 4;

	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int n = INDEX - reach; n <= INDEX + reach; n++) {
			uint32_t cluster = cluster_at(bench, side, n);

			put_head(bench, side);
			fill(bench, cluster);
			assert_int_equal(carry_out(bench, NFOD_FE_WRITE, cluster, 0)->result,
					 NFOD_FE_OK);
		}
	/* Writing takes something off its neighbours: only now. */
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int n = INDEX - reach; n <= INDEX + reach; n++)
			lay(bench, cluster_at(bench, side, n), MARKS_ONE, 0);
}

/* As the firmware's steps set the head and ask the engine. */
static uint16_t play(struct bench *bench, uint32_t cluster, uint8_t step)
{
	volatile struct nfod_fe_order *order = &bench->fe.order;
	uint32_t flags = 0;

	put_head(bench, cluster >= info_of(bench)->zone[0].clusters);
	switch (step) {
	case NFOD_RETRY_GAP_LOW:
		order->gap_pm -= 4000;
		break;
	case NFOD_RETRY_GAP_HIGH:
		order->gap_pm += 4000;
		break;
	case NFOD_RETRY_TRACK_IN:
		order->offset_nm = -12;
		break;
	case NFOD_RETRY_TRACK_OUT:
		order->offset_nm = 12;
		break;
	case NFOD_RETRY_POWER:
		order->read_uw = READ_UW * 5 / 4;
		break;
	case NFOD_RETRY_RELEARN:
		flags = NFOD_FE_RELEARN;
		break;
	case NFOD_RETRY_DOUBT:
		flags = NFOD_FE_DOUBT;
		break;
	default:
		break;
	}
	return carry_out(bench, NFOD_FE_READ, cluster, flags)->bad_sectors;
}

static const struct nfod_fe_report *report(const struct bench *bench)
{
	return &bench->fe.desc[(bench->fe.produced - 1) % NFOD_FE_DESCS].report;
}

static bool is_right(struct bench *bench, uint32_t cluster)
{
	fill(bench, cluster);
	return !memcmp(bench->buffer[0], bench->buffer[NFOD_FE_PAGES], sizeof(bench->buffer) / 2);
}

/* All but a few sectors, and none of the rest is wrong. */
static bool is_rescued(struct bench *bench, uint32_t cluster, uint16_t bad)
{
	fill(bench, cluster);
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		if (!(bad >> n & 1) && memcmp(bench->buffer[n], bench->buffer[NFOD_FE_PAGES + n],
					      sizeof(bench->buffer[n])))
			return false;
	return __builtin_popcount(bad) <= 3;
}

static void nearness_rescues_a_weak_groove(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);

	record_around(bench);
	lay(bench, cluster, 59, 0);
	assert_false(is_rescued(bench, cluster, play(bench, cluster, NFOD_RETRY_AGAIN)));
	assert_false(is_rescued(bench, cluster, play(bench, cluster, NFOD_RETRY_GAP_HIGH)));
	assert_true(is_rescued(bench, cluster, play(bench, cluster, NFOD_RETRY_GAP_LOW)));
}

/* Noise is another one each time. */
static unsigned int bad_sectors(struct bench *bench, uint32_t cluster, uint8_t step)
{
	unsigned int sum = 0;

	for (unsigned int n = 0; n < 4; n++)
		sum += (unsigned int)__builtin_popcount(play(bench, cluster, step));
	return sum;
}

static void light_rescues_a_weak_land(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	unsigned int again, near, bright;

	record_around(bench);
	lay(bench, cluster, 46, 0);
	again = bad_sectors(bench, cluster, NFOD_RETRY_AGAIN);
	near = bad_sectors(bench, cluster, NFOD_RETRY_GAP_LOW);
	bright = bad_sectors(bench, cluster, NFOD_RETRY_POWER);
	print_message("sectors bad: %u again, %u nearer, %u in more light\n", again, near, bright);
	assert_true(again > 0 && near > 0);
	assert_true(2 * bright < again && 2 * bright < near);
}

/* What is bad is bad elsewhere each time; the better part of it is good in some try. */
static void what_is_put_together_is_more(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);
	uint16_t bad = 0xffff, first;

	record_around(bench);
	lay(bench, cluster, 62, 0);
	first = play(bench, cluster, NFOD_RETRY_AGAIN);
	assert_int_not_equal(first, 0);
	for (unsigned int n = 0; n < 4; n++)
		bad &= play(bench, cluster, NFOD_RETRY_AGAIN);
	assert_true(__builtin_popcount(bad & first) < __builtin_popcount(first));
}

/* The same noise twice: the step makes the difference. */
static void doubt_rescues_some(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);
	unsigned int plain = 0, doubting = 0;

	record_around(bench);
	lay(bench, cluster, 62, 0);
	for (uint64_t seed = 1; seed <= 8; seed++) {
		uint16_t with, without;

		bench->engine.random.state = seed;
		without = play(bench, cluster, NFOD_RETRY_AGAIN);
		bench->engine.random.state = seed;
		with = play(bench, cluster, NFOD_RETRY_DOUBT);
		plain += (unsigned int)__builtin_popcount(without);
		doubting += (unsigned int)__builtin_popcount(with);
	}
	printf("sectors bad: %u, and %u with doubt\n", plain, doubting);
	assert_true(doubting < plain);
}

/* A head whose middle of the track is not the track's. */
static void the_track_is_found_beside(void **state)
{
	const int16_t aside[] = { -14, -2 };
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);
	uint16_t bad[2];

	record_around(bench);
	lay(bench, cluster, 70, 0);
	for (unsigned int n = 0; n < 2; n++) {
		put_head(bench, NFOD_GROOVE);
		bench->fe.order.offset_nm = aside[n];
		bad[n] = carry_out(bench, NFOD_FE_READ, cluster, 0)->bad_sectors;
	}
	assert_int_not_equal(bad[0], 0);
	assert_int_equal(bad[1], 0);
	assert_true(is_right(bench, cluster));
}

static int by_radius(const void *a, const void *b)
{
	const struct nfod_protrusion_record *one = a, *two = b;

	return one->radius_nm < two->radius_nm ? -1 : one->radius_nm > two->radius_nm;
}

/* Bumps over a whole cluster, so high that the lens touches them at its gap. */
static void raise_bumps(struct bench *bench, uint32_t cluster, unsigned int bumps)
{
	struct surface *surface = disc_surface(bench->engine.disc);
	size_t all = surface->protrusions + bumps;
	struct surface_track track;
	unsigned int side;

	assert_true(disc_track(bench->engine.disc, cluster, &track, &side));
	surface->protrusion = realloc(surface->protrusion, all * sizeof(*surface->protrusion));
	free(surface->touched);
	surface->touched = calloc(all / 64 + 1, sizeof(*surface->touched));
	for (unsigned int n = 0; n < bumps; n++) {
		double angle = track.angle + track.turns * (n + 0.5) / bumps;

		surface->protrusion[surface->protrusions++] = (struct nfod_protrusion_record){
			.radius_nm = (uint32_t)track.radius_nm,
			.angle = (uint32_t)(uint64_t)((angle - (int)angle) * 4294967296.0),
			.height_nm = 19.0f,
			.width_nm = 1000.0f,
		};
	}
	qsort(surface->protrusion, all, sizeof(*surface->protrusion), by_radius);
}

static void bumps_are_passed_more_highly(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);

	record_around(bench);
	raise_bumps(bench, cluster, 16);
	assert_int_equal(play(bench, cluster, NFOD_RETRY_AGAIN), 0xffff);
	assert_true(report(bench)->unlocked >= 80);
	assert_int_equal(play(bench, cluster, NFOD_RETRY_GAP_HIGH), 0);
	assert_true(is_right(bench, cluster));
}

static void the_report_has_details(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);
	struct nfod_fe_detail *detail = (struct nfod_fe_detail *)bench->buffer[0];
	struct nfod_fe_desc *desc;
	uint32_t errors = 0, mlse = 0;

	record_around(bench);
	lay(bench, cluster, 70, 0);
	put_head(bench, NFOD_GROOVE);
	bench->detail = 0;
	desc = carry_out(bench, NFOD_FE_READ, cluster, 0);
	bench->detail = NFOD_FE_NO_PAGE;
	assert_int_equal(desc->report.flags, NFOD_FE_IDENTIFIED);
	assert_true(desc->report.amplitude > 0 && desc->report.mlse > 0);
	for (unsigned int n = 0; n < NFOD_FE_CODEWORDS; n++)
		errors += detail->codeword[n].errors + detail->codeword[n].erasures;
	for (unsigned int n = 0; n < NFOD_FE_FRAMES; n++)
		mlse += detail->frame[n].mlse;
	assert_true(errors >= desc->report.wrong && desc->report.wrong > 0);
	assert_int_equal(mlse / NFOD_FE_FRAMES, desc->report.mlse);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nearness_rescues_a_weak_groove, set_up, tear_down),
		cmocka_unit_test_setup_teardown(light_rescues_a_weak_land, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_put_together_is_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(doubt_rescues_some, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_track_is_found_beside, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bumps_are_passed_more_highly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_report_has_details, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
