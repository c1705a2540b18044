// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "boot/journal.h"
#include "disc/crc32c.h"

#define PAIR_BYTES (2u * NFOD_FLASH_WORD)
/* An update takes six, a trial four; a cut and a bad word one each. */
#define PAIRS_WANTED 32u
/* What is uncertain may read well once, hardly each time. */
#define LOOKS 3u
#define ERASED 0xffffffffu

static const struct boot_state first_state = {
	.generation = 1,
	.confirmed = NFOD_SLOT_NONE,
	.trial = NFOD_SLOT_NONE,
};

static uint32_t pairs(const struct journal *journal)
{
	return journal->flash->sector_bytes / PAIR_BYTES;
}

/* Generations take turns with the two sectors. */
static uint32_t sector_of(uint32_t generation)
{
	return NFOD_JOURNAL_FIRST + generation % NFOD_JOURNALS * NFOD_FLASH_BANK;
}

static uint32_t place(const struct journal *journal, uint32_t generation, uint32_t word)
{
	return sector_of(generation) * journal->flash->sector_bytes + word * NFOD_FLASH_WORD;
}

static uint32_t state_crc(const struct boot_state *state)
{
	return crc32c(state, offsetof(struct boot_state, crc));
}

/* Return: whether there is an entry. */
static bool look(const struct journal *journal, uint32_t at, struct boot_state *state)
{
	return journal->flash->read(journal->flash->ctx, at, state, sizeof(*state)) &&
	       state->generation != ERASED && state->crc == state_crc(state);
}

static bool erased(const struct journal *journal, uint32_t at)
{
	uint32_t word[NFOD_FLASH_WORD / 4];
	uint32_t ones = ERASED;

	if (!journal->flash->read(journal->flash->ctx, at, word, sizeof(word)))
		return false;
	for (uint32_t n = 0; n < NFOD_FLASH_WORD / 4; n++)
		ones &= word[n];
	return ones == ERASED;
}

static bool holds(const struct journal *journal, uint32_t at, const struct boot_state *state)
{
	struct boot_state found;

	for (uint32_t n = 0; n < LOOKS; n++)
		if (!look(journal, at, &found) || memcmp(&found, state, sizeof(found)))
			return false;
	return true;
}

/* Return: in how many of the pair's words there is an entry; *@state is that. */
static uint32_t read_pair(const struct journal *journal, uint32_t turn, uint32_t pair,
			  struct boot_state *state)
{
	struct boot_state found;
	uint32_t copies = 0;

	for (uint32_t n = 0; n < 2; n++) {
		if (!look(journal, place(journal, turn, 2 * pair + n), &found) ||
		    found.generation % NFOD_JOURNALS != turn)
			continue;
		*state = found;
		copies++;
	}
	return copies;
}

/* Return: whether the newest state is in one word only. */
static bool read_all(struct journal *journal)
{
	bool alone = false;

	for (uint32_t turn = 0; turn < NFOD_JOURNALS; turn++) {
		for (uint32_t pair = 0; pair < pairs(journal); pair++) {
			struct boot_state state;
			uint32_t copies = read_pair(journal, turn, pair, &state);

			if (!copies || state.generation < journal->state.generation)
				continue;
			journal->state = state;
			alone = copies == 1;
		}
	}
	return alone;
}

/* Behind all that was ever begun in the sector in use. */
static uint32_t find_next(const struct journal *journal)
{
	uint32_t word = 2 * pairs(journal);

	while (word && erased(journal, place(journal, journal->state.generation, word - 1)))
		word--;
	return (word + 1) / 2;
}

void journal_open(struct journal *journal, const struct nfod_flash *flash)
{
	bool alone;

	*journal = (struct journal){ .flash = flash, .state = first_state };
	alone = read_all(journal);
	journal->next = find_next(journal);
	if (alone && journal_make_room(journal))
		journal_append(journal, &journal->state);
}

static bool put(struct journal *journal, uint32_t word, const struct boot_state *state)
{
	uint32_t at = place(journal, journal->state.generation, word);
	uint8_t bytes[NFOD_FLASH_WORD];

	memcpy(bytes, state, sizeof(bytes));
	return journal->flash->program(journal->flash->ctx, at, bytes) && holds(journal, at, state);
}

bool journal_append(struct journal *journal, const struct boot_state *state)
{
	struct boot_state entry = *state;

	entry.generation = journal->state.generation;
	entry.crc = state_crc(&entry);
	while (journal->next < pairs(journal)) {
		uint32_t pair = journal->next++;

		if (put(journal, 2 * pair, &entry) && put(journal, 2 * pair + 1, &entry)) {
			journal->state = entry;
			return true;
		}
	}
	return false;
}

static bool erase(const struct nfod_flash *flash, uint32_t sector)
{
	enum flash_state state;

	flash->erase(flash->ctx, sector);
	do
		state = flash->poll(flash->ctx);
	while (state == FLASH_ERASING);
	return state == FLASH_READY;
}

bool journal_make_room(struct journal *journal)
{
	struct journal other = *journal;

	if (pairs(journal) - journal->next >= PAIRS_WANTED)
		return true;
	other.next = 0;
	other.state.generation++;
	if (!erase(journal->flash, sector_of(other.state.generation)) ||
	    !journal_append(&other, &journal->state))
		return false;
	*journal = other;
	return true;
}
