// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Topography: band, height, the same at every turn and nearly so on the next track. */
#include <math.h>
#include <stdbool.h>

#include "cmocka_all.h"
#include "near.h"
#include "physics/texture.h"

/* Of a circle; more than the waves have in phase. */
#define POINTS 10007u
#define PITCH 360e-9

static struct texture make(uint64_t seed)
{
	struct texture texture;

	assert_int_equal(texture_init(&texture, 0.25e-9, seed), 0);
	return texture;
}

static void tables_are_the_sum(void **state)
{
	struct texture texture = make(3);
	double error = 0;

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		double radius = 24e-3 + 1e-6 * (i / 1000), angle = fmod(i * 0.61803398875, 1.0);
		double exact = texture_exact(&texture, radius, angle);

		texture_follow(&texture, radius);
		error += pow(texture_height(&texture, radius, angle) - exact, 2);
	}
	/* Straight lines between points: 6 to the shortest wave, 5 across the tracks. */
	assert_true(sqrt(error / 20000) < 0.06 * 0.25e-9);
	/* At the points themselves only single precision is left. */
	texture_follow(&texture, 40e-3);
	for (unsigned int i = 0; i < 5000; i++) {
		double angle = (double)i / texture.turn[5000 % TEXTURE_TURNS].points;

		assert_near(texture_height(&texture, 5000 * TEXTURE_PITCH, angle),
			    texture_exact(&texture, 5000 * TEXTURE_PITCH, angle), 1e-4 * 0.25e-9);
	}
	texture_free(&texture);
}

/* On one circle waves of the same order add up; over many they do not. */
static void height_is_that_of_the_disc(void **state)
{
	double all = 0;
	unsigned int circles = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct texture texture = make(seed);

		for (double radius = 24e-3; radius < 58.1e-3; radius += 8.5e-3) {
			double square = 0;

			for (unsigned int i = 0; i < POINTS; i++) {
				double height = texture_exact(&texture, radius, (double)i / POINTS);

				square += height * height;
			}
			assert_near(sqrt(square / POINTS), 0.25e-9, 0.1 * 0.25e-9);
			all += square / POINTS;
			circles++;
		}
		texture_free(&texture);
	}
	assert_near(sqrt(all / circles), 0.25e-9, 0.02 * 0.25e-9);
}

/* Every wave that counts at a radius is within the band, and both its ends are used. */
static void waves_are_within_the_band(void **state)
{
	struct texture texture = make(1);
	const double radii[] = { 24e-3, 58e-3 };

	(void)state;
	for (unsigned int r = 0; r < 2; r++) {
		struct texture alone = texture;
		double shortest = 1, longest = 0;

		for (unsigned int i = 0; i < TEXTURE_WAVES; i++) {
			const struct texture_wave *wave = &texture.wave[i];
			double length = 2 * M_PI / hypot(wave->order / radii[r], wave->across);
			bool counts = false;

			for (unsigned int k = 0; k < TEXTURE_WAVES; k++)
				alone.wave[k] = *wave;
			for (unsigned int k = 0; k < 50; k++)
				counts |= texture_exact(&alone, radii[r], k / 977.0) != 0.0;
			assert_true(counts ==
				    (length > TEXTURE_SHORTEST && length < TEXTURE_LONGEST));
			shortest = counts ? fmin(shortest, length) : shortest;
			longest = counts ? fmax(longest, length) : longest;
		}
		assert_true(shortest < 1.5 * TEXTURE_SHORTEST);
		assert_true(longest > TEXTURE_LONGEST / 1.5);
	}
	texture_free(&texture);
}

static double correlation(const struct texture *texture, double apart)
{
	double both = 0, one = 0;

	for (unsigned int i = 0; i < POINTS; i++) {
		double angle = (double)i / POINTS;
		double height = texture_exact(texture, 40e-3, angle);

		both += height * texture_exact(texture, 40e-3 + apart, angle);
		one += height * height;
	}
	return both / one;
}

static void neighbours_are_alike(void **state)
{
	struct texture texture = make(7);

	(void)state;
	assert_true(correlation(&texture, PITCH) > 0.999);
	assert_true(correlation(&texture, 10 * PITCH) > 0.9);
	assert_true(fabs(correlation(&texture, 3e-3)) < 0.35);
	texture_free(&texture);
}

static void turn_closes_and_way_does_not_matter(void **state)
{
	struct texture texture = make(9), other = make(9), third = make(10);

	(void)state;
	assert_near(texture_exact(&texture, 30e-3, 1.0), texture_exact(&texture, 30e-3, 0.0),
		    1e-6 * 0.25e-9);
	texture_follow(&texture, 30e-3);
	/* Out, in, and trembling in between. */
	for (int i = 0; i < 12; i++)
		texture_follow(&other, 30e-3 + (i % 3 - 1) * TEXTURE_PITCH * (i / 3));
	texture_follow(&other, 30e-3);
	texture_follow(&third, 30e-3);
	for (unsigned int i = 0; i < 1000; i++) {
		double height = texture_height(&texture, 30e-3, i / 1000.0);

		assert_true(height == texture_height(&other, 30e-3, i / 1000.0));
		assert_true(i % 100 || height != texture_height(&third, 30e-3, i / 1000.0));
	}
	texture_free(&texture);
	texture_free(&other);
	texture_free(&third);
}

static void nothing_is_flat(void **state)
{
	struct texture texture;

	(void)state;
	assert_int_equal(texture_init(&texture, 0.0, 1), 0);
	texture_follow(&texture, 30e-3);
	assert_true(texture_height(&texture, 30e-3, 0.3) == 0.0);
	texture_free(&texture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_the_sum),
		cmocka_unit_test(height_is_that_of_the_disc),
		cmocka_unit_test(waves_are_within_the_band),
		cmocka_unit_test(neighbours_are_alike),
		cmocka_unit_test(turn_closes_and_way_does_not_matter),
		cmocka_unit_test(nothing_is_flat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
