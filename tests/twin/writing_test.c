// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the engine leaves in the film of a pressed disc: by the powers and pulses of the
 * firmware, and by others.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "engine/engine.h"
#include "nfod_fw.h"
#include "pressed.h"

#define PAGES 32u
#define INDEX 50u
#define SPEED 2.0

/**
 * struct bench - an engine over a disc
 * @wrote: pages 0..15 of the buffer are written
 * @got: 16..31 are read into
 */
struct bench {
	struct nfod_frontend fe;
	struct engine engine;
	uint8_t wrote[NFOD_FE_PAGES][NFOD_BLOCK_BYTES];
	uint8_t got[NFOD_FE_PAGES][NFOD_BLOCK_BYTES];
	struct nfod_recorded film;
	uint64_t now;
	uint64_t epoch;
};

static const struct nfod_disc_side *side_of(const struct bench *bench, unsigned int side)
{
	return &disc_info(bench->engine.disc)->film.side[side];
}

/* As the firmware would order it at 2x. */
static void follow(struct bench *bench, unsigned int side)
{
	const struct nfod_disc_side *stated = side_of(bench, side);

	bench->fe.order.mode = NFOD_FE_HEAD_NEAR;
	bench->fe.order.side = (uint8_t)side;
	bench->fe.order.gap_pm = stated->gap_pm;
	bench->fe.order.read_uw = stated->read_uw;
	bench->fe.order.bias_uw = stated->bias_uw;
	bench->fe.order.erase_uw = stated->erase_2x_uw;
	bench->fe.order.write_uw = stated->write_2x_uw;
	bench->fe.order.field_oe = stated->field_oe;
	bench->fe.order.offset_nm = 0;
	for (unsigned int n = 0; n < NFOD_SIDES; n++)
		bench->fe.strategy[n] = *nfod_fw_strategy(disc_info(bench->engine.disc), n);
	bench->fe.order.strategy = bench->fe.strategy[side].kind;
}

static int set_up(void **state)
{
	struct bench *bench = test_calloc(1, sizeof(*bench));

	bench->fe.block.celsius = 2500;
	bench->engine = (struct engine){
		.fe = &bench->fe,
		.buffer = bench->wrote[0],
		.pages = PAGES,
		.fidelity = FIDELITY_WAVEFORM,
		.random = { .state = 1 },
	};
	assert_int_equal(engine_init(&bench->engine), 0);
	engine_take_disc(&bench->engine, pressed_copy("pc-reference.nfm"));
	follow(bench, NFOD_LAND);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	engine_exit(&bench->engine);
	disc_close(bench->engine.disc);
	test_free(bench);
	return 0;
}

static uint32_t cluster_at(const struct bench *bench, unsigned int side, unsigned int index)
{
	const struct nfod_zone *zone = disc_info(bench->engine.disc)->zone;

	return zone->first + side * zone->clusters + index;
}

static uint32_t duration_ns(const struct bench *bench)
{
	const struct nfod_disc_info *info = disc_info(bench->engine.disc);

	return (uint32_t)(NFOD_CLUSTER_CELLS * (info->cell_pm * 1e-12) * 1e9 /
			  (SPEED * info->velocity_um_s * 1e-6));
}

static volatile struct nfod_fe_desc *hand_over(struct bench *bench, uint8_t op, uint32_t cluster)
{
	struct nfod_fe_desc *desc = &bench->fe.desc[bench->fe.produced % NFOD_FE_DESCS];

	*desc = (struct nfod_fe_desc){
		.op = op,
		.cluster = cluster,
		.duration_ns = duration_ns(bench),
		.epoch = ++bench->epoch,
		.detail = NFOD_FE_NO_PAGE,
	};
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		desc->page[n] = n + (op == NFOD_FE_READ ? NFOD_FE_PAGES : 0);
	bench->fe.produced++;
	engine_doorbell(&bench->engine, bench->now);
	return desc;
}

static enum nfod_fe_result carry_out(struct bench *bench, uint8_t op, uint32_t cluster)
{
	volatile struct nfod_fe_desc *desc = hand_over(bench, op, cluster);

	bench->now += duration_ns(bench);
	assert_true(engine_run(&bench->engine, bench->now));
	return (enum nfod_fe_result)desc->result;
}

static void write_new(struct bench *bench, uint32_t cluster)
{
	struct random random = { .state = ++bench->epoch };

	for (size_t i = 0; i < sizeof(bench->wrote) / 8; i++)
		((uint64_t *)bench->wrote)[i] = random_next(&random);
	assert_int_equal(carry_out(bench, NFOD_FE_WRITE, cluster), NFOD_FE_OK);
}

