// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

/* Of the log, looked at in one go. */
#define PLACES 64u
/* Orders left to what somebody waits for. */
#define IOS_KEPT 8u

static uint32_t buffer_of(const struct store *s, const struct merge *merge)
{
	return STORE_BUFFER_MERGE + (uint32_t)(merge - s->merge);
}

static uint16_t page_of(const struct store *s, const struct merge *merge, uint32_t sector)
{
	return (uint16_t)(s->first_page + buffer_of(s, merge) * STORE_SECTORS + sector);
}

static struct merge *find(struct store *s, uint32_t user)
{
	uint32_t n;

	for (n = 0; n < STORE_MERGES; n++)
		if (s->merge[n].state && s->merge[n].user == user)
			return &s->merge[n];
	return NULL;
}

uint32_t merge_running(const struct store *s)
{
	uint32_t running = 0, n;

	for (n = 0; n < STORE_MERGES; n++)
		running += s->merge[n].state != MERGE_FREE;
	return running;
}

/**
 * merge_working() - of these, how many wait for more than a free cluster
 */
uint32_t merge_working(const struct store *s)
{
	uint32_t working = 0, n;

	for (n = 0; n < STORE_MERGES; n++) {
		const struct merge *merge = &s->merge[n];

		working += merge->state == MERGE_WRITING ||
			   (merge->state == MERGE_READING &&
			    (merge->home || merge->wanted || merge->reads));
	}
	return working;
}

/**
 * merge_overtake() - these sectors will be newer elsewhere than in what is being merged
 *
 * All of them: the merge is for nothing.
 */
void merge_overtake(struct store *s, uint32_t user, uint16_t sectors)
{
	struct merge *merge = find(s, user);

	if (!merge)
		return;
	merge->sectors &= (uint16_t)~sectors;
	merge->cancelled |= sectors == STORE_ALL;
}

static uint16_t sectors_in_log(const struct store *s, uint32_t user)
{
	uint32_t position, sector, n;
	uint16_t found = 0;

	for (n = 0; n < STORE_SECTORS; n++)
		if (index_find(s, user * STORE_SECTORS + n, &position, &sector))
			found |= (uint16_t)(1u << n);
	return found;
}

/* Sectors whose newest content is not on the disc yet must stay newer than the merge. */
static uint16_t sectors_on_the_way(const struct store *s, uint32_t user)
{
	uint16_t found = 0;
	uint32_t n;

	if (!pack_has(s, user))
		return 0;
	for (n = 0; n < STORE_SECTORS; n++)
		if (pack_find(s, user * STORE_SECTORS + n) != STORE_NO_PAGE)
			found |= (uint16_t)(1u << n);
	return found;
}

static void clear_sectors(struct store *s, const struct merge *merge, uint16_t sectors)
{
	for (; sectors; sectors &= (uint16_t)(sectors - 1))
		memset(buffer_data(s, buffer_of(s, merge), (uint32_t)__builtin_ctz(sectors)), 0,
		       STORE_PAGE_BYTES);
}

static struct merge *find_free(struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_MERGES; n++)
		if (!s->merge[n].state)
			return &s->merge[n];
	return NULL;
}

/**
 * merge_start() - write a user cluster anew, with what the log has of it
 * @away: its old place is bad
 *
 * Return: whether that has begun.
 */
bool merge_start(struct store *s, uint32_t user, bool away)
{
	struct merge *merge = find_free(s);
	uint16_t wanted;

	if (!merge || find(s, user) || store_has_put(s, user) || moves_newest(s, user) ||
	    moves_full(s))
		return false;
	wanted = sectors_in_log(s, user);
	*merge = (struct merge){
		.state = MERGE_READING,
		.user = user,
		.away = away,
		.wanted = wanted,
		.sectors = (uint16_t)(wanted & ~sectors_on_the_way(s, user)),
		.home = s->map[user] != NFOD_NO_PLACE && wanted != STORE_ALL,
		.cluster = NFOD_NOWHERE,
	};
	if (s->map[user] == NFOD_NO_PLACE)
		clear_sectors(s, merge, (uint16_t)~wanted);
	return true;
}

static void read_home(struct store *s, struct merge *merge)
{
	uint32_t from = slots_cluster(s, merge->user, s->map[merge->user]);
	struct store_io *io =
		io_new(s, STORE_READ, STORE_FOR_MERGE, (uint32_t)(merge - s->merge), from);
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++)
		if (!(merge->wanted & 1u << n))
			io->page[n] = page_of(s, merge, n);
	merge->home = false;
	merge->reads++;
}

/* All that is wanted of one log cluster; what has left the log since is newer elsewhere. */
static void read_log(struct store *s, struct merge *merge)
{
	uint32_t first = NFOD_NOWHERE, position, sector, n;
	struct store_io *io = NULL;

	for (n = 0; n < STORE_SECTORS; n++) {
		if (!(merge->wanted & 1u << n))
			continue;
		if (!index_find(s, merge->user * STORE_SECTORS + n, &position, &sector)) {
			merge->wanted &= (uint16_t) ~(1u << n);
			merge->failed = true;
			continue;
		}
		if (!io) {
			first = position;
			io = io_new(s, STORE_READ, STORE_FOR_MERGE, (uint32_t)(merge - s->merge),
				    layout_log_cluster(&s->lay, position));
		}
		if (position != first)
			continue;
		io->page[sector + 1] = page_of(s, merge, n);
		merge->wanted &= (uint16_t) ~(1u << n);
	}
	if (io)
		merge->reads++;
}

static void stick(struct store *s, uint32_t user)
{
	uint32_t position, sector, n;

	for (n = 0; n < STORE_SECTORS; n++)
		if (index_find(s, user * STORE_SECTORS + n, &position, &sector))
			s->stuck[position / 32] |= 1u << position % 32;
}

