// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "disc/crc32c.h"
#include "store/internal.h"

/* Log clusters between checkpoints. */
#define INTERVAL_MOST 56u
/*
 * And the clusters that pass, with at least one between two of the log: this bounds the time that
 * recovery takes (j). A log that is nearly full has places here and there only.
 */
#define WAY_MOST 112u
#define INTERVAL_PART 8u
#define OUTER_INTERVALS 8u

uint32_t checkpoint_interval(const struct store *s)
{
	uint32_t part = s->lay.positions / INTERVAL_PART;

	return part < INTERVAL_MOST ? part : INTERVAL_MOST;
}

static uint32_t place_cluster(const struct store *s, uint32_t area, uint32_t place)
{
	return s->lay.area[area].first + LAYOUT_ROOTS + place;
}

static uint32_t root_cluster(const struct store *s, uint32_t place)
{
	return s->lay.area[s->checkpoint.area].first + place;
}

static bool holds_place(const struct nfod_root_page *page, uint32_t pages, uint32_t place)
{
	while (pages--)
		if (page++->place == place)
			return true;
	return false;
}

/* Neither of the checkpoint that holds, nor of the one to be, nor bad. */
static bool is_free_place(const struct store *s, uint32_t place)
{
	const struct checkpoint *check = &s->checkpoint;
	const struct area *area = &s->area[check->area];
	uint32_t pages = layout_pages(&s->lay);

	return !(area->checkpoint && holds_place(area->page, pages, place)) &&
	       !holds_place(check->page, pages, place) &&
	       !defects_has(s, place_cluster(s, check->area, place));
}

static bool find_place(struct store *s, uint16_t *place)
{
	struct area *area = &s->area[s->checkpoint.area];
	uint32_t places = layout_places(&s->lay, s->checkpoint.area);
	uint32_t left;

	for (left = places; left; left--) {
		area->hand = (area->hand + 1) % places;
		if (is_free_place(s, area->hand)) {
			*place = (uint16_t)area->hand;
			return true;
		}
	}
	return false;
}

static uint32_t seal_page(struct store *s, uint8_t *cluster, enum nfod_page_kind kind,
			  uint32_t page)
{
	struct nfod_page_header *header = (struct nfod_page_header *)(void *)cluster;

	memset(header, 0, sizeof(*header));
	header->magic = NFOD_PAGE_MAGIC;
	header->version = NFOD_MANAGEMENT_VERSION;
	header->volume = s->volume;
	header->generation = s->generation;
	header->checkpoint = s->checkpoint.number;
	header->kind = (uint16_t)kind;
	header->page = (uint16_t)page;
	header->crc = crc32c(cluster, NFOD_CLUSTER_BYTES);
	return header->crc;
}

/**
 * page_holds() - whether a cluster of a management area, as read, is one of this disc's
 */
bool page_holds(const struct store *s, uint8_t *cluster, enum nfod_page_kind kind)
{
	struct nfod_page_header *header = (struct nfod_page_header *)(void *)cluster;
	uint32_t crc = header->crc, found;

	if (header->magic != NFOD_PAGE_MAGIC || header->version != NFOD_MANAGEMENT_VERSION ||
	    header->volume != s->volume || header->kind != kind)
		return false;
	header->crc = 0;
	found = crc32c(cluster, NFOD_CLUSTER_BYTES);
	header->crc = crc;
	return found == crc;
}

/* A copy of the page as it is now: what changes later is in the log as well. */
static uint32_t copy_page(struct store *s, uint32_t page, uint8_t *cluster)
{
	uint8_t *payload = cluster + sizeof(struct nfod_page_header);
	const uint8_t *from = (const uint8_t *)s->map;
	uint32_t at = page * NFOD_MAP_PER_PAGE, per = NFOD_MAP_PER_PAGE;
	uint32_t size = sizeof(s->map[0]), count = layout_user_clusters(&s->lay);
	enum nfod_page_kind kind = NFOD_PAGE_MAP;

	if (page >= s->lay.map_pages) {
		page -= s->lay.map_pages;
		from = (const uint8_t *)s->place;
		at = page * NFOD_LOG_PER_PAGE;
		per = NFOD_LOG_PER_PAGE;
		size = sizeof(s->place[0]);
		count = s->lay.positions;
		kind = NFOD_PAGE_LOG;
	}
	memset(payload, 0, NFOD_PAGE_PAYLOAD);
	count = at < count ? count - at : 0;
	memcpy(payload, from + at * size, (count < per ? count : per) * size);
	return seal_page(s, cluster, kind, page);
}

