/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: DFU, the host's side
 *
 * A drive goes and comes back, with another address, each time that it changes its mode; it is
 * known by its serial number.
 */
#ifndef NFODCTL_DFU_H
#define NFODCTL_DFU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drive.h"

/* As long as strings of USB are here. */
#define DFU_SERIAL 64

/**
 * enum dfu_result - how a file fared
 * @DFU_DONE: it is in, and goes on trial
 * @DFU_LOST: the drive went away
 * @DFU_REFUSED: it said no
 */
enum dfu_result {
	DFU_DONE,
	DFU_LOST,
	DFU_REFUSED,
};

/* Serial number of a drive in any mode; false when it cannot be opened, or has none. */
bool dfu_serial(const struct nfodctl_drive *drive, char serial[DFU_SERIAL], char *why);

/* Make a drive leave for DFU mode. Return: enum nfodctl_exit. */
int dfu_detach(const struct drive_link *link, char *why);

/**
 * dfu_send() - send a file to a drive in DFU mode
 * @progress: called after each block
 * @why: told unless it is done, NFODCTL_WHY bytes
 */
enum dfu_result dfu_send(const struct drive_link *link, const uint8_t *data, size_t len,
			 void (*progress)(size_t done, size_t all), char *why);

#endif
