/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: pages of the buffer RAM
 *
 * A page is free or has holders: the cache, transfers to the host, jobs of the
 * channel engine. The last one to drop it frees it, so nobody ever changes bytes
 * under somebody else's DMA.
 */
#ifndef FW_DISC_POOL_H
#define FW_DISC_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod_fw.h"

#define PAGE_NONE 0xffffu
/* One page of zeroes, shared by all who need zeroes; never free. */
#define PAGE_ZERO 0u

/**
 * struct pool - all pages
 * @base: the buffer RAM
 * @total: pages in it
 * @free: pages that nobody holds
 * @head: first of these
 * @page: holders, and the next free page
 */
struct pool {
	uint8_t *base;
	uint16_t total;
	uint16_t free;
	uint16_t head;
	struct {
		uint16_t holders;
		uint16_t next;
	} page[NFOD_FW_MAX_PAGES];
};

void pool_init(struct pool *pool, void *base, uint32_t pages);
uint16_t pool_take(struct pool *pool);
void pool_hold(struct pool *pool, uint16_t page);
void pool_drop(struct pool *pool, uint16_t page);
void pool_drop_all(struct pool *pool, uint16_t *pages, uint32_t count);
void *pool_data(const struct pool *pool, uint16_t page);

#endif
