/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: nfod wire protocol, the head's part
 *
 * Answers of interface 1 to the requests SERVO, SHAPE and TRACE of enum
 * nfod_request: state of the head, learned shape of the disc, and recorded
 * signals. The driver needs none of it; nfodctl shows it.
 */
#ifndef NFOD_WIRE_SERVO_H
#define NFOD_WIRE_SERVO_H

#include "nfod/wire.h"

#define NFOD_SERVO_MAGIC 0x5653464eu /* "NFSV" */
#define NFOD_SHAPE_MAGIC 0x4853464eu /* "NFSH" */
#define NFOD_TRACE_MAGIC 0x5254464eu /* "NFTR" */

/**
 * enum nfod_servo_state - what the head is at; Documentation/servo.md has the picture
 * @NFOD_SERVO_PARKED: away, dark, disc at rest
 * @NFOD_SERVO_SPIN_UP: disc comes up to speed, sled goes to its place
 * @NFOD_SERVO_FOCUS: surface is being searched
 * @NFOD_SERVO_FAR: held above it by the far-field focus
 * @NFOD_SERVO_APPROACH: down to the gap
 * @NFOD_SERVO_LOCK: tracking closes
 * @NFOD_SERVO_CALIBRATE: gains and offsets are being measured
 * @NFOD_SERVO_FOLLOW: on the track that was ordered
 * @NFOD_SERVO_RAISE: up to the gap for seeking
 * @NFOD_SERVO_SEEK: across tracks
 * @NFOD_SERVO_JUMP: to a track near by
 * @NFOD_SERVO_LOWER: down to the gap for reading
 * @NFOD_SERVO_RETRACT: pulled away by the guard
 * @NFOD_SERVO_PARKING: spindle stops, head is away
 * @NFOD_SERVO_FAULT: see fault
 * @NFOD_SERVO_KINEMATIC: this head is not flown: it is where it was ordered
 */
enum nfod_servo_state {
	NFOD_SERVO_PARKED = 0,
	NFOD_SERVO_SPIN_UP = 1,
	NFOD_SERVO_FOCUS = 2,
	NFOD_SERVO_FAR = 3,
	NFOD_SERVO_APPROACH = 4,
	NFOD_SERVO_LOCK = 5,
	NFOD_SERVO_CALIBRATE = 6,
	NFOD_SERVO_FOLLOW = 7,
	NFOD_SERVO_RAISE = 8,
	NFOD_SERVO_SEEK = 9,
	NFOD_SERVO_JUMP = 10,
	NFOD_SERVO_LOWER = 11,
	NFOD_SERVO_RETRACT = 12,
	NFOD_SERVO_PARKING = 13,
	NFOD_SERVO_FAULT = 14,
	NFOD_SERVO_KINEMATIC = 15,
	NFOD_SERVO_COUNT
};

/**
 * enum nfod_retract - why the head was pulled away
 * @NFOD_RETRACT_GAP: it was too close
 * @NFOD_RETRACT_AHEAD: contact was predicted
 * @NFOD_RETRACT_SHOCK: the drive was hit
 * @NFOD_RETRACT_SUPPLY: the supply fell
 * @NFOD_RETRACT_HARDWARE: the front-end's own watchdog
 * @NFOD_RETRACT_TILT: an edge of the tip was too low
 * @NFOD_RETRACT_DOOR: the door opened
 */
enum nfod_retract {
	NFOD_RETRACT_NONE = 0,
	NFOD_RETRACT_GAP = 1,
	NFOD_RETRACT_AHEAD = 2,
	NFOD_RETRACT_SHOCK = 3,
	NFOD_RETRACT_SUPPLY = 4,
	NFOD_RETRACT_HARDWARE = 5,
	NFOD_RETRACT_TILT = 6,
	NFOD_RETRACT_DOOR = 7,
	NFOD_RETRACT_COUNT
};

/**
 * struct nfod_loop_status - one loop as it is
 * @rms_pm: error over the last whole turn followed
 * @peak_pm: ditto
 * @repeatable_pm: rms of what repeats every turn
 * @learned_turns: since load
 * @crossover_hz: measured in place; 0, as the next three, while not measured, and from
 *	NFOD_REQ_MEASURE until it is again
 * @gain_margin_cdb: 1/100 dB
 * @phase_margin_cdeg: 1/100 degree
 * @worst_cdb: greatest sensitivity, 1/100 dB
 * @trim_q15: loop gain's correction, 32768 = as designed
 */
