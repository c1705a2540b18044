/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_BENCH_WRITING_H
#define NFOD_BENCH_WRITING_H

#include "physics/writing_bench.h"
#include "physics/writing_law.h"

/**
 * struct subject - a disc's side and a way of writing it
 * @name: for people
 * @file: for pictures' names; NULL = none are drawn
 * @magnetic: the disc
 * @side: enum nfod_side
 * @disc: the disc
 * @strategy: optimised
 * @optimum: with these powers
 * @law: of it
 */
struct subject {
	const char *name;
	const char *file;
	bool magnetic;
	unsigned int side;
	struct writing_disc disc;
	struct nfod_strategy strategy;
	struct writing_optimum optimum;
	struct nfod_writing_law law;
};

/* A good pass over it. */
struct writing_pass subject_pass(const struct subject *subject);

/**
 * enum knob - what a window is of
 */
enum knob {
	KNOB_WRITE,
	KNOB_ERASE,
	KNOB_ALL,
	KNOB_GAP,
	KNOB_SPEED,
	KNOB_TRACK,
	KNOB_HEAT,
	KNOBS
};

/**
 * struct knob_of - how it is turned and printed
 * @name: of it
 * @unit: printed
 * @scale: to what is printed
 * @most: as far as it is turned
 */
struct knob_of {
	const char *name;
	const char *unit;
	double scale;
	double most;
};

extern const struct knob_of knobs[KNOBS];

void knob_turn(struct writing_pass *pass, enum knob knob, double to);

/* Tables on the standard output. */
void table_optimum(const struct subject *subject);
void table_strategy(const struct subject *subject);
int table_marks(const struct subject *subject);
void table_windows(const struct subject *subject);
void table_calibration(const struct subject *subject);
int table_speeds(const struct subject *subject);
void table_symbol_errors(const struct subject *subject);
void table_erasing(const struct subject *subject);
void table_beside(const struct subject *subject);
void table_wear(const struct subject *subject);

/* Pictures into a folder. Return: 0, or -1 having said why. */
int draw_heat(const struct subject *subject, const char *folder);
int draw_marks(const struct subject *subject, const char *folder);
int draw_windows(const struct subject *subject, const char *folder);

#endif
