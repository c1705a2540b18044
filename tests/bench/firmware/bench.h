/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* What the bench has measured, and what it says of it. */
#ifndef NFOD_BENCH_FIRMWARE_H
#define NFOD_BENCH_FIRMWARE_H

#include "meter.h"
#include "nfod/wire_servo.h"

/* The servo's states are rooms; these are others. */
enum room {
	ROOM_LAND = NFOD_SERVO_COUNT,
	ROOM_START,
};

/* Numbers of the meter's marks: tests/bench/firmware/run names the functions. */
enum call {
	CALL_INIT,
	CALL_POLL,
	CALL_OUT,
	CALL_CONTROL,
	CALL_IN_DONE,
	CALL_RESET,
};

enum place {
	PLACE_LOADER,
	PLACE_JOURNAL,
	PLACE_CHOOSE,
	PLACE_HEADER,
	PLACE_DIGEST,
	PLACE_HAND_OVER,
	PLACE_IMAGE,
	PLACE_MAIN,
	PLACE_INIT,
	PLACE_SERVO,
};

/**
 * struct stretch - sequential work of a drive that flies
 * @seconds: of the drive's time
 * @bytes: of user data
 * @servo: instructions of its interrupt
 * @main_loop: instructions of the firmware, servo aside
 */
struct stretch {
	double seconds;
	double bytes;
	double servo;
	double main_loop;
};

/**
 * struct figures - all that was measured
 * @place: of the start, instructions since power-up
 * @init: nfod_fw_init()
 * @ready_ms: the drive's time from power-up to a disc that is ready
 * @state_ms: of that, in each room
 * @state: the servo's interrupt by room
 * @servo: ditto, all
 * @writing: in order
 * @reading: in order
 * @cluster_written: instructions of the main loop, as the following
 * @cluster_read: in order
 * @sector_read: 4 KiB at random, from the disc
 * @sector_cached: 4 KiB that the cache has
 * @sector_written: 4 KiB at random
 * @file_bytes: of an update, with an image for each slot
 * @image_bytes: of one image
 */
struct figures {
	uint64_t place[METER_PLACES];
	uint64_t init;
	double ready_ms;
	double state_ms[METER_ROOMS];
	struct meter_tally state[METER_ROOMS];
	struct meter_tally servo;
	struct stretch writing;
	struct stretch reading;
	double cluster_written;
	double cluster_read;
	double sector_read;
	double sector_cached;
	double sector_written;
	uint64_t file_bytes;
	uint64_t image_bytes;
};

/**
 * report() - print it, with what an STM32H743 would make of it
 * @room: names, NULL = none
 */
void report(const struct figures *figures, const char *const room[METER_ROOMS]);

#endif
