/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the gap loop
 *
 * From where the far-field focus holds the head down to tens of nanometres and there.
 * The actuator is shared with focus.h: exactly one of the two drives it.
 *
 *	OFF    no drive: the spring holds the head away
 *	FAR    focus.h holds it
 *	CLOSE  down at approach_um_s until the gap signal falls to hand_over, then along the
 *	       set-point profile
 *	NEAR   at the ordered gap; changes of it go by profile as well
 */
#ifndef FW_SERVO_GAP_H
#define FW_SERVO_GAP_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "servo/filter.h"
#include "servo/lens.h"
#include "servo/profile.h"
#include "servo/signal.h"

enum gap_mode {
	GAP_OFF,
	GAP_FAR,
	GAP_CLOSE,
	GAP_NEAR,
};

/**
 * enum gap_trouble - why it is not where it was ordered
 * @GAP_NO_TROUBLE: it is, or is on its way
 * @GAP_NO_FOCUS: no surface found over the whole stroke
 * @GAP_FOCUS_LOST: it was there once
 * @GAP_NO_SIGNAL: approached as far as it may without the gap signal falling
 * @GAP_OVERSHOT: came closer than it may on the profile
 * @GAP_LOST: the signal left the range in which it can be held
 */
enum gap_trouble {
	GAP_NO_TROUBLE,
	GAP_NO_FOCUS,
	GAP_FOCUS_LOST,
	GAP_NO_SIGNAL,
	GAP_OVERSHOT,
	GAP_LOST,
};

/**
 * struct gap_order - the supervisor's
 * @number: raised by each
 * @mode: OFF, FAR or NEAR (which goes by CLOSE)
 * @gap_nm: NEAR: to be held
 */
struct gap_order {
	uint32_t number;
	uint8_t mode;
	float gap_nm;
};

/**
 * struct gap_report - the tick's
 * @number: order that it belongs to
 * @mode: where it is
 * @trouble: enum gap_trouble; the axis has gone OFF then
 * @settled: error within the read window for settle time
 * @error_nm: set point less gap seen; of this tick
 * @set_nm: set point of this tick
 * @pull_in_ticks: last CLOSE: hand-over to settled
 * @overshoot_nm: last CLOSE: how far below the set point it came
 */
struct gap_report {
	uint32_t number;
	uint8_t mode;
	uint8_t trouble;
	bool settled;
	float error_nm;
	float set_nm;
	uint32_t pull_in_ticks;
	float overshoot_nm;
};

/* Lead, notch, integral: the last, so that the drive's mean can be handed over. */
#define GAP_SECTIONS 3
#define GAP_INTEGRAL (GAP_SECTIONS - 1)

/**
 * struct gap_observer - gap and its rate from signal and drive, for guard.h
 * @nm: gap
 * @rate: nm per tick
 * @push: what accelerates besides the drive, nm per tick squared
 * @gains: of the difference, on each of these
 */
struct gap_observer {
	float nm;
	float rate;
	float push;
	float gains[3];
};

/**
 * struct gap - the axis
 * @order: to it
 * @report: from it
 * @gain: of the loop, V/nm
 * @trim: of the loop's gain, by side, measured; 1 = as designed
 * @effort: volts that the actuator takes over those by the figures, measured
 * @section: of the loop
 * @lens: model of it
 * @planned: voltage of the last glide, by which the model has moved already
 * @profile: set point, without what bumps lift
 * @set_rate: of the set point in all, nm per tick
 * @observer: of the near field
 * @nm_per_volt: acceleration, nm per tick squared
 * @full: ditto, at full drive
 * @volts_per_accel: V per m/s2
 * @shaking: what keeps the lens with the frame, V
 * @late: ticks that the head is behind the drive
 * @flying: the gap loop has the actuator
 * @ordered_move: the profile under way was ordered, it is not a bump's
 * @window_nm: off its gap it counts as there
 * @volts: ordered a tick before the last one
 * @driven_volts: sum of what was ordered since the lens' model was moved
 * @driven_ticks: ticks of that
 * @mean_volts: low-passed
 * @settled_ticks: in a row
 * @lost_ticks: in a row without signal
 * @ticks: in the present mode; in CLOSE from hand-over
 */
struct gap {
	struct gap_order order;
	struct gap_report report;
	float gain;
	float trim[NFOD_SIDES];
	float effort;
	struct section section[GAP_SECTIONS];
	struct lens lens;
	float planned;
	struct profile profile;
	float set_rate;
	struct gap_observer observer;
	float nm_per_volt;
	float full;
	float volts_per_accel;
	float shaking;
	float late;
	bool flying;
	bool ordered_move;
	float window_nm;
	float volts;
	float driven_volts;
	uint32_t driven_ticks;
	float mean_volts;
	uint32_t settled_ticks;
	uint32_t lost_ticks;
	uint32_t ticks;
};

struct servo;

void gap_init(struct gap *gap, const struct nfod_figures *fig);

/* One tick; the voltage it wants, before the guard. */
float gap_tick(struct servo *servo);

/* What keeps the lens with the frame while that is shaken, V. */
float gap_against_shaking(const struct servo *servo);

/* The lens on its way to @target (lens_glide()), whatever shakes its frame; V. */
float gap_glide(struct servo *servo, float target, float speed, float accel);

/* The actuator has been found to take so many times the volts of the figures. */
void gap_set_effort(struct servo *servo, float effort);

/* Open loop at a frequency as designed, plant included: for margins and learning. */
void gap_response(const struct servo *servo, float hz, float *re, float *im);

void gap_order(struct gap *gap, uint8_t mode, float gap_nm);

/* The head is where the last order wanted it, near the disc, and holds there. */
bool gap_settled(const struct servo *servo);

/* How long the head takes from one gap to another, ticks. */
float gap_move_ticks(const struct servo *servo, float from_nm, float to_nm);

#endif
