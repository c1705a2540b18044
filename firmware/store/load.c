// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include <string.h>

#include "store/internal.h"

#define BUFFER_ROOT STORE_BUFFER_CERTIFY
#define READS_MOST 8u

/* ---- buffers that clusters are read into ---- */

static bool take_buffer(struct store *s, uint32_t *buffer)
{
	struct load *load = &s->load;

	if (load->reads >= READS_MOST || !io_left(s))
		return false;
	for (*buffer = 0; *buffer < BUFFER_ROOT; ++*buffer)
		if (!(load->reading & 1u << *buffer) && !load->seen[*buffer].state)
			return true;
	return false;
}

static void read_into(struct store *s, uint32_t buffer, uint32_t cluster)
{
	struct store_io *io = io_new(s, STORE_READ, STORE_FOR_LOAD, buffer, cluster);

	io_whole(s, io, buffer);
	s->load.reading |= 1u << buffer;
	s->load.reads++;
}

static bool is_blank(const uint8_t *cluster)
{
	uint32_t n;

	for (n = 0; n < sizeof(struct nfod_page_header); n++)
		if (cluster[n])
			return false;
	return true;
}

/* ---- roots ---- */

/* Something that takes its time, piece by piece. */
static void begin(struct store *s, enum load_state state)
{
	s->load.state = (uint8_t)state;
	s->load.cursor = 0;
}

static void begin_area(struct store *s, uint8_t area)
{
	struct load *load = &s->load;

	begin(s, LOAD_ROOTS);
	load->area = area;
	load->best = 0;
	load->ruined = 0;
	load->failed = false;
}

static const struct nfod_page_header *root_header(const struct store *s)
{
	return buffer_data(s, BUFFER_ROOT, 0);
}

static const struct nfod_root *root(const struct store *s)
{
	return (const struct nfod_root *)(const void *)(root_header(s) + 1);
}

static bool root_makes_sense(const struct store *s, const struct nfod_root *found)
{
	uint32_t n;

	if (found->positions != s->lay.positions || found->map_pages != s->lay.map_pages ||
	    found->log_pages != s->lay.log_pages || found->defects > NFOD_ROOT_DEFECTS)
		return false;
	for (n = 0; n < layout_pages(&s->lay); n++)
		if (found->page[n].place >= layout_places(&s->lay, s->load.area))
			return false;
	for (n = 0; n < NFOD_LOG_NEXT; n++)
		if (found->next[n] != NFOD_NO_PLACE && found->next[n] >= s->lay.positions)
			return false;
	for (n = 0; n < found->defects; n++)
		if (found->defect[n].cluster >= s->lay.clusters)
			return false;
	return true;
}

static bool other_makes_sense(const struct store *s, const struct nfod_root_other *other)
{
	uint32_t area = !s->load.area, n;

	if (!other->checkpoint || other->root >= LAYOUT_ROOTS)
		return false;
	for (n = 0; n < layout_pages(&s->lay); n++)
		if (other->page[n].place >= layout_places(&s->lay, area))
			return false;
	return true;
}

static void take_root(struct store *s, uint32_t buffer, uint32_t place, bool good)
{
	uint8_t *cluster = buffer_data(s, buffer, 0);
	const struct nfod_page_header *header = (const struct nfod_page_header *)(void *)cluster;
	const void *payload = header + 1;

	if (!good) {
		s->load.ruined |= 1u << place;
		return;
	}
	if (is_blank(cluster)) {
		s->load.blank[s->load.area]++;
		return;
	}
	if (!page_holds(s, cluster, NFOD_PAGE_ROOT) || header->checkpoint <= s->load.best ||
	    !root_makes_sense(s, payload))
		return;
	s->load.best = header->checkpoint;
	s->load.place = place;
	if (s->load.newest < s->load.best)
		s->load.newest = s->load.best;
	memcpy(buffer_data(s, BUFFER_ROOT, 0), cluster, NFOD_CLUSTER_BYTES);
}

/* Nothing was ever acknowledged before the second area had its first root. */
static bool was_never_formatted(const struct store *s)
{
	return s->load.blank[1] == LAYOUT_ROOTS;
}

