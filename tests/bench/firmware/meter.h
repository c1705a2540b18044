/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: instructions of an image, counted while it runs
 *
 * The plugin meter.c counts each instruction that the emulated processor executes, into a file
 * that the bench maps as well. What they belong to it tells by addresses, in a file with a line
 * for each: "ADDRESS KIND NUMBER".
 */
#ifndef NFOD_BENCH_METER_H
#define NFOD_BENCH_METER_H

#include <stdint.h>

#define METER_ROOMS 32u
#define METER_CALLS 8u
#define METER_PLACES 16u

/**
 * struct meter_tally - how many instructions
 * @times: counted
 * @sum: of all
 * @worst: of one
 */
struct meter_tally {
	uint64_t times;
	uint64_t sum;
	uint64_t worst;
};

/**
 * struct meter - what has been counted since the processor's power-up
 * @executed: instructions
 * @room: where the servo's are put, set by the bench
 * @servo: its interrupt, from the handler's first instruction to its last; by room
 * @call: of the firmware by the main loop, without what the servo's interrupt took of it; by
 *	number
 * @place: @executed when it was first reached, 0 = not yet; by number
 */
struct meter {
	uint64_t executed;
	uint32_t room;
	struct meter_tally servo[METER_ROOMS];
	struct meter_tally call[METER_CALLS];
	uint64_t place[METER_PLACES];
};

#endif
