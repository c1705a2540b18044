/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: key files
 *
 * Lines of text: "nfod-key 1", "use test" or "use vendor", "public " and 64 hexadecimal digits,
 * and in NAME.key, not in NAME.pub, "secret " and 64 more: the seed that both keys follow from.
 */
#ifndef NFOD_PACK_KEY_H
#define NFOD_PACK_KEY_H

#include <stdbool.h>

#include <sodium.h>

#include "nfod/container.h"

/**
 * struct key - from a file
 * @test: made for tests: what it signs is marked so
 * @has_secret: of a NAME.key
 */
struct key {
	bool test;
	bool has_secret;
	uint8_t public[NFOD_KEY_BYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

/**
 * key_make() - a new pair: NAME.key and NAME.pub, neither of which may be there already
 *
 * Return: false when that failed; it has been said why.
 */
bool key_make(const char *name, bool test);

/**
 * key_load() - either kind of file
 *
 * Return: false when it is none; it has been said why.
 */
bool key_load(const char *name, struct key *key);

#endif
