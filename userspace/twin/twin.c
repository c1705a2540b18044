// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "twin/twin.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twin/log.h"

/* So many steps in which time does not move mean that it never will. */
#define IDLE_STEPS_MOST 1000000u

void twin_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("nfod-twin: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

void twin_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("nfod-twin: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(EXIT_FAILURE);
}

/* ---- the board ---- */

static void board_doorbell(void *ctx)
{
	struct twin *twin = ctx;

	tray_doorbell(twin);
	engine_doorbell(&twin->engine, twin->now);
	twin->work = true;
}

/* RAM comes up with anything in it. */
static void fill_noise(struct twin *twin, void *memory, size_t bytes)
{
	uint64_t *word = memory;

	for (size_t i = 0; i < bytes / sizeof(*word); i++)
		word[i] = random_next(&twin->noise);
}

static void board_reset(struct twin *twin)
{
	fill_noise(twin, twin->board->memory, twin->board->memory_bytes);
	fill_noise(twin, twin->board->buffer, (size_t)twin->board->pages * NFOD_BLOCK_BYTES);
	memset((void *)twin->fe, 0, sizeof(*twin->fe));
	twin->fe->magic = NFOD_FE_MAGIC;
	twin->fe->block.celsius = 2500;
	twin->fe->version = NFOD_FE_VERSION;
	twin->fe->na_milli = twin->na_milli;
	tray_sense(twin);
}

static int start_firmware(struct twin *twin)
{
	const struct nfod_board setup = {
		.ctx = twin,
		.usb = &port_ops,
		.doorbell = board_doorbell,
		.fe = twin->fe,
		.buffer = twin->board->buffer,
		.buffer_pages = twin->board->pages,
		.boot = twin->boot++,
		.serial = twin->serial,
		.figures = &twin->flight.firmware,
	};

	board_reset(twin);
	flight_power_on(twin);
	if (twin->board->ops->start(twin->board, &setup, twin->now))
		return -1;
	twin->runs = true;
	twin->work = true;
	return 0;
}

int twin_power_on(struct twin *twin)
{
	if (twin->powered)
		return 0;
	twin->powered = true;
	if (start_firmware(twin)) {
		twin_say("firmware refuses the board");
		return -1;
	}
	port_settle(twin);
	return 0;
}

static void lose_power(struct twin *twin)
{
	flight_power_off(twin);
	engine_power_cut(&twin->engine, twin->now, twin->faults.hold_up);
	twin->runs = false;
	port_power_lost(twin);
	twin->board->ops->stop(twin->board);
}

void twin_power_off(struct twin *twin)
{
	if (!twin->powered)
		return;
	lose_power(twin);
	twin->counters.power_cuts++;
	twin->powered = false;
	port_update_presence(twin);
}

int twin_blink(struct twin *twin)
{
	if (!twin->powered)
		return 0;
	lose_power(twin);
	twin->counters.power_cuts++;
	twin->port.restore = true;
	if (start_firmware(twin))
		return -1;
	port_settle(twin);
	return 0;
}

/*
 * The host sees the device go, and another one come. What flies has its power meanwhile, but
 * nobody who answers its ticks.
 */
static void restart(struct twin *twin)
{
	uint64_t back = twin->now + twin->board->ops->silence(twin->board);

	twin->runs = false;
	port_power_lost(twin);
	port_update_presence(twin);
	flight_wait(twin, back);
	engine_power_cut(&twin->engine, twin->now, twin->faults.hold_up);
	twin->board->ops->stop(twin->board);
	if (start_firmware(twin))
		twin_die("firmware refuses the board");
	port_settle(twin);
}

static void unplug(struct twin *twin)
{
	twin->port.plugged = false;
	twin->port.frozen = false;
	port_update_presence(twin);
}

void twin_cut_soon(struct twin *twin, enum twin_cut cut)
{
	twin->cut = cut;
	twin->port.frozen = true;
	twin->work = true;
}

static void carry_out_cut(struct twin *twin)
{
	enum twin_cut cut = twin->cut;

	twin->cut = TWIN_CUT_NONE;
	if (cut == TWIN_CUT_POWER)
		twin_power_off(twin);
	else if (cut == TWIN_CUT_UNPLUG)
		unplug(twin);
	else if (cut == TWIN_CUT_RESTART)
		restart(twin);
}

/* ---- accounts ---- */

static bool count_down(uint64_t *left)
{
	return *left && !--*left;
}

static void count_transfer(struct twin *twin, const struct xfer *xfer)
{
	twin->counters.bulk_transfers++;
	if (xfer->ep & 0x80)
		twin->counters.bytes_in += xfer->done;
	else
		twin->counters.bytes_out += xfer->done;
	if (count_down(&twin->faults.unplug_after))
		twin_cut_soon(twin, TWIN_CUT_UNPLUG);
	if (count_down(&twin->faults.power_cut_after))
		twin_cut_soon(twin, TWIN_CUT_POWER);
}

static void digest_transfer(struct twin *twin, const struct xfer *xfer, enum xfer_status status)
{
	struct digest *digest = &twin->digest;

	flight_digest(twin);
	digest_word(digest, twin->now);
	digest_word(digest, xfer->id);
	digest_word(digest, (uint64_t)status << 32 | (uint64_t)xfer->ep << 16 | xfer->stream);
	digest_word(digest, xfer->done);
	if (xfer->done && (xfer->ep & 0x80 || (!xfer->ep && xfer->setup[0] & 0x80)))
		digest_bytes(digest, xfer->data, xfer->done);
}

static void log_answer(const struct twin *twin, const struct xfer *xfer)
{
	struct event event = {
		.type = EVENT_ANSWER,
		.ep = xfer->ep,
		.stream = xfer->stream,
		.id = xfer->id,
		.len = xfer->done,
	};

	log_event(twin->log, twin, &event);
}

void twin_account(struct twin *twin, const struct xfer *xfer, enum xfer_status status)
{
	if (twin->digesting)
		digest_transfer(twin, xfer, status);
	if (twin->log)
		log_answer(twin, xfer);
	if (status == XFER_CANCELLED)
		twin->counters.cancelled++;
	else if (!xfer->ep)
		twin->counters.control_transfers++;
	else if (status == XFER_OK)
		count_transfer(twin, xfer);
}

/* ---- time ---- */

void twin_note(struct twin *twin, uint64_t now, const struct event *event)
{
	if (flight_is_on(twin))
		flight_reach(twin, now);
	else if (now > twin->now)
		twin->now = now;
	if (twin->log)
		log_event(twin->log, twin, event);
	twin->work = true;
	twin->idle_steps = 0;
}

int twin_deliver(struct twin *twin, uint64_t now, const struct event *event)
{
	int result;

	twin_note(twin, now, event);
	result = port_event(twin, event);
	carry_out_cut(twin);
	return result;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* What there is to do besides ticks. */
static uint64_t due(const struct twin *twin)
{
	uint64_t deadline = earlier(tray_deadline(twin), fault_deadline(twin));

	if (!twin->runs)
		return deadline;
	deadline = earlier(deadline, engine_deadline(&twin->engine));
	if (twin->faults.freeze != FREEZE_OFF)
		return deadline;
	return earlier(deadline, flight_is_on(twin) ? twin->flight.polled_by :
						      twin->board->ops->next_deadline(twin->board));
}

uint64_t twin_deadline(const struct twin *twin)
{
	return earlier(due(twin), flight_deadline(twin));
}

static void watch_clock(struct twin *twin, uint64_t before)
{
	if (twin->now != before)
		twin->idle_steps = 0;
	else if (++twin->idle_steps > IDLE_STEPS_MOST)
		twin_die("firmware does not get on: %u polls at %llu ns", IDLE_STEPS_MOST,
			 (unsigned long long)twin->now);
}

static void run_engine(struct twin *twin)
{
	struct engine *engine = &twin->engine;

	while (!engine_cut_due(engine, twin->now))
		if (!engine_run(engine, twin->now))
			return;
	twin_cut_soon(twin, TWIN_CUT_POWER);
}

/* Return: whether the time has come for what there is to do. */
static bool pass_time(struct twin *twin)
{
	if (twin->work)
		return true;
	if (flight_is_on(twin))
		return flight_run(twin, due(twin));
	if (due(twin) > twin->now)
		twin->now = due(twin);
	return true;
}

static void poll_board(struct twin *twin)
{
	switch (twin->board->ops->poll(twin->board, twin->now)) {
	case BOARD_WANTS_RESTART:
		twin_cut_soon(twin, TWIN_CUT_RESTART);
		break;
	case BOARD_LOSES_POWER:
		twin_cut_soon(twin, TWIN_CUT_POWER);
		break;
	default:
		break;
	}
}

void twin_step(struct twin *twin)
{
	uint64_t before = twin->now;

	if (!pass_time(twin))
		return;
	twin->step++;
	twin->work = false;
	tray_run(twin);
	fault_run(twin);
	if (twin->runs)
		run_engine(twin);
	carry_out_cut(twin);
	port_deliver(twin);
	if (twin->runs && !twin->cut && twin->faults.freeze == FREEZE_OFF)
		poll_board(twin);
	carry_out_cut(twin);
	port_settle(twin);
	if (twin->runs)
		twin->flight.polled_by = twin->board->ops->next_deadline(twin->board);
	watch_clock(twin, before);
}

/* ---- beginning and end ---- */

int twin_init(struct twin *twin, struct board *board, enum nfod_usb_speed speed, uint64_t seed,
	      uint32_t boot)
{
	struct random random = { .state = seed };

	memset(twin, 0, sizeof(*twin));
	twin->boot = boot;
	twin->noise.state = random_next(&random);
	snprintf(twin->serial, sizeof(twin->serial), "TWIN-%08X", (uint32_t)random_next(&random));
	if (!board || engine_init(&twin->engine))
		return -1;
	twin->board = board;
	twin->fe = board->fe;
	twin->na_milli = TWIN_NA_MILLI;
	twin->engine.random.state = random_next(&random);
	twin->engine.fe = board->fe;
	twin->engine.buffer = board->buffer;
	twin->engine.pages = board->pages;
	flight_init(&twin->flight);
	faults_init(&twin->faults);
	hostile_init(&twin->hostile);
	port_init(&twin->port, speed);
	return 0;
}

void twin_free(struct twin *twin)
{
	twin->host = NULL;
	twin->log = NULL;
	twin_power_off(twin);
	port_free(twin);
	flight_free(&twin->flight);
	engine_exit(&twin->engine);
	tray_free(&twin->tray);
	twin->board->ops->free(twin->board);
	flash_close(&twin->flash);
}
