// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The firmware as an image on a processor of its own, in lockstep (nfod/lockstep.h).
 */
#include <stdlib.h>
#include <string.h>

#include "twin/board.h"
#include "twin/flash.h"
#include "twin/processor.h"
#include "twin/twin.h"

/**
 * struct loan - an IN transfer of the image's, as the port knows it
 * @next: of all
 * @in: the port's
 * @name: the image's
 * @segment: pieces, and behind them the contents of those that were copied
 */
struct loan {
	struct loan *next;
	struct nfod_usb_in in;
	uint32_t name;
	struct nfod_usb_segment segment[];
};

/**
 * struct mps2 - the board
 * @processor: and its memory
 * @setup: what it is connected to
 * @loans: on their way to the host
 * @flash: of the drive
 * @gone: the image does nothing more: it has reset itself, or the power goes
 * @anew: it is about to start, having reset itself
 * @turns: calls take no time
 * @called_at: instructions that had been executed when it was called last
 * @called_ns: time of that
 * @ticked_ns: time of the last tick in the midst of a call, 0 = its answer has been looked at
 */
struct mps2 {
	struct board board;
	struct processor processor;
	struct nfod_board setup;
	struct loan *loans;
	struct flash *flash;
	bool gone;
	bool anew;
	bool turns;
	uint64_t called_at;
	uint64_t called_ns;
	uint64_t ticked_ns;
};

static struct nfod_lockstep *shared_of(const struct board *board)
{
	return ((const struct mps2 *)board)->processor.shared;
}

/* ---- IN transfers ---- */

/* Those of an endpoint; 0 = all. */
static void forget_loans(struct mps2 *mps2, uint8_t ep)
{
	struct loan **link = &mps2->loans;

	while (*link) {
		struct loan *loan = *link;

		if (ep && loan->in.ep != ep) {
			link = &loan->next;
			continue;
		}
		*link = loan->next;
		free(loan);
	}
}

static bool is_within(uint32_t at, uint32_t len, uint32_t begin, uint32_t bytes)
{
	return at >= begin && at - begin <= bytes && len <= bytes - (at - begin);
}

static bool in_buffer(const struct nfod_lockstep_segment *segment)
{
	return is_within(segment->at, segment->len, NFOD_LOCKSTEP_BUFFER - NFOD_LOCKSTEP_BASE,
			 NFOD_LOCKSTEP_PAGES * NFOD_BLOCK_BYTES);
}

static bool from_image(const struct nfod_lockstep_segment *segment)
{
	return is_within(segment->at, segment->len,
			 NFOD_LOCKSTEP_WINDOW - NFOD_LOCKSTEP_BASE +
				 offsetof(struct nfod_lockstep, from_image),
			 NFOD_LOCKSTEP_FROM_IMAGE);
}

static struct loan *new_loan(const struct nfod_lockstep *shared)
{
	struct loan *loan;

	if (shared->segments > NFOD_LOCKSTEP_SEGMENTS)
		twin_die("image sends %u pieces at once", shared->segments);
	loan = calloc(1, sizeof(*loan) + shared->segments * sizeof(loan->segment[0]) +
				 NFOD_LOCKSTEP_FROM_IMAGE);
	if (!loan)
		twin_die("out of memory for an answer");
	loan->name = shared->number;
	loan->in.segment = loan->segment;
	loan->in.segments = (uint16_t)shared->segments;
	loan->in.ep = (uint8_t)shared->ep;
	loan->in.stream = (uint16_t)shared->stream;
	return loan;
}

/* What is not in the buffer RAM is not there any more after this. */
static void lend(struct mps2 *mps2)
{
	const struct nfod_lockstep *shared = mps2->processor.shared;
	struct loan *loan = new_loan(shared);
	uint8_t *copy = (uint8_t *)(loan->segment + shared->segments);

	for (uint32_t n = 0; n < shared->segments; n++) {
		const struct nfod_lockstep_segment *segment = &shared->segment[n];
		const uint8_t *data = mps2->processor.psram + segment->at;

		if (!in_buffer(segment) && !from_image(segment))
			twin_die("image sends what lies at %#x", segment->at);
		if (from_image(segment)) {
			memcpy(copy, data, segment->len);
			data = copy;
			copy += segment->len;
		}
		loan->segment[n].data = data;
		loan->segment[n].len = segment->len;
		loan->in.len += segment->len;
	}
	loan->next = mps2->loans;
	mps2->loans = loan;
	mps2->setup.usb->ep_in(mps2->setup.ctx, &loan->in);
}

