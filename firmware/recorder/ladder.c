// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/ladder.h"

/* A codeword is good for 16; one that has lost so many has little left (j). */
#define POOR_CODEWORD 12u
/* Raw symbol errors: 3 in 1000, where a codeword in 10^10 is lost (j). */
#define POOR_RATE_DIVISOR 1000u
#define POOR_RATE 3u

/**
 * ladder_is_poor() - whether what was read should not stay where it is
 */
bool ladder_is_poor(const struct nfod_fe_report *report)
{
	uint64_t wrong = (uint64_t)report->wrong * POOR_RATE_DIVISOR;
	uint32_t halves = 2u * report->worst_errors + report->worst_erasures;

	return (report->symbols && wrong >= (uint64_t)report->symbols * POOR_RATE) ||
	       halves >= 2u * POOR_CODEWORD;
}
