// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Free clusters of which it is known that they hold no marks, on discs that are erased before
 * they are written (NFOD_DISC_LIGHT). Nothing of it gets to the disc: what is erased is known
 * from the moment at which that has been done until the cluster is given out to be written,
 * or the power goes. A record on the disc would have to go from there before each write: or
 * a cut would leave one that lies, and what is written by light over old marks is lost.
 */
#include <string.h>

#include "store/internal.h"

#define WORD 32u

static void set(struct store *s, uint32_t cluster, bool erased)
{
	if (erased)
		s->erased[cluster / WORD] |= 1u << cluster % WORD;
	else
		s->erased[cluster / WORD] &= ~(1u << cluster % WORD);
}

/**
 * erased_reset() - nothing is known of a disc that comes
 */
void erased_reset(struct store *s)
{
	s->stale = 0;
	s->erasing = 0;
	if (s->lay.light)
		memset(s->erased, 0, (s->lay.clusters + WORD - 1) / WORD * sizeof(s->erased[0]));
}

/**
 * erased_as_pressed() - the disc has never been written: what is free is erased
 */
void erased_as_pressed(struct store *s)
{
	uint32_t n;

	for (n = 0; s->lay.light && n < (s->lay.clusters + WORD - 1) / WORD; n++)
		s->erased[n] = ~s->used[n];
}

/**
 * erased_take() - a cluster is about to be written
 *
 * Return: whether it need not be erased.
 */
bool erased_take(struct store *s, uint32_t cluster)
{
	bool erased = s->lay.light && s->erased[cluster / WORD] & 1u << cluster % WORD;

	if (erased)
		set(s, cluster, false);
	return erased;
}

/**
 * erased_freed() - a cluster has become free
 */
void erased_freed(struct store *s, uint32_t cluster)
{
	if (cluster < s->stale)
		s->stale = cluster;
}

/* The first one from @from on that is free and not erased. */
static uint32_t find_stale(const struct store *s, uint32_t from)
{
	uint32_t word = from / WORD;
	uint32_t words = (s->lay.clusters + WORD - 1) / WORD;
	uint32_t stale = ~(s->used[word] | s->erased[word]) & ~0u << from % WORD;

	while (!stale && ++word < words)
		stale = ~(s->used[word] | s->erased[word]);
	return stale ? word * WORD + (uint32_t)__builtin_ctz(stale) : s->lay.clusters;
}

/**
 * store_erase_next() - a free cluster that is to be erased ahead of time
 *
 * Nobody else gets it until store_erase_done().
 *
 * Return: NFOD_NOWHERE when there is none.
 */
uint32_t store_erase_next(struct store *s)
{
	uint32_t cluster;

	if (!s->lay.light || s->state != NFOD_STORE_READY || s->stale >= s->lay.clusters)
		return NFOD_NOWHERE;
	cluster = find_stale(s, s->stale);
	s->stale = cluster + 1;
	if (cluster >= s->lay.clusters)
		return NFOD_NOWHERE;
	slots_set(s, cluster, true);
	s->free[layout_zone_at(&s->lay, cluster)]--;
	s->erasing++;
	return cluster;
}

/**
 * store_erase_done() - it has been, or cannot be
 */
void store_erase_done(struct store *s, uint32_t cluster, bool good)
{
	uint32_t stale = s->stale;

	s->erasing--;
	slots_free(s, cluster);
	/* What cannot be erased now is not tried again at once. */
	s->stale = stale;
	if (good)
		set(s, cluster, true);
}
