/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: far-field focus
 *
 * Finds the disc's surface from millimetres away (the S-curve is only microns long) and
 * holds the head at a height above it where no near field is, with run-out followed.
 * What it had to do to follow is the first that is known of a disc's run-out.
 */
#ifndef FW_SERVO_FOCUS_H
#define FW_SERVO_FOCUS_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "servo/filter.h"

enum focus_state {
	FOCUS_IDLE,
	FOCUS_SEARCH,
	FOCUS_CATCH,
	FOCUS_HELD,
};

#define FOCUS_SECTIONS 3

/**
 * struct focus - the loop
 * @state: enum focus_state
 * @section: of the loop
 * @gain: V/nm
 * @ramp_v: voltage of the search
 * @set_nm: height held above focus zero; lowered by the approach
 * @base_v: mean voltage while held: where the disc is
 * @ticks: in the present state
 */
struct focus {
	uint8_t state;
	struct section section[FOCUS_SECTIONS];
	float gain;
	float ramp_v;
	float set_nm;
	float base_v;
	uint32_t ticks;
};

struct servo;

void focus_init(struct focus *focus, const struct nfod_figures *fig);
void focus_begin(struct focus *focus);
float focus_tick(struct servo *servo);

/* Loop as designed, plant included, at a frequency. */
void focus_response(const struct servo *servo, float hz, float *re, float *im);

#endif
