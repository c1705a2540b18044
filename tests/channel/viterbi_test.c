// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The Viterbi detector against brute force and against theory. */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "engine/channel/viterbi.h"
#include "lib/random.h"
#include "passage.h"

#define SHORT 12
#define SHORT_CELLS (SHORT + 2 * TARGET_REACH)

static bool has_short_run(uint32_t cells, unsigned int count)
{
	for (unsigned int i = 1; i + 1 < count; i++) {
		unsigned int three = cells >> (i - 1) & 7;

		if (three == 2 || three == 5)
			return true;
	}
	return false;
}

static int64_t cost(const int16_t *signal, const int8_t *cell)
{
	int64_t sum = 0;

	for (int i = 0; i < SHORT; i++) {
		int64_t error = signal[i] - VITERBI_UNIT * target(cell + i + TARGET_REACH);

		sum += error * error;
	}
	return sum;
}

static int64_t least_cost(const int16_t *signal)
{
	int64_t least = INT64_MAX;

	for (uint32_t cells = 0; cells < 1u << SHORT_CELLS; cells++) {
		int8_t cell[SHORT_CELLS];
		int64_t here;

		if (has_short_run(cells, SHORT_CELLS))
			continue;
		for (unsigned int i = 0; i < SHORT_CELLS; i++)
			cell[i] = cells >> i & 1 ? 1 : -1;
		here = cost(signal, cell);
		least = here < least ? here : least;
	}
	return least;
}

static void no_path_is_likelier(void **state)
{
	struct random random = { 7 };

	(void)state;
	for (int n = 0; n < 200; n++) {
		int16_t signal[SHORT];
		int8_t cell[SHORT_CELLS];
		uint32_t cells = 0;

		for (int i = 0; i < SHORT; i++)
			signal[i] = (int16_t)((int)random_below(&random, 2 * VITERBI_MOST) -
					      VITERBI_MOST);
		viterbi_block(signal, cell, SHORT);
		for (unsigned int i = 0; i < SHORT_CELLS; i++)
			cells |= (cell[i] > 0 ? 1u : 0u) << i;
		assert_false(has_short_run(cells, SHORT_CELLS));
		assert_int_equal(cost(signal, cell), least_cost(signal));
	}
}

#define AROUND 64
#define ROOM (VITERBI_GROUP + 2 * AROUND)

/* Cells of a cluster from one on, as -1 and 1. */
static void take_cells(const uint8_t *level, uint32_t first, int8_t *cell, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++, first++)
		cell[i] = level[first / 8] >> (7 - first % 8) & 1 ? 1 : -1;
}

static void add_noise(const int8_t *cell, int16_t *signal, int count, double sigma,
		      struct random *random)
{
	for (int i = TARGET_REACH; i < count - TARGET_REACH; i++) {
		double value = target(cell + i) + sigma * random_normal(random);

		value = fmin(fmax(value * VITERBI_UNIT, -VITERBI_MOST), VITERBI_MOST);
		signal[i] = (int16_t)lround(value);
	}
}

/* A block is decided as it is in any other lane. */
static void lanes_are_alike(void **state)
{
	struct passage *passage = *state;
	static int16_t signal[ROOM + VITERBI_BLOCK], error[VITERBI_GROUP], later[VITERBI_GROUP];
	static int8_t cell[ROOM + VITERBI_BLOCK], group[VITERBI_GROUP], shifted[VITERBI_GROUP];
	const size_t shared = VITERBI_GROUP - VITERBI_BLOCK;
	struct random random = { 8 };

	take_cells(passage->cells[READOUT_OWN], 100000, cell, ROOM + VITERBI_BLOCK);
	add_noise(cell, signal, ROOM + VITERBI_BLOCK, 1.2, &random);
	viterbi_group(signal + AROUND, group, error);
	viterbi_group(signal + AROUND + VITERBI_BLOCK, shifted, later);
	assert_memory_equal(group + VITERBI_BLOCK, shifted, shared);
	assert_memory_equal(error + VITERBI_BLOCK, later, shared * sizeof(*error));
}

