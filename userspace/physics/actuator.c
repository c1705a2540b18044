// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/actuator.h"

#include <math.h>
#include <string.h>

/**
 * struct passage - an oscillator after some time
 * @a: state by state at the beginning
 * @b: state by constant acceleration
 */
struct passage {
	double a[2][2];
	double b[2];
};

/* Damped sine over its frequency, and damped cosine; also where there is none to speak of. */
static void swing(double omega, double damping, double time, double *sine, double *cosine)
{
	double square = omega * omega * (1.0 - damping * damping);
	double decay = exp(-damping * omega * time);
	double turned = sqrt(fabs(square));

	if (turned * time < 1e-9) {
		*sine = decay * time;
		*cosine = decay;
	} else if (square > 0.0) {
		*sine = decay * sin(turned * time) / turned;
		*cosine = decay * cos(turned * time);
	} else {
		*sine = decay * sinh(turned * time) / turned;
		*cosine = decay * cosh(turned * time);
	}
}

static void pass(struct passage *passage, double hz, double damping, double time)
{
	double omega = 2.0 * M_PI * hz;
	double sine, cosine;

	swing(omega, damping, time, &sine, &cosine);
	passage->a[0][0] = cosine + damping * omega * sine;
	passage->a[0][1] = sine;
	passage->a[1][0] = -omega * omega * sine;
	passage->a[1][1] = cosine - damping * omega * sine;
	passage->b[0] = (1.0 - passage->a[0][0]) / (omega * omega);
	passage->b[1] = sine;
}

/**
 * struct stair - where a tick is cut
 * @tick_s: all of it
 * @old_s: the old drive's part
 */
struct stair {
	double tick_s;
	double old_s;
};

static void mode_init(struct actuator *actuator, unsigned int mode, double hz, double damping,
		      double gain, const struct stair *stair)
{
	struct passage whole, before, behind;

	pass(&whole, hz, damping, stair->tick_s);
	pass(&before, hz, damping, stair->old_s);
	pass(&behind, hz, damping, stair->tick_s - stair->old_s);
	for (unsigned int i = 0; i < 2; i++) {
		struct actuator_answer *to = &actuator->to[i];
		double carried = behind.a[i][0] * before.b[0] + behind.a[i][1] * before.b[1];

		to->by_place[mode] = whole.a[i][0];
		to->by_speed[mode] = whole.a[i][1];
		to->by_old[mode] = gain * carried;
		to->by_new[mode] = gain * behind.b[i];
		to->by_base[mode] = mode ? 0.0 : -whole.b[i];
	}
}

void actuator_init(struct actuator *actuator, const struct actuator_law *law, double tick_s,
		   double delay_s)
{
	double omega = 2.0 * M_PI * law->hz;
	double gain = law->travel * omega * omega;
	double whole = floor(delay_s / tick_s + 1e-9);
	struct stair stair = { tick_s, fmax(delay_s - whole * tick_s, 0.0) };

	memset(actuator, 0, sizeof(*actuator));
	actuator->late = (unsigned int)fmin(whole, ACTUATOR_LATE - 2);
	actuator->split = stair.old_s > 0.0;
	mode_init(actuator, 0, law->hz, law->damping, gain, &stair);
	actuator->share[0] = 1.0;
	if (law->mode_residue == 0.0)
		return;
	mode_init(actuator, 1, law->mode_hz, law->mode_damping, gain * law->mode_residue, &stair);
	/* Where force and motion are at the same place no residue is negative. */
	actuator->share[0] = 1.0 / (1.0 + fabs(law->mode_residue));
	actuator->share[1] = 1.0 - actuator->share[0];
}

void actuator_hit(struct actuator *actuator, double x, double v)
{
	actuator->place += actuator->share * x;
	actuator->speed += actuator->share * v;
}
