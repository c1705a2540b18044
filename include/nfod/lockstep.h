/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: lockstep, version 3
 *
 * How the emulated board (firmware/board/mps2 under QEMU) and the twin that plays the rest of
 * its drive take turns. Both see the board's PSRAM: flash first, then struct nfod_lockstep with
 * the front-end's registers, then buffer RAM. One of them runs, the other one waits; what was
 * written is seen once the turn has changed.
 *
 * The image has the turn at power-up. It writes @ask and executes NFOD_LOCKSTEP_RING, a debug
 * hint, which does nothing by itself; a plugin in QEMU sees it, gives the turn to the twin and
 * holds the processor until it is given back. No time passes for the processor meanwhile; what
 * it executes takes time, NFOD_LOCKSTEP_INSTRUCTION_NS each.
 *
 * With NFOD_LOCKSTEP_DONE the image asks for the next call, which is there when it has the turn
 * again; it carries that out, with other asks on the way, and comes back with DONE. Calls are
 * those of nfod_fw.h and usb/port.h, asks those of struct nfod_board and nfod_usb_port_ops.
 *
 * Calls but TICK take time, and the servo's interrupt comes in their midst. The twin says with the
 * call when the next tick is due (@next_tick); a timer of the board's raises the interrupt then. It
 * sets @tick_due and rings; where the turn comes back there is the tick's block, and in @next_tick
 * when the one after that is due. What the main loop is about to ask is not touched by that: @ask
 * and its figures are not the interrupt's. When the call is done the image says how long it took
 * (@passed). A twin may also say that no tick comes in a call (@next_tick is 0) and take no notice
 * of the time: then nothing happens in its midst, and the same calls are bit for bit what the
 * firmware makes of them on any other board.
 *
 * STARTED instead of DONE says that the image has reset itself in the midst of a call, which has
 * ended by that. The boot loader asks for nothing but what it does to the flash, unless it finds
 * no image: then it is the image, in DFU mode.
 *
 * Flash is memory; that it behaves like flash is the twin's matter as well. The image says what
 * it is about to do there before it does: when the power goes meanwhile, it has not done it.
 */
#ifndef NFOD_LOCKSTEP_H
#define NFOD_LOCKSTEP_H

#include <stddef.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "nfod/frontend.h"
#include "nfod/wire.h"

#define NFOD_LOCKSTEP_MAGIC 0x5045534eu /* "NSEP" */
#define NFOD_LOCKSTEP_VERSION 3u

/* PSRAM, and what lies in it. */
#define NFOD_LOCKSTEP_BASE 0x60000000u
#define NFOD_LOCKSTEP_BYTES (16u << 20)
#define NFOD_LOCKSTEP_WINDOW 0x60200000u
#define NFOD_LOCKSTEP_WINDOW_BYTES (2u << 20)
/* What the twin remembers of the flash; not for the image. */
#define NFOD_LOCKSTEP_CELLS 0x60400000u
#define NFOD_LOCKSTEP_BUFFER 0x60800000u
#define NFOD_LOCKSTEP_PAGES 2048u

/* Instructions take so long, each of them (QEMU's -icount shift=1). */
#define NFOD_LOCKSTEP_INSTRUCTION_NS 2u

/* The board's clock counts at 25 MHz. */
#define NFOD_LOCKSTEP_COUNT_NS 40u

/* The hint: "dbg #5", and its bytes in memory. */
#define NFOD_LOCKSTEP_RING "dbg #5"
#define NFOD_LOCKSTEP_RING_BYTES       \
	{                              \
		0xaf, 0xf3, 0xf5, 0x80 \
	}

enum nfod_lockstep_turn {
	NFOD_LOCKSTEP_IMAGE = 0,
	NFOD_LOCKSTEP_TWIN = 1,
};

