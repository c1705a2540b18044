/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: how evenly tracks were mastered
 *
 * The recorder that made the master did not stand still: each place of the spiral lies a
 * few nanometres beside where it ought to, for good. Knots along the spiral of a zone,
 * of independent normal height, joined by cubic B-splines: even down to a wavelength,
 * where half of the power is left, and nearly nothing below two thirds of it. Turns that
 * lie side by side have nothing in common; between two grooves the shift goes evenly from
 * one's to the other's, so that a land lies in the middle of its grooves.
 */
#ifndef NFOD_PHYSICS_MASTERING_H
#define NFOD_PHYSICS_MASTERING_H

#include <stdint.h>

#define MASTERING_KNOTS 4

/* Knots around a place. */
typedef float mastering_knots __attribute__((vector_size(4 * MASTERING_KNOTS)));

/**
 * struct mastering_groove - stretch of a groove
 * @first: number of its first knot
 * @knot: heights, m
 */
struct mastering_groove {
	int64_t first;
	mastering_knots knot;
};

/**
 * struct mastering - a disc's, with what was last used of it
 * @knot_m: rms of a knot, m; 0 = all tracks are even
 * @step_m: between knots
 * @seed: of the disc
 * @zone: counted from 0
 * @per_turn: knots in a turn of it
 * @groove: at and inside the head, at or outside it
 */
struct mastering {
	double knot_m;
	double step_m;
	uint64_t seed;
	unsigned int zone;
	unsigned int per_turn;
	struct mastering_groove groove[2];
};

/**
 * struct mastering_place - on a disc
 * @zone: counted from 0
 * @radius: where its spiral begins, m
 * @grooves: from there on the spiral that has no shift, at this angle
 * @angle: turns 0..1
 */
struct mastering_place {
	unsigned int zone;
	double radius;
	double grooves;
	double angle;
};

/**
 * mastering_init() - a disc
 * @rms: of a groove's shift, m
 * @shortest: wavelength along the track at which half of the power is left, m
 * @seed: of the disc
 */
void mastering_init(struct mastering *mastering, double rms, double shortest, uint64_t seed);

/* Shift of the tracks there, m outwards. */
double mastering_shift(struct mastering *mastering, const struct mastering_place *place);

#endif
