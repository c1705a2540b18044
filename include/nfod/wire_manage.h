/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: nfod wire protocol, the disc's upkeep
 *
 * Requests HEALTH, LOCATE, FIRMWARE, FAULT, FORMAT, CERTIFY, VERIFY and FAULT_CLEAR of enum
 * nfod_request, on interface 1: how a disc fares, where blocks are on it, what ended a run of the
 * firmware, and orders to make a disc empty or to try it. The driver needs none of it; nfodctl does.
 */
#ifndef NFOD_WIRE_MANAGE_H
#define NFOD_WIRE_MANAGE_H

#include "nfod/fault.h"
#include "nfod/management.h"
#include "nfod/wire.h"

#define NFOD_HEALTH_MAGIC 0x4548464eu /* "NFHE" */
#define NFOD_LOCATE_MAGIC 0x4f4c464eu /* "NFLO" */
#define NFOD_FIRMWARE_MAGIC 0x5746464eu /* "NFFW" */
#define NFOD_FAULT_REPORT_MAGIC 0x4146464eu /* "NFFA" */
#define NFOD_FORMAT_MAGIC 0x4f46464eu /* "NFFO" */

/**
 * enum nfod_store_state - what can be had of the disc's contents
 * @NFOD_STORE_EMPTY: nothing loaded
 * @NFOD_STORE_LOADING: being recovered, or formatted
 * @NFOD_STORE_READY: at work
 * @NFOD_STORE_READ_ONLY: takes no writes; enum nfod_cause says why
 * @NFOD_STORE_FAILED: not usable; ditto
 */
enum nfod_store_state {
	NFOD_STORE_EMPTY = 0,
	NFOD_STORE_LOADING = 1,
	NFOD_STORE_READY = 2,
	NFOD_STORE_READ_ONLY = 3,
	NFOD_STORE_FAILED = 4,
	NFOD_STORE_STATES
};

/**
 * enum nfod_verify_policy - when what was written is read back
 * @NFOD_VERIFY_OFF: never
 * @NFOD_VERIFY_SUSPICION: when something was unusual while it was written
 * @NFOD_VERIFY_ALWAYS: each cluster
 */
enum nfod_verify_policy {
	NFOD_VERIFY_OFF = 0,
	NFOD_VERIFY_SUSPICION = 1,
	NFOD_VERIFY_ALWAYS = 2,
	NFOD_VERIFY_POLICIES
};

/**
 * enum nfod_settings_state - whether the drive's settings outlive power
 * @NFOD_SETTINGS_NOWHERE: no, it has no flash
 * @NFOD_SETTINGS_KEPT: yes
 * @NFOD_SETTINGS_LOST: yes, but older ones were damaged, and nobody has set any since
 * @NFOD_SETTINGS_UNKEPT: flash did not take the last ones; it may after the next power-up
 */
enum nfod_settings_state {
	NFOD_SETTINGS_NOWHERE = 0,
	NFOD_SETTINGS_KEPT = 1,
	NFOD_SETTINGS_LOST = 2,
	NFOD_SETTINGS_UNKEPT = 3,
	NFOD_SETTINGS_STATES
};

/* health_status.certify */
#define NFOD_CERTIFY_BUSY 0x01u
#define NFOD_CERTIFY_FULL 0x02u

/**
 * struct nfod_health_status - answer to NFOD_REQ_HEALTH
 * @magic: NFOD_HEALTH_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 320
 * @medium: counter of struct nfod_identify
 * @state: enum nfod_store_state
 * @cause: enum nfod_cause
 * @verify: enum nfod_verify_policy
 * @certify: NFOD_CERTIFY_*
 * @clusters: physical ones on the disc; 0, as all below, without a disc
 * @user_clusters: of the user
 * @defects_primary: entries of that list
 * @defects_secondary: ditto
 * @defects_most: entries that both may have together
 * @spare_zone: the zone that has least spare left
 * @reserved0: zero
 * @spare_left: clusters of it that may still go bad
 * @spare: clusters of it that might when the disc was new
 * @log: clusters of the log
 * @log_used: of these, how many hold something
 * @log_bad: of these, how many cannot be written
 * @certify_first: first cluster of the last certification
 * @certify_next: the next one to be tried
 * @certify_end: behind the last one
 * @certify_found: defects that it has found
 * @settings: enum nfod_settings_state, of the drive
 * @reserved1: zero
 * @disc: the diary on the disc, with what came since it was written
 */
struct nfod_health_status {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	nfod_le32 medium;
	uint8_t state;
	uint8_t cause;
	uint8_t verify;
	uint8_t certify;
	nfod_le32 clusters;
	nfod_le32 user_clusters;
	nfod_le32 defects_primary;
	nfod_le32 defects_secondary;
	nfod_le32 defects_most;
	nfod_le16 spare_zone;
	nfod_le16 reserved0;
	nfod_le32 spare_left;
	nfod_le32 spare;
	nfod_le32 log;
	nfod_le32 log_used;
	nfod_le32 log_bad;
	nfod_le32 certify_first;
	nfod_le32 certify_next;
	nfod_le32 certify_end;
	nfod_le32 certify_found;
	uint8_t settings;
	uint8_t reserved1[3];
	struct nfod_health disc;
};

