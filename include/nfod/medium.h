/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: disc image (.nfm), version 5
 *
 * What the press makes and the twin plays: the disc as a thing, not as a drive
 * sees it. The file is sparse and little-endian:
 *
 *	0		struct nfod_medium, with the table of sections
 *	4096..		sections: arrays of records, each at an offset of its own
 *	cluster_offset	clusters * cluster_bytes: struct nfod_recorded, in the
 *			order of the physical cluster numbers of format.h; a
 *			hole is film never written
 *
 * What is recorded is what is in the film: channel cells as they were written, and what
 * writing made of them. Physical cluster 0, the lead-in, is pressed and not recorded: so
 * coarse that any head reads it; its bytes are there as they are. Sections are
 * what no drive can read off a disc but what its head would meet: the twin plays
 * them, nfod-press examines them. A missing section means an ideal disc in that
 * respect (no protrusions, no run-out, the lead-in's gap curve).
 */
#ifndef NFOD_MEDIUM_H
#define NFOD_MEDIUM_H

#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/strategy.h"

#define NFOD_MEDIUM_MAGIC 0x31304d464e444f46ull /* "FODNFM01" */
#define NFOD_MEDIUM_VERSION 6
#define NFOD_MEDIUM_HEADER_BYTES 4096u
/* Clusters begin at a multiple of this, and not beyond the latter. */
#define NFOD_MEDIUM_ALIGN 65536u
#define NFOD_MEDIUM_MAX_OFFSET (64u << 20)
#define NFOD_MEDIUM_SECTIONS 32u
#define NFOD_SECTION_ALIGN 16u

/**
 * enum nfod_section_kind - what the records of a section are
 * @NFOD_SECTION_NONE: entry not used
 * @NFOD_SECTION_LAYER: struct nfod_layer_record, from the substrate up
 * @NFOD_SECTION_GAP: struct nfod_gap_record, by ascending gap
 * @NFOD_SECTION_CROSSTALK: struct nfod_crosstalk_record, by ascending step
 * @NFOD_SECTION_THICKNESS: struct nfod_thickness_record, ring by ring
 * @NFOD_SECTION_RUNOUT: struct nfod_runout_record, ring by ring
 * @NFOD_SECTION_PROTRUSION: struct nfod_protrusion_record, by ascending radius
 * @NFOD_SECTION_SURFACE: one struct nfod_surface_record
 * @NFOD_SECTION_STEP: struct nfod_step_record, as the disc went down the line
 * @NFOD_SECTION_RECIPE: bytes of the recipe's text, as it was read
 * @NFOD_SECTION_WRITING: struct nfod_writing_law, by enum nfod_side
 * @NFOD_SECTION_READING: struct nfod_reading_law, by enum nfod_side
 *
 * A section appears at most once; unknown kinds are an error.
 */
enum nfod_section_kind {
	NFOD_SECTION_NONE = 0,
	NFOD_SECTION_LAYER = 1,
	NFOD_SECTION_GAP = 2,
	NFOD_SECTION_CROSSTALK = 3,
	NFOD_SECTION_THICKNESS = 4,
	NFOD_SECTION_RUNOUT = 5,
	NFOD_SECTION_PROTRUSION = 6,
	NFOD_SECTION_SURFACE = 7,
	NFOD_SECTION_STEP = 8,
	NFOD_SECTION_RECIPE = 9,
	NFOD_SECTION_WRITING = 10,
	NFOD_SECTION_READING = 11,
	NFOD_SECTION_KINDS
};

/**
 * struct nfod_section - entry of the table
 * @kind: enum nfod_section_kind
 * @record_bytes: size of a record, as this version defines it
 * @count: records
 * @crc: CRC-32C of the section's bytes
 * @offset: in the file; a multiple of NFOD_SECTION_ALIGN, behind the header and wholly before
 *	cluster_offset; sections do not overlap
 */
struct nfod_section {
	uint32_t kind;
	uint32_t record_bytes;
	uint32_t count;
	uint32_t crc;
	uint64_t offset;
};

/**
 * struct nfod_medium - header of a disc image
 * @magic: NFOD_MEDIUM_MAGIC
 * @version: NFOD_MEDIUM_VERSION; another version is refused by name
 * @header_bytes: NFOD_MEDIUM_HEADER_BYTES
 * @crc: CRC-32C of the header's bytes with this field zero
 * @cluster_bytes: sizeof(struct nfod_recorded)
 * @clusters: number of clusters that follow
 * @cluster_offset: where they begin in the file
 * @seed: seed of the pressing
 * @disc_id: as in the lead-in
 * @section: what lies between header and clusters, unused entries zero
 * @reserved: zero
 *
 * The file's length must be cluster_offset + clusters * cluster_bytes.
 */
struct nfod_medium {
	uint64_t magic;
	uint32_t version;
	uint32_t header_bytes;
	uint32_t crc;
	uint32_t cluster_bytes;
	uint64_t clusters;
	uint64_t cluster_offset;
	uint64_t seed;
	char disc_id[40];
	struct nfod_section section[NFOD_MEDIUM_SECTIONS];
	uint8_t reserved[3240];
};

_Static_assert(sizeof(struct nfod_section) == 24, "size of struct nfod_section");
_Static_assert(sizeof(struct nfod_medium) == NFOD_MEDIUM_HEADER_BYTES,
	       "size of struct nfod_medium");

/* Stretches of NFOD_FRAME_CELLS cells in a cluster, the last one shorter. */
#define NFOD_RECORDED_STRETCHES ((NFOD_CLUSTER_CELLS + NFOD_FRAME_CELLS - 1) / NFOD_FRAME_CELLS)

/**
 * struct nfod_recorded - a cluster's film
 * @cycles: times that it was written, or begun to be; 0 = never
 * @reserved: zero
 * @marks: struct marks of userspace/physics/marks.h, stretch by stretch
 * @cell: as the write gate let them through, packed as format.h says
 * @room: zero
 */
struct nfod_recorded {
	uint32_t cycles;
	uint32_t reserved[23];
	uint8_t marks[NFOD_RECORDED_STRETCHES][8];
	uint8_t cell[NFOD_CLUSTER_CELL_BYTES];
	uint8_t room[6336];
};

_Static_assert(sizeof(struct nfod_recorded) == 131072, "size of struct nfod_recorded");
_Static_assert(offsetof(struct nfod_recorded, cell) == 4096, "head of struct nfod_recorded");

/*
 * Records. Arrays by side are [0] groove, [1] land (enum nfod_side), by state [0] erased
 * (crystalline, magnetised down), [1] written.
 */

/**
 * struct nfod_layer_record - one film of the disc
 * @material: name, zero padded
 * @role: enum layer_role of the press
 * @deposition: enum deposition of the press
 * @index: n and k by state: n0, k0, n1, k1
 * @thickness_nm: mean; of the flattening film that over the land
 * @spread: relative, 1 sigma
 */
struct nfod_layer_record {
	char material[16];
	uint32_t role;
	uint32_t deposition;
	float index[4];
	float thickness_nm;
	float spread;
};

/**
 * struct nfod_gap_record - what the head sees at one gap
 * @gap_nm: air gap
 * @ges: gap error signal over its far-field value, [side][state]
 * @sum: parallel-polarised return, part of the incident power, [side][state]
 */
struct nfod_gap_record {
	float gap_nm;
	float ges[2][2];
	float sum[2][2];
};

/**
 * struct nfod_crosstalk_record - what another step would have given
 * @step_nm: height of the land above the groove
 * @db: crosstalk when reading each side
 */
struct nfod_crosstalk_record {
	float step_nm;
	float db[2];
};

/**
 * struct nfod_thickness_record - flattening film at one place
 * @radius_mm: where
 * @turn: angle in turns, 0..1
 * @film_nm: thickness over the land
 */
struct nfod_thickness_record {
	float radius_mm;
	float turn;
	float film_nm;
};

/**
 * struct nfod_runout_record - one harmonic at one radius
 * @radius_mm: of the ring
 * @harmonic: 1..
 * @axial_nm: peak of the surface's height
 * @axial_phase: radians, height = axial_nm cos(harmonic angle + axial_phase)
 * @radial_nm: the same of the track's excursion
 * @radial_phase: ditto
 */
struct nfod_runout_record {
	float radius_mm;
	uint32_t harmonic;
	float axial_nm;
	float axial_phase;
	float radial_nm;
	float radial_phase;
};

/**
 * struct nfod_protrusion_record - something that stands out of the surface
 * @radius_nm: where
 * @angle: fraction of a turn * 2^32
 * @height_nm: above the surface around it
 * @width_nm: full width at half height
 */
struct nfod_protrusion_record {
	uint32_t radius_nm;
	uint32_t angle;
	float height_nm;
	float width_nm;
};

/* Of crosstalk, either way round: more is no disc's. */
#define NFOD_CROSSTALK_MOST 10.0f

/**
 * struct nfod_surface_record - texture of the finished surface, and what tracks show of it
 * @sigma_nm: rms roughness
 * @correlation_um: its correlation length
 * @exponent: slope of its spectrum
 * @topography_nm: rms between 40 um and 1.1 mm
 * @dip_nm: how deep the surface still follows the grooves
 * @wall_deg: slope of the grooves' walls, 90 = upright
 * @land_fraction: width of the land, half way up its walls, over the period
 * @crosstalk: signal of long marks on all tracks of the other kind over that of the own kind,
 *	by enum nfod_side that is read; negative = they look the other way round
 */
struct nfod_surface_record {
	float sigma_nm;
	float correlation_um;
	float exponent;
	float topography_nm;
	float dip_nm;
	float wall_deg;
	float land_fraction;
	float crosstalk[2];
};

/**
 * struct nfod_step_record - the disc after one step of the line
 * @name: mould, truncate, sputter, spin, bake, polish, inspect
 * @note: what was done, for people
 * @done: 0 = the recipe left this step out
 * @step_nm: land above groove at the present surface
 * @film_nm: mean flattening film over the land
 * @film_sigma_nm: over the disc
 * @ra_nm: roughness
 * @protrusions: expected number above the inspection limit, on the data area
 * @tallest_nm: height that one protrusion on the disc is expected to exceed
 * @axial_um: run-out, peak to peak
 * @celsius: highest temperature so far
 */
struct nfod_step_record {
	char name[16];
	char note[80];
	uint32_t done;
	float step_nm;
	float film_nm;
	float film_sigma_nm;
	float ra_nm;
	float protrusions;
	float tallest_nm;
	float axial_um;
	float celsius;
};

/* How finely writing is tabled; userspace/physics/writing_law.h says at what. */
#define NFOD_LAW_GAPS 33u
#define NFOD_LAW_WRITES 11u
#define NFOD_LAW_GROUNDS 5u
#define NFOD_LAW_SPEEDS 3u
#define NFOD_LAW_ERASES 13u
#define NFOD_LAW_ASIDES 4u
#define NFOD_LAW_BESIDES 5u
#define NFOD_LAW_ROWS 19u

/**
 * struct nfod_law_marks - what a pass leaves
 * @signal: of long marks, over that of good ones (phase change: two thirds of the pitch wide)
 * @lead_nm: mean shift of leading edges
 * @trail_nm: ditto
 * @spread_nm: rms of what is left when the means are taken off: edges that depend on
 *	the data
 * @half_width_nm: of long marks
 */
struct nfod_law_marks {
	float signal;
	float lead_nm;
	float trail_nm;
	float spread_nm;
	float half_width_nm;
};

/**
 * struct nfod_writing_law - what writing leaves on one side of a disc
 * @strategy: that it was fitted for
 * @magnetic: 1 = the disc is magneto-optical
 * @pitch_nm: of the disc
 * @cell_nm: length of a channel cell
 * @read_nm: width of the reading spot
 * @gap_nm: set point
 * @velocity: nominal, m/s
 * @bias_mw: nominal powers on the disc
 * @erase_mw: ditto
 * @write_mw: ditto
 * @field_oe: nominal field
 * @freeze_c: temperature that decides, degrees C
 * @light: in the film over that at the set point, by gap
 * @contrast_light: what written film takes up of the light over what erased film does
 * @write: by write power
 * @ground: by erase power, while marks are written
 * @speed: by speed
 * @left: of an old mark, by speed and erase power
 * @aside: of an old mark that lay aside, at nominal speed, by distance and erase power
 * @beside_nm: what a pass takes off the near edge of a mark on a neighbouring track, by power
 *	and distance
 */
struct nfod_writing_law {
	struct nfod_strategy strategy;
	uint32_t magnetic;
	float pitch_nm;
	float cell_nm;
	float read_nm;
	float gap_nm;
	float velocity;
	float bias_mw;
	float erase_mw;
	float write_mw;
	float field_oe;
	float freeze_c;
	float light[NFOD_LAW_GAPS];
	float contrast_light;
	struct nfod_law_marks write[NFOD_LAW_WRITES];
	struct nfod_law_marks ground[NFOD_LAW_GROUNDS];
	struct nfod_law_marks speed[NFOD_LAW_SPEEDS];
	float left[NFOD_LAW_SPEEDS][NFOD_LAW_ERASES];
	float aside[NFOD_LAW_ASIDES][NFOD_LAW_ERASES];
	float beside_nm[NFOD_LAW_BESIDES][NFOD_LAW_ROWS];
};

_Static_assert(sizeof(struct nfod_writing_law) == 1364, "size of struct nfod_writing_law");
/* Terms of the laws of reading: Documentation/recording.md, "Fidelities". */
#define NFOD_READING_SPREAD_TERMS 44
#define NFOD_READING_RATE_TERMS 10
#define NFOD_READING_LEVEL_TERMS 12

/**
 * struct nfod_reading_kind - one kind of wrong decisions
 * @spread: square of the spread of likelihoods, term by term
 * @error: logarithm of wrong decisions in a cell, ditto
 * @doubt: logarithm of right decisions that are doubted, in a cell
 * @doubted: part of the wrong decisions that are doubted
 * @more: of wrong decisions, how many go on to two cells further along
 * @more_doubt: the same of those that are doubted
 */
struct nfod_reading_kind {
	float spread[NFOD_READING_SPREAD_TERMS];
	float error[NFOD_READING_RATE_TERMS];
	float doubt[NFOD_READING_RATE_TERMS];
	float doubted;
	float more;
	float more_doubt;
};

/**
 * struct nfod_reading_law - how one side is read, as the press measured it
 * @gap_nm: at which gap terms' gap is 0
 * @read_mw: light for which @light is 1
 * @light: white noise power, parts that do not depend on the light, fall with it, and fall
 *	with its square
 * @kind: an edge in the next cell; a run of two cells moved, or several such runs
 * @mlse: square of the detector's mlse, term by term as in kind.spread
 * @amplitude: 1/1000 of the converter's range, term by term
 * @asymmetry: 1/1000 of the amplitude, term by term
 */
struct nfod_reading_law {
	float gap_nm;
	float read_mw;
	float light[3];
	struct nfod_reading_kind kind[2];
	float mlse[NFOD_READING_SPREAD_TERMS];
	float amplitude[NFOD_READING_LEVEL_TERMS];
	float asymmetry[NFOD_READING_LEVEL_TERMS];
};

_Static_assert(sizeof(struct nfod_layer_record) == 48, "size of struct nfod_layer_record");
_Static_assert(sizeof(struct nfod_gap_record) == 36, "size of struct nfod_gap_record");
_Static_assert(sizeof(struct nfod_crosstalk_record) == 12, "size of struct nfod_crosstalk_record");
_Static_assert(sizeof(struct nfod_thickness_record) == 12, "size of struct nfod_thickness_record");
_Static_assert(sizeof(struct nfod_runout_record) == 24, "size of struct nfod_runout_record");
_Static_assert(sizeof(struct nfod_protrusion_record) == 16,
	       "size of struct nfod_protrusion_record");
_Static_assert(sizeof(struct nfod_surface_record) == 36, "size of struct nfod_surface_record");
_Static_assert(sizeof(struct nfod_step_record) == 132, "size of struct nfod_step_record");

#endif