/* ---- time within calls ---- */

static struct twin *twin_of(const struct mps2 *mps2)
{
	return mps2->setup.ctx;
}

/* Of the image's clock, which counts from the beginning of the call. */
static uint64_t time_of(const struct mps2 *mps2, uint32_t counts)
{
	return mps2->called_ns + (uint64_t)counts * NFOD_LOCKSTEP_COUNT_NS;
}

/* An image that is late has its tick at once. */
static uint32_t counts_until(uint64_t then, uint64_t now)
{
	if (then == TWIN_NEVER)
		return 0;
	return then > now ? (uint32_t)((then - now - 1) / NFOD_LOCKSTEP_COUNT_NS + 1) : 1;
}

/* A look at how late the last tick was answered. */
static void judge_tick(struct mps2 *mps2)
{
	struct board_ticks *ticks = &mps2->board.ticks;
	uint64_t answered = time_of(mps2, mps2->processor.shared->answered);
	uint64_t took = (answered - mps2->ticked_ns) / NFOD_LOCKSTEP_INSTRUCTION_NS;

	if (mps2->ticked_ns && took > ticks->latest)
		ticks->latest = took;
	mps2->ticked_ns = 0;
}

/* The servo's interrupt has come; of those that it has missed nobody knows. */
static void bring_tick(struct mps2 *mps2)
{
	struct nfod_lockstep *shared = mps2->processor.shared;
	struct twin *twin = twin_of(mps2);
	uint64_t now = time_of(mps2, shared->passed);

	shared->tick_due = false;
	judge_tick(mps2);
	mps2->ticked_ns = flight_next_tick(twin);
	flight_tick(twin);
	while (flight_next_tick(twin) <= now) {
		mps2->ticked_ns = flight_next_tick(twin);
		flight_tick(twin);
		mps2->board.ticks.missed++;
	}
	mps2->board.ticks.within++;
	shared->next_tick = counts_until(flight_next_tick(twin), now);
}

/*
 * A tick is over before the next one; what the twin wants to know for itself no drive does; and
 * power-up began with the boot loader.
 */
static bool takes_time(const struct mps2 *mps2, enum nfod_lockstep_call what)
{
	return !mps2->turns && what != NFOD_LOCKSTEP_TICK && what != NFOD_LOCKSTEP_LOCATE &&
	       what != NFOD_LOCKSTEP_POWER_UP;
}

static void begin_call(struct mps2 *mps2, enum nfod_lockstep_call what)
{
	struct nfod_lockstep *shared = mps2->processor.shared;
	struct twin *twin = twin_of(mps2);
	uint64_t tick = takes_time(mps2, what) ? flight_next_tick(twin) : TWIN_NEVER;

	shared->call = what;
	shared->passed = 0;
	shared->news = false;
	shared->next_tick = counts_until(tick, twin->now);
	mps2->called_at = shared->instructions;
	mps2->called_ns = twin->now;
	mps2->ticked_ns = 0;
}

static void end_call(struct mps2 *mps2, enum nfod_lockstep_call what)
{
	struct nfod_lockstep *shared = mps2->processor.shared;
	struct twin *twin = twin_of(mps2);

	if (!takes_time(mps2, what))
		return;
	judge_tick(mps2);
	flight_pass(twin, time_of(mps2, shared->passed));
	twin->work |= shared->news;
}

/* What has been executed since then; for whoever has no clock that the twin could look at. */
static uint64_t time_since(const struct mps2 *mps2, uint64_t instructions)
{
	return (mps2->processor.shared->instructions - instructions) * NFOD_LOCKSTEP_INSTRUCTION_NS;
}

