/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the firmware's state
 *
 * All of it, in the memory that the board gave. Rooms call each other by passing
 * the whole; each one writes to its own part only.
 */
#ifndef FW_FW_H
#define FW_FW_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/cache.h"
#include "disc/disc.h"
#include "disc/pool.h"
#include "drive/drive.h"
#include "nfod_fw.h"
#include "recorder/plan.h"
#include "recorder/power.h"
#include "recorder/recorder.h"
#include "servo/door.h"
#include "servo/head.h"
#include "servo/kinematic.h"
#include "servo/motion.h"
#include "servo/servo.h"
#include "store/store.h"
#include "usb/device.h"
#include "usb/link.h"
#include "usb/test.h"

/**
 * struct counters - what struct nfod_drive_status tells, since power-up
 */
struct counters {
	uint64_t blocks_read;
	uint64_t blocks_written;
	uint64_t read_hits;
	uint64_t clusters_read;
	uint64_t clusters_written;
	uint64_t flushes;
	uint64_t seeks;
	uint64_t seek_ns;
	uint64_t rotate_ns;
	uint64_t transfer_ns;
	uint64_t medium_errors;
	uint64_t aborts;
	uint64_t link_resets;
	uint64_t symbols_read;
	uint64_t symbols_corrected;
	uint64_t sectors_lost;
	uint32_t read_us[NFOD_HISTOGRAM_BUCKETS];
	uint32_t write_us[NFOD_HISTOGRAM_BUCKETS];
};

/**
 * struct nfod_fw - the firmware
 * @now: time of the last poll
 * @start_ns: time of power-up
 * @progress: raised whenever the mechanics get on
 * @work: an arrival has left something for the next poll
 * @busy: this one has done something long: what else is long waits for the next
 * @fig: figures of this drive
 * @servo: flies the head; still on a front-end that does not fly
 * @door: between the tick and all else
 * @plan: of the disc that is in
 */
struct nfod_fw {
	struct nfod_board board;
	uint64_t now;
	uint64_t start_ns;
	uint32_t progress;
	bool work;
	bool busy;
	struct counters count;
	struct nfod_figures fig;
	struct kinematic kin;
	struct servo servo;
	struct motion motion;
	struct door door;
	struct medium_plan plan;
	struct power power;
	struct recorder rec;
	struct drive drive;
	struct usb_device usb;
	struct usb_test test;
	struct link link;
	struct disc disc;
	struct pool pool;
	struct cache cache;
	struct store store;
};

_Static_assert(sizeof(struct nfod_fw) <= NFOD_FW_BYTES,
	       "the board's promise holds all of the firmware's state");

#endif
