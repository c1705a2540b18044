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

/* Lead, low-pass, integral: the last, so that the drive's mean can be handed over. */
#define FOCUS_SECTIONS 3
#define FOCUS_INTEGRAL (FOCUS_SECTIONS - 1)

/**
 * struct focus - the loop
 * @state: enum focus_state
 * @known: @base_m is that of the disc which is in
 * @section: of the loop
 * @gain: V/nm
 * @far_nm: reading at far_gap_nm
 * @seen_nm: this tick's reading
 * @set_nm: reading to be held; lowered by the approach
 * @mean_nm: reading, low-passed a little
 * @crest_nm: greatest of it in this search
 * @crest_sum: and of the parallel return
 * @back_m: the search goes back up to here
 * @dim: dim crests in this search
 * @base_m: mean place of the lens while held: where the disc is
 * @base_v: mean voltage for it
 * @good_ticks: in a row near the set point
 * @lost_ticks: in a row out of the S-curve
 * @ticks: in the present state
 */
struct focus {
	uint8_t state;
	bool known;
	struct section section[FOCUS_SECTIONS];
	float gain;
	float far_nm;
	float seen_nm;
	float set_nm;
	float mean_nm;
	float crest_nm;
	float crest_sum;
	float back_m;
	uint32_t dim;
	float base_m;
	float base_v;
	uint32_t good_ticks;
	uint32_t lost_ticks;
	uint32_t ticks;
};

struct servo;

void focus_init(struct focus *focus, const struct nfod_figures *fig);
/* Search, from wherever the lens is. */
void focus_begin(struct focus *focus);
/* Hold where the head is, @volts being what holds it; then raise it to where FAR is. */
void focus_take_over(struct servo *servo, float volts);
/* Lens above this: it is clear of the disc that was held before, whatever its run-out. */
float focus_free_m(const struct servo *servo);
/* One tick; the voltage it wants. State IDLE afterwards: no surface, or lost. */
float focus_tick(struct servo *servo);

/* Loop as designed, plant included, at a frequency. */
void focus_response(const struct servo *servo, float hz, float *re, float *im);

#endif