static void be_read_only(struct store *s, enum nfod_cause cause)
{
	s->load.state = LOAD_IDLE;
	s->state = NFOD_STORE_READ_ONLY;
	s->cause = (uint8_t)cause;
}

/* This area is no use: the other one, or the first one for want of a better. */
static void give_up_area(struct store *s)
{
	struct load *load = &s->load;

	if (load->area == 0 && !load->final) {
		begin_area(s, 1);
	} else if (load->broken && !load->final) {
		load->final = true;
		begin_area(s, 0);
	} else if (was_never_formatted(s) && load->protect) {
		begin(s, LOAD_CLEAR);
	} else if (was_never_formatted(s)) {
		store_format(s, 0);
		load->pressed = true;
	} else {
		s->state = NFOD_STORE_FAILED;
		s->cause = NFOD_CAUSE_NO_ROOT;
	}
}

static bool read_roots(struct store *s)
{
	struct load *load = &s->load;
	uint32_t before = load->reads, buffer;

	while (load->cursor < LAYOUT_ROOTS && take_buffer(s, &buffer))
		read_into(s, buffer, s->lay.area[load->area].first + load->cursor++);
	if (load->reads)
		return load->reads != before;
	if (load->best)
		begin(s, LOAD_PAGES);
	else
		give_up_area(s);
	return true;
}

/* ---- pages ---- */

static void copy_in(struct store *s, uint32_t page, const uint8_t *payload)
{
	uint8_t *to = (uint8_t *)s->map;
	uint32_t at = page * NFOD_MAP_PER_PAGE, per = NFOD_MAP_PER_PAGE;
	uint32_t size = sizeof(s->map[0]), count = layout_user_clusters(&s->lay);

	if (page >= s->lay.map_pages) {
		to = (uint8_t *)s->place;
		at = (page - s->lay.map_pages) * NFOD_LOG_PER_PAGE;
		per = NFOD_LOG_PER_PAGE;
		size = sizeof(s->place[0]);
		count = s->lay.positions;
	}
	count = at < count ? count - at : 0;
	memcpy(to + at * size, payload, (count < per ? count : per) * size);
}

static void take_page(struct store *s, uint32_t buffer, bool good)
{
	uint8_t *cluster = buffer_data(s, buffer, 0);
	const struct nfod_page_header *header = (const struct nfod_page_header *)(void *)cluster;
	uint32_t page = s->load.page[buffer];
	bool is_map = page < s->lay.map_pages;

	if (good && header->crc == root(s)->page[page].crc &&
	    header->generation == root_header(s)->generation &&
	    header->page == (is_map ? page : page - s->lay.map_pages) &&
	    page_holds(s, cluster, is_map ? NFOD_PAGE_MAP : NFOD_PAGE_LOG))
		copy_in(s, page, cluster + sizeof(*header));
	else
		s->load.failed = true;
}

/*
 * Of the other area the inner one's root tells. It may have got one checkpoint further than
 * that: what that has written anew is written once more.
 */
static void adopt_other(struct store *s)
{
	const struct nfod_root_other *found = &root(s)->other;
	struct area *area = &s->area[!s->load.area];
	uint32_t n;

	area->checkpoint = 0;
	dirty_all(s, !s->load.area);
	if (s->load.area || !other_makes_sense(s, found))
		return;
	area->checkpoint = found->checkpoint;
	area->generation = s->generation;
	area->sequence = found->sequence;
	area->root = found->root;
	memcpy(area->page, found->page, sizeof(area->page));
	for (n = 0; n < layout_pages(&s->lay); n++) {
		if (!found->page[n].old)
			area->dirty[n / 32] &= ~(1u << n % 32);
		area->page[n].old = 0;
	}
}

static bool is_power(uint16_t power)
{
	return power >= NFOD_POWER_LEAST && power <= NFOD_POWER_MOST;
}

/* Another drive's light is not like ours, and what was in vain is worth another try. */
static void adopt_powers(struct store *s, const struct nfod_root *found)
{
	uint32_t n;

	memset(s->power, 0, sizeof(s->power));
	for (n = 0; n < NFOD_ROOT_POWERS && found->drive == s->ask.drive; n++)
		if (found->power[n].state == NFOD_POWER_FOUND && is_power(found->power[n].power) &&
		    is_power(found->power[n].balance))
			s->power[n] = found->power[n];
}

