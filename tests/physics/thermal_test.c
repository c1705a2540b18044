// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Heat in layers against closed forms, and against itself on finer grids. */
#include "physics/thermal_track.h"
#include "physics/writing_disc.h"
#include "spot_discs.h"
#include "writing_discs.h"

#define CONDUCTIVITY 0.5
#define CAPACITY 1.6e6
#define DIFFUSIVITY (CONDUCTIVITY / CAPACITY)
#define RADIUS_NM 90.0

static void assert_within(double value, double expected, double part)
{
	if (!(fabs(value - expected) <= part * fabs(expected)))
		fail_msg("%.9g is not %.9g within %g of it", value, expected, part);
}

/* One material, lit on its face: light is taken up in a layer much thinner than the spot. */
static struct thermal_stack half_space(double skin_nm, double cell_nm)
{
	struct thermal_layer layer = { .thickness_nm = 100,
				       .conductivity = CONDUCTIVITY,
				       .heat_capacity = CAPACITY,
				       .cell_nm = cell_nm };
	struct thermal_stack stack = { .layers = 3, .layer = { layer, layer, layer } };

	stack.layer[0].thickness_nm = skin_nm;
	stack.layer[0].absorbed = 1;
	stack.layer[0].cell_nm = skin_nm;
	stack.layer[2].thickness_nm = 8000;
	return stack;
}

/* Gaussian light that stands still on a half-space (Carslaw and Jaeger 10.5). */
static void light_at_rest_heats_a_half_space(void **state)
{
	static struct thermal thermal;
	struct thermal_stack stack = half_space(0.2, 2.5);
	struct thermal_light light;
	double radius = RADIUS_NM * 1e-9, ns;

	(void)state;
	thermal_light_gaussian(&light, RADIUS_NM);
	assert_int_equal(thermal_make(&thermal, &stack, &light), 0);
	for (ns = 2; ns < 500; ns *= 2)
		assert_within(thermal_lit(&thermal, ns * 1e-9),
			      atan(sqrt(4 * DIFFUSIVITY * ns * 1e-9) / radius) /
				      (pow(M_PI, 1.5) * CONDUCTIVITY * radius),
			      0.01);
}

/* Temperature of a half-space's face under gaussian light that moves, lit for ever. */
static double moving(double x_nm, double y_nm, double velocity)
{
	double w2 = RADIUS_NM * RADIUS_NM * 1e-18, sum = 0, u;
	double x = x_nm * 1e-9, y = y_nm * 1e-9, step = 1e-7;

	/* s = u^2 takes away the root at s = 0. */
	for (u = step / 2; u < 4e-3; u += step) {
		double s = u * u, wide = w2 + 4 * DIFFUSIVITY * s, ahead = x + velocity * s;
		double here = exp(-(ahead * ahead + y * y) / wide) / (M_PI * wide);

		sum += 2 * step * here / sqrt(M_PI * DIFFUSIVITY);
	}
	return sum / CAPACITY;
}

static void moving_light_heats_a_half_space(void **state)
{
	static const struct thermal_window window = { 21.5, 16, 25, 30, 5 };
	static struct thermal thermal;
	struct thermal_stack stack = half_space(0.2, 2.5);
	struct thermal_light light;
	struct thermal_track track;
	unsigned int row, column;
	const float *kelvin;
	double most = moving(0, 0, SPEED_2X);

	(void)state;
	thermal_light_gaussian(&light, RADIUS_NM);
	assert_int_equal(thermal_make(&thermal, &stack, &light), 0);
	assert_int_equal(thermal_track_make(&track, &thermal, &window, SPEED_2X,
					    43e-9 / SPEED_2X / NFOD_STRATEGY_UNITS),
			 0);
	kelvin = thermal_track_at(&track, THERMAL_EVER);
	for (row = 0; row < window.rows; row++) {
		for (column = 0; column < window.columns; column += 4) {
			double x = ((double)column - window.behind) * window.step_nm;

			assert_near(kelvin[row * window.columns + column],
				    moving(x, row * window.row_nm, SPEED_2X), 0.015 * most);
		}
	}
	thermal_track_free(&track);
}

/* Heat without sideways flow, all of it out of the face: resistances add up. */
static void steady_stack_is_its_resistances(void **state)
{
	static const double conductivity[] = { 1.0, 2.0, 0.4, 0.55 };
	static const double thickness[] = { 40, 60, 14, 300 };
	struct thermal_stack stack = { .layers = 4, .conductance = 3e7, .observed = 2 };
	struct thermal_modes modes;
	double kelvin = 0, expected = 1 / stack.conductance;
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++)
		stack.layer[i] = (struct thermal_layer){ .thickness_nm = thickness[i],
							 .conductivity = conductivity[i],
							 .heat_capacity = 2e6,
							 .cell_nm = 2 };
	stack.layer[2].absorbed = 1;
	expected += 40e-9 / 1.0 + 60e-9 / 2.0 + 14e-9 / 0.4 / 3;
	assert_int_equal(thermal_modes(&stack, 0, &modes), 0);
	for (i = 0; i < modes.count; i++)
		kelvin += modes.share[i] / modes.rate[i];
	assert_within(kelvin, expected, 0.01);
}

