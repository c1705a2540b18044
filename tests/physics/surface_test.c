// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Chance, run-out, roughness, protrusions: laws, statistics, and the same bits again. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "near.h"
#include "physics/surface.h"

#define INNER 24000000u
#define OUTER 58000000u
#define AREA_CM2 (M_PI * (5.8 * 5.8 - 2.4 * 2.4))

/* Fowler, Noll, Vo. */
static uint64_t hash(uint64_t hash, const void *data, size_t bytes)
{
	const unsigned char *byte = data;

	while (bytes--)
		hash = (hash ^ *byte++) * 0x100000001b3ull;
	return hash;
}

#define HASH_BEGIN 0xcbf29ce484222325ull

/* ---- chance ---- */

static void logarithm_is_that_of_libm(void **state)
{
	struct random random = { 5 };

	(void)state;
	for (int i = 0; i < 100000; i++) {
		double x = ldexp(1.0 + random_unit(&random), (int)random_below(&random, 200) - 100);

		assert_near(random_log(x), log(x), 4e-16 * fmax(fabs(log(x)), 1.0));
	}
	assert_near(random_log(1.0), 0.0, 0.0);
}

static void deviates_have_their_moments(void **state)
{
	enum {
		N = 400000
	};
	struct random random = { 11 };
	double unit = 0, exponential = 0, normal = 0, square = 0, fourth = 0;

	(void)state;
	for (int i = 0; i < N; i++) {
		double u = random_unit(&random);
		double z = random_normal(&random);

		assert_true(u >= 0.0 && u < 1.0);
		unit += u / N;
		exponential += random_exponential(&random) / N;
		normal += z / N;
		square += z * z / N;
		fourth += z * z * z * z / N;
	}
	/* Five standard errors. */
	assert_near(unit, 0.5, 5 * sqrt(1.0 / 12 / N));
	assert_near(exponential, 1.0, 5 * sqrt(1.0 / N));
	assert_near(normal, 0.0, 5 * sqrt(1.0 / N));
	assert_near(square, 1.0, 5 * sqrt(2.0 / N));
	assert_near(fourth, 3.0, 5 * sqrt(96.0 / N));
}

/* ---- run-out ---- */

static void runout_has_what_was_asked(void **state)
{
	static const double asked_um[] = { 0.1, 1, 10, 20, 30, 75, 300, 5000 };

	(void)state;
	for (uint64_t seed = 0; seed < 8; seed++) {
		for (size_t i = 0; i < sizeof(asked_um) / sizeof(asked_um[0]); i++) {
			double pp = asked_um[i] * 1e3;
			struct runout runout;

			runout_make(&runout, pp, 1.5 * pp, seed);
			assert_near(runout_axial_pp(&runout), pp, 1e-3 * pp);
			assert_near(runout_radial_pp(&runout), 1.5 * pp, 1.5e-3 * pp);
		}
	}
}

static void runout_of_the_reference_disc_follows_its_law(void **state)
{
	const unsigned int outer = RUNOUT_RINGS - 1;
	struct runout runout;
	double slope;

	(void)state;
	runout_make(&runout, 20e3, 30e3, 1);
	/* To some per cent: the sum of all is what was asked, not the first alone. */
	assert_near(2 * runout.axial[outer][0].amplitude_nm, 20e3, 2e3);
	assert_near(2 * runout.axial[outer][1].amplitude_nm, 1.5e3, 150);
	assert_near(2 * runout.axial[outer][39].amplitude_nm, 2.0, 0.2);
	assert_near(2 * runout.radial[outer][0].amplitude_nm, 30e3, 3e3);
	assert_near(2 * runout.radial[outer][39].amplitude_nm, 2.0, 0.2);
	slope = log(runout.axial[outer][3].amplitude_nm / runout.axial[outer][1].amplitude_nm);
	for (unsigned int n = 4; n <= 32; n *= 2)
		assert_near(log(runout.axial[outer][2 * n - 1].amplitude_nm /
				runout.axial[outer][n - 1].amplitude_nm),
			    slope, 1e-3);
}

static void warp_is_long(void **state)
{
	const unsigned int outer = RUNOUT_RINGS - 1;
	struct runout flat, warped;

	(void)state;
	runout_make(&flat, 20e3, 30e3, 3);
	runout_make(&warped, 400e3, 30e3, 3);
	assert_true(warped.axial[outer][1].amplitude_nm > 10 * flat.axial[outer][1].amplitude_nm);
	assert_near(warped.axial[outer][39].amplitude_nm, flat.axial[outer][39].amplitude_nm,
		    0.2 * flat.axial[outer][39].amplitude_nm);
	assert_memory_equal(warped.radial, flat.radial, sizeof(flat.radial));
}

