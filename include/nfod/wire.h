/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: nfod wire protocol, version 1
 *
 * The one home of every constant and structure that crosses the USB cable:
 * shared by the kernel driver, the drive's firmware and the user tools.
 * Documentation/wire-protocol.md has the sequence charts and the reasons.
 *
 * All fields are little-endian and naturally aligned, all sizes are fixed, and
 * every reserved byte is sent as zero and refused when it is not.
 *
 * Interface 0 (disk), alternate setting 1 (SuperSpeed, bulk streams):
 *
 *   EP1 OUT  [data_len bytes][struct nfod_command]   one message, one transfer
 *   EP2 IN   [data_len bytes][struct nfod_record]    on stream slot + 1
 *   EP3 IN   [struct nfod_record]                    EVENT, CREDIT
 *
 * Alternate setting 0 (no streams: high speed, USB/IP, simple hosts):
 *
 *   EP1 OUT  as above
 *   EP3 IN   [struct nfod_record]   READY, DONE, EVENT, CREDIT
 *   EP2 IN   [data_len bytes][struct nfod_record]    reads only, in READY order
 *
 * The command stands behind its data, so that a host controller whose scatter
 * lists must consist of whole packets takes the message as it is, and every
 * message ends in a short packet: data_len is a multiple of 4096, the trailer
 * is 64 or 32 bytes. A message ends at the short packet and nowhere else; a
 * transfer may reach the device in pieces.
 *
 * A message that cannot be answered on a slot (shorter than a command, wrong
 * magic, slot out of range or in use) halts EP1: the link is out of step and
 * wants a link reset. Everything else that is wrong with a command is answered.
 */
#ifndef NFOD_WIRE_H
#define NFOD_WIRE_H

#ifdef __KERNEL__
#include <linux/types.h>
typedef __le16 nfod_le16;
typedef __le32 nfod_le32;
typedef __le64 nfod_le64;
#else
#include <stddef.h>
#include <stdint.h>
typedef uint16_t nfod_le16;
typedef uint32_t nfod_le32;
typedef uint64_t nfod_le64;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "user space and firmware read wire structures in place: little-endian only"
#endif
#endif

#define NFOD_WIRE_VERSION 1

/* pid.codes' test identifiers; a vendor brings its own pair. */
#define NFOD_USB_VENDOR 0x1209
#define NFOD_USB_PRODUCT 0x0001
#define NFOD_USB_CLASS 0xff
#define NFOD_USB_SUBCLASS 0x4e
#define NFOD_USB_PROTO_DISK 0x01
#define NFOD_USB_PROTO_MANAGE 0x02
#define NFOD_USB_PROTO_TEST 0x03

#define NFOD_IF_DISK 0
#define NFOD_IF_MANAGE 1

#define NFOD_ALT_PLAIN 0 /* no streams: READY and DONE on EP3 */
#define NFOD_ALT_STREAMS 1 /* slot's own stream on EP2 */
/*
 * The last alternate setting, known by NFOD_USB_PROTO_TEST: EP1 is a sink and EP2 a source of
 * nfod_test_byte() in each packet, and the device takes NFOD_REQ_TEST_*.
 */

#define NFOD_EP_COMMAND 0x01 /* bulk OUT */
#define NFOD_EP_DATA 0x82 /* bulk IN */
#define NFOD_EP_NOTIFY 0x83 /* bulk IN */

#define NFOD_MAX_SLOTS 32 /* stream identifiers 1..32 */
#define NFOD_BLOCK_BYTES 4096u
#define NFOD_CLUSTER_BLOCKS 16u
#define NFOD_CLUSTER_BYTES (NFOD_BLOCK_BYTES * NFOD_CLUSTER_BLOCKS)
/* Largest read or write that a device of this version may announce. */
#define NFOD_MAX_TRANSFER_BLOCKS 256u

#define NFOD_COMMAND_MAGIC 0x4d43464eu /* "NFCM" */
#define NFOD_RECORD_MAGIC 0x4552464eu /* "NFRE" */
#define NFOD_IDENTIFY_MAGIC 0x4449464eu /* "NFID" */
#define NFOD_SLOT_MAGIC 0x4c53464eu /* "NFSL" */
#define NFOD_STATUS_MAGIC 0x5453464eu /* "NFST" */

/**
 * enum nfod_op - what a command asks for
 * @NFOD_OP_READ: blocks from lba; data_len = blocks * 4096, device to host
 * @NFOD_OP_WRITE: blocks at lba; data_len = blocks * 4096, host to device
 * @NFOD_OP_FLUSH: everything acknowledged before is on the medium;
 *	lba, blocks and data_len are 0; needs no credit
 * @NFOD_OP_DISCARD: contents of the range no longer matter; data_len is 0.
 *	A hint: a block of it reads back as its old data or as zeroes, and it is
 *	on the medium after the next flush like a write.
 * @NFOD_OP_WRITE_ZEROES: the range reads as zeroes afterwards; data_len is 0
 */
