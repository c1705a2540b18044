/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the lead-in's map of protrusions
 */
#ifndef FW_DISC_PROTRUSIONS_H
#define FW_DISC_PROTRUSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"

/**
 * enum protrusions - what a sector of the map is
 * @PROTRUSIONS_NONE: nothing is in it
 * @PROTRUSIONS_GOOD: a struct nfod_bumps that makes sense
 * @PROTRUSIONS_DAMAGED: neither; its bumps are not known
 */
enum protrusions {
	PROTRUSIONS_NONE,
	PROTRUSIONS_GOOD,
	PROTRUSIONS_DAMAGED,
};

/**
 * protrusions_parse() - look at a sector of the map
 * @data: NFOD_BLOCK_BYTES of it, aligned as a page is
 * @sector: of the cluster, where it was read
 */
enum protrusions protrusions_parse(const void *data, uint32_t sector);

#endif
