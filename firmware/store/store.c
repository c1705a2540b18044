// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "store/store.h"

#include <string.h>

#include "disc/crc32c.h"
#include "store/internal.h"

/* So many dirty sectors make a cluster worth a place of its own (measured: bench-store). */
#define WHOLE_LEAST 8u
/* So many failures on end are not the disc's (j). */
#define FAILURES_MOST 24u
/* Clusters that lie so near each other are one stream. */
#define STREAM_SPAN 16u

/* ---- memory ---- */

static uint32_t hash_bits(const struct layout *lay)
{
	uint32_t bits = 6;

	while (2u << bits < 3 * lay->positions * NFOD_LOG_SECTORS)
		bits++;
	return bits;
}

static uint32_t words(uint32_t bits)
{
	return (bits + 31) / 32 * (uint32_t)sizeof(uint32_t);
}

static uint32_t aligned(uint32_t bytes)
{
	return (bytes + 63) / 64 * 64;
}

/* Every table by its size; the same order as lay_tables(). */
static uint32_t table_bytes(const struct layout *lay)
{
	return aligned(layout_user_clusters(lay) * (uint32_t)sizeof(uint16_t)) +
	       aligned(words(lay->clusters)) +
	       aligned(lay->positions * (uint32_t)sizeof(struct nfod_log_place)) +
	       aligned(lay->positions) + aligned(words(lay->positions)) +
	       aligned((uint32_t)sizeof(uint32_t) << hash_bits(lay)) +
	       (lay->light ? aligned(words(lay->clusters)) : 0);
}

static void *carve(uint8_t **from, uint32_t bytes)
{
	void *table = *from;

	*from += aligned(bytes);
	return table;
}

static void lay_tables(struct store *s, uint8_t *from)
{
	const struct layout *lay = &s->lay;

	s->map = carve(&from, layout_user_clusters(lay) * (uint32_t)sizeof(uint16_t));
	s->used = carve(&from, words(lay->clusters));
	s->place = carve(&from, lay->positions * (uint32_t)sizeof(struct nfod_log_place));
	s->live = carve(&from, lay->positions);
	s->stuck = carve(&from, words(lay->positions));
	s->hash_bits = hash_bits(lay);
	s->hash = carve(&from, (uint32_t)sizeof(uint32_t) << s->hash_bits);
	if (lay->light)
		s->erased = carve(&from, words(lay->clusters));
}

static uint32_t pages_for(const struct layout *lay)
{
	return STORE_BUFFERS * STORE_SECTORS +
	       (table_bytes(lay) + STORE_PAGE_BYTES - 1) / STORE_PAGE_BYTES;
}

/**
 * store_pages() - pages of buffer RAM that a disc needs; 0 if it cannot be taken at all
 */
uint32_t store_pages(const struct nfod_disc_info *info)
{
	struct layout lay;

	return layout_make(&lay, info) ? pages_for(&lay) : 0;
}

/* A disc stays the same one when it is protected. */
static uint32_t volume_of(const struct nfod_disc_info *info)
{
	struct nfod_disc_info copy = *info;

	copy.flags &= ~NFOD_DISC_READ_ONLY;
	copy.crc = 0;
	return crc32c(&copy, sizeof(copy));
}

/**
 * store_init() - a store for a disc
 * @info: its lead-in, checked
 * @base: the buffer RAM
 * @first_page: of it that is the store's
 * @pages: how many are
 *
 * Return: false when the disc has too little room or the drive too little RAM.
 */
bool store_init(struct store *s, const struct nfod_disc_info *info, void *base, uint32_t first_page,
		uint32_t pages, const struct store_ask *ask)
{
	memset(s, 0, sizeof(*s));
	s->state = NFOD_STORE_FAILED;
	s->cause = NFOD_CAUSE_SMALL;
	if (!layout_make(&s->lay, info))
		return false;
	s->cause = NFOD_CAUSE_RAM;
	if (pages_for(&s->lay) > pages)
		return false;
	s->state = NFOD_STORE_EMPTY;
	s->cause = NFOD_CAUSE_NONE;
	s->base = base;
	s->first_page = first_page;
	s->volume = volume_of(info);
	if (ask)
		s->ask = *ask;
	lay_tables(s, buffer_data(s, STORE_BUFFERS, 0));
	erased_reset(s);
	return true;
}

