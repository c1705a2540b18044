/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: level: before the head goes down
 *
 * At the gap for reading the tip's edge is 1 nm nearer the disc for every 50 urad that
 * the head is askew: with more than a milliradian it touches. So a head that has just been
 * loaded is looked at from the gap at which tracks are caught, on a track, over a whole
 * turn. What leans is measured by its own swing there (the quadrants' gain is another one
 * up here), levelled, and looked at again.
 */
#ifndef FW_SERVO_LEVEL_H
#define FW_SERVO_LEVEL_H

#include <stdint.h>

#include "nfod/format.h"
#include "servo/tilt.h"

/* With no more than this the head may go down. */
#define LEVEL_FLAT_MRAD 0.7f

/**
 * enum level_step - where it is
 * @LEVEL_LOOK: quadrants are summed over a turn
 * @LEVEL_SWING: the tilt actuators swing
 * @LEVEL_RING: they have been set and come to rest
 * @LEVEL_DOWN: level enough: the head goes down
 * @LEVEL_OVER: it is down
 * @LEVEL_ASKEW: it cannot be levelled
 */
enum level_step {
	LEVEL_LOOK,
	LEVEL_SWING,
	LEVEL_RING,
	LEVEL_DOWN,
	LEVEL_OVER,
	LEVEL_ASKEW,
};

/**
 * struct level - state
 * @step: enum level_step
 * @tries: how often it has been set
 * @turn: at which it was
 * @lean: quadrant differences, mean of a turn
 * @gain: of them per mrad at the raised gap, by side; 0 = not known
 * @mrad: what is left, both axes together
 */
struct level {
	uint8_t step;
	uint8_t tries;
	uint32_t turn;
	float lean[TILT_AXES];
	float gain[NFOD_SIDES][TILT_AXES];
	float mrad;
};

struct servo;

/* Another disc: its quadrants have other gains. */
void level_forget(struct level *level);
/* On a track at the raised gap. */
void level_begin(struct servo *servo);
/* The supervisor's part. Return: the step that it is at now. */
enum level_step level_poll(struct servo *servo);

#endif
