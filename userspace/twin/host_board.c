// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The firmware as a library in this process, behind a boot loader that chooses its version.
 */
#include <stdlib.h>

#include "nfod/wire.h"
#include "twin/board.h"
#include "twin/loader.h"

#define PAGES 2048u

/**
 * struct library - it
 * @loader: of it, and DFU mode
 * @fw: firmware, NULL without power and in DFU mode
 * @registers: of the front-end
 */
struct library {
	struct board board;
	struct loader loader;
	struct nfod_fw *fw;
	struct nfod_frontend registers;
};

static struct library *library_of(struct board *board)
{
	return (struct library *)board;
}

static struct nfod_fw *fw_of(struct board *board)
{
	return library_of(board)->fw;
}

static int start(struct board *board, const struct nfod_board *setup, uint64_t now_ns)
{
	struct library *library = library_of(board);
	const struct nfod_board *chosen = loader_start(&library->loader, setup, now_ns);

	if (!chosen)
		return 0;
	library->fw = nfod_fw_init(board->memory, chosen, now_ns);
	return library->fw ? 0 : -1;
}

static void stop(struct board *board)
{
	library_of(board)->fw = NULL;
	loader_power_off(&library_of(board)->loader);
}

static void free_library(struct board *board)
{
	free(board->memory);
	free(board->buffer);
	free(board);
}

static enum board_wish poll(struct board *board, uint64_t now_ns)
{
	struct library *library = library_of(board);

	if (library->fw)
		nfod_fw_poll(library->fw, now_ns);
	return loader_poll(&library->loader, &library->fw, now_ns);
}

/* The firmware's faults would be those of this process. */
static bool spoil(struct board *board, uint32_t fault)
{
	(void)board;
	(void)fault;
	return false;
}

/* After an update; nothing moves. */
static uint64_t silence(struct board *board)
{
	(void)board;
	return 0;
}

/* In DFU mode the head is parked and the disc at rest. */
static bool servo_tick(struct board *board)
{
	return fw_of(board) && nfod_fw_servo_tick(fw_of(board));
}

static bool servo_rests(struct board *board)
{
	return !fw_of(board) || nfod_fw_servo_rests(fw_of(board));
}

static uint64_t next_deadline(struct board *board)
{
	uint64_t loader = library_of(board)->loader.due;
	uint64_t firmware = fw_of(board) ? nfod_fw_next_deadline(fw_of(board)) : NFOD_FW_NEVER;

	return loader < firmware ? loader : firmware;
}

static bool locate(struct board *board, uint64_t lba, uint32_t *cluster, uint8_t *sector)
{
	return fw_of(board) && nfod_fw_locate(fw_of(board), lba, cluster, sector);
}

static void usb_reset(struct board *board, enum nfod_usb_speed speed)
{
	if (fw_of(board))
		nfod_usb_reset(fw_of(board), speed);
	else
		dfu_device_reset(&library_of(board)->loader.device, speed);
}

static void usb_control(struct board *board, const uint8_t setup[8], const void *data, uint32_t len)
{
	if (fw_of(board))
		nfod_usb_control(fw_of(board), setup, data, len);
	else
		dfu_device_control(&library_of(board)->loader.device, setup, data, len);
}

/* DFU mode has no endpoints that anything could come on. */
static uint32_t usb_out(struct board *board, uint8_t ep, const void *data, uint32_t len, bool end)
{
	return fw_of(board) ? nfod_usb_out(fw_of(board), ep, data, len, end) : 0;
}

static void usb_in_done(struct board *board, struct nfod_usb_in *in)
{
	if (fw_of(board))
		nfod_usb_in_done(fw_of(board), in);
}

static const struct board_ops library_ops = {
	.start = start,
	.stop = stop,
	.free = free_library,
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

struct board *host_board(struct flash *flash)
{
	struct library *library = calloc(1, sizeof(*library));

	if (!library)
		return NULL;
	library->loader.flash = flash;
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
