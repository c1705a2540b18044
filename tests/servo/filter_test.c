// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Sections against theory, and against what they do to a sine. */
#include <complex.h>
#include <math.h>

#include "cmocka_all.h"
#include "nfod/figures.h"
#include "servo/filter.h"
#include "servo/lens.h"
#include "servo/profile.h"
#include "servo/trig.h"

#define RATE 200e3f
#define PI 3.14159265358979323846

static double complex response(const struct section *s, double hz)
{
	float re, im;

	section_response(s, RATE, (float)hz, &re, &im);
	return CMPLX((double)re, (double)im);
}

/* What the prewarped bilinear transform makes of i w at @hz, in units of @corner. */
static double complex warped(double hz, double corner)
{
	return I * tan(PI * hz / (double)RATE) / tan(PI * corner / (double)RATE);
}

static void assert_close(double complex is, double complex wanted, double part)
{
	if (cabs(is - wanted) > part * (cabs(wanted) + 1e-3))
		fail_msg("%g%+gi, not %g%+gi", creal(is), cimag(is), creal(wanted), cimag(wanted));
}

static void sections_are_their_shapes(void **state)
{
	struct section lead, integral, notch, low;

	(void)state;
	section_lead(&lead, RATE, 1500, 80000);
	section_integral(&integral, RATE, 800);
	section_notch(&notch, RATE, 24250, 0.4f, 0.2f);
	section_low(&low, RATE, 10000, 0.7f);
	for (double hz = 10; hz < 95e3; hz *= 1.1) {
		double complex n = warped(hz, 24250), l = warped(hz, 10000);

		assert_close(response(&lead, hz), (1 + warped(hz, 1500)) / (1 + warped(hz, 80000)),
			     1e-3);
		assert_close(response(&integral, hz), 1 + 1 / warped(hz, 800), 1e-3);
		assert_close(response(&notch, hz), (n * n + 0.16 * n + 1) / (n * n + 0.8 * n + 1),
			     1e-3);
		assert_close(response(&low, hz), 1 / (l * l + 1.4 * l + 1), 1e-3);
	}
}

/* By the last of many periods. */
static double complex measured(struct section *s, double hz)
{
	const unsigned int periods = 8;
	double per_period = (double)RATE / hz;
	unsigned int ticks = (unsigned int)(200 * per_period);
	unsigned int from = ticks - (unsigned int)(periods * per_period);
	double complex sum = 0;

	section_reset(s);
	for (unsigned int n = 0; n < ticks; n++) {
		double phase = 2 * PI * hz / (double)RATE * n;
		double y = (double)section_step(s, (float)cos(phase));

		if (n >= from)
			sum += y * cexp(-I * phase);
	}
	return 2 * sum / (ticks - from);
}

static void sections_do_as_they_say(void **state)
{
	static const double hz[] = { 1000, 5000, 20000, 25000, 40000 };
	struct section lead, notch, low;

	(void)state;
	section_lead(&lead, RATE, 1500, 80000);
	section_notch(&notch, RATE, 24250, 0.4f, 0.2f);
	section_low(&low, RATE, 10000, 0.7f);
	for (unsigned int n = 0; n < sizeof(hz) / sizeof(hz[0]); n++) {
		assert_close(measured(&lead, hz[n]), response(&lead, hz[n]), 2e-3);
		assert_close(measured(&notch, hz[n]), response(&notch, hz[n]), 2e-3);
		assert_close(measured(&low, hz[n]), response(&low, hz[n]), 2e-3);
	}
}

static void an_integral_can_be_preset(void **state)
{
	struct section integral;

	(void)state;
	section_integral(&integral, RATE, 800);
	integral.s1 = 0.25f;
	for (unsigned int n = 0; n < 1000; n++)
		assert_float_equal(section_step(&integral, 0.0f), 0.25f, 1e-6f);
}

static void trig_is_good_to_a_millionth(void **state)
{
	(void)state;
	for (int n = -100000; n <= 100000; n++) {
		float x = (float)n * 1e-3f;
		float a = 3.0f * sinf(x), b = 2.0f * cosf(1.7f * x);

		assert_true(fabs((double)trig_sin(x) - sin((double)x)) < 1e-6);
		assert_true(fabs((double)trig_cos(x) - cos((double)x)) < 1e-6);
		assert_true(fabs((double)trig_atan2(a, b) - atan2((double)a, (double)b)) < 1e-6);
	}
	assert_float_equal(trig_atan2(0.0f, 0.0f), 0.0f, 0.0f);
}

/* Position, speed and acceleration of a profile are each other's differences. */
static void a_profile_is_smooth_and_ends_at_rest(void **state)
{
	struct profile profile;
	double at = 115, rate = -0.5;

	(void)state;
	profile_go_from(&profile, 115.0f, -0.5f, 25.0f, 200.0f);
	for (unsigned int n = 0; n < 199; n++) {
		double accel = (double)profile_accel(&profile);

		profile_step(&profile);
		rate += (accel + (double)profile_accel(&profile)) / 2;
		at += rate - ((double)profile_accel(&profile) - accel) / 12 -
		      (double)profile_accel(&profile) / 2;
		assert_true(fabs((double)profile_at(&profile, 0.0f) - at) < 0.02);
		assert_true(profile_at(&profile, 0.0f) > 24.999f);
	}
	profile_step(&profile);
	profile_step(&profile);
	assert_false(profile_moves(&profile));
	assert_true(fabs(rate) < 0.01);
	assert_float_equal(profile_at(&profile, 0.0f), 25.0f, 0.0f);
}

static void a_profile_can_be_turned_round(void **state)
{
	struct profile profile;
	float before, step;

	(void)state;
	profile_hold(&profile, 90.0f);
	profile_go(&profile, 25.0f, 50.0f);
	for (unsigned int n = 0; n < 25; n++)
		profile_step(&profile);
	before = profile_at(&profile, 1.0f);
	step = profile_at(&profile, 0.0f) - before;
	before = profile_at(&profile, 0.0f);
	profile_go(&profile, 90.0f, 50.0f);
	assert_float_equal(profile_at(&profile, 0.0f), before, 1e-3f);
	profile_step(&profile);
	assert_float_equal(profile_at(&profile, 0.0f) - before, step, 0.2f);
	while (profile_moves(&profile))
		profile_step(&profile);
	assert_float_equal(profile_at(&profile, 0.0f), 90.0f, 0.0f);
}

/* The model follows what its own plan puts out. */
static void a_glide_is_what_the_lens_does(void **state)
{
	struct lens plan, lens;

	(void)state;
	lens_init(&plan, &NFOD_FIGURES_REFERENCE);
	lens = plan;
	for (unsigned int n = 0; n < 40000; n++)
		lens_follow(&lens, lens_glide(&plan, -400e-6f, 20e-3f, 4.0f), 0.0f, 1.0f);
	assert_float_equal(plan.at, -400e-6f, 1e-7f);
	assert_float_equal(lens.at, plan.at, 2e-6f);
	assert_float_equal(lens.speed, 0.0f, 1e-4f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_are_their_shapes),
		cmocka_unit_test(sections_do_as_they_say),
		cmocka_unit_test(an_integral_can_be_preset),
		cmocka_unit_test(trig_is_good_to_a_millionth),
		cmocka_unit_test(a_profile_is_smooth_and_ends_at_rest),
		cmocka_unit_test(a_profile_can_be_turned_round),
		cmocka_unit_test(a_glide_is_what_the_lens_does),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
