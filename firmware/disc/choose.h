/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: which cluster next
 *
 * Rotational position ordering: of the clusters that may be read or written next, the one
 * that the head reaches first, by the law of moves of servo/kinematic.h: sled or jump,
 * change of side, a spindle that must slow down for an outer zone, and then the wait until
 * the cluster's first cell comes round.
 *
 * Who waits gains on the others by the square of how many clusters have passed meanwhile:
 * those that came together hardly change their order, and nobody waits for ever.
 */
#ifndef FW_DISC_CHOOSE_H
#define FW_DISC_CHOOSE_H

#include <stdint.h>

#include "disc/map.h"
#include "servo/kinematic.h"

/* A cluster that has seen so many others pass, squared, gains so much time (j). */
#define CHOOSE_GAIN_NS 3000u
/* More than that do not count. */
#define CHOOSE_MOST 65536u

/* No cluster. */
#define CHOOSE_NONE UINT32_MAX

/**
 * struct outlook - head and disc at the moment when the head is free
 * @map: of the disc
 * @fig: of the drive
 * @kin: as they are then
 * @at_ns: that moment
 * @next: cluster that begins to pass just then if the head stays; CHOOSE_NONE = none
 */
struct outlook {
	const struct map *map;
	const struct nfod_figures *fig;
	struct kinematic kin;
	uint64_t at_ns;
	uint32_t next;
};

/**
 * struct candidate - one of those that may be next
 * @cluster: physical number
 * @passed: clusters that have passed since it came
 */
struct candidate {
	uint32_t cluster;
	uint32_t passed;
};

uint64_t choose_when(const struct outlook *outlook, uint32_t cluster);
int64_t choose_rank(const struct outlook *outlook, const struct candidate *candidate);
uint32_t choose_first(const struct outlook *outlook, const struct candidate *candidate,
		      uint32_t count);
void choose_pass(struct outlook *outlook, uint32_t cluster);

#endif
