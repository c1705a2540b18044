// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Claims: judged on designs that are written down, not computed, so that each
 * criterion is met and missed by itself.
 */
#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"
#include "press/claims.h"

struct bench {
	struct recipe recipe;
	struct design design;
	struct claim_result result[CLAIMS];
};

static const struct material *need(const char *name)
{
	const struct material *material = material_find(name);

	assert_non_null(material);
	return material;
}

static void add_layer(struct recipe *recipe, const char *name, enum layer_role role, double nm)
{
	recipe->layer[recipe->layers++] = (struct recipe_layer){
		.material = need(name),
		.role = role,
		.deposition = DEPOSIT_SPUTTER,
		.thickness_nm = nm,
	};
}

static void fill_recipe(struct recipe *recipe)
{
	recipe->optics = OPTICS_REFERENCE;
	recipe->recording = NFOD_RECORDING_PHASE_CHANGE;
	recipe->substrate = need("PC");
	add_layer(recipe, "Al", LAYER_REFLECTOR, 80);
	add_layer(recipe, "ZnS-SiO2", LAYER_DIELECTRIC, 25);
	add_layer(recipe, "GST", LAYER_RECORDING, 14);
	add_layer(recipe, "SiN", LAYER_BACKING, 60);
	recipe->has_film = true;
	recipe->spin.film = need("PSZ");
	recipe->bake_c = 120;
	recipe->polish_set.contact = 5e-3;
	recipe->limits.protrusion_nm = 10;
}

static void fill_line(struct design *design)
{
	struct workpiece piece = {
		.step_nm = 48,
		.texture = { .sigma_nm = 1.2 },
		.bumps = { .per_cm2 = 50, .mean_nm = 15, .ceiling_nm = INFINITY },
	};
	unsigned int i;

	for (i = 0; i < LINE_STEPS; i++) {
		if (i == STEP_TRUNCATE)
			piece.bumps.ceiling_nm = 9;
		if (i == STEP_SPIN) {
			piece.film_nm = 40;
			piece.step_nm = 12;
		}
		if (i == STEP_BAKE)
			piece.hardness_gpa = 2.5;
		if (i == STEP_POLISH) {
			piece.step_nm = 1;
			piece.texture.sigma_nm = 0.7;
		}
		design->line[i] = (struct line_entry){ .step = i, .done = true, .piece = piece };
	}
	design->piece = piece;
}

static void fill(struct bench *bench)
{
	struct design *design = &bench->design;
	unsigned int side;

	memset(bench, 0, sizeof(*bench));
	fill_recipe(&bench->recipe);
	fill_line(design);
	design->recipe = &bench->recipe;
	for (side = 0; side < NFOD_SIDES; side++) {
		design->side[side].at_gap[STATE_ERASED].sum = 0.3;
		design->side[side].at_gap[STATE_WRITTEN].sum = 0.2;
		design->side[side].kerr.rotation_deg = 0.2;
		design->side[side].crosstalk_db = -25;
	}
	design->best = (struct track_step){ .step_nm = 48, .worst_db = -26 };
	design->formed_nm = 119;
	design->greatest_film_nm = 88;
	design->absorbed = 0.5;
	design->absorbed_bare = 0.4;
	design->hardness_gpa = 6;
	design->hardness_bare_gpa = 4;
	design->damaging_expected = 0.1;
}

/*
 * One way to spoil the bench's disc, and the claims that then fail of their own
 * or do not apply, in text: "9 28".
 */
struct spoil {
	const char *name;
	void (*spoil)(struct bench *bench);
	const char *fails;
	const char *not_applicable;
};

static void nothing(struct bench *bench)
{
	(void)bench;
}

static void no_relief(struct bench *bench)
{
	bench->design.line[STEP_MOULD].piece.step_nm = 0;
}

static void films_level_it(struct bench *bench)
{
	bench->design.line[STEP_SPUTTER].piece.step_nm = 42;
}