/* ---- what the image asks for ---- */

static void reply(struct mps2 *mps2)
{
	const struct nfod_lockstep *shared = mps2->processor.shared;

	if (shared->len > NFOD_USB_EP0_BYTES)
		twin_die("image answers a control transfer with %u bytes", shared->len);
	mps2->setup.usb->ep0_reply(mps2->setup.ctx, shared->from_image, shared->len);
}

/* A run before this one was broken off while it erased. */
static void end_erasure(struct flash *flash)
{
	if (flash->polls)
		flash_power_off(flash);
}

static void program(struct mps2 *mps2)
{
	const struct nfod_lockstep *shared = mps2->processor.shared;
	struct flash *flash = mps2->flash;

	end_erasure(flash);
	flash->port.program(flash, shared->number, shared->from_image);
}

static void erase(struct mps2 *mps2)
{
	struct flash *flash = mps2->flash;

	end_erasure(flash);
	flash->port.erase(flash, mps2->processor.shared->number);
}

/* The image has waited for as long as that takes. */
static void erased(struct mps2 *mps2)
{
	struct flash *flash = mps2->flash;

	while (flash->port.poll(flash) == FLASH_ERASING)
		;
}

static void answer(struct mps2 *mps2)
{
	const struct nfod_lockstep *shared = mps2->processor.shared;
	const struct nfod_usb_port_ops *usb = mps2->setup.usb;
	void *ctx = mps2->setup.ctx;
	uint8_t ep = (uint8_t)shared->ep;

	switch (shared->ask) {
	case NFOD_LOCKSTEP_DOORBELL:
		return mps2->setup.doorbell(ctx);
	case NFOD_LOCKSTEP_CONNECT:
		return usb->connect(ctx, shared->number);
	case NFOD_LOCKSTEP_EP0_REPLY:
		return reply(mps2);
	case NFOD_LOCKSTEP_EP0_ACK:
		return usb->ep0_ack(ctx);
	case NFOD_LOCKSTEP_EP0_STALL:
		return usb->ep0_stall(ctx);
	case NFOD_LOCKSTEP_EP_OPEN:
		usb->ep_open(ctx, ep, (uint16_t)shared->len, (uint16_t)shared->stream);
		return forget_loans(mps2, ep);
	case NFOD_LOCKSTEP_EP_CLOSE:
		usb->ep_close(ctx, ep);
		return forget_loans(mps2, ep);
	case NFOD_LOCKSTEP_EP_STALL:
		return usb->ep_stall(ctx, ep, shared->number);
	case NFOD_LOCKSTEP_EP_IN:
		return lend(mps2);
	case NFOD_LOCKSTEP_EP_FLUSH:
		usb->ep_flush(ctx, ep);
		return forget_loans(mps2, ep);
	case NFOD_LOCKSTEP_EP_OUT_READY:
		return usb->ep_out_ready(ctx, ep);
	case NFOD_LOCKSTEP_FLASH_PROGRAM:
		return program(mps2);
	case NFOD_LOCKSTEP_FLASH_ERASE:
		return erase(mps2);
	case NFOD_LOCKSTEP_FLASH_ERASED:
		return erased(mps2);
	default:
		twin_die("image asks for %u, which there is not", shared->ask);
	}
}

/* ---- calls ---- */

/* Return: whether the image is as far as that; else the power went before. */
static bool go_on(struct mps2 *mps2, enum nfod_lockstep_ask until)
{
	struct nfod_lockstep *shared = mps2->processor.shared;

	while (shared->tick_due || (shared->ask != until && shared->ask != NFOD_LOCKSTEP_STARTED)) {
		if (shared->tick_due)
			bring_tick(mps2);
		else
			answer(mps2);
		if (mps2->flash->dark)
			return false;
		processor_run(&mps2->processor);
	}
	return shared->ask == until;
}

