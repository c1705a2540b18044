/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: retry ladder
 *
 * How well a cluster was read, and what is tried when it was not. Every step of enum
 * nfod_retry is tried once at most, each of them a turn of the disc or two; the report
 * tells the likely cause, and that says which come first. What one step brings to light
 * another need not read again: sectors that were good in different steps are put together.
 */
#ifndef FW_RECORDER_LADDER_H
#define FW_RECORDER_LADDER_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/frontend.h"
#include "nfod/management.h"
#include "recorder/plan.h"

/**
 * enum ladder_cause - why it was not read, as far as the report tells
 * @CAUSE_NOISE: symbols are wrong all over it
 * @CAUSE_LOST: no sync in much of it: the channel does not follow
 * @CAUSE_WEAK: too little signal
 * @CAUSE_STRONG: too much
 * @CAUSE_SKEW: marks and spaces are not alike
 * @CAUSE_BURST: good but for a stretch
 */
enum ladder_cause {
	CAUSE_NOISE,
	CAUSE_LOST,
	CAUSE_WEAK,
	CAUSE_STRONG,
	CAUSE_SKEW,
	CAUSE_BURST,
	CAUSES
};

/**
 * struct climb - how far a job is
 * @tried: bit n = enum nfod_retry n
 * @step: the one under way, NFOD_RETRIES before the first
 * @light: set points of it
 */
struct climb {
	uint16_t tried;
	uint8_t step;
	struct side_plan light;
};

/**
 * struct ladder - what has been learnt
 * @usual: amplitude of clusters that read well, by side; 0 = not known
 * @tried: by enum nfod_retry, not told yet
 * @helped: ditto
 */
struct ladder {
	uint16_t usual[NFOD_SIDES];
	uint32_t tried[NFOD_RETRIES];
	uint32_t helped[NFOD_RETRIES];
};

struct job;
struct nfod_fw;

bool ladder_is_poor(const struct nfod_fe_report *report, bool lifted, bool light);
enum ladder_cause ladder_cause(const struct nfod_fe_report *report, uint16_t usual);
void ladder_begin(struct job *job);
bool ladder_climb(struct nfod_fw *fw, struct job *job);
bool ladder_climbed(const struct job *job);
void ladder_take(struct nfod_fw *fw, const struct job *job, bool better);
uint32_t ladder_flags(const struct job *job);

#endif
