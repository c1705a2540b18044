// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Wander of bearings: its height, its spectrum, and that it dies away. */
#include <math.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "near.h"
#include "physics/wander.h"

#define TICK 5e-6
#define HZ 300.0

static struct wander make(double hz)
{
	const double rms[2] = { 10e-9, 4e-9 };
	struct wander wander;

	wander_init(&wander, rms, hz, TICK);
	return wander;
}

static wander_pair draw(struct random *random)
{
	double one = random_normal(random), other = random_normal(random);

	return (wander_pair){ one, other };
}

static void height_is_as_asked(void **state)
{
	static const double hz[] = { 300, 1500 };

	(void)state;
	for (unsigned int k = 0; k < 2; k++) {
		struct wander wander = make(hz[k]);
		struct random random = { 3 };
		double square[2] = { 0 }, both = 0;
		unsigned int ticks = 1000000;

		for (unsigned int i = 0; i < ticks; i++) {
			wander_step(&wander, draw(&random));
			for (unsigned int axis = 0; axis < 2; axis++)
				square[axis] += wander.place[axis] * wander.place[axis] / ticks;
			both += wander.place[0] * wander.place[1] / ticks;
		}
		/* 5 s are some 3000 independent values at 300 Hz. */
		assert_near(sqrt(square[0]), 10e-9, 0.6e-9);
		assert_near(sqrt(square[1]), 4e-9, 0.24e-9);
		assert_near(both / sqrt(square[0] * square[1]), 0, 0.1);
	}
}

/* Answer to one kick: what w^2, 1.4 w s and s^2 make of it at a frequency. */
static void spectrum_is_that_of_a_mass_on_a_spring(void **state)
{
	static const double hz[] = { 10, 100, 300, 600, 3000 };

	(void)state;
	for (unsigned int k = 0; k < 5; k++) {
		struct wander wander = make(HZ);
		double re = 0, im = 0, x = hz[k] / HZ, kick = wander.kick[0], w = 2 * M_PI * HZ;

		for (unsigned int i = 0; i < 40000; i++) {
			double phase = 2 * M_PI * hz[k] * i * TICK;

			wander_step(&wander, (wander_pair){ i == 0, 0 });
			re += wander.place[0] * cos(phase) * TICK;
			im += wander.place[0] * sin(phase) * TICK;
		}
		assert_near(hypot(re, im) * w * w / kick, 1 / hypot(1 - x * x, 1.4 * x),
			    0.02 / hypot(1 - x * x, 1.4 * x));
	}
}

static void it_comes_to_rest(void **state)
{
	struct wander wander = make(HZ);
	struct random random = { 1 };

	(void)state;
	for (unsigned int i = 0; i < 10000; i++)
		wander_step(&wander, draw(&random));
	assert_true(wander.place[0] != 0);
	for (unsigned int i = 0; i < 10000; i++)
		wander_step(&wander, (wander_pair){ 0, 0 });
	assert_near(wander.place[0], 0, 1e-18);
	assert_near(wander.place[1], 0, 1e-18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(height_is_as_asked),
		cmocka_unit_test(spectrum_is_that_of_a_mass_on_a_spring),
		cmocka_unit_test(it_comes_to_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
