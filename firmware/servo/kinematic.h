/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: kinematic spindle and sled
 *
 * What moving costs, without the loops that do it: a spindle of bounded torque,
 * a sled of bounded force and a tracking actuator that jumps. All times are the
 * board's nanoseconds, all lengths metres, all angles turns.
 */
#ifndef FW_SERVO_KINEMATIC_H
#define FW_SERVO_KINEMATIC_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/map.h"
#include "nfod/figures.h"

/**
 * struct kin_cost - figures that moves go by, in s, m, rad, turns
 */
struct kin_cost {
	double spindle_accel;
	double sled_accel;
	double sled_settle;
	double jump_accel;
	double jump_field;
	double jump_settle;
	double side_change;
	double lead;
};

/**
 * struct kinematic - where head and disc are
 * @since_ns: the time that @angle and @speed hold for
 * @angle: of the disc, 0..1 turns
 * @speed: rad/s
 * @target: speed that the spindle is heading for, rad/s
 * @radius: of the head; 0 when parked
 * @side: enum nfod_side that the head follows
 * @cost: what moves cost
 */
struct kinematic {
	uint64_t since_ns;
	double angle;
	double speed;
	double target;
	double radius;
	uint8_t side;
	struct kin_cost cost;
};

void kin_init(struct kinematic *kin, const struct nfod_figures *fig, uint64_t now_ns);
void kin_spin(struct kinematic *kin, uint64_t now_ns, double target);
double kin_speed(const struct kinematic *kin, uint64_t at_ns);
double kin_angle(const struct kinematic *kin, uint64_t at_ns);
uint64_t kin_when_speed(const struct kinematic *kin, double speed);
uint64_t kin_when_below(const struct kinematic *kin, uint64_t from_ns, double speed);
uint64_t kin_when_turned(const struct kinematic *kin, uint64_t from_ns, double turns);
uint64_t kin_when_angle(const struct kinematic *kin, uint64_t from_ns, double angle);
bool kin_is_long(const struct kinematic *kin, double way);
double kin_move_time(const struct kinematic *kin, double from, double to, uint8_t from_side,
		     uint8_t to_side);
uint64_t kin_move(struct kinematic *kin, uint64_t from_ns, const struct place *to);
uint64_t kin_meet(struct kinematic *kin, uint64_t from_ns, uint64_t there_ns,
		  const struct place *place);

#endif
