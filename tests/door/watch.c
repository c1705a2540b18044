// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A twin whose servo interrupt comes in the midst of the main loop, and which watches what
 * both touch.
 *
 * The firmware in it is compiled with the calls of gcc's thread sanitizer before each access
 * to memory, and of its coverage at each basic block; here is what they call. Main loop and
 * tick share one processor, so what the main loop does between two holds can have any tick in
 * between that comes there: such a stretch has a number. A byte that both touch in the same
 * stretch, one of them writing, is a race, whoever came first in this run.
 *
 * DOOR_SEED chooses at which blocks ticks come; 0 or none: at none. DOOR_REPORT is the file
 * to which a line is added at the end. Whoever has seen a race ends with 3.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fw.h"
#include "within.h"

/* Basic blocks of the main loop from tick to tick, on average: 2,400 instructions. */
#define BLOCKS_A_TICK 400u
/* One in so many stretches has a tick at its beginning, however short it is. */
#define STRETCHES_A_TICK 32u
/*
 * Ticks on end, without a poll or a call of the host in between, that are watched: all that is
 * slow has had its turn then, and those that follow touch the same.
 */
#define TICKS_WATCHED 16u
/* Fields that races are told of. */
#define FIELDS_MOST 32u

enum context {
	MAIN,
	TICK,
	OUTSIDE,
};

/**
 * struct cell - a byte: stretches in which it was last touched, and where in the code
 */
struct cell {
	uint32_t read[2];
	uint32_t written[2];
	uint32_t site[2];
};

/**
 * struct region - memory that is watched
 */
struct region {
	const char *name;
	const uint8_t *begin;
	size_t bytes;
	struct cell *cell;
};

static struct watch {
	void *twin;
	struct region region[3];
	enum context context;
	bool held;
	bool within;
	uint32_t stretch;
	uint64_t random;
	uint32_t on_end;
	uint32_t blocks_left;
	uint32_t hold_blocks;
	uint32_t longest_hold;
	uint32_t holder;
	uint32_t longest_holder;
	uint64_t ticks;
	uint64_t waited;
	uint64_t holds;
	const void *told[FIELDS_MOST];
	uint32_t races;
} watch = { .stretch = 1, .context = OUTSIDE };

extern const char __executable_start[];

static uint32_t place(const void *site)
{
	return (uint32_t)((const char *)site - __executable_start);
}

/* ---- fields ---- */

struct field {
	const char *name;
	size_t at;
	size_t bytes;
};

#define OF(type, member)                                                     \
	{                                                                    \
#member, offsetof(type, member), sizeof(((type *)0)->member) \
	}
#define SERVO(member) OF(struct servo, member)
#define FW(member) OF(struct nfod_fw, member)

/* The innermost come first. */
static const struct field servo_fields[] = {
	SERVO(seen),
	SERVO(out),
	SERVO(to_drive),
	SERVO(told),
	SERVO(ticks),
	SERVO(gap.order),
	SERVO(gap.report),
	SERVO(gap.section),
	SERVO(gap),
	SERVO(track.order),
	SERVO(track.report),
	SERVO(track),
	SERVO(guard.write_wanted),
	SERVO(guard),
	SERVO(spindle),
	SERVO(sled),
	SERVO(loose),
	SERVO(seek),
	SERVO(tilt.measure),
	SERVO(tilt),
	SERVO(focus),
	SERVO(fig),
	SERVO(margin.report),
	SERVO(margin),
	SERVO(signal.curve),
	SERVO(signal.curves),
	SERVO(signal.side),
	SERVO(signal),
	SERVO(learn.turn_done),
	SERVO(learn.turn),
	SERVO(learn.ring),
	SERVO(learn.table),
	SERVO(learn.set),
	SERVO(learn.slope),
	SERVO(learn.feed),
	SERVO(learn.feed_slope),
	SERVO(learn),
	SERVO(bumps.near),
	SERVO(bumps.near_count),
	SERVO(bumps.set),
	SERVO(bumps.generation),
	SERVO(bumps.list),
	SERVO(bumps),
	SERVO(blames),
	SERVO(gauge),
	SERVO(level),
	SERVO(trace),
	SERVO(sup),
	SERVO(door),
};

