/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: moving the head
 *
 * What drive and recorder ask of the mechanics, whichever head there is: one that is
 * flown (NFOD_FE_FLIES; servo.h has it, and says when it is there), or one that is where
 * it was ordered once the times of kinematic.h have passed.
 */
#ifndef FW_SERVO_MOTION_H
#define FW_SERVO_MOTION_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/map.h"
#include "recorder/plan.h"
#include "servo/kinematic.h"

/**
 * struct motion - the last order
 * @begin_ns: when it was given
 * @there_ns: when the head was on its way no longer; NFOD_FW_NEVER while it is
 * @due_ns: unflown: when the order has come true
 * @way: that the head had to go, radially, m
 * @there: flown: whether it was there at the last poll
 * @hovering: over a place, to see its gap signal
 * @ticks: flown: servo's count at the last poll
 * @mean: flown: of the gap signal over a turn; the tick's while @left is not 0
 */
struct motion {
	uint64_t begin_ns;
	uint64_t there_ns;
	uint64_t due_ns;
	double way;
	bool there;
	bool hovering;
	uint64_t ticks;
	struct motion_mean {
		uint32_t skip;
		uint32_t left;
		uint32_t count;
		uint64_t sum_q15;
		uint32_t upsets;
	} mean;
};

struct nfod_fw;

void motion_init(struct nfod_fw *fw);
bool motion_flies(const struct nfod_fw *fw);
bool motion_poll(struct nfod_fw *fw);
bool motion_tick(struct nfod_fw *fw);
uint64_t motion_deadline(const struct nfod_fw *fw);

void motion_park(struct nfod_fw *fw);
void motion_look(struct nfod_fw *fw, const struct place *place);
void motion_approach(struct nfod_fw *fw, const struct place *place);
void motion_go(struct nfod_fw *fw, const struct place *place, const struct side_plan *light);
void motion_hover(struct nfod_fw *fw, const struct place *place, uint32_t gap_pm);
uint64_t motion_release(struct nfod_fw *fw, const struct place *place, uint64_t start_ns);
void motion_pass(struct nfod_fw *fw, const struct place *place, const struct side_plan *light);
void motion_let_write(struct nfod_fw *fw, bool on);

bool motion_is_there(const struct nfod_fw *fw);
bool motion_is_late(const struct nfod_fw *fw, uint64_t late_ns);
bool motion_is_stopped(const struct nfod_fw *fw);
bool motion_rests(const struct nfod_fw *fw);
uint64_t motion_due(const struct nfod_fw *fw);
uint64_t motion_arrival(const struct nfod_fw *fw);
bool motion_was_long(const struct nfod_fw *fw);

struct refusal motion_fault(const struct nfod_fw *fw);
uint32_t motion_warning(const struct nfod_fw *fw);
uint32_t motion_upsets(const struct nfod_fw *fw);
uint32_t motion_upset_fault(const struct nfod_fw *fw);
uint32_t motion_runout_nm(const struct nfod_fw *fw);
uint32_t motion_signal_q15(const struct nfod_fw *fw);
bool motion_know_disc(struct nfod_fw *fw);
void motion_know_bumps(struct nfod_fw *fw, const struct nfod_bumps *bumps);
struct refusal motion_judge_bumps(const struct nfod_fw *fw);
bool motion_lifts(const struct nfod_fw *fw, const struct place *place);
void motion_forget_disc(struct nfod_fw *fw);

void motion_outlook(const struct nfod_fw *fw, struct kinematic *kin);
double motion_speed(const struct nfod_fw *fw);
double motion_radius(const struct nfod_fw *fw);
uint8_t motion_side(const struct nfod_fw *fw);
uint32_t motion_contacts(const struct nfod_fw *fw);

#endif
