/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the lens by its model
 *
 * Where nothing is seen the lens goes by what it is known to do: a mass on a spring. It
 * is moved along plans of bounded acceleration, whose voltage the model gives, so that
 * the spring does not ring; and while others drive it, the model follows what they do.
 */
#ifndef FW_SERVO_LENS_H
#define FW_SERVO_LENS_H

#include "nfod/figures.h"

/**
 * struct lens - along the gap
 * @at: m from where it hangs without drive, away from the disc positive
 * @speed: m/s
 * @per_volt: acceleration, m/s2
 * @spring: 1/s2
 * @damping: 1/s
 * @stop: farthest that it can be
 * @tick_s: length of a tick
 */
struct lens {
	float at;
	float speed;
	float per_volt;
	float spring;
	float damping;
	float stop;
	float tick_s;
};

void lens_init(struct lens *lens, const struct nfod_figures *fig);

/* A few ticks pass with @volts on it, the frame accelerated by @frame m/s2. */
void lens_follow(struct lens *lens, float volts, float frame, float ticks);

/**
 * lens_glide() - a tick of the way to @target
 * @most: speed, m/s
 * @accel: bound, m/s2
 *
 * Return: volts that do it.
 */
float lens_glide(struct lens *lens, float target, float most, float accel);

/* The actuator with its parasitic mode, nm per volt, without delay. */
void lens_response(const struct nfod_figures *fig, float hz, float *re, float *im);

/* Converters and hold: what the delay makes of a signal. */
void delay_response(const struct nfod_figures *fig, float hz, float *re, float *im);

#endif
