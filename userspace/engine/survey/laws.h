/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* From what was found at many points to the law of a side. */
#ifndef NFOD_ENGINE_SURVEY_LAWS_H
#define NFOD_ENGINE_SURVEY_LAWS_H

#include <stdbool.h>

#include "engine/survey/tally.h"
#include "engine/survey/terms.h"

/* A spread is never taken as smaller or larger, squared: mlse 0.05 and 0.25. */
#define LAWS_SPREAD_LEAST 0.0025
#define LAWS_SPREAD_MOST 0.0625

/**
 * struct laws_row - a point
 * @state: of the stretch that was read
 * @spread: squared, by kind
 * @mlse: squared
 * @amplitude: as the detector has it
 * @asymmetry: ditto
 * @inexact: what a rate by the law may be off there, relative
 * @cells: that were looked at
 * @unlocked: frames without a sync
 * @count: of errors and doubts
 */
struct laws_row {
	struct reading_state state;
	double spread[TALLY_KINDS];
	double mlse;
	double amplitude;
	double asymmetry;
	double inexact;
	uint32_t cells;
	uint32_t unlocked;
	struct tally_count count[TALLY_KINDS];
};

/* Does a point say what its spread is? */
bool laws_is_readable(const struct laws_row *row);

/* Has this law been found where nothing could be read? */
bool laws_is_deaf(const struct nfod_reading_law *law);

/**
 * laws_find() - what makes all of them likely
 * @law: gap and light are there; the rest is filled
 */
void laws_find(const struct laws_row *row, unsigned int rows, struct nfod_reading_law *law);

/**
 * laws_spread() - by a law
 * @weight: of its terms
 * @crosstalk: set to the neighbours' part
 *
 * Return: squared, within LAWS_SPREAD_LEAST..LAWS_SPREAD_MOST.
 */
double laws_spread(const float *weight, const double *term, unsigned int neighbours,
		   double *crosstalk);

#endif
