// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <string.h>

#include "boot/dfu.h"

#define FUNCTIONAL 0x21u
#define CAN_DNLOAD 1u
#define MANIFESTATION_TOLERANT 4u
#define WILL_DETACH 8u
#define DETACH_MS 1000u
#define DFU_VERSION 0x0110u
/* The host asks again as long as the drive is busy, so an erasure may take what it takes. */
#define POLL_MS 20u

/* What was complete of a file stays in flash, for when it comes again. */
static void drop_file(struct dfu *dfu)
{
	update_start(&dfu->update, dfu->boot, dfu->running);
	dfu->block = 0;
	dfu->complete = false;
}

static void fail(struct dfu *dfu, enum dfu_status status)
{
	drop_file(dfu);
	dfu->state = DFU_ERROR;
	dfu->status = (uint8_t)status;
}

static enum dfu_status status_of(enum nfod_refusal refusal)
{
	switch (refusal) {
	case NFOD_REFUSED_NOT:
		return DFU_OK;
	case NFOD_REFUSED_MAGIC:
	case NFOD_REFUSED_FORMAT:
	case NFOD_REFUSED_HARDWARE:
	case NFOD_REFUSED_PLACE:
		return DFU_ERR_TARGET;
	case NFOD_REFUSED_LENGTH:
		return DFU_ERR_ADDRESS;
	case NFOD_REFUSED_DIGEST:
		return DFU_ERR_VERIFY;
	case NFOD_REFUSED_TRUNCATED:
		return DFU_ERR_NOTDONE;
	case NFOD_REFUSED_FLASH:
		return DFU_ERR_PROG;
	case NFOD_REFUSED_TRIAL:
	case NFOD_REFUSED_JOURNAL:
		return DFU_ERR_VENDOR;
	default:
		return DFU_ERR_FILE;
	}
}

void dfu_init(struct dfu *dfu, struct boot *boot, uint32_t running, bool runtime)
{
	memset(dfu, 0, sizeof(*dfu));
	dfu->boot = boot;
	dfu->running = (uint8_t)running;
	dfu->state = runtime ? DFU_APP_IDLE : DFU_IDLE;
	drop_file(dfu);
}

void dfu_functional(uint8_t to[DFU_FUNCTIONAL_BYTES])
{
	const uint8_t descriptor[DFU_FUNCTIONAL_BYTES] = {
		DFU_FUNCTIONAL_BYTES,
		FUNCTIONAL,
		CAN_DNLOAD | MANIFESTATION_TOLERANT | WILL_DETACH,
		DETACH_MS & 0xff,
		DETACH_MS >> 8,
		UPDATE_BLOCK_BYTES & 0xff,
		UPDATE_BLOCK_BYTES >> 8,
		DFU_VERSION & 0xff,
		DFU_VERSION >> 8,
	};

	memcpy(to, descriptor, sizeof(descriptor));
}

static bool take_block(struct dfu *dfu, uint16_t block, const void *data, uint32_t bytes)
{
	if (block != dfu->block || !update_block(&dfu->update, data, bytes)) {
		fail(dfu, DFU_ERR_ADDRESS);
		return false;
	}
	dfu->block++;
	dfu->state = DFU_DNLOAD_SYNC;
	return true;
}

/* A block, or without data the file's end. */
static bool dnload(struct dfu *dfu, uint16_t block, const void *data, uint32_t bytes)
{
	if (dfu->state == DFU_IDLE && bytes) {
		drop_file(dfu);
		dfu->refusal = NFOD_REFUSED_NOT;
		return take_block(dfu, block, data, bytes);
	}
	if (dfu->state == DFU_DNLOAD_IDLE && bytes)
		return take_block(dfu, block, data, bytes);
	if (dfu->state != DFU_DNLOAD_IDLE) {
		fail(dfu, DFU_ERR_STALLEDPKT);
		return false;
	}
	update_end(&dfu->update);
	dfu->state = DFU_MANIFEST_SYNC;
	return true;
}

static bool detach(struct dfu *dfu)
{
	if (dfu->state != DFU_APP_IDLE)
		return false;
	dfu->state = DFU_APP_DETACH;
	return true;
}

static bool clear_status(struct dfu *dfu)
{
	if (dfu->state != DFU_ERROR)
		return false;
	dfu->state = DFU_IDLE;
	dfu->status = DFU_OK;
	return true;
}

static bool abort_file(struct dfu *dfu)
{
	if (dfu->state == DFU_ERROR)
		return false;
	if (dfu->state != DFU_IDLE)
		drop_file(dfu);
	dfu->state = DFU_IDLE;
	return true;
}

bool dfu_out(struct dfu *dfu, uint8_t request, uint16_t value, const void *data, uint32_t bytes)
{
	bool runtime = dfu->state == DFU_APP_IDLE || dfu->state == DFU_APP_DETACH;
	bool good;

	if (runtime)
		return request == DFU_DETACH && detach(dfu);
	if (request == DFU_DNLOAD)
		return dnload(dfu, value, data, bytes);
	good = (request == DFU_CLRSTATUS && clear_status(dfu)) ||
	       (request == DFU_ABORT && abort_file(dfu));
	if (!good)
		fail(dfu, DFU_ERR_STALLEDPKT);
	return good;
}

bool dfu_poll(struct dfu *dfu)
{
	return update_poll(&dfu->update);
}

static void end_file(struct dfu *dfu)
{
	dfu->refusal = dfu->update.refusal;
	if (dfu->refusal) {
		fail(dfu, status_of(dfu->refusal));
		return;
	}
	dfu->complete = dfu->update.phase == UPDATE_DONE;
	dfu->state = dfu->complete ? DFU_IDLE : DFU_DNLOAD_IDLE;
}

/* The next state is the one that the host is told. */
static void sync(struct dfu *dfu, enum dfu_state busy)
{
	if (dfu_poll(dfu))
		dfu->state = (uint8_t)busy;
	else
		end_file(dfu);
}

static uint32_t get_status(struct dfu *dfu, uint8_t *to)
{
	bool busy;

	if (dfu->state == DFU_DNLOAD_SYNC || dfu->state == DFU_DNBUSY)
		sync(dfu, DFU_DNBUSY);
	else if (dfu->state == DFU_MANIFEST_SYNC || dfu->state == DFU_MANIFEST)
		sync(dfu, DFU_MANIFEST);
	busy = dfu->state == DFU_DNBUSY || dfu->state == DFU_MANIFEST;
	memset(to, 0, DFU_STATUS_BYTES);
	to[0] = dfu->status;
	to[1] = busy ? POLL_MS : 0;
	to[4] = dfu->state;
	return DFU_STATUS_BYTES;
}

uint32_t dfu_in(struct dfu *dfu, uint8_t request, uint8_t *to)
{
	if (request == DFU_GETSTATUS)
		return get_status(dfu, to);
	if (request == DFU_GETSTATE) {
		to[0] = dfu->state;
		return 1;
	}
	if (dfu->state != DFU_APP_IDLE && dfu->state != DFU_APP_DETACH)
		fail(dfu, DFU_ERR_STALLEDPKT);
	return 0;
}
