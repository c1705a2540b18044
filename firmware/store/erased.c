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

static bool is_stale(const struct store *s, uint32_t cluster)
{
	return !((s->used[cluster / WORD] | s->erased[cluster / WORD]) >> cluster % WORD & 1u);
}

/**
 * erased_look() - when there is time, look for what is free and not erased, some way at a time
 *
 * Return: whether there is more to look at.
 */
bool erased_look(struct store *s)
{
	uint32_t left = STORE_PIECE;

	if (!s->lay.light || !s->resting)
		return false;
	for (; left && s->stale < s->lay.clusters && !is_stale(s, s->stale); left--)
		s->stale++;
	return !left;
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

	if (!s->lay.light || s->state != NFOD_STORE_READY || s->stale >= s->lay.clusters ||
	    !is_stale(s, s->stale))
		return NFOD_NOWHERE;
	cluster = s->stale++;
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
