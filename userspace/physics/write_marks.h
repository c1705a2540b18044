/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Marks that a run left, measured as a channel sees them. */
#ifndef NFOD_PHYSICS_WRITE_MARKS_H
#define NFOD_PHYSICS_WRITE_MARKS_H

#include "physics/write_run.h"

/**
 * struct write_mark - one mark
 * @cells: ideal length
 * @before: cells of the space before
 * @behind: and behind
 * @lead_nm: of its leading edge, positive = late; edges are those of a sharp mark as
 *	bright as a long one, with the same area and middle
 * @trail_nm: ditto
 */
struct write_mark {
	unsigned int cells;
	unsigned int before;
	unsigned int behind;
	double lead_nm;
	double trail_nm;
};

#define WRITE_MARKS 256

/**
 * struct write_survey - all marks of a strip
 * @count: how many
 * @mark: in order, without those at the strip's ends
 * @signal: of long marks' middles, 0..1
 * @half_width_nm: of these
 */
struct write_survey {
	unsigned int count;
	struct write_mark mark[WRITE_MARKS];
	double signal;
	double half_width_nm;
};

/* Marks of 6 cells and more count as long; the strip must have some. */
void write_survey(const struct write_stage *stage, const struct write_film *film,
		  const uint8_t *cell, struct write_survey *survey);

#endif