enum nfod_op {
	NFOD_OP_READ = 1,
	NFOD_OP_WRITE = 2,
	NFOD_OP_FLUSH = 3,
	NFOD_OP_DISCARD = 4,
	NFOD_OP_WRITE_ZEROES = 5,
};

/* Answer only once the data is on the medium. WRITE and WRITE_ZEROES only. */
#define NFOD_CMD_FUA 0x01

/**
 * struct nfod_command - the trailer of every EP1 OUT message
 * @magic: NFOD_COMMAND_MAGIC
 * @op: enum nfod_op
 * @flags: NFOD_CMD_*
 * @slot: 0..slots-1, free at the host (its last record has been received)
 * @epoch: as set by the last link reset; another epoch's command is swallowed
 * @sequence: never reused within an epoch
 * @lba: first block, 4 KiB units
 * @blocks: number of blocks; READ and WRITE at most identify.max_blocks,
 *	DISCARD and WRITE_ZEROES at most identify.max_range_blocks
 * @data_len: bytes that travel with this command in either direction
 * @medium: medium counter that the caller believes in; any other is refused
 *	with NFOD_ST_MEDIUM_CHANGED, so a write for disc A cannot reach disc B
 * @reserved: zero
 */
struct nfod_command {
	nfod_le32 magic;
	uint8_t op;
	uint8_t flags;
	nfod_le16 slot;
	nfod_le32 epoch;
	nfod_le32 sequence;
	nfod_le64 lba;
	nfod_le32 blocks;
	nfod_le32 data_len;
	nfod_le32 medium;
	uint8_t reserved[28];
};

/**
 * enum nfod_kind - what a record is
 * @NFOD_REC_STATUS: end of a command, on EP2 behind its data_len bytes
 * @NFOD_REC_READY: setting 0, EP3: the read of this slot is next on EP2 (after
 *	those announced before it); data_len says how much
 * @NFOD_REC_DONE: setting 0, EP3: end of every command but a read, and of a
 *	read that failed or was aborted before it was announced
 * @NFOD_REC_CREDIT: EP3: the credit field is the news; slot is NFOD_NO_SLOT
 * @NFOD_REC_EVENT: EP3: status is an enum nfod_event, detail its argument
 */
enum nfod_kind {
	NFOD_REC_STATUS = 1,
	NFOD_REC_READY = 2,
	NFOD_REC_DONE = 3,
	NFOD_REC_CREDIT = 4,
	NFOD_REC_EVENT = 5,
};

#define NFOD_NO_SLOT 0xffff

/**
 * enum nfod_status - how a command ended
 * @NFOD_ST_OK: done
 * @NFOD_ST_ABORTED: ended by NFOD_REQ_ABORT; what it had written may or may not
 *	be there
 * @NFOD_ST_NO_MEDIUM: no disc, or it is not ready
 * @NFOD_ST_MEDIUM_CHANGED: command.medium is not the disc that is in
 * @NFOD_ST_READ_ONLY: the disc or the drive takes no writes
 * @NFOD_ST_RANGE: beyond the capacity
 * @NFOD_ST_INVALID: malformed command; detail = byte offset of the bad field
 * @NFOD_ST_MEDIUM_ERROR: a block could not be read; detail = its index in the
 *	command
 * @NFOD_ST_WRITE_ERROR: data could not be put on the medium; for FLUSH, any
 *	data acknowledged since the last flush
 * @NFOD_ST_HARDWARE: drive fault; detail = enum nfod_fault
 * @NFOD_ST_NO_CREDIT: the host sent data beyond its credit; it was swallowed
 * @NFOD_ST_NO_SPACE: out of memory for this command; try again later
 */
enum nfod_status {
	NFOD_ST_OK = 0,
	NFOD_ST_ABORTED = 1,
	NFOD_ST_NO_MEDIUM = 2,
	NFOD_ST_MEDIUM_CHANGED = 3,
	NFOD_ST_READ_ONLY = 4,
	NFOD_ST_RANGE = 5,
	NFOD_ST_INVALID = 6,
	NFOD_ST_MEDIUM_ERROR = 7,
	NFOD_ST_WRITE_ERROR = 8,
	NFOD_ST_HARDWARE = 9,
	NFOD_ST_NO_CREDIT = 10,
	NFOD_ST_NO_SPACE = 11,
	NFOD_ST_COUNT
};

