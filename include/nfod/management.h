/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what a drive keeps on a disc for itself
 *
 * Log clusters, and the checkpoints in the two management areas: pages of the map and of
 * the log's directory, and roots that say which pages belong together. Bits are specified
 * in Documentation/disc-format.md, reasons are in Documentation/store.md.
 */
#ifndef NFOD_MANAGEMENT_H
#define NFOD_MANAGEMENT_H

#include <stddef.h>
#include <stdint.h>

#include "nfod/wire.h"

#define NFOD_LOG_MAGIC 0x474f4c4e444f464eull /* "NFODNLOG" */
#define NFOD_PAGE_MAGIC 0x4547504e444f464eull /* "NFODNPGE" */
#define NFOD_MANAGEMENT_VERSION 1u

/* No cluster, no block, no slot, no position. */
#define NFOD_NOWHERE 0xffffffffu
#define NFOD_NO_PLACE 0xffffu

/*
 * Spare clusters on each side of a zone with which the smallest disc has room for all: a
 * third for a management area, and 48 for the log.
 */
#define NFOD_SPARE_LEAST 72u

#define NFOD_LOG_SECTORS 15u
#define NFOD_LOG_DEFECTS 8u
#define NFOD_LOG_MOVES 473u
/* Places of the next log clusters: near ones, in order, and two for when these fail. */
#define NFOD_LOG_NEXT 8u
#define NFOD_LOG_NEAR 6u

/**
 * enum nfod_defect_kind - which list a bad cluster is on
 * @NFOD_DEFECT_PRIMARY: found by certification: never used, numbers slip past it
 * @NFOD_DEFECT_SECONDARY: found in use: replaced
 */
enum nfod_defect_kind {
	NFOD_DEFECT_PRIMARY = 1,
	NFOD_DEFECT_SECONDARY = 2,
};

/**
 * enum nfod_defect_cause - why
 * @NFOD_DEFECT_WRITE: it could not be written
 * @NFOD_DEFECT_READ: it reads badly, or not at all
 */
enum nfod_defect_cause {
	NFOD_DEFECT_WRITE = 1,
	NFOD_DEFECT_READ = 2,
};

/**
 * struct nfod_defect - a cluster that is not used any more
 */
struct nfod_defect {
	uint32_t cluster;
	uint8_t kind;
	uint8_t cause;
	uint16_t reserved;
};

/**
 * struct nfod_log_sector - a data sector of a log cluster
 * @block: user's, NFOD_NOWHERE = not used
 * @crc: CRC-32C of its 4,096 bytes
 */
struct nfod_log_sector {
	uint32_t block;
	uint32_t crc;
};

/**
 * struct nfod_log_move - a user cluster has a new place
 * @cluster: user's
 * @slot: in its zone; NFOD_NO_PLACE = nowhere, reads as zeroes
 * @sectors: of these, what the log had before is old
 */
struct nfod_log_move {
	uint32_t cluster;
	uint16_t slot;
	uint16_t sectors;
};

/**
 * struct nfod_log_header - first sector of a log cluster
 * @magic: NFOD_LOG_MAGIC
 * @version: NFOD_MANAGEMENT_VERSION
 * @crc: CRC-32C of the structure with this field zero
 * @volume: CRC-32C of the lead-in, its crc and NFOD_DISC_READ_ONLY cleared
 * @generation: of the format
 * @sequence: rises from one log cluster to the next
 * @previous: @sequence of the one before
 * @previous_crc: its @crc
 * @sectors: entries used in @sector
 * @moves: in @move
 * @defects: in @defect
 * @reserved0: zero
 * @next: log positions of the next ones, NFOD_NO_PLACE = none; those that could be written hold
 *	them in this order, far ones only when all near ones failed
 * @load: times that the disc had been loaded; of several that follow the same one that of the
 *	last load counts, and of these the last one
 * @reserved: zero
 * @sector: what the other sectors hold
 * @defect: found since the last one
 * @move: apply before @sector
 */
struct nfod_log_header {
	uint64_t magic;
	uint32_t version;
	uint32_t crc;
	uint32_t volume;
	uint32_t generation;
	uint32_t sequence;
	uint32_t previous;
	uint32_t previous_crc;
	uint16_t sectors;
	uint16_t moves;
	uint16_t defects;
	uint16_t reserved0;
	uint16_t next[NFOD_LOG_NEXT];
	uint32_t load;
	uint8_t reserved[64];
	struct nfod_log_sector sector[NFOD_LOG_SECTORS];
	struct nfod_defect defect[NFOD_LOG_DEFECTS];
	struct nfod_log_move move[NFOD_LOG_MOVES];
};

