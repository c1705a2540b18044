/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * GF(256) over x^8 + x^4 + x^3 + x^2 + 1 (0x11D), alpha = 2.
 */
#ifndef NFOD_ENGINE_CODE_GALOIS_H
#define NFOD_ENGINE_CODE_GALOIS_H

#include <stdint.h>

#define GALOIS_ORDER 255u
/* Of the constructor that fills these tables; those that need them come later. */
#define GALOIS_PRIORITY 1000

/* Powers of alpha, twice over so that two logarithms may be added; and their logarithms. */
extern uint8_t galois_exp[2 * GALOIS_ORDER];
extern uint8_t galois_log[256];
/* Products, [a][b]. */
extern uint8_t galois_product[256][256];
/* Products with 0x00..0x0f, then with 0x00, 0x10, .. 0xf0. */
extern uint8_t galois_halves[256][32];

static inline uint8_t galois_mul(uint8_t a, uint8_t b)
{
	return galois_product[a][b];
}

/* @b is not 0. */
static inline uint8_t galois_div(uint8_t a, uint8_t b)
{
	return a ? galois_exp[galois_log[a] + GALOIS_ORDER - galois_log[b]] : 0;
}

#endif