/**
 * enum nfod_lockstep_call - what the twin wants
 * @NFOD_LOCKSTEP_POWER_UP: nfod_fw_init() with @boot, @serial, @figures; @result: it went well
 * @NFOD_LOCKSTEP_POLL: nfod_fw_poll(), at @now_ns
 * @NFOD_LOCKSTEP_TICK: the servo's interrupt, between other calls; @result: of
 *	nfod_fw_servo_tick()
 * @NFOD_LOCKSTEP_RESET: nfod_usb_reset() to speed @number
 * @NFOD_LOCKSTEP_CONTROL: nfod_usb_control() of @setup, @len bytes in @to_image
 * @NFOD_LOCKSTEP_OUT: nfod_usb_out() on @ep, @len bytes in @to_image, end if @number;
 *	@result: bytes taken
 * @NFOD_LOCKSTEP_IN_DONE: nfod_usb_in_done() of @number, an ask's
 * @NFOD_LOCKSTEP_LOCATE: nfod_fw_locate() of @lba; @result: found, at @cluster and @sector
 * @NFOD_LOCKSTEP_SPOIL: something goes wrong in the image, enum nfod_lockstep_fault @number
 */
enum nfod_lockstep_call {
	NFOD_LOCKSTEP_POWER_UP = 1,
	NFOD_LOCKSTEP_POLL = 2,
	NFOD_LOCKSTEP_TICK = 3,
	NFOD_LOCKSTEP_RESET = 4,
	NFOD_LOCKSTEP_CONTROL = 5,
	NFOD_LOCKSTEP_OUT = 6,
	NFOD_LOCKSTEP_IN_DONE = 7,
	NFOD_LOCKSTEP_LOCATE = 8,
	NFOD_LOCKSTEP_SPOIL = 9,
};

/**
 * enum nfod_lockstep_fault - how an image can be made to fail, to see what the drive does then
 * @NFOD_LOCKSTEP_NULL: it calls a null pointer
 * @NFOD_LOCKSTEP_STACK: its stack overflows
 * @NFOD_LOCKSTEP_HANG: its main loop hangs
 * @NFOD_LOCKSTEP_OVERRUN: the servo's interrupt does not return from its next tick
 * @NFOD_LOCKSTEP_DOOR: it is not kept waiting any more while the main loop wants it to
 */
enum nfod_lockstep_fault {
	NFOD_LOCKSTEP_NULL = 1,
	NFOD_LOCKSTEP_STACK = 2,
	NFOD_LOCKSTEP_HANG = 3,
	NFOD_LOCKSTEP_OVERRUN = 4,
	NFOD_LOCKSTEP_DOOR = 5,
};

/**
 * enum nfod_lockstep_ask - what the image wants
 * @NFOD_LOCKSTEP_STARTED: it has been reset, and knows of nothing: the first call
 * @NFOD_LOCKSTEP_DONE: the next call
 * @NFOD_LOCKSTEP_DOORBELL: of the front-end
 * @NFOD_LOCKSTEP_CONNECT: connect() @number
 * @NFOD_LOCKSTEP_EP0_REPLY: @len bytes in @from_image
 * @NFOD_LOCKSTEP_EP0_ACK: ep0_ack()
 * @NFOD_LOCKSTEP_EP0_STALL: ep0_stall()
 * @NFOD_LOCKSTEP_EP_OPEN: ep_open() @ep with packets of @len and @stream streams
 * @NFOD_LOCKSTEP_EP_CLOSE: ep_close() @ep
 * @NFOD_LOCKSTEP_EP_STALL: ep_stall() @ep, @number
 * @NFOD_LOCKSTEP_EP_IN: ep_in() on @ep and @stream of @segments in @segment; @number is its name
 * @NFOD_LOCKSTEP_EP_FLUSH: ep_flush() @ep
 * @NFOD_LOCKSTEP_EP_OUT_READY: ep_out_ready() @ep
 * @NFOD_LOCKSTEP_FLASH_PROGRAM: a word of flash becomes what is in @from_image; @number: where
 * @NFOD_LOCKSTEP_FLASH_ERASE: sector @number begins to be erased
 * @NFOD_LOCKSTEP_FLASH_ERASED: and is at the end of it
 */