struct nfod_loop_status {
	nfod_le32 rms_pm;
	nfod_le32 peak_pm;
	nfod_le32 repeatable_pm;
	nfod_le32 learned_turns;
	nfod_le32 crossover_hz;
	nfod_le16 gain_margin_cdb;
	nfod_le16 phase_margin_cdeg;
	nfod_le16 worst_cdb;
	nfod_le16 trim_q15;
};

/**
 * struct nfod_servo_status - answer to NFOD_REQ_SERVO
 * @magic: NFOD_SERVO_MAGIC
 * @version: NFOD_WIRE_VERSION
 * @length: bytes valid in this structure, at least 320
 * @ticks: of the servo since power-up
 * @state: enum nfod_servo_state
 * @side: enum nfod_side that is followed
 * @last_retract: enum nfod_retract
 * @may: bit 0: the head may read, bit 1: it may write
 * @fault: enum nfod_fault
 * @gap_pm: seen
 * @set_pm: wanted
 * @track_pm: off-track, signed
 * @tilt_urad: of the head against the disc as estimated, signed, radial and tangential
 * @speed_mrpm: spindle, 1/1000 rpm
 * @radius_nm: of the spot
 * @gap: loop
 * @track: loop
 * @pull_in_us: last one: hand-over to settled
 * @overshoot_pm: last one
 * @ready_us: drive time from loading to the first readable track
 * @seeks: long ones
 * @seek_us: time in them until settled
 * @longest_seek_us: ditto
 * @jumps: short ones
 * @jump_us: time in them until settled
 * @retracts: by enum nfod_retract; [0] = of all, those after which the head was back on its
 *	track by itself
 * @contacts: of lens and disc since power-up
 * @predicted: contacts that were seen coming, but too late
 * @bumps: on the map
 * @own_bumps: of these, found by this drive
 * @bump_lifts: times that a mapped one was flown over
 * @runout_nm: axial as learned here, peak to peak
 * @radial_nm: radial, ditto
 * @far_light_ppm: far-field light over what a clean lens gave
 * @celsius_c: of the head, 1/100 degree
 * @supply_mv: supply
 * @recalibrations: for temperature
 * @worst_tick: instructions or cycles of the longest tick where the board counts, else 0
 * @bump_sectors_bad: of the press' map of bumps on this disc, damaged and done without
 * @reserved: zero
 */
struct nfod_servo_status {
	nfod_le32 magic;
	nfod_le16 version;
	nfod_le16 length;
	nfod_le64 ticks;
	uint8_t state;
	uint8_t side;
	uint8_t last_retract;
	uint8_t may;
	nfod_le32 fault;
	nfod_le32 gap_pm;
	nfod_le32 set_pm;
	nfod_le32 track_pm;
	nfod_le32 tilt_urad[2];
	nfod_le32 speed_mrpm;
	nfod_le32 radius_nm;
	struct nfod_loop_status gap;
	struct nfod_loop_status track;
	nfod_le32 pull_in_us;
	nfod_le32 overshoot_pm;
	nfod_le32 ready_us;
	nfod_le32 seeks;
	nfod_le64 seek_us;
	nfod_le32 longest_seek_us;
	nfod_le32 jumps;
	nfod_le64 jump_us;
	nfod_le32 retracts[NFOD_RETRACT_COUNT];
	nfod_le32 contacts;
	nfod_le32 predicted;
	nfod_le32 bumps;
	nfod_le32 own_bumps;
	nfod_le32 bump_lifts;
	nfod_le32 runout_nm;
	nfod_le32 radial_nm;
	nfod_le32 far_light_ppm;
	nfod_le16 celsius_c;
	nfod_le16 supply_mv;
	nfod_le32 recalibrations;
	nfod_le32 worst_tick;
	nfod_le32 bump_sectors_bad;
	uint8_t reserved[88];
};

#define NFOD_SHAPE_HARMONICS 64
#define NFOD_SHAPE_AXES 2

/**
 * struct nfod_shape - answer to NFOD_REQ_SHAPE: what was learned of the disc here
 * @magic: NFOD_SHAPE_MAGIC
 * @axis: as asked
 * @harmonics: valid ones
 * @radius_nm: that it holds for
 * @turns: that it was learned for here; 0 = taken from where it was learned nearest
 * @re_pm: signed; shape(angle) = sum re cos(n angle) - im sin(n angle), n from 1 on
 * @im_pm: ditto
 */
struct nfod_shape {
	nfod_le32 magic;
	nfod_le16 axis;
	nfod_le16 harmonics;
	nfod_le32 radius_nm;
	nfod_le32 turns;
	nfod_le32 re_pm[NFOD_SHAPE_HARMONICS];
	nfod_le32 im_pm[NFOD_SHAPE_HARMONICS];
};

/**
 * enum nfod_trace_signal - what can be traced; all are 32-bit floats
 */
