// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

static bool is_waiting(const struct pack *pack)
{
	return pack->state == PACK_OPEN || pack->state == PACK_FULL;
}

static uint8_t *sector_data(struct store *s, const struct pack *pack, uint32_t n)
{
	return buffer_data(s, (uint32_t)(pack - s->pack), n + 1);
}

/**
 * pack_oldest() - of those in a state; NULL if there is none
 */
struct pack *pack_oldest(struct store *s, enum pack_state state)
{
	struct pack *oldest = NULL;
	uint32_t n;

	for (n = 0; n < STORE_PACKS; n++) {
		struct pack *pack = &s->pack[n];

		if (pack->state == state &&
		    (!oldest || stamp_not_after(pack->order, oldest->order)))
			oldest = pack;
	}
	return oldest;
}

/**
 * pack_room() - sectors that can be taken without waiting for a write
 */
uint32_t pack_room(struct store *s)
{
	const struct pack *last = pack_oldest(s, PACK_WRITTEN);
	uint32_t carried = last && last->count < NFOD_LOG_SECTORS ? last->count : 0;
	uint32_t room = 0, n;

	for (n = 0; n < STORE_PACKS; n++) {
		if (s->pack[n].state == PACK_OPEN)
			room += NFOD_LOG_SECTORS - s->pack[n].count;
		else if (s->pack[n].state == PACK_FREE)
			room += NFOD_LOG_SECTORS;
	}
	return room > carried ? room - carried : 0;
}

/* The waiting sector of a block, which may still be changed. */
static struct pack *find_waiting(struct store *s, uint32_t block, uint32_t *sector)
{
	uint32_t n, at;

	for (n = 0; n < STORE_PACKS; n++) {
		for (at = 0; is_waiting(&s->pack[n]) && at < s->pack[n].count; at++) {
			if (s->pack[n].sector[at].block != block)
				continue;
			*sector = at;
			return &s->pack[n];
		}
	}
	return NULL;
}

/*
 * Whether the newest content of the sector is the one in this written pack, with nothing
 * newer anywhere on its way.
 */
static bool is_worth(const struct store *s, const struct pack *pack, uint32_t n)
{
	uint32_t block = pack->sector[n].block;
	uint32_t position, sector;

	return block != NFOD_NOWHERE && index_find(s, block, &position, &sector) &&
	       position == pack->position && sector == n && !moves_cover(s, block) &&
	       !store_has_put(s, block / STORE_SECTORS) && pack_find(s, block) == STORE_NO_PAGE;
}

/*
 * Take along what the last log cluster held, if it was not full, so that it can be written
 * again soon: a host that flushes often leaves full log clusters behind, not a row of nearly
 * empty ones.
 */
static void carry(struct store *s, struct pack *pack)
{
	struct pack *last = pack_oldest(s, PACK_WRITTEN);
	uint32_t n;

	if (!last || last->count == NFOD_LOG_SECTORS)
		return;
	for (n = 0; n < last->count; n++) {
		if (!is_worth(s, last, n))
			continue;
		memcpy(sector_data(s, pack, pack->count), sector_data(s, last, n),
		       STORE_PAGE_BYTES);
		pack->sector[pack->count++] = (struct pack_sector){
			.block = last->sector[n].block,
			.carried = true,
		};
	}
}

/**
 * pack_take() - the open pack, or a new one; NULL when all are under way
 */
struct pack *pack_take(struct store *s)
{
	struct pack *pack = pack_oldest(s, PACK_OPEN);

	if (pack)
		return pack;
	pack = pack_oldest(s, PACK_FREE);
	if (!pack)
		pack = pack_oldest(s, PACK_WRITTEN);
	if (!pack)
		return NULL;
	pack->state = PACK_FREE;
	pack->count = 0;
	carry(s, pack);
	pack->state = PACK_OPEN;
	pack->order = ++s->pack_order;
	return pack;
}

/**
 * pack_refill() - what a log cluster held, to be written once more
 * @header: its; it stands in the first pack's buffer
 */
void pack_refill(struct store *s, const struct nfod_log_header *header)
{
	struct pack *pack = &s->pack[0];
	uint32_t n;

	*pack = (struct pack){
		.state = PACK_FULL,
		.count = (uint8_t)header->sectors,
		.order = ++s->pack_order,
	};
	for (n = 0; n < header->sectors; n++)
		pack->sector[n] = (struct pack_sector){
			.block = header->sector[n].block,
			.carried = true,
		};
}

static void cover(struct store *s, uint32_t block)
{
	uint32_t n, at;

	for (n = 0; n < STORE_PACKS; n++)
		for (at = 0; s->pack[n].state == PACK_WRITING && at < s->pack[n].count; at++)
			if (s->pack[n].sector[at].block == block)
				s->pack[n].sector[at].covered = true;
}

