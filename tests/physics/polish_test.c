// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Polish, and the whole line, against closed forms and limits. */
#include <math.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "line_pieces.h"
#include "near.h"

/* ---- polish ---- */

static struct workpiece before_polish(void)
{
	return baked(&silica, &plastic, 110, 30);
}

static struct workpiece plane_film(void)
{
	struct workpiece piece = moulded(0);

	process_spin(&piece, &spin_reference);
	process_bake(&piece, &silica, &plastic, 110, 60);
	return piece;
}

static double polished_off(const struct polish_set *set)
{
	struct workpiece piece = plane_film();
	double film = piece.film_nm;

	process_polish(&piece, set);
	return film - piece.film_nm;
}

static void removal_is_prestons(void **state)
{
	struct polish_set set = polish_reference;
	double once = polished_off(&set);
	struct polish_set other = set;

	(void)state;
	/* 7e-14/Pa is of oxide with 8.5 GPa; this one has 2.5. */
	assert_near(once, 7e-14 * 8.5 / 2.5 * 20e3 * 2 * 0.75 * 1e9, 1e-3);
	other.pressure_pa *= 2;
	assert_near(polished_off(&other), 2 * once, 1e-9);
	other = set;
	other.speed_m_s *= 3;
	assert_near(polished_off(&other), 3 * once, 1e-9);
	other = set;
	other.seconds = 0;
	assert_near(polished_off(&other), 0, 0);
}

static void removal_is_shared_by_land_and_groove(void **state)
{
	struct polish_set set = polish_reference;
	double plane = polished_off(&set);
	struct workpiece piece = before_polish();
	double land = piece.film_nm;
	double groove = groove_film(&piece);

	(void)state;
	process_polish(&piece, &set);
	assert_near(((land - piece.film_nm) + (groove - groove_film(&piece))) / 2, plane, 1e-2);
	assert_true(land - piece.film_nm > groove - groove_film(&piece));
}

static void polishing_twice_is_polishing_twice_as_long(void **state)
{
	(void)state;
	for (double seconds = 0.01; seconds < 1.3; seconds *= 1.5) {
		struct polish_set set = polish_reference;
		struct workpiece twice = before_polish();
		struct workpiece longer = before_polish();

		set.seconds = seconds;
		process_polish(&twice, &set);
		process_polish(&twice, &set);
		set.seconds = 2 * seconds;
		process_polish(&longer, &set);
		assert_near(twice.film_nm, longer.film_nm, 1e-9);
		assert_near(twice.step_nm, longer.step_nm, 1e-9);
		assert_near(twice.texture.sigma_nm, longer.texture.sigma_nm, 1e-9);
		assert_near(twice.bumps.ceiling_nm, longer.bumps.ceiling_nm, 1e-6);
	}
}

static void polish_ends_at_the_finish_of_the_tape(void **state)
{
	struct polish_set set = polish_reference;

	(void)state;
	for (double finish = 0.4; finish < 7; finish *= 1.5) {
		struct workpiece piece = before_polish();

		set.finish_nm = finish;
		set.seconds = 3;
		process_polish(&piece, &set);
		assert_near(roughness_ra(&piece.texture), finish, 0.02);
	}
}

static void stiff_tape_follows_long_waves(void **state)
{
	struct polish_set set = polish_reference;
	struct workpiece light = before_polish();
	struct workpiece hard = before_polish();

	(void)state;
	set.seconds = 3;
	set.pressure_pa = 5e3;
	process_polish(&light, &set);
	/* As much removal, but the tape is pressed into the valleys. */
	set.seconds = 0.15;
	set.pressure_pa = 100e3;
	process_polish(&hard, &set);
	assert_near(light.film_nm, hard.film_nm, 1e-9);
	assert_true(light.topography_nm < hard.topography_nm);
	assert_between(hard.topography_nm, 0.9 * before_polish().topography_nm,
		       before_polish().topography_nm);
}