static void no_film(struct bench *bench)
{
	unsigned int i;

	bench->recipe.has_film = false;
	bench->recipe.spin.film = NULL;
	bench->design.line[STEP_SPIN].done = false;
	bench->design.line[STEP_BAKE].done = false;
	for (i = STEP_SPIN; i < LINE_STEPS; i++)
		bench->design.line[i].piece.film_nm = 0;
	bench->design.greatest_film_nm = 0;
}

static void dark_film(struct bench *bench)
{
	static struct material dark;

	dark = *bench->recipe.spin.film;
	dark.index[STATE_ERASED] = 1.47 + 0.01 * I;
	bench->recipe.spin.film = &dark;
}

static void soft_film(struct bench *bench)
{
	bench->design.piece.hardness_gpa = 0.99;
}

static void no_polish(struct bench *bench)
{
	bench->design.line[STEP_POLISH].done = false;
}

static void rough(struct bench *bench)
{
	bench->design.piece.texture.sigma_nm = 1.01 * sqrt(M_PI / 2);
}

static void rather_rough(struct bench *bench)
{
	bench->design.piece.texture.sigma_nm = 0.9 * sqrt(M_PI / 2);
}

static void not_buried(struct bench *bench)
{
	bench->design.piece.step_nm = 5;
}

static void buried_too_well(struct bench *bench)
{
	bench->design.piece.step_nm = -5;
}

static void hot_bake(struct bench *bench)
{
	bench->recipe.bake_c = 151;
}

static void hot_bake_on_glass(struct bench *bench)
{
	bench->recipe.bake_c = 400;
	bench->recipe.substrate = need("glass");
}

static void film_401(struct bench *bench)
{
	bench->design.greatest_film_nm = 401;
}

static void film_beyond_formed(struct bench *bench)
{
	bench->design.formed_nm = 87;
}

static void film_118(struct bench *bench)
{
	bench->design.greatest_film_nm = 118;
}

static void organic_film(struct bench *bench)
{
	bench->recipe.spin.film = need("acrylate");
}

static void evaporated(struct bench *bench)
{
	unsigned int i;

	for (i = 0; i < bench->recipe.layers; i++)
		bench->recipe.layer[i].deposition = DEPOSIT_EVAPORATE;
}

static void bumpy(struct bench *bench)
{
	bench->design.damaging_expected = 1;
}

static void smooth_by_luck(struct bench *bench)
{
	bench->design.line[STEP_POLISH].done = false;
	bench->design.line[STEP_TRUNCATE].done = false;
}

static void groove_disturbed(struct bench *bench)
{
	bench->design.side[NFOD_GROOVE].crosstalk_db = -21.9;
}

static void land_disturbed(struct bench *bench)
{
	bench->design.side[NFOD_LAND].crosstalk_db = -21.9;
}

static void far_from_best(struct bench *bench)
{
	bench->design.best.worst_db = -28.1;
}

static void crosstalk_unknown(struct bench *bench)
{
	bench->design.side[NFOD_GROOVE].crosstalk_db = NAN;
}

static void no_backing(struct bench *bench)
{
	bench->recipe.layers--;
}

static void idle_backing(struct bench *bench)
{
	bench->design.absorbed_bare = bench->design.absorbed / 1.019;
}

static void soft_backing(struct bench *bench)
{
	bench->design.hardness_bare_gpa = bench->design.hardness_gpa / 1.09;
}

static void low_to_high(struct bench *bench)
{
	unsigned int side;

	for (side = 0; side < NFOD_SIDES; side++)
		bench->design.side[side].at_gap[STATE_WRITTEN].sum = 0.4;
}

static void magneto_optical(struct bench *bench)
{
	bench->recipe.recording = NFOD_RECORDING_MAGNETO_OPTICAL;
	bench->recipe.layer[2].material = need("TbFeCo");
}

static void magnetism_unseen(struct bench *bench)
{
	magneto_optical(bench);
	bench->design.side[NFOD_LAND].kerr.rotation_deg = 0;
}

static void no_reflector(struct bench *bench)
{
	bench->recipe.layer[0].role = LAYER_DIELECTRIC;
}

