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

/* The rigid body and the parasitic mode side by side: what a processor computes at once. */
typedef double actuator_modes __attribute__((vector_size(8 * ACTUATOR_MODES)));

/**
 * struct actuator_answer - place or speed after a tick
 * @by_place: per place before it
 * @by_speed: per speed before it
 * @by_old: per volt of the drive before the stair
 * @by_new: and behind it
 * @by_base: per acceleration of the frame
 */
struct actuator_answer {
	actuator_modes by_place;
	actuator_modes by_speed;
	actuator_modes by_old;
	actuator_modes by_new;
	actuator_modes by_base;
};

/**
 * struct actuator - with its state
 * @to: [0] places, [1] speeds after a tick
 * @place: of both modes; a mode that is not there stays at rest
 * @speed: of them
 * @share: of a blow at the tip that each mode takes; [0] is also the mass that such a
 *	blow meets over the rigid body's
 * @late: whole ticks of delay
 * @split: the stair is within a tick
 * @ordered: volts by tick, a ring
 * @at: where in it the present tick is
 */
struct actuator {
	struct actuator_answer to[2];
	actuator_modes place;
	actuator_modes speed;
	actuator_modes share;
	unsigned int late;
	bool split;
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
	const struct actuator_answer *place = &actuator->to[0], *speed = &actuator->to[1];
	unsigned int at = (actuator->at + 1) % ACTUATOR_LATE;
	actuator_modes x, v;
	double now, old;

	actuator->ordered[at] = volts;
	actuator->at = at;
	now = actuator->ordered[(at - actuator->late) % ACTUATOR_LATE];
	x = place->by_place * actuator->place + place->by_speed * actuator->speed +
	    place->by_new * now + place->by_base * base;
	v = speed->by_place * actuator->place + speed->by_speed * actuator->speed +
	    speed->by_new * now + speed->by_base * base;
	if (actuator->split) {
		old = actuator->ordered[(at - actuator->late - 1) % ACTUATOR_LATE];
		x += place->by_old * old;
		v += speed->by_old * old;
	}
	actuator->place = x;
	actuator->speed = v;
}

/* From the middle that it has without drive. */
static inline double actuator_position(const struct actuator *actuator)
{
	return actuator->place[0] + actuator->place[1];
}

static inline double actuator_speed(const struct actuator *actuator)
{
	return actuator->speed[0] + actuator->speed[1];
}

/* A blow at the tip, which moves it by @x and changes its speed by @v. */
void actuator_hit(struct actuator *actuator, double x, double v);

/* Stops of the rigid body, without bouncing. */
static inline void actuator_stop(struct actuator *actuator, double least, double most)
{
	double place = actuator->place[0];

	if (place >= least && place <= most)
		return;
	actuator->place[0] = place < least ? least : most;
	if (place < least ? actuator->speed[0] < 0.0 : actuator->speed[0] > 0.0)
		actuator->speed[0] = 0.0;
}

#endif