static void bumps_wear_faster_than_the_film(void **state)
{
	double last = INFINITY;

	(void)state;
	for (double seconds = 0; seconds < 1; seconds += 0.01) {
		struct polish_set set = polish_reference;
		struct workpiece piece = before_polish();

		set.seconds = seconds;
		process_polish(&piece, &set);
		assert_true(piece.bumps.ceiling_nm <= last);
		last = piece.bumps.ceiling_nm;
	}
	assert_true(last < 10);
}

/* A disc's tallest bump wears at removal over contact as long as it is alone. */
static void short_polish_takes_a_little_off_the_tallest(void **state)
{
	struct polish_set set = polish_reference;
	struct workpiece piece = before_polish();
	double first, second;

	(void)state;
	set.seconds = 0.01;
	process_polish(&piece, &set);
	first = piece.bumps.ceiling_nm;
	process_polish(&piece, &set);
	second = piece.bumps.ceiling_nm;
	assert_near(first - second, 7e-14 * 8.5 / piece.hardness_gpa * 20e3 * 2 * 0.01 * 1e9 / 5e-3,
		    1e-6);
	assert_true(second > 14);
}

static void too_long_a_polish_eats_the_film(void **state)
{
	struct polish_set set = polish_reference;
	struct workpiece piece = before_polish();

	(void)state;
	set.seconds = 100;
	process_polish(&piece, &set);
	assert_near(piece.film_nm, 0, 0);
	assert_true(groove_film(&piece) > 0);
	assert_between(piece.step_nm, 0, 12);
	assert_near(piece.film_sigma, 0, 0);
}

/* Polishing on changes nothing: the groove is as it was when the land came through. */
static void worn_through_land_stops_the_tape(void **state)
{
	struct polish_set set = polish_reference;
	struct workpiece just, much;
	double before = 0, after = 100;

	(void)state;
	while (after - before > 1e-12) {
		just = before_polish();
		set.seconds = (before + after) / 2;
		process_polish(&just, &set);
		if (just.film_nm > 0)
			before = set.seconds;
		else
			after = set.seconds;
	}
	set.seconds = after * 1.5;
	much = before_polish();
	process_polish(&much, &set);
	assert_near(groove_film(&much), groove_film(&just), 1e-6);
	assert_near(much.step_nm, just.step_nm, 1e-6);
}

static void removal_is_uneven(void **state)
{
	struct workpiece before = plane_film();
	struct workpiece after = before;
	double removed;

	(void)state;
	process_polish(&after, &polish_reference);
	removed = before.film_nm - after.film_nm;
	assert_near(after.film_sigma * after.film_nm,
		    hypot(before.film_sigma * before.film_nm, 0.15 * removed), 1e-9);
	assert_near(after.film_tilt * after.film_nm, before.film_tilt * before.film_nm, 1e-9);
}

static void soft_film_is_gone_sooner(void **state)
{
	struct workpiece soft = moulded(49);
	struct workpiece hard = before_polish();

	(void)state;
	process_spin(&soft, &spin_reference);
	process_polish(&soft, &polish_reference);
	process_polish(&hard, &polish_reference);
	assert_near(soft.film_nm, 0, 0);
	assert_true(hard.film_nm > 35);
}

static void bare_disc_keeps_its_step(void **state)
{
	struct workpiece piece = moulded(49);
	double step = piece.step_nm;

	(void)state;
	process_polish(&piece, &polish_reference);
	assert_near(piece.step_nm, step, 0);
	assert_near(piece.film_nm, 0, 0);
	assert_true(piece.bumps.ceiling_nm < 20);
}

/* ---- the whole line ---- */

static struct workpiece whole_line(bool truncate, double bake_c, bool polish)
{
	static const double film_nm[] = { 80, 25, 14, 60 };
	struct workpiece piece = moulded(49);

