/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the firmware seen from its board
 *
 * A board gives the firmware memory, a clock, a front-end and a USB port, and
 * then calls it: nfod_fw_poll() whenever time has passed or something arrived,
 * the nfod_usb_*() functions of usb/port.h for what the host did. The firmware
 * never blocks and never allocates.
 *
 * Time is the board's: nanoseconds since power-up, never falling. Between polls
 * nothing happens, so a board that has nothing to deliver may jump straight to
 * nfod_fw_next_deadline().
 *
 * A front-end that flies (NFOD_FE_FLIES) has a second context: nfod_fw_servo_tick() for
 * each block, from an interrupt on hardware. It may interrupt nfod_fw_poll() anywhere.
 */
#ifndef NFOD_FW_H
#define NFOD_FW_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/fault.h"
#include "nfod/figures.h"
#include "nfod/format.h"
#include "nfod/frontend.h"
#include "nfod/settings.h"
#include "nfod/wire_manage.h"
#include "usb/port.h"

/* Of these sources, as three numbers. */
#define NFOD_FW_VERSION "0.1.0"

/* Memory of its own that the firmware wants, 16-byte aligned, any contents. */
#define NFOD_FW_BYTES (448u * 1024u)
/* Buffer RAM: pages of 4 KiB; fewer than the minimum is refused. */
#define NFOD_FW_MIN_PAGES 1152u
/* Of these, so many are the cache's at least, and the store's at most. */
#define NFOD_FW_CACHE_PAGES 800u
#define NFOD_FW_STORE_PAGES 1152u
/* The last ones hold the servo's trace when the front-end flies. */
#define NFOD_FW_TRACE_PAGES 64u
#define NFOD_FW_MAX_PAGES 8192u

#define NFOD_FW_NEVER UINT64_MAX

/* An image on trial is to run so long. */
#define NFOD_FW_TRIAL_NS 2000000000u
/* So long a device is gone before another one comes: hosts look ten times a second. */
#define NFOD_FW_AWAY_NS 250000000u

/**
 * struct nfod_keeper - where settings outlive power
 * @ctx: handed back
 * @keep: keep these from now on; takes less than a millisecond. Return: whether they are kept
 * @settings: as they were kept
 */
struct nfod_keeper {
	void *ctx;
	bool (*keep)(void *ctx, const struct nfod_settings *settings);
	struct nfod_settings settings;
};

/**
 * struct nfod_board - what a board is
 * @ctx: handed back in every call
 * @usb: device controller
 * @doorbell: the front-end has new orders (descriptors, tray)
 * @hold_servo: the interrupt that calls nfod_fw_servo_tick() is kept waiting (true) until it is
 *	let go (false); not nested. NULL = this board's ticks never come within another call
 * @fe: register file of the front-end
 * @block: where a board that moves the samples of each tick by itself puts them; NULL = it does
 *	not, they are read from @fe
 * @buffer: buffer RAM, 64-byte aligned
 * @buffer_pages: its size in 4 KiB pages
 * @boot: a number other than at any recent power-up
 * @serial: drive's serial number, ASCII, at most 31 characters
 * @figures: what the loops are designed by; NULL = the reference drive; copied
 * @firmware: what the boot loader found in flash; NULL = no flash, and no DFU interface
 * @fault: what a run before this one has left; NULL = nothing. The host may have it taken away:
 *	then it has no magic number any more
 * @keeper: NULL = settings are forgotten when power goes
 */
struct nfod_board {
	void *ctx;
	const struct nfod_usb_port_ops *usb;
	void (*doorbell)(void *ctx);
	void (*hold_servo)(void *ctx, bool hold);
	volatile struct nfod_frontend *fe;
	const volatile struct nfod_fe_block *block;
	void *buffer;
	uint32_t buffer_pages;
	uint32_t boot;
	const char *serial;
	const struct nfod_figures *figures;
	const struct nfod_firmware *firmware;
	struct nfod_fault_record *fault;
	const struct nfod_keeper *keeper;
};

struct nfod_fw;

/**
 * nfod_fw_init() - power-up
 * @memory: NFOD_FW_BYTES for the firmware's use
 * @board: copied
 * @now_ns: time of day of the board
 *
 * Connects to USB by itself and loads a disc that is in the drive.
 *
 * Return: the firmware, or NULL when the board is not usable (front-end of
 * another version, too little buffer RAM, no serial number).
 */
struct nfod_fw *nfod_fw_init(void *memory, const struct nfod_board *board, uint64_t now_ns);

/**
 * nfod_fw_poll() - get on with everything that is due at @now_ns
 */
void nfod_fw_poll(struct nfod_fw *fw, uint64_t now_ns);

/**
 * nfod_fw_servo_tick() - a block of samples has come (board->block), answer it (fe->drive)
 *
 * Bounded time, touches nothing but servo and front-end. Not on a front-end that does
 * not fly.
 *
 * Return: whether nfod_fw_poll() should be called without waiting for its deadline.
 */
bool nfod_fw_servo_tick(struct nfod_fw *fw);

/**
 * nfod_fw_servo_rests() - head parked, disc at rest, and nothing else is wanted
 *
 * Ticks may be left out while that is so and nothing happens to the drive.
 */
bool nfod_fw_servo_rests(const struct nfod_fw *fw);

/**
 * nfod_fw_strategy() - the pulses with which one kind of track of a disc is written
 * @info: its lead-in
 * @side: enum nfod_side
 *
 * For whoever must know before the disc is in a drive.
 */
const struct nfod_strategy *nfod_fw_strategy(const struct nfod_disc_info *info, uint32_t side);

/**
 * nfod_fw_next_deadline() - when nfod_fw_poll() must be called again
 *
 * Return: a time (already past: at once), or NFOD_FW_NEVER when only an
 * arrival or a finished descriptor can bring work.
 */
uint64_t nfod_fw_next_deadline(const struct nfod_fw *fw);

/**
 * nfod_fw_is_well() - an image that is on trial may be confirmed
 *
 * It has run for a while, a host has configured it on the bus, so that a next update could
 * come in, and nothing in the drive is dead.
 */
bool nfod_fw_is_well(const struct nfod_fw *fw);

/**
 * nfod_fw_has_left() - a host asked for DFU mode, and the drive is ready for it
 *
 * All that was acknowledged is on the disc, which is at rest, the head is parked, and the
 * drive is off the bus. The firmware need not be called any more: the board goes on in DFU
 * mode (boot/device.h), after a time in which the host sees that the drive has gone.
 */
bool nfod_fw_has_left(const struct nfod_fw *fw);

/**
 * nfod_fw_locate() - where a block is on the disc that is in
 * @cluster: physical number
 * @sector: in it
 *
 * Return: false when it is nowhere: never written, or not yet, or there is no disc.
 */
bool nfod_fw_locate(const struct nfod_fw *fw, uint64_t lba, uint32_t *cluster, uint8_t *sector);

#endif
