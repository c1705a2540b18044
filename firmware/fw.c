// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "fw.h"

#include <string.h>

#include "recorder/strategy.h"

static bool is_usable(const struct nfod_board *board)
{
	return board->fe->magic == NFOD_FE_MAGIC && board->fe->version == NFOD_FE_VERSION &&
	       board->buffer && board->buffer_pages >= NFOD_FW_MIN_PAGES &&
	       board->buffer_pages <= NFOD_FW_MAX_PAGES && board->serial && board->serial[0];
}

/* A head that is flown can be traced, which takes the last pages. */
static uint32_t untraced_pages(const struct nfod_board *board)
{
	bool flies = board->fe->features & NFOD_FE_FLIES;

	return board->buffer_pages - (flies ? NFOD_FW_TRACE_PAGES : 0);
}

/* The store's pages are behind the cache's. */
static uint32_t cache_pages(const struct nfod_board *board)
{
	uint32_t pages = untraced_pages(board);

	if (pages < NFOD_FW_CACHE_PAGES + NFOD_FW_STORE_PAGES)
		return NFOD_FW_CACHE_PAGES;
	return pages - NFOD_FW_STORE_PAGES;
}

struct nfod_fw *nfod_fw_init(void *memory, const struct nfod_board *board, uint64_t now_ns)
{
	struct nfod_fw *fw = memory;

	if (!is_usable(board))
		return NULL;
	memset(fw, 0, sizeof(*fw));
	fw->board = *board;
	if (!board->block)
		fw->board.block = &board->fe->block;
	fw->now = now_ns;
	fw->start_ns = now_ns;
	fw->fig = board->figures ? *board->figures : NFOD_FIGURES_REFERENCE;
	pool_init(&fw->pool, board->buffer, cache_pages(board));
	motion_init(fw);
	rec_init(fw);
	disc_init(fw, untraced_pages(board) - cache_pages(board));
	link_init(fw);
	usb_init(fw);
	drive_init(fw);
	settings_init(fw);
	fw->work = true;
	fw->board.usb->connect(fw->board.ctx, true);
	return fw;
}

void nfod_fw_poll(struct nfod_fw *fw, uint64_t now_ns)
{
	bool changed;

	if (now_ns > fw->now)
		fw->now = now_ns;
	fw->work = false;
	fw->busy = false;
	motion_poll(fw);
	do {
		changed = rec_poll(fw);
		changed |= power_poll(fw);
		changed |= drive_poll(fw);
		changed |= disc_admit(fw);
		changed |= disc_continue_ranges(fw);
		changed |= disc_schedule(fw);
	} while (changed && !fw->busy);
	settings_poll(fw);
	if (!fw->busy)
		rec_settle(fw);
	fw->work |= motion_poll(fw) || fw->busy;
	detach_poll(fw);
	credit_update(fw);
	credit_tell(fw);
}

bool nfod_fw_servo_tick(struct nfod_fw *fw)
{
	if (fw->door.held)
		__builtin_trap();
	return motion_tick(fw);
}

bool nfod_fw_servo_rests(const struct nfod_fw *fw)
{
	return motion_rests(fw);
}

bool nfod_fw_locate(const struct nfod_fw *fw, uint64_t lba, uint32_t *cluster, uint8_t *sector)
{
	return disc_locate(fw, lba, cluster, sector);
}

bool nfod_fw_is_well(const struct nfod_fw *fw)
{
	return fw->now - fw->start_ns >= NFOD_FW_TRIAL_NS && usb_is_configured(fw) && !fw->rec.dead;
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t nfod_fw_next_deadline(const struct nfod_fw *fw)
{
	if (fw->work)
		return fw->now;
	return sooner(sooner(sooner(rec_deadline(fw), motion_deadline(fw)),
			     sooner(drive_deadline(fw), disc_deadline(fw))),
		      power_deadline(fw));
}

const struct nfod_strategy *nfod_fw_strategy(const struct nfod_disc_info *info, uint32_t side)
{
	return strategy_table(plan_strategy(info), side);
}
