/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PRESS_LEADIN_H
#define NFOD_PRESS_LEADIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"
#include "press/design.h"

/**
 * struct leadin_order - what a disc is to be, apart from its design
 * @user_bytes: least capacity, 0 = the whole disc
 * @seed: its serial number comes from it
 * @label: words for people, up to 63 bytes
 * @read_only: drives refuse to write it
 */
struct leadin_order {
	uint64_t user_bytes;
	uint64_t seed;
	const char *label;
	bool read_only;
};

/**
 * leadin_make() - write a disc's lead-in from its design
 * @info: filled but for the seal: disc_seal() it once the film is as it should be
 *
 * Return: 0, or -1 with @why (too big, beyond what a lead-in can say).
 */
int leadin_make(struct nfod_disc_info *info, const struct design *design,
		const struct leadin_order *order, char *why, size_t size);

/* Outer edge of the recorded band. */
uint32_t leadin_outer_nm(const struct nfod_disc_info *info);

#endif
