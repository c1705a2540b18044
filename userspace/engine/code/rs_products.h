/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * 32 products with a constant at once, by two shuffles: one for each half of a byte.
 */
#ifndef NFOD_ENGINE_CODE_RS_PRODUCTS_H
#define NFOD_ENGINE_CODE_RS_PRODUCTS_H

#ifdef __x86_64__
#include <immintrin.h>

#include "engine/code/galois.h"

/**
 * struct rs_products - of a constant with all half bytes, twice over for both lanes of a shuffle
 */
struct rs_products {
	__m256i low;
	__m256i high;
};

__attribute__((target("avx2"))) static inline struct rs_products rs_products_of(uint8_t constant)
{
	const __m128i *half = (const __m128i *)galois_halves[constant];

	return (struct rs_products){
		.low = _mm256_broadcastsi128_si256(_mm_loadu_si128(half)),
		.high = _mm256_broadcastsi128_si256(_mm_loadu_si128(half + 1)),
	};
}
#endif

#endif
