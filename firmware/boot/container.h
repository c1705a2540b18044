/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: is a container good, and is it for this drive
 */
#ifndef FW_BOOT_CONTAINER_H
#define FW_BOOT_CONTAINER_H

#include <sodium/crypto_hash_sha512.h>

#include "boot/flash.h"

/**
 * struct boot_identity - what a drive is, built into it
 * @hardware: enum nfod_hardware
 * @keys: public keys that it trusts, a main one and spares
 * @key: they
 */
struct boot_identity {
	uint32_t hardware;
	uint32_t keys;
	const uint8_t (*key)[NFOD_KEY_BYTES];
};

/**
 * container_check() - the header by itself
 * @security: lowest security number that is taken
 * @most: bytes of a slot
 *
 * All but whether the image is for the right place, and the image itself.
 */
enum nfod_refusal container_check(const struct nfod_container *header,
				  const struct boot_identity *identity, uint32_t security,
				  uint32_t most);

/**
 * struct slot_check - a slot under examination
 * @header: what was found there
 * @refusal: what is known by now
 * @at: next byte of flash to look at
 * @left: bytes of the image still to see
 */
struct slot_check {
	const struct nfod_flash *flash;
	struct nfod_container header;
	enum nfod_refusal refusal;
	uint32_t at;
	uint32_t left;
	crypto_hash_sha512_state sha;
};

/**
 * slot_check_start() - look at the header in @slot
 */
void slot_check_start(struct slot_check *check, const struct nfod_flash *flash,
		      const struct boot_identity *identity, uint32_t security, uint32_t slot);

/**
 * slot_check_step() - look at some of the image
 *
 * Return: true until all is seen; then @check->refusal is the answer.
 */
bool slot_check_step(struct slot_check *check);

#endif