/**
 * store_reset() - forget all that is not the disc's layout
 */
void store_reset(struct store *s)
{
	memset(&s->end, 0, sizeof(*s) - offsetof(struct store, end));
	s->state = NFOD_STORE_EMPTY;
	s->cause = NFOD_CAUSE_NONE;
	s->resting = false;
	s->squeezed = false;
	s->generation = 0;
	s->stamp = 0;
	s->wanted = 0;
	moves_reset(s);
	index_empty(s);
}

/* ---- orders ---- */

void *buffer_data(const struct store *s, uint32_t buffer, uint32_t page)
{
	return s->base + (s->first_page + buffer * STORE_SECTORS + page) * STORE_PAGE_BYTES;
}

void io_whole(const struct store *s, struct store_io *io, uint32_t buffer)
{
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++)
		io->page[n] = (uint16_t)(s->first_page + buffer * STORE_SECTORS + n);
}

uint32_t io_left(const struct store *s)
{
	uint32_t left = 0, n;

	for (n = 0; n < STORE_IOS; n++)
		left += !s->io[n].used;
	return left;
}

/**
 * io_new() - an order, without pages yet; there must be one left
 */
struct store_io *io_new(struct store *s, enum store_op op, enum store_owner owner, uint32_t index,
			uint32_t cluster)
{
	struct store_io *io = s->io;

	while (io->used)
		io++;
	*io = (struct store_io){
		.cluster = cluster,
		.op = (uint8_t)op,
		.owner = (uint8_t)owner,
		.index = (uint16_t)index,
		.used = true,
		.erased = op == STORE_WRITE && erased_take(s, cluster),
	};
	memset(io->page, 0xff, sizeof(io->page));
	return io;
}

static bool is_stopped(const struct store *s)
{
	return s->state == NFOD_STORE_READ_ONLY || s->state == NFOD_STORE_FAILED;
}

/**
 * store_stop() - nothing is written any more
 */
void store_stop(struct store *s, enum nfod_cause cause)
{
	if (is_stopped(s))
		return;
	if (s->state == NFOD_STORE_LOADING && s->load.state == LOAD_CONFIRM) {
		load_confirmed(s, cause);
		return;
	}
	if (s->state == NFOD_STORE_LOADING && s->load.state == LOAD_SEAL)
		load_unsealed(s);
	s->state = s->state == NFOD_STORE_LOADING && s->load.state != LOAD_SEAL ?
			   NFOD_STORE_FAILED :
			   NFOD_STORE_READ_ONLY;
	s->cause = (uint8_t)cause;
}

/* ---- writing ---- */

/**
 * store_has_put() - whether a user cluster is on its way to a shadow
 */
bool store_has_put(const struct store *s, uint32_t user)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++)
		if (s->put[n].used && s->put[n].user == user)
			return true;
	return false;
}

static struct put *free_put(struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++)
		if (!s->put[n].used)
			return &s->put[n];
	return NULL;
}

/**
 * anything_moves() - whether anything under way may yet free a cluster
 */
bool anything_moves(const struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_PUTS; n++)
		if (s->put[n].used)
			return true;
	return s->moves || s->commit.busy || merge_working(s) || s->certify.busy || s->erasing;
}

static enum store_answer no_room(struct store *s)
{
	s->squeezed = true;
	if (anything_moves(s))
		return STORE_BUSY;
	store_stop(s, NFOD_CAUSE_SPARE);
	return STORE_REFUSED;
}

