/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the drive's settings, in flash
 *
 * A journal of their own, so that what the firmware that runs writes is never in the boot
 * loader's way. A board opens it at power-up and hands the keeper to the firmware.
 */
#ifndef FW_BOOT_SETTINGS_H
#define FW_BOOT_SETTINGS_H

#include "boot/journal.h"
#include "nfod_fw.h"

/**
 * struct settings - they
 * @keeper: for the firmware
 */
struct settings {
	struct journal journal;
	struct nfod_keeper keeper;
};

/**
 * settings_open() - find what was kept
 *
 * At power-up, before anything moves: it may wait for an erasure. Damage is noted in what is
 * kept from then on.
 */
void settings_open(struct settings *settings, const struct nfod_flash *flash);

#endif
