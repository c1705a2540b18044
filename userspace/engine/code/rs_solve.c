// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Errors and erasures: Berlekamp-Massey begun with the erasures' locator, Chien's search,
 * Forney's values. Blahut, Theory and Practice of Error Control Codes, 1983.
 */
#include "engine/code/galois.h"
#include "engine/code/reed_solomon.h"

#include <stdbool.h>
#include <string.h>

/**
 * struct polynomial - coefficient of x^0 first
 */
struct polynomial {
	unsigned int degree;
	uint8_t at[2 * RS_PARITY_MOST + 1];
};

/* The remainder, at the roots: Horner's rule from its highest power. */
void rs_syndromes(const struct rs_code *code, const uint8_t *remainder, unsigned int stride,
		  uint8_t *syndrome)
{
	memset(syndrome, 0, code->parity);
	for (unsigned int j = 0; j < code->parity; j++)
		for (unsigned int i = 0; i < code->parity; i++)
			syndrome[i] = galois_product[galois_exp[i]][syndrome[i]] ^
				      remainder[j * stride];
}

/* Logarithm of a position's locator X: the power of x that its symbol goes with. */
static unsigned int power_at(unsigned int length, unsigned int position)
{
	return length - 1 - position;
}

/* Times (1 + X x) for each erased X. */
static void locate_erasures(struct polynomial *locator, unsigned int length, const uint8_t *erasure,
			    unsigned int erasures)
{
	memset(locator, 0, sizeof(*locator));
	locator->at[0] = 1;
	for (unsigned int i = 0; i < erasures; i++) {
		const uint8_t *times = galois_product[galois_exp[power_at(length, erasure[i])]];

		for (unsigned int j = i + 1; j > 0; j--)
			locator->at[j] ^= times[locator->at[j - 1]];
	}
	locator->degree = erasures;
}

static uint8_t discrepancy(const struct polynomial *locator, const uint8_t *syndrome,
			   unsigned int r)
{
	uint8_t sum = 0;

	for (unsigned int j = 0; j <= locator->degree && j <= r; j++)
		sum ^= galois_mul(locator->at[j], syndrome[r - j]);
	return sum;
}

static void add_scaled(uint8_t *to, const uint8_t *from, uint8_t scale, unsigned int count)
{
	const uint8_t *times = galois_product[scale];

	for (unsigned int j = 0; j < count; j++)
		to[j] ^= times[from[j]];
}

/* The shortest shift register that goes on from the erasures' and makes the syndromes. */
static void berlekamp_massey(struct polynomial *locator, const uint8_t *syndrome,
			     unsigned int parity, unsigned int erasures)
{
	/* The last register that was too short, over its discrepancy, times x. */
	uint8_t before[2 * RS_PARITY_MOST + 2] = { 0 };
	unsigned int length = erasures;

	memcpy(before + 1, locator->at, erasures + 1);
	for (unsigned int r = erasures; r < parity; r++) {
		uint8_t delta = discrepancy(locator, syndrome, r);

		if (delta) {
			uint8_t was[RS_PARITY_MOST + 1];
			bool longer = 2 * length <= r + erasures;

			memcpy(was, locator->at, sizeof(was));
			add_scaled(locator->at, before, delta, RS_PARITY_MOST + 1);
			if (longer) {
				length = r + 1 + erasures - length;
				memset(before, 0, sizeof(before));
				add_scaled(before, was, galois_div(1, delta), RS_PARITY_MOST + 1);
			}
			locator->degree = length;
		}
		memmove(before + 1, before, RS_PARITY_MOST + 1);
		before[0] = 0;
	}
}

/* Where in the codeword the locator is zero. Return: how many such places. */
static unsigned int chien_search(const struct polynomial *locator, unsigned int length,
				 uint8_t *position)
{
	/* Terms with their logarithms, stepped from one position to the next. */
	uint16_t log[RS_PARITY_MOST + 1];
	uint8_t step[RS_PARITY_MOST + 1];
	unsigned int terms = 0, found = 0;

	for (unsigned int j = 1; j <= locator->degree; j++) {
		unsigned int back = j * (GALOIS_ORDER - power_at(length, 0)) % GALOIS_ORDER;

		if (!locator->at[j])
			continue;
		log[terms] = (uint16_t)((galois_log[locator->at[j]] + back) % GALOIS_ORDER);
		step[terms++] = (uint8_t)j;
	}
	for (unsigned int k = 0; k < length && found < locator->degree; k++) {
		uint8_t sum = locator->at[0];

		for (unsigned int t = 0; t < terms; t++) {
			sum ^= galois_exp[log[t]];
			log[t] += step[t];
			if (log[t] >= GALOIS_ORDER)
				log[t] -= GALOIS_ORDER;
		}
		if (!sum)
			position[found++] = (uint8_t)k;
	}
	return found;
}

/* Syndromes times locator, as far as they are known. */
static void evaluator(uint8_t *omega, const struct polynomial *locator, const uint8_t *syndrome,
		      unsigned int parity)
{
	memset(omega, 0, parity);
	for (unsigned int j = 0; j <= locator->degree; j++)
		add_scaled(omega + j, syndrome, locator->at[j], parity - j);
}

static uint8_t value_at(const uint8_t *polynomial, unsigned int terms, uint8_t x)
{
	uint8_t sum = 0;

	while (terms--)
		sum = galois_mul(sum, x) ^ polynomial[terms];
	return sum;
}

/* The locator's derivative: in this field the odd powers, one lower. */
static uint8_t slope_at(const struct polynomial *locator, uint8_t x)
{
	uint8_t square = galois_mul(x, x), sum = 0;
	unsigned int j = locator->degree - (locator->degree % 2 ? 0 : 1);

	for (;; j -= 2) {
		sum = galois_mul(sum, square) ^ locator->at[j];
		if (j == 1)
			return sum;
	}
}

static void forney(const struct polynomial *locator, const uint8_t *syndrome, unsigned int parity,
		   unsigned int length, struct rs_correction *correction)
{
	uint8_t omega[RS_PARITY_MOST];

	evaluator(omega, locator, syndrome, parity);
	for (unsigned int i = 0; i < correction->count; i++) {
		unsigned int power = power_at(length, correction->position[i]);
		uint8_t x = galois_exp[GALOIS_ORDER - power];
		uint8_t part =
			galois_div(value_at(omega, locator->degree, x), slope_at(locator, x));

		correction->value[i] = galois_mul(part, galois_exp[power]);
	}
}

int rs_solve(const struct rs_code *code, const uint8_t *syndrome, unsigned int length,
	     const uint8_t *erasure, unsigned int erasures, struct rs_correction *correction)
{
	struct polynomial locator;

	locate_erasures(&locator, length, erasure, erasures);
	berlekamp_massey(&locator, syndrome, code->parity, erasures);
	if (2 * locator.degree > code->parity + erasures || !locator.at[locator.degree])
		return -1;
	correction->count = chien_search(&locator, length, correction->position);
	if (correction->count != locator.degree)
		return -1;
	if (correction->count)
		forney(&locator, syndrome, code->parity, length, correction);
	return 0;
}
