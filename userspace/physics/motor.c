// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/motor.h"

#include <math.h>
#include <string.h>

/* What the driver can give at this speed. */
static double driven(const struct motor *motor, double drive)
{
	double ahead = drive < 0.0 ? -motor->speed : motor->speed;
	double left = MOTOR_HEADROOM * (1.0 - ahead / motor->most);
	double part = fmin(fabs(drive), fmin(fmax(left, 0.0), 1.0));

	return copysign(motor->full * part, drive);
}

/* Deceleration at a speed, dry friction left out. */
static double resisted(const struct motor *motor, double speed)
{
	return (motor->viscous + motor->air * fabs(speed)) * speed;
}

/* One stretch without change of direction; second order in time. */
static void glide(struct motor *motor, double force, double seconds)
{
	double half = motor->speed + force * seconds / 2.0;
	double change = (force - resisted(motor, half)) * seconds;

	motor->position += (motor->speed + change / 2.0) * seconds;
	motor->speed += change;
}

void motor_step(struct motor *motor, double drive, double push, double seconds)
{
	double before = motor->speed;
	double force = driven(motor, drive) + push;
	double left = seconds;

	if (motor->speed != 0.0) {
		double slowed = force - copysign(motor->dry, motor->speed);
		double rate = slowed - resisted(motor, motor->speed);
		double until = -motor->speed / rate;

		if (until > 0.0 && until < seconds) {
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
	motor->acceleration = (motor->speed - before) / seconds;
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
