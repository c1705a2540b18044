/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: sines without a maths library
 *
 * In single precision, good to about 1e-6 of the result's range (angles up to some 1000
 * radians); for designs, not for the tick.
 */
#ifndef FW_SERVO_TRIG_H
#define FW_SERVO_TRIG_H

#define TRIG_PI 3.14159265f
#define TRIG_TURN 6.28318531f

float trig_sin(float radians);
float trig_cos(float radians);
float trig_tan(float radians);
/* Angle of the point (x, y), -pi..pi; 0 at the origin. */
float trig_atan2(float y, float x);

#endif