static const struct marks *film_of(struct bench *bench, uint32_t cluster)
{
	assert_int_equal(disc_load(bench->engine.disc, cluster, &bench->film), 0);
	return (const struct marks *)bench->film.marks;
}

static const struct nfod_fe_report *report_of(const struct bench *bench)
{
	return &bench->fe.desc[(bench->fe.produced - 1) % NFOD_FE_DESCS].report;
}

/* Symbols that a read gets wrong; all, when it is no good. */
static double errors_of(struct bench *bench, uint32_t cluster)
{
	if (carry_out(bench, NFOD_FE_READ, cluster) != NFOD_FE_OK)
		return 1;
	assert_memory_equal(bench->got, bench->wrote, sizeof(bench->got));
	return (double)report_of(bench)->wrong / report_of(bench)->symbols;
}

static double contrasts(struct bench *bench, uint32_t cluster)
{
	const struct marks *marks = film_of(bench, cluster);
	double sum = 0;

	for (unsigned int n = 0; n < MARKS_STRETCHES; n++)
		sum += marks[n].contrast;
	return sum;
}

static void the_firmwares_light_makes_good_marks(void **state)
{
	struct bench *bench = *state;

	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		uint32_t cluster = cluster_at(bench, side, INDEX);
		const struct marks *marks;

		follow(bench, side);
		write_new(bench, cluster);
		marks = film_of(bench, cluster);
		for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
			/* Narrower than what shows most: they can be erased. */
			assert_in_range(marks[n].contrast, 0.87 * MARKS_ONE, 0.93 * MARKS_ONE);
			assert_true(abs(marks[n].lead) < 2 * MARKS_STEPS_PER_NM);
			assert_true(abs(marks[n].trail) < 2 * MARKS_STEPS_PER_NM);
			assert_in_range(marks[n].sigma, 1, 3 * MARKS_STEPS_PER_NM);
			assert_int_equal(marks[n].residue, 0);
			assert_int_equal(marks[n].offset, 0);
		}
		assert_true(errors_of(bench, cluster) < 2e-4);
	}
}

/* Whoever wrote it, with what, can be read from the disc. */
static void clusters_say_who_wrote_them(void **state)
{
	static const char serial[NFOD_FE_SERIAL] = "NFOD-0001";
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	struct nfod_cluster_control *control;
	struct cluster_report report;
	struct iovec sector[NFOD_FE_PAGES];

	memcpy(bench->fe.serial, serial, sizeof(serial));
	write_new(bench, cluster);
	for (unsigned int n = 0; n < NFOD_FE_PAGES; n++)
		sector[n] = (struct iovec){ bench->got[n], NFOD_BLOCK_BYTES };
	assert_int_equal(recording_scan(bench->engine.recording, bench->engine.disc, cluster), 1);
	assert_int_equal(recording_decode(bench->engine.recording, cluster, sector, &report), 0);
	control = &report.control;
	assert_memory_equal(control->serial, serial, sizeof(serial));
	assert_int_equal(control->epoch, bench->epoch);
	assert_int_equal(control->write_uw, bench->fe.order.write_uw);
	assert_int_equal(control->strategy, bench->fe.order.strategy);
}

/* Over a part of the cluster; when the finger has been wiped off, the marks are still weak. */
static void a_fingerprint_weakens_what_is_written(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	struct surface_track track;
	const struct marks *marks;
	char print[64];
	unsigned int side, weak = 0;

	assert_true(disc_track(bench->engine.disc, cluster, &track, &side));
	snprintf(print, sizeof(print), "%.6f %.6f 8 0.7", track.radius_nm * 1e-6,
		 track.angle + track.turns / 2);
	assert_int_equal(blemishes_set(bench->engine.blemishes, BLEMISH_FINGERPRINT, print), 0);
	write_new(bench, cluster);
	marks = film_of(bench, cluster);
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++)
		weak += marks[n].contrast < marks[0].contrast - 2 ||
			abs(marks[n].trail - marks[0].trail) > 2 * MARKS_STEPS_PER_NM;
	/* 8 of 41.5 mm. */
	assert_in_range(weak, 88, 104);
	assert_int_equal(blemishes_set(bench->engine.blemishes, BLEMISH_FINGERPRINT, "off"), 0);
	assert_true(errors_of(bench, cluster) > 1e-2);
	write_new(bench, cluster);
	assert_true(errors_of(bench, cluster) < 2e-3);
}

