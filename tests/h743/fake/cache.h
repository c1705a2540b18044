/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* In place of cortex_m7/cache.h: what is done to the cache is noted. */
#ifndef NFOD_TESTS_H743_CACHE_H
#define NFOD_TESTS_H743_CACHE_H

#include "core.h"

static inline void cache_clean(uintptr_t at, uint32_t bytes)
{
	model_note('c', (uint32_t)at, bytes);
}

static inline void cache_invalidate(uintptr_t at, uint32_t bytes)
{
	model_note('i', (uint32_t)at, bytes);
}

/* With it on, what board_protect() does. */
void cache_start(void);

#endif