static void not_truncated(struct bench *bench)
{
	bench->design.line[STEP_TRUNCATE].done = false;
}

static void truncated_in_vain(struct bench *bench)
{
	bench->design.line[STEP_TRUNCATE].piece.bumps = bench->design.line[STEP_MOULD].piece.bumps;
}

static void felt(struct bench *bench)
{
	bench->recipe.polish_set.contact = 0.02;
}

static void hardly_touching(struct bench *bench)
{
	bench->recipe.polish_set.contact = 9e-4;
}

#define MAGNETIC "18 34"
#define ALL_OF_FILM "3 4 5 6 8 9 10 11 24 25 26 27 28 29"

static const struct spoil spoils[] = {
	{ "as it should be", nothing, "", MAGNETIC },
	{ "substrate without relief", no_relief, "1 19", MAGNETIC },
	{ "films that level the relief", films_level_it, "1 19", MAGNETIC },
	{ "no flattening film", no_film, "1 19 " ALL_OF_FILM, MAGNETIC },
	{ "a film that takes light", dark_film, "1 19", MAGNETIC },
	{ "a film too soft to polish", soft_film, "1 19", MAGNETIC },
	{ "no polish", no_polish, "1 19 21", MAGNETIC },
	{ "Ra above 1 nm", rough, "1 19 21", MAGNETIC },
	{ "Ra above 0.8 nm", rather_rough, "21", MAGNETIC },
	{ "relief not buried", not_buried, "1 19", MAGNETIC },
	{ "relief turned over", buried_too_well, "1 19", MAGNETIC },
	{ "bake above 150 C", hot_bake, "4 5 24 25", MAGNETIC },
	{ "the same on glass", hot_bake_on_glass, "4 24", "5 25 " MAGNETIC },
	{ "film of 401 nm", film_401, "8 9 10 27 28", MAGNETIC },
	{ "film thicker than the films", film_beyond_formed, "9 28", MAGNETIC },
	{ "film of 118 nm", film_118, "10", MAGNETIC },
	{ "organic film", organic_film, "3 11 26 29", MAGNETIC },
	{ "nothing sputtered", evaporated, "7 23", MAGNETIC },
	{ "one damaging bump", bumpy, "12", MAGNETIC },
	{ "none, but none removed", smooth_by_luck, "1 12 19 20 21", MAGNETIC },
	{ "crosstalk in the groove", groove_disturbed, "13 30", MAGNETIC },
	{ "crosstalk on the land", land_disturbed, "13 30", MAGNETIC },
	{ "a better step at hand", far_from_best, "13 30", MAGNETIC },
	{ "crosstalk not known", crosstalk_unknown, "13 30", MAGNETIC },
	{ "no backing layer", no_backing, "", "14 15 16 31 32 " MAGNETIC },
	{ "backing that does not help", idle_backing, "15", MAGNETIC },
	{ "backing that is soft", soft_backing, "16 32", MAGNETIC },
	{ "marks brighter than the rest", low_to_high, "17 33", MAGNETIC },
	{ "magneto-optical", magneto_optical, "", "17 33" },
	{ "magnetisation not seen", magnetism_unseen, "18 34", "17 33" },
	{ "no reflection film", no_reflector, "", "2 22 " MAGNETIC },
	{ "not truncated", not_truncated, "20", MAGNETIC },
	{ "truncated without effect", truncated_in_vain, "20", MAGNETIC },
	{ "too much contact", felt, "21", MAGNETIC },
	{ "too little contact", hardly_touching, "21", MAGNETIC },
};

static bool listed(const char *list, unsigned int number)
{
	char want[8], have[160];

	snprintf(want, sizeof(want), " %u ", number);
	snprintf(have, sizeof(have), " %s ", list);
	return strstr(have, want) != NULL;
}