/**
 * struct nfod_location_sector - where a block is
 * @cluster: physical number; NFOD_NOWHERE, and the rest zero, when it was never written, or
 *	is still in the drive's memory alone
 * @radius_nm: of that cluster's beginning
 * @angle: ditto, turns * 2^32
 * @zone: number
 * @side: enum nfod_side
 * @sector: in the cluster
 */
struct nfod_location_sector {
	nfod_le32 cluster;
	nfod_le32 radius_nm;
	nfod_le32 angle;
	nfod_le16 zone;
	uint8_t side;
	uint8_t sector;
};

/**
 * struct nfod_location - answer to NFOD_REQ_LOCATE
 * @magic: NFOD_LOCATE_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 272
 * @user_cluster: as asked: block number / 16
 * @medium: counter of struct nfod_identify
 * @sector: its blocks
 */
struct nfod_location {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	nfod_le32 user_cluster;
	nfod_le32 medium;
	struct nfod_location_sector sector[NFOD_CLUSTER_BLOCKS];
};

/**
 * struct nfod_firmware - answer to NFOD_REQ_FIRMWARE: what is in the drive's flash, as its
 *	boot loader found it; values are those of container.h
 * @magic: NFOD_FIRMWARE_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 64
 * @hardware: as in struct nfod_container
 * @security: images with a lower number are refused
 * @slot: that runs
 * @trial: 1 = it is on trial
 * @verdict: enum nfod_refusal: how the last trial ended; 0 = well, or not yet
 * @reserved0: zero
 * @image_version: of what runs: major << 24 | minor << 16 | patch
 * @other_version: of the image in the other slot; 0 unless it is good
 * @other_refusal: enum nfod_refusal of that one
 * @reserved: zero
 */
struct nfod_firmware {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	nfod_le32 hardware;
	nfod_le32 security;
	uint8_t slot;
	uint8_t trial;
	uint8_t verdict;
	uint8_t reserved0;
	nfod_le32 image_version;
	nfod_le32 other_version;
	nfod_le32 other_refusal;
	uint8_t reserved[32];
};

/**
 * struct nfod_fault_report - answer to NFOD_REQ_FAULT
 * @magic: NFOD_FAULT_REPORT_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 272
 * @present: 1 = there is one; else @record is zero
 * @reserved: zero
 * @record: as the fault handler left it, little-endian; @record.faults is 0 when the drive has been
 *	well since then
 */
struct nfod_fault_report {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	uint8_t present;
	uint8_t reserved[7];
	struct nfod_fault_record record;
};

/**
 * struct nfod_format_order - data of NFOD_REQ_FORMAT: all that is on the disc is to be forgotten
 * @magic: NFOD_FORMAT_MAGIC, so that no stray request does this
 * @medium: counter of the disc that is meant
 * @reserved: zero
 */
struct nfod_format_order {
	nfod_le32 magic;
	nfod_le32 medium;
	nfod_le32 reserved[2];
};

/**
 * struct nfod_certify_order - data of NFOD_REQ_CERTIFY: free clusters are to be tried
 * @first: physical number
 * @count: how many from there on; 0 = end a certification that is under way
 * @full: 1 = write each before it is read
 * @reserved: zero
 */
struct nfod_certify_order {
	nfod_le32 first;
	nfod_le32 count;
	uint8_t full;
	uint8_t reserved[7];
};

NFOD_WIRE_SIZE(nfod_health_status, 320);
NFOD_WIRE_AT(nfod_health_status, state, 12);
NFOD_WIRE_AT(nfod_health_status, spare_left, 40);
NFOD_WIRE_AT(nfod_health_status, certify_found, 72);
NFOD_WIRE_AT(nfod_health_status, disc, 80);
NFOD_WIRE_SIZE(nfod_location_sector, 16);
NFOD_WIRE_SIZE(nfod_location, 272);
NFOD_WIRE_SIZE(nfod_firmware, 64);
NFOD_WIRE_AT(nfod_firmware, hardware, 8);
NFOD_WIRE_AT(nfod_firmware, slot, 16);
NFOD_WIRE_AT(nfod_firmware, image_version, 20);
NFOD_WIRE_AT(nfod_firmware, reserved, 32);
NFOD_WIRE_SIZE(nfod_fault_report, 272);
NFOD_WIRE_AT(nfod_fault_report, record, 16);

NFOD_WIRE_SIZE(nfod_format_order, 16);
NFOD_WIRE_SIZE(nfod_certify_order, 16);

#endif
