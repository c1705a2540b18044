// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pack/key.h"
#include "pack/say.h"

#define FIRST_LINE "nfod-key 1"
#define HEX_BYTES (2 * NFOD_KEY_BYTES + 1)

_Static_assert(NFOD_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "keys are libsodium's");
_Static_assert(NFOD_KEY_BYTES == crypto_sign_SEEDBYTES, "and so are seeds");

static bool save(const char *name, const char *ending, int mode, const char *text)
{
	char path[4096];
	int file;
	bool good;

	snprintf(path, sizeof(path), "%s.%s", name, ending);
	file = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
	if (file < 0)
		return say("%s: %s: a key is never overwritten", path, strerror(errno));
	good = write(file, text, strlen(text)) == (ssize_t)strlen(text) && !fsync(file);
	if (close(file) || !good) {
		unlink(path);
		return say("%s: cannot be written: %s", path, strerror(errno));
	}
	return true;
}

bool key_make(const char *name, bool test)
{
	uint8_t seed[NFOD_KEY_BYTES], secret[crypto_sign_SECRETKEYBYTES], public[NFOD_KEY_BYTES];
	char seed_hex[HEX_BYTES], public_hex[HEX_BYTES];
	char half[256], whole[512];
	bool good;

	randombytes_buf(seed, sizeof(seed));
	crypto_sign_seed_keypair(public, secret, seed);
	sodium_bin2hex(seed_hex, sizeof(seed_hex), seed, sizeof(seed));
	sodium_bin2hex(public_hex, sizeof(public_hex), public, sizeof(public));
	snprintf(half, sizeof(half), "%s\nuse %s\npublic %s\n", FIRST_LINE,
		 test ? "test" : "vendor", public_hex);
	snprintf(whole, sizeof(whole), "%ssecret %s\n", half, seed_hex);
	good = save(name, "key", 0600, whole) && save(name, "pub", 0644, half);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(seed_hex, sizeof(seed_hex));
	sodium_memzero(whole, sizeof(whole));
	return good;
}

/* A line "WORD HEX". */
static bool parse_hex(const char *line, const char *word, uint8_t *to)
{
	size_t len = strlen(word), bytes;
	const char *end;

	return !strncmp(line, word, len) &&
	       !sodium_hex2bin(to, NFOD_KEY_BYTES, line + len, strlen(line + len), NULL, &bytes,
			       &end) &&
	       bytes == NFOD_KEY_BYTES && !*end;
}

/* Return: whether the public key is the seed's. */
static bool take_seed(struct key *key, const uint8_t *seed)
{
	uint8_t public[NFOD_KEY_BYTES];

	crypto_sign_seed_keypair(public, key->secret, seed);
	key->has_secret = true;
	return !memcmp(public, key->public, sizeof(public));
}

static bool parse(FILE *file, struct key *key)
{
	char line[4][128];
	uint8_t seed[NFOD_KEY_BYTES];
	int lines = 0;

	while (lines < 4 && fgets(line[lines], sizeof(line[0]), file)) {
		line[lines][strcspn(line[lines], "\n")] = 0;
		lines++;
	}
	if (lines < 3 || fgetc(file) != EOF || strcmp(line[0], FIRST_LINE) ||
	    !parse_hex(line[2], "public ", key->public))
		return false;
	key->test = !strcmp(line[1], "use test");
	if (!key->test && strcmp(line[1], "use vendor"))
		return false;
	return lines == 3 || (parse_hex(line[3], "secret ", seed) && take_seed(key, seed));
}

bool key_load(const char *name, struct key *key)
{
	FILE *file = fopen(name, "r");
	bool good;

	if (!file)
		return say("%s: %s: nfod-pack keygen makes keys", name, strerror(errno));
	*key = (struct key){ 0 };
	good = parse(file, key);
	fclose(file);
	return good || say("%s: not a key file: nfod-pack keygen makes keys", name);
}
