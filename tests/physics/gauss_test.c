// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Quadrature and derivative along the pupil's radius. */
#include "physics/gauss.h"
#include "physics/radial.h"
#include "spot_discs.h"

/* n points are exact up to degree 2 n - 1, and not beyond. */
static void polynomials_are_exact(void **state)
{
	static const unsigned int order[] = { 2, 3, 5, 8, 16, 31 };
	double at[GAUSS_MOST], weight[GAUSS_MOST];
	unsigned int i, j, power;

	(void)state;
	for (j = 0; j < 6; j++) {
		gauss_legendre(order[j], at, weight);
		for (power = 0; power <= 2 * order[j]; power++) {
			double sum = 0, exact = power % 2 ? 0 : 2.0 / (power + 1);

			for (i = 0; i < order[j]; i++)
				sum += weight[i] * pow(at[i], power);
			if (power < 2 * order[j])
				assert_near(sum, exact, 1e-14);
			else if (order[j] <= 8)
				assert_true(fabs(sum - exact) > 1e-6);
		}
	}
}

static void points_ascend_and_mirror(void **state)
{
	double at[GAUSS_MOST], weight[GAUSS_MOST];
	unsigned int i;

	(void)state;
	gauss_legendre(GAUSS_MOST, at, weight);
	for (i = 0; i < GAUSS_MOST; i++) {
		assert_near(at[i], -at[GAUSS_MOST - 1 - i], 0);
		assert_true(weight[i] > 0 && fabs(at[i]) < 1);
		assert_true(!i || at[i] > at[i - 1]);
	}
}

/* Powers sum to 1, steps to the pupil's radius, wherever the zones are cut. */
static void zones_make_the_pupil(void **state)
{
	static const double na[] = { 0.5, 0.85, 1, 1.2, 1.5, 1.7, 1.9 };
	struct optics optics = reference;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < 7; i++) {
		struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
		double power = 0, radius = 0;
		struct radial radial;

		optics.na = na[i];
		optics.fill = 0.7;
		radial_make(&radial, &optics, &stack, RADIAL_ORDER);
		assert_int_equal(radial.zones, na[i] > 1.622 ? 3 : na[i] > 1 ? 2 : 1);
		for (j = 0; j < radial.count; j++) {
			power += radial.power[j];
			radius += radial.step[j];
			assert_true(radial.na[j] > 0 && radial.na[j] < na[i]);
		}
		assert_near(power, 1, 1e-13);
		assert_near(radius, na[i], 1e-12);
	}
}

/* A root singularity where a zone ends is what the spacing is for. */
static void slope_of_a_wave(void **state)
{
	struct film_stack stack = phase_change(LAND_NM, CRYSTALLINE);
	double complex f[RADIAL_NODES], slope[RADIAL_NODES];
	struct radial_slopes slopes;
	struct radial radial;
	unsigned int i;

	(void)state;
	radial_make(&radial, &reference, &stack, RADIAL_ORDER);
	radial_slopes_make(&radial, &slopes);
	for (i = 0; i < radial.count; i++)
		f[i] = cexp(I * 3 * csqrt(1 - radial.na[i] * radial.na[i]));
	radial_slope(&radial, &slopes, f, slope);
	for (i = 0; i < radial.count; i++) {
		double complex root = csqrt(1 - radial.na[i] * radial.na[i]);

		assert_near(cabs(slope[i] * root + I * 3 * radial.na[i] * f[i]), 0, 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(polynomials_are_exact),
		cmocka_unit_test(points_ascend_and_mirror),
		cmocka_unit_test(zones_make_the_pupil),
		cmocka_unit_test(slope_of_a_wave),
	};

	return cmocka_run_group_tests_name("gauss", tests, NULL, NULL);
}