static uint32_t call(struct board *board, enum nfod_lockstep_call what)
{
	struct mps2 *mps2 = (struct mps2 *)board;
	struct nfod_lockstep *shared = mps2->processor.shared;

	if (mps2->gone)
		return 0;
	begin_call(mps2, what);
	processor_run(&mps2->processor);
	mps2->gone = !go_on(mps2, NFOD_LOCKSTEP_DONE);
	if (mps2->gone)
		return 0;
	end_call(mps2, what);
	return shared->result;
}

/* What is in flash lies in the processor's memory. */
static void load_flash(struct mps2 *mps2)
{
	uint8_t *psram = mps2->processor.psram;

	if (!mps2->flash->file) {
		flash_map(mps2->flash, psram + NFOD_LOCKSTEP_CELLS - NFOD_LOCKSTEP_BASE,
			  mps2->setup.boot);
		flash_adopt(mps2->flash, psram);
	}
	flash_power_on(mps2->flash);
	flash_show(mps2->flash, psram);
}

/* Return: whether the image waits for its first call; else the power went before. */
static bool start_image(struct mps2 *mps2)
{
	if (mps2->anew)
		return true;
	load_flash(mps2);
	processor_start(&mps2->processor);
	return go_on(mps2, NFOD_LOCKSTEP_STARTED);
}

static int start(struct board *board, const struct nfod_board *setup, uint64_t now_ns)
{
	struct mps2 *mps2 = (struct mps2 *)board;
	struct nfod_lockstep *shared = mps2->processor.shared;
	uint64_t from = shared->instructions;
	bool good;

	mps2->setup = *setup;
	mps2->gone = !start_image(mps2);
	mps2->anew = false;
	if (mps2->gone)
		return 0;
	shared->now_ns = now_ns;
	shared->boot = setup->boot;
	shared->figures = *setup->figures;
	strncpy(shared->serial, setup->serial, sizeof(shared->serial) - 1);
	good = call(board, NFOD_LOCKSTEP_POWER_UP);
	if (!mps2->turns)
		flight_pass(twin_of(mps2), now_ns + time_since(mps2, from));
	return good ? 0 : -1;
}

static void stop(struct board *board)
{
	struct mps2 *mps2 = (struct mps2 *)board;

	forget_loans(mps2, 0);
	if (mps2->anew)
		return;
	processor_kill(&mps2->processor);
	flash_power_off(mps2->flash);
}

static void free_mps2(struct board *board)
{
	struct mps2 *mps2 = (struct mps2 *)board;

	mps2->flash->file = NULL;
	processor_close(&mps2->processor);
	free(mps2);
}

static void count_poll(struct mps2 *mps2)
{
	uint64_t took = mps2->processor.shared->instructions - mps2->called_at;

	if (!mps2->gone && took > mps2->board.longest_poll)
		mps2->board.longest_poll = took;
}

static enum board_wish poll(struct board *board, uint64_t now_ns)
{
	struct mps2 *mps2 = (struct mps2 *)board;

	mps2->processor.shared->now_ns = now_ns;
	call(board, NFOD_LOCKSTEP_POLL);
	count_poll(mps2);
	if (!mps2->gone)
		return BOARD_WANTS_NOTHING;
	if (mps2->flash->dark)
		return BOARD_LOSES_POWER;
	mps2->anew = true;
	return BOARD_WANTS_RESTART;
}

static bool spoil(struct board *board, uint32_t fault)
{
	shared_of(board)->number = fault;
	call(board, NFOD_LOCKSTEP_SPOIL);
	return true;
}

static uint64_t silence(struct board *board)
{
	const struct mps2 *mps2 = (struct mps2 *)board;

	uint64_t end = mps2->called_ns + time_since(mps2, mps2->called_at);
	uint64_t now = twin_of(mps2)->now;

	return end > now ? end - now : 0;
}

static bool servo_tick(struct board *board)
{
	return call(board, NFOD_LOCKSTEP_TICK) || ((struct mps2 *)board)->gone;
}

static bool servo_rests(struct board *board)
{
	return shared_of(board)->rests;
}

/* At once, if the image is not there any more: poll() says why. */
static uint64_t next_deadline(struct board *board)
{
	return ((struct mps2 *)board)->gone ? 0 : shared_of(board)->deadline_ns;
}