static void submit_page(struct store *s, uint32_t n)
{
	struct page_write *write = &s->checkpoint.write[n];
	struct store_io *io;

	if (!find_place(s, &write->place)) {
		store_stop(s, NFOD_CAUSE_AREA);
		return;
	}
	io = io_new(s, STORE_WRITE, STORE_FOR_PAGE, n,
		    place_cluster(s, s->checkpoint.area, write->place));
	s->checkpoint.page[write->page].place = write->place;
	io_whole(s, io, STORE_BUFFER_PAGE + n);
}

/* The next page that the area does not have, in so far as there is one. */
static bool next_dirty(struct store *s, uint16_t *page)
{
	struct checkpoint *check = &s->checkpoint;
	struct area *area = &s->area[check->area];

	for (; check->cursor < layout_pages(&s->lay); check->cursor++) {
		uint32_t *word = &area->dirty[check->cursor / 32];
		uint32_t bit = 1u << check->cursor % 32;

		if (!(*word & bit))
			continue;
		*word &= ~bit;
		*page = (uint16_t)check->cursor++;
		return true;
	}
	return false;
}

static bool pages_busy(const struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_PAGE_WRITES; n++)
		if (s->checkpoint.write[n].used)
			return true;
	return false;
}

/* Return: whether there are any. */
static bool choose_pages(struct store *s)
{
	bool any = false;
	uint32_t n;

	for (n = 0; n < STORE_PAGE_WRITES; n++) {
		struct page_write *write = &s->checkpoint.write[n];

		if (write->used || !next_dirty(s, &write->page))
			continue;
		write->used = true;
		write->made = false;
		any = true;
	}
	return any;
}

static bool write_page(struct store *s)
{
	uint32_t n;

	for (n = 0; n < STORE_PAGE_WRITES; n++) {
		struct page_write *write = &s->checkpoint.write[n];

		if (!write->used || write->made)
			continue;
		write->made = true;
		s->checkpoint.page[write->page].crc =
			copy_page(s, write->page, buffer_data(s, STORE_BUFFER_PAGE + n, 0));
		submit_page(s, n);
		return true;
	}
	return false;
}

/* Nothing is told of an area that has not been formatted yet. */
static uint32_t other_checkpoint(const struct store *s)
{
	const struct area *other = &s->area[!s->checkpoint.area];

	return other->generation == s->generation ? other->checkpoint : 0;
}

static void tell_other(const struct store *s, struct nfod_root_other *to)
{
	const struct area *other = &s->area[!s->checkpoint.area];
	uint32_t n;

	to->checkpoint = other_checkpoint(s);
	to->sequence = other->sequence;
	to->root = other->root;
	memcpy(to->page, other->page, sizeof(to->page));
	for (n = 0; n < layout_pages(&s->lay); n++)
		to->page[n].old = other->dirty[n / 32] >> n % 32 & 1u;
}

static void fill_root(struct store *s, struct nfod_root *root)
{
	const struct checkpoint *check = &s->checkpoint;

	memset(root, 0, NFOD_PAGE_PAYLOAD);
	root->sequence = check->end.sequence;
	root->sequence_crc = check->end.crc;
	memcpy(root->next, check->end.next, sizeof(root->next));
	root->positions = s->lay.positions;
	root->map_pages = (uint16_t)s->lay.map_pages;
	root->log_pages = (uint16_t)s->lay.log_pages;
	root->defects = s->defects;
	root->drive = s->ask.drive;
	root->health = s->health;
	memcpy(root->page, check->page, sizeof(root->page));
	memcpy(root->defect, s->defect, s->defects * sizeof(root->defect[0]));
	memcpy(root->power, s->power, sizeof(root->power));
	tell_other(s, &root->other);
}

