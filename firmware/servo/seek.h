/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: seek: the sled's long ways
 *
 * One plan in time for both stages: constant acceleration with limited jerk, then the same
 * backwards. The sled follows it by its position sensor, the spot by the crossing counter
 * (track.h drives the actuator meanwhile), so that the lens stays near its middle, the
 * disc's run-out is already followed when the plan ends, and the crossing speed is then
 * small enough for CATCH. The supervisor has raised the gap before.
 *
 * The plan is added up in integers, tick by tick, so that it ends exactly.
 */
#ifndef FW_SERVO_SEEK_H
#define FW_SERVO_SEEK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * enum seek_state - how far it is
 * @SEEK_IDLE: nothing was ordered since power-up
 * @SEEK_MOVE: on the way
 * @SEEK_ARRIVED: the spot stands over the tracks, within some of the one that was wanted
 * @SEEK_FAILED: lens and sled came too far apart, or the counter stood still
 */
enum seek_state {
	SEEK_IDLE,
	SEEK_MOVE,
	SEEK_ARRIVED,
	SEEK_FAILED,
};

/**
 * struct seek_plan - lengths in ticks, ways in 2^-65 m
 * @jerk: change of acceleration a tick, while it changes
 * @accel: of the present tick
 * @speed: ditto
 * @left: ditto
 * @shift: how long it accelerates, and brakes
 * @cruise: from the beginning of acceleration to that of braking
 * @soft: over which acceleration changes, each time
 */
struct seek_plan {
	int64_t jerk;
	int64_t accel;
	int64_t speed;
	int64_t left;
	uint32_t shift;
	uint32_t cruise;
	uint32_t soft;
};

/**
 * struct seek - state
 * @number: of the order, raised last by the supervisor
 * @taken: the order that @state belongs to
 * @state: enum seek_state; the tick's
 * @grooves: to go, outwards positive; the supervisor's
 * @plan: of the whole way
 * @from: crossing counter at the start
 * @way_m: ordered
 * @sled_m: position sensor at the start
 * @left_m: still to go by the counter
 * @ref_left: still to go by the plan
 * @ref_speed: of the plan, m/s
 * @ref_accel: ditto, m/s2
 * @ticks: since the start
 * @planned_ticks: what the plan takes
 * @weaker: times that the sled could not follow a plan: later ones ask for less
 */
struct seek {
	uint32_t number;
	uint32_t taken;
	uint8_t state;
	int32_t grooves;
	struct seek_plan plan;
	int32_t from;
	float way_m;
	float sled_m;
	float left_m;
	float ref_left;
	float ref_speed;
	float ref_accel;
	uint32_t ticks;
	uint32_t planned_ticks;
	uint32_t weaker;
};

struct servo;

/* Begin to move by so many grooves (360 nm each on the reference disc). */
void seek_begin(struct seek *seek, int32_t grooves);
void seek_tick(struct servo *servo);
/* An order waits, or a seek is under way. */
static inline bool seek_waits(const struct seek *seek)
{
	return seek->taken != seek->number || seek->state == SEEK_MOVE;
}

#endif
