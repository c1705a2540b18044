/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: nfod disc format
 *
 * What a drive finds on a disc, and where: shared by the firmware, the channel
 * engine and the press. Bits are specified in Documentation/disc-format.md.
 *
 * The recorded band is cut into zones of constant angular velocity. In a zone
 * both the groove and the land carry a spiral of whole 64 KiB clusters laid end
 * to end, so a turn holds a fractional number of them (3.6 inside to 8.8
 * outside on the reference disc). Physical cluster numbers run zone by zone
 * from the inside, groove before land, along the spiral:
 *
 *	pcn = zone.first + side * zone.clusters + index
 *
 * Cluster 0 is the lead-in: struct nfod_disc_info.
 */
#ifndef NFOD_FORMAT_H
#define NFOD_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define NFOD_DISC_MAGIC 0x5349444e464f444eull /* "NDOFNDIS" */
#define NFOD_DISC_VERSION 1
#define NFOD_MAX_ZONES 64
#define NFOD_SIDES 2

enum nfod_side {
	NFOD_GROOVE = 0,
	NFOD_LAND = 1,
};

#define NFOD_DISC_READ_ONLY 0x00000001u

/**
 * struct nfod_zone - a band of constant angular velocity
 * @radius_nm: inner edge
 * @turns: turns of each spiral
 * @first: physical number of the zone's first cluster
 * @clusters: clusters on each side
 * @user: of these, how many hold user data (from index @lead on); the rest is
 *	lead-in, spare and calibration area
 * @lead: clusters before the user data on each side
 * @clusters_per_turn_q16: clusters in a turn, unsigned Q16.16
 * @reserved: zero
 */
struct nfod_zone {
	uint32_t radius_nm;
	uint32_t turns;
	uint32_t first;
	uint32_t clusters;
	uint32_t user;
	uint32_t lead;
	uint32_t clusters_per_turn_q16;
	uint32_t reserved;
};

/**
 * struct nfod_disc_info - the lead-in: what a disc says of itself
 * @magic: NFOD_DISC_MAGIC
 * @version: NFOD_DISC_VERSION
 * @bytes: size of this structure
 * @crc: CRC-32C of the structure with this field zero
 * @flags: NFOD_DISC_*
 * @recording: enum nfod_recording of wire.h
 * @zones: entries used in @zone
 * @clusters: physical clusters on the disc
 * @user_blocks: capacity in blocks of 4 KiB = 16 * 2 * sum of zone.user
 * @track_pitch_nm: land to groove centre
 * @step_nm: height of the land above the groove
 * @cell_pm: channel cell length at a zone's inner edge, picometres
 * @velocity_um_s: linear velocity of 1x at a zone's inner edge
 * @gap_nm: recommended air gap
 * @seed: seed that the disc was pressed with
 * @disc_id: serial number, ASCII, zero padded
 * @label: words for people, UTF-8, zero padded
 * @zone: the zones, by ascending radius
 */
struct nfod_disc_info {
	uint64_t magic;
	uint32_t version;
	uint32_t bytes;
	uint32_t crc;
	uint32_t flags;
	uint32_t recording;
	uint32_t zones;
	uint32_t clusters;
	uint32_t reserved0;
	uint64_t user_blocks;
	uint32_t track_pitch_nm;
	uint32_t step_nm;
	uint32_t cell_pm;
	uint32_t velocity_um_s;
	uint32_t gap_nm;
	uint32_t reserved1;
	uint64_t seed;
	char disc_id[40];
	char label[64];
	uint8_t reserved[72];
	struct nfod_zone zone[NFOD_MAX_ZONES];
};

_Static_assert(sizeof(struct nfod_zone) == 32, "size of struct nfod_zone");
_Static_assert(offsetof(struct nfod_disc_info, zone) == 256, "head of struct nfod_disc_info");
_Static_assert(sizeof(struct nfod_disc_info) == 256 + 32 * NFOD_MAX_ZONES,
	       "size of struct nfod_disc_info");

#endif
