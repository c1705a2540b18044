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
 * struct spindle - the axis; its drive is a part of full, -1..1
 * @target: rad/s, 0 = stop by braking; the supervisor's
 * @angle: observed, turns * 2^32
 * @speed: observed, rad/s
 * @step: observed advance a tick, turns * 2^32
 * @ahead: angle that passes until a drive acts
 * @turns: whole turns since power-up
 * @at_speed: within 0.5 % of the target
 * @stopped: below 1 rad/s
 * @stalled: full drive, but no speed comes; until another target is set
 * @integral: part of full drive
 * @drive: of the last tick
 * @step_q: @step in 1/1024, which is fine enough to add up
 * @rest_q: of the angle, in 1/1024
 * @full: acceleration at full drive, rad/s2
 * @drag: part of full drive per rad/s
 * @late: ticks until a drive acts
 * @aim: target of the last tick
 * @slow: speed at the beginning of the present window of full drive
 * @stalled_looks: since then
 */
struct spindle {
	float target;
	uint32_t angle;
	float speed;
	float step;
	uint32_t ahead;
	uint32_t turns;
	bool at_speed;
	bool stopped;
	bool stalled;
	float integral;
	float drive;
	int32_t step_q;
	int32_t rest_q;
	float full;
	float drag;
	float late;
	float aim;
	float slow;
	uint32_t stalled_looks;
};

struct servo;

void spindle_init(struct spindle *spindle, const struct nfod_figures *fig);
float spindle_tick(struct servo *servo);

#endif
