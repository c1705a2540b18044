// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The spindle: as fast as torque and inertia allow, smooth, and honest when it is stuck.
 */
#include "radial.h"

#define SPEED_2X 235.0
#define SPEED_OUTER 97.3
/* Points of the learned feed-forward's table. */
#define FEED_POINTS 512.0

static struct radial *standing(void)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;

	return radial_new(&fig, 0.0, 30000.0, 3);
}

/* Return: seconds until it is at the speed, and what it overshot on the way. */
static double run_to(struct radial *r, double target, double seconds, double *beyond)
{
	struct spindle *spindle = &r->servo->spindle;
	double up = target > (double)spindle->speed ? 1.0 : -1.0;
	double at = -1.0;

	spindle->target = (float)target;
	*beyond = 0.0;
	for (long i = 0; i < lrint(seconds / r->tick_s); i++) {
		radial_tick(r);
		*beyond = fmax(*beyond, up * (r->spindle.speed - target));
		if (at < 0.0 && spindle->at_speed)
			at = i * r->tick_s;
	}
	assert_true(at >= 0.0);
	assert_true(spindle->at_speed);
	return at;
}

/* Speed of sampled torque over inertia against drag as the motor has it. */
static double run_up_by_theory(const struct radial *r, double target)
{
	double speed = 0.0, seconds = 0.0, step = 1e-4;

	for (; speed < target; seconds += step)
		speed += step * (r->spindle.full - r->spindle.dry - r->spindle.viscous * speed -
				 r->spindle.air * speed * speed);
	return seconds;
}

static void test_run_up_wastes_nothing(void **state)
{
	struct radial *r = standing();
	double theory = run_up_by_theory(r, SPEED_2X), beyond;
	double took = run_to(r, SPEED_2X, 1.2, &beyond);

	(void)state;
	print_message("run-up %.0f ms, by theory %.0f ms, %.2f rad/s too fast\n", took * 1e3,
		      theory * 1e3, beyond);
	assert_true(took < 1.05 * theory);
	assert_true(beyond < 0.01 * SPEED_2X);
	radial_free(r);
}

static void test_zones_change_both_ways(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, SPEED_2X * 30.0 / M_PI, 30000.0, 3);
	double beyond, down, up;

	(void)state;
	radial_run(r, 0.1);
	down = run_to(r, SPEED_OUTER, 0.8, &beyond);
	assert_true(beyond < 0.02 * SPEED_OUTER);
	up = run_to(r, SPEED_2X, 0.8, &beyond);
	print_message("2244 to 929 rpm %.0f ms, back %.0f ms\n", down * 1e3, up * 1e3);
	assert_true(beyond < 0.01 * SPEED_2X);
	radial_free(r);
}

static void test_stops_and_stays(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, 2244.0, 30000.0, 3);
	struct spindle *spindle = &r->servo->spindle;
	double at;

	(void)state;
	radial_run(r, 0.1);
	assert_false(spindle->stopped);
	spindle->target = 0.0f;
	radial_run(r, 1.2);
	assert_true(spindle->stopped);
	assert_true(r->spindle.speed == 0.0);
	assert_true(spindle->drive == 0.0f);
	at = r->spindle.position;
	radial_run(r, 0.2);
	assert_true(r->spindle.position == at);
	radial_free(r);
}

static void test_a_stuck_spindle_is_told(void **state)
{
	struct radial *r = standing();
	struct spindle *spindle = &r->servo->spindle;
	double beyond;

	(void)state;
	run_to(r, SPEED_OUTER, 0.6, &beyond);
	assert_false(spindle->stalled);
	spindle->target = 0.0f;
	radial_run(r, 0.8);
	r->still = true;
	spindle->target = (float)SPEED_2X;
	radial_run(r, 0.6);
	assert_true(spindle->stalled);
	r->still = false;
	spindle->target = (float)SPEED_OUTER;
	radial_run(r, 0.5);
	assert_false(spindle->stalled);
	radial_free(r);
}

/* Between encoder lines, so that feed-forward by angle does not shake. */
static void test_observed_angle_is_smooth(void **state)
{
	struct nfod_figures fig = NFOD_FIGURES_REFERENCE;
	struct radial *r = radial_new(&fig, 2244.0, 30000.0, 3);
	double sum = 0.0, square = 0.0, jitter;
	long n = 40000;

	(void)state;
	radial_run(r, 0.5);
	for (long i = 0; i < n; i++) {
		double turns, off;

		radial_tick(r);
		turns = radial_turns(r);
		off = turns - (double)r->servo->spindle.angle / 4294967296.0;
		off -= floor(off + 0.5);
		sum += off;
		square += off * off;
	}
	jitter = sqrt(fmax(square / n - sum / n * sum / n, 0.0));
	print_message("angle: mean %.2e, jitter %.2e turns\n", sum / n, jitter);
	assert_true(fabs(sum / n) < 0.01 / FEED_POINTS);
	assert_true(jitter < 0.001 / FEED_POINTS);
	assert_true(fabs((double)r->servo->spindle.speed / r->spindle.speed - 1.0) < 1e-4);
	radial_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_up_wastes_nothing),
		cmocka_unit_test(test_zones_change_both_ways),
		cmocka_unit_test(test_stops_and_stays),
		cmocka_unit_test(test_a_stuck_spindle_is_told),
		cmocka_unit_test(test_observed_angle_is_smooth),
	};

	return cmocka_run_group_tests_name("spindle", tests, NULL, NULL);
}
