// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Flash, two banks of eight sectors: words of 32 bytes are programmed once between two erasures.
 *
 * All of this file runs in ITCM (drive.ld, boot.ld): while a bank is busy, reading it holds up
 * whoever reads. So does the caller's code, if that is in this bank, once it is returned to; the
 * servo's is not.
 */
#include <string.h>

#include "flash_access.h"
#include "h743.h"
#include "regs.h"

#define WORDS (NFOD_FLASH_WORD / 4u)
/* Each look takes some 50 ns: a word takes 0.2 ms at most. */
#define PROGRAM_LOOKS 100000u
#define BUSY (FLASH_SR_BSY | FLASH_SR_WBNE | FLASH_SR_QW)
#define ERRORS                                                                                     \
	(FLASH_SR_WRPERR | FLASH_SR_PGSERR | FLASH_SR_STRBERR | FLASH_SR_INCERR | FLASH_SR_OPERR | \
	 FLASH_SR_RDPERR | FLASH_SR_RDSERR)
#define FLAGS (FLASH_SR_EOP | ERRORS | FLASH_SR_SNECCERR | FLASH_SR_DBECCERR)

/* The sector that is being erased. */
static struct erasure {
	bool under_way;
	uint32_t sector;
} erasure;

/* Register @at of the first bank, for the bank of @sector. */
static uint32_t of_bank(uint32_t at, uint32_t sector)
{
	return at + (sector >= NFOD_FLASH_BANK ? FLASH_BANK_BYTES : 0);
}

static uint32_t sector_of(uint32_t at)
{
	return at / NFOD_FLASH_SECTOR_BYTES;
}

/* What came of the last operation in the bank; the flags are clear afterwards. */
static bool went_well(uint32_t sector)
{
	uint32_t status = reg_read(of_bank(FLASH_SR1, sector));

	reg_write(of_bank(FLASH_CCR1, sector), status & FLAGS);
	return !(status & (BUSY | ERRORS));
}

static bool wait_until_idle(uint32_t sector)
{
	for (uint32_t looks = PROGRAM_LOOKS; looks; looks--)
		if (!(reg_read(of_bank(FLASH_SR1, sector)) & BUSY))
			return true;
	return false;
}

static void unlock(uint32_t sector)
{
	if (!(reg_read(of_bank(FLASH_CR1, sector)) & FLASH_CR_LOCK))
		return;
	reg_write(of_bank(FLASH_KEYR1, sector), FLASH_KEY1);
	reg_write(of_bank(FLASH_KEYR1, sector), FLASH_KEY2);
}

/* Whatever else the register holds, the bank is shut until the next operation. */
static void lock(uint32_t sector)
{
	reg_write(of_bank(FLASH_CR1, sector), FLASH_CR_LOCK);
}

/* A word that is good, or that has one wrong bit, which is mended; not one with two. */
static bool load(uint32_t at, uint32_t word[WORDS])
{
	uint32_t sector = sector_of(at);
	bool good = flash_load(at, word);

	good = !(reg_read(of_bank(FLASH_SR1, sector)) & FLASH_SR_DBECCERR) && good;
	reg_write(of_bank(FLASH_CCR1, sector), FLASH_SR_SNECCERR | FLASH_SR_DBECCERR);
	return good;
}

static bool word_erased(uint32_t at)
{
	uint32_t word[WORDS];
	uint32_t ones = 0xffffffffu;

	if (!load(at, word))
		return false;
	for (uint32_t n = 0; n < WORDS; n++)
		ones &= word[n];
	return ones == 0xffffffffu;
}

static bool flash_read(void *ctx, uint32_t at, void *to, uint32_t bytes)
{
	uint8_t *next = to;
	uint32_t word[WORDS];

	(void)ctx;
	while (bytes) {
		uint32_t offset = at % NFOD_FLASH_WORD;
		uint32_t some = NFOD_FLASH_WORD - offset;

		if (some > bytes)
			some = bytes;
		if (!load(at - offset, word))
			return false;
		memcpy(next, (const uint8_t *)word + offset, some);
		next += some;
		at += some;
		bytes -= some;
	}
	return true;
}

static bool flash_program(void *ctx, uint32_t at, const uint8_t word[NFOD_FLASH_WORD])
{
	uint32_t sector = sector_of(at);
	uint32_t words[WORDS];
	bool good;

	(void)ctx;
	if (erasure.under_way || !word_erased(at))
		return false;
	memcpy(words, word, sizeof(words));
	unlock(sector);
	went_well(sector);
	reg_write(of_bank(FLASH_CR1, sector), FLASH_CR_PSIZE_64 | FLASH_CR_PG);
	flash_store(at, words);
	good = wait_until_idle(sector);
	good = went_well(sector) && good;
	lock(sector);
	flash_forget(at, NFOD_FLASH_WORD);
	board_feed();
	return good;
}

static void flash_erase(void *ctx, uint32_t sector)
{
	(void)ctx;
	erasure = (struct erasure){ .under_way = true, .sector = sector };
	unlock(sector);
	went_well(sector);
	reg_write(of_bank(FLASH_CR1, sector),
		  FLASH_CR_PSIZE_64 | FLASH_CR_SER | FLASH_CR_SNB_AT(sector % NFOD_FLASH_BANK));
	reg_set(of_bank(FLASH_CR1, sector), FLASH_CR_START);
}

static enum flash_state flash_poll(void *ctx)
{
	bool good;

	(void)ctx;
	board_feed();
	if (!erasure.under_way)
		return FLASH_READY;
	if (reg_read(of_bank(FLASH_SR1, erasure.sector)) & BUSY)
		return FLASH_ERASING;
	good = went_well(erasure.sector);
	lock(erasure.sector);
	flash_forget(erasure.sector * NFOD_FLASH_SECTOR_BYTES, NFOD_FLASH_SECTOR_BYTES);
	erasure.under_way = false;
	return good ? FLASH_READY : FLASH_FAILED;
}

const struct nfod_flash board_flash = {
	.base = H743_FLASH,
	.sector_bytes = NFOD_FLASH_SECTOR_BYTES,
	.read = flash_read,
	.program = flash_program,
	.erase = flash_erase,
	.poll = flash_poll,
};
