// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/galois.h"
#include "engine/code/reed_solomon.h"

#include "engine/code/rs_products.h"

#include <string.h>

/* Multiply by (x - alpha^i) for each root. */
void rs_init(struct rs_code *code, unsigned int parity)
{
	uint8_t g[RS_PARITY_MOST + 1] = { 1 };

	code->parity = parity;
	for (unsigned int i = 0; i < parity; i++) {
		for (unsigned int j = i + 1; j > 0; j--)
			g[j] = g[j - 1] ^ galois_mul(g[j], galois_exp[i]);
		g[0] = galois_mul(g[0], galois_exp[i]);
	}
	memcpy(code->generator, g, parity);
}

/* Division by the generator, as a shift register whose first stage is check[0]. */
static void encode_lane(const struct rs_code *code, const uint8_t *row, unsigned int rows,
			unsigned int lanes, uint8_t *check)
{
	uint8_t shift[RS_PARITY_MOST + 1] = { 0 };
	unsigned int last = code->parity - 1;

	for (unsigned int k = 0; k < rows; k++) {
		const uint8_t *times = galois_product[row[k * lanes] ^ shift[0]];

		for (unsigned int j = 0; j <= last; j++)
			shift[j] = shift[j + 1] ^ times[code->generator[last - j]];
	}
	for (unsigned int j = 0; j <= last; j++)
		check[j * lanes] = shift[j];
}

void rs_encode_plain(const struct rs_code *code, const uint8_t *row, unsigned int rows,
		     unsigned int lanes, uint8_t *check)
{
	for (unsigned int i = 0; i < lanes; i++)
		encode_lane(code, row + i, rows, lanes, check + i);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void encode_lanes(const struct rs_products *by,
							 unsigned int parity, const uint8_t *row,
							 unsigned int rows, unsigned int lanes,
							 uint8_t *check)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i shift[RS_PARITY_MOST + 1];

	for (unsigned int j = 0; j <= parity; j++)
		shift[j] = _mm256_setzero_si256();
	for (unsigned int k = 0; k < rows; k++) {
		__m256i in = _mm256_loadu_si256((const __m256i *)(row + k * lanes));
		__m256i fed = _mm256_xor_si256(in, shift[0]);
		__m256i low = _mm256_and_si256(fed, half);
		__m256i high = _mm256_and_si256(_mm256_srli_epi64(fed, 4), half);

		for (unsigned int j = 0; j < parity; j++) {
			__m256i a = _mm256_shuffle_epi8(by[j].low, low);
			__m256i b = _mm256_shuffle_epi8(by[j].high, high);

			shift[j] = _mm256_xor_si256(shift[j + 1], _mm256_xor_si256(a, b));
		}
	}
	for (unsigned int j = 0; j < parity; j++)
		_mm256_storeu_si256((__m256i *)(check + j * lanes), shift[j]);
}

__attribute__((target("avx2"))) static void encode_avx2(const struct rs_code *code,
							const uint8_t *row, unsigned int rows,
							unsigned int lanes, uint8_t *check)
{
	struct rs_products by[RS_PARITY_MOST];

	for (unsigned int j = 0; j < code->parity; j++)
		by[j] = rs_products_of(code->generator[code->parity - 1 - j]);
	for (unsigned int i = 0; i < lanes; i += RS_LANES)
		encode_lanes(by, code->parity, row + i, rows, lanes, check + i);
}
#endif

void rs_encode(const struct rs_code *code, const uint8_t *row, unsigned int rows,
	       unsigned int lanes, uint8_t *check)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		encode_avx2(code, row, rows, lanes, check);
		return;
	}
#endif
	rs_encode_plain(code, row, rows, lanes, check);
}
