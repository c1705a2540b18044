// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The shipped recipes' designs: the reference disc's figures, and what each spoiled recipe
 * spoils. Figures marked (ref) are those of the reference drive's design.
 */
#include <math.h>
#include <string.h>

#include "cmocka_all.h"
#include "lib/medium.h"
#include "nfod/wire.h"
#include "press/design.h"
#include "press/leadin.h"
#include "press/recipe.h"
#include "press/reference.h"

/* Either side of a figure that another model of the same thing gave. */
static void within(double value, double least, double most)
{
	if (!(value >= least && value <= most))
		fail_msg("%g is not within %g..%g", value, least, most);
}

static struct recipe *shipped(const char *name)
{
	char why[RECIPE_WHY] = "";
	struct recipe *recipe = recipe_read(name, why, sizeof(why));

	if (!recipe)
		fail_msg("%s", why);
	return recipe;
}

static struct recipe *evaluate(const char *name, struct design *design)
{
	struct recipe *recipe = shipped(name);

	design_evaluate(design, recipe);
	return recipe;
}

static void reference_line(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("pc-reference", &design);
	const struct workpiece *piece = &design.piece;

	(void)state;
	/* (ref) 48 +- 3 for marks that change the amplitude alone; phase moves it. */
	within(design.relief.step_nm, 45.0, 60.0);
	within(design.side[NFOD_LAND].film_nm, 37.0, 43.0); /* (ref) 40 */
	/* (ref) 88: the land's and the step, less the dip */
	within(design.side[NFOD_GROOVE].film_nm, 82.0, 96.0);
	within(roughness_ra(&piece->texture), 0.3, 1.0); /* (ref) 0.5..1 */
	within(line_film_sigma_nm(piece), 0.1, 3.0); /* (ref) 3 */
	within(piece->topography_nm, 0.0, 0.4); /* (ref) 0.4 */
	within(piece->hottest_c, 80.0, 120.0); /* (ref) 80..120 */
	within(piece->axial_pp_nm, 19e3, 21e3); /* (ref) 20 um */
	assert_true(design.rejects_expected < 1.0); /* (ref) fewer than one */
	assert_true(design.damaging_expected < design.rejects_expected + 1e-9);
	for (unsigned int step = 0; step < LINE_STEPS; step++) {
		assert_true(design.line[step].done);
		assert_int_equal(design.line[step].step, step);
		assert_int_not_equal(design.line[step].note[0], '\0');
		assert_non_null(line_step_name(step));
	}
	recipe_free(recipe);
}

/* What each step is there for. */
static void steps_do_their_work(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("pc-reference", &design);
	const struct line_entry *line = design.line;
	double limit = recipe->limits.protrusion_nm;

	(void)state;
	assert_true(line_tallest_nm(&line[STEP_TRUNCATE].piece) <
		    line_tallest_nm(&line[STEP_MOULD].piece) / 2.0);
	assert_true(line[STEP_SPIN].piece.step_nm < line[STEP_SPUTTER].piece.step_nm / 2.0);
	assert_true(line[STEP_SPIN].piece.film_nm > 0.0);
	assert_true(line[STEP_BAKE].piece.hardness_gpa > line[STEP_SPIN].piece.hardness_gpa);
	assert_true(line[STEP_POLISH].piece.texture.sigma_nm <
		    line[STEP_BAKE].piece.texture.sigma_nm);
	assert_true(protrusions_expected(&line[STEP_POLISH].piece.bumps, limit, DESIGN_AREA_CM2) <
		    protrusions_expected(&line[STEP_BAKE].piece.bumps, limit, DESIGN_AREA_CM2));
	assert_memory_equal(&line[STEP_INSPECT].piece, &design.piece, sizeof(design.piece));
	recipe_free(recipe);
}

static void reference_gap_signal(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("pc-reference", &design);
	const struct side_design *land = &design.side[NFOD_LAND];
	const struct side_design *groove = &design.side[NFOD_GROOVE];

	(void)state;
	within(land->at_gap[STATE_ERASED].ges, 0.255, 0.295); /* (ref) .275 */
	within(groove->at_gap[STATE_ERASED].ges, 0.369, 0.429); /* (ref) .389 */
	within(land->ges_slope, 0.010, 0.014); /* (ref) 1..1.3 %/nm */
	within(groove->ges_slope, 0.008, 0.013);
	/* (ref) a bad stack fakes 10 nm; this one must not. */
	assert_true(fabs(land->state_nm) < 5.0);
	assert_true(fabs(groove->state_nm) < 5.0);
	recipe_free(recipe);
}

