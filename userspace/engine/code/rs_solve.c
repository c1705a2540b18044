// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Errors and erasures: Berlekamp-Massey begun with the erasures' locator, Chien's search,
 * Forney's values. Blahut, Theory and Practice of Error Control Codes, 1983.
 */
#include "engine/code/galois.h"
#include "engine/code/reed_solomon.h"
#include "engine/code/rs_products.h"

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

/* Chien's search: where in the codeword the locator is zero. Return: how many such places. */
typedef unsigned int search_fn(const struct polynomial *locator, unsigned int length,
			       uint8_t *position);

static unsigned int search_plain(const struct polynomial *locator, unsigned int length,
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

#ifdef __x86_64__
#define LANES 32u
#define COLUMNS (256u / LANES)

/* Powers of all locators' inverses: [j][p] = alpha^(-j p); a place beyond the field is 1. */
static uint8_t inverse_power[RS_PARITY_MOST + 1][256];

__attribute__((constructor(GALOIS_PRIORITY + 1))) static void fill_inverse_powers(void)
{
	for (unsigned int j = 0; j <= RS_PARITY_MOST; j++) {
		for (unsigned int p = 0; p < 256; p++)
			inverse_power[j][p] = galois_exp[GALOIS_ORDER - p * j % GALOIS_ORDER];
	}
}

/* All places at once, a term at a time. */
__attribute__((target("avx2"))) static void evaluate(const struct polynomial *locator,
						     __m256i sum[COLUMNS])
{
	const __m256i half = _mm256_set1_epi8(15);

	for (unsigned int v = 0; v < COLUMNS; v++)
		sum[v] = _mm256_set1_epi8((char)locator->at[0]);
	for (unsigned int j = 1; j <= locator->degree; j++) {
		struct rs_products by = rs_products_of(locator->at[j]);

		for (unsigned int v = 0; v < COLUMNS; v++) {
			const uint8_t *from = &inverse_power[j][v * LANES];
			__m256i x = _mm256_loadu_si256((const __m256i *)from);
			__m256i low = _mm256_and_si256(x, half);
			__m256i high = _mm256_and_si256(_mm256_srli_epi64(x, 4), half);

			sum[v] = _mm256_xor_si256(sum[v], _mm256_shuffle_epi8(by.low, low));
			sum[v] = _mm256_xor_si256(sum[v], _mm256_shuffle_epi8(by.high, high));
		}
	}
}

__attribute__((target("avx2"))) static unsigned int
search_avx2(const struct polynomial *locator, unsigned int length, uint8_t *position)
{
	__m256i sum[COLUMNS];
	unsigned int found = 0;

	evaluate(locator, sum);
	for (unsigned int v = 0; v < COLUMNS; v++) {
		__m256i zero = _mm256_cmpeq_epi8(sum[v], _mm256_setzero_si256());
		uint32_t places = (uint32_t)_mm256_movemask_epi8(zero);

		for (; places; places &= places - 1) {
			unsigned int power = v * LANES + (unsigned int)__builtin_ctz(places);

			if (power < length && found < locator->degree)
				position[found++] = (uint8_t)power_at(length, power);
		}
	}
	return found;
}
#endif

static search_fn *best_search(void)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return search_avx2;
#endif
	return search_plain;
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

static int solve(const struct rs_code *code, const uint8_t *syndrome, unsigned int length,
		 const uint8_t *erasure, unsigned int erasures, struct rs_correction *correction,
		 search_fn *search)
{
	struct polynomial locator;

	locate_erasures(&locator, length, erasure, erasures);
	berlekamp_massey(&locator, syndrome, code->parity, erasures);
	if (2 * locator.degree > code->parity + erasures || !locator.at[locator.degree])
		return -1;
	correction->count = search(&locator, length, correction->position);
	if (correction->count != locator.degree)
		return -1;
	if (correction->count)
		forney(&locator, syndrome, code->parity, length, correction);
	return 0;
}

int rs_solve(const struct rs_code *code, const uint8_t *syndrome, unsigned int length,
	     const uint8_t *erasure, unsigned int erasures, struct rs_correction *correction)
{
	return solve(code, syndrome, length, erasure, erasures, correction, best_search());
}

int rs_solve_plain(const struct rs_code *code, const uint8_t *syndrome, unsigned int length,
		   const uint8_t *erasure, unsigned int erasures, struct rs_correction *correction)
{
	return solve(code, syndrome, length, erasure, erasures, correction, search_plain);
}
