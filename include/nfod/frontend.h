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
 *
 * The head is ordered likewise: the firmware fills @order, raises its number and
 * rings the doorbell; the owner brings the head there and shows in @sample what is
 * seen from it, with the number of the order that it belongs to. That is all that a
 * kinematic servo needs, which takes for granted that the loops hold what was ordered.
 *
 * A front-end with NFOD_FE_FLIES has real actuators instead. Each servo tick it fills
 * @block, raises block.tick last and calls nfod_fw_servo_tick(), which answers in @drive;
 * what is ordered there is converted and put out when figures.h's delay has passed.
 * @order and @sample are not looked at then, but for powers, strategy and field. There
 * the channel engine goes by the wobble, not by the clock: it begins with a descriptor
 * when its cluster's first cell comes by on the track that is followed, and ends it after
 * the last one. If the head does not pass there within NFOD_FE_TURNS_MOST turns, the
 * result is NFOD_FE_NOT_FOUND; a disc that turns more slowly than once in a second, or not
 * at all, is waited for as if it did.
 */
#ifndef NFOD_FRONTEND_H
#define NFOD_FRONTEND_H

#include <stddef.h>
#include <stdint.h>

#include "nfod/strategy.h"

#define NFOD_FE_MAGIC 0x4546464eu /* "NFFE" */
#define NFOD_FE_VERSION 6
/* Bytes of the register that holds the drive's serial number. */
#define NFOD_FE_SERIAL 32u
#define NFOD_FE_DESCS 8
#define NFOD_FE_PAGES 16
#define NFOD_FE_TURNS_MOST 3

/**
 * enum nfod_fe_op - what the engine does with a cluster
 * @NFOD_FE_READ: cells to pages
 * @NFOD_FE_WRITE: pages to cells
 * @NFOD_FE_ERASE: the cluster passes under erase power, and the field of
 *	NFOD_STRATEGY_LIGHT turned over; pages are not looked at
 */
enum nfod_fe_op {
	NFOD_FE_READ = 1,
	NFOD_FE_WRITE = 2,
	NFOD_FE_ERASE = 3,
};

/**
 * enum nfod_fe_result - how it went
 * @NFOD_FE_PENDING: not done yet
 * @NFOD_FE_OK: all sectors good
 * @NFOD_FE_UNCORRECTABLE: sectors in @bad_sectors could not be read
 * @NFOD_FE_WRITE_FAILED: the engine could not write the cluster: the write gate was
 *	shut, or the strategy is not this disc's
 * @NFOD_FE_BAD_DESCRIPTOR: cluster or page out of range, unknown operation
 * @NFOD_FE_NOT_FOUND: the head did not come by
 * @NFOD_FE_BLANK: READ: nothing was ever written there, or it has been erased; pages are zero
 */
enum nfod_fe_result {
	NFOD_FE_PENDING = 0,
	NFOD_FE_OK = 1,
	NFOD_FE_UNCORRECTABLE = 2,
	NFOD_FE_WRITE_FAILED = 3,
	NFOD_FE_BAD_DESCRIPTOR = 4,
	NFOD_FE_NOT_FOUND = 5,
	NFOD_FE_BLANK = 6,
};

/* A cluster's symbols: 304 codewords of RS(248, 216), 19 for each sector. */
#define NFOD_FE_CODEWORDS 304u
#define NFOD_FE_CODEWORD_SYMBOLS 248u
#define NFOD_FE_SYMBOLS (NFOD_FE_CODEWORDS * NFOD_FE_CODEWORD_SYMBOLS)

/* A sector whose page is this is not transferred (READ only); a detail that is not wanted. */
#define NFOD_FE_NO_PAGE 0xffffffffu
/* A sector that holds nothing of the user's. */
#define NFOD_FE_NO_BLOCK 0xffffffffu

/* desc.flags: how to read, or to write */
#define NFOD_FE_RELEARN 0x0001u /* forget what gain, clock and equaliser have learnt */
#define NFOD_FE_DOUBT 0x0002u /* decode with fewer and more erasures as well */
#define NFOD_FE_LIFTED 0x0004u /* there are bumps: leave out what passes while the gate is shut */

/* report.flags */
#define NFOD_FE_IDENTIFIED 0x0001u /* control data was read: @epoch and @block are valid */
#define NFOD_FE_MISPLACED 0x0002u /* it is another cluster's, or was written as such */

