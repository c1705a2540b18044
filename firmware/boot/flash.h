/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: flash, seen from the boot loader and the update
 *
 * Sectors are erased as a whole, which takes seconds; words of NFOD_FLASH_WORD bytes are
 * programmed once after that, which takes a tenth of a millisecond. A word whose
 * programming was cut short, and each word of a sector whose erasure was, is uncertain: it
 * may read as the old word, as the new one, as neither or not at all, and each time
 * differently. Whoever relies on a word must have seen a whole operation end behind it.
 */
#ifndef FW_BOOT_FLASH_H
#define FW_BOOT_FLASH_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/container.h"

enum flash_state {
	FLASH_READY,
	FLASH_ERASING,
	FLASH_FAILED,
};

/**
 * struct nfod_flash - what a board provides
 * @ctx: handed back in every call
 * @base: address of its first byte, as the processor sees it
 * @sector_bytes: size of each of the NFOD_FLASH_SECTORS sectors
 * @read: false when a word cannot be read (more wrong bits than the flash mends)
 * @program: one erased word at @at, a multiple of NFOD_FLASH_WORD; returns when it is
 *	done; false when the controller says that it failed
 * @erase: begins to erase a sector; only @poll until that is done
 * @poll: how the last @erase goes; whoever waits calls it, so it feeds the watchdog
 */
struct nfod_flash {
	void *ctx;
	uint32_t base;
	uint32_t sector_bytes;
	bool (*read)(void *ctx, uint32_t at, void *to, uint32_t bytes);
	bool (*program)(void *ctx, uint32_t at, const uint8_t word[NFOD_FLASH_WORD]);
	void (*erase)(void *ctx, uint32_t sector);
	enum flash_state (*poll)(void *ctx);
};

static inline uint32_t flash_slot(const struct nfod_flash *flash, uint32_t slot)
{
	return nfod_slot_sector(slot) * flash->sector_bytes;
}

static inline uint32_t flash_slot_bytes(const struct nfod_flash *flash)
{
	return NFOD_SLOT_SECTORS * flash->sector_bytes;
}

#endif
