// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What an indenter feels of a stack, against limits and what can be done by hand. */
#include <math.h>

#include "cmocka_all.h"
#include "near.h"
#include "physics/process.h"

static const struct material soft = { .name = "soft", .hardness_gpa = 0.19, .modulus_gpa = 2.4 };
static const struct material silica = { .name = "silica", .hardness_gpa = 2.5, .modulus_gpa = 40 };
static const struct material nitride = { .name = "nitride",
					 .hardness_gpa = 16,
					 .modulus_gpa = 200 };
static const struct material alloy = { .name = "alloy", .hardness_gpa = 2.6, .modulus_gpa = 50 };
static const struct material mixed = { .name = "mixed", .hardness_gpa = 4, .modulus_gpa = 80 };
static const struct material metal = { .name = "metal", .hardness_gpa = 1, .modulus_gpa = 70 };

/* The reference disc from the top down. */
static const struct coat reference[] = {
	{ &silica, 40, 2.5 }, { &nitride, 60, 16 }, { &alloy, 14, 2.6 },
	{ &mixed, 25, 4 },    { &metal, 80, 1 },
};
static const struct coat without_backing[] = {
	{ &silica, 40, 2.5 },
	{ &alloy, 14, 2.6 },
	{ &mixed, 25, 4 },
	{ &metal, 80, 1 },
};

static void shallow_is_the_top_film_deep_the_substrate(void **state)
{
	(void)state;
	assert_near(process_composite_hardness(reference, 5, &soft, 0), 2.5, 0);
	assert_near(process_composite_hardness(reference, 5, &soft, 1e-3), 2.5, 1e-12);
	assert_near(process_composite_hardness(reference, 5, &soft, 1e7), 0.19, 1e-3);
	assert_near(process_composite_hardness(reference, 0, &soft, 50), 0.19, 0);
}

static void one_material_has_its_own_hardness(void **state)
{
	struct coat alike[] = { { &soft, 30, 0.19 }, { &soft, 70, 0.19 } };

	(void)state;
	for (double depth = 1; depth < 1000; depth *= 2)
		assert_near(process_composite_hardness(alike, 2, &soft, depth), 0.19, 1e-12);
}

/* Equal E/H in both: the zone's radius is known, 4/3 of it the film's thickness. */
static void film_counts_by_its_part_of_the_zone(void **state)
{
	static const struct material low = { .hardness_gpa = 1, .modulus_gpa = 16 };
	static const struct material high = { .hardness_gpa = 5, .modulus_gpa = 80 };
	double cone = tan(70.3 * M_PI / 180);
	double depth = 10;
	double radius = depth * cone / cbrt(cone) * 4;
	struct coat film = { &high, 0.5 * radius, 5 };
	/* Half the radius holds 3/4 - 1/16 of a hemisphere's volume. */
	double share = 0.75 - 0.0625;

	(void)state;
	assert_near(process_composite_hardness(&film, 1, &low, depth), 5 * share + 1 - share, 1e-9);
}

static void thicker_hard_film_is_harder(void **state)
{
	double last = 0;

	(void)state;
	for (double thickness = 0; thickness < 340; thickness += 10) {
		struct coat film = { &nitride, thickness, 16 };
		double hardness = process_composite_hardness(&film, 1, &soft, 50);

		assert_true(hardness > last && hardness <= 16);
		last = hardness;
	}
}

static void backing_layer_hardens_the_disc(void **state)
{
	double with = process_composite_hardness(reference, 5, &soft, 50);
	double without = process_composite_hardness(without_backing, 4, &soft, 50);

	(void)state;
	assert_near(with, 4.58, 0.01);
	assert_near(without, 0.98, 0.01);
}

static void odd_stacks_stay_finite(void **state)
{
	static const struct material nothing = { .hardness_gpa = 0, .modulus_gpa = 0 };
	struct coat odd[] = { { &nothing, 10, 0 }, { &nitride, -5, 16 }, { &silica, 1e9, 2.5 } };

	(void)state;
	for (double depth = -1; depth < 1e6; depth = depth < 1 ? depth + 1 : depth * 10) {
		double hardness = process_composite_hardness(odd, 3, &nothing, depth);

		assert_true(isfinite(hardness) && hardness >= 0 && hardness <= 16);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shallow_is_the_top_film_deep_the_substrate),
		cmocka_unit_test(one_material_has_its_own_hardness),
		cmocka_unit_test(film_counts_by_its_part_of_the_zone),
		cmocka_unit_test(thicker_hard_film_is_harder),
		cmocka_unit_test(backing_layer_hardens_the_disc),
		cmocka_unit_test(odd_stacks_stay_finite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
