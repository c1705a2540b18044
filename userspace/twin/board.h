/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What the firmware runs on: a library in this process, or a processor of its own. The calls
 * are nfod_fw.h's and usb/port.h's, and mean the same.
 */
#ifndef NFOD_TWIN_BOARD_H
#define NFOD_TWIN_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfod_fw.h"

struct board;
struct flash;

/**
 * enum board_wish - what a board wants of the drive around it, after a call of poll
 * @BOARD_WANTS_NOTHING: nothing
 * @BOARD_WANTS_RESTART: it starts anew, after an update or a fault
 * @BOARD_LOSES_POWER: a fault took the power away within it
 */
enum board_wish {
	BOARD_WANTS_NOTHING,
	BOARD_WANTS_RESTART,
	BOARD_LOSES_POWER,
};

/**
 * struct board_ops - the firmware's calls
 * @start: power comes. Return: 0, or -1 when the firmware refuses the board
 * @stop: power goes; what the firmware has lent to the port is gone
 * @free: of the board, stopped
 * @spoil: have the firmware fail, enum nfod_lockstep_fault. Return: whether it can
 * @silence: after BOARD_WANTS_RESTART: ns for which it answers nothing until it starts
 */
struct board_ops {
	int (*start)(struct board *board, const struct nfod_board *setup, uint64_t now_ns);
	void (*stop)(struct board *board);
	void (*free)(struct board *board);
	enum board_wish (*poll)(struct board *board, uint64_t now_ns);
	bool (*spoil)(struct board *board, uint32_t fault);
	uint64_t (*silence)(struct board *board);
	bool (*servo_tick)(struct board *board);
	bool (*servo_rests)(struct board *board);
	uint64_t (*next_deadline)(struct board *board);
	bool (*locate)(struct board *board, uint64_t lba, uint32_t *cluster, uint8_t *sector);
	void (*usb_reset)(struct board *board, enum nfod_usb_speed speed);
	void (*usb_control)(struct board *board, const uint8_t setup[8], const void *data,
			    uint32_t len);
	uint32_t (*usb_out)(struct board *board, uint8_t ep, const void *data, uint32_t len,
			    bool end);
	void (*usb_in_done)(struct board *board, struct nfod_usb_in *in);
};

/**
 * struct board_ticks - the servo's that came in the midst of another call
 * @within: they
 * @missed: that came when the next one was due already; nobody has answered them
 * @latest: answered, instructions after it was due
 */
struct board_ticks {
	uint64_t within;
	uint64_t missed;
	uint64_t latest;
};

/**
 * struct board - a board
 * @fe: register file, which it can see
 * @buffer: buffer RAM, ditto
 * @pages: its size
 * @memory: other RAM that comes up with anything in it, or NULL
 * @memory_bytes: its size
 * @longest_poll: instructions of a call of poll, at most, with the servo's in its midst; 0 = they are
 *	not counted
 * @ticks: in the midst of calls
 */
struct board {
	const struct board_ops *ops;
	volatile struct nfod_frontend *fe;
	uint8_t *buffer;
	uint32_t pages;
	void *memory;
	size_t memory_bytes;
	uint64_t longest_poll;
	struct board_ticks ticks;
};

/* The firmware that is built in, and a flash for it. Return: NULL when out of memory. */
struct board *host_board(struct flash *flash);

/**
 * mps2_board() - an image on an emulated processor
 * @firmware: "mps2:" and a file with what is in the board's flash, which is altered when the drive
 *	alters it; with "mps2-turns:" calls take no time, and ticks come between them only
 * @flash: of the drive, which knows what has been done to that
 *
 * Return: NULL when out of memory; a flash that cannot be used is fatal.
 */
struct board *mps2_board(const char *firmware, struct flash *flash);
/* Return: that file; NULL when it says neither. */
const char *mps2_flash(const char *firmware);

#endif
