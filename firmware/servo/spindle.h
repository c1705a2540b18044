/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: spindle
 *
 * Speed by the encoder: an observer of angle and speed (the angle between lines and the
 * speed are what learned feed-forward goes by), and a speed loop of bounded drive.
 */
#ifndef FW_SERVO_SPINDLE_H
#define FW_SERVO_SPINDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"

/**
 * struct spindle - the axis
 * @target: rad/s, 0 = stop by braking; the supervisor's
 * @angle: observed, turns * 2^32
 * @speed: observed, rad/s
 * @step: observed advance a tick, turns * 2^32
 * @turns: whole turns since power-up
 * @at_speed: within 0.5 % of the target
 * @stopped: below 1 rad/s
 * @stalled: full drive, but no speed comes
 * @integral: V
 */
struct spindle {
	float target;
	uint32_t angle;
	float speed;
	float step;
	uint32_t turns;
	bool at_speed;
	bool stopped;
	bool stalled;
	float integral;
	uint32_t stalled_ticks;
};

struct servo;

void spindle_init(struct spindle *spindle, const struct nfod_figures *fig);
float spindle_tick(struct servo *servo);

#endif
