/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: sled
 *
 * Holds its place by its position sensor while nothing is to be followed, keeps the
 * tracking actuator in its middle while a track is, and obeys seek.h's profile on long
 * ways. A move by the sensor alone (no tracks yet: loading, parking) is here, too.
 *
 * Dry friction holds the sled better than any loop: once it is within the sensor's steps of
 * where it shall be it is left alone, and moved again when it is off by a multiple of that.
 */
#ifndef FW_SERVO_SLED_H
#define FW_SERVO_SLED_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"

enum sled_mode {
	SLED_OFF,
	SLED_GO, /* to @target_m by the position sensor, and stay */
	SLED_FOLLOW, /* keeps the lens in its middle */
	SLED_SEEK, /* speed from seek.h */
};

/**
 * struct sled - the axis; its drive is a part of full, -1..1
 * @mode: enum sled_mode; the supervisor's, seek.h's
 * @target_m: GO: where to; the supervisor's
 * @there: GO: it is, and stands
 * @position: observer
 * @speed: observer
 * @accel: that it ought to have on the frame, m/s2
 * @bias: observer: acceleration beyond what drive and friction ought to give, m/s2
 * @base_m: what the sensor said where @off_m is counted from: single precision holds
 *	nanometres only near by
 * @off_m: observer's position from there
 * @hop_m: FOLLOW: where to, from @base_m
 * @drive: of the last tick
 * @known: the observer has started
 */
struct sled {
	uint8_t mode;
	float target_m;
	bool there;
	float position;
	float speed;
	float accel;
	float bias;
	float base_m;
	float off_m;
	float hop_m;
	float drive;
	bool known;
};

struct servo;

void sled_init(struct sled *sled, const struct nfod_figures *fig);
float sled_tick(struct servo *servo);

#endif
