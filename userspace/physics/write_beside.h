/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* What the heat of writing does to marks on the neighbouring track. */
#ifndef NFOD_PHYSICS_WRITE_BESIDE_H
#define NFOD_PHYSICS_WRITE_BESIDE_H

#include "physics/thermal.h"
#include "physics/write_run.h"

#define WRITE_BESIDE_ROWS NFOD_LAW_ROWS
#define WRITE_BESIDE_NM 10.0

/**
 * struct write_beside - by distance from the written track's middle, in steps of
 *	WRITE_BESIDE_NM
 * @lost_nm: what one pass takes off the near edge of a mark that begins there
 * @hottest: mean over the track of the highest temperature, degrees C
 */
struct write_beside {
	double lost_nm[WRITE_BESIDE_ROWS];
	double hottest[WRITE_BESIDE_ROWS];
};

/**
 * write_beside()
 * @stage: the disc and its speed
 * @track: responses over the rows that are asked for: write_beside_track()
 * @cells: of @order
 *
 * Return: 0, or -1 when memory is short.
 */
int write_beside(const struct write_stage *stage, const struct thermal_track *track,
		 const struct write_order *order, unsigned int cells, struct write_beside *beside);

/* Return: 0, or -1 when memory is short; for thermal_track_free(). */
int write_beside_track(struct thermal_track *track, const struct write_stage *stage,
		       const struct thermal *thermal);

#endif
