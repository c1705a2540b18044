// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Motors against energy, run-up time and standing still. */
#include <math.h>

#include "cmocka_all.h"
#include "near.h"
#include "physics/motor.h"

#define TICK 5e-6
#define RPM (2 * M_PI / 60)

static const struct spindle_law spindle_law = {
	.torque = 10e-3,
	.inertia = 310e-7,
	.drag = 0.6e-3,
	.drag_speed = 2244 * RPM,
	.most = 3300 * RPM,
};

static struct motor sled(void)
{
	return (struct motor){ .full = 30.0, .most = 1.5, .dry = 0.6, .viscous = 1.0 };
}

static void friction_takes_the_energy(void **state)
{
	(void)state;
	for (double speed = 1e-4; speed < 1.0; speed *= 3) {
		struct motor motor = sled();

		motor.viscous = 0;
		motor.speed = -speed;
		while (motor.speed != 0)
			motor_step(&motor, 0.0, 0.0, TICK);
		assert_near(motor.position, -speed * speed / 2 / motor.dry,
			    1e-9 * speed * speed / motor.dry + 1e-15);
	}
}

/* Work done on it = its energy and what dry and viscous friction took. */
static void energy_is_accounted_for(void **state)
{
	struct motor motor = sled();
	double work = 0, lost = 0, moved = 0;

	(void)state;
	for (unsigned int i = 0; i < 400000; i++) {
		double drive = 0.04 * sin(2 * M_PI * 3 * i * TICK), before = motor.position;
		double from = motor.speed;
		double way, mean;

		motor_step(&motor, drive, 0.0, TICK);
		way = motor.position - before;
		mean = (from + motor.speed) / 2;
		work += motor.full * drive * way;
		lost += motor.dry * fabs(way) + motor.viscous * mean * way;
		moved += fabs(way);
	}
	assert_true(moved > 0.01);
	assert_near(motor.speed * motor.speed / 2 + lost, work, 1e-4 * work);
}

static void sticks_until_pushed_hard_enough(void **state)
{
	struct motor motor = sled();

	(void)state;
	for (unsigned int i = 0; i < 100000; i++)
		motor_step(&motor, (i & 1 ? 0.999 : -0.999) * motor.dry / motor.full, 0.0, TICK);
	assert_true(motor.position == 0.0 && motor.speed == 0.0);
	motor_step(&motor, 0.0, 1.001 * motor.dry, TICK);
	assert_near(motor.speed, 0.001 * motor.dry * TICK, 1e-6 * motor.dry * TICK);
	/* Just held, it stops and does not tremble. */
	for (unsigned int i = 0; i < 10; i++)
		motor_step(&motor, 0.999 * motor.dry / motor.full, 0.0, TICK);
	assert_true(motor.speed == 0.0);
}

static void driver_has_so_much_voltage(void **state)
{
	struct motor motor = sled();

	(void)state;
	motor.dry = motor.viscous = 0;
	while (motor.speed < 1.5 * (1 - 1 / MOTOR_HEADROOM) - 1e-3)
		motor_step(&motor, 1.0, 0.0, TICK);
	motor_step(&motor, 1.0, 0.0, TICK);
	for (unsigned int i = 0; i < 1000000; i++)
		motor_step(&motor, 1.0, 0.0, TICK);
	assert_near(motor.speed, 1.5, 1e-6);
	/* Braking has all of it. */
	motor_step(&motor, -1.0, 0.0, TICK);
	assert_near(motor.speed, 1.5 - 30 * TICK, 1e-6);
}

static void stop_holds(void **state)
{
	struct motor motor = sled();

	(void)state;
	motor.position = 59.9e-3;
	for (unsigned int i = 0; i < 100000; i++) {
		motor_step(&motor, 1.0, 0.0, TICK);
		motor_stop(&motor, 22e-3, 60e-3);
		assert_true(motor.position <= 60e-3);
	}
	assert_true(motor.position == 60e-3 && motor.speed == 0.0);
	motor_step(&motor, -1.0, 0.0, TICK);
	motor_stop(&motor, 22e-3, 60e-3);
	assert_true(motor.position < 60e-3);
}

/* J w' = T - D0 - D2 w^2 from standing: w = sqrt(a / b) tanh(sqrt(a b) t). */
static void run_up_takes_its_time(void **state)
{
	double target = 2244 * RPM;
	struct motor motor;
	double a, b, time = 0;

	(void)state;
	motor_spindle(&motor, &spindle_law);
	a = (spindle_law.torque - SPINDLE_DRY * spindle_law.drag) / spindle_law.inertia;
	b = (1 - SPINDLE_DRY) * spindle_law.drag / spindle_law.inertia / target / target;
	for (; motor.speed < target; time += TICK)
		motor_step(&motor, 1.0, 0.0, TICK);
	assert_near(time, atanh(target * sqrt(b / a)) / sqrt(a * b), 1e-3 * time);
	assert_near(time, 0.75, 0.02);
}

/* With no drive: w' = -(D0 + D2 w^2), at rest after atan(w sqrt(b / a)) / sqrt(a b). */
static void it_runs_down_and_stands(void **state)
{
	double from = 2244 * RPM;
	struct motor motor;
	double a, b, time = 0;

	(void)state;
	motor_spindle(&motor, &spindle_law);
	motor.speed = from;
	a = SPINDLE_DRY * spindle_law.drag / spindle_law.inertia;
	b = (1 - SPINDLE_DRY) * spindle_law.drag / spindle_law.inertia / from / from;
	for (; motor.speed > 0; time += TICK)
		motor_step(&motor, 0.0, 0.0, TICK);
	assert_near(time, atan(from * sqrt(b / a)) / sqrt(a * b), 1e-3 * time);
	assert_true(motor.speed == 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(friction_takes_the_energy),
		cmocka_unit_test(energy_is_accounted_for),
		cmocka_unit_test(sticks_until_pushed_hard_enough),
		cmocka_unit_test(driver_has_so_much_voltage),
		cmocka_unit_test(stop_holds),
		cmocka_unit_test(run_up_takes_its_time),
		cmocka_unit_test(it_runs_down_and_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