/**
 * struct nfod_fe_report - how a cluster was read
 * @corrected: symbols that were wrong or erased and have been put right
 * @wrong: symbols that differ from what was written, in codewords that could be corrected
 * @symbols: in these codewords; @wrong / @symbols is the raw symbol error rate
 * @failed_codewords: that could not be corrected
 * @worst_errors: symbols put right that were not erased, in the codeword that came nearest to
 *	its limit: most errors + erasures / 2 of those that could be corrected
 * @worst_erasures: symbols taken as erased in that one
 * @unlocked: frames whose sync was not found
 * @amplitude: mean over the cluster of a long mark's signal against the converter's range,
 *	1/1000; 0, as the three below, where the engine has no signal to look at
 * @asymmetry: mean shift of the middle of what lies between marks and spaces, over the
 *	amplitude, 1/1000
 * @mlse: mean over frames of the spread of the detector's likelihoods over twice their mean,
 *	1/1000
 * @mlse_worst: that of the worst frame
 * @slips: frames with a slip of the clock
 * @flags: NFOD_FE_IDENTIFIED, NFOD_FE_MISPLACED
 */
struct nfod_fe_report {
	uint32_t corrected;
	uint32_t wrong;
	uint32_t symbols;
	uint16_t failed_codewords;
	uint8_t worst_errors;
	uint8_t worst_erasures;
	uint16_t unlocked;
	uint16_t amplitude;
	int16_t asymmetry;
	uint16_t mlse;
	uint16_t mlse_worst;
	uint16_t slips;
	uint16_t flags;
	uint16_t reserved;
};

/**
 * struct nfod_fe_codeword - one of NFOD_FE_CODEWORDS, 19 for each sector
 * @errors: symbols put right that were not erased
 * @erasures: symbols taken as erased, NFOD_FE_FAILED added if it could not be corrected
 */
struct nfod_fe_codeword {
	uint8_t errors;
	uint8_t erasures;
};

#define NFOD_FE_FAILED 0x80u

/**
 * struct nfod_fe_frame - one of NFOD_FRAMES
 * @mlse: as in the report; 0 = unknown
 * @asymmetry: ditto, 1/128 steps of it
 * @indicator_errors: of its burst indicators; NFOD_FE_UNLOCKED added if its sync was not found
 */
struct nfod_fe_frame {
	uint16_t mlse;
	int8_t asymmetry;
	uint8_t indicator_errors;
};

#define NFOD_FE_UNLOCKED 0x80u
#define NFOD_FE_FRAMES 496u

/**
 * struct nfod_fe_detail - a cluster's report piece by piece, written into a page
 */
struct nfod_fe_detail {
	struct nfod_fe_codeword codeword[NFOD_FE_CODEWORDS];
	struct nfod_fe_frame frame[NFOD_FE_FRAMES];
};

/**
 * struct nfod_fe_desc - one cluster's work
 * @op: enum nfod_fe_op
 * @result: enum nfod_fe_result, set by the engine
 * @bad_sectors: bit n = sector n is uncorrectable, set by the engine
 * @cluster: physical cluster number
 * @duration_ns: time that the cluster takes to pass, at the disc's speed; not looked at
 *	by a front-end that flies
 * @flags: NFOD_FE_RELEARN, NFOD_FE_DOUBT (READ only); NFOD_FE_LIFTED (not READ): a gate that
 *	shuts ends nothing; what was left out has to be found by reading
 * @epoch: WRITE: of this writing, never the same twice for a cluster; READ: as found, set
 *	by the engine
 * @detail: READ: 4 KiB page number in the buffer RAM for struct nfod_fe_detail, or
 *	NFOD_FE_NO_PAGE
 * @reserved: zero
 * @page: for each of the 16 sectors, a 4 KiB page number in the buffer RAM
 * @block: WRITE: user block that each sector holds, or NFOD_FE_NO_BLOCK, for the control data;
 *	READ: as found, set by the engine
 * @report: READ: set by the engine
 */
struct nfod_fe_desc {
	uint8_t op;
	uint8_t result;
	uint16_t bad_sectors;
	uint32_t cluster;
	uint32_t duration_ns;
	uint32_t flags;
	uint64_t epoch;
	uint32_t detail;
	uint32_t reserved;
	uint32_t page[NFOD_FE_PAGES];
	uint32_t block[NFOD_FE_PAGES];
	struct nfod_fe_report report;
};

/* frontend.sense */
#define NFOD_FE_SENSE_DISC 0x01u /* a disc lies in the tray or on the spindle */
#define NFOD_FE_SENSE_DOOR_CLOSED 0x02u
#define NFOD_FE_SENSE_BUTTON 0x04u /* eject button held */

/* frontend.tray */
#define NFOD_FE_TRAY_CLOSE 1u
#define NFOD_FE_TRAY_OPEN 2u

/**
 * enum nfod_fe_head_mode - how far the head is from the disc
 * @NFOD_FE_HEAD_PARKED: off the disc
 * @NFOD_FE_HEAD_FAR: microns above it, held by the far-field focus
 * @NFOD_FE_HEAD_NEAR: at the ordered gap
 */
