// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Which cells lie below a blemish: against a look at every point of the track. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "engine/blemish.h"
#include "nfod/format.h"

#define TWO_PI 6.283185307179586
#define POINTS 20000u
/* Cells that rounding may move an edge by. */
#define EDGE (NFOD_CLUSTER_CELLS / POINTS + 2)

static struct blemishes blemishes[BLEMISH_KINDS];
static struct blemish_stretch stretch[BLEMISH_STRETCHES];

static void clear(void)
{
	for (unsigned int kind = 0; kind < BLEMISH_KINDS; kind++)
		assert_int_equal(blemishes_set(&blemishes[kind], kind, "off"), 0);
}

static double distance(const struct blemish *blemish, const double point[2])
{
	double along[2] = { blemish->to[0] - blemish->from[0], blemish->to[1] - blemish->from[1] };
	double off[2] = { point[0] - blemish->from[0], point[1] - blemish->from[1] };
	double length = hypot(along[0], along[1]);
	double part = (off[0] * along[0] + off[1] * along[1]) / length;
	double across = fabs(off[0] * along[1] - off[1] * along[0]) / length;

	return fmax(across, fmax(-part, part - length));
}

static bool is_below(unsigned int kind, const struct blemish *blemish, const double point[2])
{
	if (kind == BLEMISH_SCRATCH)
		return distance(blemish, point) <= blemish->width / 2;
	return hypot(point[0] - blemish->from[0], point[1] - blemish->from[1]) <=
	       (blemish->width + (double)blemish->passages * blemish->growth) / 2;
}

static unsigned int times_told(unsigned int count, double cell, double slack)
{
	unsigned int times = 0;

	for (unsigned int n = 0; n < count; n++)
		times += cell >= stretch[n].first - slack && cell < stretch[n].end + slack;
	return times;
}

/* Return: points below it. */
static unsigned int compare(unsigned int kind, const struct surface_track *track)
{
	const struct blemish as_it_was = blemishes[kind].blemish[0];
	unsigned int count = blemishes_over(blemishes, track, stretch);
	unsigned int points = 0;

	for (unsigned int n = 0; n < POINTS; n++) {
		double part = (n + 0.5) / POINTS;
		double angle = TWO_PI * (track->angle + part * track->turns);
		double point[2] = { track->radius_nm * 1e-9 * cos(angle),
				    track->radius_nm * 1e-9 * sin(angle) };
		double cell = part * NFOD_CLUSTER_CELLS;

		if (is_below(kind, &as_it_was, point)) {
			points++;
			assert_true(times_told(count, cell, EDGE));
		} else {
			assert_false(times_told(count, cell, -(double)EDGE));
		}
	}
	return points;
}

static void set(unsigned int kind, const char *text)
{
	clear();
	assert_int_equal(blemishes_set(&blemishes[kind], kind, text), 0);
}

static void scratches_of_all_directions(void **state)
{
	static const char *const scratch[] = {
		"30 0.2 50 0.2 400", /* radial */
		"38 0.21 42 0.23 300", /* oblique */
		"40 0.19 40 0.25 900", /* a chord: grazes the track from below */
		"40.0004 0.2 40.0004 0.2001 50", /* along the track */
		"39.9 0.98 40.1 0.02 600", /* across the zero of angle */
		"41 0.7 41 0.2 800", /* through the middle, past the track twice */
		"0.5 0.1 45 0.21 700",
	};
	const struct surface_track tracks[] = { { 40e6, 0.15, 0.16 }, { 40e6, 0.9, 0.2 } };
	unsigned int points = 0;

	(void)state;
	for (size_t n = 0; n < sizeof(scratch) / sizeof(scratch[0]); n++) {
		unsigned int seen = 0;

		for (size_t i = 0; i < 2; i++) {
			set(BLEMISH_SCRATCH, scratch[n]);
			seen += compare(BLEMISH_SCRATCH, &tracks[i]);
		}
		assert_true(seen);
		points += seen;
	}
	assert_true(points > 1000);
}

static void round_ones(void **state)
{
	static const char *const print[] = { "40 0.2 12 0.8", "45 0.16 12 0.5", "40 0.99 6 0.9",
					     "20 0.2 39.9 0.9" };
	const struct surface_track tracks[] = { { 40e6, 0.15, 0.16 }, { 40e6, 0.9, 0.2 } };
	unsigned int points = 0;

	(void)state;
	for (size_t n = 0; n < sizeof(print) / sizeof(print[0]); n++)
		for (size_t i = 0; i < 2; i++) {
			set(BLEMISH_FINGERPRINT, print[n]);
			points += compare(BLEMISH_FINGERPRINT, &tracks[i]);
		}
	assert_true(points > 10000);
}

static void seeded_ones_agree_too(void **state)
{
	const struct surface_track track = { 40e6, 0.3, 0.2 };
	struct blemishes all;
	unsigned int points = 0;

	(void)state;
	for (unsigned int kind = 0; kind < BLEMISH_KINDS; kind++) {
		assert_int_equal(blemishes_set(&all, kind, "seed 7 64"), 0);
		for (size_t n = 0; n < all.count; n++) {
			clear();
			blemishes[kind].count = 1;
			blemishes[kind].blemish[0] = all.blemish[n];
			points += compare(kind, &track);
		}
	}
	assert_true(points > 1000);
}

