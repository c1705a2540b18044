// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Signals against the gap: the reference's table, closed forms, another quadrature. */
#include "physics/radial.h"
#include "physics/spot.h"
#include "spot_discs.h"

#define TABLE 14

static const double table_nm[TABLE] = { 0, 5, 10, 15, 20, 25, 30, 40, 50, 80, 100, 150, 200, 250 };
static const double table_land[TABLE] = { .06, .08, .11, .16, .21, .275, .34,
					  .47, .58, .80, .87, .95, .98,	 .99 };
static const double table_groove[TABLE] = { .16, .19, .24, .29, .34, .389, .44,
					    .52, .59, .73, .79, .89, .96,  1.0 };

static struct gap_point at(const struct optics *optics, const struct film_stack *stack,
			   double gap_nm)
{
	struct gap_point point;

	spot_gap_curve(optics, stack, &gap_nm, 1, &point);
	return point;
}

/*
 * The reference counts both tracks against one value, the land's at 300 nm, as one
 * normalisation fits all of its figures. They are printed to 0.01.
 */
static void follows_the_table(double film_nm, const double *table)
{
	struct film_stack land = phase_change(LAND_NM, CRYSTALLINE);
	struct film_stack stack = phase_change(film_nm, CRYSTALLINE);
	double far = at(&reference, &land, 300).ges_power;
	struct gap_point point[TABLE];
	unsigned int i;

	spot_gap_curve(&reference, &stack, table_nm, TABLE, point);
	for (i = 0; i < TABLE; i++)
		assert_near(point[i].ges_power / far, table[i], 0.0055);
	assert_near(point[5].ges_power / far, table[5], 0.0006);
}

static void land_follows_the_table(void **state)
{
	(void)state;
	follows_the_table(LAND_NM, table_land);
}

static void groove_follows_the_table(void **state)
{
	(void)state;
	follows_the_table(GROOVE_NM, table_groove);
}

/* The servo needs a sign that does not change between 0 and where it takes over. */
static void rises_with_the_gap(void **state)
{
	unsigned int film, i;
	struct gap_point point[126];
	double gap[126];

	(void)state;
	for (i = 0; i < 126; i++)
		gap[i] = 2.0 * i;
	for (film = 0; film < 2; film++) {
		struct film_stack stack = phase_change(film ? GROOVE_NM : LAND_NM, CRYSTALLINE);

		spot_gap_curve(&reference, &stack, gap, 126, point);
		for (i = 1; i < 126; i++)
			assert_true(point[i].ges > point[i - 1].ges);
	}
}

/* "can fake up to 10 nm of gap on a bad stack": this one is a good one, but not free of it. */
static void written_marks_fake_less_than_10_nm(void **state)
{
	double film;

	(void)state;
	for (film = LAND_NM; film <= GROOVE_NM; film += GROOVE_NM - LAND_NM) {
		struct film_stack erased = phase_change(film, CRYSTALLINE);
		struct film_stack written = phase_change(film, AMORPHOUS);
		double slope =
			(at(&reference, &erased, 26).ges - at(&reference, &erased, 24).ges) / 2;
		double fake = (at(&reference, &written, 25).ges - at(&reference, &erased, 25).ges) /
			      slope;

		assert_true(fabs(fake) < 10);
		assert_true(fabs(fake) > 0.1);
	}
}

/* Order, number and company of gaps do not matter. */
static void gaps_are_on_their_own(void **state)
{
	struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
	double gap[] = { 100, 0, 25 };
	struct gap_point point[3];
	unsigned int i;

	(void)state;
	spot_gap_curve(&reference, &stack, gap, 3, point);
	for (i = 0; i < 3; i++) {
		struct gap_point alone = at(&reference, &stack, gap[i]);

		assert_near(point[i].gap_nm, gap[i], 0);
		assert_near(point[i].ges, alone.ges, 0);
		assert_near(point[i].sum, alone.sum, 0);
	}
}

/* A lens in air: the gap is not there. */
static void nothing_behind_the_gap(void **state)
{
	struct film_stack stack = bare(LENS, 1, 1);
	double gap;

	(void)state;
	for (gap = 0; gap < 300; gap += 37) {
		struct gap_point point = at(&reference, &stack, gap);

		assert_near(point.ges, 1, 1e-12);
		assert_near(point.total, at(&reference, &stack, 0).total, 1e-12);
	}
}

/* A perfect mirror sends all back; in contact, with the polarisation as it was. */
static void perfect_mirror(void **state)
{
	struct film_stack stack = bare(LENS, 1, 1e-9 + 1e7 * I);
	double gap;

	(void)state;
	assert_near(at(&reference, &stack, 0).ges_power, 0, 1e-9);
	for (gap = 0; gap < 300; gap += 37)
		assert_near(at(&reference, &stack, gap).total, 1, 1e-6);
}

