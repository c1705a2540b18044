// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pack/firmware_file.h"
#include "pack/say.h"

#define SLOT_BYTES (NFOD_SLOT_SECTORS * NFOD_FLASH_SECTOR_BYTES)
#define IMAGE_MOST (SLOT_BYTES - NFOD_CONTAINER_BYTES)

static const char *const hardware_names[] = {
	[NFOD_HARDWARE_MPS2] = "mps2",
	[NFOD_HARDWARE_STM32H743] = "stm32h743",
	[NFOD_HARDWARE_HOST] = "host",
};

#define HARDWARES (sizeof(hardware_names) / sizeof(hardware_names[0]))

const char *hardware_text(char text[HARDWARE_TEXT], uint32_t hardware)
{
	uint32_t kind = nfod_hardware_kind(hardware);
	const char *name = kind && kind < HARDWARES ? hardware_names[kind] : "unknown";

	if (nfod_hardware_number(hardware))
		snprintf(text, HARDWARE_TEXT, "%s:%u", name, nfod_hardware_number(hardware));
	else
		snprintf(text, HARDWARE_TEXT, "%s", name);
	return text;
}

/* What is behind the name; 0 behind nothing. Return: false = that is no number. */
static bool parse_number(const char *text, uint32_t *number)
{
	unsigned long value;
	char *end;

	*number = 0;
	if (!*text)
		return true;
	if (text[0] != ':' || text[1] < '1' || text[1] > '9')
		return false;
	value = strtoul(text + 1, &end, 10);
	*number = (uint32_t)value;
	return !*end && value <= NFOD_HARDWARE_NUMBER_MOST;
}

uint32_t hardware_of(const char *text)
{
	for (uint32_t n = 1; n < HARDWARES; n++) {
		size_t len = strlen(hardware_names[n]);
		uint32_t number;

		if (!strncmp(text, hardware_names[n], len) && parse_number(text + len, &number))
			return NFOD_HARDWARE_OF(n, number);
	}
	return 0;
}

/* Return: whether it could be read; at most @most bytes. */
static bool load(const char *name, uint8_t *to, size_t most, size_t *len)
{
	FILE *file = fopen(name, "rb");
	bool whole;

	if (!file)
		return say("%s: %s", name, strerror(errno));
	*len = fread(to, 1, most, file);
	whole = !ferror(file) && fgetc(file) == EOF;
	fclose(file);
	return whole || say("%s: longer than %zu bytes, or not readable", name, most);
}

bool file_load(const char *name, struct bytes *file)
{
	return load(name, file->at, sizeof(file->at), &file->len);
}

/* What is not whole does not stay. */
bool file_save(const char *name, const struct bytes *file)
{
	FILE *out = fopen(name, "wb");
	bool good;

	if (!out)
		return say("%s: %s", name, strerror(errno));
	good = fwrite(file->at, 1, file->len, out) == file->len;
	if (!fclose(out) && good)
		return true;
	say("%s: cannot be written: %s", name, strerror(errno));
	unlink(name);
	return false;
}

static uint32_t load_address(uint32_t hardware, uint32_t slot)
{
	return nfod_flash_base(hardware) + nfod_slot_sector(slot) * NFOD_FLASH_SECTOR_BYTES +
	       NFOD_CONTAINER_BYTES;
}

/* The drive looks as well; here the culprit has a name. */
static bool starts_at(const char *name, const uint8_t *image, const struct nfod_container *header)
{
	uint32_t vector[2];

	memcpy(vector, image, sizeof(vector));
	if (!vector[0] || vector[0] % 8)
		return say("%s: does not begin with a vector table (stack at 0x%08x)", name,
			   vector[0]);
	if (vector[1] % 2 == 0 || vector[1] < header->load ||
	    vector[1] - header->load >= header->image_bytes)
		return say("%s: starts at 0x%08x: link it for 0x%08x", name, vector[1],
			   header->load);
	return true;
}

static bool load_image(const char *name, uint8_t *to, uint32_t *bytes)
{
	size_t len;

	if (!load(name, to, IMAGE_MOST, &len))
		return false;
	if (len < NFOD_FLASH_WORD)
		return say("%s: too short for a vector table", name);
	while (len % NFOD_FLASH_WORD)
		to[len++] = 0xff;
	*bytes = (uint32_t)len;
	return true;
}

static bool put_container(struct bytes *file, const struct release *release, uint32_t slot,
			  const struct key *key)
{
	uint8_t *at = file->at + file->len;
	uint8_t *image = at + NFOD_CONTAINER_BYTES;
	struct nfod_container header = {
		.magic = NFOD_CONTAINER_MAGIC,
		.version = NFOD_CONTAINER_VERSION,
		.header_bytes = NFOD_CONTAINER_BYTES,
		.hardware = release->hardware,
		.flags = key->test ? NFOD_CONTAINER_TEST : 0,
		.image_version = release->version,
		.security = release->security,
		.load = load_address(release->hardware, slot),
	};

	if (!load_image(release->image[slot], image, &header.image_bytes) ||
	    !starts_at(release->image[slot], image, &header))
		return false;
	memcpy(header.name, release->name, strlen(release->name));
	memcpy(header.key, key->public, sizeof(header.key));
	crypto_hash_sha512(header.digest, image, header.image_bytes);
	crypto_sign_detached(header.signature, NULL, (const uint8_t *)&header,
			     NFOD_CONTAINER_SIGNED, key->secret);
	memcpy(at, &header, sizeof(header));
	file->len += NFOD_CONTAINER_BYTES + header.image_bytes;
	return true;
}

bool file_pack(struct bytes *file, const struct release *release, const struct key *key)
{
	file->len = 0;
	for (uint32_t slot = 0; slot < NFOD_SLOTS; slot++)
		if (!put_container(file, release, slot, key))
			return false;
	suffix_put(file);
	return true;
}