	if (truncate)
		process_truncate(&piece, 20);
	for (int i = 0; i < 4; i++)
		process_coat(&piece, film_nm[i], 0.02, 1.0);
	process_spin(&piece, &spin_reference);
	process_bake(&piece, &silica, &plastic, bake_c, 30);
	if (polish)
		process_polish(&piece, &polish_reference);
	return piece;
}

static void reference_line_gives_the_reference_disc(void **state)
{
	struct workpiece piece = whole_line(true, 110, true);

	(void)state;
	assert_near(piece.film_nm, 40, 3);
	assert_near(groove_film(&piece), 88, 3);
	assert_between(piece.step_nm, 0, 2);
	assert_between(roughness_ra(&piece.texture), 0.5, 0.8);
	assert_between(piece.topography_nm, 0.1, 0.4);
	assert_true(count_above(&piece, 14) < 1);
	assert_true(count_above(&piece, 10) < 1);
	assert_between(piece.film_nm * hypot(piece.film_sigma, piece.film_tilt / sqrt(12)), 1, 3);
	assert_near(piece.axial_pp_nm, 20e3, 500);
	assert_true(piece.hardness_gpa > 1);
}

static void each_omission_shows(void **state)
{
	struct workpiece rough = whole_line(true, 110, false);
	struct workpiece hot = whole_line(true, 200, true);
	struct workpiece dirty = whole_line(false, 110, false);

	(void)state;
	assert_true(count_above(&rough, 14) > 100);
	assert_near(rough.step_nm, 12, 0.5);
	assert_true(hot.relief_nm < 1);
	assert_true(hot.axial_pp_nm > 300e3);
	assert_true(count_above(&dirty, 14) > 1.1 * count_above(&rough, 14));
}

/* Frozen: a changed figure is a changed disc, and Documentation/physics.md tells them. */
static void reference_line_is_the_same_again(void **state)
{
	struct workpiece piece = whole_line(true, 135, true);

	(void)state;
	assert_near(piece.film_nm, 39.7840197672, 1e-9);
	assert_near(piece.step_nm, 0.500663813688, 1e-9);
	assert_near(piece.film_sigma, 0.0479544517436, 1e-9);
	assert_near(piece.film_tilt, -0.0264568734305, 1e-9);
	assert_near(piece.texture.sigma_nm, 0.818112201469, 1e-9);
	assert_near(piece.texture.correlation_um, 0.199551309584, 1e-9);
	assert_near(piece.topography_nm, 0.335316280486, 1e-9);
	assert_near(piece.bumps.per_cm2, 5, 1e-9);
	assert_near(piece.bumps.mean_nm, 15, 1e-9);
	assert_near(piece.bumps.ceiling_nm, 2.8849369436, 1e-9);
	assert_near(piece.axial_pp_nm, 32605.7292178, 1e-6);
	assert_near(piece.film_index, 1.46, 1e-9);
}

/* The same for a film that still flowed, over bumps that nobody truncated. */
static void hasty_line_is_the_same_again(void **state)
{
	struct spin_set spin = spin_reference;
	struct polish_set polish = polish_reference;
	struct workpiece piece = moulded(49);

	(void)state;
	process_coat(&piece, 120, 0.05, 0.9);
	spin.solids = 0.005;
	spin.viscosity_mpas = 20;
	spin.seconds = 0.3;
	process_spin(&piece, &spin);
	process_bake(&piece, &silica, &plastic, 60, 5);
	polish.seconds = 5e-4;
	polish.pressure_pa = 100e3;
	process_polish(&piece, &polish);
	assert_near(piece.film_nm, 48.9272559546, 1e-9);
	assert_near(piece.step_nm, 8.06283190899, 1e-9);
	assert_near(piece.film_sigma, 0.186432333889, 1e-9);
	assert_near(piece.texture.correlation_um, 0.162319771492, 1e-9);
	assert_near(piece.topography_nm, 0.116580283276, 1e-9);
	assert_near(piece.bumps.per_cm2, 7.1159743953, 1e-9);
	assert_near(piece.bumps.ceiling_nm, 109.26652298, 1e-9);
	assert_near(piece.hardness_gpa, 0.125903235173, 1e-9);
	assert_near(piece.film_index, 1.37072359888, 1e-9);
}