enum nfod_fe_head_mode {
	NFOD_FE_HEAD_PARKED = 0,
	NFOD_FE_HEAD_FAR = 1,
	NFOD_FE_HEAD_NEAR = 2,
};

/**
 * struct nfod_fe_order - where the head shall be and what light it gives, set by the
 *	firmware
 * @number: raised, after all the others have been set, to give an order
 * @mode: enum nfod_fe_head_mode
 * @side: enum nfod_side to follow
 * @strategy: enum nfod_strategy_kind for what is written there; NFOD_STRATEGY_NONE keeps the
 *	write gate shut
 * @radius_nm: of the track
 * @gap_pm: air gap, NEAR only
 * @read_uw: laser powers on the disc, microwatts
 * @bias_uw: between pulses
 * @erase_uw: ditto
 * @write_uw: ditto
 * @field_oe: of the coil; 0 = off
 * @offset_nm: off the track's centre, outwards positive; not looked at by a front-end
 *	that flies, where the loops do that
 * @reserved0: zero
 * @reserved: zero
 */
struct nfod_fe_order {
	uint32_t number;
	uint8_t mode;
	uint8_t side;
	uint8_t strategy;
	uint8_t reserved0;
	uint32_t radius_nm;
	uint32_t gap_pm;
	uint16_t read_uw;
	uint16_t bias_uw;
	uint16_t erase_uw;
	uint16_t write_uw;
	uint16_t field_oe;
	int16_t offset_nm;
	uint16_t reserved[2];
};

/**
 * struct nfod_fe_sample - what the head sees, set by the owner
 * @number: of the order that has been carried out, set after all the others
 * @ges_q15: gap error signal over its far-field value, mean over the track under the
 *	head in the state that its film is in; NEAR only, else that of the far field
 * @axial_pp_nm: height of the disc under the head over the last turn, peak to peak, by
 *	the far-field focus; FAR only, else 0
 * @contacts: times that the disc touched the lens, since power-up
 */
struct nfod_fe_sample {
	uint32_t number;
	uint32_t ges_q15;
	uint32_t axial_pp_nm;
	uint32_t contacts;
};

/* frontend.features */
#define NFOD_FE_FLIES 0x01u /* actuators and sensors: @block and @drive are alive */

/*
 * block.status. A retract by the hardware itself (WATCHDOG, SUPPLY_LOW) is held until the
 * cause has gone and the firmware has ordered NFOD_FE_RETRACT, and so taken it over.
 */
#define NFOD_FE_RETRACTED 0x0001u /* hardware has pulled the head away, laser and gate are off */
#define NFOD_FE_GATE_OPEN 0x0002u /* write gate: ordered, and all its windows hold */
#define NFOD_FE_LASER_LIT 0x0004u
#define NFOD_FE_WATCHDOG 0x0008u /* retracted because ticks were not answered */
#define NFOD_FE_SUPPLY_LOW 0x0010u /* retracted because the supply falls */
#define NFOD_FE_ADDRESS 0x0020u /* @zone and @turn were read from the wobble */
#define NFOD_FE_LASER_LIMITED 0x0040u /* more power was ordered than the hardware lets pass */

/**
 * struct nfod_fe_block - one tick's samples, as one packed block
 *
 * The converters behind the diodes take their reference from the converter that orders the
 * read light, at the same instant: @ges, @sum, @push_pull and @laser are light over
 * order.read_uw and count alike at any of it.
 *
 * @tick: counts ticks, raised last
 * @ges: cross-polarised return by pupil quadrant, counter-clockwise from (+x, +y), x along
 *	the track; raw counts
 * @sum: parallel-polarised return, counts
 * @push_pull: (left - right) of it, counts
 * @focus: far-field focus error, counts, 32767 = peak of the S-curve; positive = too far
 * @laser: monitor diode, counts: light that leaves
 * @angle: of the spindle, turns * 2^32, interpolated between encoder lines
 * @sled: position sensor of the sled, steps (figures.h) outwards from the spindle's axis
 * @crossings: grooves crossed since power-up, outwards positive, of push-pull and sum
 * @crossing_hz: rate of them
 * @accel: accelerometer, mg: [0] along the gap, away from the disc positive, [1] radial,
 *	outwards positive
 * @celsius: of the head, 1/100 degree; alive on a front-end that does not fly, too
 * @supply_mv: voltage
 * @zone: of the wobble's address under the head, see NFOD_FE_ADDRESS
 * @side: enum nfod_side of the track under the head as the address has it
 * @reserved0: zero
 * @turn: whole turns from the zone's beginning on that spiral; negative before it
 * @contacts: of lens and disc since power-up, by the jolt in the gap signal
 * @status: NFOD_FE_*
 * @reserved: zero
 */
