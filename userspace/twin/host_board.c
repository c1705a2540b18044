// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The firmware as a library in this process.
 */
#include <stdlib.h>

#include "nfod/wire.h"
#include "twin/board.h"

#define PAGES 2048u

/**
 * struct library - it
 * @fw: firmware, NULL without power
 * @registers: of the front-end
 */
struct library {
	struct board board;
	struct nfod_fw *fw;
	struct nfod_frontend registers;
};

static struct nfod_fw *fw_of(struct board *board)
{
	return ((struct library *)board)->fw;
}

static int start(struct board *board, const struct nfod_board *setup, uint64_t now_ns)
{
	struct library *library = (struct library *)board;

	library->fw = nfod_fw_init(board->memory, setup, now_ns);
	return library->fw ? 0 : -1;
}

static void stop(struct board *board)
{
	((struct library *)board)->fw = NULL;
}

static void free_library(struct board *board)
{
	free(board->memory);
	free(board->buffer);
	free(board);
}

static void poll(struct board *board, uint64_t now_ns)
{
	nfod_fw_poll(fw_of(board), now_ns);
}

static bool servo_tick(struct board *board)
{
	return nfod_fw_servo_tick(fw_of(board));
}

static bool servo_rests(struct board *board)
{
	return nfod_fw_servo_rests(fw_of(board));
}

static uint64_t next_deadline(struct board *board)
{
	return nfod_fw_next_deadline(fw_of(board));
}

static bool locate(struct board *board, uint64_t lba, uint32_t *cluster, uint8_t *sector)
{
	return nfod_fw_locate(fw_of(board), lba, cluster, sector);
}

static void usb_reset(struct board *board, enum nfod_usb_speed speed)
{
	nfod_usb_reset(fw_of(board), speed);
}

static void usb_control(struct board *board, const uint8_t setup[8], const void *data, uint32_t len)
{
	nfod_usb_control(fw_of(board), setup, data, len);
}

static uint32_t usb_out(struct board *board, uint8_t ep, const void *data, uint32_t len, bool end)
{
	return nfod_usb_out(fw_of(board), ep, data, len, end);
}

static void usb_in_done(struct board *board, struct nfod_usb_in *in)
{
	nfod_usb_in_done(fw_of(board), in);
}

static const struct board_ops library_ops = {
	.start = start,
	.stop = stop,
	.free = free_library,
	.poll = poll,
	.servo_tick = servo_tick,
	.servo_rests = servo_rests,
	.next_deadline = next_deadline,
	.locate = locate,
	.usb_reset = usb_reset,
	.usb_control = usb_control,
	.usb_out = usb_out,
	.usb_in_done = usb_in_done,
};

struct board *host_board(void)
{
	struct library *library = calloc(1, sizeof(*library));

	if (!library)
		return NULL;
	library->board = (struct board){
		.ops = &library_ops,
		.fe = &library->registers,
		.buffer = aligned_alloc(4096, (size_t)PAGES * NFOD_BLOCK_BYTES),
		.pages = PAGES,
		.memory = aligned_alloc(64, NFOD_FW_BYTES),
		.memory_bytes = NFOD_FW_BYTES,
	};
	if (library->board.memory && library->board.buffer)
		return &library->board;
	free_library(&library->board);
	return NULL;
}