static const struct field fw_fields[] = {
	FW(board), FW(motion.mean), FW(motion), FW(door), FW(fig),  FW(kin),  FW(plan),	 FW(power),
	FW(rec),   FW(drive),	    FW(usb),	FW(link), FW(disc), FW(pool), FW(cache), FW(store),
};

static const struct field *field_at(const struct field *fields, size_t count, size_t at)
{
	for (size_t n = 0; n < count; n++)
		if (at - fields[n].at < fields[n].bytes)
			return &fields[n];
	return NULL;
}

#define FIELD_AT(fields, at) field_at(fields, sizeof(fields) / sizeof(*(fields)), at)

static bool was_told(const void *what)
{
	for (uint32_t n = 0; n < watch.races; n++)
		if (watch.told[n] == what)
			return true;
	return false;
}

static void tell(const struct region *region, size_t at)
{
	const struct cell *cell = &region->cell[at];
	const struct field *field = NULL;
	bool servo = at - offsetof(struct nfod_fw, servo) < sizeof(struct servo);
	const void *what = region;

	if (region == watch.region) {
		field = servo ? FIELD_AT(servo_fields, at - offsetof(struct nfod_fw, servo)) :
				FIELD_AT(fw_fields, at);
		what = field;
	}
	if (was_told(what) || watch.races == FIELDS_MOST)
		return;
	watch.told[watch.races++] = what;
	fprintf(stderr, "door: race: %s%s %s + %zu: main loop at %#x, tick at %#x\n", region->name,
		servo && field ? "servo." : "", field ? field->name : "",
		at - (field ? field->at + (servo ? offsetof(struct nfod_fw, servo) : 0) : 0),
		cell->site[MAIN], cell->site[TICK]);
}

/* ---- accesses ---- */

static void touch(const void *address, size_t bytes, bool write, uint32_t site)
{
	enum context me = watch.context;
	enum context other = me == MAIN ? TICK : MAIN;
	struct region *region = watch.region;
	size_t at;

	if (me == OUTSIDE || (me == MAIN && watch.held))
		return;
	while ((at = (size_t)((const uint8_t *)address - region->begin)) >= region->bytes)
		if (++region == watch.region + 3)
			return;
	for (; bytes-- && at < region->bytes; at++) {
		struct cell *cell = &region->cell[at];

		cell->site[me] = site;
		if (write)
			cell->written[me] = watch.stretch;
		else
			cell->read[me] = watch.stretch;
		if (cell->written[other] == watch.stretch ||
		    (write && cell->read[other] == watch.stretch))
			tell(region, at);
	}
}

#define SITE place(__builtin_return_address(0))
#define ACCESS(size)                                 \
	void __tsan_read##size(void *at);            \
	void __tsan_write##size(void *at);           \
	void __tsan_unaligned_read##size(void *at);  \
	void __tsan_unaligned_write##size(void *at); \
	void __tsan_read##size(void *at)             \
	{                                            \
		touch(at, size, false, SITE);        \
	}                                            \
	void __tsan_write##size(void *at)            \
	{                                            \
		touch(at, size, true, SITE);         \
	}                                            \
	void __tsan_unaligned_read##size(void *at)   \
	{                                            \
		touch(at, size, false, SITE);        \
	}                                            \
	void __tsan_unaligned_write##size(void *at)  \
	{                                            \
		touch(at, size, true, SITE);         \
	}
/* clang-format off */
ACCESS(1)
ACCESS(2)
ACCESS(4)
ACCESS(8)
ACCESS(16)
/* clang-format on */

void __tsan_init(void);
void __tsan_read_range(void *at, size_t bytes);
void __tsan_write_range(void *at, size_t bytes);
void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_thread_fence(int order);