/**
 * enum nfod_event - status field of an NFOD_REC_EVENT
 * @NFOD_EV_INSERTED: a disc became ready; detail = new medium counter
 * @NFOD_EV_REMOVED: the disc is gone or no longer ready; detail = new medium
 *	counter
 * @NFOD_EV_EJECT_REQUEST: somebody pressed the button while the door is locked
 * @NFOD_EV_FAULT: detail = enum nfod_fault
 */
enum nfod_event {
	NFOD_EV_INSERTED = 1,
	NFOD_EV_REMOVED = 2,
	NFOD_EV_EJECT_REQUEST = 3,
	NFOD_EV_FAULT = 4,
};

/**
 * enum nfod_fault - why the drive cannot work, named alike by all tools
 * @NFOD_FAULT_NONE: no fault
 * @NFOD_FAULT_UNREADABLE: the lead-in could not be read
 * @NFOD_FAULT_FORMAT: the lead-in is of an unknown or damaged format
 * @NFOD_FAULT_ENGINE: the channel engine does not answer
 * @NFOD_FAULT_WRITE: a cluster could not be written
 * @NFOD_FAULT_OPTICS: the disc is made for another numerical aperture; figure: the
 *	disc's, limit: the head's, 1/1000
 * @NFOD_FAULT_RUNOUT: it runs out of its plane further than the head can follow; nm peak
 *	to peak
 * @NFOD_FAULT_GAP_SIGNAL: the gap error signal does not hold the head: too flat,
 *	ambiguous or not what the lead-in says; expected gap error, pm
 * @NFOD_FAULT_STATE: what is recorded would pass for a change of gap; pm
 * @NFOD_FAULT_SURFACE: too rough or uneven to be flown over; pm
 * @NFOD_FAULT_POWER: recording needs more power than the laser has; uW. Or no power writes
 *	the disc so that it can be read: it is read-only, NFOD_CAUSE_POWER
 * @NFOD_FAULT_FIELD: recording needs more field than the coil has; Oe
 * @NFOD_FAULT_SPIN: the disc does not come up to speed, or not to rest; 1/1000 rpm reached
 * @NFOD_FAULT_FOCUS: no surface where a disc would be: none in, or upside down; nm searched
 * @NFOD_FAULT_PULL_IN: the gap could not be closed; pm reached
 * @NFOD_FAULT_TRACKING: no track could be held; off-track, pm
 * @NFOD_FAULT_SEEK: the place asked for could not be reached; grooves missing
 * @NFOD_FAULT_TILT: more tilt than can be levelled; urad
 * @NFOD_FAULT_PROTRUSION: it cannot be flown over: by the press' map, or retracts at the same
 *	place; pm of height
 * @NFOD_FAULT_SHOCK: shaken off the disc again and again; times
 * @NFOD_FAULT_SUPPLY: the supply falls; mV
 * @NFOD_FAULT_TEMPERATURE: too hot or too cold to fly; 1/100 degree, signed
 * @NFOD_FAULT_LASER: light does not follow its order; ppm of it
 * @NFOD_FAULT_LENS: lens or disc is contaminated: far-field light, ppm of what it was
 * @NFOD_FAULT_WATCHDOG: servo ticks were not answered in time; times
 * @NFOD_FAULT_MANAGEMENT: what the drive keeps on the disc for itself cannot be used; enum
 *	nfod_cause
 *
 * From OPTICS on, what the drive found and what it could have borne are @figure and
 * @limit of struct nfod_drive_status, in the unit given here; a @figure of UINT32_MAX is
 * beyond measure, both are 0 where nothing can be compared.
 */
enum nfod_fault {
	NFOD_FAULT_NONE = 0,
	NFOD_FAULT_UNREADABLE = 1,
	NFOD_FAULT_FORMAT = 2,
	NFOD_FAULT_ENGINE = 3,
	NFOD_FAULT_WRITE = 4,
	NFOD_FAULT_OPTICS = 5,
	NFOD_FAULT_RUNOUT = 6,
	NFOD_FAULT_GAP_SIGNAL = 7,
	NFOD_FAULT_STATE = 8,
	NFOD_FAULT_SURFACE = 9,
	NFOD_FAULT_POWER = 10,
	NFOD_FAULT_FIELD = 11,
	NFOD_FAULT_SPIN = 12,
	NFOD_FAULT_FOCUS = 13,
	NFOD_FAULT_PULL_IN = 14,
	NFOD_FAULT_TRACKING = 15,
	NFOD_FAULT_SEEK = 16,
	NFOD_FAULT_TILT = 17,
	NFOD_FAULT_PROTRUSION = 18,
	NFOD_FAULT_SHOCK = 19,
	NFOD_FAULT_SUPPLY = 20,
	NFOD_FAULT_TEMPERATURE = 21,
	NFOD_FAULT_LASER = 22,
	NFOD_FAULT_LENS = 23,
	NFOD_FAULT_WATCHDOG = 24,
	NFOD_FAULT_MANAGEMENT = 25,
	NFOD_FAULT_COUNT
};

