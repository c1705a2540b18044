// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* The thin-film core's own elementary functions against libm over their whole range. */
#include "cmocka_all.h"
#include "lib/random.h"
#include "physics/film_math.h"

#define DRAWS 400000

static void near_by(double value, long double expected, double tolerance, double x)
{
	if (!(fabsl(value - expected) <= tolerance))
		fail_msg("at %.17g: %.17g, not %.17Lg +- %g", x, value, expected, tolerance);
}

static void decay_as_libm(void **state)
{
	struct random random = { 1 };
	unsigned int i;

	(void)state;
	assert_true(film_decay(0.0) == 1.0);
	for (i = 0; i < DRAWS; i++) {
		double x = FILM_DARK * random_unit(&random) * (i & 1 ? 1.0 : 0.01);
		long double expected = expl(-(long double)x);

		near_by(film_decay(x), expected, 2e-15 * (double)expected, x);
	}
}

static void decay_without_end(void **state)
{
	(void)state;
	assert_true(film_decay(FILM_DARK) > 0);
	assert_true(film_decay(1e4) > 0 && film_decay(1e4) < 1e-299);
	assert_true(film_decay(1e300) == film_decay(1e4));
	assert_true(film_decay(INFINITY) == film_decay(1e4));
}

static void circle_as_libm(void **state)
{
	static const double range[] = { 1.0, 10.0, 1e3, 1e6 };
	struct random random = { 2 };
	double cosine, sine, x;
	unsigned int i;

	(void)state;
	film_circle(0.0, &cosine, &sine);
	assert_true(cosine == 1.0 && sine == 0.0);
	for (i = 0; i < DRAWS; i++) {
		x = range[i % 4] * (2 * random_unit(&random) - 1);
		film_circle(x, &cosine, &sine);
		near_by(cosine, cosl(x), 1e-15, x);
		near_by(sine, sinl(x), 1e-15, x);
	}
}

/* Where the range is reduced, one polynomial ends and the next begins. */
static void circle_at_seams(void **state)
{
	double cosine, sine, x;
	int k, step;

	(void)state;
	for (k = -200; k <= 200; k++) {
		for (step = -3; step <= 3; step++) {
			x = (k + 0.5) * M_PI * (1 + step * 0x1p-52);
			film_circle(x, &cosine, &sine);
			near_by(cosine, cosl(x), 1e-15, x);
			near_by(sine, sinl(x), 1e-15, x);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decay_as_libm),
		cmocka_unit_test(decay_without_end),
		cmocka_unit_test(circle_as_libm),
		cmocka_unit_test(circle_at_seams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
