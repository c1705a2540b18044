/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: supervisor
 *
 * One state machine over all axes; Documentation/servo.md has its picture. The caller
 * says what it wants (park, look from afar, follow a place); the supervisor gets there
 * through whatever lies between, retries with reasons, and reports.
 *
 * supervisor.c has the table of transitions and takes them, states.c what is done in each
 * state, way.c how far it is to the target, recover.c what went wrong and how often.
 */
#ifndef FW_SERVO_SUPERVISOR_H
#define FW_SERVO_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"

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
 * @aside_nm: off the track's centre, outwards positive
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
	float aside_nm;
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
 * struct servo_finding - something out of its bounds
 * @fault: enum nfod_fault
 * @figure: what was found, in the fault's unit
 * @limit: what could have been borne
 */
struct servo_finding {
	uint32_t fault;
	uint32_t figure;
	uint32_t limit;
};

/**
 * struct supervisor_tally - what nfodctl is told, since power-up
 * @recoveries: times that the head came back on its track after a retract
 * @back_ticks: the last of these, from retract to track
 * @longest_back_ticks: of these
 * @ready_ticks: from parked to the first track that could be read
 * @seeks: long ones
 * @seek_ticks: time in them, from order to settled
 * @longest_seek_ticks: of them
 * @jumps: short ones
 * @jump_ticks: time in them
 * @recalibrations: for temperature
 */
struct supervisor_tally {
	uint32_t recoveries;
	uint64_t back_ticks;
	uint64_t longest_back_ticks;
	uint64_t ready_ticks;
	uint32_t seeks;
	uint64_t seek_ticks;
	uint64_t longest_seek_ticks;
	uint32_t jumps;
	uint64_t jump_ticks;
	uint32_t recalibrations;
};

/**
 * struct supervisor - state
 * @state: enum nfod_servo_state of wire.h
 * @wish: enum servo_wish
 * @target: of it
 * @answers: bits by enum sup_event: what there is a transition for out of @state
 * @fresh: the wish is new: a fault is left for it
 * @running: released: the track may be followed past the target (streaming)
 * @arrived: on the target's track or the turn before it
 * @calibrated: gains and offsets hold
 * @sides: bit by enum nfod_side: the near field has been measured there
 * @fault: enum nfod_fault, when state is FAULT
 * @figure: see struct servo_finding
 * @limit: ditto
 * @warning: what can be lived with
 * @retries: of the present way
 * @since: tick at which the present state was entered
 * @due: tick at which it has taken too long
 * @next: tick at which it wants to look again
 * @steady: tick since which the head has followed undisturbed
 * @moving: tick at which a move began; 0 = none
 * @loading: tick at which the head left its parking place; 0 = it has been there
 * @fallen: tick of the retract that the head is coming back from; 0 = none
 * @light_good: tick at which the laser last was as ordered
 * @sought: the present move is a long one
 * @jumped: or a short one
 * @place: turns * 2^32 from the zone's beginning, by the last address
 * @place_tick: when that was
 * @half_periods: to be jumped next
 * @grooves: to be sought next
 * @radius_bias_m: of the radius by addresses over that by the sled's sensor
 * @at: where the head was pulled away, how often at the same place, why, how often
 *	in a row, whether that place is on the map, at how many in a row, around which
 *	radius, a bump was met for the first time, how much the quadrants differed, summed,
 *	and how many of those in a row had which reason
 * @measure_wanted: the loops' margins are asked for (NFOD_REQ_MEASURE); cleared when they
 *	have been measured, or cannot be
 * @runout_nm: axial, peak to peak, as seen from afar
 * @far_sum: far-field light that others are compared with: that of the first load, which may
 *	have been before power came, and no less than the figures'
 * @far_light: far-field light over that; 0 while not measured
 * @celsius: at the last calibration
 * @tally: what happened
 */
struct supervisor {
	uint8_t state;
	uint8_t wish;
	uint16_t answers;
	struct servo_target target;
	bool fresh;
	bool running;
	bool arrived;
	bool calibrated;
	uint8_t sides;
	uint32_t fault;
	uint32_t figure;
	uint32_t limit;
	struct servo_finding warning;
	uint32_t retries;
	uint64_t since;
	uint64_t due;
	uint64_t next;
	uint64_t steady;
	uint64_t moving;
	uint64_t loading;
	uint64_t fallen;
	uint64_t light_good;
	bool sought;
	bool jumped;
	int64_t place;
	uint64_t place_tick;
	int32_t half_periods;
	int32_t grooves;
	float radius_bias_m;
	struct supervisor_place {
		uint32_t angle;
		float radius_m;
		uint32_t times;
		uint8_t reason;
		uint32_t in_a_row;
		bool mapped;
		uint32_t found;
		float found_m;
		float lean;
		uint32_t by[NFOD_RETRACT_COUNT];
	} at;
	bool measure_wanted;
	float runout_nm;
	float far_sum;
	float far_light;
	float celsius;
	struct supervisor_tally tally;
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
/* A disc was changed: nothing is known of the one that comes next. */
void servo_forget(struct servo *servo);

#endif
