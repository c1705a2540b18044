// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Mould, truncation, coating, spin and bake against closed forms and limits. */
#include <math.h>

#include "cmocka_all.h"
#include "line_pieces.h"
#include "near.h"

/* ---- mould, truncate, coat ---- */

static void moulding_copies_the_stamper(void **state)
{
	struct workpiece piece = moulded(50);

	(void)state;
	assert_between(piece.step_nm, 48, 50);
	assert_near(piece.relief_nm, piece.step_nm, 0);
	assert_near(piece.axial_pp_nm, 20e3, 0);
	assert_near(piece.hottest_c, 25, 0);
	assert_near(piece.bumps.per_cm2, 50, 0);
	assert_near(piece.bumps.mean_nm, 15, 0);
	assert_true(isinf(piece.bumps.ceiling_nm));
	process_mould(&piece, &hard_substrate, 50);
	assert_near(piece.step_nm, 50, 0);
}

static void truncation_leaves_nothing_above_the_head(void **state)
{
	struct workpiece piece = moulded(48);
	double below = count_above(&piece, 10);

	(void)state;
	process_truncate(&piece, 12);
	assert_near(count_above(&piece, 12), 0, 0);
	assert_near(count_above(&piece, 10), below, 0);
	process_truncate(&piece, 30);
	assert_near(piece.bumps.ceiling_nm, 12, 0);
	process_truncate(&piece, -5);
	assert_near(count_above(&piece, 0), 0, 0);
}

static void sputtered_films_copy_the_step(void **state)
{
	struct workpiece piece = moulded(48);
	double step = piece.step_nm;
	double ra = roughness_ra(&piece.texture);

	(void)state;
	process_truncate(&piece, 20);
	process_coat(&piece, 80, 0.02, 1.0);
	assert_near(piece.step_nm, step, 0);
	assert_near(piece.relief_nm, step, 0);
	assert_true(roughness_ra(&piece.texture) > ra);
	assert_between(piece.bumps.ceiling_nm, 20, 22);
}

static void shadowing_films_lose_a_step_with_thickness(void **state)
{
	double last = INFINITY;

	(void)state;
	for (double thickness = 0; thickness < 2000; thickness += 50) {
		struct workpiece piece = moulded(48);
		double step = piece.step_nm;

		process_coat(&piece, thickness, 0, 0.8);
		assert_true(piece.step_nm <= last);
		assert_between(piece.step_nm, 0.8 * step, step);
		last = piece.step_nm;
	}
}

/* Variances add, correlation lengths in their proportion. */
static void textures_add(void **state)
{
	struct workpiece piece = moulded(48);
	double moulded_variance = pow(piece.texture.sigma_nm, 2);
	double moulded_length = piece.texture.correlation_um;
	double film = pow(0.10 * pow(60, 0.33), 2);

	(void)state;
	process_coat(&piece, 60, 0, 1);
	assert_near(pow(piece.texture.sigma_nm, 2), moulded_variance + film, 1e-12);
	assert_near(piece.texture.correlation_um,
		    (moulded_variance * moulded_length + film * 0.03) / (moulded_variance + film),
		    1e-12);
}

/* ---- spin ---- */

/* Film on a plane disc. */
static double spun(double solids, double viscosity, double rpm, double seconds)
{
	struct spin_set set = { &silica, solids, viscosity, rpm, seconds };
	struct workpiece piece = moulded(0);

	process_spin(&piece, &set);
	return piece.film_nm;
}

static void final_film_scales_as_meyerhofers(void **state)
{
	double base = spun(0.05, 2, 4000, 60);

	(void)state;
	for (double factor = 0.5; factor < 2.1; factor *= 1.3) {
		assert_near(log(spun(0.05, 2, 4000 * factor, 60) / base), -0.5 * log(factor), 1e-9);
		assert_near(log(spun(0.05, 2 * factor, 4000, 60) / base), log(factor) / 3, 1e-9);
		assert_near(spun(0.05 * factor, 2, 4000, 60) / base,
			    factor * cbrt(0.95 / (1 - 0.05 * factor)), 1e-9);
	}
	/* Dry is dry. */
	assert_near(spun(0.05, 2, 4000, 600), base, 0);
}

static void film_that_still_flows_is_that_of_emslie(void **state)
{
	const double puddle = 100e-6, density = 885;

	(void)state;
	for (double seconds = 0; seconds < 2; seconds += 0.1) {
		double speed = 1000 * 2 * M_PI / 60;
		double eta = 0.5;
		double flow = puddle / sqrt(1 + 4 * density * speed * speed * puddle * puddle *
							seconds / (3 * eta));

		assert_near(spun(0.02, eta * 1e3, 1000, seconds), 0.02 * flow * 1e9,
			    1e-9 * 0.02 * flow * 1e9);
	}
}