/* Slow noise that would lift a run of two over its neighbours does no harm. */
static void slow_noise_is_taken_away(void **state)
{
	struct passage *passage = *state;
	static int16_t signal[ROOM], error[VITERBI_GROUP];
	static int8_t cell[ROOM], group[VITERBI_GROUP];
	struct random random = { 10 };
	double left = 0;

	take_cells(passage->cells[READOUT_OWN], 200000, cell, ROOM);
	add_noise(cell, signal, ROOM, 0.3, &random);
	for (int i = 0; i < ROOM; i++)
		signal[i] = (int16_t)(signal[i] + lround(VITERBI_UNIT * sin(i / 40.0)));
	viterbi_group(signal + AROUND, group, error);
	assert_memory_equal(group, cell + AROUND, VITERBI_GROUP);
	for (int i = 0; i < VITERBI_GROUP; i++)
		left += (double)error[i] * error[i];
	/* Of 0.7 and 0.3 units rms, hardly more than 0.3. */
	assert_true(sqrt(left / VITERBI_GROUP) < 0.4 * VITERBI_UNIT);
}

#define KINDS_MOST 6

/*
 * Wrong paths that begin at a cell: every second one of @kind cells changes, alternating,
 * and no run gets shorter than two. Return: squared distance in units, 0 = not allowed.
 */
static int distance_of(const int8_t *cell, int kind)
{
	int8_t changed[2 * KINDS_MOST + 12];
	int square = 0;

	memcpy(changed, cell - 6, sizeof(changed));
	for (int i = 0; i < kind; i++) {
		if (i && cell[2 * i] == cell[2 * i - 2])
			return 0;
		changed[6 + 2 * i] = (int8_t)-changed[6 + 2 * i];
	}
	for (int i = 5; i < 2 * kind + 6; i++)
		if (changed[i] != changed[i - 1] && changed[i] != changed[i + 1])
			return 0;
	for (int i = 4; i < 2 * kind + 7; i++) {
		int differs = target(changed + i) - target(cell + i - 6);

		square += differs * differs;
	}
	return square;
}

static double expected_events(const int8_t *cell, int from, int to, double sigma)
{
	double sum = 0;

	for (int i = from; i < to; i++)
		for (int kind = 1; kind <= KINDS_MOST; kind++) {
			int square = distance_of(cell + i, kind);

			if (square)
				sum += 0.5 * erfc(sqrt(square) / 2 / sigma / sqrt(2));
		}
	return sum;
}

/* Wrong cells, those near by each other counted once. */
static uint32_t events(const int8_t *wanted, const int8_t *cell)
{
	uint32_t count = 0;
	int last = -100;

	for (int i = 0; i < VITERBI_GROUP; i++) {
		if (wanted[i] == cell[i])
			continue;
		count += i > last + 4;
		last = i;
	}
	return count;
}

/*
 * In white noise the union bound over error events is close where errors are rare: what it
 * counts twice is of the order of the rate itself.
 */
static void errors_are_as_theory_says(void **state)
{
	struct passage *passage = *state;
	static int16_t signal[ROOM], error[VITERBI_GROUP];
	static int8_t cell[ROOM], decided[VITERBI_GROUP];
	struct random random = { 9 };
	const double sigma = 1.1;
	double expected = 0, found = 0;

	for (uint32_t first = 4000; first + ROOM < NFOD_CLUSTER_CELLS - 4000;
	     first += VITERBI_GROUP) {
		take_cells(passage->cells[READOUT_OWN], first, cell, ROOM);
		add_noise(cell, signal, ROOM, sigma, &random);
		viterbi_group(signal + AROUND, decided, error);
		expected += expected_events(cell, AROUND, AROUND + VITERBI_GROUP, sigma);
		found += events(cell + AROUND, decided);
	}
	print_message("error events: %.0f, union bound %.0f\n", found, expected);
	assert_true(expected > 200);
	assert_true(found < expected + 3 * sqrt(expected));
	assert_true(found > 0.8 * expected - 3 * sqrt(expected));
}

/* The distances that Documentation/recording.md states. */
static void distances_are_known(void **state)
{
	static const int8_t edge[40] = { -1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1,
					 1,  1,	 1,  1,	 1,  1,	 1,  1,	 1, 1, 1, 1 };
	static const int8_t pair[40] = { -1, -1, -1, -1, -1, -1, -1, -1, 1,  1,	 -1, -1,
					 -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };

	(void)state;
	assert_int_equal(distance_of(edge + 8, 1), 56);
	assert_int_equal(distance_of(pair + 8, 2), 48);
	assert_int_equal(distance_of(edge + 10, 1), 0);
}

static int set_up(void **state)
{
	*state = passage_new(PASSAGE_PHASE_CHANGE, NFOD_LAND, 1);
	return 0;
}

static int tear_down(void **state)
{
	passage_free(*state);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_path_is_likelier),	     cmocka_unit_test(lanes_are_alike),
		cmocka_unit_test(slow_noise_is_taken_away),  cmocka_unit_test(distances_are_known),
		cmocka_unit_test(errors_are_as_theory_says),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
