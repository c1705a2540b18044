// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/profile.h"

void profile_hold(struct profile *profile, float nm)
{
	*profile = (struct profile){ .c = { nm }, .share = 1.0f, .end_nm = nm };
}

/* Begin with @nm, @rate and @accel by tick, end at rest at @to. */
static void fit(struct profile *profile, float nm, float rate, float accel, float to, float ticks)
{
	float v = rate * ticks;
	float a = accel * ticks * ticks;
	float way = to - nm;

	*profile = (struct profile){
		.c = { nm, v, 0.5f * a, 10.0f * way - 6.0f * v - 1.5f * a,
		       -15.0f * way + 8.0f * v + 1.5f * a, 6.0f * way - 3.0f * v - 0.5f * a },
		.step = 1.0f / ticks,
		.end_nm = to,
	};
}

static float rate_now(const struct profile *profile)
{
	const float *c = profile->c;
	float s = profile->share;

	if (s >= 1.0f)
		return 0.0f;
	return (c[1] +
		s * (2.0f * c[2] + s * (3.0f * c[3] + s * (4.0f * c[4] + s * 5.0f * c[5])))) *
	       profile->step;
}

void profile_go(struct profile *profile, float nm, float ticks)
{
	fit(profile, profile_at(profile, 0.0f), rate_now(profile), profile_accel(profile), nm,
	    ticks);
}

void profile_go_from(struct profile *profile, float from_nm, float rate, float nm, float ticks)
{
	fit(profile, from_nm, rate, 0.0f, nm, ticks);
}
