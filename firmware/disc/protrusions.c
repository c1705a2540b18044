// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/protrusions.h"

#include <stddef.h>

#include "disc/crc32c.h"

static bool head_holds(const struct nfod_bumps *bumps, uint32_t sector)
{
	return bumps->magic == NFOD_BUMPS_MAGIC && bumps->version == NFOD_BUMPS_VERSION &&
	       bumps->count <= NFOD_BUMPS_EACH && bumps->count <= bumps->found &&
	       bumps->sector == sector && !bumps->reserved[0] && !bumps->reserved[1] &&
	       !bumps->reserved[2];
}

static bool bump_holds(const struct nfod_bump *bump, bool used)
{
	if (used)
		return bump->height_nm && bump->radius_um;
	return !bump->angle && !bump->height_nm && !bump->radius_um;
}

static bool is_empty(const void *sector)
{
	const uint32_t *word = sector;

	for (uint32_t n = 0; n < sizeof(struct nfod_bumps) / sizeof(*word); n++)
		if (word[n])
			return false;
	return true;
}

static bool holds(const struct nfod_bumps *bumps, uint32_t sector)
{
	if (!head_holds(bumps, sector) ||
	    crc32c(bumps, (uint32_t)offsetof(struct nfod_bumps, crc)) != bumps->crc)
		return false;
	for (uint32_t n = 0; n < NFOD_BUMPS_EACH; n++)
		if (!bump_holds(&bumps->bump[n], n < bumps->count))
			return false;
	return true;
}

enum protrusions protrusions_parse(const void *data, uint32_t sector)
{
	if (is_empty(data))
		return PROTRUSIONS_NONE;
	return holds(data, sector) ? PROTRUSIONS_GOOD : PROTRUSIONS_DAMAGED;
}