static enum store_answer write_whole(struct store *s, uint32_t user,
				     const uint16_t page[STORE_SECTORS], uint32_t tag)
{
	struct put *put = free_put(s);
	struct store_io *io;
	uint32_t cluster;

	if (!put || !io_left(s) || moves_full(s))
		return STORE_BUSY;
	cluster = slots_take(s, user);
	if (cluster == NFOD_NOWHERE)
		return no_room(s);
	*put = (struct put){
		.used = true,
		.user = user,
		.due = pack_give_up(s, user, ++s->stamp),
		.cluster = cluster,
	};
	merge_overtake(s, user, STORE_ALL);
	io = io_new(s, STORE_WRITE, STORE_FOR_PUT, (uint32_t)(put - s->put), cluster);
	memcpy(io->page, page, sizeof(io->page));
	io->tag = tag;
	return STORE_OK;
}

static enum store_answer write_sectors(struct store *s, uint32_t user, uint16_t dirty,
				       const uint16_t page[STORE_SECTORS])
{
	if (pack_room(s) < (uint32_t)__builtin_popcount(dirty) || s->log_dead < log_reserve(s))
		return STORE_BUSY;
	s->stamp++;
	for (; dirty; dirty &= (uint16_t)(dirty - 1)) {
		uint32_t n = (uint32_t)__builtin_ctz(dirty);

		pack_sector(s, user * STORE_SECTORS + n, s->base + page[n] * STORE_PAGE_BYTES);
	}
	return STORE_OK;
}

/**
 * store_write() - have sectors of a user cluster written
 * @dirty: which
 * @valid: those whose newest content is in @page
 * @page: of the buffer RAM
 * @tag: of the order that may come of it
 *
 * Once taken it is what store_locate() tells of, except while an order with the @tag is
 * under way: until store_done() of that the pages are the store's.
 */
enum store_answer store_write(struct store *s, uint32_t user, uint16_t dirty, uint16_t valid,
			      const uint16_t page[STORE_SECTORS], uint32_t tag)
{
	if (s->state != NFOD_STORE_READY || user >= layout_user_clusters(&s->lay))
		return STORE_REFUSED;
	if (store_has_put(s, user))
		return STORE_BUSY;
	if (valid == STORE_ALL && (uint32_t)__builtin_popcount(dirty) >= WHOLE_LEAST)
		return write_whole(s, user, page, tag);
	return write_sectors(s, user, dirty, page);
}

/**
 * store_discard() - a user cluster reads as zeroes from now on
 */
enum store_answer store_discard(struct store *s, uint32_t user)
{
	if (s->state != NFOD_STORE_READY || user >= layout_user_clusters(&s->lay))
		return STORE_REFUSED;
	if (store_has_put(s, user) || moves_full(s))
		return STORE_BUSY;
	merge_overtake(s, user, STORE_ALL);
	moves_push_due(s, user, NFOD_NO_PLACE, pack_give_up(s, user, ++s->stamp));
	return STORE_OK;
}

/**
 * store_flush() - have all that was taken so far made durable
 *
 * Return: what store_is_durable() is to be asked for.
 */
uint32_t store_flush(struct store *s)
{
	s->wanted = s->stamp;
	return s->wanted;
}

/**
 * store_is_durable() - whether what was taken up to @stamp outlives a power cut
 */
bool store_is_durable(const struct store *s, uint32_t stamp)
{
	uint32_t n;

	if (stamp_not_after(pack_due(s), stamp) || stamp_not_after(moves_due(s), stamp))
		return false;
	for (n = 0; n < STORE_PUTS; n++)
		if (s->put[n].used && stamp_not_after(s->put[n].due, stamp))
			return false;
	return true;
}

/**
 * store_owed() - sectors, at most, that were taken and that a power cut would harm; but for
 * those of orders under way
 */
uint32_t store_owed(const struct store *s)
{
	return pack_owed(s) + s->moves_loud * STORE_SECTORS;
}

/**
 * store_blocks() - user block that each sector of an order holds, NFOD_NOWHERE = none
 */