/**
 * struct nfod_record - the 32 bytes in which the device answers and notifies
 * @magic: NFOD_RECORD_MAGIC
 * @kind: enum nfod_kind
 * @status: enum nfod_status (STATUS, DONE), enum nfod_event (EVENT), else 0
 * @slot: the command's slot, NFOD_NO_SLOT for CREDIT and EVENT
 * @epoch: the command's epoch; the link's for CREDIT and EVENT
 * @sequence: the command's; 0 for CREDIT and EVENT
 * @data_len: bytes of data in front (STATUS) or announced (READY); else 0
 * @detail: see enum nfod_status and enum nfod_event
 * @credit: bytes of write data granted since the link reset, cumulative and
 *	never falling: the host may send a WRITE while
 *	bytes sent in this epoch + data_len <= credit
 */
struct nfod_record {
	nfod_le32 magic;
	uint8_t kind;
	uint8_t status;
	nfod_le16 slot;
	nfod_le32 epoch;
	nfod_le32 sequence;
	nfod_le32 data_len;
	nfod_le32 detail;
	nfod_le64 credit;
};

/**
 * enum nfod_request - vendor requests on EP0
 * @NFOD_REQ_IDENTIFY: IN, struct nfod_identify
 * @NFOD_REQ_SLOT: IN, wValue = slot, struct nfod_slot_status
 * @NFOD_REQ_STATUS: IN, struct nfod_drive_status
 * @NFOD_REQ_SERVO: IN, struct nfod_servo_status
 * @NFOD_REQ_SHAPE: IN, wValue = 0 axial, 1 radial, struct nfod_shape: learned run-out at
 *	the present radius
 * @NFOD_REQ_TRACE: IN, wValue = chunk from 0 on, struct nfod_trace_chunk with its records
 * @NFOD_REQ_TRACE_START: OUT, struct nfod_trace_setup: a new recording begins
 * @NFOD_REQ_MEASURE: OUT, no data: measure the loops' margins when next idle over the disc
 * @NFOD_REQ_HEALTH: IN, struct nfod_health_status
 * @NFOD_REQ_LOCATE: IN, wValue = low 16 bits of a user cluster's number, upper byte of wIndex
 *	= the 8 bits above, struct nfod_location
 * @NFOD_REQ_FIRMWARE: IN, struct nfod_firmware; stalls when the drive has no flash
 * @NFOD_REQ_FAULT: IN, struct nfod_fault_report
 * @NFOD_REQ_ABORT: OUT, wValue = slot, struct nfod_abort. The command ends with
 *	NFOD_ST_ABORTED unless its record is already on the way; one that has not
 *	arrived yet is aborted when it does.
 * @NFOD_REQ_LINK_RESET: OUT, struct nfod_link_reset. All commands and queued
 *	records are dropped and the device is silent until the next
 *	SET_INTERFACE on the disk interface. Acknowledged data stays.
 * @NFOD_REQ_LOAD: OUT, no data: draw the disc in and make it ready; answered at
 *	once, an EVENT tells the outcome
 * @NFOD_REQ_EJECT: OUT, no data: flush, stop, open; stalls while locked,
 *	otherwise answered at once, an EVENT tells when the disc is gone
 * @NFOD_REQ_LOCK: OUT, no data, wValue 1 = lock the door, 0 = unlock
 * @NFOD_REQ_FORMAT: OUT, struct nfod_format_order: make the disc empty; stalls while locked,
 *	and for a disc that takes no writes, otherwise answered at once; the disc goes
 *	(EVENT REMOVED) and comes back as another medium (EVENT INSERTED)
 * @NFOD_REQ_CERTIFY: OUT, struct nfod_certify_order: try free clusters, beside all other
 *	work; answered at once, HEALTH tells how far it is
 * @NFOD_REQ_VERIFY: OUT, no data, wValue = enum nfod_verify_policy; outlives power where
 *	HEALTH says that settings do
 * @NFOD_REQ_FAULT_CLEAR: OUT, no data: the fault on record has been seen
 * @NFOD_REQ_TEST_WRITE: OUT, at most NFOD_TEST_BYTES, in the test setting only
 * @NFOD_REQ_TEST_READ: IN, what NFOD_REQ_TEST_WRITE has brought
 *
 * bmRequestType is vendor, recipient interface; the low byte of wIndex is the
 * interface. The management interface takes IDENTIFY, SLOT, STATUS, the five of the servo
 * (wire_servo.h) and those of wire_manage.h only; the disk interface does not take those.
 * The two for tests go to the device: their numbers and form are those of USB's compliance
 * device. The device may answer IN requests with fewer bytes than wLength.
 */
