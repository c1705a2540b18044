/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The drive's body: clock, supply, board and port, and the faults that it can
 * be given. Same events at the same steps, same bytes out.
 */
#ifndef NFOD_TWIN_TWIN_H
#define NFOD_TWIN_TWIN_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/engine.h"
#include "lib/random.h"
#include "nfod_fw.h"
#include "twin/board.h"
#include "twin/digest.h"
#include "twin/fault.h"
#include "twin/flash.h"
#include "twin/flight.h"
#include "twin/host.h"
#include "twin/hostile.h"
#include "twin/port.h"
#include "twin/tray.h"

#define TWIN_NEVER UINT64_MAX
#define TWIN_NA_MILLI 1500u
#define TWIN_MS UINT64_C(1000000)

struct log;

/**
 * enum twin_cut - what happens once the firmware's call has returned
 * @TWIN_CUT_NONE: nothing
 * @TWIN_CUT_UNPLUG: by a fault, the cable is pulled
 * @TWIN_CUT_POWER: by a fault, the supply goes
 * @TWIN_CUT_RESTART: after an update the drive starts anew
 */
enum twin_cut {
	TWIN_CUT_NONE,
	TWIN_CUT_UNPLUG,
	TWIN_CUT_POWER,
	TWIN_CUT_RESTART,
};

/**
 * struct twin_counters - since the start
 * @bulk_transfers: ended well
 * @bytes_out: of these, host to device
 * @bytes_in: device to host
 * @control_transfers: ended
 * @cancelled: transfers taken back by the host
 * @power_cuts: times that the supply went
 * @slips: deadlines that the wall clock missed (--pace real)
 */
struct twin_counters {
	uint64_t bulk_transfers;
	uint64_t bytes_out;
	uint64_t bytes_in;
	uint64_t control_transfers;
	uint64_t cancelled;
	uint64_t power_cuts;
	uint64_t slips;
};

/**
 * struct twin - the drive
 * @now: virtual time, ns
 * @step: counts calls of twin_step()
 * @work: something to do at @now
 * @idle_steps: steps in which time stood still, to catch a firmware that spins
 * @powered: the supply is on
 * @boot: number of the next power-up
 * @serial: drive's serial number
 * @runs: the firmware does
 * @board: that it runs on
 * @fe: the board's register file
 * @na_milli: numerical aperture of its head, 1/1000
 * @noise: contents of RAM after power-up
 * @flight: what flies, with --servo full
 * @flash: of its board, if it has one
 * @cut: due
 * @digest: of all that was sent; kept when @digesting
 * @log: arrival log being written, or NULL
 * @offered: disc for the next order that takes one
 * @quit: somebody asked to stop
 */
struct twin {
	uint64_t now;
	uint64_t step;
	bool work;
	uint32_t idle_steps;
	bool powered;
	uint32_t boot;
	char serial[32];
	bool runs;
	struct board *board;
	volatile struct nfod_frontend *fe;
	uint32_t na_milli;
	struct random noise;
	enum twin_cut cut;
	bool digesting;
	struct digest digest;
	struct engine engine;
	struct flight flight;
	struct flash flash;
	struct tray tray;
	struct port port;
	struct faults faults;
	struct hostile hostile;
	struct twin_counters counters;
	struct host *host;
	struct log *log;
	struct disc *offered;
	bool quit;
};

/**
 * twin_init() - a drive without power and without a disc
 * @board: of its firmware, the drive's from now on; NULL = there was no memory for one
 * @speed: of its bus
 * @seed: of all chance in it
 * @boot: number of its first power-up
 *
 * Return: 0 or -1 (out of memory).
 */
int twin_init(struct twin *twin, struct board *board, enum nfod_usb_speed speed, uint64_t seed,
	      uint32_t boot);
void twin_free(struct twin *twin);

/* Return: 0, or -1 when the firmware refuses the board. */
int twin_power_on(struct twin *twin);
void twin_power_off(struct twin *twin);
/* Power is gone for a moment, which the host cannot see. */
int twin_blink(struct twin *twin);

/* Something from outside happens at @now: write it down. */
void twin_note(struct twin *twin, uint64_t now, const struct event *event);

/**
 * twin_deliver() - the host did something
 * @now: time of it, ignored when past
 *
 * Return: 0, or -1 when the host asks for more than any host would.
 */
int twin_deliver(struct twin *twin, uint64_t now, const struct event *event);

/*
 * Do what there is to do now, or else what is due next. With a head that flies the way there
 * may take several calls, of which the last one counts.
 */
void twin_step(struct twin *twin);

/* When twin_step() has something to do without an arrival, or TWIN_NEVER. */
uint64_t twin_deadline(const struct twin *twin);

/* Do @cut as soon as the firmware is not running. */
void twin_cut_soon(struct twin *twin, enum twin_cut cut);

/* A transfer has ended: count, digest. */
void twin_account(struct twin *twin, const struct xfer *xfer, enum xfer_status status);

void twin_die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void twin_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
