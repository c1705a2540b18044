/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: DFU 1.1, the class
 *
 * States and requests of Device Firmware Upgrade over an update (boot/update.h), without the
 * USB below: whoever has a control transfer for the interface hands it in. In run-time mode
 * the interface only lets itself be detached; in DFU mode it takes a file. Nothing is ever
 * given out: an image cannot be read back.
 *
 * A file that came in whole and good leaves the interface idle (it is manifestation tolerant),
 * so that the host has its answer before the drive starts anew.
 */
#ifndef FW_BOOT_DFU_H
#define FW_BOOT_DFU_H

#include "boot/update.h"

#define DFU_FUNCTIONAL_BYTES 9u
#define DFU_STATUS_BYTES 6u

enum dfu_request {
	DFU_DETACH = 0,
	DFU_DNLOAD = 1,
	DFU_UPLOAD = 2,
	DFU_GETSTATUS = 3,
	DFU_CLRSTATUS = 4,
	DFU_GETSTATE = 5,
	DFU_ABORT = 6,
};

/**
 * enum dfu_state - numbers and names are the standard's
 */
enum dfu_state {
	DFU_APP_IDLE = 0,
	DFU_APP_DETACH = 1,
	DFU_IDLE = 2,
	DFU_DNLOAD_SYNC = 3,
	DFU_DNBUSY = 4,
	DFU_DNLOAD_IDLE = 5,
	DFU_MANIFEST_SYNC = 6,
	DFU_MANIFEST = 7,
	DFU_ERROR = 10,
};

/**
 * enum dfu_status - ditto
 */
enum dfu_status {
	DFU_OK = 0,
	DFU_ERR_TARGET = 1,
	DFU_ERR_FILE = 2,
	DFU_ERR_PROG = 6,
	DFU_ERR_VERIFY = 7,
	DFU_ERR_ADDRESS = 8,
	DFU_ERR_NOTDONE = 9,
	DFU_ERR_VENDOR = 11,
	DFU_ERR_STALLEDPKT = 15,
};

/**
 * struct dfu - the interface
 * @boot: flash and journal
 * @running: slot that runs, NFOD_SLOT_NONE = recovery
 * @state: enum dfu_state
 * @status: enum dfu_status
 * @refusal: why the last file was not taken, for people
 * @block: number of the block that comes next
 * @complete: a file is in, goes on trial at the next start, and nothing came after it
 * @update: under way
 */
struct dfu {
	struct boot *boot;
	uint8_t running;
	uint8_t state;
	uint8_t status;
	enum nfod_refusal refusal;
	uint16_t block;
	bool complete;
	struct update update;
};

/**
 * dfu_init() - after power-up, and after the bus was reset behind a detach
 * @runtime: run-time mode
 */
void dfu_init(struct dfu *dfu, struct boot *boot, uint32_t running, bool runtime);

/**
 * dfu_functional() - the functional descriptor
 */
void dfu_functional(uint8_t to[DFU_FUNCTIONAL_BYTES]);

/**
 * dfu_out() - a request without data, or with data from the host
 *
 * Return: false: stall it.
 */
bool dfu_out(struct dfu *dfu, uint8_t request, uint16_t value, const void *data, uint32_t bytes);

/**
 * dfu_in() - a request that wants an answer
 * @to: DFU_STATUS_BYTES
 *
 * Return: bytes; 0: stall it.
 */
uint32_t dfu_in(struct dfu *dfu, uint8_t request, uint8_t *to);

/**
 * dfu_poll() - get on; as update_poll()
 */
bool dfu_poll(struct dfu *dfu);

#endif