enum nfod_request {
	NFOD_REQ_IDENTIFY = 0x01,
	NFOD_REQ_SLOT = 0x02,
	NFOD_REQ_STATUS = 0x03,
	NFOD_REQ_SERVO = 0x04,
	NFOD_REQ_SHAPE = 0x05,
	NFOD_REQ_TRACE = 0x06,
	NFOD_REQ_HEALTH = 0x07,
	NFOD_REQ_LOCATE = 0x08,
	NFOD_REQ_FIRMWARE = 0x09,
	NFOD_REQ_FAULT = 0x0a,
	NFOD_REQ_ABORT = 0x10,
	NFOD_REQ_LINK_RESET = 0x11,
	NFOD_REQ_LOAD = 0x12,
	NFOD_REQ_EJECT = 0x13,
	NFOD_REQ_LOCK = 0x14,
	NFOD_REQ_TRACE_START = 0x15,
	NFOD_REQ_MEASURE = 0x16,
	NFOD_REQ_FORMAT = 0x17,
	NFOD_REQ_CERTIFY = 0x18,
	NFOD_REQ_VERIFY = 0x19,
	NFOD_REQ_FAULT_CLEAR = 0x1a,
	NFOD_REQ_TEST_WRITE = 0x5b,
	NFOD_REQ_TEST_READ = 0x5c,
};

#define NFOD_TEST_BYTES 1024u

/**
 * nfod_test_byte() - in the test setting: byte @at of a packet, in either direction
 */
static inline unsigned char nfod_test_byte(unsigned int at)
{
	return (unsigned char)(at % 63);
}

/**
 * enum nfod_medium_state - what lies in the drive
 * @NFOD_MEDIUM_NONE: nothing
 * @NFOD_MEDIUM_LOADING: a disc is being brought up
 * @NFOD_MEDIUM_READY: capacity and recording kind are valid
 * @NFOD_MEDIUM_FAULT: a disc that cannot be used; see the fault field
 */
enum nfod_medium_state {
	NFOD_MEDIUM_NONE = 0,
	NFOD_MEDIUM_LOADING = 1,
	NFOD_MEDIUM_READY = 2,
	NFOD_MEDIUM_FAULT = 3,
};

/**
 * enum nfod_recording - how the film stores
 * @NFOD_RECORDING_NONE: no disc
 * @NFOD_RECORDING_PHASE_CHANGE: amorphous against crystalline
 * @NFOD_RECORDING_MAGNETO_OPTICAL: magnetisation up against down
 */
enum nfod_recording {
	NFOD_RECORDING_NONE = 0,
	NFOD_RECORDING_PHASE_CHANGE = 1,
	NFOD_RECORDING_MAGNETO_OPTICAL = 2,
};

/**
 * enum nfod_cause - why a disc cannot be written, or not be used at all
 * @NFOD_CAUSE_NONE: it can
 * @NFOD_CAUSE_PROTECTED: write-protected by its lead-in
 * @NFOD_CAUSE_SMALL: disc without room for log and management areas
 * @NFOD_CAUSE_RAM: buffer RAM of the drive too small for this disc
 * @NFOD_CAUSE_NO_ROOT: not blank, but no management area holds
 * @NFOD_CAUSE_SPARE: a zone has no free cluster left
 * @NFOD_CAUSE_LOG: too few log clusters can still be written
 * @NFOD_CAUSE_AREA: a management area cannot be written
 * @NFOD_CAUSE_DEFECTS: more defects than a root can list
 * @NFOD_CAUSE_BROKEN_LOG: a log cluster that others build on is missing
 * @NFOD_CAUSE_WRITING: cluster after cluster cannot be written: the drive rather than the disc
 * @NFOD_CAUSE_POWER: no power writes it so that it can be read
 */
enum nfod_cause {
	NFOD_CAUSE_NONE = 0,
	NFOD_CAUSE_PROTECTED = 1,
	NFOD_CAUSE_SMALL = 2,
	NFOD_CAUSE_RAM = 3,
	NFOD_CAUSE_NO_ROOT = 4,
	NFOD_CAUSE_SPARE = 5,
	NFOD_CAUSE_LOG = 6,
	NFOD_CAUSE_AREA = 7,
	NFOD_CAUSE_DEFECTS = 8,
	NFOD_CAUSE_BROKEN_LOG = 9,
	NFOD_CAUSE_WRITING = 10,
	NFOD_CAUSE_POWER = 11,
	NFOD_CAUSE_COUNT
};

