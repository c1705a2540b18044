/* SPDX-License-Identifier: GPL-2.0-only */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The protocol as the driver sees it: pure functions without state of their
 * own, so that KUnit can show them everything that a hostile drive could.
 */
#ifndef NFOD_PROTO_H
#define NFOD_PROTO_H

#include <linux/blk_types.h>
#include <linux/types.h>

#include "nfod/wire.h"

/* Data that follows or precedes a command travels with one of these. */
#define NFOD_COMMAND_BYTES sizeof(struct nfod_command)
#define NFOD_RECORD_BYTES sizeof(struct nfod_record)

/* A drive that announces more is not believed: 4 EiB. */
#define NFOD_MAX_CAPACITY BIT_ULL(50)

/**
 * struct nfod_identity - a checked struct nfod_identify in host byte order
 * @epoch: link epoch
 * @boot: boot counter
 * @medium: medium counter
 * @fault: enum nfod_fault
 * @medium_state: enum nfod_medium_state
 * @recording: enum nfod_recording
 * @flags: NFOD_ID_*
 * @slots: commands at a time
 * @max_blocks: largest read or write
 * @max_range_blocks: largest discard or write-zeroes
 * @capacity: blocks, 0 unless ready
 * @lost: acknowledged blocks that the drive could not write
 * @credit: cumulative credit of @epoch
 * @serial: printable, terminated
 * @model: ditto
 * @firmware: ditto
 * @disc_id: ditto
 */
struct nfod_identity {
	u32 epoch;
	u32 boot;
	u32 medium;
	u32 fault;
	u8 medium_state;
	u8 recording;
	u16 flags;
	u16 slots;
	u32 max_blocks;
	u32 max_range_blocks;
	u64 capacity;
	u64 lost;
	u64 credit;
	char serial[33];
	char model[33];
	char firmware[33];
	char disc_id[41];
};

/**
 * struct nfod_host - what the host controller can do
 * @sg_tablesize: scatterlist entries of a transfer
 * @max_mapping: bytes of a DMA mapping
 * @max_packet: of the bulk endpoints
 * @whole_packets: scatterlist entries must consist of whole packets
 */
struct nfod_host {
	unsigned int sg_tablesize;
	size_t max_mapping;
	unsigned int max_packet;
	bool whole_packets;
};

/**
 * struct nfod_limits - what both the drive and the host can do
 * @max_blocks: largest read or write
 * @max_segments: scatterlist entries for data, without the trailer
 * @max_range_blocks: largest discard or write-zeroes
 * @dma_alignment: mask for the address of data
 * @virt_boundary: mask for gaps in data, or 0
 */
struct nfod_limits {
	u32 max_blocks;
	unsigned int max_segments;
	u32 max_range_blocks;
	unsigned int dma_alignment;
	unsigned long virt_boundary;
};

/**
 * struct nfod_io - a block request in the drive's terms
 * @op: enum nfod_op
 * @fua: answer only once the data is on the medium
 * @lba: first block
 * @blocks: number of blocks
 * @data_len: bytes that travel
 */
struct nfod_io {
	u8 op;
	bool fua;
	u64 lba;
	u32 blocks;
	u32 data_len;
};

/**
 * struct nfod_expect - the only answer that is right for a slot
 * @slot: its number
 * @op: enum nfod_op in it
 * @alt: alternate setting of the link
 * @announced: setting 0: its READY has been seen
 * @epoch: of the command
 * @sequence: of the command
 * @blocks: of the command
 * @data_len: of the command
 */
struct nfod_expect {
	u16 slot;
	u8 op;
	u8 alt;
	bool announced;
	u32 epoch;
	u32 sequence;
	u32 blocks;
	u32 data_len;
};

/**
 * struct nfod_credit - bytes of write data that the drive has room for
 * @granted: cumulative, since the link reset
 * @sent: ditto
 */
struct nfod_credit {
	u64 granted;
	u64 sent;
};

/**
 * enum nfod_action - what follows from a drive's answer
 * @NFOD_END: end the request with the block status
 * @NFOD_RETRY: do it again at once, a bounded number of times
 * @NFOD_RETRY_LATER: do it again after a pause
 * @NFOD_RESET_LINK: the two sides disagree: reset the link, then do it again
 */
enum nfod_action {
	NFOD_END,
	NFOD_RETRY,
	NFOD_RETRY_LATER,
	NFOD_RESET_LINK,
};

/**
 * struct nfod_verdict - meaning of an enum nfod_status
 * @action: what to do
 * @status: what to tell the block layer when it is not tried (again)
 * @look_at_medium: the driver's idea of the disc is out of date
 */
struct nfod_verdict {
	enum nfod_action action;
	blk_status_t status;
	bool look_at_medium;
};

const char *nfod_parse_identify(const void *data, size_t len, struct nfod_identity *id);
const char *nfod_same_drive_flaw(const struct nfod_identity *old, const struct nfod_identity *new);
const char *nfod_find_limits(const struct nfod_identity *id, const struct nfod_host *host,
			     struct nfod_limits *limits);

int nfod_describe_io(enum req_op op, bool fua, sector_t sector, unsigned int bytes,
		     struct nfod_io *io);
void nfod_build_command(struct nfod_command *command, const struct nfod_io *io, u16 slot);

const char *nfod_answer_flaw(const struct nfod_record *record, size_t len,
			     const struct nfod_expect *expect);
const char *nfod_notice_flaw(const struct nfod_record *record, size_t len, u8 alt, u32 epoch,
			     unsigned int slots);
const char *nfod_ready_flaw(const struct nfod_record *record, const struct nfod_expect *expect);
const char *nfod_done_flaw(const struct nfod_record *record, const struct nfod_expect *expect);
const char *nfod_slot_flaw(const void *data, size_t len, u16 slot);

struct nfod_verdict nfod_judge(u8 op, u8 status);

void nfod_credit_reset(struct nfod_credit *credit, u64 granted);
bool nfod_credit_grant(struct nfod_credit *credit, u64 granted);
bool nfod_credit_take(struct nfod_credit *credit, u32 bytes);

const char *nfod_fault_name(u32 fault);
const char *nfod_fault_words(u32 fault);
const char *nfod_medium_state_name(u8 state);
const char *nfod_recording_name(u8 recording);
const char *nfod_status_name(u8 status);
const char *nfod_cause(u8 status, u32 detail);

#endif
