// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/crc32c.h"

/* What four bits, shifted out, leave behind. */
static const uint32_t nibble[16] = {
	0x00000000, 0x105ec76f, 0x20bd8ede, 0x30e349b1, 0x417b1dbc, 0x5125dad3,
	0x61c69362, 0x7198540d, 0x82f63b78, 0x92a8fc17, 0xa24bb5a6, 0xb21572c9,
	0xc38d26c4, 0xd3d3e1ab, 0xe330a81a, 0xf36e6f75,
};

/**
 * crc32c() - Castagnoli's CRC, by halves of a byte: 64 bytes of table are fast enough
 */
uint32_t crc32c(const void *data, uint32_t len)
{
	const uint8_t *byte = data;
	uint32_t crc = ~0u;

	while (len--) {
		crc ^= *byte++;
		crc = crc >> 4 ^ nibble[crc & 15u];
		crc = crc >> 4 ^ nibble[crc & 15u];
	}
	return ~crc;
}