static void reference_spot(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("pc-reference", &design);
	const struct spot *spot = &design.side[NFOD_LAND].spot;

	(void)state;
	within(spot->peak, 0.70, 0.84); /* (ref) .77 */
	within(sqrt(spot->fwhm_x_nm * spot->fwhm_y_nm), 132.0, 152.0); /* (ref) 140..144 */
	assert_true(design.absorbed > design.absorbed_bare);
	assert_true(design.hardness_gpa > design.hardness_bare_gpa);
	recipe_free(recipe);
}

static void references_pass(void **state)
{
	static const char *const name[] = { "pc-reference", "mo-reference" };

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		struct design design;
		struct recipe *recipe = evaluate(name[i], &design);

		if (design.rejects)
			fail_msg("%s: %s", name[i], design.line[STEP_INSPECT].note);
		assert_string_equal(design.line[STEP_INSPECT].note, "passed");
		assert_true(design.greatest_film_nm <= design.formed_nm);
		/* Not only where the two track models agree to be wrong. */
		assert_int_equal(design_rigorous(&design, &GRATING_QUICK), 0);
		if (design.rejects)
			fail_msg("%s, rigorous: %s", name[i], design.line[STEP_INSPECT].note);
		recipe_free(recipe);
	}
}

static void spoiled_misses(const char *name, uint32_t reject)
{
	struct design design;
	struct recipe *recipe = evaluate(name, &design);

	if (!(design.rejects & reject))
		fail_msg("%s: not %s, but %s", name, reject_words(reject),
			 design.line[STEP_INSPECT].note);
	assert_non_null(strstr(design.line[STEP_INSPECT].note, reject_words(reject)));
	recipe_free(recipe);
}

static void no_polish_leaves_protrusions(void **state)
{
	(void)state;
	spoiled_misses("spoiled-no-polish", NFOD_REJECT_PROTRUSIONS);
}

static void thick_film_flattens_gap_signal(void **state)
{
	(void)state;
	spoiled_misses("spoiled-thick-film", NFOD_REJECT_GAP_SLOPE);
}

static void hot_bake_warps(void **state)
{
	(void)state;
	spoiled_misses("spoiled-hot-bake", NFOD_REJECT_RUNOUT);
}

static void wrong_step_couples_tracks(void **state)
{
	(void)state;
	spoiled_misses("spoiled-step", NFOD_REJECT_CROSSTALK);
}

static void limits_decide(void **state)
{
	static const struct {
		const char *key;
		double value;
		uint32_t reject;
	} tight[] = {
		{ "inspection.ra_nm", 0.05, NFOD_REJECT_ROUGHNESS },
		{ "inspection.crosstalk_db", -60.0, NFOD_REJECT_CROSSTALK },
		{ "inspection.slope_ppm_nm", 50000.0, NFOD_REJECT_GAP_SLOPE },
		{ "inspection.axial_um", 1.0, NFOD_REJECT_RUNOUT },
		{ "inspection.film_sigma_nm", 0.1, NFOD_REJECT_THICKNESS },
		{ "inspection.hardness_gpa", 40.0, NFOD_REJECT_HARDNESS },
		{ "inspection.modulation", 1.9, NFOD_REJECT_CONTRAST },
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(tight) / sizeof(tight[0]); i++) {
		struct recipe *recipe = shipped("pc-reference");
		struct design design;
		char why[RECIPE_WHY] = "";

		if (recipe_set(recipe, tight[i].key, tight[i].value, why, sizeof(why)))
			fail_msg("%s", why);
		design_evaluate(&design, recipe);
		if (design.rejects != tight[i].reject)
			fail_msg("%s: %s", tight[i].key, design.line[STEP_INSPECT].note);
		recipe_free(recipe);
	}
}

static void same_recipe_same_design(void **state)
{
	struct design first, second, line;
	struct recipe *recipe = shipped("mo-reference");

	(void)state;
	/* Padding counts too, so let it be alike. */
	memset(&first, 0, sizeof(first));
	memset(&second, 0, sizeof(second));
	design_evaluate(&first, recipe);
	design_evaluate(&second, recipe);
	assert_memory_equal(&first, &second, sizeof(first));
	design_line(&line, recipe);
	assert_memory_equal(&line.piece, &first.piece, sizeof(line.piece));
	recipe_free(recipe);
}

static void curve_goes_through_the_gap(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("pc-reference", &design);
	struct gap_point one, many[100];
	double gap_nm[100];

	(void)state;
	for (unsigned int i = 0; i < 100; i++)
		gap_nm[i] = i * 3.0;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		design_curve(&design, side, STATE_ERASED, &recipe->gap_nm, 1, &one);
		assert_true(fabs(one.ges - design.side[side].at_gap[STATE_ERASED].ges) < 1e-12);
		design_curve(&design, side, STATE_ERASED, gap_nm, 100, many);
		assert_true(fabs(many[99].gap_nm - 297.0) < 1e-12);
		assert_true(many[0].ges < 0.3 && many[99].ges > 0.9);
	}
	recipe_free(recipe);
}

