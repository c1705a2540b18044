// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Each machine of the line against the closed forms and limits of its model. */
#include <complex.h>
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "near.h"
#include "physics/process.h"

#define AREA_CM2 87.6

static const struct material plastic = {
	.name = "plastic",
	.roles = MATERIAL_SUBSTRATE | MATERIAL_ORGANIC,
	.hardness_gpa = 0.19,
	.modulus_gpa = 2.4,
	.change_c = 147,
};

static const struct material hard_substrate = {
	.name = "hard",
	.roles = MATERIAL_SUBSTRATE,
	.hardness_gpa = 6,
	.modulus_gpa = 72,
	.change_c = 564,
};

static const struct material silica = {
	.name = "silica",
	.roles = MATERIAL_FLATTENING | MATERIAL_SILICA,
	.index = { 1.46, 1.46 },
	.hardness_gpa = 2.5,
	.modulus_gpa = 40,
	.cure_c = 80,
};

/* What gives the reference disc's film: 40 nm on land, 88 nm in grooves. */
static const struct spin_set spin_reference = {
	.film = &silica, .solids = 0.05, .viscosity_mpas = 2, .rpm = 5250, .seconds = 30
};

static const struct polish_set polish_reference = {
	.pressure_pa = 20e3, .speed_m_s = 2, .seconds = 0.75, .contact = 5e-3, .finish_nm = 0.65
};

static void assert_between(double value, double low, double high)
{
	if (!(value >= low && value <= high))
		fail_msg("%.12g is not in %.12g..%.12g", value, low, high);
}

static struct workpiece moulded(double step_nm)
{
	struct workpiece piece = { .axial_pp_nm = 20e3, .radial_pp_nm = 30e3 };

	process_mould(&piece, &plastic, step_nm);
	return piece;
}

static double groove_film(const struct workpiece *piece)
{
	return piece->film_nm + piece->relief_nm - piece->step_nm;
}

static double count_above(const struct workpiece *piece, double height_nm)
{
	return protrusions_expected(&piece->bumps, height_nm, AREA_CM2);
}

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

static struct workpiece baked(const struct material *film, const struct material *substrate,
			      double celsius, double minutes)
{
	struct workpiece piece = moulded(49);
	struct spin_set set = spin_reference;

	set.film = film;
	process_spin(&piece, &set);
	process_bake(&piece, film, substrate, celsius, minutes);
	return piece;
}

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
