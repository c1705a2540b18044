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

/* Position and speed side by side: what a processor computes at once. */
typedef double actuator_state __attribute__((vector_size(16)));

/**
 * struct actuator_mode - one resonance, one tick of it, and its state
 * @by_x: state after a tick, per position before it
 * @by_v: per speed before it
 * @by_old: per volt of the drive before the stair
 * @by_new: and behind it
 * @by_base: per acceleration of the frame
 * @state: [0] position, [1] speed
 */
struct actuator_mode {
	actuator_state by_x;
	actuator_state by_v;
	actuator_state by_old;
	actuator_state by_new;
	actuator_state by_base;
	actuator_state state;
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

		mode->state = mode->by_x * mode->state[0] + mode->by_v * mode->state[1] +
			      mode->by_old * old + mode->by_new * new + mode->by_base *base;
	}
}

/* From the middle that it has without drive. */
static inline double actuator_position(const struct actuator *actuator)
{
	/* A mode that is not there stays at rest. */
	return actuator->mode[0].state[0] + actuator->mode[1].state[0];
}

static inline double actuator_speed(const struct actuator *actuator)
{
	return actuator->mode[0].state[1] + actuator->mode[1].state[1];
}

/* A blow at the tip, which moves it by @x and changes its speed by @v. */
void actuator_hit(struct actuator *actuator, double x, double v);

/* Stops of the rigid body, without bouncing. */
static inline void actuator_stop(struct actuator *actuator, double least, double most)
{
	actuator_state *body = &actuator->mode[0].state;

	if ((*body)[0] < least)
		*body = (actuator_state){ least, (*body)[1] < 0.0 ? 0.0 : (*body)[1] };
	else if ((*body)[0] > most)
		*body = (actuator_state){ most, (*body)[1] > 0.0 ? 0.0 : (*body)[1] };
}

#endif
