/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: Device Firmware Upgrade 1.1, as far as this drive has it
 *
 * The standard's numbers and names, and what this drive says of itself. At run time the
 * interface is there to be detached: the drive then writes what its cache holds, parks the
 * head, leaves the bus by itself and comes back as a device that has this interface alone
 * (Documentation/firmware-update.md).
 */
#ifndef NFOD_DFU_H
#define NFOD_DFU_H

#include <stdint.h>
#include <string.h>

/* Number of the interface: behind the drive's others, and alone in DFU mode. */
#define NFOD_IF_DFU 2u
#define NFOD_IF_DFU_ALONE 0u

#define NFOD_DFU_CLASS 0xfeu
#define NFOD_DFU_SUBCLASS 0x01u
#define NFOD_DFU_PROTO_RUNTIME 0x01u
#define NFOD_DFU_PROTO_DFU 0x02u

#define NFOD_DFU_FUNCTIONAL 0x21u
#define NFOD_DFU_FUNCTIONAL_BYTES 9u
#define NFOD_DFU_STATUS_BYTES 6u
/* Largest block, wTransferSize. */
#define NFOD_DFU_BLOCK_BYTES 4096u
#define NFOD_DFU_VERSION 0x0110u

/* String that has the reason of a refusal in words; GETSTATUS's iString names it. */
#define NFOD_DFU_STRING_REASON 4u

enum nfod_dfu_attribute {
	NFOD_DFU_CAN_DNLOAD = 1,
	NFOD_DFU_MANIFESTATION_TOLERANT = 4,
	NFOD_DFU_WILL_DETACH = 8,
};

enum nfod_dfu_request {
	NFOD_DFU_DETACH = 0,
	NFOD_DFU_DNLOAD = 1,
	NFOD_DFU_UPLOAD = 2,
	NFOD_DFU_GETSTATUS = 3,
	NFOD_DFU_CLRSTATUS = 4,
	NFOD_DFU_GETSTATE = 5,
	NFOD_DFU_ABORT = 6,
};

enum nfod_dfu_state {
	NFOD_DFU_APP_IDLE = 0,
	NFOD_DFU_APP_DETACH = 1,
	NFOD_DFU_IDLE = 2,
	NFOD_DFU_DNLOAD_SYNC = 3,
	NFOD_DFU_DNBUSY = 4,
	NFOD_DFU_DNLOAD_IDLE = 5,
	NFOD_DFU_MANIFEST_SYNC = 6,
	NFOD_DFU_MANIFEST = 7,
	NFOD_DFU_ERROR = 10,
};

enum nfod_dfu_status {
	NFOD_DFU_OK = 0,
	NFOD_DFU_ERR_TARGET = 1,
	NFOD_DFU_ERR_FILE = 2,
	NFOD_DFU_ERR_PROG = 6,
	NFOD_DFU_ERR_VERIFY = 7,
	NFOD_DFU_ERR_ADDRESS = 8,
	NFOD_DFU_ERR_NOTDONE = 9,
	NFOD_DFU_ERR_VENDOR = 11,
	NFOD_DFU_ERR_STALLEDPKT = 15,
};

/**
 * nfod_dfu_functional() - the functional descriptor, the same in both modes
 */
static inline void nfod_dfu_functional(uint8_t to[NFOD_DFU_FUNCTIONAL_BYTES])
{
	/* The host need not reset the bus: any time will do. */
	const uint16_t detach_ms = 1000;
	const uint8_t descriptor[NFOD_DFU_FUNCTIONAL_BYTES] = {
		NFOD_DFU_FUNCTIONAL_BYTES,
		NFOD_DFU_FUNCTIONAL,
		NFOD_DFU_CAN_DNLOAD | NFOD_DFU_MANIFESTATION_TOLERANT | NFOD_DFU_WILL_DETACH,
		detach_ms & 0xff,
		detach_ms >> 8,
		NFOD_DFU_BLOCK_BYTES & 0xff,
		NFOD_DFU_BLOCK_BYTES >> 8,
		NFOD_DFU_VERSION & 0xff,
		NFOD_DFU_VERSION >> 8,
	};

	memcpy(to, descriptor, sizeof(descriptor));
}

#endif
