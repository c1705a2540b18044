// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Actuators against Laplace's closed forms, behind every kind of delay. */
#include <complex.h>
#include <math.h>

#include "cmocka_all.h"
#include "near.h"
#include "physics/actuator.h"

#define TICK 5e-6

static const struct actuator_law reference = { 40.0, 0.08, 1e-3, 25e3, 0.02, 1.0 };

/* Whole ticks, parts of one, and more than two. */
static const double delays[] = { 0.0, 1.3e-6, 5e-6, 7.1e-6, 10e-6, 12.7e-6, 17.5e-6 };

/* A mode's answer to a step of acceleration. */
static double mode_step(double hz, double damping, double gain, double time)
{
	double omega = 2 * M_PI * hz, sigma = damping * omega;
	double complex root = csqrt(damping * damping - 1) * omega;

	if (time <= 0)
		return 0;
	return gain / (omega * omega) *
	       (1 - creal(cexp(-sigma * time) *
			  (ccosh(root * time) + sigma / root * csinh(root * time))));
}

static double step_response(const struct actuator_law *law, double time)
{
	double omega = 2 * M_PI * law->hz, gain = law->travel * omega * omega;

	return mode_step(law->hz, law->damping, gain, time) +
	       (law->mode_residue == 0.0 ?
			0 :
			mode_step(law->mode_hz, law->mode_damping, gain * law->mode_residue, time));
}

static void check_step(const struct actuator_law *law, double delay, unsigned int ticks)
{
	struct actuator actuator;

	actuator_init(&actuator, law, TICK, delay);
	for (unsigned int i = 1; i <= ticks; i++) {
		double wanted = step_response(law, i * TICK - delay);

		actuator_step(&actuator, 1.0, 0.0);
		assert_near(actuator_position(&actuator), wanted, 1e-9 * law->travel);
	}
}

static void step_is_the_closed_form(void **state)
{
	struct actuator_law law = reference;

	(void)state;
	for (unsigned int i = 0; i < sizeof(delays) / sizeof(delays[0]); i++)
		check_step(&law, delays[i], 20000);
	law.damping = 2.0;
	check_step(&law, 7.1e-6, 20000);
	law.mode_residue = 0.0;
	check_step(&law, 7.1e-6, 20000);
	law = reference;
	law.mode_residue = -0.5;
	check_step(&law, 7.1e-6, 20000);
}

static double complex mode_response(double hz, double damping, double gain, double complex s)
{
	double omega = 2 * M_PI * hz;

	return gain / (s * s + 2 * damping * omega * s + omega * omega);
}

/* Of a staircase that comes @delay late, sampled: with all its images. */
static double complex response(const struct actuator_law *law, double delay, double hz)
{
	double omega = 2 * M_PI * law->hz, gain = law->travel * omega * omega;
	double complex sum = 0;

	for (int image = -400; image <= 400; image++) {
		double complex s = 2 * M_PI * I * (hz + image / TICK);
		double complex hold = (1 - cexp(-s * TICK)) / (s * TICK);

		sum += hold * cexp(-s * delay) *
		       (mode_response(law->hz, law->damping, gain, s) +
			mode_response(law->mode_hz, law->mode_damping, gain * law->mode_residue,
				      s));
	}
	return sum;
}

/* By driving it with a sine until only that is left, and looking at the next periods. */
static double complex measured(const struct actuator_law *law, double delay, unsigned int period,
			       unsigned int settle)
{
	struct actuator actuator;
	double complex in = 0, out = 0;

	actuator_init(&actuator, law, TICK, delay);
	for (unsigned int i = 0; i < settle + 40 * period; i++) {
		double complex turn = cexp(2 * M_PI * I * (double)(i % period) / period);

		/* The order is given to what is sampled at the tick's beginning. */
		if (i >= settle) {
			out += actuator_position(&actuator) * conj(turn);
			in += creal(turn) * conj(turn);
		}
		actuator_step(&actuator, creal(turn), 0.0);
	}
	return out / in;
}

static void frequencies_are_the_closed_form(void **state)
{
	/* Ticks of a period: 50 Hz to 50 kHz, around both resonances. */
	static const unsigned int period[] = { 4000, 500, 200, 40, 20, 10, 8, 7, 4 };

	(void)state;
	for (unsigned int d = 0; d < sizeof(delays) / sizeof(delays[0]); d++) {
		for (unsigned int i = 0; i < sizeof(period) / sizeof(period[0]); i++) {
			/* 0.6 s: the spring's ringing has gone. */
			unsigned int settle = (120000 / period[i] + 1) * period[i];
			double complex wanted =
				response(&reference, delays[d], 1 / (period[i] * TICK));
			double complex got = measured(&reference, delays[d], period[i], settle);

			if (cabs(got - wanted) > 1e-3 * cabs(wanted))
				fail_msg("delay %g period %u: %g%+gi is not %g%+gi", delays[d],
					 period[i], creal(got), cimag(got), creal(wanted),
					 cimag(wanted));
		}
	}
}

static void accelerated_frame_moves_the_rigid_body_alone(void **state)
{
	double omega = 2 * M_PI * reference.hz;
	struct actuator actuator;

	(void)state;
	actuator_init(&actuator, &reference, TICK, 5e-6);
	for (unsigned int i = 1; i <= 20000; i++) {
		actuator_step(&actuator, 0.0, 10.0);
		assert_near(actuator_position(&actuator),
			    -mode_step(reference.hz, reference.damping, 10.0, i * TICK),
			    1e-9 * 10.0 / (omega * omega));
	}
}

static void blow_moves_the_tip_as_told(void **state)
{
	struct actuator actuator;
	double x, v;

	(void)state;
	actuator_init(&actuator, &reference, TICK, 5e-6);
	for (unsigned int i = 0; i < 100; i++)
		actuator_step(&actuator, -1.0, 0.0);
	x = actuator_position(&actuator);
	v = actuator_speed(&actuator);
	actuator_hit(&actuator, 3e-9, 2e-3);
	assert_near(actuator_position(&actuator), x + 3e-9, 1e-18);
	assert_near(actuator_speed(&actuator), v + 2e-3, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(step_is_the_closed_form),
		cmocka_unit_test(frequencies_are_the_closed_form),
		cmocka_unit_test(accelerated_frame_moves_the_rigid_body_alone),
		cmocka_unit_test(blow_moves_the_tip_as_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
