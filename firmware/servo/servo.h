/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: servo
 *
 * Flies the head. Two contexts share one struct servo:
 *
 * - the tick (servo_tick(), 200 kHz, interrupt on hardware): signals in, one step of
 *   each axis, drives out. Single precision, no loops over more than a handful, no
 *   divisions by what a sensor says without a floor.
 * - the supervisor (servo_poll(), main loop): says what the axes shall do, waits for what
 *   they report, designs filters, turns learned errors into feed-forward.
 *
 * The tick may interrupt the main loop anywhere, never the other way round. So the main
 * loop holds the tick back (door.h) while it touches what both use, without exception:
 *
 * - Functions that are called from outside of servo/ hold by themselves and are called with
 *   the door open: those of this file, servo_*(), measure_ask(), trace_start(),
 *   trace_answer(), bumps_over(). motion.c does for all that looks into struct servo.
 * - All others of the supervisor are called while it is held.
 * - What takes long lets go in between, and works on what is the main loop's own: the list
 *   of bumps, the rings of struct learn, tables of a set that is not in use; or on what the
 *   tick has handed over and leaves alone until it gets it back: a turn (learn.turn_done),
 *   a sum (gauge.running, tilt.measure.running), a point (margin.point_done), a recording
 *   (trace.running). Afterwards it holds again, and hands over: a set by its index.
 *
 * So what the main loop has looked at may have changed once it has let go; what must fit
 * together is looked at, or ordered, in one hold.
 *
 * Path of the data:
 *
 *	block -> signal -> struct seen -> spindle, gap, track, tilt -> guard -> drive
 *	                               -> learn, trace
 *
 * Nothing in here knows of discs' layout, clusters or USB: struct servo can be flown over
 * a plant alone, which is what tests and benchmarks do.
 */
#ifndef FW_SERVO_SERVO_H
#define FW_SERVO_SERVO_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/format.h"
#include "nfod/frontend.h"
#include "nfod/wire.h"
#include "servo/blame.h"
#include "servo/bumps.h"
#include "servo/door.h"
#include "servo/focus.h"
#include "servo/gap.h"
#include "servo/gauge.h"
#include "servo/guard.h"
#include "servo/learn.h"
#include "servo/level.h"
#include "servo/loose.h"
#include "servo/margin.h"
#include "servo/seek.h"
#include "servo/signal.h"
#include "servo/sled.h"
#include "servo/spindle.h"
#include "servo/supervisor.h"
#include "servo/tilt.h"
#include "servo/trace.h"
#include "servo/track.h"

/*
 * What is slow is done at one of so many ticks, each thing at another, so that none has
 * much to do; the first tick of all is at 1.
 */
#define SERVO_SLOW 8u
#define SERVO_SLED_AT 1u /* and slow signals */
#define SERVO_LENS_AT 3u /* and the guard's look, slow drives */
#define SERVO_TILT_AT 5u /* and news */
#define SERVO_SPINDLE_AT 7u /* and quadrants */

/**
 * struct servo - all of it, what the tick needs first: so it is within reach of short
 *	offsets on Cortex-M7
 * @fig: figures that the loops are designed by
 * @seen: this tick's signals
 * @ticks: since power-up
 * @out: what goes to the drives before conversion: volts; of sled and spindle parts of
 *	full drive, -1..1
 * @to_drive: counts of a drive for 1 of @out
 * @told: what the supervisor waits for, as it stood when it was last looked at
 * @door: set after servo_init(); NULL = ticks never come within another call
 */
struct servo {
	struct seen seen;
	struct servo_out {
		float gap;
		float track;
		float tilt[2];
		float sled;
		float spindle;
	} out;
	struct servo_scale {
		float gap;
		float track;
		float tilt;
	} to_drive;
	uint32_t told;
	uint64_t ticks;
	struct gap gap;
	struct track track;
	struct guard guard;
	struct spindle spindle;
	struct sled sled;
	struct loose loose;
	struct seek seek;
	struct tilt tilt;
	struct focus focus;
	struct nfod_figures fig;
	struct margin margin;
	struct signal signal;
	struct learn learn;
	struct bumps bumps;
	struct blames blames;
	struct gauge gauge;
	struct level level;
	struct trace trace;
	struct supervisor sup;
	struct door *door;
};

/**
 * servo_init() - power-up
 * @figures: of the reference drive, or what a file made of them
 * @trace: memory for the ring
 * @trace_bytes: its size
 */
void servo_init(struct servo *servo, const struct nfod_figures *figures, void *trace,
		uint32_t trace_bytes);

/**
 * servo_tick() - answer one block
 *
 * Return: whether the supervisor has something to look at now.
 */
bool servo_tick(struct servo *servo, const volatile struct nfod_fe_block *block,
		volatile struct nfod_fe_drive *drive);

/**
 * servo_poll() - the supervisor's turn
 *
 * Return: whether anything changed.
 */
bool servo_poll(struct servo *servo);

/* When servo_poll() wants to be called at the latest, in ticks; UINT64_MAX: whenever. */
uint64_t servo_deadline(const struct servo *servo);

#endif
