/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: supervisor
 *
 * One state machine over all axes; Documentation/servo.md has its picture. The caller
 * says what it wants (park, look from afar, follow a place); the supervisor gets there
 * through whatever lies between, retries with reasons, and reports.
 */
#ifndef FW_SERVO_SUPERVISOR_H
#define FW_SERVO_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire.h"

/**
 * struct servo_target - a place on the disc
 * @radius_m: of the track
 * @zone: as the wobble has it
 * @side: enum nfod_side
 * @turn: whole turns from the zone's beginning
 * @angle: turns * 2^32 at which the cluster begins
 * @speed: of the spindle, rad/s
 * @speed_limit: up to which the channel can follow, rad/s
 * @gap_nm: to be held
 * @blind: the disc is not known yet: by radius alone, whatever address is there
 */
struct servo_target {
	float radius_m;
	uint16_t zone;
	uint8_t side;
	int32_t turn;
	uint32_t angle;
	float speed;
	float speed_limit;
	float gap_nm;
	bool blind;
};

/**
 * enum servo_wish - what the caller wants
 * @SERVO_PARK: head away, spindle stopped, no light
 * @SERVO_LOOK: spindle at the target's speed, head held far above its radius
 * @SERVO_FOLLOW: on the target's track, before the target's angle; there until released
 */
enum servo_wish {
	SERVO_PARK,
	SERVO_LOOK,
	SERVO_FOLLOW,
};

/**
 * struct supervisor - state
 * @state: enum nfod_servo_state of wire.h
 * @wish: enum servo_wish
 * @target: of it
 * @running: released: the track may be followed past the target (streaming)
 * @fault: enum nfod_fault, when state is FAULT
 * @retries: of the present way
 * @since: tick at which the present state was entered
 * @due: tick at which it has taken too long
 * @recoveries: times that the head came back after a retract
 * @runout_nm: axial, peak to peak, as seen from afar
 * @far_sum: far-field light at the first load
 * @celsius: at the last calibration
 */
struct supervisor {
	uint8_t state;
	uint8_t wish;
	struct servo_target target;
	bool running;
	uint32_t fault;
	uint32_t retries;
	uint64_t since;
	uint64_t due;
	uint32_t recoveries;
	float runout_nm;
	float far_sum;
	float celsius;
};

struct servo;

void servo_park(struct servo *servo);
void servo_look(struct servo *servo, const struct servo_target *target);
void servo_follow(struct servo *servo, const struct servo_target *target);
/* The target may be passed: clusters from there on are read or written. */
void servo_release(struct servo *servo);
/* The wish has come true and holds. */
bool servo_is_there(const struct servo *servo);
/* When the target's angle comes by, in ticks from now; UINT64_MAX while not there. */
uint64_t servo_arrival(const struct servo *servo);

#endif
