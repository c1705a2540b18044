// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Memory that behaves like flash: words are programmed once between two erasures, and these take
 * their time. What is done to it the twin, if there is one, hears of before.
 */
#include <string.h>

#include "lockstep.h"
#include "mps2.h"

/* Looks at an erasure until it is over: two seconds in DFU mode. */
#define ERASE_POLLS 16000u

static struct erasure {
	uint32_t sector;
	uint32_t polls;
} erasure;

static bool flash_read(void *ctx, uint32_t at, void *to, uint32_t bytes)
{
	(void)ctx;
	memcpy(to, (const uint8_t *)MPS2_FLASH + at, bytes);
	return true;
}

static bool erased(const uint8_t *word)
{
	uint8_t ones = 0xff;

	for (uint32_t n = 0; n < NFOD_FLASH_WORD; n++)
		ones &= word[n];
	return ones == 0xff;
}

static bool flash_program(void *ctx, uint32_t at, const uint8_t word[NFOD_FLASH_WORD])
{
	uint8_t *to = (uint8_t *)MPS2_FLASH + at;

	(void)ctx;
	if (erasure.polls || !erased(to))
		return false;
	memcpy(LOCKSTEP->from_image, word, NFOD_FLASH_WORD);
	LOCKSTEP->number = at;
	lockstep_ask(NFOD_LOCKSTEP_FLASH_PROGRAM);
	mps2_open_flash(true);
	memcpy(to, word, NFOD_FLASH_WORD);
	mps2_open_flash(false);
	board_feed();
	return true;
}

static void flash_erase(void *ctx, uint32_t sector)
{
	(void)ctx;
	LOCKSTEP->number = sector;
	lockstep_ask(NFOD_LOCKSTEP_FLASH_ERASE);
	erasure = (struct erasure){ .sector = sector, .polls = ERASE_POLLS };
}

static void end_erasure(void)
{
	lockstep_ask(NFOD_LOCKSTEP_FLASH_ERASED);
	mps2_open_flash(true);
	memset((uint8_t *)MPS2_FLASH + erasure.sector * NFOD_FLASH_SECTOR_BYTES, 0xff,
	       NFOD_FLASH_SECTOR_BYTES);
	mps2_open_flash(false);
}

static enum flash_state flash_poll(void *ctx)
{
	(void)ctx;
	board_feed();
	if (!erasure.polls)
		return FLASH_READY;
	if (--erasure.polls)
		return FLASH_ERASING;
	end_erasure();
	return FLASH_READY;
}

const struct nfod_flash board_flash = {
	.base = MPS2_FLASH,
	.sector_bytes = NFOD_FLASH_SECTOR_BYTES,
	.read = flash_read,
	.program = flash_program,
	.erase = flash_erase,
	.poll = flash_poll,
};
