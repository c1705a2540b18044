/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PRESS_INFO_H
#define NFOD_PRESS_INFO_H

#include <stddef.h>

#include "nfod/medium.h"
#include "press/image.h"

/**
 * struct examined - an image with all of its sections
 * @image: open
 * @map: of protrusions, behind the lead-in
 * @section: by enum nfod_section_kind
 */
struct examined {
	struct image image;
	struct protrusion_map map;
	struct {
		void *records;
		size_t count;
	} section[NFOD_SECTION_KINDS];
};

/* "groove" or "land". */
const char *side_name(unsigned int side);

/* Return: 0, or -1 when memory is short. */
int info_print_json(const struct examined *disc);

#endif
