/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * How well cells are read, by the law that the press has measured for a disc: how often the
 * detector errs, in which way, and what it says of it. Documentation/recording.md,
 * "Fidelities".
 */
#ifndef NFOD_ENGINE_QUALITY_H
#define NFOD_ENGINE_QUALITY_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/survey/tally.h"
#include "engine/survey/terms.h"
#include "nfod/format.h"
#include "nfod/frontend.h"

/* Lifts in a cluster; more of them leave nothing to read anyway. */
#define QUALITY_LIFTS 64u

/* Further from the disc or from the track's centre nothing is read. */
#define QUALITY_GAP_MOST_NM 64
#define QUALITY_OFFSET_MOST_NM 60

/**
 * struct quality_kind - one kind of decisions that may be wrong
 * @error: wrong ones in a cell
 * @doubted: part of them that are doubted
 * @more: chance that a wrong one goes on to two cells further along, again and again
 * @doubt: right ones that are doubted, in a cell
 * @more_doubt: as @more
 */
struct quality_kind {
	double error;
	double doubted;
	double more;
	double doubt;
	double more_doubt;
};

/**
 * struct quality - of a stretch
 * @kind: by enum tally_kind
 * @mlse: as the detector has it, as the two below
 * @amplitude: 1/1000
 * @asymmetry: 1/1000
 */
struct quality {
	struct quality_kind kind[TALLY_KINDS];
	double mlse;
	double amplitude;
	double asymmetry;
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

/* What a stretch is read like. */
void quality_at(const struct nfod_reading_law *law, const struct reading_state *state,
		struct quality *quality);

/* Nothing but edges that are found a cell off, without doubt, at a rate of wrong symbols. */
struct quality quality_even(double symbol_rate);

/* Is this a law that a disc can have? */
bool quality_law_holds(const struct nfod_reading_law *law);

/**
 * quality_lift_at() - what is lost by a protrusion
 * @at: along the cluster, 0..1
 * @length_nm: of the cluster
 */
struct quality_lift quality_lift_at(double at, double length_nm);

#endif
