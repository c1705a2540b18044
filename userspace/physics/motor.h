/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: motors
 *
 * Spindle and sled: one mass each, dry and other friction, and a driver that gives the
 * current that is ordered as far as its voltage goes: the full force up to
 * 1 - 1/MOTOR_HEADROOM of the speed at which the voltage ends, falling evenly to
 * nothing there; braking is not limited.
 */
#ifndef NFOD_PHYSICS_MOTOR_H
#define NFOD_PHYSICS_MOTOR_H

#include <stdint.h>

/* Force of a standing motor at full voltage over what the driver's current gives (j). */
#define MOTOR_HEADROOM 4.0

/**
 * struct motor - a mass that moves one way or the other
 * @full: acceleration at full drive
 * @most: speed at which the voltage ends
 * @dry: deceleration by dry friction, standing and moving
 * @viscous: ditto, per speed, 1/s
 * @air: ditto, per square of speed
 * @position: m or rad
 * @speed: of it
 */
struct motor {
	double full;
	double most;
	double dry;
	double viscous;
	double air;
	double position;
	double speed;
};

/**
 * motor_step() - time passes
 * @drive: -1..1 of full
 * @push: acceleration by other forces
 *
 * Dry friction stops it dead: where the speed passes through zero within the step it stands
 * there, and goes on only if it is pushed harder than friction holds.
 */
void motor_step(struct motor *motor, double drive, double push, double seconds);

/* It comes up against a stop: stays within, without bouncing. */
void motor_stop(struct motor *motor, double least, double most);

/**
 * struct spindle_law - what the spindle is made like
 * @torque: N m at full drive
 * @inertia: kg m2
 * @drag: N m at @drag_speed
 * @drag_speed: rad/s
 * @most: rad/s at which the voltage ends
 */
struct spindle_law {
	double torque;
	double inertia;
	double drag;
	double drag_speed;
	double most;
};

/* Of the drag at its speed the bearing's dry part; the rest is air and goes with the square. */
#define SPINDLE_DRY 0.3

void motor_spindle(struct motor *motor, const struct spindle_law *law);

#endif