static bool locate(struct board *board, uint64_t lba, uint32_t *cluster, uint8_t *sector)
{
	struct nfod_lockstep *shared = shared_of(board);

	shared->lba = lba;
	if (!call(board, NFOD_LOCKSTEP_LOCATE))
		return false;
	*cluster = shared->cluster;
	*sector = (uint8_t)shared->sector;
	return true;
}

static void usb_reset(struct board *board, enum nfod_usb_speed speed)
{
	shared_of(board)->number = speed;
	call(board, NFOD_LOCKSTEP_RESET);
}

static void usb_control(struct board *board, const uint8_t setup[8], const void *data, uint32_t len)
{
	const struct mps2 *mps2 = (struct mps2 *)board;
	struct nfod_lockstep *shared = shared_of(board);

	memcpy(shared->setup, setup, sizeof(shared->setup));
	if (len)
		memcpy(shared->to_image, data, len);
	shared->len = len;
	call(board, NFOD_LOCKSTEP_CONTROL);
	/* A processor that went down within it has not answered. */
	if (mps2->gone)
		mps2->setup.usb->ep0_stall(mps2->setup.ctx);
}

/* Return: bytes that the image has taken. */
static uint32_t offer(struct board *board, uint8_t ep, const uint8_t *data, uint32_t len, bool end)
{
	struct nfod_lockstep *shared = shared_of(board);
	uint32_t taken;

	memcpy(shared->to_image, data, len);
	shared->ep = ep;
	shared->len = len;
	shared->number = end;
	taken = call(board, NFOD_LOCKSTEP_OUT);
	if (taken > len)
		twin_die("image took more than it was offered");
	return taken;
}

static uint32_t usb_out(struct board *board, uint8_t ep, const void *data, uint32_t len, bool end)
{
	uint32_t taken = 0, piece, some;

	do {
		bool all = len - taken <= NFOD_LOCKSTEP_TO_IMAGE;

		piece = all ? len - taken : NFOD_LOCKSTEP_TO_IMAGE;
		some = offer(board, ep, (const uint8_t *)data + taken, piece, end && all);
		taken += some;
	} while (some == piece && taken < len);
	return taken;
}

static void usb_in_done(struct board *board, struct nfod_usb_in *in)
{
	struct mps2 *mps2 = (struct mps2 *)board;
	struct loan **link = &mps2->loans;
	struct loan *loan;

	while (&(*link)->in != in)
		link = &(*link)->next;
	loan = *link;
	*link = loan->next;
	mps2->processor.shared->number = loan->name;
	free(loan);
	call(board, NFOD_LOCKSTEP_IN_DONE);
}

static const struct board_ops mps2_ops = {
	.start = start,
	.stop = stop,
	.free = free_mps2,
	.poll = poll,
	.spoil = spoil,
	.silence = silence,
	.servo_tick = servo_tick,
	.servo_rests = servo_rests,
	.next_deadline = next_deadline,
	.locate = locate,
	.usb_reset = usb_reset,
	.usb_control = usb_control,
	.usb_out = usb_out,
	.usb_in_done = usb_in_done,
};

const char *mps2_flash(const char *firmware)
{
	const char *colon = strchr(firmware, ':');

	if (strncmp(firmware, "mps2:", 5) && strncmp(firmware, "mps2-turns:", 11))
		return NULL;
	return colon[1] ? colon + 1 : NULL;
}

struct board *mps2_board(const char *firmware, struct flash *flash)
{
	struct mps2 *mps2 = calloc(1, sizeof(*mps2));

	if (!mps2)
		return NULL;
	processor_open(&mps2->processor, mps2_flash(firmware));
	mps2->turns = firmware[4] != ':';
	mps2->flash = flash;
	mps2->board.ops = &mps2_ops;
	mps2->board.fe = &mps2->processor.shared->fe;
	mps2->board.buffer = mps2->processor.psram + NFOD_LOCKSTEP_BUFFER - NFOD_LOCKSTEP_BASE;
	mps2->board.pages = NFOD_LOCKSTEP_PAGES;
	return &mps2->board;
}
