// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What a warm magnetic film still shows, against closed forms. */
#include <math.h>

#include "cmocka_all.h"
#include "physics/curie.h"

#define CURIE_C 190.0

static void room_temperature_is_the_measure(void **state)
{
	(void)state;
	assert_true(fabs(curie_left(25, CURIE_C) - 1) < 1e-6);
	assert_true(curie_left(-20, CURIE_C) > 1);
	assert_true(curie_left(CURIE_C, CURIE_C) == 0.0);
	assert_true(curie_left(400, CURIE_C) == 0.0);
}

/* m = tanh(m / t) is solved by t = m / artanh(m). */
static void the_mean_field_is_solved(void **state)
{
	double curie = CURIE_C + 273.15, room = curie_left(-273.15 + 1, CURIE_C);

	(void)state;
	for (double m = 0.1; m < 0.99; m += 0.1) {
		double celsius = curie * m / atanh(m) - 273.15;

		assert_true(fabs(curie_left(celsius, CURIE_C) - m * room) < 1e-6);
	}
}

/* Its critical exponent is a half. */
static void near_the_curie_point_it_is_a_root(void **state)
{
	double near = curie_left(CURIE_C - 1, CURIE_C),
	       nearer = curie_left(CURIE_C - 0.25, CURIE_C);

	(void)state;
	assert_true(fabs(near / nearer - 2) < 0.01);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(room_temperature_is_the_measure),
		cmocka_unit_test(the_mean_field_is_solved),
		cmocka_unit_test(near_the_curie_point_it_is_a_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
