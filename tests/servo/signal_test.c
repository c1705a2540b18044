// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* From counts to gap, off-track and focus, by blocks set by hand. */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "nfod/figures.h"
#include "servo/signal.h"

static const struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

/* A curve like a disc's: from @least at contact, with @slope per nm at first. */
static void make_curve(uint16_t q15[NFOD_GES_POINTS], double least, double length_nm)
{
	for (unsigned int n = 0; n < NFOD_GES_POINTS; n++) {
		double x = n * NFOD_GES_STEP_NM / length_nm;

		q15[n] = (uint16_t)lrint(32768 * (1 - (1 - least) * exp(-x * x / (1 + 0.4 * x))));
	}
}

static double curve_at(const uint16_t q15[NFOD_GES_POINTS], double gap_nm)
{
	double at = gap_nm / NFOD_GES_STEP_NM;
	unsigned int n = (unsigned int)at;

	return (q15[n] + (at - n) * (q15[n + 1] - q15[n])) / 32768;
}

static struct nfod_fe_block block_at(double ges, double light)
{
	struct nfod_fe_block block = {
		.sum = (uint16_t)(fig.sum_counts * light),
		.laser = (uint16_t)(fig.laser_counts * light),
	};

	for (unsigned int n = 0; n < 4; n++)
		block.ges[n] = (uint16_t)lrint((double)fig.ges_counts * light * ges);
	return block;
}

static struct seen look(const struct signal *signal, const struct nfod_fe_block *block)
{
	struct seen seen;

	memset(&seen, 0, sizeof(seen));
	signal_read(signal, block, &seen);
	signal_read_slow(signal, block, &seen);
	signal_read_quadrants(signal, block, &seen);
	return seen;
}

static void make_signal(struct signal *signal, uint16_t land[NFOD_GES_POINTS],
			uint16_t groove[NFOD_GES_POINTS])
{
	const uint16_t *curves[NFOD_SIDES] = { [NFOD_LAND] = land, [NFOD_GROOVE] = groove };

	make_curve(land, 0.06, 55);
	make_curve(groove, 0.16, 70);
	signal_init(signal, &fig);
	assert_true(signal_set_curves(signal, curves, curves));
}

static void gap_is_read_off_the_curve(void **state)
{
	static const double light[] = { 1.0, 0.5, 1.6 };
	uint16_t curve[NFOD_SIDES][NFOD_GES_POINTS];
	struct signal signal;

	(void)state;
	make_signal(&signal, curve[NFOD_LAND], curve[NFOD_GROOVE]);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		signal.side = (uint8_t)side;
		for (double gap = 10; gap < 90; gap += 1.3) {
			double ges = curve_at(curve[side], gap);

			for (unsigned int n = 0; n < 3; n++) {
				struct nfod_fe_block block = block_at(ges, light[n]);
				struct seen seen = look(&signal, &block);

				assert_true(seen.near);
				assert_true(fabs((double)seen.gap_nm - gap) < 0.15);
			}
			assert_true(fabs((double)signal_at_gap(&signal, (float)gap) - ges) < 2e-3);
			assert_true(fabs((double)signal_gap_of(&signal, (float)ges) - gap) < 0.2);
		}
	}
}

static void write_power_does_not_move_the_gap(void **state)
{
	uint16_t land[NFOD_GES_POINTS], groove[NFOD_GES_POINTS];
	struct nfod_fe_block block;
	struct signal signal;
	double ges;

	(void)state;
	make_signal(&signal, land, groove);
	signal.side = NFOD_LAND;
	ges = curve_at(land, 25);
	block = block_at(ges * (1 + (double)fig.write_scale_ppm * 1e-6), 1.0);
	assert_true(fabs((double)look(&signal, &block).gap_nm - 25) > 0.2);
	block.status = NFOD_FE_GATE_OPEN;
	assert_true(fabs((double)look(&signal, &block).gap_nm - 25) < 0.1);
}

static void between_tracks_both_curves_count(void **state)
{
	uint16_t land[NFOD_GES_POINTS], groove[NFOD_GES_POINTS];
	struct nfod_fe_block block;
	struct signal signal;
	float alone, other;

	(void)state;
	make_signal(&signal, land, groove);
	block = block_at(0.4, 1.0);
	signal.side = NFOD_LAND;
	alone = look(&signal, &block).gap_nm;
	signal.side = NFOD_GROOVE;
	other = look(&signal, &block).gap_nm;
	signal.between = 0.5f;
	assert_float_equal(look(&signal, &block).gap_nm, 0.5f * (alone + other), 0.01f);
}

