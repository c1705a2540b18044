// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "lib/crc32c.h"

#define POLYNOMIAL 0x82f63b78u

static uint32_t crc_byte(uint32_t crc)
{
	for (int bit = 0; bit < 8; bit++)
		crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
	return crc;
}

uint32_t crc32c(const void *data, size_t len)
{
	const uint8_t *at = data;
	uint32_t crc = 0xffffffffu;

	for (size_t i = 0; i < len; i++)
		crc = crc_byte((crc ^ at[i]) & 0xff) ^ crc >> 8;
	return ~crc;
}
