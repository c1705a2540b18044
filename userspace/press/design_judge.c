// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Inspection: figures against the recipe's limits.
 */
#include <math.h>
#include <stdio.h>

#include "nfod/wire.h"
#include "press/design.h"

const char *reject_words(uint32_t reject)
{
	switch (reject) {
	case NFOD_REJECT_ROUGHNESS:
		return "surface too rough";
	case NFOD_REJECT_PROTRUSIONS:
		return "too many protrusions";
	case NFOD_REJECT_CROSSTALK:
		return "too much crosstalk";
	case NFOD_REJECT_GAP_SLOPE:
		return "gap signal too flat";
	case NFOD_REJECT_RUNOUT:
		return "too much run-out";
	case NFOD_REJECT_THICKNESS:
		return "film too uneven";
	case NFOD_REJECT_HARDNESS:
		return "film too soft";
	case NFOD_REJECT_CONTRAST:
		return "too little contrast";
	default:
		return NULL;
	}
}

/* A figure that is no number passes no limit. */
static uint32_t above(double figure, double limit, uint32_t reject)
{
	return figure <= limit ? 0 : reject;
}

static uint32_t below(double figure, double limit, uint32_t reject)
{
	return figure >= limit ? 0 : reject;
}

static uint32_t judge_surface(const struct design *design)
{
	const struct recipe_limits *limits = &design->recipe->limits;
	const struct workpiece *piece = &design->piece;

	return above(roughness_ra(&piece->texture), limits->ra_nm, NFOD_REJECT_ROUGHNESS) |
	       above(design->rejects_expected, limits->protrusions, NFOD_REJECT_PROTRUSIONS) |
	       above(piece->axial_pp_nm, limits->axial_um * 1e3, NFOD_REJECT_RUNOUT) |
	       above(line_film_sigma_nm(piece), limits->film_sigma_nm, NFOD_REJECT_THICKNESS) |
	       below(piece->hardness_gpa, limits->hardness_gpa, NFOD_REJECT_HARDNESS);
}

static double contrast(const struct design *design, const struct side_design *side)
{
	if (design->recipe->recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		return fabs(side->kerr.rotation_deg);
	return fabs(side->modulation);
}

static uint32_t judge_side(const struct design *design, const struct side_design *side)
{
	const struct recipe_limits *limits = &design->recipe->limits;

	return above(side->crosstalk_db, limits->crosstalk_db, NFOD_REJECT_CROSSTALK) |
	       below(side->ges_slope * 1e6, limits->slope_ppm_nm, NFOD_REJECT_GAP_SLOPE) |
	       below(contrast(design, side), limits->modulation, NFOD_REJECT_CONTRAST);
}

void reject_note(uint32_t rejects, char *note, size_t size)
{
	size_t at = 0;

	snprintf(note, size, "passed");
	for (uint32_t bit = 1; bit <= NFOD_REJECT_KNOWN && at < size; bit <<= 1)
		if (rejects & bit)
			at += (size_t)snprintf(note + at, size - at, "%s%s",
					       at ? ", " : "rejected: ", reject_words(bit));
}

void design_judge(struct design *design)
{
	design->rejects = judge_surface(design) | judge_side(design, &design->side[NFOD_GROOVE]) |
			  judge_side(design, &design->side[NFOD_LAND]);
	reject_note(design->rejects, design->line[STEP_INSPECT].note,
		    sizeof(design->line[STEP_INSPECT].note));
}
