/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: DFU 1.1, the class
 *
 * States and requests of Device Firmware Upgrade in DFU mode over an update (boot/update.h),
 * without the USB below (boot/device.h). Nothing is ever given out: an image cannot be read
 * back.
 *
 * A file that came in whole and good leaves the interface idle (it is manifestation tolerant),
 * so that the host has its answer before the drive starts anew.
 */
#ifndef FW_BOOT_DFU_H
#define FW_BOOT_DFU_H

#include "boot/update.h"
#include "nfod/dfu.h"

/**
 * struct dfu - the interface
 * @boot: flash and journal
 * @running: slot that runs, NFOD_SLOT_NONE = recovery
 * @state: enum nfod_dfu_state
 * @status: enum nfod_dfu_status
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
 * dfu_init() - DFU mode begins
 */
void dfu_init(struct dfu *dfu, struct boot *boot, uint32_t running);

/**
 * dfu_out() - a request without data, or with data from the host
 *
 * Return: false: stall it.
 */
bool dfu_out(struct dfu *dfu, uint8_t request, uint16_t value, const void *data, uint32_t bytes);

/**
 * dfu_in() - a request that wants an answer
 * @to: NFOD_DFU_STATUS_BYTES
 *
 * Return: bytes; 0: stall it.
 */
uint32_t dfu_in(struct dfu *dfu, uint8_t request, uint8_t *to);

/**
 * dfu_poll() - get on; as update_poll()
 */
bool dfu_poll(struct dfu *dfu);

#endif
