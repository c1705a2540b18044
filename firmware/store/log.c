// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/crc32c.h"
#include "store/internal.h"

/* Of all positions, one in so many is kept for commits, and below which merging begins. */
#define RESERVE_PART 16u
#define RESERVE_LEAST 12u
#define LOW_PART 4u

/**
 * log_reserve() - dead positions below which the log takes no more sectors
 */
uint32_t log_reserve(const struct store *s)
{
	uint32_t part = s->lay.positions / RESERVE_PART;

	return part > RESERVE_LEAST ? part : RESERVE_LEAST;
}

/**
 * log_low() - dead positions below which sectors are taken home
 */
uint32_t log_low(const struct store *s)
{
	uint32_t part = s->lay.positions / LOW_PART;

	return part > log_reserve(s) + 4 ? part : log_reserve(s) + 4;
}

/* Up to @count positions from @from on, once round. */
static uint32_t collect(const struct store *s, uint32_t from, uint32_t without, uint16_t *next,
			uint32_t count)
{
	uint32_t found = 0, left = s->lay.positions;

	for (; left && found < count; left--) {
		if (from != without && index_reusable(s, from))
			next[found++] = (uint16_t)from;
		from = from + 1 < s->lay.positions ? from + 1 : 0;
	}
	return found;
}

/**
 * log_next() - where the log may go on behind @from
 * @without: position that will be taken
 *
 * Most are near, for speed; two are far away, lest a patch of the disc ends the log.
 *
 * Return: whether there is any.
 */
bool log_next(const struct store *s, uint32_t from, uint32_t without, uint16_t next[NFOD_LOG_NEXT])
{
	uint32_t far = (from + s->lay.positions / 2) % s->lay.positions;
	uint32_t n, found;

	for (n = 0; n < NFOD_LOG_NEXT; n++)
		next[n] = NFOD_NO_SLOT;
	found = collect(s, from % s->lay.positions, without, next, NFOD_LOG_NEAR);
	if (found == NFOD_LOG_NEAR)
		collect(s, far, without, next + NFOD_LOG_NEAR, NFOD_LOG_NEXT - NFOD_LOG_NEAR);
	return found;
}

static bool moves_make_sense(const struct store *s, const struct nfod_log_header *header)
{
	uint32_t n;

	for (n = 0; n < header->moves; n++) {
		const struct nfod_log_move *move = &header->move[n];
		const struct nfod_zone *zone;

		if (move->cluster >= layout_user_clusters(&s->lay))
			return false;
		zone = &s->lay.zone[layout_zone_of(&s->lay, move->cluster)];
		if (move->slot != NFOD_NO_SLOT && move->slot >= NFOD_SIDES * zone->clusters)
			return false;
	}
	for (n = 0; n < header->defects; n++)
		if (header->defect[n].cluster >= s->lay.clusters)
			return false;
	for (n = 0; n < NFOD_LOG_NEXT; n++)
		if (header->next[n] != NFOD_NO_SLOT && header->next[n] >= s->lay.positions)
			return false;
	return true;
}

static bool sectors_hold(const struct store *s, const struct nfod_log_header *header, uint16_t bad)
{
	const uint8_t *cluster = (const uint8_t *)header;
	uint32_t n;

	for (n = 0; n < header->sectors; n++) {
		const struct nfod_log_sector *sector = &header->sector[n];

		if (sector->block == NFOD_NOWHERE)
			continue;
		if (sector->block / STORE_SECTORS >= layout_user_clusters(&s->lay) ||
		    bad & 1u << (n + 1) ||
		    crc32c(cluster + (n + 1) * STORE_PAGE_BYTES, STORE_PAGE_BYTES) != sector->crc)
			return false;
	}
	return true;
}

/* The structure with crc zero; it stands in a buffer of our own, and is put back. */
static bool header_holds(struct nfod_log_header *header)
{
	uint32_t crc = header->crc;
	uint32_t found;

	header->crc = 0;
	found = crc32c(header, sizeof(*header));
	header->crc = crc;
	return found == crc;
}

/**
 * log_holds() - whether a cluster of the log, as read, is one of this disc's, whole
 * @bad: sectors that could not be read
 */
bool log_holds(const struct store *s, uint8_t *cluster, uint16_t bad)
{
	struct nfod_log_header *header = (struct nfod_log_header *)(void *)cluster;

	return !(bad & 1u) && header->magic == NFOD_LOG_MAGIC &&
	       header->version == NFOD_MANAGEMENT_VERSION && header->volume == s->volume &&
	       header->generation == s->generation && header->sectors <= NFOD_LOG_SECTORS &&
	       header->moves <= NFOD_LOG_MOVES && header->defects <= NFOD_LOG_DEFECTS &&
	       header_holds(header) && moves_make_sense(s, header) && sectors_hold(s, header, bad);
}

static void apply_move(struct store *s, const struct nfod_log_move *move)
{
	uint32_t old = slots_cluster(s, move->cluster, s->map[move->cluster]);
	uint32_t n;

	s->map[move->cluster] = move->slot;
	dirty_map(s, move->cluster);
	for (n = 0; n < STORE_SECTORS; n++)
		if (move->sectors & 1u << n)
			index_drop(s, move->cluster * STORE_SECTORS + n);
	if (s->state != STORE_LOADING && slots_slot(s, move->cluster, old) != move->slot)
		slots_free(s, old);
}

/**
 * log_apply() - what a log cluster says is so from now on
 */
void log_apply(struct store *s, const struct nfod_log_header *header, uint32_t position)
{
	uint32_t n;

	index_clear(s, position);
	for (n = 0; n < header->moves; n++)
		apply_move(s, &header->move[n]);
	s->place[position].sequence = header->sequence;
	dirty_log(s, position);
	for (n = 0; n < header->sectors; n++)
		if (header->sector[n].block != NFOD_NOWHERE)
			index_insert(s, position, n, header->sector[n].block);
	for (n = 0; n < header->defects; n++)
		defects_add(s, header->defect[n].cluster, header->defect[n].kind,
			    header->defect[n].cause);
}
