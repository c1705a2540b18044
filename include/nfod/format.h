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
 * Cluster 0 is the lead-in: struct nfod_disc_info, and in the sectors behind it the map of
 * what stands out of the disc: struct nfod_bumps.
 */
#ifndef NFOD_FORMAT_H
#define NFOD_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define NFOD_DISC_MAGIC 0x5349444e464f444eull /* "NDOFNDIS" */
#define NFOD_DISC_VERSION 3
#define NFOD_MAX_ZONES 64
#define NFOD_SIDES 2

enum nfod_side {
	NFOD_GROOVE = 0,
	NFOD_LAND = 1,
};

/*
 * A cluster on the track, in channel cells: run-in, frames, run-out. A frame carries a
 * sync pattern and NFOD_FRAME_BYTES coded bytes: 1,240 bits and 28 for the mean level,
 * three cells for each two. 496 frames hold 304 codewords RS(248, 216) of data and 24
 * codewords RS(62, 30) of burst indicators.
 */
#define NFOD_FRAMES 496u
#define NFOD_FRAME_BYTES 155u
#define NFOD_SYNC_CELLS 30u
#define NFOD_FRAME_CELLS 1932u
#define NFOD_RUN_IN_CELLS (2u * NFOD_FRAME_CELLS)
#define NFOD_RUN_OUT_CELLS 2984u
#define NFOD_CLUSTER_CELLS (NFOD_RUN_IN_CELLS + NFOD_FRAMES * NFOD_FRAME_CELLS + NFOD_RUN_OUT_CELLS)
/* Cells packed into bytes, first cell in the highest bit; 1 = mark. */
#define NFOD_CLUSTER_CELL_BYTES (NFOD_CLUSTER_CELLS / 8u)

_Static_assert(NFOD_CLUSTER_CELLS == 965120u, "41.5 mm of cells of 43 nm");
_Static_assert(NFOD_CLUSTER_CELLS % 8u == 0, "a cluster is whole bytes of cells");

/* Cluster numbers are below this. */
#define NFOD_CLUSTERS_MOST 0x10000000u

/**
 * struct nfod_cluster_control - what a drive notes in a cluster beside the data
 * @epoch: of writing; never the same twice for a cluster, so that what is left of an older
 *	writing is told apart. The sectors are bound to its lower 32 bits
 * @block: user block that each sector holds, ~0 = none
 * @reserved0: zero
 * @strategy: enum nfod_strategy_kind
 * @bias_uw: laser powers, microwatts
 * @erase_uw: ditto
 * @write_uw: ditto
 * @field_oe: of the coil
 * @celsius: of the head, 1/100 degree
 * @serial: of the drive, ASCII, zero padded
 * @reserved: zero
 */
struct nfod_cluster_control {
	uint64_t epoch;
	uint32_t block[16];
	uint32_t reserved0;
	uint16_t strategy;
	uint16_t bias_uw;
	uint16_t erase_uw;
	uint16_t write_uw;
	uint16_t field_oe;
	int16_t celsius;
	char serial[32];
	uint8_t reserved[584];
};

_Static_assert(sizeof(struct nfod_cluster_control) == 704, "24 * 30 bytes less address and check");

#define NFOD_DISC_READ_ONLY 0x00000001u
/* The press looked at the disc and it failed its limits; @rejects says which. */
#define NFOD_DISC_REJECTED 0x00000002u
/*
 * Magneto-optical, written by pulses of light in a steady field (NFOD_STRATEGY_LIGHT), which
 * turns film over and never back: what is written must have been erased.
 */
#define NFOD_DISC_LIGHT 0x00000004u
#define NFOD_DISC_KNOWN 0x00000007u

/* disc_film.rejects */
#define NFOD_REJECT_ROUGHNESS 0x0001u
#define NFOD_REJECT_PROTRUSIONS 0x0002u
#define NFOD_REJECT_CROSSTALK 0x0004u
#define NFOD_REJECT_GAP_SLOPE 0x0008u
#define NFOD_REJECT_RUNOUT 0x0010u
#define NFOD_REJECT_THICKNESS 0x0020u
#define NFOD_REJECT_HARDNESS 0x0040u
#define NFOD_REJECT_CONTRAST 0x0080u
#define NFOD_REJECT_KNOWN 0x00ffu

/* Points of a gap curve: gaps 0, 4, ... 252 nm. */
#define NFOD_GES_POINTS 64
#define NFOD_GES_STEP_NM 4u
/* 1.0 of what is a part of something: gap error signal, modulation, push-pull. */
#define NFOD_Q15_ONE 32768u

