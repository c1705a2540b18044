// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/level.h"

#include "servo/filter.h"
#include "servo/servo.h"

/* Quadrants differ by this per mrad at the raised gap at least, until it is measured. */
static const float lean_least[TILT_AXES] = {
	[TILT_RADIAL] = 0.85e-3f,
	[TILT_TANGENTIAL] = 0.15e-3f,
};
/* Less is noise: such an axis is not told from here. */
#define GAIN_LEAST 2e-5f

#define TRIES_MOST 3u
/* Turns until a tilt actuator has come to rest. */
#define RING_TURNS 3u

void level_forget(struct level *level)
{
	*level = (struct level){ .step = LEVEL_OVER };
}

static void look(struct servo *servo)
{
	gauge_begin(servo, GAUGE_LEAN);
	servo->level.step = LEVEL_LOOK;
}

void level_begin(struct servo *servo)
{
	servo->level.tries = 0;
	look(servo);
}

static float *gains(struct servo *servo)
{
	return servo->level.gain[servo->signal.side];
}

static float leaning(struct servo *servo, enum tilt_axis axis)
{
	float gain = gains(servo)[axis];

	if (gain == 0.0f)
		gain = lean_least[axis];
	return absf(gain) < GAIN_LEAST ? 0.0f : servo->level.lean[axis] / gain;
}

static void find_lean(struct servo *servo)
{
	struct level *level = &servo->level;
	float radial, tangential;

	gauge_take_lean(servo, level->lean);
	radial = leaning(servo, TILT_RADIAL);
	tangential = leaning(servo, TILT_TANGENTIAL);
	level->mrad = __builtin_sqrtf(radial * radial + tangential * tangential);
}

static void go_down(struct servo *servo)
{
	gap_order(&servo->gap, GAP_NEAR, servo->sup.target.gap_nm);
	servo->level.step = LEVEL_DOWN;
}

static void set_right(struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;
	struct level *level = &servo->level;

	if (level->tries++ >= TRIES_MOST) {
		level->step = LEVEL_ASKEW;
		return;
	}
	for (int axis = 0; axis < TILT_AXES; axis++) {
		float *volts = &servo->tilt.integral[axis];

		*volts -= leaning(servo, (enum tilt_axis)axis) / fig->tilt_mrad_per_v;
		*volts = clampf(*volts, -fig->tilt_volts, fig->tilt_volts);
	}
	level->turn = servo->spindle.turns;
	level->step = LEVEL_RING;
}

static void judge(struct servo *servo)
{
	find_lean(servo);
	if (servo->level.mrad < LEVEL_FLAT_MRAD) {
		go_down(servo);
	} else if (gains(servo)[TILT_RADIAL] == 0.0f) {
		tilt_measure_begin(servo);
		servo->level.step = LEVEL_SWING;
	} else {
		set_right(servo);
	}
}

enum level_step level_poll(struct servo *servo)
{
	struct level *level = &servo->level;

	switch (level->step) {
	case LEVEL_LOOK:
		if (gauge_have(servo, GAUGE_LEAN))
			judge(servo);
		break;
	case LEVEL_SWING:
		if (tilt_measure_done(servo, gains(servo)))
			set_right(servo);
		break;
	case LEVEL_RING:
		if (servo->spindle.turns - level->turn > RING_TURNS)
			look(servo);
		break;
	case LEVEL_DOWN:
		if (gap_settled(servo))
			level->step = LEVEL_OVER;
		break;
	default:
		break;
	}
	return (enum level_step)level->step;
}
