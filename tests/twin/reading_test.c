// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Clusters of a pressed disc at fidelity waveform: what was written comes back through the
 * signal of the marks, with neighbours, and not where the head is elsewhere.
 */
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "engine/channel/detector.h"
#include "engine/passage.h"
#include "engine/reading.h"
#include "lib/random.h"
#include "pressed.h"

#define READ_MW 0.12
/* On its spiral: some turns within the first zone. */
#define INDEX 50u

/**
 * struct bench - a copy of the disc, and what is written and read there
 */
struct bench {
	struct disc *disc;
	struct recording *recording;
	struct reading *reading;
	struct nfod_cluster_control control;
	struct writing writing;
	struct cluster_report report;
	struct readout_place place[MARKS_STRETCHES];
	uint8_t wrote[CLUSTER_SECTORS][NFOD_BLOCK_BYTES];
	uint8_t got[CLUSTER_SECTORS][NFOD_BLOCK_BYTES];
	struct iovec from[CLUSTER_SECTORS];
	struct iovec to[CLUSTER_SECTORS];
};

static void put_head(struct bench *bench, float gap_nm, float offset_nm)
{
	for (unsigned int n = 0; n < MARKS_STRETCHES; n++)
		bench->place[n] = (struct readout_place){
			.gap_nm = gap_nm,
			.offset_nm = offset_nm,
			.speed = 1.0003f,
		};
}

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->disc = pressed_copy("pc-reference.nfm");
	bench->recording = recording_new();
	bench->reading = reading_new(bench->disc);
	assert_non_null(bench->reading);
	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++) {
		bench->from[n] = (struct iovec){ bench->wrote[n], NFOD_BLOCK_BYTES };
		bench->to[n] = (struct iovec){ bench->got[n], NFOD_BLOCK_BYTES };
	}
	put_head(bench, 25.0f, 0.0f);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	reading_free(bench->reading);
	recording_free(bench->recording);
	disc_close(bench->disc);
	free(bench);
	return 0;
}

static uint32_t cluster_at(const struct bench *bench, unsigned int side, unsigned int index)
{
	const struct nfod_zone *zone = disc_info(bench->disc)->zone;

	return zone->first + side * zone->clusters + index;
}

static void randomize(struct bench *bench, uint64_t seed)
{
	struct random random = { .state = seed };

	for (unsigned int n = 0; n < CLUSTER_SECTORS; n++)
		for (unsigned int i = 0; i < NFOD_BLOCK_BYTES; i++)
			bench->wrote[n][i] = (uint8_t)random_next(&random);
}

static void record(struct bench *bench, uint32_t cluster, uint64_t seed)
{
	randomize(bench, seed);
	assert_int_equal(recording_write(bench->recording, bench->disc, cluster, &bench->writing,
					 &bench->control, bench->from, NFOD_CLUSTER_CELLS),
			 0);
}

/* A whole neighbourhood, some turns to either side. */
static void record_around(struct bench *bench, unsigned int turns)
{
	unsigned int reach = 4 * turns;

	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		for (unsigned int n = INDEX - reach; n <= INDEX + reach; n++)
			record(bench, cluster_at(bench, side, n), cluster_at(bench, side, n));
}

static uint16_t play(struct bench *bench, uint32_t cluster, uint64_t seed)
{
	assert_int_equal(recording_scan(bench->recording, bench->disc, cluster), 1);
	assert_int_equal(reading_play(bench->reading, cluster, bench->recording, bench->place,
				      READ_MW, seed),
			 0);
	return recording_decode(bench->recording, cluster, bench->to, &bench->report);
}

static double symbol_errors(const struct bench *bench)
{
	return (double)bench->report.wrong / bench->report.symbols;
}

static void what_was_written_is_read_amid_neighbours(void **state)
{
	struct bench *bench = *state;

	record_around(bench, 1);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		uint32_t cluster = cluster_at(bench, side, INDEX);

		assert_int_equal(play(bench, cluster, 1), 0);
		randomize(bench, cluster);
		assert_memory_equal(bench->got, bench->wrote, sizeof(bench->got));
		assert_int_equal(bench->report.finding, CLUSTER_FOUND);
		assert_true(symbol_errors(bench) < 2e-3);
	}
}

static double noise(const struct bench *bench)
{
	const struct detector_frame *frame = reading_frames(bench->reading);
	double sum = 0;

	for (unsigned int n = 0; n < NFOD_FRAMES; n++)
		sum += frame[n].mlse;
	return sum / NFOD_FRAMES;
}

/* The groove has much of its noise from the lands beside it. */
static void neighbours_are_noise(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);
	double alone;

	record(bench, cluster, 1);
	assert_int_equal(play(bench, cluster, 1), 0);
	alone = noise(bench);
	record_around(bench, 1);
	assert_int_equal(play(bench, cluster, 1), 0);
	assert_true(noise(bench) > 1.2 * alone);
}

static void off_the_track_nothing_good_is_read(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);

	record_around(bench, 1);
	put_head(bench, 25.0f, 90.0f);
	assert_int_equal(play(bench, cluster, 1), 0xffff);
	put_head(bench, 100.0f, 0.0f);
	assert_int_equal(play(bench, cluster, 1), 0xffff);
	put_head(bench, 25.0f, 0.0f);
	assert_int_equal(play(bench, cluster, 1), 0);
}

static void the_same_seed_reads_the_same(void **state)
{
	struct bench *bench = *state;
	uint32_t cluster = cluster_at(bench, NFOD_GROOVE, INDEX);
	uint32_t corrected;

	record_around(bench, 1);
	play(bench, cluster, 5);
	corrected = bench->report.corrected;
	reading_free(bench->reading);
	bench->reading = reading_new(bench->disc);
	play(bench, cluster, 5);
	assert_int_equal(bench->report.corrected, corrected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_written_is_read_amid_neighbours, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(neighbours_are_noise, set_up, tear_down),
		cmocka_unit_test_setup_teardown(off_the_track_nothing_good_is_read, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_same_seed_reads_the_same, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