/* What does not come back is absorbed or goes through, for every one of these. */
static void power_is_conserved(void **state)
{
	static const double film_nm[] = { 0, 40, 88, 400 };
	unsigned int i, j, k;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct film_stack stack = phase_change(film_nm[i], AMORPHOUS);
		struct film_power s, p;
		struct radial radial;
		double lost = 0;

		radial_make(&radial, &reference, &stack, RADIAL_MOST);
		for (j = 0; j < radial.count; j++) {
			film_power(&stack, radial.na[j], &s, &p);
			lost += radial.power[j] / 2 * (s.transmitted + p.transmitted);
			for (k = 1; k <= stack.layers; k++)
				lost += radial.power[j] / 2 * (s.absorbed[k] + p.absorbed[k]);
		}
		assert_near(at(&reference, &stack, 25).total + lost, 1, 2e-5);
		assert_near(at(&reference, &stack, 25).sum + at(&reference, &stack, 25).ges_power,
			    at(&reference, &stack, 25).total, 1e-15);
	}
}

/* Plain Simpson's rule over the radius: nothing of radial.c or film_through(). */
static void simpson(const struct optics *optics, const struct film_stack *stack, double gap_nm,
		    unsigned int steps, struct gap_point *point)
{
	struct film_stack here = *stack;
	double all = 0;
	unsigned int i;

	here.thickness_nm[1] = gap_nm;
	*point = (struct gap_point){ .gap_nm = gap_nm };
	for (i = 0; i <= steps; i++) {
		double na = optics->na * i / steps;
		double weight = na * (i % 2 ? 4 : 2) * (i == steps ? 0.5 : 1) *
				pow(optics->fill, 2 * na * na / (optics->na * optics->na));
		struct film_waves r;

		film_reflect(&here, &na, 1, &r);
		all += weight;
		point->ges_power += weight * size2(lane_of(&r.p, 0) - lane_of(&r.s, 0)) / 8;
		point->total += weight * (size2(lane_of(&r.p, 0)) + size2(lane_of(&r.s, 0))) / 2;
	}
	point->ges_power /= all;
	point->total /= all;
}

static void another_quadrature_agrees(void **state)
{
	struct optics optics = reference;
	double gap, fill;

	(void)state;
	for (fill = 1; fill > 0.2; fill -= 0.35) {
		optics.fill = fill;
		for (gap = 0; gap <= 100; gap += 25) {
			struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
			struct gap_point point = at(&optics, &stack, gap), other;

			simpson(&optics, &stack, gap, 20000, &other);
			assert_near(point.ges_power, other.ges_power, 1e-9);
			assert_near(point.total, other.total, 1e-9);
		}
	}
}

static double with_order(const struct optics *optics, const struct film_stack *stack,
			 unsigned int order)
{
	struct radial radial;
	struct film_waves r;
	double power = 0;
	unsigned int i;

	radial_make(&radial, optics, stack, order);
	for (i = 0; i < radial.count; i++) {
		if (i % FILM_LANES == 0)
			film_reflect(stack, radial.na + i, radial_batch(&radial, i), &r);
		power += radial.power[i] *
			 size2(lane_of(&r.p, i % FILM_LANES) - lane_of(&r.s, i % FILM_LANES)) / 8;
	}
	return power;
}

static void converges(void **state)
{
	static const double lens_na[] = { 0.85, 1.2, 1.5, 1.7 };
	unsigned int i;
	double film, gap;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct optics optics = reference;

		optics.na = lens_na[i];
		for (film = LAND_NM; film <= GROOVE_NM; film += GROOVE_NM - LAND_NM)
			for (gap = 0; gap <= 250; gap += 50) {
				struct film_stack stack = phase_change(film, CRYSTALLINE);

				stack.thickness_nm[1] = gap;
				assert_near(at(&optics, &stack, gap).ges_power,
					    with_order(&optics, &stack, RADIAL_MOST), 1e-8);
			}
	}
}

/* The far-field value is what wide gaps ring around. */
static void far_away_is_the_mean_of_wide_gaps(void **state)
{
	struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
	double mean = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < 500; i++)
		mean += at(&reference, &stack, 1000 + 2.025 * i).ges / 500;
	assert_near(mean, 1, 1e-3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(land_follows_the_table),
		cmocka_unit_test(groove_follows_the_table),
		cmocka_unit_test(rises_with_the_gap),
		cmocka_unit_test(written_marks_fake_less_than_10_nm),
		cmocka_unit_test(gaps_are_on_their_own),
		cmocka_unit_test(nothing_behind_the_gap),
		cmocka_unit_test(perfect_mirror),
		cmocka_unit_test(power_is_conserved),
		cmocka_unit_test(another_quadrature_agrees),
		cmocka_unit_test(converges),
		cmocka_unit_test(far_away_is_the_mean_of_wide_gaps),
	};

	return cmocka_run_group_tests_name("gap", tests, NULL, NULL);
}
