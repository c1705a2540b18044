// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/crc32c.h"

/* What a byte leaves behind is the sum of what its bits do. */
#define SUM(byte, b0, b1, b2, b3, b4, b5, b6, b7)                                                \
	(((byte)&1 ? b0 : 0) ^ ((byte)&2 ? b1 : 0) ^ ((byte)&4 ? b2 : 0) ^ ((byte)&8 ? b3 : 0) ^ \
	 ((byte)&16 ? b4 : 0) ^ ((byte)&32 ? b5 : 0) ^ ((byte)&64 ? b6 : 0) ^                    \
	 ((byte)&128 ? b7 : 0))
#define FOUR(n, ...)                                                           \
	SUM(n, __VA_ARGS__), SUM(n + 1, __VA_ARGS__), SUM(n + 2, __VA_ARGS__), \
		SUM(n + 3, __VA_ARGS__)
#define SIXTEEN(n, ...)                                                           \
	FOUR(n, __VA_ARGS__), FOUR(n + 4, __VA_ARGS__), FOUR(n + 8, __VA_ARGS__), \
		FOUR(n + 12, __VA_ARGS__)
#define SIXTY_FOUR(n, ...)                                                                   \
	SIXTEEN(n, __VA_ARGS__), SIXTEEN(n + 16, __VA_ARGS__), SIXTEEN(n + 32, __VA_ARGS__), \
		SIXTEEN(n + 48, __VA_ARGS__)
#define ALL(...)                                                                   \
	{                                                                          \
		SIXTY_FOUR(0, __VA_ARGS__), SIXTY_FOUR(64, __VA_ARGS__),           \
			SIXTY_FOUR(128, __VA_ARGS__), SIXTY_FOUR(192, __VA_ARGS__) \
	}

/*
 * What a byte, shifted out, leaves behind, with so many bytes of zeroes after it: four bytes are
 * taken at once. A page of 64 KiB is to take well under a millisecond, for which 4 KiB are cheap.
 */
static const uint32_t behind_0[256] = ALL(0xf26b8303, 0xe13b70f7, 0xc79a971f, 0x8ad958cf,
					  0x105ec76f, 0x20bd8ede, 0x417b1dbc, 0x82f63b78);
static const uint32_t behind_1[256] = ALL(0x13a29877, 0x274530ee, 0x4e8a61dc, 0x9d14c3b8,
					  0x3fc5f181, 0x7f8be302, 0xff17c604, 0xfbc3faf9);
static const uint32_t behind_2[256] = ALL(0xa541927e, 0x4f6f520d, 0x9edea41a, 0x38513ec5,
					  0x70a27d8a, 0xe144fb14, 0xc76580d9, 0x8b277743);
static const uint32_t behind_3[256] = ALL(0xdd45aab8, 0xbf672381, 0x7b2231f3, 0xf64463e6,
					  0xe964b13d, 0xd725148b, 0xaba65fe7, 0x52a0c93f);

static uint32_t add_word(uint32_t crc, const uint8_t *at)
{
	uint32_t word;

	__builtin_memcpy(&word, at, sizeof(word));
	word ^= crc;
	return behind_3[word & 0xff] ^ behind_2[word >> 8 & 0xff] ^ behind_1[word >> 16 & 0xff] ^
	       behind_0[word >> 24];
}

/**
 * crc32c() - Castagnoli's CRC
 */
uint32_t crc32c(const void *data, uint32_t len)
{
	const uint8_t *at = data;
	uint32_t crc = ~0u;

	for (; len >= 4; len -= 4, at += 4)
		crc = add_word(crc, at);
	while (len--)
		crc = crc >> 8 ^ behind_0[(crc ^ *at++) & 0xff];
	return ~crc;
}
