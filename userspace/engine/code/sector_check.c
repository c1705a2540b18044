// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/sector_check.h"

#include <endian.h>
#include <string.h>

#include "lib/random.h"

/* x^64 + x^62 + x^57 + ... of ECMA-182, reflected. */
#define POLYNOMIAL 0xc96c5795d7870f42ull
#define SLICES 8

/* [n][byte]: the byte, with n bytes of zeroes behind it. */
static uint64_t slice[SLICES][256];

__attribute__((constructor)) static void fill(void)
{
	for (unsigned int i = 0; i < 256; i++) {
		uint64_t rest = i;

		for (int bit = 0; bit < 8; bit++)
			rest = rest >> 1 ^ (rest & 1 ? POLYNOMIAL : 0);
		slice[0][i] = rest;
	}
	for (unsigned int n = 1; n < SLICES; n++)
		for (unsigned int i = 0; i < 256; i++)
			slice[n][i] = slice[n - 1][i] >> 8 ^ slice[0][slice[n - 1][i] & 255];
}

static uint64_t load_le64(const uint8_t *from)
{
	uint64_t word;

	memcpy(&word, from, 8);
	return le64toh(word);
}

uint64_t crc64(const void *data, size_t len)
{
	const uint8_t *at = data;
	uint64_t crc = ~0ull;

	for (; len >= 8; len -= 8, at += 8) {
		uint64_t in = crc ^ load_le64(at);

		crc = slice[7][in & 255] ^ slice[6][in >> 8 & 255] ^ slice[5][in >> 16 & 255] ^
		      slice[4][in >> 24 & 255] ^ slice[3][in >> 32 & 255] ^
		      slice[2][in >> 40 & 255] ^ slice[1][in >> 48 & 255] ^ slice[0][in >> 56];
	}
	while (len--)
		crc = crc >> 8 ^ slice[0][(crc ^ *at++) & 255];
	return ~crc;
}

/* Each cluster has 2^16 numbers of one long sequence to itself. */
#define CLUSTER_WORDS 0x10000ull
#define SEQUENCE_STEP 0x9e3779b97f4a7c15ull

void scramble(uint32_t cluster, uint32_t first, uint8_t *data, size_t len)
{
	struct random random = { (cluster * CLUSTER_WORDS + first / 8) * SEQUENCE_STEP };

	for (; len >= 8; len -= 8, data += 8) {
		uint64_t word = htole64(load_le64(data) ^ random_next(&random));

		memcpy(data, &word, 8);
	}
}
