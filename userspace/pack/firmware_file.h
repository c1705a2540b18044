/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: firmware files: a container for each slot, and a DFU suffix
 */
#ifndef NFOD_PACK_FIRMWARE_FILE_H
#define NFOD_PACK_FIRMWARE_FILE_H

#include <stddef.h>

#include "pack/key.h"

#define SUFFIX_BYTES 16u
#define FILE_MOST (NFOD_SLOTS * NFOD_SLOT_SECTORS * NFOD_FLASH_SECTOR_BYTES + SUFFIX_BYTES)

/**
 * struct release - what a file is made of
 * @image: names of the images, by slot
 */
struct release {
	uint32_t hardware;
	uint32_t version;
	uint32_t security;
	const char *name;
	const char *image[NFOD_SLOTS];
};

/**
 * struct bytes - of a file
 */
struct bytes {
	uint8_t at[FILE_MOST];
	size_t len;
};

#define HARDWARE_TEXT 24u

/* Return: @text: "stm32h743", or "stm32h743:7" with a vendor's number. */
const char *hardware_text(char text[HARDWARE_TEXT], uint32_t hardware);
/* Return: 0 = there is none of that name. */
uint32_t hardware_of(const char *text);

/**
 * file_pack() - make a file of images
 *
 * Return: false when an image cannot be run where it is to be; it has been said why.
 */
bool file_pack(struct bytes *file, const struct release *release, const struct key *key);

/**
 * file_show() - print what is in a file, and whether it is good
 * @key: that may have signed it
 *
 * Return: whether a drive of the hardware named in it, which knows these keys, would take it.
 */
bool file_show(const struct bytes *file, const struct key *key, uint32_t keys);

/**
 * file_check() - all that can be known of a file with a good suffix without its key
 * @first: header of its first container, when it is good
 */
enum nfod_refusal file_check(const struct bytes *file, struct nfod_container *first);

bool file_load(const char *name, struct bytes *file);
bool file_save(const char *name, const struct bytes *file);

/* The suffix of DFU 1.1, for any release of the device. */
void suffix_put(struct bytes *file);
bool suffix_good(const struct bytes *file);

#endif
