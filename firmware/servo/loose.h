/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the tracking lens that follows nothing
 *
 * Off the tracks nobody sees where the lens stands on its sled, and a lens that was thrown
 * swings on its spring for a tenth of a second. So it goes by its model: what drive, spring
 * and sled do to it is known (the frame takes both along), and it is led back to its middle.
 */
#ifndef FW_SERVO_LOOSE_H
#define FW_SERVO_LOOSE_H

#include "nfod/figures.h"

/**
 * struct loose - state
 * @speed: of the lens over the sled, m/s
 * @sled_speed: at the last step
 * @damping: 1/s
 * @stop: mechanical, m
 */
struct loose {
	float speed;
	float sled_speed;
	float damping;
	float stop;
};

struct servo;

void loose_init(struct loose *loose, const struct nfod_figures *fig);
/* Somebody else has it, and it goes with @speed over the sled. */
void loose_taken(struct servo *servo, float speed);
/* @seconds have passed since the last step. */
void loose_step(struct servo *servo, float seconds);
/* What leads it back, V. */
float loose_volts(const struct servo *servo);

#endif
