// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "physics/writing.h"

#define UNITS NFOD_STRATEGY_UNITS
/* The field turns over while the film is coldest: it begins so long before a pulse. */
#define CLOCK_AHEAD 14

void writing_strategy_start(struct nfod_strategy *strategy, unsigned int kind)
{
	unsigned int n, i;

	*strategy = (struct nfod_strategy){ .kind = (uint8_t)kind };
	switch (kind) {
	case NFOD_STRATEGY_CASTLE:
		strategy->middle = 27;
		strategy->cool = 24;
		break;
	case NFOD_STRATEGY_CLOCKED:
		strategy->middle = 12;
		strategy->cool = UNITS;
		strategy->field = UNITS - CLOCK_AHEAD;
		return;
	default:
		strategy->middle = 12;
		strategy->cool = 20;
	}
	for (n = 0; n < NFOD_STRATEGY_RUNS; n++) {
		struct nfod_strategy_run *run = &strategy->run[n];

		run->first = 16;
		run->last = 12;
		for (i = 0; i < NFOD_STRATEGY_SPACES; i++) {
			run->start[i] = 24;
			run->end[i] = -24;
		}
	}
}
