/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: front-end registers
 *
 * The head electronics as the firmware sees them: one structure in shared
 * memory, owned by the twin on the host and under QEMU and by an FPGA on
 * hardware. Nothing in the firmware knows which.
 *
 * The channel engine takes descriptors from a ring. The firmware fills
 * desc[produced % NFOD_FE_DESCS], raises @produced and rings the board's
 * doorbell when the head has reached the cluster; the engine works on one
 * descriptor at a time, in order, while the cluster passes under the head, and
 * then sets its result and raises @consumed. Counters run freely.
 */
#ifndef NFOD_FRONTEND_H
#define NFOD_FRONTEND_H

#include <stddef.h>
#include <stdint.h>

#define NFOD_FE_MAGIC 0x4546464eu /* "NFFE" */
#define NFOD_FE_VERSION 1
#define NFOD_FE_DESCS 8
#define NFOD_FE_PAGES 16

/**
 * enum nfod_fe_op - what the engine does with a cluster
 * @NFOD_FE_READ: cells to pages
 * @NFOD_FE_WRITE: pages to cells
 */
enum nfod_fe_op {
	NFOD_FE_READ = 1,
	NFOD_FE_WRITE = 2,
};

/**
 * enum nfod_fe_result - how it went
 * @NFOD_FE_PENDING: not done yet
 * @NFOD_FE_OK: all sectors good
 * @NFOD_FE_UNCORRECTABLE: sectors in @bad_sectors could not be read
 * @NFOD_FE_WRITE_FAILED: the engine could not write the cluster
 * @NFOD_FE_BAD_DESCRIPTOR: cluster or page out of range, unknown operation
 */
enum nfod_fe_result {
	NFOD_FE_PENDING = 0,
	NFOD_FE_OK = 1,
	NFOD_FE_UNCORRECTABLE = 2,
	NFOD_FE_WRITE_FAILED = 3,
	NFOD_FE_BAD_DESCRIPTOR = 4,
};

/* A sector whose page is this is not transferred (READ only). */
#define NFOD_FE_NO_PAGE 0xffffffffu

/**
 * struct nfod_fe_desc - one cluster's work
 * @op: enum nfod_fe_op
 * @result: enum nfod_fe_result, set by the engine
 * @bad_sectors: bit n = sector n is uncorrectable, set by the engine
 * @cluster: physical cluster number
 * @duration_ns: time that the cluster takes to pass, at the disc's speed
 * @reserved: zero
 * @page: for each of the 16 sectors, a 4 KiB page number in the buffer RAM
 */
struct nfod_fe_desc {
	uint8_t op;
	uint8_t result;
	uint16_t bad_sectors;
	uint32_t cluster;
	uint32_t duration_ns;
	uint32_t reserved;
	uint32_t page[NFOD_FE_PAGES];
};

/* frontend.sense */
#define NFOD_FE_SENSE_DISC 0x01u /* a disc lies in the tray or on the spindle */
#define NFOD_FE_SENSE_DOOR_CLOSED 0x02u
#define NFOD_FE_SENSE_BUTTON 0x04u /* eject button held */

/* frontend.tray */
#define NFOD_FE_TRAY_CLOSE 1u
#define NFOD_FE_TRAY_OPEN 2u

/**
 * struct nfod_frontend - the register file
 * @magic: NFOD_FE_MAGIC, set by the owner
 * @version: NFOD_FE_VERSION, set by the owner
 * @sense: NFOD_FE_SENSE_*, set by the owner
 * @tray: order to the tray motor, set by the firmware and, once it is taken,
 *	cleared by the owner
 * @produced: descriptors handed over, set by the firmware
 * @consumed: descriptors finished, set by the owner
 * @reserved: zero
 * @desc: the ring
 */
struct nfod_frontend {
	uint32_t magic;
	uint32_t version;
	uint32_t sense;
	uint32_t tray;
	uint32_t produced;
	uint32_t consumed;
	uint32_t reserved[10];
	struct nfod_fe_desc desc[NFOD_FE_DESCS];
};

_Static_assert(sizeof(struct nfod_fe_desc) == 80, "size of struct nfod_fe_desc");
_Static_assert(sizeof(struct nfod_frontend) == 64 + 80 * NFOD_FE_DESCS,
	       "size of struct nfod_frontend");

#endif
