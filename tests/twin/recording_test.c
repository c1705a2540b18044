// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Clusters on film: what goes in comes out, torn writes do not, and errors cost what they do. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "engine/recording.h"
#include "engine/spoil.h"
#include "lib/medium.h"

#define PI 3.14159265358979
#define CLUSTERS 8u

/**
 * struct bench - a disc, and a cluster's sectors on their way there and back
 */
struct bench {
	struct disc *disc;
	struct recording *recording;
	struct nfod_cluster_control control;
	struct writing writing;
	uint8_t wrote[CLUSTER_SECTORS][NFOD_BLOCK_BYTES];
	uint8_t got[CLUSTER_SECTORS][NFOD_BLOCK_BYTES];
	struct iovec from[CLUSTER_SECTORS];
	struct iovec to[CLUSTER_SECTORS];
	struct cluster_report report;
};

static struct disc *make_disc(void)
{
	static uint8_t front[NFOD_MEDIUM_ALIGN];
	struct nfod_medium *header = (struct nfod_medium *)front;

	*header = (struct nfod_medium){
		.magic = NFOD_MEDIUM_MAGIC,
		.version = NFOD_MEDIUM_VERSION,
		.header_bytes = NFOD_MEDIUM_HEADER_BYTES,
		.cluster_bytes = sizeof(struct nfod_recorded),
		.clusters = CLUSTERS,
		.cluster_offset = sizeof(front),
		.disc_id = "TEST",
	};
	medium_seal(header);
	return disc_scratch(front, sizeof(front), false);
}

static void randomize(struct bench *bench, uint64_t seed)
{
	struct random random = { .state = seed };

	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++)
		for (unsigned int i = 0; i < NFOD_BLOCK_BYTES; i++)
			bench->wrote[n][i] = (uint8_t)random_next(&random);
}

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->disc = make_disc();
	bench->recording = recording_new();
	assert_non_null(bench->disc);
	assert_non_null(bench->recording);
	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++) {
		bench->from[n] = (struct iovec){ bench->wrote[n], NFOD_BLOCK_BYTES };
		bench->to[n] = (struct iovec){ bench->got[n], NFOD_BLOCK_BYTES };
	}
	randomize(bench, 1);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	recording_free(bench->recording);
	disc_close(bench->disc);
	free(bench);
	return 0;
}

static void record(struct bench *bench, uint32_t cluster, uint32_t cells)
{
	bench->control.epoch++;
	assert_int_equal(recording_write(bench->recording, bench->disc, cluster, &bench->writing,
					 &bench->control, bench->from, cells),
			 0);
}

static uint16_t decode(struct bench *bench, uint32_t cluster)
{
	return recording_decode(bench->recording, cluster, bench->to, &bench->report);
}

static uint16_t play(struct bench *bench, uint32_t cluster)
{
	assert_int_equal(recording_scan(bench->recording, bench->disc, cluster), 1);
	return decode(bench, cluster);
}

static void what_goes_in_comes_out(void **state)
{
	struct bench *bench = *state;

	record(bench, 1, NFOD_CLUSTER_CELLS);
	assert_int_equal(play(bench, 1), 0);
	assert_memory_equal(bench->got, bench->wrote, sizeof(bench->got));
	assert_int_equal(bench->report.corrected, 0);
	assert_int_equal(bench->report.control.epoch, 1);
	assert_int_equal(recording_scan(bench->recording, bench->disc, 2), 0);
}

static void a_cluster_elsewhere_is_no_good(void **state)
{
	struct bench *bench = *state;

	record(bench, 1, NFOD_CLUSTER_CELLS);
	assert_int_equal(recording_scan(bench->recording, bench->disc, 1), 1);
	assert_int_equal(decode(bench, 2), 0xffff);
	assert_int_equal(bench->report.finding, CLUSTER_MISPLACED);
}

static void the_lead_in_is_not_recorded(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(recording_write(bench->recording, bench->disc, 0, &bench->writing,
					 &bench->control, bench->from, NFOD_CLUSTER_CELLS),
			 -1);
	assert_int_equal(recording_scan(bench->recording, bench->disc, 0), -1);
}

static bool is_version(struct bench *bench, uint64_t seed, uint16_t bad)
{
	randomize(bench, seed);
	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++)
		if (!(bad >> n & 1) && memcmp(bench->got[n], bench->wrote[n], NFOD_BLOCK_BYTES))
			return false;
	return true;
}

/* Wherever the gate shuts: sectors that are good are all old ones, or all new ones. */
static void a_torn_cluster_is_old_new_or_no_good(void **state)
{
	struct bench *bench = *state;
	struct random random = { .state = 3 };

	for (int i = 0; i < 60; i++) {
		uint32_t cells = (uint32_t)(random_next(&random) % NFOD_CLUSTER_CELLS);
		uint16_t bad;

		randomize(bench, 10);
		record(bench, 1, NFOD_CLUSTER_CELLS);
		randomize(bench, 11);
		record(bench, 1, cells);
		bad = play(bench, 1);
		if (cells > NFOD_CLUSTER_CELLS / 6 && cells < NFOD_CLUSTER_CELLS * 5ull / 6)
			assert_int_equal(bad, 0xffff);
		assert_true(is_version(bench, 10, bad) || is_version(bench, 11, bad));
	}
}

