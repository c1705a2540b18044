/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: settings that outlive power, version 1
 *
 * A word of flash, kept by a journal (firmware/boot/journal.h). Zero is what a field is in a
 * drive that was never told otherwise; firmware leaves bytes alone that it does not know.
 */
#ifndef NFOD_SETTINGS_H
#define NFOD_SETTINGS_H

#include <stdint.h>

#define NFOD_SETTINGS_LIGHT_LEAST 1000000u
#define NFOD_SETTINGS_LIGHT_MOST 4000000u

/**
 * struct nfod_settings - they
 * @generation: the journal's
 * @light_ppm: far-field light of the drive's first load, over a right disc's by the figures:
 *	what a lens that gets dirty is compared with
 * @verify: enum nfod_verify_policy and one; 0 = nobody has set it
 * @lost: 1 = settings before these were damaged, and nobody has set any since
 * @reserved: zero
 * @crc: the journal's
 */
struct nfod_settings {
	uint32_t generation;
	uint32_t light_ppm;
	uint8_t verify;
	uint8_t lost;
	uint8_t reserved[18];
	uint32_t crc;
};

_Static_assert(sizeof(struct nfod_settings) == 32, "size of struct nfod_settings");

#endif