static void adopt_root(struct store *s)
{
	const struct nfod_root *found = root(s);
	struct area *area = &s->area[s->load.area];

	s->generation = root_header(s)->generation;
	s->health = found->health;
	adopt_powers(s, found);
	s->end.sequence = found->sequence;
	s->end.crc = found->sequence_crc;
	memcpy(s->end.next, found->next, sizeof(s->end.next));
	s->sequence = found->sequence;
	area->checkpoint = root_header(s)->checkpoint;
	area->generation = s->generation;
	area->root = s->load.place;
	area->sequence = found->sequence;
	area->knows = found->other.checkpoint;
	memcpy(area->page, found->page, sizeof(area->page));
	memset(area->dirty, 0, sizeof(area->dirty));
	adopt_other(s);
	/* The other one may have got further than this one, and this one as far as to a ruin. */
	s->checkpoint.number = s->load.newest + 2;
}

static void begin_roll(struct store *s)
{
	s->load.state = LOAD_ROLL;
	s->since = 0;
	s->load.rolled = 0;
	s->load.far = false;
	s->load.torn = false;
	s->load.last = STORE_BUFFERS;
	s->load.tip = s->end;
}

/*
 * Its writing may have been cut short, and then it can be read now and not the next time. What
 * only the one before it needs must stay until a root is there that is whole.
 */
static void confirm_root(struct store *s)
{
	s->health.loads++;
	s->load.state = LOAD_CONFIRM;
	checkpoint_confirm(s, s->load.ruined);
}

/**
 * load_confirmed() - the root that was found stands whole on the disc
 * @cause: or cannot be written; the disc can be read
 */
void load_confirmed(struct store *s, enum nfod_cause cause)
{
	s->load.protect = (uint8_t)cause;
	begin_roll(s);
}

static bool read_pages(struct store *s)
{
	struct load *load = &s->load;
	uint32_t before = load->reads, buffer;

	while (load->cursor < layout_pages(&s->lay) && take_buffer(s, &buffer)) {
		load->page[buffer] = (uint16_t)load->cursor;
		read_into(s, buffer,
			  s->lay.area[load->area].first + LAYOUT_ROOTS +
				  root(s)->page[load->cursor].place);
		load->cursor++;
	}
	if (load->reads)
		return load->reads != before;
	if (load->failed)
		give_up_area(s);
	else
		begin(s, LOAD_JUDGE);
	return true;
}

static void judge_map(struct store *s)
{
	uint32_t users = layout_user_clusters(&s->lay), from = s->load.cursor;

	s->load.cursor = users - from > STORE_PIECE ? from + STORE_PIECE : users;
	if (!slots_make_sense(s, from, s->load.cursor)) {
		give_up_area(s);
	} else if (s->load.cursor == users) {
		adopt_root(s);
		begin(s, LOAD_DEFECTS);
	}
}

static void take_defects(struct store *s)
{
	const struct nfod_root *found = root(s);

	if (defects_adopt(s, found->defect, found->defects, &s->load.cursor))
		begin(s, LOAD_INDEX);
}

static void make_index(struct store *s)
{
	struct load *load = &s->load;

	if (!index_adopt(s, &load->cursor))
		return;
	if (load->protect)
		begin_roll(s);
	else
		confirm_root(s);
}

/* ---- the log behind the checkpoint ---- */

/* Positions to look at: the near ones; when nothing there goes on, all. */
static uint32_t window(const struct store *s)
{
	return s->load.far ? NFOD_LOG_NEXT : NFOD_LOG_NEAR;
}

_Static_assert(NFOD_LOG_NEXT < STORE_BUFFERS, "a buffer for each in the window");

/* Worth its buffer: part of the plan. */
static bool is_useful(const struct store *s, uint32_t position)
{
	uint32_t n;

	for (n = 0; n < NFOD_LOG_NEXT; n++)
		if (s->load.tip.next[n] == position)
			return true;
	return false;
}

