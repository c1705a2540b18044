/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * How well a cluster is read: from what the disc is, to the part of the symbols that the
 * code has to put right. Documentation/twin.md states the formula and where its figures come from.
 */
#ifndef NFOD_ENGINE_QUALITY_H
#define NFOD_ENGINE_QUALITY_H

#include <stdint.h>

#include "engine/surface.h"
#include "nfod/format.h"
#include "nfod/frontend.h"

/* Lifts in a cluster; more of them leave nothing to read anyway. */
#define QUALITY_LIFTS 64u

/* What passes of a cluster while errors are taken as even: as many as it has sectors. */
#define QUALITY_SEGMENTS NFOD_FE_PAGES
#define QUALITY_SEGMENT_SYMBOLS (NFOD_FE_SYMBOLS / QUALITY_SEGMENTS)

/* Further from the disc or from the track's centre nothing is read. */
#define QUALITY_GAP_MOST_NM 64
#define QUALITY_OFFSET_MOST_NM 60
#define QUALITY_GAP_STEP_NM 1
#define QUALITY_OFFSET_STEP_NM 4

/**
 * struct quality_law - symbol errors of one side of a disc, against gap and off-track
 * @rate: at gaps in steps of QUALITY_GAP_STEP_NM and offsets in steps of
 *	QUALITY_OFFSET_STEP_NM, from 0
 */
struct quality_law {
	float rate[QUALITY_GAP_MOST_NM / QUALITY_GAP_STEP_NM + 1]
		  [QUALITY_OFFSET_MOST_NM / QUALITY_OFFSET_STEP_NM + 1];
};

/**
 * struct quality_lift - the head is off the disc: symbols that are not read
 * @first: in the order in which they pass
 * @count: how many
 */
struct quality_lift {
	uint32_t first;
	uint32_t count;
};

/**
 * quality_symbol_errors() - part of the symbols that are wrong, 0..0.5
 * @info: the lead-in
 * @which: enum nfod_side
 */
double quality_symbol_errors(const struct surface *surface, const struct nfod_disc_info *info,
			     unsigned int which, double gap_nm);

/**
 * quality_tabulate() - what reading costs where a head really is
 * @law: filled
 *
 * The gap that the lead-in recommends is where signal and noise are as in
 * quality_symbol_errors(); the loop's own errors are in what the law is asked for.
 */
void quality_tabulate(struct quality_law *law, const struct surface *surface,
		      const struct nfod_disc_info *info, unsigned int which);

/**
 * quality_rate() - part of the symbols that are wrong, 0..0.5
 * @gap_nm: 0..QUALITY_GAP_MOST_NM
 * @offset_nm: off the track's centre, either sign, up to QUALITY_OFFSET_MOST_NM
 */
double quality_rate(const struct quality_law *law, double gap_nm, double offset_nm);

/**
 * quality_lift_at() - what is lost by a protrusion
 * @at: along the cluster, 0..1
 * @length_nm: of the cluster
 */
struct quality_lift quality_lift_at(double at, double length_nm);

#endif