static void plausible_settings_give_plausible_films(void **state)
{
	(void)state;
	assert_between(spun(0.05, 2, 4000, 30), 60, 120);
	assert_between(spun(0.05, 1, 6000, 30), 40, 80);
	assert_between(spun(0.10, 5, 3000, 30), 180, 350);
}

static void liquid_lies_level_over_tracks(void **state)
{
	(void)state;
	for (double step = 0; step < 70; step += 10) {
		struct workpiece piece = moulded(step);

		process_spin(&piece, &spin_reference);
		assert_near((piece.film_nm + groove_film(&piece)) / 2, spun(0.05, 2, 5250, 30),
			    1e-9);
		assert_near(piece.step_nm, 0.2 * piece.relief_nm, 1e-9);
	}
}

static void residue_after_cure_is_a_quarter_of_the_step(void **state)
{
	struct workpiece piece = moulded(48 / 0.98);

	(void)state;
	process_spin(&piece, &spin_reference);
	process_bake(&piece, &silica, &plastic, 110, 30);
	assert_near(piece.relief_nm, 48, 0.1);
	assert_near(piece.step_nm, 12, 0.5);
}

static void thin_film_cannot_bury_the_step(void **state)
{
	struct spin_set set = spin_reference;
	struct workpiece piece = moulded(60);

	(void)state;
	set.solids = 0.005;
	process_spin(&piece, &set);
	assert_near(piece.film_nm, 0, 0);
	assert_between(piece.step_nm, 30, 58.8);
	assert_near(groove_film(&piece), 2 * spun(0.005, 2, 5250, 30), 1e-9);
}

static void film_hides_what_is_lower(void **state)
{
	struct workpiece bare = moulded(0);
	struct workpiece truncated = moulded(0);
	struct workpiece thick = moulded(0);
	struct spin_set set = spin_reference;

	(void)state;
	process_truncate(&truncated, 20);
	process_spin(&bare, &set);
	process_spin(&truncated, &set);
	set.solids = 0.3;
	process_spin(&thick, &set);
	assert_true(count_above(&bare, 14) > count_above(&truncated, 14));
	assert_true(count_above(&bare, 14) < 1000);
	/* Particles of the solution itself: a thick film is no cure. */
	assert_true(count_above(&thick, 14) > 100);
	assert_near(count_above(&thick, 14), count_above(&truncated, 14), 1e-3);
}

/* Levelled as far as the liquid has time for; shrinkage alone is left of it at best. */
static void thin_liquid_levels_more_waviness(void **state)
{
	double last = 0;

	(void)state;
	for (double viscosity = 0.1; viscosity < 1e4; viscosity *= 2) {
		struct spin_set set = spin_reference;
		struct workpiece piece = moulded(0);
		double before = piece.topography_nm;

		/* The same liquid film at any viscosity: Meyerhofer's exponents. */
		set.viscosity_mpas = viscosity;
		set.rpm *= pow(viscosity / 2, 2.0 / 3);
		process_spin(&piece, &set);
		assert_between(piece.topography_nm, 0.2 * before, before);
		assert_true(piece.topography_nm > last);
		last = piece.topography_nm;
	}
}

/* ---- bake ---- */

static void cure_hardens_densifies_and_shrinks(void **state)
{
	struct workpiece dry = baked(&silica, &plastic, 20, 0);
	struct workpiece cured = baked(&silica, &plastic, 120, 60);
	struct workpiece half = baked(&silica, &plastic, 80, 30);
	double last = 0;

	(void)state;
	assert_near(cured.hardness_gpa, 2.5, 1e-3);
	assert_near(cured.film_index, 1.46, 1e-3);
	assert_near(half.hardness_gpa, 2.5 * pow(0.95, 1.5), 0.01);
	assert_true(dry.hardness_gpa < 0.3);
	assert_between(dry.film_index, 1.30, 1.40);
	assert_near(cured.film_nm, 0.94 * dry.film_nm, 0.01);
	assert_near(groove_film(&cured), 0.94 * groove_film(&dry), 0.01);
	for (double celsius = 20; celsius < 130; celsius += 10) {
		struct workpiece piece = baked(&silica, &plastic, celsius, 10);

		assert_true(piece.hardness_gpa >= last);
		last = piece.hardness_gpa;
	}
}

static void glass_film_stays_soft_below_its_cure(void **state)
{
	struct material glass = silica;

	(void)state;
	glass.cure_c = 0;
	assert_near(baked(&glass, &plastic, 20, 0).hardness_gpa, 2.5, 0);
	glass.cure_c = 400;
	assert_true(baked(&glass, &plastic, 120, 30).hardness_gpa < 0.5);
	assert_near(baked(&glass, &hard_substrate, 450, 60).hardness_gpa, 2.5, 0.01);
}

