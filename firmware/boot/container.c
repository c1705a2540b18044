// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include <sodium/crypto_sign_ed25519.h>

#include "boot/container.h"

#define STEP_BYTES 1024u

static bool all_zero(const uint8_t *byte, uint32_t bytes)
{
	uint8_t any = 0;

	while (bytes--)
		any |= *byte++;
	return !any;
}

static bool name_printable(const struct nfod_container *header)
{
	uint32_t n = 0;

	while (n < sizeof(header->name) && header->name[n] >= ' ' && header->name[n] <= '~')
		n++;
	return n < sizeof(header->name) &&
	       all_zero((const uint8_t *)header->name + n, (uint32_t)sizeof(header->name) - n);
}

static bool fields_possible(const struct nfod_container *header)
{
	return header->header_bytes == NFOD_CONTAINER_BYTES &&
	       !(header->flags & ~NFOD_CONTAINER_TEST) && !header->reserved0 &&
	       all_zero(header->reserved, sizeof(header->reserved)) && name_printable(header);
}

static bool length_fits(const struct nfod_container *header, uint32_t most)
{
	return header->image_bytes && header->image_bytes % NFOD_FLASH_WORD == 0 &&
	       header->image_bytes <= most - NFOD_CONTAINER_BYTES;
}

static bool vectors_inside(const struct nfod_container *header)
{
	return header->vector % NFOD_VECTOR_ALIGN == 0 && header->vector < header->image_bytes &&
	       header->image_bytes - header->vector >= NFOD_FLASH_WORD;
}

static const uint8_t *find_key(const struct nfod_container *header,
			       const struct boot_identity *identity)
{
	for (uint32_t n = 0; n < identity->keys; n++)
		if (!memcmp(header->key, identity->key[n], NFOD_KEY_ID_BYTES))
			return identity->key[n];
	return NULL;
}

enum nfod_refusal container_check(const struct nfod_container *header,
				  const struct boot_identity *identity, uint32_t security,
				  uint32_t most)
{
	const uint8_t *key;

	if (header->magic != NFOD_CONTAINER_MAGIC)
		return NFOD_REFUSED_MAGIC;
	if (header->version != NFOD_CONTAINER_VERSION)
		return NFOD_REFUSED_FORMAT;
	if (!fields_possible(header))
		return NFOD_REFUSED_HEADER;
	if (header->hardware != identity->hardware)
		return NFOD_REFUSED_HARDWARE;
	if (!length_fits(header, most))
		return NFOD_REFUSED_LENGTH;
	if (!vectors_inside(header))
		return NFOD_REFUSED_VECTORS;
	key = find_key(header, identity);
	if (!key)
		return NFOD_REFUSED_KEY;
	if (crypto_sign_ed25519_verify_detached(header->signature, (const uint8_t *)header,
						NFOD_CONTAINER_SIGNED, key))
		return NFOD_REFUSED_SIGNATURE;
	if (header->security < security)
		return NFOD_REFUSED_SECURITY;
	return NFOD_REFUSED_NOT;
}

void slot_check_start(struct slot_check *check, const struct nfod_flash *flash,
		      const struct boot_identity *identity, uint32_t security, uint32_t slot)
{
	uint32_t at = flash_slot(flash, slot);

	check->flash = flash;
	check->at = at + NFOD_CONTAINER_BYTES;
	check->left = 0;
	if (!flash->read(flash->ctx, at, &check->header, NFOD_CONTAINER_BYTES)) {
		check->refusal = NFOD_REFUSED_FLASH;
		return;
	}
	check->refusal =
		container_check(&check->header, identity, security, flash_slot_bytes(flash));
	if (check->refusal)
		return;
	if (check->header.load != flash->base + check->at) {
		check->refusal = NFOD_REFUSED_PLACE;
		return;
	}
	check->left = check->header.image_bytes;
	crypto_hash_sha512_init(&check->sha);
}

/* The processor's first look: where the stack is, and where to begin. */
static bool starts_inside(const struct slot_check *check)
{
	const struct nfod_container *header = &check->header;
	uint32_t image = check->at - header->image_bytes;
	uint32_t vector[2];

	return check->flash->read(check->flash->ctx, image + header->vector, vector,
				  sizeof(vector)) &&
	       vector[0] && vector[0] % 8 == 0 && vector[1] % 2 == 1 && vector[1] >= header->load &&
	       vector[1] - header->load < header->image_bytes;
}

static enum nfod_refusal judge(struct slot_check *check)
{
	uint8_t digest[NFOD_DIGEST_BYTES];

	crypto_hash_sha512_final(&check->sha, digest);
	if (memcmp(digest, check->header.digest, sizeof(digest)))
		return NFOD_REFUSED_DIGEST;
	return starts_inside(check) ? NFOD_REFUSED_NOT : NFOD_REFUSED_VECTORS;
}

bool slot_check_step(struct slot_check *check)
{
	uint8_t some[STEP_BYTES];
	uint32_t bytes = check->left < STEP_BYTES ? check->left : STEP_BYTES;

	if (!check->left)
		return false;
	if (!check->flash->read(check->flash->ctx, check->at, some, bytes)) {
		check->refusal = NFOD_REFUSED_FLASH;
		check->left = 0;
		return false;
	}
	crypto_hash_sha512_update(&check->sha, some, bytes);
	check->at += bytes;
	check->left -= bytes;
	if (check->left)
		return true;
	check->refusal = judge(check);
	return false;
}
