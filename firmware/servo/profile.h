/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: set-point profile
 *
 * From one gap to another along the polynomial of fifth order that begins with position,
 * speed and acceleration as they are and ends at rest: nothing jumps but the third
 * derivative. Its acceleration is fed forward; the loop compares with where the head can
 * be by now, which is as much behind as the delay is long.
 */
#ifndef FW_SERVO_PROFILE_H
#define FW_SERVO_PROFILE_H

#include <stdbool.h>

/**
 * struct profile - one way
 * @c: coefficients, nm, of the share of the way's time
 * @share: of it that has passed, up to 1
 * @step: of it that is a tick
 * @end_nm: where it ends
 */
struct profile {
	float c[6];
	float share;
	float step;
	float end_nm;
};

/* Rest there. */
void profile_hold(struct profile *profile, float nm);

/**
 * profile_go() - from where it is now to somewhere else
 * @ticks: that it takes
 */
void profile_go(struct profile *profile, float nm, float ticks);

/* The same from a state that was measured: nm, nm per tick. */
void profile_go_from(struct profile *profile, float from_nm, float rate, float nm, float ticks);

static inline bool profile_moves(const struct profile *profile)
{
	return profile->share < 1.0f;
}

/* A tick passes. */
static inline void profile_step(struct profile *profile)
{
	profile->share += profile->step;
}

/* Where it was @late ticks ago, nm. */
static inline float profile_at(const struct profile *profile, float late)
{
	const float *c = profile->c;
	float s = profile->share - late * profile->step;

	if (s >= 1.0f)
		return profile->end_nm;
	return c[0] + s * (c[1] + s * (c[2] + s * (c[3] + s * (c[4] + s * c[5]))));
}

/* Acceleration now, nm per tick squared. */
static inline float profile_accel(const struct profile *profile)
{
	const float *c = profile->c;
	float s = profile->share;

	if (s >= 1.0f)
		return 0.0f;
	return (2.0f * c[2] + s * (6.0f * c[3] + s * (12.0f * c[4] + s * 20.0f * c[5]))) *
	       (profile->step * profile->step);
}

#endif