static double any(struct random *random, double low, double high)
{
	double x = random_unit(random);

	/* Ends as such, and between them evenly in logarithm. */
	if (x < 0.05)
		return low;
	if (x > 0.95)
		return high;
	return low * pow(high / low, x);
}

static void check_sane(const struct workpiece *piece)
{
	assert_between(piece->step_nm, 0, 1e4);
	assert_between(piece->relief_nm, 0, 1e4);
	assert_between(piece->film_nm, 0, 1e6);
	assert_between(groove_film(piece), -1e-9, 1e6);
	assert_between(piece->film_sigma, 0, 1e300);
	assert_true(isfinite(piece->film_tilt));
	assert_between(roughness_ra(&piece->texture), 0, 1e4);
	assert_between(piece->topography_nm, 0, 1e4);
	assert_between(piece->bumps.per_cm2, 0, 1e6);
	assert_between(piece->bumps.mean_nm, 0, 1e4);
	assert_true(piece->bumps.ceiling_nm >= 0);
	assert_between(piece->axial_pp_nm, 0, 1e7);
	assert_between(piece->hardness_gpa, 0, 10);
	assert_true(piece->film_index == 0 || (piece->film_index >= 1 && piece->film_index < 3));
}

static void any_line_gives_a_disc(void **state)
{
	struct random random = { 1 };

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct workpiece piece = moulded(any(&random, 1e-3, 500));
		struct spin_set spin = { &silica, any(&random, 1e-3, 0.999),
					 any(&random, 1e-3, 1e5), any(&random, 1e-3, 1e5),
					 any(&random, 1e-6, 1e6) };
		struct polish_set polish = { any(&random, 1e-3, 1e9), any(&random, 1e-6, 1e3),
					     any(&random, 1e-6, 1e6), any(&random, 1e-9, 1),
					     any(&random, 1e-6, 100) };

		process_truncate(&piece, any(&random, 1e-3, 1e6));
		process_coat(&piece, any(&random, 1e-3, 1e4), any(&random, 1e-6, 0.5),
			     any(&random, 0.01, 1));
		check_sane(&piece);
		process_spin(&piece, &spin);
		check_sane(&piece);
		process_bake(&piece, &silica, &plastic, any(&random, 1, 1000),
			     any(&random, 1e-3, 1e6));
		check_sane(&piece);
		process_polish(&piece, &polish);
		check_sane(&piece);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(removal_is_prestons),
		cmocka_unit_test(removal_is_shared_by_land_and_groove),
		cmocka_unit_test(polishing_twice_is_polishing_twice_as_long),
		cmocka_unit_test(polish_ends_at_the_finish_of_the_tape),
		cmocka_unit_test(stiff_tape_follows_long_waves),
		cmocka_unit_test(bumps_wear_faster_than_the_film),
		cmocka_unit_test(short_polish_takes_a_little_off_the_tallest),
		cmocka_unit_test(too_long_a_polish_eats_the_film),
		cmocka_unit_test(removal_is_uneven),
		cmocka_unit_test(worn_through_land_stops_the_tape),
		cmocka_unit_test(soft_film_is_gone_sooner),
		cmocka_unit_test(bare_disc_keeps_its_step),
		cmocka_unit_test(reference_line_gives_the_reference_disc),
		cmocka_unit_test(each_omission_shows),
		cmocka_unit_test(reference_line_is_the_same_again),
		cmocka_unit_test(hasty_line_is_the_same_again),
		cmocka_unit_test(any_line_gives_a_disc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
