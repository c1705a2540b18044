/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PRESS_PROTRUSIONS_H
#define NFOD_PRESS_PROTRUSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/medium.h"

/**
 * struct protrusion_map - the lead-in's sectors behind the first
 * @sector: as format.h has them; zeroes where nothing is to be told
 */
struct protrusion_map {
	struct nfod_bumps sector[NFOD_BUMPS_SECTORS];
};

/**
 * protrusion_map_make() - tell what the inspection found
 * @record: all that stands out of the disc
 * @count: of them
 * @limit_nm: up to here the inspection lets it pass
 *
 * The highest come first; what finds no room is lower than all that does.
 * Return: 0, or -1 when memory is short.
 */
int protrusion_map_make(struct protrusion_map *map, const struct nfod_protrusion_record *record,
			size_t count, double limit_nm);

/* The map of a disc on which nothing stands out. */
void protrusion_map_empty(struct protrusion_map *map);

/**
 * struct protrusion_count - what a map says
 * @listed: protrusions
 * @found: by the inspection
 * @highest_nm: of those listed
 * @rest_nm: none of the others is higher
 * @good: sectors of it
 * @bad: sectors that are neither empty nor good
 */
struct protrusion_count {
	uint32_t listed;
	uint32_t found;
	uint32_t highest_nm;
	uint32_t rest_nm;
	uint32_t good;
	uint32_t bad;
};

struct protrusion_count protrusion_map_count(const struct protrusion_map *map);

#endif
