// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

static uint32_t bucket(uint32_t user)
{
	return (user * 2654435761u) >> 24;
}

_Static_assert(STORE_MOVE_BUCKETS == 1u << (32 - 24), "hash takes the top 8 bits");

static void note(struct store *s, uint16_t n)
{
	struct move *move = &s->move[n];
	uint16_t *head = &s->bucket[bucket(move->user)];

	move->chain = *head;
	*head = n;
	if (move->quiet)
		return;
	if (!s->moves_loud++ || stamp_not_after(move->due, s->moves_oldest))
		s->moves_oldest = move->due;
}

static void note_all(struct store *s)
{
	uint16_t n;

	memset(s->bucket, 0xff, sizeof(s->bucket));
	s->moves_loud = 0;
	for (n = 0; n < s->moves; n++)
		note(s, n);
}

void moves_reset(struct store *s)
{
	s->moves = 0;
	note_all(s);
}

/**
 * moves_full() - whether all that is under way fits, and no more
 */
bool moves_full(const struct store *s)
{
	return s->moves + STORE_PUTS + STORE_MERGES >= STORE_MOVES;
}

static void push(struct store *s, const struct move *move)
{
	s->move[s->moves] = *move;
	note(s, (uint16_t)s->moves++);
}

/**
 * moves_push() - the store itself has put a cluster elsewhere
 * @sectors: of these, what the log has is older
 */
void moves_push(struct store *s, uint32_t user, uint16_t slot, uint16_t sectors)
{
	push(s, &(struct move){ .user = user, .slot = slot, .sectors = sectors, .quiet = true });
}

/**
 * moves_push_due() - a cluster has been written whole
 * @due: stamp of the oldest write that waits for it
 */
void moves_push_due(struct store *s, uint32_t user, uint16_t slot, uint32_t due)
{
	push(s, &(struct move){ .user = user, .slot = slot, .sectors = STORE_ALL, .due = due });
}

/**
 * moves_due() - stamp of the oldest write that waits for a commit; that of the last write
 * plus one if none does
 */
uint32_t moves_due(const struct store *s)
{
	return s->moves_loud ? s->moves_oldest : s->stamp + 1;
}

/**
 * moves_pop() - the oldest ones are committed
 */
void moves_pop(struct store *s, uint32_t count)
{
	s->moves -= count;
	memmove(s->move, s->move + count, s->moves * sizeof(s->move[0]));
	note_all(s);
}

/* The first of a bucket's moves, from the @n'th on, that is the user cluster's. */
static uint16_t older(const struct store *s, uint16_t n, uint32_t user)
{
	while (n != STORE_MOVE_NONE && s->move[n].user != user)
		n = s->move[n].chain;
	return n;
}

static uint16_t newest(const struct store *s, uint32_t user)
{
	return older(s, s->bucket[bucket(user)], user);
}

/**
 * moves_newest() - the last shadow of a cluster that is not committed, or NULL
 */
const struct move *moves_newest(const struct store *s, uint32_t user)
{
	uint16_t n = newest(s, user);

	return n == STORE_MOVE_NONE ? NULL : &s->move[n];
}

/**
 * moves_overtake() - the log has newer content of a block than any shadow that is left
 */
void moves_overtake(struct store *s, uint32_t block)
{
	uint32_t user = block / STORE_SECTORS;
	uint16_t n = newest(s, user);

	for (; n != STORE_MOVE_NONE; n = older(s, s->move[n].chain, user))
		s->move[n].sectors &= (uint16_t) ~(1u << block % STORE_SECTORS);
}

/**
 * moves_cover() - whether a shadow that is not committed has newer content than the log
 */
bool moves_cover(const struct store *s, uint32_t block)
{
	uint32_t user = block / STORE_SECTORS;
	uint16_t n = newest(s, user);

	for (; n != STORE_MOVE_NONE; n = older(s, s->move[n].chain, user))
		if (s->move[n].sectors & 1u << block % STORE_SECTORS)
			return true;
	return false;
}
