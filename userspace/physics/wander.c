// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/wander.h"

#include <math.h>
#include <string.h>

#define DAMPING 0.7

void wander_init(struct wander *wander, const double rms[2], double hz, double tick_s)
{
	double omega = 2.0 * M_PI * hz;

	memset(wander, 0, sizeof(*wander));
	wander->spring = omega * omega * tick_s;
	wander->drag = 2.0 * DAMPING * omega * tick_s;
	wander->tick_s = tick_s;
	for (unsigned int i = 0; i < 2; i++)
		wander->kick[i] = rms[i] * sqrt(4.0 * DAMPING * omega * omega * omega * tick_s);
}
