/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Marks as they are in the film: what writing leaves and reading meets. The cells say
 * where marks were meant to be; this says, stretch by stretch, what became of them.
 */
#ifndef PHYSICS_MARKS_H
#define PHYSICS_MARKS_H

#include <stdint.h>

#include "nfod/format.h"

/* Stretches of NFOD_FRAME_CELLS cells in a cluster, the last one shorter. */
#define MARKS_STRETCHES ((NFOD_CLUSTER_CELLS + NFOD_FRAME_CELLS - 1) / NFOD_FRAME_CELLS)

/* struct marks.contrast, .residue: 1.0 of a good mark's change of signal */
#define MARKS_ONE 128u
/* struct marks.lead, .trail, .sigma: steps in a nanometre */
#define MARKS_STEPS_PER_NM 8

/**
 * struct marks - film state along one stretch
 * @contrast: change of signal of a long mark against that of the best one, MARKS_ONE = 1;
 *	0 = nothing written
 * @residue: of what was there before and has not been erased, rms, MARKS_ONE = 1
 * @lead: mean shift of leading edges, 1/8 nm, positive = late
 * @trail: mean shift of trailing edges, ditto
 * @sigma: random shift of edges, rms, 1/8 nm
 * @offset: marks' centre off the track's, nm, positive = outwards
 * @noise: film noise against new film's, MARKS_ONE = 1: wear
 * @reserved: zero
 */
struct marks {
	uint8_t contrast;
	uint8_t residue;
	int8_t lead;
	int8_t trail;
	uint8_t sigma;
	int8_t offset;
	uint8_t noise;
	uint8_t reserved;
};

_Static_assert(sizeof(struct marks) == 8, "size of struct marks");
_Static_assert(MARKS_STRETCHES == 500, "a cluster's marks fit into 4 KiB");

#endif