static uint8_t seen_state(const struct store *s, uint32_t position)
{
	uint32_t n;

	for (n = 0; n < STORE_BUFFERS; n++)
		if (s->load.seen[n].state && s->load.seen[n].position == position)
			return s->load.seen[n].state;
	return SEEN_NONE;
}

static void take_log(struct store *s, uint32_t buffer, bool readable, uint16_t bad)
{
	uint8_t *cluster = buffer_data(s, buffer, 0);
	struct sight *seen = &s->load.seen[buffer];

	if (!readable && bad == STORE_ALL)
		seen->state = SEEN_BAD;
	else if (is_blank(cluster))
		seen->state = SEEN_BLANK;
	else
		seen->state = log_holds(s, cluster, bad) ? SEEN_HOLDS : SEEN_BAD;
}

static const struct nfod_log_header *header_in(const struct store *s, uint32_t buffer)
{
	return buffer_data(s, buffer, 0);
}

static bool follows(const struct store *s, const struct nfod_log_header *header)
{
	const struct log_end *tip = &s->load.tip;

	return header->previous == tip->sequence && header->previous_crc == tip->crc &&
	       !stamp_not_after(header->sequence, tip->sequence);
}

static bool is_later(const struct nfod_log_header *a, const struct nfod_log_header *b)
{
	if (a->load != b->load)
		return !stamp_not_after(a->load, b->load);
	return !stamp_not_after(a->sequence, b->sequence);
}

/* Of several tries at the same log cluster the last one counts. */
static uint32_t choose_next(const struct store *s)
{
	uint32_t best = STORE_BUFFERS, n;

	for (n = 0; n < STORE_BUFFERS; n++) {
		if (s->load.seen[n].state != SEEN_HOLDS || !follows(s, header_in(s, n)))
			continue;
		if (best == STORE_BUFFERS || is_later(header_in(s, n), header_in(s, best)))
			best = n;
	}
	return best;
}

static void forget_seen(struct store *s, bool all)
{
	uint32_t n;

	for (n = 0; n < STORE_BUFFERS; n++)
		if (all ||
		    (s->load.seen[n].state != SEEN_READING && s->load.seen[n].state != SEEN_LAST &&
		     !is_useful(s, s->load.seen[n].position)))
			s->load.seen[n].state = SEEN_NONE;
}

/* It is known to be whole, since another one was written behind it; or it is all there is. */
static void apply_last(struct store *s)
{
	struct load *load = &s->load;

	if (load->last == STORE_BUFFERS)
		return;
	log_apply(s, header_in(s, load->last), load->seen[load->last].position);
	s->end = load->tip;
	s->defects_told = s->defects;
	load->seen[load->last].state = SEEN_NONE;
	load->last = STORE_BUFFERS;
}

static void roll(struct store *s, uint32_t buffer)
{
	const struct nfod_log_header *header = header_in(s, buffer);
	struct load *load = &s->load;

	apply_last(s);
	load->last = buffer;
	load->seen[buffer].state = SEEN_LAST;
	load->tip.sequence = header->sequence;
	load->tip.crc = header->crc;
	memcpy(load->tip.next, header->next, sizeof(load->tip.next));
	load->rolled++;
	load->far = false;
	forget_seen(s, false);
}

/* What stands where the log ends, and whether it may end there. */
static void judge_end(struct store *s)
{
	struct load *load = &s->load;
	uint32_t n;

	load->broken = false;
	s->sequence = load->tip.sequence;
	for (n = 0; n < STORE_BUFFERS; n++) {
		const struct nfod_log_header *header = header_in(s, n);

		load->torn |= load->seen[n].state == SEEN_BAD;
		if (load->seen[n].state != SEEN_HOLDS ||
		    stamp_not_after(header->sequence, load->tip.sequence))
			continue;
		load->torn = true;
		load->broken |= !stamp_not_after(header->previous, load->tip.sequence);
		if (!stamp_not_after(header->sequence, s->sequence))
			s->sequence = header->sequence;
	}
}

static void be_ready(struct store *s)
{
	s->load.state = LOAD_IDLE;
	s->state = NFOD_STORE_READY;
}

