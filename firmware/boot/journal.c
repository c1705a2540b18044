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
/* And as if nothing had been programmed hardly ever so often. */
#define FREE_LOOKS 8u
#define ERASED 0xffffffffu

static uint32_t pairs(const struct journal *journal)
{
	return journal->flash->sector_bytes / PAIR_BYTES;
}

/* Generations take turns with the two sectors. */
static uint32_t sector_of(const struct journal *journal, uint32_t generation)
{
	return journal->first + generation % NFOD_JOURNALS * NFOD_FLASH_BANK;
}

static uint32_t place(const struct journal *journal, uint32_t generation, uint32_t word)
{
	return sector_of(journal, generation) * journal->flash->sector_bytes +
	       word * NFOD_FLASH_WORD;
}

static uint32_t entry_crc(const struct journal_entry *entry)
{
	return crc32c(entry, offsetof(struct journal_entry, crc));
}

/* Return: whether there is an entry. */
static bool look(const struct journal *journal, uint32_t at, struct journal_entry *entry)
{
	return journal->flash->read(journal->flash->ctx, at, entry, sizeof(*entry)) &&
	       entry->generation != ERASED && entry->crc == entry_crc(entry);
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

static bool holds(const struct journal *journal, uint32_t at, const struct journal_entry *entry)
{
	struct journal_entry found;

	for (uint32_t n = 0; n < LOOKS; n++)
		if (!look(journal, at, &found) || memcmp(&found, entry, sizeof(found)))
			return false;
	return true;
}

/* Return: in how many of the pair's words there is an entry; *@entry is that. */
static uint32_t read_pair(const struct journal *journal, uint32_t turn, uint32_t pair,
			  struct journal_entry *entry)
{
	struct journal_entry found;
	uint32_t copies = 0;

	for (uint32_t n = 0; n < 2; n++) {
		if (!look(journal, place(journal, turn, 2 * pair + n), &found) ||
		    found.generation % NFOD_JOURNALS != turn)
			continue;
		*entry = found;
		copies++;
	}
	return copies;
}

/* Return: whether the newest entry is in one word only. */
static bool read_all(struct journal *journal)
{
	bool alone = false;

	for (uint32_t turn = 0; turn < NFOD_JOURNALS; turn++) {
		for (uint32_t pair = 0; pair < pairs(journal); pair++) {
			struct journal_entry entry;
			uint32_t copies = read_pair(journal, turn, pair, &entry);

			if (!copies || entry.generation < journal->entry.generation)
				continue;
			journal->entry = entry;
			journal->after = pair + 1;
			alone = copies == 1;
		}
	}
	return alone;
}

static bool is_free(const struct journal *journal, uint32_t pair)
{
	for (uint32_t n = 0; n < 2 * FREE_LOOKS; n++)
		if (!erased(journal, place(journal, journal->entry.generation, 2 * pair + n % 2)))
			return false;
	return true;
}

/* Behind all that was ever begun in the sector in use. */
static uint32_t find_next(const struct journal *journal)
{
	uint32_t word = 2 * pairs(journal), pair;

	while (word && erased(journal, place(journal, journal->entry.generation, word - 1)))
		word--;
	pair = (word + 1) / 2;
	return pair == pairs(journal) || is_free(journal, pair) ? pair : pair + 1;
}

static bool is_spoiled(const struct journal *journal, uint32_t turn, uint32_t pair)
{
	struct journal_entry entry;

	return !erased(journal, place(journal, turn, 2 * pair)) &&
	       !erased(journal, place(journal, turn, 2 * pair + 1)) &&
	       !read_pair(journal, turn, pair, &entry);
}

/* A newer entry was there. Power cuts leave no more than one word of one behind. */
static bool is_damaged(const struct journal *journal)
{
	uint32_t newest = journal->entry.generation % NFOD_JOURNALS;

	for (uint32_t turn = 0; turn < NFOD_JOURNALS; turn++) {
		uint32_t end = turn == newest ? journal->next : pairs(journal);

		if (journal->after && turn != newest)
			continue;
		for (uint32_t pair = journal->after; pair < end; pair++)
			if (is_spoiled(journal, turn, pair))
				return true;
	}
	return false;
}

void journal_open(struct journal *journal, const struct nfod_flash *flash, uint32_t first,
		  const struct journal_entry *initial)
{
	bool alone;

	*journal = (struct journal){ .flash = flash, .first = first, .entry = *initial };
	alone = read_all(journal);
	journal->next = find_next(journal);
	journal->damaged = is_damaged(journal);
	if (alone && journal_make_room(journal))
		journal_append(journal, &journal->entry);
}

static bool put(struct journal *journal, uint32_t word, const struct journal_entry *entry)
{
	uint32_t at = place(journal, journal->entry.generation, word);
	uint8_t bytes[NFOD_FLASH_WORD];

	memcpy(bytes, entry, sizeof(bytes));
	return journal->flash->program(journal->flash->ctx, at, bytes) && holds(journal, at, entry);
}

bool journal_append(struct journal *journal, const void *what)
{
	struct journal_entry entry;

	memcpy(&entry, what, sizeof(entry));
	entry.generation = journal->entry.generation;
	entry.crc = entry_crc(&entry);
	while (journal->next < pairs(journal)) {
		uint32_t pair = journal->next++;

		if (put(journal, 2 * pair, &entry) && put(journal, 2 * pair + 1, &entry)) {
			journal->entry = entry;
			journal->after = journal->next;
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
	other.entry.generation++;
	if (!erase(journal->flash, sector_of(journal, other.entry.generation)) ||
	    !journal_append(&other, &journal->entry))
		return false;
	*journal = other;
	return true;
}
