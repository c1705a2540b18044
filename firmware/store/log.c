// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "disc/crc32c.h"
#include "store/internal.h"

/* Of all positions, one in so many is kept for commits, and below which merging begins. */
#define RESERVE_PART 16u
#define RESERVE_LEAST 12u
#define LOW_PART 4u
/* Places among which the next one of the plan is chosen. */
#define CANDIDATES 6u
/* Clusters in a turn, about. */
#define WAY_MOST 8u

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

static bool is_planned(const uint16_t *next, uint32_t count, uint32_t position)
{
	while (count--)
		if (*next++ == position)
			return true;
	return false;
}

static bool all_live(const uint8_t *live)
{
	uint32_t word;

	__builtin_memcpy(&word, live, sizeof(word));
	return !((word - 0x01010101u) & ~word & 0x80808080u);
}

/* The first position from @from on that holds nothing, @end if there is none. */
static uint32_t first_dead(const struct store *s, uint32_t from, uint32_t end)
{
	while (from < end && s->live[from])
		from += from + 4 <= end && all_live(s->live + from) ? 4 : 1;
	return from;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Up to @count positions from @from on, once round, that are not in the plan yet. */
static uint32_t collect(const struct store *s, uint32_t from, uint32_t without,
			const uint16_t *plan, uint32_t planned, uint16_t *next, uint32_t count)
{
	uint32_t found = 0, left = s->lay.positions;

	from %= s->lay.positions;
	while (left && found < count) {
		uint32_t end = smaller(from + left, s->lay.positions);
		uint32_t at = first_dead(s, from, end);

		if (at < end && at != without && index_reusable(s, at) &&
		    !is_planned(plan, planned, at))
			next[found++] = (uint16_t)at;
		left -= smaller(at + 1, end) - from;
		from = at + 1 < s->lay.positions ? at + 1 : 0;
	}
	return found;
}

/* Of some positions the one that the head comes by first, once it is through with @after. */
static uint16_t first_to_come(const struct store *s, uint32_t after, const uint16_t *position,
			      uint32_t count)
{
	uint32_t cluster[CANDIDATES];
	uint32_t n;

	if (!s->ask.choose || count == 1)
		return position[0];
	for (n = 0; n < count; n++)
		cluster[n] = layout_log_cluster(&s->lay, position[n]);
	after = layout_log_cluster(&s->lay, after);
	return position[s->ask.choose(s->ask.ctx, after, cluster, count) % count];
}

/* What of the plan is still to come, when the @chosen'th place of it is taken. */
static uint32_t keep(const struct store *s, uint32_t chosen, uint16_t next[NFOD_LOG_NEAR])
{
	uint32_t found = 0, n;

	for (n = chosen + 1; n < NFOD_LOG_NEAR; n++)
		if (s->end.next[n] != NFOD_NO_PLACE &&
		    s->place[s->end.next[n]].sequence != NFOD_NOWHERE)
			next[found++] = s->end.next[n];
	return found;
}

/* Make the plan up to its length; @last is the position in front of it. */
static bool extend(const struct store *s, uint32_t last, uint16_t next[NFOD_LOG_NEXT],
		   uint32_t found)
{
	uint16_t candidate[CANDIDATES];
	uint32_t taken = last, count, from;

	for (; found < NFOD_LOG_NEAR; found++) {
		if (found)
			last = next[found - 1];
		count = collect(s, last + 1, taken, next, found, candidate, CANDIDATES);
		if (!count)
			return found;
		next[found] = first_to_come(s, last, candidate, count);
	}
	from = next[found - 1] + 1u + s->lay.positions / 2;
	collect(s, from, taken, next, found, next + found, NFOD_LOG_NEXT - NFOD_LOG_NEAR);
	return true;
}

static void clear_plan(uint16_t next[NFOD_LOG_NEXT])
{
	uint32_t n;

	for (n = 0; n < NFOD_LOG_NEXT; n++)
		next[n] = NFOD_NO_PLACE;
}

/**
 * log_begin() - a plan for a log that begins
 */
void log_begin(struct store *s)
{
	clear_plan(s->end.next);
	extend(s, s->lay.positions - 1, s->end.next, 0);
}

/**
 * log_plan() - where the log goes on behind a log cluster
 * @chosen: of the plan as it is, the place that this one takes
 * @next: the places of those that follow, in order; then two far away, for when all of
 *	these fail, lest a patch of the disc ends the log
 *
 * What is planned stays: whoever looks for the log's end sees what lies behind a log cluster
 * that cannot be read.
 *
 * Return: whether there is any.
 */
bool log_plan(const struct store *s, uint32_t chosen, uint16_t next[NFOD_LOG_NEXT])
{
	clear_plan(next);
	return extend(s, s->end.next[chosen], next, keep(s, chosen, next));
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
		if (move->slot != NFOD_NO_PLACE && move->slot >= NFOD_SIDES * zone->clusters)
			return false;
	}
	for (n = 0; n < header->defects; n++)
		if (header->defect[n].cluster >= s->lay.clusters)
			return false;
	for (n = 0; n < NFOD_LOG_NEXT; n++)
		if (header->next[n] != NFOD_NO_PLACE && header->next[n] >= s->lay.positions)
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
	if (s->state != NFOD_STORE_LOADING && slots_slot(s, move->cluster, old) != move->slot)
		slots_free(s, old);
}

/* Clusters that pass from one of the log to the next; never more than in a turn or so. */
static uint32_t way(const struct store *s, uint32_t from, uint32_t to)
{
	uint32_t way = layout_log_cluster(&s->lay, to) - layout_log_cluster(&s->lay, from);

	return way && way < WAY_MOST ? way : WAY_MOST;
}

/**
 * log_apply() - what a log cluster says is so from now on
 */
void log_apply(struct store *s, const struct nfod_log_header *header, uint32_t position)
{
	uint32_t n;

	s->since += way(s, s->log_at, position);
	s->log_at = position;
	index_clear(s, position);
	for (n = 0; n < header->moves; n++)
		apply_move(s, &header->move[n]);
	s->place[position].sequence = header->sequence;
	dirty_log(s, position);
	for (n = 0; n < header->sectors; n++)
		if (header->sector[n].block != NFOD_NOWHERE)
			index_insert(s, position, n, header->sector[n].block);
	defects_learn(s, header);
}
