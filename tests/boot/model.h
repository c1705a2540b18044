/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: flash on the host, as unkind as flash may be
 *
 * Words are programmed once after an erasure. The power may go at any operation: what was
 * under way is then uncertain, and stays so until its sector is erased: it reads as what
 * it was, as what it was to be, as a mixture, or not at all, by the dice, each time anew.
 */
#ifndef NFOD_TESTS_BOOT_MODEL_H
#define NFOD_TESTS_BOOT_MODEL_H

#include <setjmp.h>

#include "boot/flash.h"

#define MODEL_NEVER UINT64_MAX

/**
 * struct model - the flash
 * @data: contents; of an uncertain word what it was to be
 * @before: of an uncertain word: what it was
 * @uncertain: for each word
 * @words: how many
 * @ops: programmings and erasures so far
 * @cut_at: the power goes at this one
 * @cut_within: in its midst; else just before it
 * @dark: where a power cut leads
 * @dice: state of the dice
 * @erasing: sector that is being erased
 * @polls: until that is done
 * @fails_at: the controller reports that this operation failed
 * @failed: it did
 * @erased: times, by sector
 * @abuse: words programmed that were not erased for certain, by sector
 */
struct model {
	struct nfod_flash port;
	uint8_t *data;
	uint8_t *before;
	uint8_t *uncertain;
	uint32_t words;
	uint64_t ops;
	uint64_t cut_at;
	bool cut_within;
	jmp_buf *dark;
	uint64_t dice;
	uint32_t erasing;
	uint32_t polls;
	uint64_t fails_at;
	bool failed;
	uint32_t erased[NFOD_FLASH_SECTORS];
	uint32_t abuse[NFOD_FLASH_SECTORS];
};

void model_init(struct model *model, uint32_t sector_bytes, uint64_t seed);
void model_free(struct model *model);
/* @to has been initialised with sectors of the same size. */
void model_copy(struct model *to, const struct model *from);
uint32_t model_random(struct model *model, uint32_t below);
/* Whether slot @slot begins with these bytes, all of them for certain. */
bool model_holds(const struct model *model, uint32_t slot, const uint8_t *bytes, uint32_t len);

#endif