/* identify.flags */
#define NFOD_ID_READ_ONLY 0x0001
#define NFOD_ID_LOCKED 0x0002
#define NFOD_ID_WRITE_CACHE 0x0004 /* always set in version 1 */

/**
 * struct nfod_identify - answer to NFOD_REQ_IDENTIFY
 * @magic: NFOD_IDENTIFY_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 256
 * @epoch: current link epoch; 0 after power-up, bus reset and
 *	SET_CONFIGURATION: no command is taken until a link reset
 * @boot: changes whenever the drive lost its RAM, and with it every
 *	acknowledged write that was not flushed
 * @medium: changes whenever a disc goes or comes; says nothing across a change of
 *	@boot, where @disc_id tells the disc
 * @fault: enum nfod_fault
 * @medium_state: enum nfod_medium_state
 * @recording: enum nfod_recording
 * @flags: NFOD_ID_*
 * @block_bytes: 4096
 * @cluster_blocks: blocks in the unit of recording, 16
 * @capacity: blocks; 0 unless NFOD_MEDIUM_READY
 * @max_blocks: largest READ or WRITE, 1..NFOD_MAX_TRANSFER_BLOCKS
 * @max_range_blocks: largest DISCARD or WRITE_ZEROES, >= 1
 * @slots: commands taken at a time, 1..NFOD_MAX_SLOTS
 * @reserved0: zero
 * @lost: acknowledged blocks lost since power-up because they could not be
 *	written (each made a flush fail)
 * @credit: cumulative credit of this epoch, at least one largest write more
 *	than the host has sent when the link is idle and the cache is clean; an
 *	epoch that begins with a dirty cache may begin with less, even nothing
 * @serial: drive's serial number, ASCII, zero padded
 * @model: ditto
 * @firmware: version, ditto
 * @disc_id: disc's serial number as pressed, ditto; empty without a disc
 * @reserved: zero
 */
struct nfod_identify {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	nfod_le32 epoch;
	nfod_le32 boot;
	nfod_le32 medium;
	nfod_le32 fault;
	uint8_t medium_state;
	uint8_t recording;
	nfod_le16 flags;
	nfod_le32 block_bytes;
	nfod_le32 cluster_blocks;
	nfod_le32 max_blocks;
	nfod_le64 capacity;
	nfod_le32 max_range_blocks;
	nfod_le16 slots;
	nfod_le16 reserved0;
	nfod_le64 lost;
	nfod_le64 credit;
	char serial[32];
	char model[32];
	char firmware[32];
	char disc_id[40];
	uint8_t reserved[48];
};

/**
 * enum nfod_slot_state - where a command is
 * @NFOD_SLOT_FREE: unknown here: not arrived, or its record has been collected
 * @NFOD_SLOT_WAITING: accepted, not begun
 * @NFOD_SLOT_ACTIVE: being worked on; progress counts
 * @NFOD_SLOT_ANSWERED: record queued, not yet collected by the host
 */
enum nfod_slot_state {
	NFOD_SLOT_FREE = 0,
	NFOD_SLOT_WAITING = 1,
	NFOD_SLOT_ACTIVE = 2,
	NFOD_SLOT_ANSWERED = 3,
};

/**
 * struct nfod_slot_status - answer to NFOD_REQ_SLOT
 * @magic: NFOD_SLOT_MAGIC
 * @slot: as asked
 * @state: enum nfod_slot_state
 * @reserved0: zero
 * @epoch: of the command in the slot
 * @sequence: ditto
 * @progress: changes while the drive gets on with anything that this command
 *	waits for
 * @reserved: zero
 */
struct nfod_slot_status {
	nfod_le32 magic;
	nfod_le16 slot;
	uint8_t state;
	uint8_t reserved0;
	nfod_le32 epoch;
	nfod_le32 sequence;
	nfod_le32 progress;
	uint8_t reserved[12];
};

/**
 * struct nfod_abort - data of NFOD_REQ_ABORT
 * @slot: as wValue
 * @reserved0: zero
 * @epoch: of the command
 * @sequence: of the command
 * @reserved: zero
 */
struct nfod_abort {
	nfod_le16 slot;
	nfod_le16 reserved0;
	nfod_le32 epoch;
	nfod_le32 sequence;
	nfod_le32 reserved;
};

/**
 * struct nfod_link_reset - data of NFOD_REQ_LINK_RESET
 * @epoch: new epoch, not 0 and not the current one
 * @reserved: zero
 */
struct nfod_link_reset {
	nfod_le32 epoch;
	nfod_le32 reserved;
};

/*
 * Buckets of a latency histogram: bucket n counts times in [2^n, 2^(n+1)) us, the
 * first also what is shorter, the last what is longer.
 */
