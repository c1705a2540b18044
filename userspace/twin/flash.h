/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The drive's flash, in a file that outlives the twin: sectors are erased as a whole, words
 * are programmed once after that. What the power leaves in the midst of an operation is
 * uncertain until its sector is erased: it reads as before, as it was to be, as a mixture,
 * or not at all, each time anew.
 */
#ifndef NFOD_TWIN_FLASH_H
#define NFOD_TWIN_FLASH_H

#include "boot/flash.h"
#include "lib/random.h"

struct flash_file;

/* What it takes to remember a flash. */
#define FLASH_CELLS_BYTES                                                         \
	(4096u + NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES / NFOD_FLASH_WORD + \
	 NFOD_FLASH_SECTORS * NFOD_FLASH_SECTOR_BYTES)

/**
 * struct flash - the flash
 * @port: as the firmware sees it
 * @file: mapped; NULL = the drive has none
 * @random: for words that are uncertain
 * @sector: that is being erased
 * @polls: until that is done; 0 = nothing is
 * @operations: programmings and erasures since the start
 * @cut_after: operations until the power goes in the midst of one; 0 = off
 * @dark: it has gone
 */
struct flash {
	struct nfod_flash port;
	struct flash_file *file;
	struct random random;
	uint32_t sector;
	uint32_t polls;
	uint64_t operations;
	uint64_t cut_after;
	bool dark;
};

/**
 * flash_open() - use a file, make it if it is not there: all erased
 * @why: told when this fails, @size bytes
 *
 * Return: 0 or -1.
 */
int flash_open(struct flash *flash, const char *path, uint64_t seed, char *why, size_t size);
/**
 * flash_map() - use memory that somebody else keeps, FLASH_CELLS_BYTES; all zero is erased flash
 */
void flash_map(struct flash *flash, void *cells, uint64_t seed);
void flash_close(struct flash *flash);

void flash_power_on(struct flash *flash);
void flash_power_off(struct flash *flash);

/**
 * flash_show() - what a processor that has it in its memory sees after power-up
 * @image: all of it; what is uncertain is so this time
 */
void flash_show(struct flash *flash, uint8_t *image);

/* A programmer has been at @image while there was no power. */
void flash_adopt(struct flash *flash, const uint8_t *image);

/* How often a sector has been erased. */
uint32_t flash_erased(const struct flash *flash, uint32_t sector);
/* How often the most worn sector has been erased. */
uint32_t flash_wear(const struct flash *flash);

#endif
