/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: figures of the reference drive's mechanics
 *
 * The one home of every mechanical constant. Sources: (d) the reference drive's
 * data, (c) computed from them, (j) engineering judgement.
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

/* What is assumed of a disc before its lead-in has been read (d). */
#define REF_LEAD_RADIUS 24.0e-3
#define REF_LEAD_VELOCITY 2.82
#define REF_LEAD_CLUSTERS_PER_TURN 3.6

#endif
