/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what outlives power: what boot loader and update remember, and the settings
 *
 * Two journals, alike: each entry is the whole state, the last one counts. It is appended to one of
 * two sectors; when there is little room, the other one is erased and goes on, as a new
 * generation. An entry is written twice, into two words, the second one only when the first
 * one reads well. So a power cut leaves at most the last entry uncertain, and leaves it
 * alone: whoever opens the journal and finds an entry alone writes it anew, before it
 * acts on it. Entries have a place and no number: one that could not be read for a while
 * must not come before those that were written meanwhile.
 */
#ifndef FW_BOOT_JOURNAL_H
#define FW_BOOT_JOURNAL_H

#include "boot/flash.h"
#include "nfod/settings.h"

/**
 * struct journal_entry - what a journal knows of an entry
 * @generation: rises by one from sector to sector, which take turns
 * @body: its owner's
 * @crc: CRC-32C of all before it
 */
struct journal_entry {
	uint32_t generation;
	uint8_t body[24];
	uint32_t crc;
};

/**
 * struct boot_state - an entry of boot loader and update
 * @generation: the journal's
 * @security: images with a lower security number are refused; never falls
 * @staging: CRC-32C of the header of the container that is coming in, 0 = none
 * @confirmed: slot whose image has proved itself, NFOD_SLOT_NONE = none yet
 * @trial: slot to be tried, NFOD_SLOT_NONE = none
 * @tries: times that it was started
 * @staged: sectors of the container that is coming in, all programmed
 * @unhealthy: bit for each slot: was tried in vain
 * @verdict: enum nfod_refusal: how the last trial ended
 * @reserved: zero
 * @crc: the journal's
 */
struct boot_state {
	uint32_t generation;
	uint32_t security;
	uint32_t staging;
	uint8_t confirmed;
	uint8_t trial;
	uint8_t tries;
	uint8_t staged;
	uint8_t unhealthy;
	uint8_t verdict;
	uint8_t reserved[10];
	uint32_t crc;
};

_Static_assert(sizeof(struct boot_state) == NFOD_FLASH_WORD, "a state is a word of flash");
_Static_assert(sizeof(struct nfod_settings) == NFOD_FLASH_WORD, "settings are a word of flash");
_Static_assert(sizeof(struct journal_entry) == NFOD_FLASH_WORD, "an entry is a word of flash");

/**
 * struct journal - where it stands
 * @first: one of its sectors; the other one is as far in the second bank
 * @entry: that counts
 * @state: as its owner sees it
 * @settings: ditto
 * @after: pair of words behind its own; 0 = there is none
 * @next: pair of words that comes next
 * @damaged: when it was opened there was a newer entry, which cannot be read
 */
struct journal {
	const struct nfod_flash *flash;
	uint32_t first;
	union {
		struct journal_entry entry;
		struct boot_state state;
		struct nfod_settings settings;
	};
	uint32_t after;
	uint32_t next;
	bool damaged;
};

/**
 * journal_open() - find the last entry; one found alone is written anew
 * @initial: what counts when there is none
 */
void journal_open(struct journal *journal, const struct nfod_flash *flash, uint32_t first,
		  const struct journal_entry *initial);

/**
 * journal_append() - an entry that holds from now on; generation and CRC are put in here
 *
 * Return: whether it does; false when the sector is full, or flash fails.
 */
bool journal_append(struct journal *journal, const void *what);

/**
 * journal_make_room() - see to it that an update finds room
 *
 * At power-up, before anything moves: it may wait for an erasure.
 */
bool journal_make_room(struct journal *journal);

#endif
