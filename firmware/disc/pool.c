// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/pool.h"

#include <string.h>

#include "nfod/wire.h"

void pool_init(struct pool *pool, void *base, uint32_t pages)
{
	uint32_t n;

	pool->base = base;
	pool->total = (uint16_t)pages;
	pool->free = (uint16_t)(pages - 1);
	pool->head = PAGE_ZERO + 1;
	memset(pool->page, 0, sizeof(pool->page));
	for (n = 1; n < pages; n++)
		pool->page[n].next = (uint16_t)(n + 1);
	pool->page[pages - 1].next = PAGE_NONE;
	memset(base, 0, NFOD_BLOCK_BYTES);
}

/**
 * pool_take() - a free page with one holder
 *
 * Return: PAGE_NONE when there is none.
 */
uint16_t pool_take(struct pool *pool)
{
	uint16_t page = pool->head;

	if (page == PAGE_NONE)
		return PAGE_NONE;
	pool->head = pool->page[page].next;
	pool->page[page].holders = 1;
	pool->free--;
	return page;
}

/* The zero page and what lies behind the pool are nobody's to free. */
static bool is_counted(const struct pool *pool, uint16_t page)
{
	return page != PAGE_ZERO && page < pool->total;
}

void pool_hold(struct pool *pool, uint16_t page)
{
	if (is_counted(pool, page))
		pool->page[page].holders++;
}

void pool_drop(struct pool *pool, uint16_t page)
{
	if (!is_counted(pool, page) || --pool->page[page].holders)
		return;
	pool->page[page].next = pool->head;
	pool->head = page;
	pool->free++;
}

/**
 * pool_drop_all() - drop a list of pages, PAGE_NONE among them, and clear it
 */
void pool_drop_all(struct pool *pool, uint16_t *pages, uint32_t count)
{
	for (; count--; pages++) {
		if (*pages != PAGE_NONE)
			pool_drop(pool, *pages);
		*pages = PAGE_NONE;
	}
}

void *pool_data(const struct pool *pool, uint16_t page)
{
	return pool->base + (uint32_t)page * NFOD_BLOCK_BYTES;
}
