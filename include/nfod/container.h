/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: firmware container, version 1
 *
 * What a firmware file is made of, and what lies in a slot of the drive's flash: a header
 * of 1,024 bytes, then the image, byte for byte as the processor runs it. Images run where
 * they lie, so each is linked for one slot, and a file holds one container for each slot,
 * one behind the other, nothing between them. A DFU suffix, if any, follows the last one
 * and is no part of it. Little-endian; reserved bytes are zero and checked.
 *
 * The signature is over the header alone, all that stands before it; the header holds the
 * image's digest. So a drive knows a header to be good before it erases anything for it.
 *
 * Documentation/firmware-update.md has the reasons, and what a drive does with it.
 */
#ifndef NFOD_CONTAINER_H
#define NFOD_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

#define NFOD_CONTAINER_MAGIC 0x31305746444f464eull /* "NFODFW01" */
#define NFOD_CONTAINER_VERSION 1u
#define NFOD_CONTAINER_BYTES 1024u
/* Ed25519's and SHA-512's own. */
#define NFOD_KEY_BYTES 32u
#define NFOD_KEY_ID_BYTES 8u
#define NFOD_SIGNATURE_BYTES 64u
#define NFOD_DIGEST_BYTES 64u
/* A vector table of an STM32H743 has 182 entries and begins at a multiple of this. */
#define NFOD_VECTOR_ALIGN 1024u

/* Flash: what is programmed at once, and once only between two erasures. */
#define NFOD_FLASH_WORD 32u

/*
 * Flash by sectors, the same on each hardware: two banks of eight, of which one can be
 * read while the other one is erased. Boot loader, journal and slot 0 are in the first
 * bank, journal and slot 1 in the second, settings (nfod/settings.h) in both; the others are
 * free.
 */
#define NFOD_FLASH_SECTORS 16u
#define NFOD_FLASH_BANK 8u
#define NFOD_FLASH_SECTOR_BYTES 131072u
#define NFOD_SLOTS 2u
#define NFOD_SLOT_SECTORS 3u
#define NFOD_SLOT_FIRST 2u
#define NFOD_JOURNALS 2u
#define NFOD_JOURNAL_FIRST 1u
#define NFOD_SETTINGS_FIRST 5u
#define NFOD_SLOT_NONE 0xffu

/**
 * enum nfod_hardware - what an image is built for
 * @NFOD_HARDWARE_MPS2: Cortex-M7 as QEMU has it (mps2-an500), flash in its PSRAM
 * @NFOD_HARDWARE_STM32H743: the reference drive
 * @NFOD_HARDWARE_HOST: the twin, where an image is chosen and not run: it only tells which
 */
enum nfod_hardware {
	NFOD_HARDWARE_MPS2 = 1,
	NFOD_HARDWARE_STM32H743 = 2,
	NFOD_HARDWARE_HOST = 3,
};

/*
 * A vendor's own: a number beside it, 0 = the reference. What is built for another number is for
 * other hardware, though it lies at the same place.
 */
#define NFOD_HARDWARE_OF(hardware, number) ((uint32_t)(hardware) | (uint32_t)(number) << 16)
#define NFOD_HARDWARE_NUMBER_MOST 65535u

static inline uint32_t nfod_hardware_kind(uint32_t hardware)
{
	return hardware & 0xffffu;
}

static inline uint32_t nfod_hardware_number(uint32_t hardware)
{
	return hardware >> 16;
}

/* Where flash begins; 0 = no such hardware. */
static inline uint32_t nfod_flash_base(uint32_t hardware)
{
	switch (nfod_hardware_kind(hardware)) {
	case NFOD_HARDWARE_MPS2:
		return 0x60000000u;
	case NFOD_HARDWARE_STM32H743:
		return 0x08000000u;
	case NFOD_HARDWARE_HOST:
		return 0x10000000u;
	default:
		return 0;
	}
}

/* First sector of a slot. */
static inline uint32_t nfod_slot_sector(uint32_t slot)
{
	return NFOD_SLOT_FIRST + slot * NFOD_FLASH_BANK;
}

#define NFOD_CONTAINER_TEST 1u

/**
 * struct nfod_container - header
 * @magic: NFOD_CONTAINER_MAGIC
 * @version: NFOD_CONTAINER_VERSION; another one is refused
 * @header_bytes: NFOD_CONTAINER_BYTES
 * @hardware: enum nfod_hardware, and a vendor's number: NFOD_HARDWARE_OF()
 * @flags: NFOD_CONTAINER_TEST: signed with a test key, that is by anybody; others zero
 * @image_version: for people: major << 24 | minor << 16 | patch
 * @security: for the drive: once an image is confirmed, none with a lower number runs there
 * @image_bytes: of the image, more than none, a multiple of NFOD_FLASH_WORD
 * @load: address of the image's first byte: that of the slot, and the header's size on
 * @vector: offset of the vector table in the image, a multiple of NFOD_VECTOR_ALIGN
 * @reserved0: zero
 * @key: first bytes of the public key
 * @name: of the image, for people: printable ASCII, zero padded, the last byte zero
 * @digest: SHA-512 of the image
 * @reserved: zero
 * @signature: Ed25519 of all bytes before it
 */