static void runout_series_is_the_sum(void **state)
{
	static struct runout_series axial, radial;
	struct random random = { 9 };
	struct runout runout;

	(void)state;
	runout_make(&runout, 20e3, 30e3, 4);
	runout_series_axial(&axial, &runout);
	runout_series_radial(&radial, &runout);
	for (int i = 0; i < 2000; i++) {
		double ring = 9.0 * random_unit(&random) - 1.0;
		double angle = 20.0 * random_unit(&random) - 10.0;

		assert_near(runout_series_at(&axial, ring, angle),
			    runout_axial(&runout, ring, angle), 1e-7);
		assert_near(runout_series_at(&radial, ring, angle),
			    runout_radial(&runout, ring, angle), 1e-7);
		assert_near(runout_axial(&runout, ring, angle + 2 * M_PI),
			    runout_axial(&runout, ring, angle), 1e-6);
	}
}

static void runout_is_smooth_over_radius_and_grows_outwards(void **state)
{
	struct runout runout;

	(void)state;
	runout_make(&runout, 20e3, 30e3, 6);
	for (double angle = 0; angle < 6.28; angle += 0.01) {
		for (double ring = 0; ring < 7; ring += 0.25)
			assert_near(runout_axial(&runout, ring + 0.25, angle),
				    runout_axial(&runout, ring, angle), 400);
	}
	for (unsigned int ring = 1; ring < RUNOUT_RINGS; ring++)
		assert_true(runout.axial[ring][0].amplitude_nm >
			    runout.axial[ring - 1][0].amplitude_nm);
	/* A hole beside the middle is so at every radius. */
	assert_near(runout.radial[0][0].amplitude_nm, runout.radial[7][0].amplitude_nm, 0);
	assert_near(runout.radial[0][0].phase, runout.radial[7][0].phase, 0);
}

static void runout_of_nothing_is_flat(void **state)
{
	static const double nothing[] = { 0.0, -1.0, NAN };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct runout runout;

		runout_make(&runout, nothing[i], nothing[i], 1);
		assert_near(runout_axial_pp(&runout), 0, 0);
		assert_near(runout_radial_pp(&runout), 0, 0);
		assert_near(runout_axial(&runout, NAN, 1.0), 0, 0);
	}
}

static uint64_t runout_hash(uint64_t seed)
{
	struct runout runout;
	uint64_t sum = HASH_BEGIN;

	runout_make(&runout, 20e3, 30e3, seed);
	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++) {
		for (unsigned int i = 0; i < RUNOUT_HARMONICS; i++) {
			int64_t grains = llround(runout.axial[ring][i].amplitude_nm * 65536);

			sum = hash(sum, &grains, sizeof(grains));
			sum = hash(sum, &runout.radial[ring][i].phase, sizeof(double));
		}
	}
	return sum;
}

static void runout_is_the_same_again(void **state)
{
	(void)state;
	assert_int_equal(runout_hash(42), runout_hash(42));
	assert_int_not_equal(runout_hash(42), runout_hash(43));
	assert_int_equal(runout_hash(42), 0x15e845032eb3ab70ull);
}

/* ---- roughness ---- */

/* Of 2 pi f S(f) between two frequencies, by Simpson's rule in log f. */
static double integral(const struct roughness *roughness, double low, double high)
{
	enum {
		N = 20000
	};
	double from = log(low);
	double step = (log(high) - from) / N;
	double sum = 0;

	for (int i = 0; i <= N; i++) {
		double f = exp(from + i * step);
		double weight = i == 0 || i == N ? 1 : i % 2 ? 4 : 2;

		sum += weight * 2 * M_PI * f * f * roughness_psd(roughness, f);
	}
	return sum * step / 3;
}

static void spectrum_holds_the_variance(void **state)
{
	static const double exponents[] = { 2.5, 3.0, 4.0, 6.5 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct roughness roughness = { 0.8, 0.15, exponents[i] };

		assert_near(roughness_band(&roughness, 0, INFINITY), 0.8, 1e-12);
		assert_near(sqrt(integral(&roughness, 1e-6, 1e16)), 0.8, 1e-7);
		assert_near(sqrt(integral(&roughness, 1.0 / 5, 1.0 / 0.2)),
			    roughness_band(&roughness, 0.2, 5), 1e-9);
		assert_near(hypot(roughness_band(&roughness, 0, 0.3),
				  roughness_band(&roughness, 0.3, INFINITY)),
			    0.8, 1e-12);
		assert_near(roughness_band(&roughness, 2, 1), 0, 0);
	}
}

