// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "nfod/wire.h"
#include "pack/firmware_file.h"

#define POLYNOMIAL 0xedb88320u
#define CRC_BYTES 4u

/* CRC-32 as DFU has it: not inverted in the end. "123456789" gives 0x340bc6d9. */
static uint32_t suffix_crc(const uint8_t *byte, size_t bytes)
{
	uint32_t crc = ~0u;

	while (bytes--) {
		crc ^= *byte++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
	}
	return crc;
}

/* All but the CRC. */
static const uint8_t fields[SUFFIX_BYTES - CRC_BYTES] = {
	0xff,
	0xff, /* any release of the device */
	NFOD_USB_PRODUCT & 0xff,
	NFOD_USB_PRODUCT >> 8,
	NFOD_USB_VENDOR & 0xff,
	NFOD_USB_VENDOR >> 8,
	0x00,
	0x01, /* DFU's version, as its suffix has it */
	'U',
	'F',
	'D',
	SUFFIX_BYTES,
};

static void put_crc(uint8_t *at, uint32_t crc)
{
	for (uint32_t n = 0; n < CRC_BYTES; n++)
		at[n] = (uint8_t)(crc >> 8 * n);
}

void suffix_put(struct bytes *file)
{
	memcpy(file->at + file->len, fields, sizeof(fields));
	file->len += sizeof(fields);
	put_crc(file->at + file->len, suffix_crc(file->at, file->len));
	file->len += CRC_BYTES;
}

bool suffix_good(const struct bytes *file)
{
	uint8_t crc[CRC_BYTES];

	if (file->len < SUFFIX_BYTES)
		return false;
	put_crc(crc, suffix_crc(file->at, file->len - CRC_BYTES));
	return !memcmp(file->at + file->len - SUFFIX_BYTES, fields, sizeof(fields)) &&
	       !memcmp(file->at + file->len - CRC_BYTES, crc, CRC_BYTES);
}
