/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: seek: the sled's long ways
 *
 * Velocity profile on the distance left, which the crossing counter measures; the
 * tracking actuator is held in its middle on the way (accelerometer and sled's own
 * acceleration fed forward) and damps the crossing speed at the end, until CATCH can
 * take over. The supervisor has raised the gap before.
 */
#ifndef FW_SERVO_SEEK_H
#define FW_SERVO_SEEK_H

#include <stdbool.h>
#include <stdint.h>

enum seek_state {
	SEEK_IDLE,
	SEEK_MOVE,
	SEEK_ARRIVED,
	SEEK_FAILED,
};

/**
 * struct seek - state
 * @number: of the order, raised last by the supervisor
 * @taken: the order that @state belongs to
 * @state: enum seek_state; the tick's
 * @grooves: to go, outwards positive; the supervisor's
 * @from: crossing counter at the start
 * @left_m: still to go
 * @ticks: since the start
 * @planned_ticks: what the profile expects
 */
struct seek {
	uint32_t number;
	uint32_t taken;
	uint8_t state;
	int32_t grooves;
	int32_t from;
	float left_m;
	uint32_t ticks;
	uint32_t planned_ticks;
};

struct servo;

/* Begin to move by so many grooves (360 nm each on the reference disc). */
void seek_begin(struct seek *seek, int32_t grooves);
void seek_tick(struct servo *servo);

#endif