static void ra_is_that_of_a_gaussian(void **state)
{
	struct roughness roughness = { 0.7, 0.2, 4 };

	(void)state;
	assert_near(roughness_ra(&roughness), 0.7 * 0.797884560802865, 1e-12);
}

/* Exponent 4 in the plane has the autocorrelation (r / l) K1(r / l); K1(1), K1(2). */
static void heights_have_the_spectrum(void **state)
{
	enum {
		N = 20000
	};
	struct roughness roughness = { 1.5, 0.2, 4 };
	double square = 0, one = 0, two = 0, absolute = 0, fourth = 0;

	(void)state;
	for (uint64_t seed = 0; seed < N; seed++) {
		struct roughness_waves waves;
		double a, b, c;

		roughness_waves_make(&waves, &roughness, seed * 0x9e3779b9u);
		a = roughness_waves_height(&waves, 1.0);
		b = roughness_waves_height(&waves, 1.2);
		c = roughness_waves_height(&waves, 1.4);
		square += a * a / N;
		one += a * b / N;
		two += a * c / N;
		absolute += fabs(a) / N;
		fourth += a * a * a * a / N;
	}
	assert_near(square, 2.25, 0.08);
	assert_near(one, 2.25 * 0.6019072302, 0.08);
	assert_near(two, 2.25 * 2 * 0.1398658818, 0.08);
	assert_near(absolute, roughness_ra(&roughness), 0.03);
	assert_near(fourth / square / square, 3, 0.15);
}

static void heights_are_the_same_again(void **state)
{
	struct roughness roughness = { 1.0, 0.2, 4 };
	struct roughness_waves waves;

	(void)state;
	roughness_waves_make(&waves, &roughness, 7);
	for (double x = -3; x < 1e5; x += 997.3)
		assert_near(roughness_height(&roughness, x, 7), roughness_waves_height(&waves, x),
			    0);
	assert_near(roughness_height(&roughness, 123.456, 7), -0.240406314546, 1e-9);
	assert_true(roughness_height(&roughness, 1, 7) != roughness_height(&roughness, 1, 8));
}

static void odd_spectra_stay_finite(void **state)
{
	static const double exponents[] = { -1, 0, 2, 2.1, 50 };
	static const double lengths[] = { 0, 1e-9, 1e6 };

	(void)state;
	for (int i = 0; i < 5; i++) {
		for (int j = 0; j < 3; j++) {
			struct roughness roughness = { 1, lengths[j], exponents[i] };

			assert_true(isfinite(roughness_height(&roughness, 1e6, 3)));
			assert_true(isfinite(roughness_psd(&roughness, 1e3)));
			assert_true(isfinite(roughness_band(&roughness, 0, 1)));
		}
	}
}

/* ---- protrusions ---- */

static void law_is_exponential_up_to_its_ceiling(void **state)
{
	struct protrusion_law law = { 50, 15, INFINITY };

	(void)state;
	assert_near(protrusions_expected(&law, 0, 88), 4400, 1e-9);
	assert_near(protrusions_expected(&law, 15, 88), 4400 / M_E, 1e-9);
	assert_near(protrusions_expected(&law, -3, 88), 4400, 1e-9);
	law.ceiling_nm = 14;
	assert_near(protrusions_expected(&law, 13.9, 1), 50 * exp(-13.9 / 15), 1e-9);
	assert_near(protrusions_expected(&law, 14, 1), 0, 0);
	law.mean_nm = 0;
	assert_near(protrusions_expected(&law, 1, 1), 0, 0);
	law.per_cm2 = 0;
	assert_near(protrusions_expected(&law, 0, 1), 0, 0);
}

static void number_is_poissons(void **state)
{
	enum {
		N = 600
	};
	struct protrusion_law law = { 2, 15, INFINITY };
	double wanted = protrusions_expected(&law, 5, AREA_CM2);
	double mean = 0, square = 0;

	(void)state;
	for (uint64_t seed = 0; seed < N; seed++) {
		struct protrusion *list;
		long count = protrusions_draw(&law, INNER, OUTER, 5, seed, &list);

		free(list);
		mean += (double)count / N;
		square += (double)count * count / N;
	}
	assert_near(mean, wanted, 4 * sqrt(wanted / N));
	/* Variance over mean, standard error root(2 / N). */
	assert_near((square - mean * mean) / mean, 1.0, 4 * sqrt(2.0 / N));
}

