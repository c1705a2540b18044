// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

/* Of the log's directory, gone through in one go. */
#define POSITIONS 96u

static uint32_t hash_of(const struct store *s, uint32_t block)
{
	return (block * 2654435761u) >> (32 - s->hash_bits);
}

static uint32_t after(const struct store *s, uint32_t at)
{
	return (at + 1) & ((1u << s->hash_bits) - 1u);
}

static uint32_t block_at(const struct store *s, uint32_t entry)
{
	return s->place[(entry - 1) / 16].block[(entry - 1) % 16];
}

/* Where the block is in the table, or the empty entry that ends its search. */
static uint32_t search(const struct store *s, uint32_t block)
{
	uint32_t at = hash_of(s, block);

	while (s->hash[at] && block_at(s, s->hash[at]) != block)
		at = after(s, at);
	return at;
}

/* Fill the hole with what would not be found behind it any more. */
static void close_hole(struct store *s, uint32_t hole)
{
	uint32_t mask = (1u << s->hash_bits) - 1u;
	uint32_t at = hole;

	for (;;) {
		uint32_t wanted;

		at = after(s, at);
		if (!s->hash[at])
			break;
		wanted = hash_of(s, block_at(s, s->hash[at]));
		if (((at - wanted) & mask) < ((at - hole) & mask))
			continue;
		s->hash[hole] = s->hash[at];
		hole = at;
	}
	s->hash[hole] = 0;
}

/**
 * index_empty() - nothing is found in the log; what it holds is not known yet
 */
void index_empty(struct store *s)
{
	memset(s->hash, 0, sizeof(s->hash[0]) << s->hash_bits);
}

/**
 * index_reset() - a log that holds nothing
 */
void index_reset(struct store *s)
{
	index_empty(s);
	memset(s->place, 0xff, s->lay.positions * sizeof(s->place[0]));
	memset(s->live, 0, s->lay.positions);
	memset(s->stuck, 0, (s->lay.positions + 31) / 32 * sizeof(s->stuck[0]));
	for (uint32_t n = 0; n < s->lay.positions; n++)
		s->place[n].sequence = 0;
	s->log_dead = s->lay.positions;
	s->log_bad = 0;
}

bool index_find(const struct store *s, uint32_t block, uint32_t *position, uint32_t *sector)
{
	uint32_t entry = s->hash[search(s, block)];

	if (!entry)
		return false;
	*position = (entry - 1) / 16;
	*sector = (entry - 1) % 16;
	return true;
}

static void forget(struct store *s, uint32_t position, uint32_t sector)
{
	s->place[position].block[sector] = NFOD_NOWHERE;
	if (!--s->live[position])
		s->log_dead++;
	dirty_log(s, position);
}

/**
 * index_drop() - what the log has of a block is old
 */
void index_drop(struct store *s, uint32_t block)
{
	uint32_t at = search(s, block);
	uint32_t entry = s->hash[at];

	if (!entry)
		return;
	close_hole(s, at);
	forget(s, (entry - 1) / 16, (entry - 1) % 16);
}

static void remember(struct store *s, uint32_t position, uint32_t sector, uint32_t block)
{
	s->place[position].block[sector] = block;
	s->hash[search(s, block)] = position * 16 + sector + 1;
	if (!s->live[position]++)
		s->log_dead--;
}

/**
 * index_insert() - a block's newest content is in the log here
 */
void index_insert(struct store *s, uint32_t position, uint32_t sector, uint32_t block)
{
	index_drop(s, block);
	remember(s, position, sector, block);
	dirty_log(s, position);
}

/**
 * index_clear() - nothing of a position is wanted any more: it is written anew
 */
void index_clear(struct store *s, uint32_t position)
{
	uint32_t n;

	for (n = 0; n < NFOD_LOG_SECTORS; n++)
		if (s->place[position].block[n] != NFOD_NOWHERE)
			index_drop(s, s->place[position].block[n]);
	s->stuck[position / 32] &= ~(1u << position % 32);
}

/**
 * index_retire() - a position cannot be written
 */
void index_retire(struct store *s, uint32_t position)
{
	s->place[position].sequence = NFOD_NOWHERE;
	s->log_dead--;
	s->log_bad++;
	dirty_log(s, position);
}

/* Of two places of a block the younger one counts. */
static void adopt_block(struct store *s, uint32_t position, uint32_t sector)
{
	uint32_t block = s->place[position].block[sector];
	uint32_t other, there;

	if (block == NFOD_NOWHERE)
		return;
	s->place[position].block[sector] = NFOD_NOWHERE;
	if (block / STORE_SECTORS >= layout_user_clusters(&s->lay))
		return;
	if (index_find(s, block, &other, &there) &&
	    !stamp_not_after(s->place[other].sequence, s->place[position].sequence)) {
		dirty_log(s, position);
		return;
	}
	index_drop(s, block);
	remember(s, position, sector, block);
}

static void begin_table(struct store *s)
{
	index_empty(s);
	memset(s->live, 0, s->lay.positions);
	memset(s->stuck, 0, (s->lay.positions + 31) / 32 * sizeof(s->stuck[0]));
	s->log_dead = s->lay.positions;
	s->log_bad = 0;
}

static void adopt_position(struct store *s, uint32_t position)
{
	uint32_t sector;

	for (sector = 0; sector < NFOD_LOG_SECTORS; sector++)
		adopt_block(s, position, sector);
	if (s->place[position].sequence != NFOD_NOWHERE)
		return;
	s->log_dead--;
	s->log_bad++;
}

/**
 * index_adopt() - a piece of making the table from a directory that was read
 * @cursor: how far it has got; 0 = begin
 *
 * Return: whether it is made.
 */
bool index_adopt(struct store *s, uint32_t *cursor)
{
	uint32_t left;

	if (!*cursor)
		begin_table(s);
	for (left = POSITIONS; left && *cursor < s->lay.positions; left--)
		adopt_position(s, (*cursor)++);
	return *cursor == s->lay.positions;
}

/**
 * index_reusable() - whether a position may be written: nothing in it is wanted, and no
 * recovery would have to pass over it
 */
bool index_reusable(const struct store *s, uint32_t position)
{
	uint32_t sequence = s->place[position].sequence;
	uint32_t n;

	if (s->live[position] || sequence == NFOD_NOWHERE)
		return false;
	for (n = 0; sequence && n < LAYOUT_AREAS; n++)
		if (s->area[n].checkpoint && !stamp_not_after(sequence, s->area[n].sequence))
			return false;
	return true;
}

static void dirty_page(struct store *s, uint32_t page)
{
	uint32_t n;

	for (n = 0; n < LAYOUT_AREAS; n++)
		s->area[n].dirty[page / 32] |= 1u << page % 32;
}

void dirty_map(struct store *s, uint32_t user)
{
	dirty_page(s, user / NFOD_MAP_PER_PAGE);
}

void dirty_log(struct store *s, uint32_t position)
{
	dirty_page(s, s->lay.map_pages + position / NFOD_LOG_PER_PAGE);
}

void dirty_all(struct store *s, uint32_t area)
{
	memset(s->area[area].dirty, 0xff, sizeof(s->area[area].dirty));
}