/**
 * pack_sector() - a block goes into the log; there must be room
 */
void pack_sector(struct store *s, uint32_t block, const void *data)
{
	uint32_t sector;
	struct pack *pack = find_waiting(s, block, &sector);

	merge_overtake(s, block / STORE_SECTORS, (uint16_t)(1u << block % STORE_SECTORS));
	if (!pack) {
		/* A new pack may bring along what it held. */
		pack_take(s);
		pack = find_waiting(s, block, &sector);
	}
	if (pack) {
		memcpy(sector_data(s, pack, sector), data, STORE_PAGE_BYTES);
		if (pack->sector[sector].carried)
			pack->sector[sector].due = s->stamp;
		pack->sector[sector].carried = false;
		return;
	}
	cover(s, block);
	pack = pack_take(s);
	memcpy(sector_data(s, pack, pack->count), data, STORE_PAGE_BYTES);
	pack->sector[pack->count++] = (struct pack_sector){ .block = block, .due = s->stamp };
	if (pack->count == NFOD_LOG_SECTORS)
		pack->state = PACK_FULL;
}

/**
 * pack_give_up() - a user cluster is written whole: none of its sectors need the log
 *
 * Return: stamp of the oldest write that waited for one of them, at most @due.
 */
uint32_t pack_give_up(struct store *s, uint32_t user, uint32_t due)
{
	uint32_t n, at;

	for (n = 0; n < STORE_PACKS; n++) {
		struct pack *pack = &s->pack[n];

		for (at = 0; at < pack->count; at++) {
			struct pack_sector *sector = &pack->sector[at];

			if (sector->block == NFOD_NOWHERE || sector->block / STORE_SECTORS != user)
				continue;
			if (pack->state == PACK_WRITING)
				sector->covered = true;
			if (!is_waiting(pack))
				continue;
			if (!sector->carried && stamp_not_after(sector->due, due))
				due = sector->due;
			sector->block = NFOD_NOWHERE;
		}
	}
	return due;
}

/* What is in it may be the newest content of a block. */
static bool is_new(const struct pack *pack)
{
	return is_waiting(pack) || pack->state == PACK_WRITING;
}

/**
 * pack_has() - whether pack_find() need be asked for a user cluster's blocks
 */
bool pack_has(const struct store *s, uint32_t user)
{
	uint32_t n, at;

	for (n = 0; n < STORE_PACKS; n++)
		for (at = 0; is_new(&s->pack[n]) && at < s->pack[n].count; at++)
			if (s->pack[n].sector[at].block / STORE_SECTORS == user)
				return true;
	return false;
}

/**
 * pack_find() - page that holds a block's newest content, STORE_NO_PAGE if none does
 */
uint16_t pack_find(const struct store *s, uint32_t block)
{
	const struct pack *found = NULL;
	uint32_t n, at, sector = 0;

	for (n = 0; n < STORE_PACKS; n++) {
		const struct pack *pack = &s->pack[n];

		if (!is_new(pack))
			continue;
		for (at = 0; at < pack->count; at++) {
			if (pack->sector[at].block != block || pack->sector[at].covered ||
			    (found && stamp_not_after(pack->order, found->order)))
				continue;
			found = pack;
			sector = at;
		}
	}
	if (!found)
		return STORE_NO_PAGE;
	return (uint16_t)(s->first_page + (uint32_t)(found - s->pack) * STORE_SECTORS + sector + 1);
}

/**
 * pack_owed() - sectors that wait for a log cluster
 */
uint32_t pack_owed(const struct store *s)
{
	uint32_t owed = 0, n, at;

	for (n = 0; n < STORE_PACKS; n++) {
		const struct pack *pack = &s->pack[n];

		if (!is_new(pack))
			continue;
		for (at = 0; at < pack->count; at++)
			owed += pack->sector[at].block != NFOD_NOWHERE && !pack->sector[at].carried;
	}
	return owed;
}

/**
 * pack_due() - stamp of the oldest write that waits for a log cluster; that of the last
 * write plus one if none does
 */
uint32_t pack_due(const struct store *s)
{
	uint32_t due = s->stamp + 1, n, at;

	for (n = 0; n < STORE_PACKS; n++) {
		const struct pack *pack = &s->pack[n];

		if (!is_new(pack))
			continue;
		for (at = 0; at < pack->count; at++)
			if (pack->sector[at].block != NFOD_NOWHERE && !pack->sector[at].carried &&
			    stamp_not_after(pack->sector[at].due, due))
				due = pack->sector[at].due;
	}
	return due;
}