struct nfod_fe_block {
	uint32_t tick;
	uint16_t ges[4];
	uint16_t sum;
	int16_t push_pull;
	int16_t focus;
	uint16_t laser;
	uint32_t angle;
	int32_t sled;
	int32_t crossings;
	int32_t crossing_hz;
	int16_t accel[2];
	int16_t celsius;
	uint16_t supply_mv;
	uint16_t zone;
	uint8_t side;
	uint8_t reserved0;
	int32_t turn;
	uint32_t contacts;
	uint32_t status;
	uint32_t reserved;
};

/* drive.control */
#define NFOD_FE_LASER 0x0001u /* light, at order.read_uw */
#define NFOD_FE_GATE 0x0002u /* the engine may write while all windows hold */
#define NFOD_FE_RETRACT 0x0004u /* hardware pulls away at full drive until cleared */
#define NFOD_FE_READABLE 0x0008u /* the servo vouches that the head is there: engine may read */
#define NFOD_FE_LAND 0x0010u /* push-pull is followed with the land's sign */

/**
 * struct nfod_fe_drive - what the loops put out
 * @tick: of the block that this answers, written last; its standing still is what the
 *	watchdog goes by
 * @gap: full drive (figures.h) = 32767, positive = away from the disc
 * @track: ditto, positive = outwards
 * @tilt: ditto, [0] about the track (radial tilt: positive brings the outer side nearer
 *	the disc), [1] about the radius (positive brings the oncoming disc nearer)
 * @sled: ditto, positive = outwards
 * @spindle: ditto, positive = forwards
 * @control: NFOD_FE_*
 * @gate_low: the write gate shuts when the mean of @ges over the laser monitor leaves the
 *	window; in counts at read power
 * @gate_high: ditto
 * @gate_track: and when the push-pull does, counts
 * @reserved: zero
 */
struct nfod_fe_drive {
	uint32_t tick;
	int16_t gap;
	int16_t track;
	int16_t tilt[2];
	int16_t sled;
	int16_t spindle;
	uint16_t control;
	uint16_t gate_low;
	uint16_t gate_high;
	uint16_t gate_track;
	uint32_t reserved[2];
};

/**
 * struct nfod_frontend - the register file
 * @magic: NFOD_FE_MAGIC, set by the owner
 * @version: NFOD_FE_VERSION, set by the owner
 * @sense: NFOD_FE_SENSE_*, set by the owner
 * @tray: order to the tray motor, set by the firmware and, once it is taken,
 *	cleared by the owner
 * @produced: descriptors handed over, set by the firmware
 * @consumed: descriptors finished, set by the owner
 * @na_milli: numerical aperture of the head, 1/1000, set by the owner
 * @features: NFOD_FE_FLIES, set by the owner
 * @serial: of the drive, ASCII, zero padded, set by the firmware; each cluster that is
 *	written says it (struct nfod_cluster_control)
 * @order: to the head
 * @sample: from the head
 * @block: one tick's samples, from the head
 * @drive: to the actuators
 * @strategy: tables of the disc that is in, by enum nfod_side, set by the firmware before
 *	anything is written; order.strategy says whether they are used
 * @reserved1: zero
 * @desc: the ring
 */
struct nfod_frontend {
	uint32_t magic;
	uint32_t version;
	uint32_t sense;
	uint32_t tray;
	uint32_t produced;
	uint32_t consumed;
	uint32_t na_milli;
	uint32_t features;
	char serial[NFOD_FE_SERIAL];
	struct nfod_fe_order order;
	struct nfod_fe_sample sample;
	struct nfod_fe_block block;
	struct nfod_fe_drive drive;
	struct nfod_strategy strategy[2];
	uint32_t reserved1[2];
	struct nfod_fe_desc desc[NFOD_FE_DESCS];
};

_Static_assert(sizeof(struct nfod_fe_report) == 32, "size of struct nfod_fe_report");
_Static_assert(sizeof(struct nfod_fe_detail) <= 4096, "a detail is a page");
_Static_assert(sizeof(struct nfod_fe_desc) == 192, "size of struct nfod_fe_desc");
_Static_assert(sizeof(struct nfod_fe_order) == 32, "size of struct nfod_fe_order");
_Static_assert(sizeof(struct nfod_fe_sample) == 16, "size of struct nfod_fe_sample");
_Static_assert(sizeof(struct nfod_fe_block) == 64, "size of struct nfod_fe_block");
_Static_assert(sizeof(struct nfod_fe_drive) == 32, "size of struct nfod_fe_drive");
_Static_assert(sizeof(struct nfod_frontend) == 64 + 32 + 16 + 64 + 32 + 128 + 192 * NFOD_FE_DESCS,
	       "size of struct nfod_frontend");

#endif
