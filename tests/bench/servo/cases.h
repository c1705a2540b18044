/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Named drives and discs that the servo is measured on, as benchmarks of disk servos have
 * them: each differs from the nominal one in one respect, which the firmware is not told.
 */
#ifndef NFOD_BENCH_SERVO_CASES_H
#define NFOD_BENCH_SERVO_CASES_H

#include <stddef.h>

#include "rig.h"

/**
 * struct bench_case - one
 * @name: for the table
 * @what: for people
 * @image: disc of servo.mk
 * @rpm: of the spindle; 0 = that of 2x
 * @spoil: changes the drive before it is switched on, or NULL
 * @disturb: changes the world once it is flying, or NULL
 */
struct bench_case {
	const char *name;
	const char *what;
	const char *image;
	double rpm;
	void (*spoil)(struct nfod_figures *plant);
	void (*disturb)(struct plant *plant);
};

extern const struct bench_case bench_cases[];
extern const size_t bench_case_count;

#endif
