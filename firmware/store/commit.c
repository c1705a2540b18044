// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "disc/crc32c.h"
#include "store/internal.h"

/* Moves that are worth a way to the log: some log clusters at once. */
#define MOVES_MANY 1800u
#define MOVES_SOME 8u
/* Of the interval between checkpoints, so much may pass until one is done. */
#define LAG_PART 8u

static bool puts_wait(const struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++)
		if (s->put[n].used && stamp_not_after(s->put[n].due, s->wanted))
			return true;
	return false;
}

/* A flush waits for nothing but a log cluster. */
static bool flush_waits(const struct store *s)
{
	return !store_is_durable(s, s->wanted) && !puts_wait(s);
}

/* Clusters are free or log positions dead only once their moves are committed. */
static bool room_waits(const struct store *s)
{
	bool pressed = s->squeezed || s->log_dead < log_low(s);

	return s->moves && pressed && (s->moves >= MOVES_SOME || !merge_running(s));
}

static bool rest_waits(struct store *s)
{
	return s->resting && !merge_running(s) &&
	       (s->moves || s->defects_told < s->defects || pack_oldest(s, PACK_OPEN));
}

/* Once there, name all that can be named. */
static bool many_wait(struct store *s)
{
	if (s->moves >= MOVES_MANY)
		s->commit.draining = true;
	if (s->moves < NFOD_LOG_MOVES)
		s->commit.draining = false;
	return s->commit.draining;
}

static bool is_wanted(struct store *s)
{
	return pack_oldest(s, PACK_FULL) || many_wait(s) || flush_waits(s) || room_waits(s) ||
	       rest_waits(s) || s->load.state == LOAD_SEAL;
}

static struct pack *choose_pack(struct store *s)
{
	struct pack *pack = pack_oldest(s, PACK_FULL);

	return pack ? pack : pack_take(s);
}

static void name_sectors(const struct store *s, const struct pack *pack,
			 struct nfod_log_header *header)
{
	uint32_t n;

	header->sectors = pack->count;
	for (n = 0; n < pack->count; n++) {
		const void *data = buffer_data(s, (uint32_t)(pack - s->pack), n + 1);

		header->sector[n].block = pack->sector[n].block;
		if (header->sector[n].block != NFOD_NOWHERE)
			header->sector[n].crc = crc32c(data, STORE_PAGE_BYTES);
	}
}

