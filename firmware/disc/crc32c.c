// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/crc32c.h"

/**
 * crc32c() - Castagnoli's CRC, bit by bit: only lead-ins are checked with it
 */
uint32_t crc32c(const void *data, uint32_t len)
{
	const uint8_t *byte = data;
	uint32_t crc = ~0u;
	int bit;

	while (len--) {
		crc ^= *byte++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0x82f63b78u & (0u - (crc & 1u)));
	}
	return ~crc;
}
