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
 *   are measured at load by moving the actuator;
 * - tangential: the disc's part is the slope of its learned shape and is fed forward; what
 *   is mounted askew stands still and is nulled at load and slowly ever after by what
 *   little the quadrants show.
 */
#ifndef FW_SERVO_TILT_H
#define FW_SERVO_TILT_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"

enum tilt_axis {
	TILT_RADIAL,
	TILT_TANGENTIAL,
	TILT_AXES,
};

/**
 * struct tilt - both axes
 * @on: by axis: the loop is closed; the supervisor's
 * @zero: quadrant difference without tilt
 * @gain: quadrant difference per mrad, measured
 * @feed_mrad: standing order, the supervisor's
 * @mean: quadrant difference, low-passed
 * @estimate_mrad: of what is left
 * @command_mrad: what the actuator is at, by its model
 * @integral: V
 */
struct tilt {
	bool on[TILT_AXES];
	float zero[TILT_AXES];
	float gain[TILT_AXES];
	float feed_mrad[TILT_AXES];
	float mean[TILT_AXES];
	float estimate_mrad[TILT_AXES];
	float command_mrad[TILT_AXES];
	float integral[TILT_AXES];
};

struct servo;

void tilt_init(struct tilt *tilt, const struct nfod_figures *fig);
/* One tick of both; writes servo->out.tilt. */
void tilt_tick(struct servo *servo);

#endif
