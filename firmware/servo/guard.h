/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: guard
 *
 * The last word on every tick: contact predicted from gap and its rate, windows of reading
 * and writing, interlocks of laser and write gate, supply and shock. When it retracts it
 * does so in the same tick, by the hardware's own way, and tells the supervisor why.
 */
#ifndef FW_SERVO_GUARD_H
#define FW_SERVO_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"

/**
 * enum guard_reason - why the head was pulled away
 * @GUARD_GAP: closer than retract_gap_nm for two samples
 * @GUARD_AHEAD: contact predicted within retract_ahead_us
 * @GUARD_SHOCK: accelerometer beyond what the loop holds
 * @GUARD_SUPPLY: it falls
 * @GUARD_HARDWARE: the front-end did it by itself (watchdog)
 * @GUARD_TILT: the tip's edge is too low
 * @GUARD_OPEN: the door
 */
enum guard_reason {
	GUARD_NONE,
	GUARD_GAP,
	GUARD_AHEAD,
	GUARD_SHOCK,
	GUARD_SUPPLY,
	GUARD_HARDWARE,
	GUARD_TILT,
	GUARD_OPEN,
	GUARD_REASONS
};

/**
 * struct guard - state
 * @retracting: the tick holds the head away; the supervisor clears it by guard_release()
 * @pulling: and just now with full drive; afterwards the head waits above the disc
 * @reason: enum guard_reason of the last time
 * @count: by reason, since power-up
 * @low_ticks: in a row below retract_gap_nm
 * @tilt_looks: ditto with the tip's edge too low
 * @calm_ticks: in a row without the cause of the retract
 * @laser: wanted; the supervisor's
 * @door_closed: ditto, from the sense register
 * @may_read: windows hold; this tick's
 * @may_write: ditto
 * @write_wanted: ditto, the recorder's
 * @angle: where on the disc the last retract was, for the map of protrusions
 * @held: the gap loop had the head then
 * @low_nm: and it was so much lower than it should be
 * @predicted: contacts that were predicted but could not be avoided any more
 * @contacts: that were counted at the last tick
 * @ticks: since the last retract
 * @gate_gap_nm: that the write gate's hardware windows are for
 * @gate_side: ditto
 * @gate_low: the windows, counts
 * @gate_high: ditto
 * @gate_track: ditto
 * @edge_nm: by which the tip's edge is lower than its middle; of the last look, as
 *	the next four
 * @floor_nm: how near the middle may be predicted to come
 * @tipped: the edge is too low and stays so
 * @starved: the supply is too low
 * @light: nothing speaks against it
 * @ahead_ticks: contact is predicted for so long
 * @pull_ticks: full drive lasts so long
 * @write_middle: of the window for writing, nm above the gap that is to be held
 * @write_half: its half width
 * @shock: m/s2
 */
struct guard {
	bool retracting;
	bool pulling;
	uint8_t reason;
	uint32_t count[GUARD_REASONS];
	uint32_t low_ticks;
	uint32_t tilt_looks;
	uint32_t calm_ticks;
	bool laser;
	bool door_closed;
	bool may_read;
	bool may_write;
	bool write_wanted;
	uint32_t angle;
	bool held;
	float low_nm;
	uint32_t predicted;
	uint32_t contacts;
	uint32_t ticks;
	float gate_gap_nm;
	uint8_t gate_side;
	uint16_t gate_low;
	uint16_t gate_high;
	uint16_t gate_track;
	float edge_nm;
	float floor_nm;
	bool tipped;
	bool starved;
	bool light;
	float ahead_ticks;
	uint32_t pull_ticks;
	float write_middle;
	float write_half;
	float shock;
};

struct servo;

void guard_init(struct guard *guard, const struct nfod_figures *fig);
/* What is slow, after guard_tick() in one of SERVO_SLOW ticks: the gate's windows, too. */
void guard_look(struct servo *servo);
/* Judge this tick: may overrule servo->out; gives the control bits of struct nfod_fe_drive. */
uint16_t guard_tick(struct servo *servo);
void guard_release(struct guard *guard);
/* What the last retract was for is not over yet. */
bool guard_cause_lasts(const struct guard *guard);

#endif