/**
 * struct nfod_disc_side - how to fly over and record one kind of track
 * @ges_q15: gap error signal over its far-field value against gap, erased film;
 *	falls nowhere by more than noise from gap 0 up
 * @written_q15: the same over written film
 * @film_pm: flattening film over these tracks
 * @gap_pm: recommended gap
 * @set_point_q15: gap error signal there, between the two states
 * @hand_over_q15: level at which approach hands over to the gap loop
 * @slope_ppm_nm: slope of the gap error signal there, millionths of the far-field
 *	value per nm
 * @state_pm: apparent change of gap from erased to written film, signed
 * @crosstalk_cdb: crosstalk of the neighbours, 1/100 dB
 * @modulation_q15: a mark's change of signal over the signal
 * @push_pull_q15: tracking signal's amplitude (left - right) / (left + right)
 * @push_pull_sign: +1 or -1: its sign when crossing towards the outside
 * @read_uw: laser power for reading, microwatts: at any speed from 1x up
 * @bias_uw: between pulses, ditto
 * @erase_uw: at 1x
 * @write_uw: ditto
 * @field_oe: magnetic field for writing; 0 on phase change
 * @erase_2x_uw: at 2x; powers at other speeds lie on the straight line
 * @write_2x_uw: ditto
 * @reserved: zero
 */
struct nfod_disc_side {
	uint16_t ges_q15[NFOD_GES_POINTS];
	uint16_t written_q15[NFOD_GES_POINTS];
	uint32_t film_pm;
	uint32_t gap_pm;
	uint16_t set_point_q15;
	uint16_t hand_over_q15;
	uint16_t slope_ppm_nm;
	int16_t state_pm;
	int16_t crosstalk_cdb;
	uint16_t modulation_q15;
	uint16_t push_pull_q15;
	int16_t push_pull_sign;
	uint16_t read_uw;
	uint16_t bias_uw;
	uint16_t erase_uw;
	uint16_t write_uw;
	uint16_t field_oe;
	uint16_t erase_2x_uw;
	uint16_t write_2x_uw;
	uint16_t reserved[3];
};

/**
 * struct nfod_disc_film - what the press found when it inspected the disc
 * @na_milli: numerical aperture that all of this holds for, 1/1000
 * @rejects: NFOD_REJECT_*
 * @axial_pp_nm: run-out, peak to peak
 * @radial_pp_nm: ditto
 * @protrusions: higher than @limit_pm, found on the recorded band
 * @tallest_pm: of them
 * @limit_pm: height up to which protrusions are let pass
 * @ra_pm: roughness
 * @topography_pm: rms between 40 um and 1.1 mm
 * @reserved: zero
 * @side: by enum nfod_side
 */
struct nfod_disc_film {
	uint32_t na_milli;
	uint32_t rejects;
	uint32_t axial_pp_nm;
	uint32_t radial_pp_nm;
	uint32_t protrusions;
	uint32_t tallest_pm;
	uint32_t limit_pm;
	uint32_t ra_pm;
	uint32_t topography_pm;
	uint32_t reserved[3];
	struct nfod_disc_side side[NFOD_SIDES];
};

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
 * @film: how to fly and record
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
	struct nfod_disc_film film;
};

#define NFOD_BUMPS_MAGIC 0x504d5542u /* "BUMP" */
#define NFOD_BUMPS_VERSION 1
/* The lead-in's sectors that hold them, behind the one with struct nfod_disc_info. */
#define NFOD_BUMPS_FIRST 1u
#define NFOD_BUMPS_SECTORS 15u
#define NFOD_BUMPS_EACH 508u

/**
 * struct nfod_bump - something that stands out of the disc
 * @angle: turns * 2^32
 * @radius_um: where
 * @height_nm: above the surface around it, rounded up
 */
struct nfod_bump {
	uint32_t angle;
	uint16_t radius_um;
	uint16_t height_nm;
};

/**
 * struct nfod_bumps - a sector of the map of protrusions, good by itself
 * @magic: NFOD_BUMPS_MAGIC; a sector of zeroes holds no part of the map
 * @version: NFOD_BUMPS_VERSION
 * @count: entries used in @bump
 * @found: protrusions that the inspection found on the whole disc
 * @rest_nm: what is on no sector is not higher; 0 = all are there
 * @sector: of the cluster, 1..15
 * @reserved: zero
 * @bump: over all sectors the highest first; unused entries zero
 * @crc: CRC-32C of all that is before it
 */
struct nfod_bumps {
	uint32_t magic;
	uint16_t version;
	uint16_t count;
	uint32_t found;
	uint16_t rest_nm;
	uint16_t sector;
	uint32_t reserved[3];
	struct nfod_bump bump[NFOD_BUMPS_EACH];
	uint32_t crc;
};

_Static_assert(sizeof(struct nfod_bump) == 8, "size of struct nfod_bump");
_Static_assert(sizeof(struct nfod_bumps) == 4096, "size of struct nfod_bumps");
_Static_assert(sizeof(struct nfod_zone) == 32, "size of struct nfod_zone");
_Static_assert(offsetof(struct nfod_disc_info, zone) == 256, "head of struct nfod_disc_info");
_Static_assert(sizeof(struct nfod_disc_side) == 300, "size of struct nfod_disc_side");
_Static_assert(sizeof(struct nfod_disc_film) == 648, "size of struct nfod_disc_film");
_Static_assert(sizeof(struct nfod_disc_info) == 256 + 32 * NFOD_MAX_ZONES + 648,
	       "size of struct nfod_disc_info");

#endif