void store_blocks(const struct store *s, const struct store_io *io, uint32_t block[STORE_SECTORS])
{
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++) {
		block[n] = NFOD_NOWHERE;
		if (io->owner == STORE_FOR_PUT)
			block[n] = s->put[io->index].user * STORE_SECTORS + n;
		else if (io->owner == STORE_FOR_MERGE)
			block[n] = s->merge[io->index].user * STORE_SECTORS + n;
		else if (io->owner == STORE_FOR_COMMIT && n && n <= s->pack[s->commit.pack].count)
			block[n] = s->pack[s->commit.pack].sector[n - 1].block;
	}
}

/**
 * store_rest() - the host is quiet, or about to leave: tidy up; or it is back
 */
void store_rest(struct store *s, bool on)
{
	s->resting = on;
}

/**
 * store_is_clean() - whether a load would find nothing to recover
 */
bool store_is_clean(const struct store *s)
{
	return s->state == NFOD_STORE_READY && !anything_moves(s) &&
	       store_is_durable(s, s->stamp) && s->defects_told == s->defects &&
	       s->checkpoint.state == CHECKPOINT_IDLE && !s->checkpoint.wanted &&
	       checkpoint_is_known(s);
}

/**
 * store_is_still() - whether nothing is being read or written for the store
 */
bool store_is_still(const struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_IOS; n++)
		if (s->io[n].used)
			return false;
	return true;
}

/* ---- reading ---- */

static void locate_in_log(const struct store *s, uint32_t block, bool moved,
			  struct store_place *place)
{
	uint32_t n = block % STORE_SECTORS;
	uint32_t position, sector;

	if ((moved && moves_cover(s, block)) || !index_find(s, block, &position, &sector))
		return;
	place->cluster[n] = layout_log_cluster(&s->lay, position);
	place->sector[n] = (uint8_t)(sector + 1);
}

static void locate_in_packs(const struct store *s, uint32_t user, struct store_place *place)
{
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++) {
		place->page[n] = pack_find(s, user * STORE_SECTORS + n);
		if (place->page[n] == STORE_NO_PAGE)
			continue;
		place->cluster[n] = NFOD_NOWHERE;
		place->sector[n] = (uint8_t)n;
	}
}

/**
 * store_locate() - where the newest content of a user cluster's sectors is
 *
 * Not of one with an order of store_write() under way: that is in the caller's pages.
 */
void store_locate(const struct store *s, uint32_t user, struct store_place *place)
{
	const struct move *move = moves_newest(s, user);
	uint32_t home = slots_cluster(s, user, move ? move->slot : s->map[user]);
	uint32_t n;

	for (n = 0; n < STORE_SECTORS; n++) {
		place->cluster[n] = home;
		place->sector[n] = (uint8_t)n;
		place->page[n] = STORE_NO_PAGE;
		locate_in_log(s, user * STORE_SECTORS + n, move, place);
	}
	if (pack_has(s, user))
		locate_in_packs(s, user, place);
}

/**
 * store_has() - whether any sector of a user cluster is anywhere
 */
bool store_has(const struct store *s, uint32_t user)
{
	struct store_place place;
	uint32_t n;

	if (s->map[user] != NFOD_NO_PLACE || store_has_put(s, user) || moves_newest(s, user))
		return true;
	store_locate(s, user, &place);
	for (n = 0; n < STORE_SECTORS; n++)
		if (place.cluster[n] != NFOD_NOWHERE || place.page[n] != STORE_NO_PAGE)
			return true;
	return false;
}

/* ---- working ---- */

/**
 * store_work() - get on with what takes long, by one piece
 *
 * A piece is well under a millisecond on the drive's processor. Whoever calls has others to
 * serve between two of them; nothing is given out, nor does anything become durable, but by
 * what this has done.
 *
 * Return: false when there was nothing to do.
 */
bool store_work(struct store *s)
{
	if (s->state == NFOD_STORE_EMPTY)
		return false;
	if (commit_work(s) || checkpoint_work(s))
		return true;
	if (s->state == NFOD_STORE_LOADING)
		return load_work(s);
	return s->state == NFOD_STORE_READY && (merge_look(s) || certify_look(s) || erased_look(s));
}

