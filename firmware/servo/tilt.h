/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: tilt
 *
 * The beam is polarised along the tracks, and the gap signal's quadrants see tilt about
 * the polarisation axis, which is the radial one; about the other axis they see next to
 * nothing (Documentation/physics.md). So:
 *
 * - radial: a slow loop on the quadrants (upper against lower half), whose gain and sign
 *   are measured at load by moving the actuator; what turns with the disc is learned;
 * - tangential: the disc's part is the slope of its learned shape and is fed forward; what
 *   is mounted askew stands still and is nulled very slowly by what little the quadrants
 *   show.
 *
 * Positive tilt brings the outer (oncoming) side of the tip nearer the disc.
 */
#ifndef FW_SERVO_TILT_H
#define FW_SERVO_TILT_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/format.h"
#include "servo/filter.h"

enum tilt_axis {
	TILT_RADIAL,
	TILT_TANGENTIAL,
	TILT_AXES,
};

/* The loops run on means of so many samples, one in SERVO_SLOW ticks. */
#define TILT_SAMPLES 4
#define TILT_TICKS (SERVO_SLOW * TILT_SAMPLES)
#define TILT_SECTIONS 3

/**
 * struct tilt_measure - the actuators swing at odd multiples of half the turn, where
 *	nothing of the disc is
 * @running: the tick swings and sums; it clears this
 * @turns: to go
 * @angle: of the last look
 * @odd: turn of a pair
 * @sum: by axis: against cosine and sine
 * @count: looks summed
 * @speed: rad/s at the begin
 */
struct tilt_measure {
	bool running;
	uint32_t turns;
	uint32_t angle;
	bool odd;
	float sum[TILT_AXES][2];
	uint32_t count;
	float speed;
};

/**
 * struct tilt - both axes
 * @on: by axis: the loop is closed; the supervisor's
 * @zero: quadrant difference without tilt
 * @gain: by side: quadrant difference per mrad of the actuator, measured; 0 = not known
 * @feed_mrad: standing order, the supervisor's
 * @mean: quadrant difference, low-passed
 * @estimate_mrad: of what is left; 0 while nothing is seen
 * @command_mrad: what the actuator is at, by its model
 * @integral: V
 * @nulled: looks that the tangential one had since the supervisor made it 0
 * @sum: of the samples of this look
 * @samples: ditto
 * @difference: of the last whole look, by quadrants
 * @swing_volts: added to measure gains
 * @shape: of the radial loop: the actuator's resonance undone
 * @model: of the actuators
 */
struct tilt {
	bool on[TILT_AXES];
	float zero[TILT_AXES];
	float gain[NFOD_SIDES][TILT_AXES];
	float feed_mrad[TILT_AXES];
	float mean[TILT_AXES];
	float estimate_mrad[TILT_AXES];
	float command_mrad[TILT_AXES];
	float integral[TILT_AXES];
	uint32_t nulled;
	float sum[TILT_AXES];
	uint32_t samples;
	float difference[TILT_AXES];
	float swing_volts[TILT_AXES];
	struct section shape[TILT_SECTIONS];
	struct section model[TILT_AXES];
	struct tilt_measure measure;
};

struct servo;

void tilt_init(struct tilt *tilt, const struct nfod_figures *fig);
/* A sample, one in SERVO_SLOW ticks; writes servo->out.tilt. */
void tilt_tick(struct servo *servo);

/* The radial loop as designed, plant included, at a frequency. */
void tilt_response(const struct servo *servo, float hz, float *re, float *im);

/**
 * tilt_measure_begin() - find the gains of the side that is followed
 *
 * In the near field, tracking, at steady speed; takes TILT_MEASURE_TURNS turns, during
 * which the loops pause.
 */
void tilt_measure_begin(struct servo *servo);
/* Whether it is over; the first time it says so @gain has been found. */
bool tilt_measure_done(struct servo *servo, float gain[TILT_AXES]);

#define TILT_MEASURE_TURNS 8

#endif