void __tsan_init(void)
{
}

void __tsan_read_range(void *at, size_t bytes)
{
	touch(at, bytes, false, SITE);
}

void __tsan_write_range(void *at, size_t bytes)
{
	touch(at, bytes, true, SITE);
}

void __tsan_atomic_signal_fence(int order)
{
	(void)order;
}

void __tsan_atomic_thread_fence(int order)
{
	(void)order;
}

/* What the firmware calls for memcpy() and its like. */
void *watch_memcpy(void *to, const void *from, size_t bytes);
void *watch_memmove(void *to, const void *from, size_t bytes);
void *watch_memset(void *to, int byte, size_t bytes);
int watch_memcmp(const void *a, const void *b, size_t bytes);

void *watch_memcpy(void *to, const void *from, size_t bytes)
{
	touch(from, bytes, false, SITE);
	touch(to, bytes, true, SITE);
	return memcpy(to, from, bytes);
}

void *watch_memmove(void *to, const void *from, size_t bytes)
{
	touch(from, bytes, false, SITE);
	touch(to, bytes, true, SITE);
	return memmove(to, from, bytes);
}

void *watch_memset(void *to, int byte, size_t bytes)
{
	touch(to, bytes, true, SITE);
	return memset(to, byte, bytes);
}

int watch_memcmp(const void *a, const void *b, size_t bytes)
{
	touch(a, bytes, false, SITE);
	touch(b, bytes, false, SITE);
	return memcmp(a, b, bytes);
}

/* ---- ticks in the midst ---- */

static uint32_t draw(uint32_t below)
{
	watch.random ^= watch.random << 13;
	watch.random ^= watch.random >> 7;
	watch.random ^= watch.random << 17;
	return (uint32_t)(watch.random >> 32) % below;
}

static void tick_within(void)
{
	enum context context = watch.context;

	watch.within = true;
	watch.context = OUTSIDE;
	watch.on_end = 0;
	watch.ticks += within_tick(watch.twin);
	watch.context = context;
	watch.within = false;
}

static void rewind_clock(void)
{
	watch.blocks_left = 1 + draw(2 * BLOCKS_A_TICK);
}

/* A tick that is due while it is held comes when it is let go. */
void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	if (watch.context != MAIN)
		return;
	watch.hold_blocks += watch.held;
	if (!watch.random || !watch.blocks_left || --watch.blocks_left || watch.held)
		return;
	rewind_clock();
	tick_within();
}

static void hold_servo(void *ctx, bool hold)
{
	(void)ctx;
	if (watch.context != MAIN)
		return;
	if (hold) {
		watch.held = true;
		watch.holds++;
		watch.hold_blocks = 0;
		watch.holder = SITE;
		return;
	}
	watch.held = false;
	watch.stretch++;
	if (watch.hold_blocks > watch.longest_hold) {
		watch.longest_hold = watch.hold_blocks;
		watch.longest_holder = watch.holder;
	}
	if (!watch.random)
		return;
	if (!watch.blocks_left) {
		watch.waited++;
		rewind_clock();
		tick_within();
	} else if (!draw(STRETCHES_A_TICK)) {
		tick_within();
	}
}

/* ---- calls ---- */

static void end(void)
{
	const char *path = getenv("DOOR_REPORT");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (file) {
		fprintf(file, "races %u holds %llu within %llu waited %llu longest %u at %#x\n",
			watch.races, (unsigned long long)watch.holds,
			(unsigned long long)watch.ticks, (unsigned long long)watch.waited,
			watch.longest_hold, watch.longest_holder);
		fclose(file);
	}
	if (watch.races) {
		fflush(NULL);
		_Exit(3);
	}
}

static void watch_region(struct region *region, const char *name, const volatile void *begin,
			 size_t bytes)
{
	free(region->cell);
	*region = (struct region){
		.name = name,
		.begin = (const uint8_t *)begin,
		.bytes = bytes,
		.cell = calloc(bytes, sizeof(struct cell)),
	};
	if (!region->cell)
		abort();
}

