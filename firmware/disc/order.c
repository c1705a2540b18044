// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "disc/cache.h"

/* Where the first cluster of at least @number stands. */
static uint32_t position(const struct cache *cache, const struct order *order, uint32_t number)
{
	uint32_t low = 0, high = order->count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (cache->cluster[order->at[middle]].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void order_insert(struct cache *cache, struct order *order, uint16_t index)
{
	uint32_t at = position(cache, order, cache->cluster[index].number);

	memmove(&order->at[at + 1], &order->at[at], (order->count - at) * sizeof(order->at[0]));
	order->at[at] = index;
	order->count++;
}

void order_remove(struct cache *cache, struct order *order, uint16_t index)
{
	uint32_t at = position(cache, order, cache->cluster[index].number);

	order->count--;
	memmove(&order->at[at], &order->at[at + 1], (order->count - at) * sizeof(order->at[0]));
}

/**
 * order_next() - the first cluster at or after @number, going round
 *
 * Return: NULL when there is none at all.
 */
struct cluster *order_next(struct cache *cache, const struct order *order, uint32_t number)
{
	uint32_t at;

	if (!order->count)
		return NULL;
	at = position(cache, order, number);
	return &cache->cluster[order->at[at == order->count ? 0 : at]];
}
