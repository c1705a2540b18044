// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* From marks to cells: identity, clock, equaliser, loss of lock, and how good. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "passage.h"

/* Symbol errors that the code lives with, and what is aimed at. */
#define EDGE_RATE 4.2e-3
#define NOMINAL_RATE 2e-4

static double rate(const struct passage *passage)
{
	struct passage_count count = passage_symbols(passage);

	return (double)count.wrong / count.symbols;
}

static void silence_is_identity(void **state)
{
	(void)state;
	for (int disc = 0; disc < 2; disc++)
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			struct passage *passage = passage_new(disc, side, 2);

			passage_silence(passage);
			passage_read(passage);
			assert_int_equal(passage_wrong_cells(passage), 0);
			assert_int_equal(passage->result.slips, 0);
			assert_int_equal(passage->result.unlocked, 0);
			passage_free(passage);
		}
}

/* Caught from a cold start, before the first frame. */
static void clock_is_caught(void **state)
{
	static const double speed[] = { 0.99, 0.995, 1.0, 1.002, 1.01 };

	(void)state;
	for (unsigned int i = 0; i < sizeof(speed) / sizeof(speed[0]); i++) {
		struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 3);

		passage_place(passage,
			      &(struct readout_place){ .gap_nm = 25, .speed = (float)speed[i] });
		passage_read(passage);
		print_message("speed %.3f: read as %.5f, %u slips, symbol errors %.1e\n", speed[i],
			      passage->result.speed, passage->result.slips, rate(passage));
		assert_true(fabs(passage->result.speed - speed[i]) < 2e-4);
		assert_int_equal(passage->result.slips, 0);
		assert_true(rate(passage) <= NOMINAL_RATE);
		passage_free(passage);
	}
}

/* A spindle's error that comes and goes 50 times in a cluster, which is 3.4 kHz. */
static void clock_follows(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 4);

	(void)state;
	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		passage->place[i].speed = (float)(1 + 1e-3 * sin(0.63 * i));
	passage_read(passage);
	assert_int_equal(passage->result.slips, 0);
	assert_true(rate(passage) <= NOMINAL_RATE);
	passage_free(passage);
}

/* What a reset forgets is learnt again before the data begin, and what was learnt helps. */
static void equaliser_converges(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_GROOVE, 5);
	uint16_t first, settled;

	(void)state;
	passage_read(passage);
	first = passage->result.frame[2].mlse;
	settled = passage->result.frame[400].mlse;
	print_message("likelihoods spread by %u in frame 2, by %u in frame 400\n", first, settled);
	assert_true(first < 1.5 * settled);
	passage_read(passage);
	assert_true(passage->result.frame[0].mlse < 1.3 * settled);
	passage_free(passage);
}

/* Light fails for half a frame and samples are lost: the next syncs tell. */
static void lost_lock_is_found(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 6);
	const size_t at = 400000, dark = 900, lost = 7;
	unsigned int wrong = 0, slips = 0;

	(void)state;
	passage_wave(passage);
	memset(passage->sample + at, 0, dark);
	memmove(passage->sample + at, passage->sample + at + lost, passage->samples - at - lost);
	detector_read(passage->detector, passage->sample, passage->samples - lost,
		      &passage->result);
	for (unsigned int i = 0; i < NFOD_FRAMES; i++) {
		const struct detector_frame *frame = &passage->result.frame[i];

		if (frame->slip) {
			slips++;
			assert_true(abs(frame->slip + (int)lost) <= 3);
		}
		wrong += !frame->locked;
	}
	print_message("%u slips reported, %u frames without sync, symbol errors %.1e\n", slips,
		      wrong, rate(passage));
	assert_int_equal(slips, 1);
	assert_true(wrong <= 2);
	/* Half a frame dark, and one at most to find back. */
	assert_true(rate(passage) < 2.0 / NFOD_FRAMES);
	passage_free(passage);
}

/* Doubt says where errors are, and does not cry at everything. */
static void doubt_finds_errors(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_GROOVE, 7);
	struct passage_count count;

	(void)state;
	passage_place(passage,
		      &(struct readout_place){ .gap_nm = 25, .offset_nm = 28, .speed = 1 });
	passage_read(passage);
	passage_read(passage);
	count = passage_symbols(passage);
	print_message("%u symbols: %u wrong, %u of them doubted, %u doubted in all\n",
		      count.symbols, count.wrong, count.doubted, count.doubts);
	assert_true(count.wrong > 20);
	assert_true(count.doubted > 0.5 * count.wrong);
	assert_true(count.doubts < 0.05 * count.symbols);
	passage_free(passage);
}

/* The same seed, the same samples; another one, others. */
static void seeds_tell(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 8);
	static int8_t before[READOUT_SAMPLES_MOST];
	size_t samples;

	(void)state;
	passage_wave(passage);
	memcpy(before, passage->sample, passage->samples);
	samples = passage->samples;
	passage_wave(passage);
	assert_int_equal(samples, passage->samples);
	assert_memory_equal(before, passage->sample, samples);
	passage->scan.seed++;
	passage_wave(passage);
	assert_memory_not_equal(before, passage->sample, samples);
	passage_free(passage);
}

static double rate_at(struct passage *passage, double gap_nm, double offset_nm)
{
	passage_place(passage, &(struct readout_place){ .gap_nm = (float)gap_nm,
							.offset_nm = (float)offset_nm,
							.speed = 1.0003f });
	passage_read(passage);
	return rate(passage);
}

/*
 * What the reference disc's phase change holds (Documentation/recording.md): the land all of
 * the servo's window and more, the groove not its upper end.
 */
static void windows_hold(void **state)
{
	static const double up_nm[NFOD_SIDES] = { [NFOD_GROOVE] = 2, [NFOD_LAND] = 6 };

	(void)state;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, side, 10);

		assert_true(rate_at(passage, 25, 0) <= EDGE_RATE);
		assert_true(rate_at(passage, 19, 0) <= EDGE_RATE);
		assert_true(rate_at(passage, 25 + up_nm[side], 0) <= EDGE_RATE);
		assert_true(rate_at(passage, 25, 10) <= EDGE_RATE);
		assert_true(rate_at(passage, 25, -10) <= EDGE_RATE);
		/* And it ends somewhere. */
		assert_true(rate_at(passage, 25, 60) > EDGE_RATE);
		passage_free(passage);
	}
}

/* Marks of half the contrast are read from the first cluster on. */
static void weak_marks_are_read(void **state)
{
	struct passage *passage = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 12);

	(void)state;
	passage_read(passage);
	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		passage->marks[i].contrast = MARKS_ONE / 2;
	passage_read(passage);
	assert_true(rate(passage) <= EDGE_RATE);
	assert_true(passage->result.frame[9].amplitude < 200);
	passage_free(passage);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_identity), cmocka_unit_test(clock_is_caught),
		cmocka_unit_test(clock_follows),       cmocka_unit_test(equaliser_converges),
		cmocka_unit_test(lost_lock_is_found),  cmocka_unit_test(doubt_finds_errors),
		cmocka_unit_test(seeds_tell),	       cmocka_unit_test(windows_hold),
		cmocka_unit_test(weak_marks_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
