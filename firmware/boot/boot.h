/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: which image runs
 *
 * The boot loader opens the journal, asks boot_choose() and starts what it says; when that
 * is nothing it stays, and takes an update itself (boot/update.h). Firmware that runs and
 * finds itself healthy says so by boot_confirm(); until then it is on trial, and after
 * BOOT_TRIES starts without that the image before it comes back.
 */
#ifndef FW_BOOT_BOOT_H
#define FW_BOOT_BOOT_H

#include "boot/container.h"
#include "boot/journal.h"
#include "nfod/wire_manage.h"

/* More than one, since people pull plugs. */
#define BOOT_TRIES 3u
/* Confirmed once, it may still meet what it does not stand: settings, a disc, rot in itself. */
#define BOOT_FAULTS 8u

/**
 * struct boot - flash, journal and what the drive is
 */
struct boot {
	const struct boot_identity *identity;
	struct journal journal;
};

/**
 * struct boot_choice - what to run
 * @slot: NFOD_SLOT_NONE = nothing can be run: recovery
 * @trial: for a start that counts
 * @entry: address of the vector table
 * @refusal: enum nfod_refusal of each slot, as far as it was looked at
 */
struct boot_choice {
	uint8_t slot;
	bool trial;
	uint32_t entry;
	uint8_t refusal[NFOD_SLOTS];
};

/**
 * boot_open() - find out how things stand
 */
void boot_open(struct boot *boot, const struct nfod_flash *flash,
	       const struct boot_identity *identity);

/**
 * boot_choose() - decide, and take note of a trial that begins or was in vain
 *
 * @faults: runs in a row that ended in one, without power going meanwhile; after BOOT_FAULTS
 *	the other slot is taken, after twice as many none
 *
 * For the boot loader alone, once a start.
 */
struct boot_choice boot_choose(struct boot *boot, uint32_t faults);

/**
 * boot_confirm() - the image in slot @running works
 *
 * Return: whether that is noted; nothing is written when it is already.
 */
bool boot_confirm(struct boot *boot, uint32_t running);

/**
 * boot_tell() - what is in flash, for the host
 * @running: slot that runs
 *
 * Of the other slot only the header is looked at.
 */
void boot_tell(const struct boot *boot, uint32_t running, struct nfod_firmware *firmware);

/**
 * boot_prove() - the image that runs is well: if it is on trial, it has passed that
 * @told: by boot_tell(); told anew
 */
void boot_prove(struct boot *boot, struct nfod_firmware *told);

#endif