static void compare(const struct spoil *spoil, const struct claim_result *result)
{
	enum claim_verdict want = CLAIM_HOLDS;

	if (listed(spoil->not_applicable, result->number))
		want = CLAIM_NOT_APPLICABLE;
	else if (listed(spoil->fails, result->number))
		want = CLAIM_FAILS;
	if (result->own != want)
		fail_msg("%s: claim %u: own verdict %d, not %d (%s, limit %s)", spoil->name,
			 result->number, result->own, want, result->figure, result->limit);
}

static void each_criterion_decides(void **state)
{
	struct bench bench;
	unsigned int i, number;

	(void)state;
	for (i = 0; i < sizeof(spoils) / sizeof(*spoils); i++) {
		fill(&bench);
		spoils[i].spoil(&bench);
		claims_judge(&bench.design, bench.result);
		for (number = 0; number < CLAIMS; number++)
			compare(&spoils[i], &bench.result[number]);
	}
}

/* A dependent claim holds only where claim 1 or 19 does. */
static void dependents_inherit(void **state)
{
	struct bench bench;
	unsigned int i;

	(void)state;
	fill(&bench);
	no_polish(&bench);
	claims_judge(&bench.design, bench.result);
	for (i = 0; i < CLAIMS; i++) {
		if (bench.result[i].own == CLAIM_NOT_APPLICABLE)
			assert_int_equal(bench.result[i].verdict, CLAIM_NOT_APPLICABLE);
		else
			assert_int_equal(bench.result[i].verdict, CLAIM_FAILS);
	}
	assert_int_equal(claims_count(bench.result, CLAIM_NOT_APPLICABLE), 2);
	assert_int_equal(claims_count(bench.result, CLAIM_FAILS), 32);
	assert_int_equal(bench.result[7].own, CLAIM_HOLDS);
}

static void dependencies_are_the_patents(void **state)
{
	struct bench bench;
	unsigned int i;

	(void)state;
	fill(&bench);
	claims_judge(&bench.design, bench.result);
	for (i = 0; i < CLAIMS; i++) {
		unsigned int parent = i + 1 > 19 ? 19 : 1;

		assert_int_equal(bench.result[i].number, i + 1);
		assert_int_equal(bench.result[i].depends, i + 1 == 1 || i + 1 == 19 ? 0 : parent);
		assert_true(bench.result[i].title[0] && bench.result[i].decides[0]);
		assert_true(bench.result[i].figure[0] && bench.result[i].limit[0]);
	}
}

/* The margin's sign is the verdict, and its size what optimise trades by. */
static void margins_agree(void **state)
{
	struct bench bench;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < sizeof(spoils) / sizeof(*spoils); i++) {
		fill(&bench);
		spoils[i].spoil(&bench);
		claims_judge(&bench.design, bench.result);
		for (j = 0; j < CLAIMS; j++) {
			if (bench.result[j].own == CLAIM_HOLDS && !isnan(bench.result[j].margin))
				assert_true(bench.result[j].margin >= 0);
			if (bench.result[j].own == CLAIM_NOT_APPLICABLE)
				assert_true(isnan(bench.result[j].margin));
		}
	}
	fill(&bench);
	film_401(&bench);
	claims_judge(&bench.design, bench.result);
	assert_true(fabs(bench.result[7].margin + 1.0 / 400) < 1e-12);
	assert_true(fabs(bench.result[27].margin - (119.0 - 401) / 119) < 1e-12);
}

/* All words fit their columns, however odd the figures. */
static void words_are_whole(void **state)
{
	struct bench bench;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < sizeof(spoils) / sizeof(*spoils); i++) {
		fill(&bench);
		spoils[i].spoil(&bench);
		bench.design.side[NFOD_GROOVE].crosstalk_db = -123.4567;
		claims_judge(&bench.design, bench.result);
		for (j = 0; j < CLAIMS; j++) {
			assert_true(strlen(bench.result[j].title) <= 38);
			assert_true(strlen(bench.result[j].figure) <= 36);
			assert_true(strlen(bench.result[j].limit) <= 32);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_criterion_decides),
		cmocka_unit_test(dependents_inherit),
		cmocka_unit_test(dependencies_are_the_patents),
		cmocka_unit_test(margins_agree),
		cmocka_unit_test(words_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