/*
 * Places for a copy of a log cluster: in the same plan, and near, since nobody looks far as long
 * as the original is seen; those behind it first. Those before it hold tries that it has
 * overtaken, so that there is one however many recoveries are cut. Whether there is one.
 */
static bool plan_copy(const struct store *s, uint32_t position, uint16_t next[NFOD_LOG_NEXT])
{
	const uint16_t *plan = s->end.next;
	uint32_t at = 0, count = 0, n;

	while (at < NFOD_LOG_NEAR && plan[at] != position)
		at++;
	if (at == NFOD_LOG_NEAR)
		return false;
	for (n = 0; n < NFOD_LOG_NEXT; n++)
		next[n] = NFOD_NO_PLACE;
	for (n = 1; n < NFOD_LOG_NEAR; n++) {
		uint16_t place = plan[(at + n) % NFOD_LOG_NEAR];

		if (place != NFOD_NO_PLACE && !defects_has(s, layout_log_cluster(&s->lay, place)))
			next[count++] = place;
	}
	return count;
}

static void queue_copy(struct store *s, const struct nfod_log_header *header)
{
	uint32_t n;

	pack_refill(s, header);
	for (n = 0; n < header->moves; n++)
		moves_push(s, header->move[n].cluster, header->move[n].slot,
			   header->move[n].sectors);
	if (stamp_not_after((uint32_t)s->health.loads, header->load))
		s->health.loads = header->load + 1u;
}

/*
 * The last log cluster may have been cut short as well, and what it says would be gone when it
 * cannot be read any more. So it is written once more before anything builds on it. Until then
 * it counts for nothing. Were no other place of its plan any good, it must do as it is.
 */
static void copy_last(struct store *s)
{
	struct load *load = &s->load;
	uint16_t next[NFOD_LOG_NEXT];

	load->copied = false;
	if (load->last == STORE_BUFFERS)
		return;
	defects_learn(s, header_in(s, load->last));
	load->copied = plan_copy(s, load->seen[load->last].position, next);
	if (!load->copied) {
		apply_last(s);
		return;
	}
	load->original = load->seen[load->last].position;
	memcpy(s->end.next, next, sizeof(next));
	memmove(buffer_data(s, 0, 0), header_in(s, load->last), NFOD_CLUSTER_BYTES);
	queue_copy(s, buffer_data(s, 0, 0));
}

/* Whether what was found is to be left as it is, for good or ill. */
static bool is_found_only(struct store *s)
{
	if (s->load.broken)
		s->load.protect = NFOD_CAUSE_BROKEN_LOG;
	return s->load.protect;
}

static void end_roll(struct store *s)
{
	judge_end(s);
	if (s->load.broken && !s->load.final) {
		forget_seen(s, true);
		give_up_area(s);
		return;
	}
	if (s->load.rolled || s->load.torn)
		s->health.unclean++;
	if (is_found_only(s))
		apply_last(s);
	else
		copy_last(s);
	forget_seen(s, true);
	defects_retire(s);
	if (s->load.protect)
		be_read_only(s, s->load.protect);
	else if (s->load.rolled || s->load.torn)
		s->load.state = LOAD_SEAL;
	else
		begin(s, LOAD_COUNT);
}

/* Have a position read that has not been; whether what is there is known. */
static bool look_at(struct store *s, uint16_t position)
{
	uint8_t state = seen_state(s, position);
	uint32_t buffer;

	if (position == NFOD_NO_PLACE)
		return true;
	if (state == SEEN_NONE && take_buffer(s, &buffer)) {
		s->load.seen[buffer] = (struct sight){ SEEN_READING, position };
		read_into(s, buffer, layout_log_cluster(&s->lay, position));
	}
	return state > SEEN_READING;
}

/*
 * All of the window must be known before anything is believed. That costs no time: it is the
 * log's plan, so that all but the last of it will be wanted anyway.
 */
static bool read_log(struct store *s)
{
	uint32_t before = s->load.reads, buffer, n;
	bool known = true;

	/* Read for nothing, but not known to be before: room for what is in the window. */
	forget_seen(s, false);
	for (n = 0; n < window(s); n++)
		known &= look_at(s, s->load.tip.next[n]);
	if (!known)
		return s->load.reads != before;
	buffer = choose_next(s);
	if (buffer != STORE_BUFFERS)
		roll(s, buffer);
	else if (!s->load.far)
		s->load.far = true;
	else if (!s->load.reads)
		end_roll(s);
	else
		return false;
	return true;
}