/* 15 % too little are noticed, 30 % cost more than the code can bear. */
static void too_little_light_reads_worse(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	uint16_t mlse[3];
	double error[3];

	for (unsigned int n = 0; n < 3; n++) {
		follow(bench, NFOD_LAND);
		bench->fe.order.write_uw = (uint16_t)(bench->fe.order.write_uw * (20 - 3 * n) / 20);
		assert_int_equal(carry_out(bench, NFOD_FE_ERASE, cluster), NFOD_FE_OK);
		write_new(bench, cluster);
		error[n] = errors_of(bench, cluster);
		mlse[n] = report_of(bench)->mlse;
	}
	assert_true(mlse[0] && mlse[1] > mlse[0] * 1.1 && mlse[2] > mlse[1] * 1.1);
	assert_true(error[0] < 2e-4);
	assert_true(error[2] > 4.2e-3);
}

static void old_marks_are_left_over(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	uint8_t once, weak;

	write_new(bench, cluster);
	write_new(bench, cluster);
	once = film_of(bench, cluster)->residue;
	assert_in_range(once, 0, MARKS_ONE / 32);
	assert_int_equal(bench->film.cycles, 2);
	bench->fe.order.erase_uw = (uint16_t)(bench->fe.order.erase_uw * 3 / 4);
	write_new(bench, cluster);
	weak = film_of(bench, cluster)->residue;
	assert_true(weak > MARKS_ONE / 16);
}

static void erased_film_has_no_marks(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);

	write_new(bench, cluster);
	assert_int_equal(carry_out(bench, NFOD_FE_ERASE, cluster), NFOD_FE_OK);
	assert_true(contrasts(bench, cluster) == 0);
	assert_int_equal(carry_out(bench, NFOD_FE_READ, cluster), NFOD_FE_BLANK);
	write_new(bench, cluster);
	assert_true(film_of(bench, cluster)->residue < 4);
	assert_true(errors_of(bench, cluster) < 1e-3);
}

/* Its groove lies inside of a land of the same turn. */
static void neighbours_lose_by_heat(void **state)
{
	struct bench *bench = *state;
	uint32_t land = cluster_at(bench, NFOD_LAND, INDEX);
	uint32_t groove = cluster_at(bench, NFOD_GROOVE, INDEX);
	double before, away, towards;

	write_new(bench, land);
	before = contrasts(bench, land);
	follow(bench, NFOD_GROOVE);
	for (unsigned int side = 0; side < 2; side++) {
		bench->fe.order.offset_nm = side ? 28 : -28;
		for (unsigned int n = 0; n < 20; n++)
			write_new(bench, groove);
		*(side ? &towards : &away) = contrasts(bench, land);
	}
	assert_true(away > 0.995 * before);
	assert_true(towards < 0.98 * before);
	assert_true(towards > 0.8 * before);
}

static void a_cut_leaves_new_and_old(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	const struct marks *marks;
	unsigned int mixed = 0;

	bench->fe.order.offset_nm = -10;
	write_new(bench, cluster);
	bench->fe.order.offset_nm = 10;
	hand_over(bench, NFOD_FE_WRITE, cluster);
	bench->now += duration_ns(bench) * 2ull / 5;
	engine_power_cut(&bench->engine, bench->now, false);
	marks = film_of(bench, cluster);
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++) {
		if (n < 199)
			assert_int_equal(marks[n].offset, 10);
		else if (n > 200)
			assert_int_equal(marks[n].offset, -10);
		mixed += abs(marks[n].offset) != 10;
	}
	assert_in_range(mixed, 0, 1);
	assert_true(marks[100].residue > 0);
	assert_int_equal(marks[300].residue, 0);
}

static void other_pulses_make_other_marks(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	struct nfod_strategy *table = &bench->fe.strategy[NFOD_LAND];

	for (unsigned int run = 0; run < NFOD_STRATEGY_RUNS; run++)
		for (unsigned int n = 0; n < NFOD_STRATEGY_SPACES; n++)
			table->run[run].start[n] = (int8_t)(table->run[run].start[n] + 8);
	write_new(bench, cluster);
	assert_true(film_of(bench, cluster)->lead > 6 * MARKS_STEPS_PER_NM);
	/* No pulses at all. */
	memset(table, 0, sizeof(*table));
	write_new(bench, cluster);
	assert_true(errors_of(bench, cluster) == 1);
	/* Another way of writing than the disc's is a fault. */
	bench->fe.order.strategy = NFOD_STRATEGY_CLOCKED;
	assert_int_equal(carry_out(bench, NFOD_FE_WRITE, cluster), NFOD_FE_WRITE_FAILED);
	bench->fe.order.strategy = NFOD_STRATEGY_NONE;
	assert_int_equal(carry_out(bench, NFOD_FE_ERASE, cluster), NFOD_FE_WRITE_FAILED);
}