/*
 * Of a stream only two are given at once, the second so that there is no gap. Had the caller
 * all of them, the head would come back from elsewhere into the midst of them; what it left
 * behind is never the nearest, and costs two ways when its patience ends.
 */
static bool is_too_early(const struct store *s, const struct store_io *io)
{
	uint32_t n;

	/* Clusters that pass more than once pass together (recorder/passes.h). */
	if (io->owner != STORE_FOR_PUT || s->lay.light)
		return false;
	for (n = 0; n < STORE_PUTS; n++)
		if (s->put[n].used && s->put[n].cluster + 1 < io->cluster &&
		    io->cluster - s->put[n].cluster <= STREAM_SPAN)
			return true;
	return false;
}

static struct store_io *waiting(struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_IOS; n++)
		if (s->io[n].used && !s->io[n].given && !is_too_early(s, &s->io[n]))
			return &s->io[n];
	return NULL;
}

/**
 * store_next() - something to be read or written
 *
 * Return: NULL if there is nothing, for now.
 */
struct store_io *store_next(struct store *s)
{
	struct store_io *io;

	if (s->state == NFOD_STORE_READY)
		merge_run(s);
	io = waiting(s);
	if (io)
		io->given = true;
	return io;
}

static enum store_answer put_done(struct store *s, struct store_io *io, bool good)
{
	struct put *put = &s->put[io->index];

	if (good) {
		io->used = false;
		put->used = false;
		s->merge_barren = 0;
		s->health.clusters++;
		moves_push_due(s, put->user, slots_slot(s, put->user, put->cluster), put->due);
		return STORE_OK;
	}
	s->health.write_failures++;
	defects_add(s, put->cluster, NFOD_DEFECT_SECONDARY, NFOD_DEFECT_WRITE);
	put->cluster = slots_take(s, put->user);
	if (put->cluster == NFOD_NOWHERE || s->state != NFOD_STORE_READY) {
		s->squeezed = true;
		io->used = false;
		put->used = false;
		return STORE_REFUSED;
	}
	io->cluster = put->cluster;
	io->erased = erased_take(s, put->cluster);
	io->given = false;
	return STORE_BUSY;
}

/* A drive that cannot write any more must not take the whole disc for bad. */
static void count_failures(struct store *s, const struct store_io *io, bool good)
{
	if (io->op != STORE_WRITE)
		return;
	s->failures = good ? 0 : s->failures + 1;
	if (s->failures == FAILURES_MOST)
		store_stop(s, NFOD_CAUSE_WRITING);
}

/* It would be tried elsewhere, but not by a store that has been stopped. */
static enum store_answer give_up(struct store *s, struct store_io *io)
{
	io->used = false;
	if (io->owner != STORE_FOR_PUT)
		return STORE_OK;
	s->put[io->index].used = false;
	return STORE_REFUSED;
}

/**
 * store_done() - what store_next() gave has been done
 * @good: all of it
 * @bad: sectors that could not be read
 *
 * Return: for an order of store_write(): STORE_OK, done; STORE_BUSY, it comes again for
 * another place; STORE_REFUSED, not written: write it once more if the store is still
 * ready. Else STORE_OK.
 */
enum store_answer store_done(struct store *s, struct store_io *io, bool good, uint16_t bad)
{
	count_failures(s, io, good);
	if (io->op == STORE_WRITE && !good && is_stopped(s))
		return give_up(s, io);
	switch (io->owner) {
	case STORE_FOR_PUT:
		return put_done(s, io, good);
	case STORE_FOR_COMMIT:
		commit_done(s, io, good);
		break;
	case STORE_FOR_PAGE:
		checkpoint_page_done(s, io, good);
		break;
	case STORE_FOR_ROOT:
		checkpoint_root_done(s, io, good);
		break;
	case STORE_FOR_LOAD:
		load_done(s, io, good, bad);
		break;
	case STORE_FOR_MERGE:
		merge_done(s, io, good, bad);
		break;
	default:
		certify_done(s, io, good);
		break;
	}
	return STORE_OK;
}