/* Nothing leaves: heat ends up evenly in all that can hold it. */
static void heat_is_conserved(void **state)
{
	struct writing_disc disc;
	struct thermal_stack stack;
	struct thermal_modes modes;
	double hold = 0, absorbed = 0;
	unsigned int i;

	(void)state;
	assert_int_equal(reference_disc(false, NFOD_LAND, &disc), 0);
	writing_stack(&disc, &stack);
	stack.conductance = 0;
	for (i = 0; i < stack.layers; i++) {
		hold += stack.layer[i].thickness_nm * 1e-9 * stack.layer[i].heat_capacity;
		absorbed += stack.layer[i].absorbed;
	}
	assert_int_equal(thermal_modes(&stack, 0, &modes), 0);
	assert_within(thermal_decay(&modes, 2e-3), absorbed / hold, 1e-5);
	/* And at once it is all in the layer that took it up. */
	assert_within(thermal_decay(&modes, 0),
		      stack.layer[stack.observed].absorbed / (14e-9 * 1.3e6), 1e-6);
}

static void finer_cells_change_little(void **state)
{
	static struct thermal coarse, fine;
	struct writing_disc disc;
	struct thermal_stack stack;
	struct thermal_light light;
	static double a[THERMAL_RADII], b[THERMAL_RADII];
	static const double seconds[] = { 0.5e-9, 2e-9, 8e-9, 30e-9, 100e-9 };
	unsigned int i;

	(void)state;
	assert_int_equal(reference_disc(false, NFOD_LAND, &disc), 0);
	writing_stack(&disc, &stack);
	thermal_light_gaussian(&light, RADIUS_NM);
	assert_int_equal(thermal_make(&coarse, &stack, &light), 0);
	for (i = 0; i < stack.layers; i++)
		stack.layer[i].cell_nm /= 2;
	assert_int_equal(thermal_make(&fine, &stack, &light), 0);
	for (i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
		thermal_flash(&coarse, seconds[i], a);
		thermal_flash(&fine, seconds[i], b);
		assert_within(a[0], b[0], 0.01);
		assert_near(a[20], b[20], 0.01 * b[0]);
	}
	assert_within(thermal_lit(&coarse, 5e-7), thermal_lit(&fine, 5e-7), 0.005);
}

/* All of the light is in the profile, and none of it is finer than the pupil allows. */
static void profile_is_as_fine_as_the_pupil(void **state)
{
	double intensity[WRITING_PROFILE];
	struct writing_disc disc;
	struct thermal_light light;
	double most, weight;

	(void)state;
	assert_int_equal(reference_disc(false, NFOD_GROOVE, &disc), 0);
	writing_profile(&disc, intensity);
	most = 4e9 * M_PI * disc.optics.na / disc.optics.wavelength_nm;
	thermal_light_profile(&light, intensity, WRITING_PROFILE, WRITING_PROFILE_NM, most);
	weight = light.weight[THERMAL_WAVES - 1] / light.wave[THERMAL_WAVES - 1];
	assert_near(weight / (light.weight[30] / light.wave[30]), 0, 0.02);
}

static void lags_are_found(void **state)
{
	static const struct thermal_window window = { 43, 2, 5, 50, 2 };
	static struct thermal thermal;
	struct writing_disc disc;
	struct thermal_track track;
	unsigned int i, spot;
	float before = -1;

	(void)state;
	assert_int_equal(reference_disc(true, NFOD_LAND, &disc), 0);
	assert_int_equal(writing_heat(&disc, &thermal), 0);
	assert_int_equal(thermal_track_make(&track, &thermal, &window, SPEED_2X, 2.4e-10), 0);
	spot = window.behind;
	assert_true(thermal_track_at(&track, 0)[spot] == 0);
	/* The longer it has been lit, the hotter. */
	for (i = 0; i < 2 * THERMAL_SETTLING; i++) {
		float here = thermal_track_at(&track, i)[spot];

		assert_true(here >= before);
		before = here;
	}
	assert_ptr_equal(thermal_track_at(&track, THERMAL_EVER),
			 thermal_track_at(&track, 100 * THERMAL_EVER));
	thermal_track_free(&track);
}

static void too_many_cells_are_refused(void **state)
{
	struct thermal_stack stack = half_space(0.2, 2.5);
	struct thermal_modes modes;

	(void)state;
	stack.layer[1].cell_nm = 0.4;
	assert_int_equal(thermal_modes(&stack, 0, &modes), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(light_at_rest_heats_a_half_space),
		cmocka_unit_test(moving_light_heats_a_half_space),
		cmocka_unit_test(steady_stack_is_its_resistances),
		cmocka_unit_test(heat_is_conserved),
		cmocka_unit_test(finer_cells_change_little),
		cmocka_unit_test(profile_is_as_fine_as_the_pupil),
		cmocka_unit_test(lags_are_found),
		cmocka_unit_test(too_many_cells_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