static void film_wears(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);
	const struct marks *marks;

	write_new(bench, cluster);
	film_of(bench, cluster);
	bench->film.cycles = 100000;
	assert_int_equal(disc_store(bench->engine.disc, cluster, &bench->film), 0);
	write_new(bench, cluster);
	marks = film_of(bench, cluster);
	assert_int_equal(bench->film.cycles, 100001);
	assert_in_range(marks->contrast, MARKS_ONE / 2, MARKS_ONE * 3 / 4);
	assert_true(marks->noise > MARKS_ONE * 3 / 2);
}

static void ideal_light_does_no_harm(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);

	bench->engine.fidelity = FIDELITY_IDEAL;
	follow(bench, NFOD_GROOVE);
	bench->fe.order.write_uw = 1;
	for (unsigned int n = 0; n < 10; n++)
		write_new(bench, cluster);
	assert_int_equal(film_of(bench, cluster)->contrast, MARKS_ONE);
	assert_int_equal(film_of(bench, cluster)->residue, 0);
	assert_true(errors_of(bench, cluster) == 0);
}

static void take_light_disc(struct bench *bench)
{
	struct disc *old = bench->engine.disc;

	engine_take_disc(&bench->engine, pressed_copy("mo-light.nfm"));
	disc_close(old);
	follow(bench, NFOD_LAND);
	assert_int_equal(bench->fe.order.strategy, NFOD_STRATEGY_LIGHT);
}

static bool reads_back(struct bench *bench, uint32_t cluster)
{
	return carry_out(bench, NFOD_FE_READ, cluster) == NFOD_FE_OK &&
	       !memcmp(bench->got, bench->wrote, sizeof(bench->got));
}

/* Once erased it takes anything; over old marks nothing comes of it, at any fidelity. */
static void light_writes_on_erased_film_only(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);

	take_light_disc(bench);
	for (unsigned int n = 0; n < 2; n++) {
		bench->engine.fidelity = n ? FIDELITY_MODEL : FIDELITY_IDEAL;
		assert_int_equal(carry_out(bench, NFOD_FE_ERASE, cluster), NFOD_FE_OK);
		assert_int_equal(carry_out(bench, NFOD_FE_READ, cluster), NFOD_FE_BLANK);
		write_new(bench, cluster);
		assert_true(reads_back(bench, cluster));
		write_new(bench, cluster);
		assert_int_equal(carry_out(bench, NFOD_FE_READ, cluster), NFOD_FE_UNCORRECTABLE);
	}
}

/* Nor is there more film in an image because of it. */
static void new_film_is_erased_as_it_comes(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_LAND, INDEX);

	take_light_disc(bench);
	bench->engine.fidelity = FIDELITY_MODEL;
	assert_int_equal(carry_out(bench, NFOD_FE_ERASE, cluster), NFOD_FE_OK);
	film_of(bench, cluster);
	assert_int_equal(bench->film.cycles, 0);
	write_new(bench, cluster);
	assert_true(reads_back(bench, cluster));
}

static void a_field_that_cannot_follow_writes_nothing(void **state)
{
	struct bench *bench = *state;

	take_light_disc(bench);
	bench->engine.fidelity = FIDELITY_MODEL;
	bench->fe.order.strategy = NFOD_STRATEGY_CLOCKED;
	assert_int_equal(carry_out(bench, NFOD_FE_WRITE, cluster_at(bench, NFOD_LAND, INDEX)),
			 NFOD_FE_WRITE_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_firmwares_light_makes_good_marks, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(clusters_say_who_wrote_them, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_fingerprint_weakens_what_is_written, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(too_little_light_reads_worse, set_up, tear_down),
		cmocka_unit_test_setup_teardown(old_marks_are_left_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(erased_film_has_no_marks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(neighbours_lose_by_heat, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_cut_leaves_new_and_old, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_pulses_make_other_marks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(film_wears, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ideal_light_does_no_harm, set_up, tear_down),
		cmocka_unit_test_setup_teardown(light_writes_on_erased_film_only, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(new_film_is_erased_as_it_comes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_field_that_cannot_follow_writes_nothing, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
