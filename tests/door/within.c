// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "within.h"

#include "twin/twin.h"

bool within_tick(void *twin)
{
	if (!flight_goes_on(twin))
		return false;
	flight_reach(twin, ((struct twin *)twin)->flight.next_at);
	return true;
}
