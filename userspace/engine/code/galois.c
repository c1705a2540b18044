// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/galois.h"

#define POLYNOMIAL 0x11du

uint8_t galois_exp[2 * GALOIS_ORDER];
uint8_t galois_log[256];
uint8_t galois_product[256][256];
uint8_t galois_halves[256][32];

static void fill_powers(void)
{
	unsigned int x = 1;

	for (unsigned int i = 0; i < GALOIS_ORDER; i++) {
		galois_exp[i] = galois_exp[i + GALOIS_ORDER] = (uint8_t)x;
		galois_log[x] = (uint8_t)i;
		x <<= 1;
		if (x & 0x100u)
			x ^= POLYNOMIAL;
	}
}

static void fill_halves(void)
{
	for (unsigned int a = 0; a < 256; a++) {
		for (unsigned int i = 0; i < 16; i++) {
			galois_halves[a][i] = galois_product[a][i];
			galois_halves[a][16 + i] = galois_product[a][i << 4];
		}
	}
}

/* Before other tables that are made of these. */
__attribute__((constructor(GALOIS_PRIORITY))) static void fill(void)
{
	fill_powers();
	for (unsigned int a = 1; a < 256; a++)
		for (unsigned int b = 1; b < 256; b++)
			galois_product[a][b] = galois_exp[galois_log[a] + galois_log[b]];
	fill_halves();
}