/*
 * Places that cannot be read now may be the next time: they come first. Else behind the one
 * that holds, so that all places wear alike.
 */
static bool next_root_place(struct store *s, uint32_t *place)
{
	struct checkpoint *check = &s->checkpoint;

	for (; check->ruins; check->ruins &= check->ruins - 1) {
		*place = (uint32_t)__builtin_ctz(check->ruins);
		if (!defects_has(s, root_cluster(s, *place)))
			return true;
	}
	for (; check->root == LAYOUT_ROOTS && check->tries < LAYOUT_ROOTS - 1; check->tries++) {
		*place = (s->area[check->area].root + 1 + check->tries) % LAYOUT_ROOTS;
		if (!defects_has(s, root_cluster(s, *place)))
			return true;
	}
	return false;
}

static bool write_root(struct store *s)
{
	uint8_t *cluster = buffer_data(s, STORE_BUFFER_PAGE, 0);
	uint32_t place = s->checkpoint.place;
	struct store_io *io;

	if (s->checkpoint.state != CHECKPOINT_ROOT || s->checkpoint.made)
		return false;
	s->checkpoint.made = true;
	fill_root(s, (struct nfod_root *)(void *)(cluster + sizeof(struct nfod_page_header)));
	seal_page(s, cluster, NFOD_PAGE_ROOT, 0);
	io = io_new(s, STORE_WRITE, STORE_FOR_ROOT, place, root_cluster(s, place));
	io_whole(s, io, STORE_BUFFER_PAGE);
	return true;
}

static bool log_is_long(const struct store *s)
{
	return s->since >= WAY_MOST ||
	       s->end.sequence - s->area[0].sequence >= checkpoint_interval(s);
}

static bool is_behind(const struct store *s, const struct area *area)
{
	return !area->checkpoint || area->sequence != s->end.sequence;
}

/**
 * checkpoint_is_known() - whether both areas have all, and the inner one's root tells so
 */
bool checkpoint_is_known(const struct store *s)
{
	const struct area *inner = &s->area[0], *outer = &s->area[1];

	return !is_behind(s, inner) && !is_behind(s, outer) && inner->knows == outer->checkpoint;
}

/* The outer area is needed only when the inner one fails: it may be some intervals old. */
static bool outer_is_old(const struct store *s)
{
	const struct area *outer = &s->area[1];

	return !outer->checkpoint ||
	       s->end.sequence - outer->sequence >= OUTER_INTERVALS * checkpoint_interval(s);
}

/*
 * A disc is formatted from the inside out. For room in the log the area whose checkpoint is
 * older. Else the inner one when it is time, since recovery begins with it; and the outer one
 * when it is old, or at rest before the inner one, whose root tells of it.
 */
static uint8_t choose_area(const struct store *s)
{
	const struct area *inner = &s->area[0], *outer = &s->area[1];

	if (s->load.state == LOAD_FORMAT)
		return s->checkpoint.wanted < LAYOUT_AREAS;
	if (s->checkpoint.wanted)
		return outer->checkpoint < inner->checkpoint;
	if (log_is_long(s) || !inner->checkpoint)
		return 0;
	return outer_is_old(s) || is_behind(s, outer);
}

static void begin(struct store *s)
{
	struct checkpoint *check = &s->checkpoint;

	check->state = CHECKPOINT_PAGES;
	check->area = choose_area(s);
	check->number++;
	check->tries = 0;
	check->root = LAYOUT_ROOTS;
	check->end = s->end;
	check->passed = 0;
	check->cursor = 0;
	memcpy(check->page, s->area[check->area].page, sizeof(check->page));
	if (check->area == 0)
		s->since = 0;
	if (check->wanted)
		check->wanted--;
	s->health.checkpoints++;
}

