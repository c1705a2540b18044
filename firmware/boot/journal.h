/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what boot loader and update remember
 *
 * A journal: each entry is the whole state, the last one counts. It is appended to one of
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

/**
 * struct boot_state - an entry
 * @generation: rises by one from sector to sector, which take turns
 * @security: images with a lower security number are refused; never falls
 * @staging: CRC-32C of the header of the container that is coming in, 0 = none
 * @confirmed: slot whose image has proved itself, NFOD_SLOT_NONE = none yet
 * @trial: slot to be tried, NFOD_SLOT_NONE = none
 * @tries: times that it was started
 * @staged: sectors of the container that is coming in, all programmed
 * @unhealthy: bit for each slot: was tried in vain
 * @verdict: enum nfod_refusal: how the last trial ended
 * @reserved: zero
 * @crc: CRC-32C of all before it
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

/**
 * struct journal - where it stands
 * @next: pair of words that comes next
 */
struct journal {
	const struct nfod_flash *flash;
	struct boot_state state;
	uint32_t next;
};

/**
 * journal_open() - find the last state; one found alone is written anew
 */
void journal_open(struct journal *journal, const struct nfod_flash *flash);

/**
 * journal_append() - @state holds from now on; generation and CRC are put in here
 *
 * Return: whether it does; false when the sector is full, or flash fails.
 */
bool journal_append(struct journal *journal, const struct boot_state *state);

/**
 * journal_make_room() - see to it that an update finds room
 *
 * For the boot loader, before anything moves: it may wait for an erasure.
 */
bool journal_make_room(struct journal *journal);

#endif