#define NFOD_HISTOGRAM_BUCKETS 24

/**
 * struct nfod_drive_status - answer to NFOD_REQ_STATUS: what the drive says of
 *	itself. Counters run since power-up; times are the drive's own.
 * @magic: NFOD_STATUS_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 512
 * @uptime_us: since power-up
 * @blocks_read: blocks delivered to the host
 * @blocks_written: blocks accepted from the host
 * @read_hits: blocks delivered from the cache
 * @clusters_read: clusters read from the disc
 * @clusters_written: clusters written to the disc
 * @flushes: flushes carried out
 * @seeks: moves of the sled
 * @seek_us: time spent in them
 * @rotate_us: time spent waiting for the cluster to come round
 * @transfer_us: time spent reading and writing clusters
 * @medium_errors: commands ended with MEDIUM_ERROR or WRITE_ERROR
 * @aborts: commands ended with ABORTED
 * @link_resets: since power-up
 * @cache_pages: blocks that the cache holds
 * @dirty_pages: of these, not on the medium yet
 * @radius_nm: where the head is; 0 when parked
 * @speed_mrpm: spindle speed in 1/1000 rpm
 * @zone: zone of the head
 * @side: 0 groove, 1 land
 * @spinning: 1 while the disc turns
 * @read_only: enum nfod_cause for which the disc that is in takes no writes
 * @read_us: histogram of read times, arrival of the command to its record
 * @write_us: the same for writes
 * @symbols_read: of the error-correcting code, read from the disc
 * @symbols_corrected: of these, wrong or erased and put right
 * @sectors_lost: sectors of clusters read from the disc that could not be corrected
 * @contacts: times that the disc touched the lens
 * @refused: enum nfod_fault for which the disc that is in was refused, else 0
 * @figure: what was found, see enum nfod_fault
 * @limit: what could have been borne
 * @head_na_milli: numerical aperture of the head, 1/1000
 * @disc_na_milli: that the disc is made for; 0, as all below, while unknown
 * @runout_nm: axial run-out as measured at loading, peak to peak
 * @gap_pm: air gap at which each side is flown over, [0] groove, [1] land
 * @set_point_q15: gap error signal held there, 32768 = far field
 * @slope_ppm_nm: its slope there as measured, millionths of the far field per nm
 * @stated_ppm_nm: the same as the lead-in states it
 * @crosstalk_cdb: crosstalk as the lead-in states it, signed, 1/100 dB
 * @rejects: NFOD_REJECT_* of format.h: limits that the disc missed at the press
 * @reserved: zero
 */
struct nfod_drive_status {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	nfod_le64 uptime_us;
	nfod_le64 blocks_read;
	nfod_le64 blocks_written;
	nfod_le64 read_hits;
	nfod_le64 clusters_read;
	nfod_le64 clusters_written;
	nfod_le64 flushes;
	nfod_le64 seeks;
	nfod_le64 seek_us;
	nfod_le64 rotate_us;
	nfod_le64 transfer_us;
	nfod_le64 medium_errors;
	nfod_le64 aborts;
	nfod_le64 link_resets;
	nfod_le32 cache_pages;
	nfod_le32 dirty_pages;
	nfod_le32 radius_nm;
	nfod_le32 speed_mrpm;
	nfod_le16 zone;
	uint8_t side;
	uint8_t spinning;
	nfod_le32 read_only;
	nfod_le32 read_us[NFOD_HISTOGRAM_BUCKETS];
	nfod_le32 write_us[NFOD_HISTOGRAM_BUCKETS];
	nfod_le64 symbols_read;
	nfod_le64 symbols_corrected;
	nfod_le64 sectors_lost;
	nfod_le32 contacts;
	nfod_le32 refused;
	nfod_le32 figure;
	nfod_le32 limit;
	nfod_le32 head_na_milli;
	nfod_le32 disc_na_milli;
	nfod_le32 runout_nm;
	nfod_le32 gap_pm[2];
	nfod_le16 set_point_q15[2];
	nfod_le16 slope_ppm_nm[2];
	nfod_le16 stated_ppm_nm[2];
	nfod_le16 crosstalk_cdb[2];
	nfod_le32 rejects;
	uint8_t reserved[96];
};

