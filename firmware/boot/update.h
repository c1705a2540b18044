/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: an image comes in
 *
 * From the image that runs into the other slot, or from the boot loader's recovery into
 * slot 0: a file's blocks in order, whatever their size. Nothing blocks for longer than a
 * word takes: after each block update_poll() is called until it has nothing left to do.
 * The image counts once the whole slot has been read back and found good; the next start
 * tries it.
 *
 * Whoever begins again with the same file, after a power cut or a lost cable, sends all of
 * it: sectors that were complete are not erased and programmed again.
 */
#ifndef FW_BOOT_UPDATE_H
#define FW_BOOT_UPDATE_H

#include "boot/boot.h"

#define UPDATE_BLOCK_BYTES 4096u

/**
 * enum update_phase - where it is
 * @UPDATE_HEADER: between containers, or in a header
 * @UPDATE_STAGE: in the container for the free slot
 * @UPDATE_SKIP: in one for the other slot
 * @UPDATE_CHECK: all is there and is read back
 * @UPDATE_DONE: the next start tries it
 * @UPDATE_REFUSED: it has ended; the reason is in struct update
 */
enum update_phase {
	UPDATE_HEADER,
	UPDATE_STAGE,
	UPDATE_SKIP,
	UPDATE_CHECK,
	UPDATE_DONE,
	UPDATE_REFUSED,
};

/**
 * struct update - an update under way
 * @running: slot that runs, NFOD_SLOT_NONE = recovery
 * @slot: slot that it goes to
 * @phase: enum update_phase
 * @refusal: why it ended
 * @found: the file had a container for @slot
 * @header: the one that is or was read last
 * @have: bytes of it
 * @left: bytes of the container still to come
 * @at: where in the slot the next word goes
 * @clean: the sector of @at has been erased for this
 * @erasing: it is being erased
 * @settling: what an update before this one began to erase still is
 * @block: bytes to be worked off
 * @len: how many
 * @used: of these, worked off
 * @word: what is not a word yet
 * @word_len: bytes of it
 * @check: for when all is there
 */
struct update {
	struct boot *boot;
	uint8_t running;
	uint8_t slot;
	enum update_phase phase;
	enum nfod_refusal refusal;
	bool found;
	struct nfod_container header;
	uint32_t have;
	uint32_t left;
	uint32_t at;
	bool clean;
	bool erasing;
	bool settling;
	uint8_t block[UPDATE_BLOCK_BYTES];
	uint32_t len;
	uint32_t used;
	uint8_t word[NFOD_FLASH_WORD];
	uint32_t word_len;
	struct slot_check check;
};

/**
 * update_start() - a file is about to come
 * @running: slot that runs, NFOD_SLOT_NONE = recovery
 */
void update_start(struct update *update, struct boot *boot, uint32_t running);

/**
 * update_block() - the next bytes of the file, at most UPDATE_BLOCK_BYTES
 *
 * Return: false when update_poll() has not worked off the block before, or it is too long;
 * nothing is taken then. Once the update has ended, blocks are taken and mean nothing.
 */
bool update_block(struct update *update, const void *data, uint32_t bytes);

/**
 * update_end() - the file is at its end; update_poll() reads it all back
 */
void update_end(struct update *update);

/**
 * update_poll() - get on
 *
 * Return: whether there is more to do; @update->phase tells how far it is.
 */
bool update_poll(struct update *update);

#endif