/* Two models of the same tracks: alike where neither is near a null. */
static void grating_model_replaces_the_scalar_one(void **state)
{
	struct design scalar, rigorous;
	struct recipe *recipe = evaluate("pc-reference", &scalar);

	(void)state;
	rigorous = scalar;
	assert_int_equal(design_rigorous(&rigorous, &GRATING_QUICK), 0);
	assert_memory_not_equal(&scalar.tracks, &rigorous.tracks, sizeof(scalar.tracks));
	assert_memory_equal(&scalar.piece, &rigorous.piece, sizeof(scalar.piece));
	within(rigorous.tracks.push_pull / scalar.tracks.push_pull, 0.8, 1.25);
	assert_int_equal(rigorous.tracks.push_pull_sign, scalar.tracks.push_pull_sign);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		within(rigorous.side[side].modulation / scalar.side[side].modulation, 0.8, 1.25);
		assert_true(rigorous.side[side].crosstalk_db == rigorous.tracks.crosstalk_db[side]);
	}
	recipe_free(recipe);
}

/* Powers of the reference design are the reference powers: that fixes REF_ABSORBED. */
static void reference_powers(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("pc-reference", &design);
	struct nfod_disc_film film;
	double mean = 0.0;

	(void)state;
	within(design.absorbed / REF_ABSORBED, 0.99, 1.01);
	design_describe(&design, &film);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		mean += film.side[side].write_uw / 2000.0;
	within(mean, 2.0, 2.2);
	assert_int_equal(film.side[NFOD_LAND].field_oe, 0);
	assert_int_equal(film.side[NFOD_LAND].push_pull_sign,
			 -film.side[NFOD_GROOVE].push_pull_sign);
	recipe_free(recipe);
}

static void magnetic_powers(void **state)
{
	struct design design;
	struct recipe *recipe = evaluate("mo-reference", &design);
	struct nfod_disc_film film;

	(void)state;
	design_describe(&design, &film);
	within(film.side[NFOD_LAND].field_oe, 150.0, 250.0); /* (ref) */
	/* It need not melt. */
	assert_true(film.side[NFOD_LAND].write_uw < 2500);
	assert_true(film.side[NFOD_LAND].write_uw > film.side[NFOD_LAND].read_uw);
	recipe_free(recipe);
}

static void every_lead_in_is_possible(void **state)
{
	const char *name;

	(void)state;
	for (size_t n = 0; (name = recipe_shipped(n)); n++) {
		struct leadin_order order = { .seed = n, .label = name };
		struct nfod_disc_info info;
		struct design design;
		struct recipe *recipe = evaluate(name, &design);
		char why[160] = "";

		if (leadin_make(&info, &design, &order, why, sizeof(why)))
			fail_msg("%s: %s", name, why);
		assert_int_equal(info.film.rejects, design.rejects);
		assert_int_equal(info.film.na_milli, lround(recipe->optics.na * 1e3));
		assert_int_equal(info.recording, recipe->recording);
		recipe_free(recipe);
	}
}

static void reject_words_are_there(void **state)
{
	char note[200];

	(void)state;
	for (uint32_t bit = 1; bit <= NFOD_REJECT_KNOWN; bit <<= 1)
		assert_non_null(reject_words(bit));
	assert_null(reject_words(NFOD_REJECT_KNOWN + 1));
	reject_note(NFOD_REJECT_KNOWN, note, sizeof(note));
	assert_non_null(strstr(note, "too little contrast"));
	reject_note(NFOD_REJECT_KNOWN, note, 20);
	assert_int_equal(strlen(note), 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reference_line),
		cmocka_unit_test(steps_do_their_work),
		cmocka_unit_test(reference_gap_signal),
		cmocka_unit_test(reference_spot),
		cmocka_unit_test(references_pass),
		cmocka_unit_test(no_polish_leaves_protrusions),
		cmocka_unit_test(thick_film_flattens_gap_signal),
		cmocka_unit_test(hot_bake_warps),
		cmocka_unit_test(wrong_step_couples_tracks),
		cmocka_unit_test(limits_decide),
		cmocka_unit_test(same_recipe_same_design),
		cmocka_unit_test(curve_goes_through_the_gap),
		cmocka_unit_test(grating_model_replaces_the_scalar_one),
		cmocka_unit_test(reference_powers),
		cmocka_unit_test(magnetic_powers),
		cmocka_unit_test(every_lead_in_is_possible),
		cmocka_unit_test(reject_words_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
