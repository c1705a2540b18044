/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a servo by the script
 *
 * Stands in for firmware/servo's loops where the drive above them is tested: it goes
 * where it is told in given times, and fails when the test says so.
 */
#ifndef UNIT_SERVO_FAKE_H
#define UNIT_SERVO_FAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "servo/servo.h"

/* A turn in the units of angles; so much of one must be left before a place. */
#define FAKE_TURN ((int64_t)1 << 32)
#define FAKE_LEAD (FAKE_TURN / 16)

/**
 * struct servo_fake - the script
 * @place: of the spot on its spiral, turns * 2^32
 * @cause: enum nfod_fault for which no wish comes true
 * @no_curves: signal_make_curves() refuses
 * @never_stops: the spindle runs on
 * @curves: times that signal_make_curves() was called
 * @forgotten: times that servo_forget() was
 * @follows: times that servo_follow() was
 */
struct servo_fake {
	int64_t place;
	uint32_t cause;
	bool no_curves;
	bool never_stops;
	uint32_t curves;
	uint32_t forgotten;
	uint32_t follows;
};

extern struct servo_fake fake;

void fake_retract(struct servo *servo, enum guard_reason reason);
void fake_fail(struct servo *servo, uint32_t fault);
bool fake_follows(const struct servo *servo);

#endif