enum nfod_lockstep_ask {
	NFOD_LOCKSTEP_STARTED = 1,
	NFOD_LOCKSTEP_DONE = 2,
	NFOD_LOCKSTEP_DOORBELL = 3,
	NFOD_LOCKSTEP_CONNECT = 4,
	NFOD_LOCKSTEP_EP0_REPLY = 5,
	NFOD_LOCKSTEP_EP0_ACK = 6,
	NFOD_LOCKSTEP_EP0_STALL = 7,
	NFOD_LOCKSTEP_EP_OPEN = 8,
	NFOD_LOCKSTEP_EP_CLOSE = 9,
	NFOD_LOCKSTEP_EP_STALL = 10,
	NFOD_LOCKSTEP_EP_IN = 11,
	NFOD_LOCKSTEP_EP_FLUSH = 12,
	NFOD_LOCKSTEP_EP_OUT_READY = 13,
	NFOD_LOCKSTEP_FLASH_PROGRAM = 14,
	NFOD_LOCKSTEP_FLASH_ERASE = 15,
	NFOD_LOCKSTEP_FLASH_ERASED = 16,
};

/**
 * struct nfod_lockstep_segment - a piece of an IN transfer
 * @at: offset from NFOD_LOCKSTEP_BASE: in the buffer RAM, or in @from_image
 * @len: bytes
 */
struct nfod_lockstep_segment {
	uint32_t at;
	uint32_t len;
};

#define NFOD_LOCKSTEP_SEGMENTS (NFOD_MAX_TRANSFER_BLOCKS + 1u)
#define NFOD_LOCKSTEP_FROM_IMAGE 8192u
#define NFOD_LOCKSTEP_TO_IMAGE (1u << 20)

/**
 * struct nfod_lockstep - what they tell each other
 * @magic: NFOD_LOCKSTEP_MAGIC, set by the twin before power-up
 * @version: NFOD_LOCKSTEP_VERSION, likewise
 * @turn: enum nfod_lockstep_turn
 * @call: enum nfod_lockstep_call
 * @ask: enum nfod_lockstep_ask
 * @result: of the last call
 * @now_ns: the board's clock, set by the twin
 * @deadline_ns: nfod_fw_next_deadline() after the last call but a tick
 * @instructions: executed since power-up; the plugin counts them
 * @rests: nfod_fw_servo_rests() after the last call
 * @ep: endpoint address
 * @stream: see the asks
 * @len: bytes
 * @number: see calls and asks
 * @segments: used of @segment
 * @lba: to be located
 * @cluster: where it is
 * @sector: ditto
 * @boot: number of the power-up
 * @next_tick: of the servo, in the midst of the call: counts until then, from the beginning of the
 *	call or, as an answer to @tick_due, from @passed; 0 = none comes
 * @tick_due: set by the servo's interrupt when it rings; the twin clears it
 * @passed: counts since the call began, when it was done and when a tick was due
 * @answered: likewise, when the last tick in its midst had been answered
 * @news: a tick in its midst said that a poll is wanted
 * @setup: of a control transfer
 * @serial: number of the drive, zero terminated
 * @figures: what the loops are designed by
 * @fe: the front-end
 * @segment: of an IN transfer
 * @from_image: data
 * @to_image: data
 */
struct nfod_lockstep {
	uint32_t magic;
	uint32_t version;
	uint32_t turn;
	uint32_t call;
	uint32_t ask;
	uint32_t result;
	uint64_t now_ns;
	uint64_t deadline_ns;
	uint64_t instructions;
	uint32_t rests;
	uint32_t ep;
	uint32_t stream;
	uint32_t len;
	uint32_t number;
	uint32_t segments;
	uint64_t lba;
	uint32_t cluster;
	uint32_t sector;
	uint32_t boot;
	uint32_t next_tick;
	uint32_t tick_due;
	uint32_t passed;
	uint32_t answered;
	uint32_t news;
	uint8_t setup[8];
	char serial[32];
	_Alignas(64) struct nfod_figures figures;
	_Alignas(64) struct nfod_frontend fe;
	_Alignas(64) struct nfod_lockstep_segment segment[NFOD_LOCKSTEP_SEGMENTS];
	_Alignas(64) uint8_t from_image[NFOD_LOCKSTEP_FROM_IMAGE];
	_Alignas(64) uint8_t to_image[NFOD_LOCKSTEP_TO_IMAGE];
};

_Static_assert(sizeof(struct nfod_lockstep) <= NFOD_LOCKSTEP_WINDOW_BYTES,
	       "the window holds all that is told");
_Static_assert(offsetof(struct nfod_lockstep, figures) == 192, "layout of struct nfod_lockstep");

#endif