enum nfod_trace_signal {
	NFOD_TRACE_GAP_NM = 0,
	NFOD_TRACE_GAP_SET_NM = 1,
	NFOD_TRACE_GAP_VOLTS = 2,
	NFOD_TRACE_GES = 3,
	NFOD_TRACE_TRACK_NM = 4,
	NFOD_TRACE_TRACK_VOLTS = 5,
	NFOD_TRACE_SUM = 6,
	NFOD_TRACE_FOCUS_NM = 7,
	NFOD_TRACE_TILT_RADIAL_MRAD = 8,
	NFOD_TRACE_TILT_TANGENTIAL_MRAD = 9,
	NFOD_TRACE_ANGLE_TURNS = 10,
	NFOD_TRACE_SPEED_RPM = 11,
	NFOD_TRACE_RADIUS_MM = 12,
	NFOD_TRACE_CROSSING_M_S = 13,
	NFOD_TRACE_SLED_VOLTS = 14,
	NFOD_TRACE_ACCEL_M_S2 = 15,
	NFOD_TRACE_STATE = 16,
	NFOD_TRACE_FEED_GAP_VOLTS = 17,
	NFOD_TRACE_FEED_TRACK_VOLTS = 18,
	NFOD_TRACE_MAY = 19,
	NFOD_TRACE_SIGNALS
};

#define NFOD_TRACE_CHANNELS 8

/**
 * enum nfod_trace_trigger - what the recording waits for
 * @NFOD_TRIGGER_NOW: nothing
 * @NFOD_TRIGGER_RETRACT: a retract
 * @NFOD_TRIGGER_SEEK: a long move
 * @NFOD_TRIGGER_JUMP: a short one
 * @NFOD_TRIGGER_PULL_IN: hand-over to the gap loop
 */
enum nfod_trace_trigger {
	NFOD_TRIGGER_NOW = 0,
	NFOD_TRIGGER_RETRACT = 1,
	NFOD_TRIGGER_SEEK = 2,
	NFOD_TRIGGER_JUMP = 3,
	NFOD_TRIGGER_PULL_IN = 4,
	NFOD_TRIGGER_COUNT
};

/**
 * struct nfod_trace_setup - data of NFOD_REQ_TRACE_START
 * @channels: used entries of @signal, 1..NFOD_TRACE_CHANNELS
 * @trigger: enum nfod_trace_trigger
 * @every: record every so many ticks, 1..65535
 * @records: wanted in all; 0 = as many as fit
 * @before: of these, kept from before the trigger, fewer when it comes early; 0 with
 *	NFOD_TRIGGER_NOW, else less than @records
 * @signal: enum nfod_trace_signal; unused entries zero
 * @reserved: zero
 */
struct nfod_trace_setup {
	uint8_t channels;
	uint8_t trigger;
	nfod_le16 every;
	nfod_le32 records;
	nfod_le32 before;
	uint8_t signal[NFOD_TRACE_CHANNELS];
	uint8_t reserved[12];
};

#define NFOD_TRACE_CHUNK_BYTES 3072u

/**
 * struct nfod_trace_chunk - answer to NFOD_REQ_TRACE, its records behind it
 * @magic: NFOD_TRACE_MAGIC
 * @chunk: as asked
 * @channels: of this recording; a record is so many floats
 * @records: that follow here; 0 at the end
 * @total: recorded so far
 * @first_tick: of the recording's first record
 * @every: ticks between records
 * @done: 1 when the recording is complete and stands still; chunks are only then
 *	given out
 * @triggered: 1 when the trigger has come
 * @tick_hz: ticks a second
 */
struct nfod_trace_chunk {
	nfod_le32 magic;
	nfod_le16 chunk;
	nfod_le16 channels;
	nfod_le32 records;
	nfod_le32 total;
	nfod_le64 first_tick;
	nfod_le16 every;
	uint8_t done;
	uint8_t triggered;
	nfod_le32 tick_hz;
};

NFOD_WIRE_SIZE(nfod_loop_status, 28);
NFOD_WIRE_SIZE(nfod_servo_status, 320);
NFOD_WIRE_AT(nfod_servo_status, gap, 52);
NFOD_WIRE_AT(nfod_servo_status, seek_us, 128);
NFOD_WIRE_AT(nfod_servo_status, bump_sectors_bad, 228);
NFOD_WIRE_AT(nfod_servo_status, reserved, 232);
NFOD_WIRE_SIZE(nfod_shape, 528);
NFOD_WIRE_SIZE(nfod_trace_setup, 32);
NFOD_WIRE_SIZE(nfod_trace_chunk, 32);

#endif
