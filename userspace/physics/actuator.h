/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: actuators
 *
 * A lens on a spring, driven by a coil: the rigid body's mode and one parasitic mode
 * beside it,
 *
 *	x(s) / u(s) = k w^2 (1 / (s^2 + 2 z w s + w^2) + residue / (s^2 + 2 zp wp s + wp^2))
 *
 * with k the standing travel per volt. Time goes by ticks: the drive is a staircase that
 * comes late by any delay, and the state at the end of a tick is exact for it (closed
 * matrix exponentials, the tick cut in two where the stair is).
 *
 * The frame that it hangs on may be accelerated. That moves the rigid body; a flexible
 * mode of a free body is orthogonal to a uniform load and does not answer.
 */
#ifndef NFOD_PHYSICS_ACTUATOR_H
#define NFOD_PHYSICS_ACTUATOR_H

#include <stdbool.h>

#define ACTUATOR_MODES 2
/* Ticks that a drive may be late, and one more. */
#define ACTUATOR_LATE 8

/**
 * struct actuator_law - what it is made like
 * @hz: on its spring
 * @damping: of critical
 * @travel: standing, per volt
 * @mode_hz: parasitic mode
 * @mode_damping: ditto
 * @mode_residue: acceleration per volt over the rigid body's; 0 = no such mode
 */
struct actuator_law {
	double hz;
	double damping;
	double travel;
	double mode_hz;
	double mode_damping;
	double mode_residue;
};

/**
 * struct actuator_mode - one resonance, one tick of it, and its state
 * @a: state after a tick of nothing
 * @old: what the drive before the stair adds, per volt
 * @new: and the one behind it
 * @base: what an accelerated frame adds, per m/s2 or rad/s2
 * @x: position
 * @v: speed
 */
struct actuator_mode {
	double a[2][2];
	double old[2];
	double new[2];
	double base[2];
	double x;
	double v;
};

/**
 * struct actuator - with its state
 * @mode: [0] rigid body, [1] parasitic
 * @modes: how many
 * @share: of a blow at the tip that each mode takes; [0] is also the mass that such a
 *	blow meets over the rigid body's
 * @late: whole ticks of delay
 * @ordered: volts by tick, a ring
 * @at: where in it the present tick is
 */
struct actuator {
	struct actuator_mode mode[ACTUATOR_MODES];
	unsigned int modes;
	double share[ACTUATOR_MODES];
	unsigned int late;
	double ordered[ACTUATOR_LATE];
	unsigned int at;
};

/**
 * actuator_init() - at rest, without drive
 * @tick_s: length of a tick
 * @delay_s: from an order to its stair; less than ACTUATOR_LATE - 1 ticks, not negative
 */
void actuator_init(struct actuator *actuator, const struct actuator_law *law, double tick_s,
		   double delay_s);

/**
 * actuator_step() - a tick passes
 * @volts: ordered at its beginning
 * @base: acceleration of what it hangs on
 */
static inline void actuator_step(struct actuator *actuator, double volts, double base)
{
	unsigned int at = (actuator->at + 1) % ACTUATOR_LATE;
	double new, old;

	actuator->ordered[at] = volts;
	actuator->at = at;
	new = actuator->ordered[(at - actuator->late) % ACTUATOR_LATE];
	old = actuator->ordered[(at - actuator->late - 1) % ACTUATOR_LATE];
	for (unsigned int i = 0; i < actuator->modes; i++) {
		struct actuator_mode *mode = &actuator->mode[i];
		double x = mode->x, v = mode->v;

		mode->x = mode->a[0][0] * x + mode->a[0][1] * v + mode->old[0] * old +
			  mode->new[0] * new - mode->base[0] * base;
		mode->v = mode->a[1][0] * x + mode->a[1][1] * v + mode->old[1] * old +
			  mode->new[1] * new - mode->base[1] * base;
	}
}

/* From the middle that it has without drive. */
static inline double actuator_position(const struct actuator *actuator)
{
	return actuator->mode[0].x + (actuator->modes > 1 ? actuator->mode[1].x : 0.0);
}

static inline double actuator_speed(const struct actuator *actuator)
{
	return actuator->mode[0].v + (actuator->modes > 1 ? actuator->mode[1].v : 0.0);
}

/* A blow at the tip, which moves it by @x and changes its speed by @v. */
void actuator_hit(struct actuator *actuator, double x, double v);

/* Stops of the rigid body, without bouncing. */
static inline void actuator_stop(struct actuator *actuator, double least, double most)
{
	struct actuator_mode *body = &actuator->mode[0];

	if (body->x < least) {
		body->x = least;
		body->v = body->v < 0.0 ? 0.0 : body->v;
	} else if (body->x > most) {
		body->x = most;
		body->v = body->v > 0.0 ? 0.0 : body->v;
	}
}

#endif
