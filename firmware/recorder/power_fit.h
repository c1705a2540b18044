/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: choosing a power by what was read
 *
 * Trials at powers one above the other; those that read well, in a row, are the window,
 * and the power is chosen in it.
 */
#ifndef FW_RECORDER_POWER_FIT_H
#define FW_RECORDER_POWER_FIT_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/frontend.h"

/**
 * struct power_trial - a cluster written at some power
 * @at: the power, over what is recommended
 * @rate: part of its symbols that were read wrongly
 * @asymmetry: of the signal
 * @epoch: of its writing
 * @written: it was, whole
 * @seen: and read
 * @lit: there was a signal to look at
 */
struct power_trial {
	float at;
	float rate;
	float asymmetry;
	uint64_t epoch;
	bool written;
	bool seen;
	bool lit;
};

/**
 * struct power_window - what they say
 * @low: power at which the error rate leaves what the code is comfortable with; the lowest
 *	one tried while it does not
 * @high: ditto, upwards
 * @open_low: it does not
 * @open_high: ditto
 * @rate: the least
 * @even: power at which marks are as long as spaces
 * @has_even: that can be told
 */
struct power_window {
	float low;
	float high;
	bool open_low;
	bool open_high;
	float rate;
	float even;
	bool has_even;
};

void power_judge(struct power_trial *trial, uint8_t result, const struct nfod_fe_report *report,
		 uint64_t epoch);
bool power_fit(const struct power_trial *trial, uint32_t count, struct power_window *window);
bool power_doubt(struct power_trial *trial, uint32_t count, bool all);
float power_choose(const struct power_window *window, float wish);

#endif