/* ---- all of it ---- */

/* Nothing is on the disc any more; one that may not be written stays so. */
static void clear(struct store *s)
{
	if (!format_clear(s, &s->load.cursor))
		return;
	if (s->load.protect) {
		be_read_only(s, s->load.protect);
		return;
	}
	format_begin(s);
	s->load.state = LOAD_FORMAT;
}

static void count(struct store *s)
{
	if (!slots_count(s, &s->load.cursor))
		return;
	if (s->load.pressed)
		erased_as_pressed(s);
	s->load.pressed = false;
	be_ready(s);
}

static bool are_written(const struct store *s)
{
	return !s->checkpoint.wanted && s->checkpoint.state == CHECKPOINT_IDLE;
}

/* Return: whether there was anything to do. */
static bool step(struct store *s)
{
	switch (s->load.state) {
	case LOAD_ROOTS:
		return read_roots(s);
	case LOAD_PAGES:
		return read_pages(s);
	case LOAD_JUDGE:
		judge_map(s);
		return true;
	case LOAD_DEFECTS:
		take_defects(s);
		return true;
	case LOAD_INDEX:
		make_index(s);
		return true;
	case LOAD_ROLL:
		return read_log(s);
	case LOAD_CLEAR:
		clear(s);
		return true;
	case LOAD_FORMAT:
		if (are_written(s))
			begin(s, LOAD_COUNT);
		return are_written(s);
	case LOAD_COUNT:
		count(s);
		return true;
	default:
		return false;
	}
}

/* What has been read waits until there is time to look at it. */
static void look_at_one(struct store *s)
{
	uint32_t buffer = (uint32_t)__builtin_ctz(s->load.come);
	const struct reading *answer = &s->load.answer[buffer];

	s->load.come &= s->load.come - 1;
	s->load.reads--;
	s->load.reading &= ~(1u << buffer);
	if (s->load.state == LOAD_ROOTS)
		take_root(s, buffer, answer->cluster - s->lay.area[s->load.area].first,
			  answer->good);
	else if (s->load.state == LOAD_PAGES)
		take_page(s, buffer, answer->good);
	else
		take_log(s, buffer, answer->good, answer->bad);
}

/**
 * load_work() - a piece of recovering, or of formatting
 *
 * Return: whether there was anything to do.
 */
bool load_work(struct store *s)
{
	if (!s->load.come)
		return step(s);
	look_at_one(s);
	return true;
}

/**
 * load_done() - a cluster has been read
 */
void load_done(struct store *s, struct store_io *io, bool good, uint16_t bad)
{
	io->used = false;
	s->load.answer[io->index] = (struct reading){ io->cluster, bad, good };
	s->load.come |= 1u << io->index;
}

/**
 * load_sealed() - what had not been finished when the power went can never count now
 *
 * Behind a copy one more log cluster is written: the copy is whole, and that tells so. Were it
 * the last one, each load would make another copy, and the plan has an end.
 */
void load_sealed(struct store *s)
{
	if (s->load.copied) {
		s->load.copied = false;
		return;
	}
	begin(s, LOAD_COUNT);
}

/**
 * load_unsealed() - that cannot be written: what the log ends with is good for reading
 */
void load_unsealed(struct store *s)
{
	if (s->load.copied)
		log_apply(s, buffer_data(s, 0, 0), s->load.original);
	moves_reset(s);
	memset(s->pack, 0, sizeof(s->pack));
	memset(&s->commit, 0, sizeof(s->commit));
}

/**
 * store_load() - find out what the disc holds, or format one that is fresh
 * @protect: nothing may be written
 */
void store_load(struct store *s, bool protect)
{
	store_reset(s);
	s->load.protect = protect ? NFOD_CAUSE_PROTECTED : NFOD_CAUSE_NONE;
	s->state = NFOD_STORE_LOADING;
	begin_area(s, 0);
}
