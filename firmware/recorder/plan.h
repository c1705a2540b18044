/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: how this disc is flown and recorded
 *
 * Set points for each kind of track, from the lead-in and then from what the head has
 * measured, and the reason why a disc cannot be taken. Documentation/firmware.md
 * derives the limits; their figures are in nfod/figures.h.
 */
#ifndef FW_RECORDER_PLAN_H
#define FW_RECORDER_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/format.h"
#include "nfod/strategy.h"

/* Gaps at which the signal is measured: the set point's and two on either side. */
#define PLAN_POINTS 5
#define PLAN_STEP_PM 2000u

/**
 * struct refusal - why not
 * @fault: enum nfod_fault, NONE if not refused
 * @figure: what was found, see enum nfod_fault
 * @limit: what could have been borne
 */
struct refusal {
	uint32_t fault;
	uint32_t figure;
	uint32_t limit;
};

/**
 * struct side_plan - for one kind of track
 * @gap_pm: air gap
 * @offset_nm: off the track's centre, outwards positive
 * @set_point_q15: gap error signal there, between erased and written film
 * @slope_ppm_nm: its slope there; 0 until measured
 * @read_uw: laser powers at the speed at which discs are played here
 * @bias_uw: ditto
 * @erase_uw: ditto
 * @write_uw: ditto
 * @field_oe: of the coil
 */
struct side_plan {
	uint32_t gap_pm;
	uint16_t set_point_q15;
	uint16_t slope_ppm_nm;
	uint16_t read_uw;
	uint16_t bias_uw;
	uint16_t erase_uw;
	uint16_t write_uw;
	uint16_t field_oe;
	int16_t offset_nm;
};

/**
 * struct medium_plan - for the disc that is in
 * @side: by enum nfod_side
 * @strategy: enum nfod_strategy_kind
 */
struct medium_plan {
	struct side_plan side[NFOD_SIDES];
	uint8_t strategy;
};

/* Film is erased first and then written by light alone. */
static inline bool plan_is_by_light(const struct medium_plan *plan)
{
	return plan->strategy == NFOD_STRATEGY_LIGHT;
}

void plan_unknown(struct medium_plan *plan, const struct nfod_figures *fig);
struct refusal plan_runout(const struct nfod_figures *fig, uint32_t axial_pp_nm);
uint8_t plan_strategy(const struct nfod_disc_info *info);
struct refusal plan_make(struct medium_plan *plan, const struct nfod_figures *fig,
			 const struct nfod_disc_info *info, uint32_t head_na_milli);
uint32_t plan_gap(const struct medium_plan *plan, uint8_t side, uint32_t point);
struct refusal plan_measured(struct medium_plan *plan, const struct nfod_figures *fig,
			     const struct nfod_disc_info *info, uint8_t side,
			     const uint32_t ges_q15[PLAN_POINTS]);

#endif
