// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Tracks as they were mastered: how uneven, how fine, the same whenever the head comes. */
#include <complex.h>
#include <math.h>

#include "cmocka_all.h"
#include "near.h"
#include "physics/mastering.h"

#define RMS 2e-9
#define SHORTEST 2e-3
#define RADIUS 30e-3
#define TURN (2 * M_PI * RADIUS)

static struct mastering make(uint64_t seed)
{
	struct mastering mastering;

	mastering_init(&mastering, RMS, SHORTEST, seed);
	return mastering;
}

/* At so many turns of a zone's spiral, so far beside its groove. */
static double at(struct mastering *mastering, unsigned int zone, double turns, double beside)
{
	struct mastering_place place = {
		.zone = zone,
		.radius = RADIUS,
		.grooves = floor(turns) + beside,
		.angle = turns - floor(turns),
	};

	return mastering_shift(mastering, &place);
}

static double rms_of(struct mastering *mastering, double beside)
{
	unsigned int places = 200000;
	double square = 0;

	for (unsigned int i = 0; i < places; i++)
		square += pow(at(mastering, 0, i * 0.00137, beside), 2) / places;
	return sqrt(square);
}

static void grooves_and_lands_are_so_uneven(void **state)
{
	struct mastering mastering = make(1);

	(void)state;
	assert_near(rms_of(&mastering, 0.0), RMS, 0.03 * RMS);
	/* Between two grooves that have nothing in common. */
	assert_near(rms_of(&mastering, 0.5), RMS / sqrt(2), 0.03 * RMS);
}

/* Half of the power at the shortest wavelength: (sin x / x)^8. */
static void waves_are_no_shorter(void **state)
{
	static const struct {
		double part, power;
	} band[] = { { 8, 0.99 }, { 2, 0.84 }, { 1, 0.50 }, { 0.5, 0.053 } };
	double power[4];

	(void)state;
	for (unsigned int k = 0; k < 4; k++) {
		struct mastering mastering = make(5);
		double wave = SHORTEST * band[k].part, square = 0;

		/* Stretches of ten waves, weighed by a raised cosine. */
		for (unsigned int n = 0; n < 1000; n++) {
			double complex sum = 0;

			for (unsigned int i = 0; i < 400; i++) {
				double part = i / 400.0, place = (n + part) * 10 * wave / TURN;

				sum += at(&mastering, 0, place, 0.0) * (1 - cos(2 * M_PI * part)) *
				       cexp(-2 * M_PI * I * 10 * part);
			}
			square += pow(cabs(sum) / 400, 2) * 10 * wave / 1000;
		}
		power[k] = square;
	}
	for (unsigned int k = 1; k < 4; k++)
		assert_near(power[k] / power[0], band[k].power / band[0].power,
			    0.15 * band[k].power + 0.02);
}

static void spiral_has_no_steps(void **state)
{
	struct mastering mastering = make(2);
	double before = at(&mastering, 0, 4.99, 0.0), most = 0;

	(void)state;
	for (unsigned int i = 1; i <= 2000; i++) {
		double now = at(&mastering, 0, 4.99 + i * 1e-5, 0.0);

		most = fmax(most, fabs(now - before));
		before = now;
	}
	/* In a thousandth of the shortest wave; 2 pi thousandths would be that wave's own. */
	assert_true(most < 0.03 * RMS);
	/* From groove to groove, too. */
	assert_near(at(&mastering, 0, 7.3, 1 - 1e-9), at(&mastering, 0, 8.3, 0.0), 1e-6 * RMS);
}

/* Before the spiral's beginning, at zones' ends, there and back, forwards and backwards. */
static void place_alone_matters(void **state)
{
	struct mastering there = make(3), back = make(3), other = make(4);
	double height[500], same = 0;

	(void)state;
	for (int i = 0; i < 500; i++)
		height[i] = at(&there, 0, -1 + i * 0.0077, 0.3);
	for (int i = 499; i >= 0; i--) {
		at(&back, 1, 20.5, 0.0);
		assert_true(at(&back, 0, -1 + i * 0.0077, 0.3) == height[i]);
		same += at(&other, 0, -1 + i * 0.0077, 0.3) * height[i];
		same += at(&back, 1, -1 + i * 0.0077, 0.3) * height[i];
	}
	assert_true(fabs(same) < 200 * RMS * RMS);
}

static void a_perfect_master_is_even(void **state)
{
	struct mastering mastering;

	(void)state;
	mastering_init(&mastering, 0.0, SHORTEST, 1);
	assert_true(at(&mastering, 0, 3.3, 0.2) == 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grooves_and_lands_are_so_uneven),
		cmocka_unit_test(waves_are_no_shorter),
		cmocka_unit_test(spiral_has_no_steps),
		cmocka_unit_test(place_alone_matters),
		cmocka_unit_test(a_perfect_master_is_even),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