static void name_moves(const struct store *s, struct nfod_log_header *header)
{
	uint32_t n;

	header->moves = (uint16_t)s->commit.moves;
	for (n = 0; n < s->commit.moves; n++)
		header->move[n] = (struct nfod_log_move){
			.cluster = s->move[n].user,
			.slot = s->move[n].slot,
			.sectors = s->move[n].sectors,
		};
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void name_defects(struct store *s, struct nfod_log_header *header)
{
	s->commit.defects = smaller(s->defects - s->defects_told, NFOD_LOG_DEFECTS);
	header->defects = (uint16_t)s->commit.defects;
	memcpy(header->defect, s->defect + s->defects_told,
	       s->commit.defects * sizeof(header->defect[0]));
}

static struct nfod_log_header *header_of(const struct store *s)
{
	return buffer_data(s, s->commit.pack, 0);
}

static uint32_t position(const struct store *s)
{
	return s->end.next[s->commit.chosen];
}

static void make_header(struct store *s)
{
	struct nfod_log_header *header = header_of(s);

	memset(header, 0, sizeof(*header));
	header->magic = NFOD_LOG_MAGIC;
	header->version = NFOD_MANAGEMENT_VERSION;
	header->volume = s->volume;
	header->generation = s->generation;
	header->sequence = ++s->sequence;
	header->load = (uint32_t)s->health.loads;
	header->previous = s->end.sequence;
	header->previous_crc = s->end.crc;
	log_plan(s, s->commit.chosen, header->next);
	name_sectors(s, &s->pack[s->commit.pack], header);
	name_moves(s, header);
	name_defects(s, header);
	header->crc = crc32c(header, sizeof(*header));
}

/* The first place of the plan that has not failed. */
static bool choose_position(struct store *s)
{
	uint32_t n;

	for (n = 0; n < NFOD_LOG_NEXT; n++) {
		if (s->end.next[n] == NFOD_NO_PLACE || s->commit.tried & 1u << n ||
		    s->place[s->end.next[n]].sequence == NFOD_NOWHERE)
			continue;
		s->commit.chosen = (uint8_t)n;
		return true;
	}
	return false;
}

static void submit(struct store *s)
{
	struct store_io *io = io_new(s, STORE_WRITE, STORE_FOR_COMMIT, 0,
				     layout_log_cluster(&s->lay, position(s)));

	make_header(s);
	io_whole(s, io, s->commit.pack);
	s->commit.made = true;
}

/*
 * Recovery is bounded only if the log does not run away from the checkpoint under way. Nor
 * would the head go there before its patience ends, as long as the log is nearer.
 */
static bool checkpoint_lags(const struct store *s)
{
	return s->checkpoint.state != CHECKPOINT_IDLE &&
	       s->checkpoint.passed >= checkpoint_interval(s) / LAG_PART;
}

/* Behind the next log cluster there must be room for one more, and for copies of that. */
static bool can_go_on(struct store *s)
{
	uint16_t next[NFOD_LOG_NEXT];
	bool any = log_plan(s, s->commit.chosen, next);

	if (next[2] != NFOD_NO_PLACE)
		return true;
	if (s->area[0].sequence == s->end.sequence && s->area[1].sequence == s->end.sequence)
		return any;
	if (!s->checkpoint.wanted && s->checkpoint.state == CHECKPOINT_IDLE)
		s->checkpoint.wanted = LAYOUT_AREAS;
	return false;
}

/* Return: whether a log cluster is to be written. */
static bool begin(struct store *s)
{
	struct pack *pack;

	if (!is_wanted(s) || checkpoint_lags(s))
		return false;
	s->commit.tried = 0;
	if (!choose_position(s)) {
		store_stop(s, NFOD_CAUSE_LOG);
		return false;
	}
	if (!can_go_on(s))
		return false;
	pack = choose_pack(s);
	if (!pack)
		return false;
	s->commit.busy = true;
	s->commit.made = false;
	s->commit.pack = (uint8_t)(pack - s->pack);
	s->commit.moves = smaller(s->moves, NFOD_LOG_MOVES);
	pack->state = PACK_WRITING;
	return true;
}

/*
 * A shadow that was written before these sectors and is committed after them must not undo
 * them. Nothing is known of that until now: had the log cluster failed, or had the sector
 * been given up, the shadow would be the newest that there is.
 */
static void overtake_moves(struct store *s, const struct pack *pack)
{
	uint32_t n;

	for (n = 0; n < pack->count; n++)
		if (pack->sector[n].block != NFOD_NOWHERE && !pack->sector[n].covered)
			moves_overtake(s, pack->sector[n].block);
}

static void retire_written(struct store *s)
{
	struct pack *last = pack_oldest(s, PACK_WRITTEN);

	if (last)
		last->state = PACK_FREE;
}

static void adopt(struct store *s)
{
	const struct nfod_log_header *header = header_of(s);
	struct pack *pack = &s->pack[s->commit.pack];
	uint32_t at = position(s);

	log_apply(s, header, at);
	s->end.sequence = header->sequence;
	s->end.crc = header->crc;
	memcpy(s->end.next, header->next, sizeof(s->end.next));
	s->defects_told += s->commit.defects;
	s->commit.busy = false;
	s->commit.written = false;
	s->merge_barren = 0;
	moves_pop(s, s->commit.moves);
	overtake_moves(s, pack);
	retire_written(s);
	pack->state = PACK_WRITTEN;
	pack->position = at;
	s->checkpoint.passed++;
	s->squeezed = false;
	s->health.log_clusters++;
}

static void try_elsewhere(struct store *s)
{
	uint32_t at = position(s);

	s->health.write_failures++;
	s->commit.tried |= (uint8_t)(1u << s->commit.chosen);
	defects_add(s, layout_log_cluster(&s->lay, at), NFOD_DEFECT_SECONDARY, NFOD_DEFECT_WRITE);
	index_clear(s, at);
	index_retire(s, at);
	s->commit.made = false;
	if (!choose_position(s))
		store_stop(s, NFOD_CAUSE_LOG);
}

/**
 * commit_done() - the log cluster has been written, or not
 */
void commit_done(struct store *s, struct store_io *io, bool good)
{
	io->used = false;
	if (!s->commit.busy)
		return;
	if (good)
		s->commit.written = true;
	else
		try_elsewhere(s);
}

static bool may_write(const struct store *s)
{
	return s->state == NFOD_STORE_READY ||
	       (s->state == NFOD_STORE_LOADING && s->load.state == LOAD_SEAL);
}

/**
 * commit_work() - a piece of writing a log cluster, if anything wants one
 *
 * Return: whether there was anything to do.
 */
bool commit_work(struct store *s)
{
	if (s->commit.written) {
		adopt(s);
		if (s->load.state == LOAD_SEAL)
			load_sealed(s);
		return true;
	}
	if (!may_write(s) || !io_left(s))
		return false;
	if (!s->commit.busy)
		return begin(s);
	if (s->commit.made)
		return false;
	submit(s);
	return true;
}
