/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: disc images as files
 */
#ifndef NFOD_PRESS_IMAGE_H
#define NFOD_PRESS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/medium.h"
#include "press/protrusions.h"

/**
 * struct image - an image that is open, checked
 * @fd: the file, for medium_read_section()
 * @header: its header
 * @info: its lead-in; texts end in a zero
 * @stored_bytes: that the file takes up
 */
struct image {
	int fd;
	struct nfod_medium header;
	struct nfod_disc_info info;
	uint64_t stored_bytes;
};

/**
 * struct image_part - a section to be written
 * @kind: enum nfod_section_kind
 * @records: as medium.h has them
 * @count: how many
 */
struct image_part {
	uint32_t kind;
	const void *records;
	size_t count;
};

/* Does a file begin as images do? Not whether it is a good one. */
bool image_is(const char *path);

/**
 * image_open() - open an image and check its header and lead-in
 *
 * Return: 0, or -1 with @why.
 */
int image_open(struct image *image, const char *path, char *why, size_t size);

void image_close(struct image *image);

/**
 * image_check_place() - could an image be made there? To know before the work is done.
 *
 * Return: 0, or -1 with @why.
 */
int image_check_place(const char *path, bool force, char *why, size_t size);

/**
 * image_write() - make an image file: whole or not at all
 * @info: lead-in, sealed
 * @map: protrusions behind it
 * @part: @parts sections
 * @force: replace a file that is there
 *
 * Return: 0, or -1 with @why.
 */
int image_write(const char *path, const struct nfod_disc_info *info,
		const struct protrusion_map *map, const struct image_part *part, unsigned int parts,
		bool force, char *why, size_t size);

/* The map behind an image's lead-in. Return: 0, or -1 with @why. */
int image_read_map(const struct image *image, struct protrusion_map *map, char *why, size_t size);

#endif
