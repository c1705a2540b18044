// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "boot/dfu.h"

/* The host asks again as long as the drive is busy, so an erasure may take what it takes. */
#define POLL_MS 20u

/* What was complete of a file stays in flash, for when it comes again. */
static void drop_file(struct dfu *dfu)
{
	update_start(&dfu->update, dfu->boot, dfu->running);
	dfu->block = 0;
	dfu->complete = false;
}

static void fail(struct dfu *dfu, enum nfod_dfu_status status)
{
	drop_file(dfu);
	dfu->state = NFOD_DFU_ERROR;
	dfu->status = (uint8_t)status;
	dfu->refusal = NFOD_REFUSED_NOT;
}

static enum nfod_dfu_status status_of(enum nfod_refusal refusal)
{
	switch (refusal) {
	case NFOD_REFUSED_NOT:
		return NFOD_DFU_OK;
	case NFOD_REFUSED_MAGIC:
	case NFOD_REFUSED_FORMAT:
	case NFOD_REFUSED_HARDWARE:
	case NFOD_REFUSED_PLACE:
		return NFOD_DFU_ERR_TARGET;
	case NFOD_REFUSED_LENGTH:
		return NFOD_DFU_ERR_ADDRESS;
	case NFOD_REFUSED_DIGEST:
		return NFOD_DFU_ERR_VERIFY;
	case NFOD_REFUSED_TRUNCATED:
		return NFOD_DFU_ERR_NOTDONE;
	case NFOD_REFUSED_FLASH:
		return NFOD_DFU_ERR_PROG;
	case NFOD_REFUSED_TRIAL:
	case NFOD_REFUSED_JOURNAL:
		return NFOD_DFU_ERR_VENDOR;
	default:
		return NFOD_DFU_ERR_FILE;
	}
}

void dfu_init(struct dfu *dfu, struct boot *boot, uint32_t running)
{
	memset(dfu, 0, sizeof(*dfu));
	dfu->boot = boot;
	dfu->running = (uint8_t)running;
	dfu->state = NFOD_DFU_IDLE;
	drop_file(dfu);
}

static bool take_block(struct dfu *dfu, uint16_t block, const void *data, uint32_t bytes)
{
	if (block != dfu->block || !update_block(&dfu->update, data, bytes)) {
		fail(dfu, NFOD_DFU_ERR_ADDRESS);
		return false;
	}
	dfu->block++;
	dfu->state = NFOD_DFU_DNLOAD_SYNC;
	return true;
}

/* A block, or without data the file's end. */
static bool dnload(struct dfu *dfu, uint16_t block, const void *data, uint32_t bytes)
{
	if (dfu->state == NFOD_DFU_IDLE && bytes) {
		drop_file(dfu);
		dfu->refusal = NFOD_REFUSED_NOT;
		return take_block(dfu, block, data, bytes);
	}
	if (dfu->state == NFOD_DFU_DNLOAD_IDLE && bytes)
		return take_block(dfu, block, data, bytes);
	if (dfu->state != NFOD_DFU_DNLOAD_IDLE) {
		fail(dfu, NFOD_DFU_ERR_STALLEDPKT);
		return false;
	}
	update_end(&dfu->update);
	dfu->state = NFOD_DFU_MANIFEST_SYNC;
	return true;
}

static bool clear_status(struct dfu *dfu)
{
	if (dfu->state != NFOD_DFU_ERROR)
		return false;
	dfu->state = NFOD_DFU_IDLE;
	dfu->status = NFOD_DFU_OK;
	return true;
}

static bool abort_file(struct dfu *dfu)
{
	if (dfu->state == NFOD_DFU_ERROR)
		return false;
	if (dfu->state != NFOD_DFU_IDLE)
		drop_file(dfu);
	dfu->state = NFOD_DFU_IDLE;
	return true;
}

bool dfu_out(struct dfu *dfu, uint8_t request, uint16_t value, const void *data, uint32_t bytes)
{
	bool good;

	if (request == NFOD_DFU_DNLOAD)
		return dnload(dfu, value, data, bytes);
	good = !bytes && ((request == NFOD_DFU_CLRSTATUS && clear_status(dfu)) ||
			  (request == NFOD_DFU_ABORT && abort_file(dfu)));
	if (!good)
		fail(dfu, NFOD_DFU_ERR_STALLEDPKT);
	return good;
}

bool dfu_poll(struct dfu *dfu)
{
	return update_poll(&dfu->update);
}

static void end_file(struct dfu *dfu)
{
	enum nfod_refusal refusal = dfu->update.refusal;

	if (refusal) {
		fail(dfu, status_of(refusal));
		dfu->refusal = refusal;
		return;
	}
	dfu->complete = dfu->update.phase == UPDATE_DONE;
	dfu->state = dfu->complete ? NFOD_DFU_IDLE : NFOD_DFU_DNLOAD_IDLE;
}

/* The next state is the one that the host is told. */
static void sync(struct dfu *dfu, enum nfod_dfu_state busy)
{
	if (dfu_poll(dfu))
		dfu->state = (uint8_t)busy;
	else
		end_file(dfu);
}

static uint32_t get_status(struct dfu *dfu, uint8_t *to)
{
	bool busy;

	if (dfu->state == NFOD_DFU_DNLOAD_SYNC || dfu->state == NFOD_DFU_DNBUSY)
		sync(dfu, NFOD_DFU_DNBUSY);
	else if (dfu->state == NFOD_DFU_MANIFEST_SYNC || dfu->state == NFOD_DFU_MANIFEST)
		sync(dfu, NFOD_DFU_MANIFEST);
	busy = dfu->state == NFOD_DFU_DNBUSY || dfu->state == NFOD_DFU_MANIFEST;
	memset(to, 0, NFOD_DFU_STATUS_BYTES);
	to[0] = dfu->status;
	to[1] = busy ? POLL_MS : 0;
	to[4] = dfu->state;
	if (dfu->state == NFOD_DFU_ERROR && dfu->refusal)
		to[5] = NFOD_DFU_STRING_REASON;
	return NFOD_DFU_STATUS_BYTES;
}

uint32_t dfu_in(struct dfu *dfu, uint8_t request, uint8_t *to)
{
	if (request == NFOD_DFU_GETSTATUS)
		return get_status(dfu, to);
	if (request == NFOD_DFU_GETSTATE) {
		to[0] = dfu->state;
		return 1;
	}
	fail(dfu, NFOD_DFU_ERR_STALLEDPKT);
	return 0;
}