static void darkness_says_nothing(void **state)
{
	uint16_t land[NFOD_GES_POINTS], groove[NFOD_GES_POINTS];
	struct nfod_fe_block block = { .focus = 20000, .push_pull = 3000 };
	struct signal signal;
	struct seen seen;

	(void)state;
	make_signal(&signal, land, groove);
	seen = look(&signal, &block);
	assert_false(seen.near);
	assert_false(seen.in_focus_range);
	assert_float_equal(seen.track_nm, 0.0f, 0.0f);
	assert_float_equal(signal_focus_nm(&signal, seen.focus, seen.sum), 0.0f, 0.0f);
}

/* The S-curve's own law: u exp((1 - u^2) / 2). */
static void focus_is_straight(void **state)
{
	struct signal signal;

	(void)state;
	signal_init(&signal, &fig);
	for (double u = -0.8; u <= 0.8; u += 0.05) {
		int16_t counts = (int16_t)lrint(32767 * u * exp((1 - u * u) / 2));
		double nm = u * (double)fig.focus_range_nm;

		assert_true(fabs((double)signal_focus_nm(&signal, counts, 1.0f) - nm) < 15);
	}
}

static void the_sides_see_tracks_the_other_way_round(void **state)
{
	struct nfod_fe_block block = block_at(0.3, 1.0);
	struct signal signal;
	float groove;

	(void)state;
	signal_init(&signal, &fig);
	block.push_pull = 2000;
	groove = look(&signal, &block).track_nm;
	signal.side = NFOD_LAND;
	assert_true(groove != 0.0f);
	assert_true(groove * look(&signal, &block).track_nm < 0.0f);
}

static bool taken(uint16_t curve[NFOD_GES_POINTS])
{
	const uint16_t *curves[NFOD_SIDES] = { curve, curve };
	struct signal signal;

	signal_init(&signal, &fig);
	return signal_set_curves(&signal, curves, curves);
}

static void curves_that_cannot_be_held_are_refused(void **state)
{
	uint16_t curve[NFOD_GES_POINTS];

	(void)state;
	make_curve(curve, 0.1, 60);
	assert_true(taken(curve));
	make_curve(curve, 0.98, 60); /* no slope */
	assert_false(taken(curve));
	make_curve(curve, 0.1, 60);
	curve[6] = curve[5]; /* none at 22 nm */
	curve[7] = curve[5];
	assert_false(taken(curve));
	make_curve(curve, 0.1, 60);
	curve[10] = (uint16_t)(curve[9] - 600); /* falls at 40 nm */
	assert_false(taken(curve));
	for (unsigned int n = 0; n < NFOD_GES_POINTS; n++)
		curve[n] = 32768;
	assert_false(taken(curve));
}

static void a_refused_curve_changes_nothing(void **state)
{
	uint16_t flat[NFOD_GES_POINTS], land[NFOD_GES_POINTS], groove[NFOD_GES_POINTS];
	const uint16_t *curves[NFOD_SIDES] = { flat, flat };
	struct nfod_fe_block block = block_at(0.5, 1.0);
	struct signal signal;
	float before;

	(void)state;
	make_signal(&signal, land, groove);
	before = look(&signal, &block).gap_nm;
	make_curve(flat, 0.98, 60);
	assert_false(signal_set_curves(&signal, curves, curves));
	assert_float_equal(look(&signal, &block).gap_nm, before, 0.0f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gap_is_read_off_the_curve),
		cmocka_unit_test(write_power_does_not_move_the_gap),
		cmocka_unit_test(between_tracks_both_curves_count),
		cmocka_unit_test(darkness_says_nothing),
		cmocka_unit_test(focus_is_straight),
		cmocka_unit_test(the_sides_see_tracks_the_other_way_round),
		cmocka_unit_test(curves_that_cannot_be_held_are_refused),
		cmocka_unit_test(a_refused_curve_changes_nothing),
	};

	return cmocka_run_group_tests_name("signal", tests, NULL, NULL);
}
