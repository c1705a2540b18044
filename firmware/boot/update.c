// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "boot/update.h"
#include "disc/crc32c.h"

static void refuse(struct update *update, enum nfod_refusal why)
{
	update->used = update->len;
	update->phase = UPDATE_REFUSED;
	update->refusal = why;
}

static bool is_erasing(const struct boot *boot)
{
	const struct nfod_flash *flash = boot->journal.flash;

	return flash->poll(flash->ctx) == FLASH_ERASING;
}

void update_start(struct update *update, struct boot *boot, uint32_t running)
{
	memset(update, 0, sizeof(*update));
	update->boot = boot;
	update->running = (uint8_t)running;
	update->slot = running == 0;
	update->phase = UPDATE_HEADER;
	update->settling = is_erasing(boot);
	if (running < NFOD_SLOTS && boot->journal.state.trial == running)
		refuse(update, NFOD_REFUSED_TRIAL);
}

/*
 * What lies in the slot is no image from here on; what runs must be what comes back. Written
 * also when nothing changes: an entry that was torn and cannot be read now, but may be again,
 * must not come to speak of sectors that were erased meanwhile.
 */
static bool note_staging(struct update *update)
{
	struct boot_state state = update->boot->journal.state;
	uint32_t tag = crc32c(&update->header, sizeof(update->header));

	if (state.staging != tag)
		state.staged = 0;
	state.staging = tag;
	state.confirmed = update->running;
	state.trial = NFOD_SLOT_NONE;
	state.tries = 0;
	state.verdict = NFOD_REFUSED_NOT;
	return journal_append(&update->boot->journal, &state);
}

static bool note_sector(struct update *update, uint32_t staged)
{
	struct boot_state state = update->boot->journal.state;

	state.staged = (uint8_t)staged;
	return journal_append(&update->boot->journal, &state);
}

static bool note_trial(struct update *update)
{
	struct boot_state state = update->boot->journal.state;

	state.staging = 0;
	state.staged = 0;
	state.trial = update->slot;
	state.tries = 0;
	state.unhealthy &= (uint8_t) ~(1u << update->slot);
	return journal_append(&update->boot->journal, &state);
}

static void note_spoiled(struct update *update)
{
	struct boot_state state = update->boot->journal.state;

	state.staging = 0;
	state.staged = 0;
	journal_append(&update->boot->journal, &state);
}

static const struct nfod_flash *flash_of(const struct update *update)
{
	return update->boot->journal.flash;
}

/* Address of an image in the slot that is free. */
static uint32_t load_of(const struct update *update)
{
	const struct nfod_flash *flash = flash_of(update);

	return flash->base + flash_slot(flash, update->slot) + NFOD_CONTAINER_BYTES;
}

/* The header is checked before anything is erased for it. */
static void begin_container(struct update *update)
{
	const struct boot *boot = update->boot;
	const struct nfod_container *header = &update->header;
	enum nfod_refusal refusal = container_check(header, boot->identity,
						    boot->journal.state.security,
						    flash_slot_bytes(flash_of(update)));

	update->have = 0;
	if (refusal) {
		refuse(update, refusal);
	} else if (update->found || header->load != load_of(update)) {
		update->phase = UPDATE_SKIP;
		update->left = header->image_bytes;
	} else if (!note_staging(update)) {
		refuse(update, NFOD_REFUSED_JOURNAL);
	} else {
		update->phase = UPDATE_STAGE;
		update->found = true;
		update->at = 0;
		update->left = NFOD_CONTAINER_BYTES + header->image_bytes;
	}
}

/* Return: whether @word is full. */
static bool take_word(struct update *update)
{
	uint32_t bytes = update->len - update->used;

	if (bytes > NFOD_FLASH_WORD - update->word_len)
		bytes = NFOD_FLASH_WORD - update->word_len;
	memcpy(update->word + update->word_len, update->block + update->used, bytes);
	update->used += bytes;
	update->word_len += bytes;
	if (update->word_len < NFOD_FLASH_WORD)
		return false;
	update->word_len = 0;
	return true;
}

static bool read_header(struct update *update)
{
	if (!take_word(update))
		return false;
	memcpy((uint8_t *)&update->header + update->have, update->word, NFOD_FLASH_WORD);
	update->have += NFOD_FLASH_WORD;
	if (update->have == NFOD_CONTAINER_BYTES)
		begin_container(update);
	return true;
}