#define NFOD_WIRE_SIZE(type, bytes) \
	_Static_assert(sizeof(struct type) == (bytes), "size of struct " #type)
#define NFOD_WIRE_AT(type, field, at)                                  \
	_Static_assert(__builtin_offsetof(struct type, field) == (at), \
		       "offset of " #type "." #field)

NFOD_WIRE_SIZE(nfod_command, 64);
NFOD_WIRE_AT(nfod_command, op, 4);
NFOD_WIRE_AT(nfod_command, flags, 5);
NFOD_WIRE_AT(nfod_command, slot, 6);
NFOD_WIRE_AT(nfod_command, epoch, 8);
NFOD_WIRE_AT(nfod_command, sequence, 12);
NFOD_WIRE_AT(nfod_command, lba, 16);
NFOD_WIRE_AT(nfod_command, blocks, 24);
NFOD_WIRE_AT(nfod_command, data_len, 28);
NFOD_WIRE_AT(nfod_command, medium, 32);
NFOD_WIRE_AT(nfod_command, reserved, 36);

NFOD_WIRE_SIZE(nfod_record, 32);
NFOD_WIRE_AT(nfod_record, kind, 4);
NFOD_WIRE_AT(nfod_record, status, 5);
NFOD_WIRE_AT(nfod_record, slot, 6);
NFOD_WIRE_AT(nfod_record, epoch, 8);
NFOD_WIRE_AT(nfod_record, sequence, 12);
NFOD_WIRE_AT(nfod_record, data_len, 16);
NFOD_WIRE_AT(nfod_record, detail, 20);
NFOD_WIRE_AT(nfod_record, credit, 24);

NFOD_WIRE_SIZE(nfod_identify, 256);
NFOD_WIRE_AT(nfod_identify, version, 4);
NFOD_WIRE_AT(nfod_identify, length, 6);
NFOD_WIRE_AT(nfod_identify, epoch, 8);
NFOD_WIRE_AT(nfod_identify, boot, 12);
NFOD_WIRE_AT(nfod_identify, medium, 16);
NFOD_WIRE_AT(nfod_identify, fault, 20);
NFOD_WIRE_AT(nfod_identify, medium_state, 24);
NFOD_WIRE_AT(nfod_identify, recording, 25);
NFOD_WIRE_AT(nfod_identify, flags, 26);
NFOD_WIRE_AT(nfod_identify, block_bytes, 28);
NFOD_WIRE_AT(nfod_identify, cluster_blocks, 32);
NFOD_WIRE_AT(nfod_identify, max_blocks, 36);
NFOD_WIRE_AT(nfod_identify, capacity, 40);
NFOD_WIRE_AT(nfod_identify, max_range_blocks, 48);
NFOD_WIRE_AT(nfod_identify, slots, 52);
NFOD_WIRE_AT(nfod_identify, lost, 56);
NFOD_WIRE_AT(nfod_identify, credit, 64);
NFOD_WIRE_AT(nfod_identify, serial, 72);
NFOD_WIRE_AT(nfod_identify, model, 104);
NFOD_WIRE_AT(nfod_identify, firmware, 136);
NFOD_WIRE_AT(nfod_identify, disc_id, 168);
NFOD_WIRE_AT(nfod_identify, reserved, 208);

NFOD_WIRE_SIZE(nfod_slot_status, 32);
NFOD_WIRE_AT(nfod_slot_status, slot, 4);
NFOD_WIRE_AT(nfod_slot_status, state, 6);
NFOD_WIRE_AT(nfod_slot_status, epoch, 8);
NFOD_WIRE_AT(nfod_slot_status, sequence, 12);
NFOD_WIRE_AT(nfod_slot_status, progress, 16);
NFOD_WIRE_AT(nfod_slot_status, reserved, 20);

NFOD_WIRE_SIZE(nfod_abort, 16);
NFOD_WIRE_AT(nfod_abort, epoch, 4);
NFOD_WIRE_AT(nfod_abort, sequence, 8);

NFOD_WIRE_SIZE(nfod_link_reset, 8);

NFOD_WIRE_SIZE(nfod_drive_status, 512);
NFOD_WIRE_AT(nfod_drive_status, uptime_us, 8);
NFOD_WIRE_AT(nfod_drive_status, link_resets, 112);
NFOD_WIRE_AT(nfod_drive_status, cache_pages, 120);
NFOD_WIRE_AT(nfod_drive_status, zone, 136);
NFOD_WIRE_AT(nfod_drive_status, read_us, 144);
NFOD_WIRE_AT(nfod_drive_status, write_us, 240);
NFOD_WIRE_AT(nfod_drive_status, symbols_read, 336);
NFOD_WIRE_AT(nfod_drive_status, contacts, 360);
NFOD_WIRE_AT(nfod_drive_status, refused, 364);
NFOD_WIRE_AT(nfod_drive_status, runout_nm, 384);
NFOD_WIRE_AT(nfod_drive_status, set_point_q15, 396);
NFOD_WIRE_AT(nfod_drive_status, rejects, 412);
NFOD_WIRE_AT(nfod_drive_status, reserved, 416);

#endif