static bool is_due(const struct store *s)
{
	if (s->state == NFOD_STORE_LOADING)
		return s->checkpoint.wanted;
	return s->checkpoint.wanted || log_is_long(s) || !s->area[0].checkpoint ||
	       outer_is_old(s) ||
	       (s->resting && !checkpoint_is_known(s) && !s->moves && !merge_running(s) &&
		!s->commit.busy);
}

static void complete(struct store *s)
{
	struct checkpoint *check = &s->checkpoint;
	struct area *area = &s->area[check->area];

	check->state = CHECKPOINT_IDLE;
	area->checkpoint = check->number;
	area->generation = s->generation;
	area->knows = other_checkpoint(s);
	area->root = check->root;
	area->sequence = check->end.sequence;
	memcpy(area->page, check->page, sizeof(area->page));
	if (s->load.state == LOAD_CONFIRM)
		load_confirmed(s, NFOD_CAUSE_NONE);
}

/* Write the root where it is still to be written; with it the checkpoint holds. */
static void go_on(struct store *s)
{
	struct checkpoint *check = &s->checkpoint;

	check->state = CHECKPOINT_ROOT;
	check->made = false;
	if (next_root_place(s, &check->place))
		return;
	if (check->root != LAYOUT_ROOTS)
		complete(s);
	else
		store_stop(s, NFOD_CAUSE_AREA);
}

static bool may_write(const struct store *s)
{
	if (s->state != NFOD_STORE_LOADING)
		return s->state == NFOD_STORE_READY;
	return s->load.state == LOAD_CONFIRM || s->load.state == LOAD_SEAL ||
	       s->load.state == LOAD_FORMAT;
}

/* Return: whether there was anything to do. */
static bool get_on(struct store *s)
{
	struct checkpoint *check = &s->checkpoint;

	if (check->state == CHECKPOINT_IDLE && s->load.state != LOAD_CONFIRM && is_due(s)) {
		begin(s);
		return true;
	}
	if (check->state != CHECKPOINT_PAGES)
		return false;
	if (choose_pages(s))
		return true;
	if (check->cursor != layout_pages(&s->lay) || pages_busy(s))
		return false;
	go_on(s);
	return true;
}

/**
 * checkpoint_work() - a piece of a checkpoint, when it is time for one
 *
 * Return: whether there was anything to do.
 */
bool checkpoint_work(struct store *s)
{
	if (!may_write(s) || !io_left(s))
		return false;
	return write_root(s) || write_page(s) || get_on(s);
}

/**
 * checkpoint_confirm() - write the root of the area that was loaded once more
 * @ruined: bit per root place that cannot be read: is to have it as well
 */
void checkpoint_confirm(struct store *s, uint32_t ruined)
{
	struct checkpoint *check = &s->checkpoint;

	check->area = s->load.area;
	check->number++;
	check->tries = 0;
	check->root = LAYOUT_ROOTS;
	check->ruins = ruined;
	check->end = s->end;
	memcpy(check->page, s->area[check->area].page, sizeof(check->page));
	go_on(s);
}

/**
 * checkpoint_page_done() - a page has been written, or goes elsewhere
 */
void checkpoint_page_done(struct store *s, struct store_io *io, bool good)
{
	uint32_t n = io->index;

	io->used = false;
	if (good) {
		s->checkpoint.write[n].used = false;
		return;
	}
	s->health.write_failures++;
	defects_add(s, io->cluster, NFOD_DEFECT_SECONDARY, NFOD_DEFECT_WRITE);
	submit_page(s, n);
}

/**
 * checkpoint_root_done() - a root has been written, or not
 */
void checkpoint_root_done(struct store *s, struct store_io *io, bool good)
{
	struct checkpoint *check = &s->checkpoint;

	io->used = false;
	check->ruins &= ~(1u << io->index);
	if (good) {
		check->root = io->index;
	} else {
		s->health.write_failures++;
		defects_add(s, io->cluster, NFOD_DEFECT_SECONDARY, NFOD_DEFECT_WRITE);
	}
	if (check->state == CHECKPOINT_ROOT)
		go_on(s);
}