static void protrusions_are_spread_by_area(void **state)
{
	struct protrusion_law law = { 1000, 15, 60 };
	double half = sqrt((24.0 * 24.0 + 58.0 * 58.0) / 2) * 1e6;
	double height = 0, within = 0, turn = 0, at_ceiling = 0;
	struct protrusion *list;
	long count = protrusions_draw(&law, INNER, OUTER, 10, 77, &list);

	(void)state;
	assert_true(count > 40000);
	for (long i = 0; i < count; i++) {
		assert_true(list[i].radius_nm >= INNER && list[i].radius_nm < OUTER);
		assert_true(i == 0 || list[i - 1].radius_nm <= list[i].radius_nm);
		assert_true(list[i].height_nm >= 10 && list[i].height_nm <= 60);
		assert_true(list[i].width_nm >= 100);
		height += list[i].height_nm / (double)count;
		within += (list[i].radius_nm < half) / (double)count;
		turn += ldexp(list[i].angle, -32) / (double)count;
		at_ceiling += (list[i].height_nm == 60) / (double)count;
	}
	free(list);
	assert_near(within, 0.5, 5 * 0.5 / sqrt(count));
	assert_near(turn, 0.5, 5 * sqrt(1.0 / 12 / count));
	assert_near(at_ceiling, exp(-50.0 / 15), 5 * sqrt(0.036 / count));
	assert_near(height, 10 + 15 * (1 - exp(-50.0 / 15)), 5 * 15 / sqrt(count));
}

static void too_many_or_none_are_told(void **state)
{
	struct protrusion_law many = { 1e9, 15, INFINITY };
	struct protrusion_law none = { 50, 15, 8 };
	struct protrusion *list = (struct protrusion *)&many;

	(void)state;
	assert_int_equal(protrusions_draw(&many, INNER, OUTER, 0, 1, &list), -1);
	assert_null(list);
	assert_int_equal(protrusions_draw(&none, INNER, OUTER, 8, 1, &list), 0);
	assert_null(list);
	assert_int_equal(protrusions_draw(&none, OUTER, INNER, 0, 1, &list), 0);
	assert_null(list);
	many.per_cm2 = INFINITY;
	assert_int_equal(protrusions_draw(&many, INNER, OUTER, 0, 1, &list), -1);
	many.per_cm2 = NAN;
	assert_int_equal(protrusions_draw(&many, INNER, OUTER, 0, 1, &list), 0);
}

static void protrusions_are_the_same_again(void **state)
{
	struct protrusion_law law = { 50, 15, 100 };
	struct protrusion *list;
	long count = protrusions_draw(&law, INNER, OUTER, 2, 2026, &list);
	uint64_t sum = hash(HASH_BEGIN, list, (size_t)count * sizeof(*list));

	(void)state;
	free(list);
	assert_int_equal(count, 3800);
	assert_int_equal(sum, 0x88202398ecc29103ull);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logarithm_is_that_of_libm),
		cmocka_unit_test(deviates_have_their_moments),
		cmocka_unit_test(runout_has_what_was_asked),
		cmocka_unit_test(runout_of_the_reference_disc_follows_its_law),
		cmocka_unit_test(warp_is_long),
		cmocka_unit_test(runout_series_is_the_sum),
		cmocka_unit_test(runout_is_smooth_over_radius_and_grows_outwards),
		cmocka_unit_test(runout_of_nothing_is_flat),
		cmocka_unit_test(runout_is_the_same_again),
		cmocka_unit_test(spectrum_holds_the_variance),
		cmocka_unit_test(ra_is_that_of_a_gaussian),
		cmocka_unit_test(heights_have_the_spectrum),
		cmocka_unit_test(heights_are_the_same_again),
		cmocka_unit_test(odd_spectra_stay_finite),
		cmocka_unit_test(law_is_exponential_up_to_its_ceiling),
		cmocka_unit_test(number_is_poissons),
		cmocka_unit_test(protrusions_are_spread_by_area),
		cmocka_unit_test(too_many_or_none_are_told),
		cmocka_unit_test(protrusions_are_the_same_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