static void begin(void)
{
	const char *seed = getenv("DOOR_SEED");

	if (watch.twin)
		return;
	atexit(end);
	watch.random = seed ? strtoull(seed, NULL, 10) * 0x9e3779b97f4a7c15u : 0;
	if (watch.random)
		rewind_clock();
}

/* As before it, for calls within a call. */
static enum context enter(enum context context)
{
	enum context before = watch.context;

	watch.context = context;
	/* What the twin asks around a tick is none of the main loop's calls. */
	if (context == MAIN ? watch.within : watch.on_end++ >= TICKS_WATCHED)
		watch.context = OUTSIDE;
	return before;
}

struct nfod_fw *__real_nfod_fw_init(void *memory, const struct nfod_board *board, uint64_t now_ns);
struct nfod_fw *__wrap_nfod_fw_init(void *memory, const struct nfod_board *board, uint64_t now_ns);
struct nfod_fw *__wrap_nfod_fw_init(void *memory, const struct nfod_board *board, uint64_t now_ns)
{
	struct nfod_board held = *board;
	uint32_t traced = board->buffer_pages - NFOD_FW_TRACE_PAGES;

	begin();
	watch.twin = board->ctx;
	held.hold_servo = hold_servo;
	watch_region(&watch.region[0], "", memory, sizeof(struct nfod_fw));
	watch_region(&watch.region[1], "front-end", board->fe, sizeof(*board->fe));
	watch_region(&watch.region[2], "trace",
		     (uint8_t *)board->buffer + (size_t)traced * NFOD_BLOCK_BYTES,
		     (size_t)NFOD_FW_TRACE_PAGES * NFOD_BLOCK_BYTES);
	return __real_nfod_fw_init(memory, &held, now_ns);
}

#define CALL(who, result, name, parameters, arguments)     \
	result __real_##name parameters;                   \
	result __wrap_##name parameters;                   \
	result __wrap_##name parameters                    \
	{                                                  \
		enum context before = enter(who);          \
		result returned = __real_##name arguments; \
                                                           \
		watch.context = before;                    \
		return returned;                           \
	}
#define VOID_CALL(name, parameters, arguments)     \
	void __real_##name parameters;             \
	void __wrap_##name parameters;             \
	void __wrap_##name parameters              \
	{                                          \
		enum context before = enter(MAIN); \
                                                   \
		__real_##name arguments;           \
		watch.context = before;            \
	}

/* clang-format off */
CALL(TICK, bool, nfod_fw_servo_tick, (struct nfod_fw *fw), (fw))
CALL(MAIN, bool, nfod_fw_servo_rests, (const struct nfod_fw *fw), (fw))
CALL(MAIN, uint64_t, nfod_fw_next_deadline, (const struct nfod_fw *fw), (fw))
CALL(MAIN, bool, nfod_fw_is_well, (const struct nfod_fw *fw), (fw))
CALL(MAIN, bool, nfod_fw_has_left, (const struct nfod_fw *fw), (fw))
CALL(MAIN, uint32_t, nfod_usb_out, (struct nfod_fw *fw, uint8_t ep, const void *data, uint32_t len, bool last),
     (fw, ep, data, len, last))
VOID_CALL(nfod_fw_poll, (struct nfod_fw *fw, uint64_t now_ns), (fw, now_ns))
VOID_CALL(nfod_usb_reset, (struct nfod_fw *fw, enum nfod_usb_speed speed), (fw, speed))
VOID_CALL(nfod_usb_suspend, (struct nfod_fw *fw, bool suspended), (fw, suspended))
VOID_CALL(nfod_usb_control, (struct nfod_fw *fw, const uint8_t setup[8], const void *data, uint32_t len),
	  (fw, setup, data, len))
VOID_CALL(nfod_usb_in_done, (struct nfod_fw *fw, struct nfod_usb_in *in), (fw, in))
/* clang-format on */
