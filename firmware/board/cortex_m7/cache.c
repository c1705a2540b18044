// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "cache.h"

/* Of CCSIDR: sets and ways, less one. */
#define SETS(size) ((size) >> 13 & 0x7fffu)
#define WAYS(size) ((size) >> 3 & 0x3ffu)
/* Of a 4-way cache with lines of 32 bytes. */
#define WAY_PLACE 30u
#define SET_PLACE 5u

static void invalidate_data(void)
{
	uint32_t size;

	SCB_CSSELR = 0;
	core_barrier();
	size = SCB_CCSIDR;
	for (uint32_t set = 0; set <= SETS(size); set++)
		for (uint32_t way = 0; way <= WAYS(size); way++)
			SCB_DCISW = way << WAY_PLACE | set << SET_PLACE;
	core_barrier();
}

void cache_start(void)
{
	/* They hold what whoever handed over has left, which is valid. */
	if (SCB_CCR & CCR_DC)
		return;
	invalidate_data();
	SCB_ICIALLU = 0;
	core_barrier();
	SCB_CCR |= CCR_IC | CCR_DC;
	core_barrier();
}
