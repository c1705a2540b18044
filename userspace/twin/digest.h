/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A check value over all that the drive has sent, and when: two runs that agree
 * in it did the same. No protection against malice.
 */
#ifndef NFOD_TWIN_DIGEST_H
#define NFOD_TWIN_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct digest {
	uint64_t state;
};

static inline void digest_word(struct digest *digest, uint64_t word)
{
	uint64_t mixed = (digest->state ^ word) * 0x9e3779b97f4a7c15ull;

	digest->state = mixed ^ mixed >> 29;
}

static inline void digest_bytes(struct digest *digest, const uint8_t *data, size_t len)
{
	uint64_t word;

	for (; len >= sizeof(word); data += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		digest_word(digest, word);
	}
	word = 0;
	memcpy(&word, data, len);
	digest_word(digest, word ^ (uint64_t)len << 56);
}

#endif