static void plastic_survives_low_bakes_and_flows_at_high(void **state)
{
	struct workpiece low = baked(&silica, &plastic, 120, 30);
	struct workpiece high = baked(&silica, &plastic, 200, 30);
	struct workpiece glass = baked(&silica, &hard_substrate, 200, 30);
	double axial = 0, relief = INFINITY;

	(void)state;
	assert_near(low.relief_nm, 48.02, 0.01);
	assert_near(low.axial_pp_nm, 20e3, 1e3);
	assert_true(high.relief_nm < 1);
	assert_true(high.step_nm < 1);
	assert_true(high.axial_pp_nm > 300e3);
	assert_near(high.hottest_c, 200, 0);
	assert_near(glass.relief_nm, 48.02, 1e-6);
	assert_near(glass.axial_pp_nm, 20e3, 1);
	for (double celsius = 80; celsius < 240; celsius += 5) {
		struct workpiece piece = baked(&silica, &plastic, celsius, 30);

		assert_true(piece.axial_pp_nm >= axial);
		assert_true(piece.relief_nm <= relief);
		axial = piece.axial_pp_nm;
		relief = piece.relief_nm;
	}
}

/* A wave on a liquid goes as exp(-t gamma k / 2 eta): twice the time, the square. */
static void relief_melts_exponentially(void **state)
{
	double once = baked(&silica, &plastic, 160, 10).relief_nm;
	double twice = baked(&silica, &plastic, 160, 20).relief_nm;

	(void)state;
	assert_between(once, 25, 48);
	assert_near(twice / 48.02, once / 48.02 * once / 48.02, 1e-9);
}

static double melt_rate(double celsius)
{
	return -log(baked(&silica, &plastic, celsius, 1).relief_nm / 48.02);
}

static void melt_is_that_of_williams_landel_and_ferry(void **state)
{
	double shift = 16.14 * (25.0 / (56 + 25) - 10.0 / (56 + 10));

	(void)state;
	assert_near(log10(melt_rate(172) / melt_rate(157)), shift, 1e-6);
}

/* Far below the glass transition both creep and relaxation are linear in time. */
static void glass_creeps_with_its_activation(void **state)
{
	struct workpiece cool = baked(&silica, &plastic, 100, 30);
	struct workpiece warm = baked(&silica, &plastic, 110, 30);
	struct workpiece longer = baked(&silica, &plastic, 110, 90);
	double shift = 400e3 / 8.314 * (1 / 373.15 - 1 / 383.15);

	(void)state;
	assert_near(log((warm.axial_pp_nm - 20e3) / (cool.axial_pp_nm - 20e3)), shift, 1e-3);
	assert_near((longer.axial_pp_nm - 20e3) / (warm.axial_pp_nm - 20e3), 3, 1e-3);
	assert_near((warm.radial_pp_nm - 30e3) / (warm.axial_pp_nm - 20e3), 0.1, 1e-6);
}

/* At the transition, for one relaxation time: 1 - 1/e of the warp, and the sag. */
static void warp_is_released_in_a_relaxation_time(void **state)
{
	struct workpiece piece = baked(&silica, &plastic, 147, 1e12 / 0.9e9 / 60);
	double sag = 500e3 * (1 - exp(-80.0 / 500));

	(void)state;
	assert_near(piece.axial_pp_nm, 20e3 + 150e3 * (1 - 1 / M_E) + sag, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moulding_copies_the_stamper),
		cmocka_unit_test(truncation_leaves_nothing_above_the_head),
		cmocka_unit_test(sputtered_films_copy_the_step),
		cmocka_unit_test(textures_add),
		cmocka_unit_test(shadowing_films_lose_a_step_with_thickness),
		cmocka_unit_test(final_film_scales_as_meyerhofers),
		cmocka_unit_test(film_that_still_flows_is_that_of_emslie),
		cmocka_unit_test(plausible_settings_give_plausible_films),
		cmocka_unit_test(liquid_lies_level_over_tracks),
		cmocka_unit_test(residue_after_cure_is_a_quarter_of_the_step),
		cmocka_unit_test(thin_film_cannot_bury_the_step),
		cmocka_unit_test(film_hides_what_is_lower),
		cmocka_unit_test(thin_liquid_levels_more_waviness),
		cmocka_unit_test(cure_hardens_densifies_and_shrinks),
		cmocka_unit_test(glass_film_stays_soft_below_its_cure),
		cmocka_unit_test(plastic_survives_low_bakes_and_flows_at_high),
		cmocka_unit_test(relief_melts_exponentially),
		cmocka_unit_test(warp_is_released_in_a_relaxation_time),
		cmocka_unit_test(glass_creeps_with_its_activation),
		cmocka_unit_test(melt_is_that_of_williams_landel_and_ferry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
