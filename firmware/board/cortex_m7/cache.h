/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Caches of an ARMv7-M core: lines of 32 bytes. */
#ifndef FW_BOARD_CORTEX_M7_CACHE_H
#define FW_BOARD_CORTEX_M7_CACHE_H

#include "core.h"

#define CACHE_LINE 32u

/**
 * cache_start() - switch both on, empty; nothing when they are on already
 */
void cache_start(void);

/* What was written into [@at, @at + @bytes) is in memory. */
static inline void cache_clean(uintptr_t at, uint32_t bytes)
{
	for (uintptr_t line = at; line < at + bytes; line += CACHE_LINE)
		SCB_DCCMVAC = (uint32_t)line;
	core_barrier();
}

/* Both: what is in memory is read, after what was written there is. */
static inline void cache_flush(uintptr_t at, uint32_t bytes)
{
	for (uintptr_t line = at; line < at + bytes; line += CACHE_LINE)
		SCB_DCCIMVAC = (uint32_t)line;
	core_barrier();
}

/* What is in memory is read; what was written there and not cleaned is lost. */
static inline void cache_invalidate(uintptr_t at, uint32_t bytes)
{
	for (uintptr_t line = at; line < at + bytes; line += CACHE_LINE)
		SCB_DCIMVAC = (uint32_t)line;
	core_barrier();
}

#endif