static void write_shadow(struct store *s, struct merge *merge)
{
	struct store_io *io;

	merge->cluster = slots_take(s, merge->user);
	if (merge->cluster == NFOD_NOWHERE) {
		s->squeezed = true;
		if (!anything_moves(s))
			store_stop(s, NFOD_CAUSE_SPARE);
		return;
	}
	io = io_new(s, STORE_WRITE, STORE_FOR_MERGE, (uint32_t)(merge - s->merge), merge->cluster);
	io_whole(s, io, buffer_of(s, merge));
	merge->state = MERGE_WRITING;
}

static void end(struct store *s, struct merge *merge)
{
	merge->state = MERGE_FREE;
	s->merge_barren = 0;
}

static void advance(struct store *s, struct merge *merge)
{
	if (merge->state != MERGE_READING)
		return;
	if (merge->cancelled || merge->failed) {
		if (!merge->reads)
			end(s, merge);
		return;
	}
	while ((merge->home || merge->wanted) && !merge->failed && io_left(s) > IOS_KEPT) {
		if (merge->home)
			read_home(s, merge);
		else
			read_log(s, merge);
	}
	if (!merge->home && !merge->wanted && !merge->reads && !merge->failed &&
	    io_left(s) > IOS_KEPT)
		write_shadow(s, merge);
}

static bool is_stuck(const struct store *s, uint32_t position)
{
	return s->stuck[position / 32] & 1u << position % 32;
}

/* Take home what a log position holds, as far as there are hands. */
static bool empty_position(struct store *s, uint32_t position)
{
	uint32_t n;

	for (n = 0; n < NFOD_LOG_SECTORS; n++) {
		uint32_t block = s->place[position].block[n];

		if (block == NFOD_NOWHERE)
			continue;
		if (!find_free(s))
			return false;
		merge_start(s, block / STORE_SECTORS, false);
	}
	return true;
}

/* Wanted for room, or for tidiness while there is nothing else to do. */
static bool is_wanted(const struct store *s)
{
	uint32_t good = s->lay.positions - s->log_bad;

	return s->log_dead < log_low(s) || (s->resting && s->log_dead < good - good / 4);
}

/* Return: whether all that this position holds is taken care of. */
static bool look_at(struct store *s, uint32_t position)
{
	return !s->live[position] || is_stuck(s, position) || empty_position(s, position);
}

/**
 * merge_look() - look for sectors to take home from the log, some places of it at a time
 *
 * Once round in vain there is nothing until something else has come to an end.
 *
 * Return: whether there was anything to do.
 */
bool merge_look(struct store *s)
{
	uint32_t before = merge_running(s), left;

	if (!is_wanted(s) || moves_full(s) || !find_free(s) || s->merge_barren >= s->lay.positions)
		return false;
	for (left = PLACES; left && look_at(s, s->merge_hand); left--) {
		s->merge_barren++;
		s->merge_hand = s->merge_hand + 1 < s->lay.positions ? s->merge_hand + 1 : 0;
	}
	if (merge_running(s) != before)
		s->merge_barren = 0;
	return true;
}

static bool is_hopeless(const struct store *s)
{
	return s->log_dead < log_reserve(s) && !anything_moves(s) && !merge_running(s) &&
	       s->merge_barren >= s->lay.positions;
}

/**
 * merge_run() - go on taking sectors home
 */
void merge_run(struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_MERGES && s->state == NFOD_STORE_READY; n++)
		advance(s, &s->merge[n]);
	if (is_hopeless(s))
		store_stop(s, NFOD_CAUSE_LOG);
}

static void read_done(struct store *s, struct merge *merge, bool good)
{
	merge->reads--;
	if (good)
		return;
	merge->failed = true;
	s->health.read_failures++;
	stick(s, merge->user);
}

static void write_done(struct store *s, struct merge *merge, bool good)
{
	if (!good) {
		s->health.write_failures++;
		defects_add(s, merge->cluster, NFOD_DEFECT_SECONDARY, NFOD_DEFECT_WRITE);
		merge->state = MERGE_READING;
		return;
	}
	end(s, merge);
	if (merge->cancelled) {
		slots_free(s, merge->cluster);
		return;
	}
	if (merge->away) {
		s->health.reassigned++;
		if (s->map[merge->user] != NFOD_NO_PLACE)
			defects_add(s, slots_cluster(s, merge->user, s->map[merge->user]),
				    NFOD_DEFECT_SECONDARY, NFOD_DEFECT_READ);
	}
	s->health.merged++;
	moves_push(s, merge->user, slots_slot(s, merge->user, merge->cluster), merge->sectors);
}

/**
 * merge_done() - a part of a merge has been read, or its shadow written
 */
void merge_done(struct store *s, struct store_io *io, bool good, uint16_t bad)
{
	struct merge *merge = &s->merge[io->index];
	bool lost = false;
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++)
		lost |= io->page[n] != STORE_NO_PAGE && bad & 1u << n;
	io->used = false;
	if (io->op == STORE_READ)
		read_done(s, merge, good || !lost);
	else
		write_done(s, merge, good);
}

/**
 * store_reassign() - a user cluster reads badly: take it elsewhere while it can be read
 * @cluster: where; a place of its own is not used again, one in the log only left
 *
 * Return: STORE_BUSY when it, or every hand, is under way.
 */
enum store_answer store_reassign(struct store *s, uint32_t user, uint32_t cluster)
{
	if (s->state != NFOD_STORE_READY || user >= layout_user_clusters(&s->lay))
		return STORE_REFUSED;
	return merge_start(s, user, cluster == slots_cluster(s, user, s->map[user])) ? STORE_OK :
										       STORE_BUSY;
}