/**
 * enum nfod_page_kind - what a cluster of a management area is
 */
enum nfod_page_kind {
	NFOD_PAGE_ROOT = 1,
	NFOD_PAGE_MAP = 2,
	NFOD_PAGE_LOG = 3,
};

/**
 * struct nfod_page_header - head of each cluster of a management area
 * @magic: NFOD_PAGE_MAGIC
 * @version: NFOD_MANAGEMENT_VERSION
 * @crc: CRC-32C of the cluster with this field zero
 * @volume: CRC-32C of the lead-in, its crc and NFOD_DISC_READ_ONLY cleared
 * @generation: of the format
 * @checkpoint: number of the checkpoint that it was written for
 * @kind: enum nfod_page_kind
 * @page: number of the page
 * @reserved: zero
 */
struct nfod_page_header {
	uint64_t magic;
	uint32_t version;
	uint32_t crc;
	uint32_t volume;
	uint32_t generation;
	uint32_t checkpoint;
	uint16_t kind;
	uint16_t page;
	uint32_t reserved[8];
};

#define NFOD_PAGE_PAYLOAD (NFOD_CLUSTER_BYTES - sizeof(struct nfod_page_header))

/**
 * struct nfod_log_place - what a log position holds
 * @sequence: of its header; 0 = never written
 * @block: of each data sector, NFOD_NOWHERE = nothing that is still wanted
 */
struct nfod_log_place {
	uint32_t sequence;
	uint32_t block[NFOD_LOG_SECTORS];
};

#define NFOD_MAP_PER_PAGE ((uint32_t)(NFOD_PAGE_PAYLOAD / sizeof(uint16_t)))
#define NFOD_LOG_PER_PAGE ((uint32_t)(NFOD_PAGE_PAYLOAD / sizeof(struct nfod_log_place)))

#define NFOD_ROOT_PAGES 128u
#define NFOD_ROOT_DEFECTS 4096u

/**
 * enum nfod_retry - what a drive tries with a cluster that it could not read
 * @NFOD_RETRY_AGAIN: the same once more
 * @NFOD_RETRY_GAP_LOW: closer to the disc
 * @NFOD_RETRY_GAP_HIGH: farther from it
 * @NFOD_RETRY_TRACK_IN: off the track's centre, inwards
 * @NFOD_RETRY_TRACK_OUT: outwards
 * @NFOD_RETRY_POWER: with more light
 * @NFOD_RETRY_RELEARN: what the channel has learnt is forgotten first
 * @NFOD_RETRY_DOUBT: fewer and more symbols are taken as erased
 * @NFOD_RETRY_NEIGHBOUR: not for the cluster itself: those beside it are looked at, and helped
 *	by being moved
 */
enum nfod_retry {
	NFOD_RETRY_AGAIN,
	NFOD_RETRY_GAP_LOW,
	NFOD_RETRY_GAP_HIGH,
	NFOD_RETRY_TRACK_IN,
	NFOD_RETRY_TRACK_OUT,
	NFOD_RETRY_POWER,
	NFOD_RETRY_RELEARN,
	NFOD_RETRY_DOUBT,
	NFOD_RETRY_NEIGHBOUR,
	NFOD_RETRIES
};

/**
 * struct nfod_health - the drive's diary on this disc
 * @version: 1
 * @bytes: size of this structure
 * @loads: times that the disc was loaded
 * @unclean: of these, without a checkpoint behind the last log cluster
 * @checkpoints: written
 * @log_clusters: ditto
 * @clusters: of the user, written whole
 * @merged: clusters whose sectors were taken home from the log
 * @reassigned: clusters moved away from a place that read badly
 * @write_failures: clusters that could not be written
 * @read_failures: that could not be read by the store itself
 * @contacts: of the lens
 * @corrected: symbols
 * @retries: of reads
 * @power_uw: write power last found for groove and land
 * @tried: by enum nfod_retry
 * @helped: of these, sectors became readable by it
 * @verified: clusters read back after they were written
 * @refused: of these, that were no good
 * @calibrations: of power that found one
 * @uncalibrated: and that did not
 * @reserved: zero
 */
struct nfod_health {
	uint32_t version;
	uint32_t bytes;
	uint64_t loads;
	uint64_t unclean;
	uint64_t checkpoints;
	uint64_t log_clusters;
	uint64_t clusters;
	uint64_t merged;
	uint64_t reassigned;
	uint64_t write_failures;
	uint64_t read_failures;
	uint64_t contacts;
	uint64_t corrected;
	uint64_t retries;
	uint32_t power_uw[2];
	uint32_t tried[NFOD_RETRIES];
	uint32_t helped[NFOD_RETRIES];
	uint32_t verified;
	uint32_t refused;
	uint32_t calibrations;
	uint32_t uncalibrated;
	uint64_t reserved[5];
};

