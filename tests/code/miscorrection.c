// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "miscorrection.h"

#include <stdbool.h>
#include <string.h>

#include "engine/code/galois.h"
#include "engine/code/layout.h"
#include "engine/code/sector_check.h"

/* Errors beyond those that the check symbols are good for. */
#define TOO_MANY_MOST 8u

/**
 * struct pattern - what is wrong in a codeword of zeroes
 */
struct pattern {
	uint8_t value[DATA_SYMBOLS];
	uint8_t erasure[CODE_PARITY];
	uint8_t syndrome[CODE_PARITY];
};

static unsigned int free_place(struct random *random, bool used[DATA_SYMBOLS])
{
	for (;;) {
		unsigned int at = random_below(random, DATA_SYMBOLS);

		if (!used[at]) {
			used[at] = true;
			return at;
		}
	}
}

static void spoil(struct pattern *pattern, unsigned int at, uint8_t value)
{
	uint8_t x = galois_exp[DATA_SYMBOLS - 1 - at], term = value;

	pattern->value[at] = value;
	for (unsigned int i = 0; i < CODE_PARITY; i++) {
		pattern->syndrome[i] ^= term;
		term = galois_mul(term, x);
	}
}

static void draw(struct pattern *pattern, struct random *random, unsigned int erasures)
{
	unsigned int errors =
		(CODE_PARITY - erasures) / 2 + 1 + random_below(random, TOO_MANY_MOST);
	bool used[DATA_SYMBOLS] = { false };

	memset(pattern, 0, sizeof(*pattern));
	for (unsigned int i = 0; i < erasures; i++) {
		pattern->erasure[i] = (uint8_t)free_place(random, used);
		spoil(pattern, pattern->erasure[i], (uint8_t)random_next(random));
	}
	for (unsigned int i = 0; i < errors; i++)
		spoil(pattern, free_place(random, used), (uint8_t)(1 + random_below(random, 255)));
}

/*
 * Would a sector with this codeword in it, all others right, be taken for good? Checks are
 * linear: it depends on what is wrong only, not on the data. With no address, and the plain
 * value of zeroes taken off, the check of what is wrong must be 0.
 */
static bool passes(const struct pattern *left, unsigned int codeword)
{
	static const uint8_t zeroes[CLUSTER_SECTOR_BYTES];
	uint8_t sealed[SEALED_BYTES] = { 0 };
	uint64_t check;

	for (unsigned int k = 0; k < DATA_ROWS; k++)
		sealed[k * SECTOR_CODEWORDS + codeword] = left->value[k];
	memcpy(&check, sealed + CLUSTER_SECTOR_BYTES, sizeof(check));
	return (crc64(sealed, CLUSTER_SECTOR_BYTES) ^ crc64(zeroes, CLUSTER_SECTOR_BYTES)) == check;
}

/* Return: whether what is left lies in check symbols only, and so does no harm. */
static bool harmless(const struct pattern *left)
{
	for (unsigned int k = 0; k < DATA_ROWS; k++)
		if (left->value[k])
			return false;
	return true;
}

struct miscorrection miscorrection_count(struct random *random, unsigned int erasures,
					 unsigned long failing)
{
	struct miscorrection result = { .failing = failing };
	struct rs_code code;

	rs_init(&code, CODE_PARITY);
	while (failing--) {
		struct rs_correction correction;
		struct pattern pattern;

		draw(&pattern, random, erasures);
		if (rs_solve(&code, pattern.syndrome, DATA_SYMBOLS, pattern.erasure, erasures,
			     &correction))
			continue;
		for (unsigned int i = 0; i < correction.count; i++)
			pattern.value[correction.position[i]] ^= correction.value[i];
		result.wrong++;
		result.passed += !harmless(&pattern) &&
				 passes(&pattern, random_below(random, SECTOR_CODEWORDS));
	}
	return result;
}

double miscorrection_expected(unsigned int erasures)
{
	unsigned int spare = CODE_PARITY - erasures;
	double patterns = 1.0, sum = 1.0;

	for (unsigned int i = 1; i <= spare / 2; i++) {
		patterns *= (DATA_SYMBOLS - erasures - i + 1.0) / i * 255.0;
		sum += patterns;
	}
	return sum * pow(256.0, -(double)spare);
}
