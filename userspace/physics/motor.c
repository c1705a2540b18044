// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/motor.h"

#include <math.h>
#include <string.h>

/* What the driver can give at this speed. */
static double driven(const struct motor *motor, double drive)
{
	double ahead = drive < 0.0 ? -motor->speed : motor->speed;
	double wanted = fabs(drive) * motor->most;
	double left = MOTOR_HEADROOM * (motor->most - ahead);

	if (wanted <= left)
		return motor->full * drive;
	return left > 0.0 ? copysign(motor->full * left / motor->most, drive) : 0.0;
}

/* Deceleration at a speed, dry friction left out. */
static double resisted(const struct motor *motor, double speed)
{
	return (motor->viscous + motor->air * fabs(speed)) * speed;
}

/* Of speed, without change of direction; second order in time. */
static double change_of(const struct motor *motor, double force, double seconds)
{
	double half = motor->speed + force * seconds / 2.0;

	return (force - resisted(motor, half)) * seconds;
}

static void glide(struct motor *motor, double force, double seconds)
{
	double change = change_of(motor, force, seconds);

	motor->position += (motor->speed + change / 2.0) * seconds;
	motor->speed += change;
}

/* It may stop within the step. */
static void creep(struct motor *motor, double force, double seconds)
{
	double left = seconds;

	if (motor->speed != 0.0) {
		double slowed = force - copysign(motor->dry, motor->speed);
		double change = (slowed - resisted(motor, motor->speed)) * seconds;

		if (change * motor->speed < 0.0 && fabs(change) > fabs(motor->speed)) {
			double until = -motor->speed / change * seconds;

			motor->position += motor->speed * until / 2.0;
			motor->speed = 0.0;
			left = seconds - until;
		} else {
			glide(motor, slowed, seconds);
			left = 0.0;
		}
	}
	if (left > 0.0 && fabs(force) > motor->dry)
		glide(motor, force - copysign(motor->dry, force), left);
}

void motor_step(struct motor *motor, double drive, double push, double seconds)
{
	double force = driven(motor, drive) + push;
	double speed = motor->speed;
	double slowed = force - (speed > 0.0 ? motor->dry : -motor->dry);
	double change = change_of(motor, slowed, seconds);

	if ((speed + change) * speed > 0.0) {
		motor->position += (speed + change / 2.0) * seconds;
		motor->speed = speed + change;
	} else if (speed != 0.0 || fabs(force) > motor->dry) {
		creep(motor, force, seconds);
	}
}

void motor_stop(struct motor *motor, double least, double most)
{
	if (motor->position < least) {
		motor->position = least;
		motor->speed = fmax(motor->speed, 0.0);
	} else if (motor->position > most) {
		motor->position = most;
		motor->speed = fmin(motor->speed, 0.0);
	}
}

void motor_spindle(struct motor *motor, const struct spindle_law *law)
{
	double drag = law->drag / law->inertia;

	memset(motor, 0, sizeof(*motor));
	motor->full = law->torque / law->inertia;
	motor->most = law->most;
	motor->dry = SPINDLE_DRY * drag;
	motor->air = (1.0 - SPINDLE_DRY) * drag / (law->drag_speed * law->drag_speed);
}
