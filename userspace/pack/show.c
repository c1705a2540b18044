// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "pack/firmware_file.h"

#define KEY_HEX (2 * NFOD_KEY_ID_BYTES + 1)

static bool is_zero(const void *bytes, size_t len)
{
	return sodium_is_zero(bytes, len);
}

static bool name_good(const struct nfod_container *header)
{
	size_t len = strnlen(header->name, sizeof(header->name));

	for (size_t n = 0; n < len; n++)
		if (!isascii(header->name[n]) || !isprint(header->name[n]))
			return false;
	return len < sizeof(header->name) &&
	       is_zero(header->name + len, sizeof(header->name) - len);
}

static bool header_good(const struct nfod_container *header)
{
	return header->header_bytes == sizeof(*header) && !header->reserved0 &&
	       is_zero(header->reserved, sizeof(header->reserved)) && name_good(header) &&
	       (header->flags & ~NFOD_CONTAINER_TEST) == 0;
}

static const struct key *find_key(const struct nfod_container *header, const struct key *key,
				  uint32_t keys)
{
	for (uint32_t n = 0; n < keys; n++)
		if (!memcmp(key[n].public, header->key, sizeof(header->key)))
			return &key[n];
	return NULL;
}

static enum nfod_refusal judge_signature(const struct nfod_container *header, const struct key *key,
					 uint32_t keys)
{
	const struct key *signer = find_key(header, key, keys);

	if (!signer)
		return NFOD_REFUSED_KEY;
	return crypto_sign_verify_detached(header->signature, (const uint8_t *)header,
					   NFOD_CONTAINER_SIGNED, signer->public) ?
		       NFOD_REFUSED_SIGNATURE :
		       NFOD_REFUSED_NOT;
}

/* Return: slot that it is linked for, NFOD_SLOT_NONE = for none. */
static uint32_t slot_of(const struct nfod_container *header)
{
	uint32_t base = nfod_flash_base(header->hardware);

	for (uint32_t slot = 0; slot < NFOD_SLOTS; slot++)
		if (base &&
		    header->load == base + nfod_slot_sector(slot) * NFOD_FLASH_SECTOR_BYTES +
					    NFOD_CONTAINER_BYTES)
			return slot;
	return NFOD_SLOT_NONE;
}

static enum nfod_refusal judge_image(const struct nfod_container *header, const uint8_t *image,
				     size_t left)
{
	uint8_t digest[NFOD_DIGEST_BYTES];

	if (header->image_bytes > left)
		return NFOD_REFUSED_TRUNCATED;
	crypto_hash_sha512(digest, image, header->image_bytes);
	return memcmp(digest, header->digest, sizeof(digest)) ? NFOD_REFUSED_DIGEST :
								NFOD_REFUSED_NOT;
}

static enum nfod_refusal judge_header(const struct nfod_container *header)
{
	if (header->version != NFOD_CONTAINER_VERSION)
		return NFOD_REFUSED_FORMAT;
	if (!header_good(header))
		return NFOD_REFUSED_HEADER;
	if (!nfod_flash_base(header->hardware))
		return NFOD_REFUSED_HARDWARE;
	if (!header->image_bytes || header->image_bytes % NFOD_FLASH_WORD)
		return NFOD_REFUSED_LENGTH;
	return slot_of(header) == NFOD_SLOT_NONE ? NFOD_REFUSED_PLACE : NFOD_REFUSED_NOT;
}

/* @header is that of the image at @image, @left bytes before the file's end. */
static enum nfod_refusal judge(const struct nfod_container *header, const uint8_t *image,
			       size_t left, const struct key *key, uint32_t keys)
{
	enum nfod_refusal refusal = judge_header(header);

	if (!refusal)
		refusal = judge_signature(header, key, keys);
	return refusal ? refusal : judge_image(header, image, left);
}

static void print_container(const struct nfod_container *header, enum nfod_refusal refusal)
{
	char hex[KEY_HEX], hardware[HARDWARE_TEXT];

	sodium_bin2hex(hex, sizeof(hex), header->key, sizeof(header->key));
	printf("slot %u: ", slot_of(header));
	if (name_good(header))
		printf("%s ", header->name);
	printf("%u.%u.%u for %s, security %u, %u bytes at 0x%08x, key %s%s: %s\n",
	       header->image_version >> 24, header->image_version >> 16 & 0xff,
	       header->image_version & 0xffff, hardware_text(hardware, header->hardware),
	       header->security, header->image_bytes, header->load, hex,
	       header->flags & NFOD_CONTAINER_TEST ? " (TEST: anybody's)" : "",
	       nfod_refusal_words(refusal));
}

bool file_show(const struct bytes *file, const struct key *key, uint32_t keys)
{
	bool suffix = suffix_good(file);
	size_t end = file->len - (suffix ? SUFFIX_BYTES : 0);
	size_t at = 0;
	bool good = suffix;

	while (end - at >= NFOD_CONTAINER_BYTES) {
		struct nfod_container header;
		enum nfod_refusal refusal;

		memcpy(&header, file->at + at, sizeof(header));
		if (header.magic != NFOD_CONTAINER_MAGIC)
			break;
		at += sizeof(header);
		refusal = judge(&header, file->at + at, end - at, key, keys);
		print_container(&header, refusal);
		good = good && !refusal;
		at += header.image_bytes > end - at ? end - at : header.image_bytes;
	}
	if (at < end || !at)
		printf("at %zu: %s\n", at, nfod_refusal_words(NFOD_REFUSED_MAGIC));
	printf("DFU suffix: %s\n", suffix ? "good" : "missing or not this drive's");
	return good && at == end && at;
}

enum nfod_refusal file_check(const struct bytes *file, struct nfod_container *first)
{
	size_t end = file->len - SUFFIX_BYTES;
	size_t at = 0;

	do {
		struct nfod_container header;
		enum nfod_refusal refusal;

		if (end - at < sizeof(header))
			return NFOD_REFUSED_TRUNCATED;
		memcpy(&header, file->at + at, sizeof(header));
		at += sizeof(header);
		if (header.magic != NFOD_CONTAINER_MAGIC)
			return NFOD_REFUSED_MAGIC;
		refusal = judge_header(&header);
		if (!refusal)
			refusal = judge_image(&header, file->at + at, end - at);
		if (refusal)
			return refusal;
		if (at == sizeof(header))
			*first = header;
		at += header.image_bytes;
	} while (at < end);
	return NFOD_REFUSED_NOT;
}