static bool skip(struct update *update)
{
	if (!take_word(update))
		return false;
	update->left -= NFOD_FLASH_WORD;
	if (!update->left)
		update->phase = UPDATE_HEADER;
	return true;
}

static uint32_t sector_of(const struct update *update)
{
	return update->at / flash_of(update)->sector_bytes;
}

static bool staged_already(const struct update *update)
{
	return sector_of(update) < update->boot->journal.state.staged;
}

static void erase(struct update *update)
{
	const struct nfod_flash *flash = flash_of(update);

	flash->erase(flash->ctx, nfod_slot_sector(update->slot) + sector_of(update));
	update->erasing = true;
}

static void wait_erased(struct update *update)
{
	const struct nfod_flash *flash = flash_of(update);
	enum flash_state state = flash->poll(flash->ctx);

	if (state == FLASH_ERASING)
		return;
	update->erasing = false;
	update->clean = state == FLASH_READY;
	if (state == FLASH_FAILED)
		refuse(update, NFOD_REFUSED_FLASH);
}

static bool program(const struct update *update, const uint8_t *word)
{
	const struct nfod_flash *flash = flash_of(update);

	return staged_already(update) ||
	       flash->program(flash->ctx, flash_slot(flash, update->slot) + update->at, word);
}

static void end_sector(struct update *update, uint32_t sectors)
{
	update->clean = false;
	if (sectors > update->boot->journal.state.staged && !note_sector(update, sectors))
		refuse(update, NFOD_REFUSED_JOURNAL);
}

static void put_word(struct update *update, const uint8_t *word)
{
	uint32_t sectors = sector_of(update) + 1;

	if (!program(update, word)) {
		refuse(update, NFOD_REFUSED_FLASH);
		return;
	}
	update->at += NFOD_FLASH_WORD;
	update->left -= NFOD_FLASH_WORD;
	if (!update->left)
		update->phase = UPDATE_HEADER;
	if (!update->left || sector_of(update) == sectors)
		end_sector(update, sectors);
}

static bool stage(struct update *update)
{
	if (!update->clean && !staged_already(update)) {
		erase(update);
		return true;
	}
	if (update->at < NFOD_CONTAINER_BYTES)
		put_word(update, (const uint8_t *)&update->header + update->at);
	else if (take_word(update))
		put_word(update, update->word);
	else
		return false;
	return true;
}

static void check(struct update *update)
{
	if (slot_check_step(&update->check))
		return;
	if (update->check.refusal) {
		note_spoiled(update);
		refuse(update, update->check.refusal);
	} else if (note_trial(update)) {
		update->phase = UPDATE_DONE;
	} else {
		refuse(update, NFOD_REFUSED_JOURNAL);
	}
}

bool update_block(struct update *update, const void *data, uint32_t bytes)
{
	if (bytes > UPDATE_BLOCK_BYTES || update->used < update->len)
		return false;
	memcpy(update->block, data, bytes);
	update->len = bytes;
	update->used = update->phase == UPDATE_REFUSED || update->phase == UPDATE_DONE ? bytes : 0;
	return true;
}

void update_end(struct update *update)
{
	const struct boot *boot = update->boot;

	if (update->phase == UPDATE_REFUSED)
		return;
	if (update->phase != UPDATE_HEADER || update->have || update->word_len) {
		refuse(update, NFOD_REFUSED_TRUNCATED);
		return;
	}
	if (!update->found) {
		refuse(update, NFOD_REFUSED_PLACE);
		return;
	}
	update->phase = UPDATE_CHECK;
	slot_check_start(&update->check, boot->journal.flash, boot->identity,
			 boot->journal.state.security, update->slot);
}

bool update_poll(struct update *update)
{
	if (update->settling) {
		update->settling = is_erasing(update->boot);
		return true;
	}
	if (update->erasing) {
		wait_erased(update);
		return true;
	}
	switch (update->phase) {
	case UPDATE_HEADER:
		return read_header(update);
	case UPDATE_STAGE:
		return stage(update);
	case UPDATE_SKIP:
		return skip(update);
	case UPDATE_CHECK:
		check(update);
		return true;
	default:
		return false;
	}
}