struct nfod_container {
	uint64_t magic;
	uint32_t version;
	uint32_t header_bytes;
	uint32_t hardware;
	uint32_t flags;
	uint32_t image_version;
	uint32_t security;
	uint32_t image_bytes;
	uint32_t load;
	uint32_t vector;
	uint32_t reserved0;
	uint8_t key[NFOD_KEY_ID_BYTES];
	char name[48];
	uint8_t digest[NFOD_DIGEST_BYTES];
	uint8_t reserved[792];
	uint8_t signature[NFOD_SIGNATURE_BYTES];
};

#define NFOD_CONTAINER_SIGNED offsetof(struct nfod_container, signature)

_Static_assert(sizeof(struct nfod_container) == NFOD_CONTAINER_BYTES,
	       "size of struct nfod_container");
_Static_assert(NFOD_CONTAINER_SIGNED == 960, "signed part of struct nfod_container");

/**
 * enum nfod_refusal - why an image is not taken, or not run
 * @NFOD_REFUSED_NOT: it is
 * @NFOD_REFUSED_MAGIC: first bytes are another thing's
 * @NFOD_REFUSED_FORMAT: container of another version
 * @NFOD_REFUSED_HEADER: a field of the header cannot be
 * @NFOD_REFUSED_HARDWARE: for other hardware
 * @NFOD_REFUSED_LENGTH: image empty, or too long for a slot
 * @NFOD_REFUSED_PLACE: linked for another place; of a file: holds none for the free slot
 * @NFOD_REFUSED_KEY: by an unknown key
 * @NFOD_REFUSED_SIGNATURE: by a known key, but not this header
 * @NFOD_REFUSED_SECURITY: security number below the drive's
 * @NFOD_REFUSED_DIGEST: image is not the one that the header was made for
 * @NFOD_REFUSED_VECTORS: it does not start within itself
 * @NFOD_REFUSED_TRUNCATED: file ends before its containers do
 * @NFOD_REFUSED_FLASH: flash does not take or does not give it
 * @NFOD_REFUSED_TRIAL: the image that runs is on trial itself
 * @NFOD_REFUSED_JOURNAL: no room to note what happens
 * @NFOD_REFUSED_UNHEALTHY: was tried and did not confirm itself
 * @NFOD_REFUSED_FAULTS: ends in faults, again and again
 */
enum nfod_refusal {
	NFOD_REFUSED_NOT = 0,
	NFOD_REFUSED_MAGIC = 1,
	NFOD_REFUSED_FORMAT = 2,
	NFOD_REFUSED_HEADER = 3,
	NFOD_REFUSED_HARDWARE = 4,
	NFOD_REFUSED_LENGTH = 5,
	NFOD_REFUSED_PLACE = 6,
	NFOD_REFUSED_KEY = 7,
	NFOD_REFUSED_SIGNATURE = 8,
	NFOD_REFUSED_SECURITY = 9,
	NFOD_REFUSED_DIGEST = 10,
	NFOD_REFUSED_VECTORS = 11,
	NFOD_REFUSED_TRUNCATED = 12,
	NFOD_REFUSED_FLASH = 13,
	NFOD_REFUSED_TRIAL = 14,
	NFOD_REFUSED_JOURNAL = 15,
	NFOD_REFUSED_UNHEALTHY = 16,
	NFOD_REFUSED_FAULTS = 17,
	NFOD_REFUSALS
};

/**
 * nfod_refusal_words() - a refusal, for people
 */
static inline const char *nfod_refusal_words(uint32_t refusal)
{
	static const char *const words[NFOD_REFUSALS] = {
		[NFOD_REFUSED_NOT] = "good",
		[NFOD_REFUSED_MAGIC] = "not a firmware container",
		[NFOD_REFUSED_FORMAT] = "container format of another version",
		[NFOD_REFUSED_HEADER] = "container's header is damaged",
		[NFOD_REFUSED_HARDWARE] = "built for other hardware",
		[NFOD_REFUSED_LENGTH] = "image is empty or longer than a slot",
		[NFOD_REFUSED_PLACE] = "no image for the slot that is free",
		[NFOD_REFUSED_KEY] = "signed with a key that the drive does not know",
		[NFOD_REFUSED_SIGNATURE] = "signature does not fit the header",
		[NFOD_REFUSED_SECURITY] = "older than the drive may go back to",
		[NFOD_REFUSED_DIGEST] = "image does not fit the header",
		[NFOD_REFUSED_VECTORS] = "image does not start within itself",
		[NFOD_REFUSED_TRUNCATED] = "file ends too early",
		[NFOD_REFUSED_FLASH] = "flash fails",
		[NFOD_REFUSED_TRIAL] =
			"running firmware is on trial: wait until it has confirmed itself",
		[NFOD_REFUSED_JOURNAL] = "boot journal is full: restart the drive",
		[NFOD_REFUSED_UNHEALTHY] = "was tried and did not confirm itself",
		[NFOD_REFUSED_FAULTS] = "ends in faults again and again",
	};

	return refusal < NFOD_REFUSALS ? words[refusal] : "unknown reason";
}

#endif
