/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: figures of the reference drive's mechanics and head
 *
 * The one home of every constant of them. Sources: (d) the reference drive's data,
 * (c) computed from them, (j) engineering judgement. Times and lengths of the
 * mechanics are in s and m; what the head is judged by is in whole pm, nm, uW, Oe and
 * millionths (ppm), for it is compared with what discs say of themselves.
 */
#ifndef FW_SERVO_REFERENCE_H
#define FW_SERVO_REFERENCE_H

/* Speed at which the disc is played, in units of its 1x (d: 2x). */
#define REF_SPEED 2.0
/* The channel clock follows the disc up to this multiple of 1x (j). */
#define REF_SPEED_MAX 2.5

/*
 * Spindle: 10 mN m (d) on disc, hub and rotor of 310 g cm2 (c: gives the 138 ms mean
 * between random zones), in rad/s2.
 */
#define REF_SPINDLE_ACCEL (10e-3 / 3.1e-5)

/* Voice-coil sled (d: 30 m/s2, mean move 35 ms with settling). */
#define REF_SLED_ACCEL 30.0
/* Tracking loop catches after a sled move (j). */
#define REF_SLED_SETTLE 2.0e-3

/* Tracking actuator (d: 100 m/s2) jumps within its field (j: 0.1 mm). */
#define REF_JUMP_ACCEL 100.0
#define REF_JUMP_FIELD 0.1e-3
#define REF_JUMP_SETTLE 0.5e-3

/* From groove to land or back: sign of tracking and set point of the gap (j). */
#define REF_SIDE_CHANGE 1.0e-3

/* Laser, focus and gap are brought up beside the turning disc (j). */
#define REF_PULL_IN 0.5

/* Before gap error signals are read they settle, then they are averaged over a turn (j). */
#define REF_SIGNAL_SETTLE 1.0e-3

/* A disc for another numerical aperture, in 1/1000, than head +- this is refused (j). */
#define REF_NA_TOLERANCE 20u

/* Run-out that focus follows, three times the reference disc's 20 um (j). */
#define REF_AXIAL_MAX_NM 60000u

/* Gap: set point of the reference disc, window for reading, lower one for writing (d). */
#define REF_GAP_PM 25000u
#define REF_GAP_READ_PM 6000u
#define REF_GAP_WRITE_PM 5000u
/* Gap error: goal (d: 1 nm rms). */
#define REF_GAP_RMS_PM 1000u
/* What is left of run-out by a loop that learns (c: under 0.1 nm). */
#define REF_GAP_RESIDUE_PM 100u
/*
 * Noise of the gap error signal over its far-field value: shot and laser noise, 0.005 nm
 * each, and 12 bits, 0.02 nm (d), at the reference slope of 11,500 ppm/nm (d: 1..1.3 %).
 */
#define REF_GES_NOISE_PPM 244u
/* Its scale is this uncertain when the laser goes to write power and back (d: 5 %). */
#define REF_GES_SCALE_PPM 50000u
/* What is recorded may pass for so much gap (d). */
#define REF_STATE_MAX_PM 10000u
/* A protrusion that the head cannot have cleared 100 us after it was noticed (d). */
#define REF_TALLEST_PM 400000u

/* Laser on the disc (j) and coil (d). */
#define REF_READ_UW 120u
#define REF_LASER_MAX_UW 8000u
#define REF_COIL_MAX_OE 250u
/* Film that moves faster wants power as the root of speed (c): of REF_SPEED, in 1/1024. */
#define REF_POWER_SPEED_Q10 1448u

/* What is assumed of a disc before its lead-in has been read (d). */
#define REF_LEAD_RADIUS 24.0e-3
#define REF_LEAD_VELOCITY 2.82
#define REF_LEAD_CLUSTERS_PER_TURN 3.6

#endif