static void seeds_are_kept_to(void **state)
{
	struct blemishes other;

	(void)state;
	set(BLEMISH_DEFECT, "seed 3 20");
	assert_int_equal(blemishes_set(&other, BLEMISH_DEFECT, "seed 3 20"), 0);
	assert_memory_equal(&other, &blemishes[BLEMISH_DEFECT], sizeof(other));
	assert_int_equal(blemishes_set(&other, BLEMISH_DEFECT, "seed 4 20"), 0);
	assert_memory_not_equal(other.blemish, blemishes[BLEMISH_DEFECT].blemish,
				sizeof(other.blemish));
}

static void a_defect_grows_with_each_passage(void **state)
{
	const struct surface_track track = { 40e6, 0.15, 0.16 }, elsewhere = { 41e6, 0.15, 0.16 };
	uint32_t before = 0;

	(void)state;
	set(BLEMISH_DEFECT, "40 0.2 50 25");
	for (unsigned int n = 0; n < 4; n++) {
		assert_int_equal(blemishes_over(blemishes, &elsewhere, stretch), 0);
		assert_true(blemishes_over(blemishes, &track, stretch) > 0);
		assert_true(times_told(2, (0.2 - 0.15) / 0.16 * NFOD_CLUSTER_CELLS, 1));
		if (n)
			assert_true(stretch[0].end - stretch[0].first > before);
		before = stretch[0].end - stretch[0].first;
	}
	assert_int_equal(blemishes[BLEMISH_DEFECT].blemish[0].passages, 4);
}

static void nonsense_is_refused(void **state)
{
	static const struct {
		enum blemish_kind kind;
		const char *text;
	} bad[] = {
		{ BLEMISH_SCRATCH, "" },
		{ BLEMISH_SCRATCH, "30 0.2 50 0.2" },
		{ BLEMISH_SCRATCH, "30 0.2 50 0.2 0" },
		{ BLEMISH_SCRATCH, "30 0.2 50 0.2 40 7" },
		{ BLEMISH_SCRATCH, "30 0.2 50 0.2 40," },
		{ BLEMISH_SCRATCH, "30 0.2 50 0.2 40; 30 0.2 50 0.2 40" },
		{ BLEMISH_SCRATCH, "61 0.2 50 0.2 40" },
		{ BLEMISH_SCRATCH, "30 2.2 50 0.2 40" },
		{ BLEMISH_SCRATCH, "nan 0.2 50 0.2 40" },
		{ BLEMISH_SCRATCH, "seed 1" },
		{ BLEMISH_SCRATCH, "seed 1 0" },
		{ BLEMISH_SCRATCH, "seed 1 65" },
		{ BLEMISH_SCRATCH, "seed -1 5" },
		{ BLEMISH_SCRATCH, "seeds 1 5" },
		{ BLEMISH_FINGERPRINT, "30 0.2 5 1.1" },
		{ BLEMISH_FINGERPRINT, "30 0.2 41 0.5" },
		{ BLEMISH_DEFECT, "30 0.2 0 5" },
		{ BLEMISH_DEFECT, "30 0.2 5 -1" },
	};
	char longer[BLEMISH_TEXT + 1];

	(void)state;
	memset(longer, ' ', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	set(BLEMISH_SCRATCH, "30 0.2 50 0.2 40");
	for (size_t n = 0; n < sizeof(bad) / sizeof(bad[0]); n++)
		if (!blemishes_set(&blemishes[BLEMISH_SCRATCH], bad[n].kind, bad[n].text))
			fail_msg("\"%s\" is taken", bad[n].text);
	assert_int_equal(blemishes_set(&blemishes[BLEMISH_SCRATCH], BLEMISH_SCRATCH, longer), -1);
	assert_int_equal(blemishes[BLEMISH_SCRATCH].count, 1);
	assert_string_equal(blemishes[BLEMISH_SCRATCH].text, "30 0.2 50 0.2 40");
}

static void less_light_is_more_errors(void **state)
{
	double before = 0.5;

	(void)state;
	for (unsigned int part = 1; part < 20; part++) {
		double light = part * 0.05;

		assert_true(blemish_errors(light) < before);
		before = blemish_errors(light);
	}
	assert_true(fabs(blemish_errors(1.0)) < 1e-15);
	assert_true(blemish_errors(0.8) > 1e-3 && blemish_errors(0.8) < 4e-3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scratches_of_all_directions),
		cmocka_unit_test(round_ones),
		cmocka_unit_test(seeded_ones_agree_too),
		cmocka_unit_test(seeds_are_kept_to),
		cmocka_unit_test(a_defect_grows_with_each_passage),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(less_light_is_more_errors),
	};

	return cmocka_run_group_tests_name("blemishes", tests, NULL, NULL);
}