static void where_no_cell_was_written_all_is_as_it_was(void **state)
{
	struct bench *bench = *state;

	record(bench, 1, NFOD_CLUSTER_CELLS);
	randomize(bench, 12);
	record(bench, 1, 0);
	assert_int_equal(play(bench, 1), 0);
	assert_true(is_version(bench, 1, 0));
}

static uint16_t play_at(struct bench *bench, struct random *random, double rate)
{
	const struct quality quality = quality_even(rate);

	assert_int_equal(recording_scan(bench->recording, bench->disc, 1), 1);
	spoil_cells(random, &quality, NFOD_RUN_IN_CELLS,
		    NFOD_RUN_IN_CELLS + NFOD_FRAMES * NFOD_FRAME_CELLS, bench->recording->level,
		    bench->recording->doubt);
	return decode(bench, 1);
}

static void errors_come_at_their_rate(void **state)
{
	const double rate[] = { 2e-4, 2e-3, 8e-3 };
	struct bench *bench = *state;
	struct random random = { .state = 5 };

	record(bench, 1, NFOD_CLUSTER_CELLS);
	for (unsigned int n = 0; n < 3; n++) {
		double sum = 0.0, mean = 30 * rate[n] * NFOD_FE_SYMBOLS;

		for (int i = 0; i < 30; i++) {
			assert_int_equal(play_at(bench, &random, rate[n]), 0);
			sum += bench->report.wrong;
		}
		if (getenv("SHOW"))
			print_message("%g: %g\n", rate[n], sum / mean);
		assert_true(fabs(sum / mean - 1.0) < 0.05 + 5 / sqrt(mean));
	}
	assert_int_equal(play_at(bench, &random, 0.0), 0);
	assert_int_equal(bench->report.corrected, 0);
	assert_int_equal(play_at(bench, &random, 0.2), 0xffff);
}

static void the_same_seed_has_the_same_errors(void **state)
{
	struct random one = { .state = 9 }, two = { .state = 9 };
	struct bench *bench = *state;

	record(bench, 1, NFOD_CLUSTER_CELLS);
	for (int i = 0; i < 10; i++) {
		uint32_t first;

		play_at(bench, &one, 1e-3);
		first = bench->report.corrected;
		play_at(bench, &two, 1e-3);
		assert_int_equal(bench->report.corrected, first);
	}
}

static void shifted_edges_leave_runs_of_two(void **state)
{
	struct bench *bench = *state;
	struct random random = { .state = 8 };
	const uint8_t *level = bench->recording->level;
	unsigned int run = 2;

	record(bench, 1, NFOD_CLUSTER_CELLS);
	play_at(bench, &random, 0.05);
	for (uint32_t n = 1; n < NFOD_CLUSTER_CELLS; n++) {
		bool same = (level[n / 8] >> (7 - n % 8) & 1) ==
			    (level[(n - 1) / 8] >> (7 - (n - 1) % 8) & 1);

		if (!same)
			assert_true(run >= 2);
		run = same ? run + 1 : 1;
	}
}

static uint16_t play_lifts(struct bench *bench, unsigned int lifts)
{
	double length = 2 * PI * 24e6 / 3.63;

	assert_int_equal(recording_scan(bench->recording, bench->disc, 1), 1);
	for (unsigned int n = 0; n < lifts; n++) {
		struct quality_lift lift = quality_lift_at(n / 16.0, length);

		spoil_lift(&lift, bench->recording->level, bench->recording->doubt);
	}
	bench->recording->doubtful = true;
	return decode(bench, 1);
}

/* A lift and return is 0.52 mm of 41.5: three symbols of each codeword. */
static void a_lift_is_corrected_and_many_are_not(void **state)
{
	struct bench *bench = *state;

	record(bench, 1, NFOD_CLUSTER_CELLS);
	assert_int_equal(play_lifts(bench, 1), 0);
	assert_memory_equal(bench->got, bench->wrote, sizeof(bench->got));
	assert_in_range(bench->report.corrected, 500, 1500);
	assert_int_equal(play_lifts(bench, 6), 0);
	assert_int_equal(play_lifts(bench, 12), 0xffff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_goes_in_comes_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_cluster_elsewhere_is_no_good, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_lead_in_is_not_recorded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_torn_cluster_is_old_new_or_no_good, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(where_no_cell_was_written_all_is_as_it_was, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(errors_come_at_their_rate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_same_seed_has_the_same_errors, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(shifted_edges_leave_runs_of_two, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lift_is_corrected_and_many_are_not, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
