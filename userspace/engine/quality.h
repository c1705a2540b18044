/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * How well a cluster is read: from what the disc is, to symbols that the code has to
 * put right. Documentation/twin.md states the formula and where its figures come from.
 */
#ifndef NFOD_ENGINE_QUALITY_H
#define NFOD_ENGINE_QUALITY_H

#include <stdint.h>

#include "engine/surface.h"
#include "lib/random.h"
#include "nfod/format.h"

/* Lifts in a cluster; more of them leave nothing to read anyway. */
#define QUALITY_LIFTS 64u

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
 * struct quality_result - a cluster after correction
 * @corrected: symbols that were wrong or erased and have been put right
 * @bad_sectors: bit n = sector n holds a codeword that could not be corrected
 */
struct quality_result {
	uint32_t corrected;
	uint16_t bad_sectors;
};

/**
 * quality_symbol_errors() - part of the symbols that are wrong, 0..0.5
 * @info: the lead-in
 * @which: enum nfod_side
 */
double quality_symbol_errors(const struct surface *surface, const struct nfod_disc_info *info,
			     unsigned int which, double gap_nm);

/**
 * quality_lift_at() - what is lost by a protrusion
 * @at: along the cluster, 0..1
 * @length_nm: of the cluster
 */
struct quality_lift quality_lift_at(double at, double length_nm);

/**
 * quality_read() - draw a cluster's errors and correct them
 * @rate: of symbol errors
 * @lift: @lifts of them
 */
struct quality_result quality_read(struct random *random, double rate,
				   const struct quality_lift *lift, unsigned int lifts);

#endif