/**
 * enum nfod_power_state - what came of power calibration on a side of a zone
 * @NFOD_POWER_UNTRIED: there was none
 * @NFOD_POWER_FOUND: powers
 * @NFOD_POWER_UNSEEN: too few trials could be written and read back to say anything
 * @NFOD_POWER_BAD: they could, and no power was good there
 */
enum nfod_power_state {
	NFOD_POWER_UNTRIED = 0,
	NFOD_POWER_FOUND = 1,
	NFOD_POWER_UNSEEN = 2,
	NFOD_POWER_BAD = 3,
};

/**
 * struct nfod_power - what power calibration has found on a side of a zone
 * @power: of all light, over what the lead-in recommends, 1/1000
 * @balance: of the erase power over that, or of the field of NFOD_STRATEGY_CLOCKED, 1/1000
 * @low: powers from here on leave what can be read, as @power; 0 = all that were tried
 * @high: and up to here, ditto
 * @celsius: of the head, 1/100 degree
 * @state: enum nfod_power_state; all others are zero without FOUND
 */
struct nfod_power {
	uint16_t power;
	uint16_t balance;
	uint16_t low;
	uint16_t high;
	int16_t celsius;
	uint16_t state;
};

/* What is recommended is not off by more than that (j). */
#define NFOD_POWER_LEAST 400u
#define NFOD_POWER_MOST 2000u

#define NFOD_ROOT_POWERS 128u

/**
 * struct nfod_root_page - where a page is
 * @place: in its management area, behind the roots
 * @old: 1 = it is to be written anew (of the other area only)
 * @crc: in its header
 */
struct nfod_root_page {
	uint16_t place;
	uint16_t old;
	uint32_t crc;
};

/**
 * struct nfod_root_other - the other management area, when a root was written
 * @checkpoint: number of its last complete checkpoint; 0 = none of this format
 * @sequence: log clusters up to this one are in that
 * @root: place of its root
 * @reserved: zero
 * @page: where its pages are
 */
struct nfod_root_other {
	uint32_t checkpoint;
	uint32_t sequence;
	uint32_t root;
	uint32_t reserved;
	struct nfod_root_page page[NFOD_ROOT_PAGES];
};

/**
 * struct nfod_root - a checkpoint, behind its page header
 * @sequence: log clusters up to this one are in the pages
 * @sequence_crc: crc of that one's header
 * @next: where the one behind it may be, as in struct nfod_log_header
 * @positions: of the log
 * @map_pages: pages of the map, first in @page
 * @log_pages: pages of the log's directory, behind them
 * @defects: entries used in @defect
 * @drive: whose powers @power is: CRC-32C of the drive's serial number
 * @health: diary
 * @page: where they are
 * @defect: clusters not in use any more
 * @power: zone by zone, groove before land
 * @other: so that a drive that has loaded one area need not write all of the other one
 */
struct nfod_root {
	uint32_t sequence;
	uint32_t sequence_crc;
	uint16_t next[NFOD_LOG_NEXT];
	uint32_t positions;
	uint16_t map_pages;
	uint16_t log_pages;
	uint32_t defects;
	uint32_t drive;
	struct nfod_health health;
	struct nfod_root_page page[NFOD_ROOT_PAGES];
	struct nfod_defect defect[NFOD_ROOT_DEFECTS];
	struct nfod_power power[NFOD_ROOT_POWERS];
	struct nfod_root_other other;
};

_Static_assert(sizeof(struct nfod_log_header) == 4096, "a log header is a sector");
_Static_assert(offsetof(struct nfod_log_header, sector) == 128, "head of struct nfod_log_header");
_Static_assert(sizeof(struct nfod_page_header) == 64, "size of struct nfod_page_header");
_Static_assert(sizeof(struct nfod_log_place) == 64, "size of struct nfod_log_place");
_Static_assert(sizeof(struct nfod_health) == 240, "size of struct nfod_health");
_Static_assert(offsetof(struct nfod_root, page) == 280, "head of struct nfod_root");
_Static_assert(offsetof(struct nfod_root, power) == 34072, "foot of struct nfod_root");
_Static_assert(sizeof(struct nfod_root) <= NFOD_PAGE_PAYLOAD, "a root is a cluster");

#endif
