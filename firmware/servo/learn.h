/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: learned run-out
 *
 * Each disc is the same at every turn. While a loop follows, the tick sums its error into
 * LEARN_BINS bins a turn; after a turn the supervisor takes their Fourier coefficients,
 * divides by what the loop as designed makes of a feed-forward there, and moves what is
 * known of the disc's shape by a part of that. Shape is kept in nm by harmonic, at
 * LEARN_RINGS radii: so it holds at any speed, and across seeks. For the radius and speed
 * at hand the supervisor makes a table of drive voltage against angle (shape over the
 * actuator's response, LEARN_POINTS a turn), which the tick interpolates.
 *
 * The slope of the axial shape along the track is the disc's tangential tilt, which
 * tilt.h takes from here.
 */
#ifndef FW_SERVO_LEARN_H
#define FW_SERVO_LEARN_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"

#define LEARN_BINS 256
#define LEARN_POINTS 512
#define LEARN_HARMONICS 64
#define LEARN_RINGS 12

enum learn_axis {
	LEARN_GAP,
	LEARN_TRACK,
	LEARN_AXES,
};

/**
 * struct learn_ring - what is known of one radius
 * @re: nm by harmonic n - 1: shape = re cos(n a) - im sin(n a)
 * @im: ditto
 * @turns: that it has been learned for; 0 = taken from the neighbour
 */
struct learn_ring {
	float re[LEARN_HARMONICS];
	float im[LEARN_HARMONICS];
	uint32_t turns;
};

/**
 * struct learn_table - for the tick
 * @volts: at angle n / LEARN_POINTS
 */
struct learn_table {
	float volts[LEARN_POINTS];
};

/**
 * struct learn_sum - error of one turn, by angle
 * @error_nm: sums
 * @count: of samples
 */
struct learn_sum {
	float error_nm[LEARN_BINS];
	uint16_t count[LEARN_BINS];
};

/**
 * struct learn_report - how well
 * @rms_nm: error over the last whole turn
 * @peak_nm: ditto
 * @repeatable_nm: rms of the part that repeats
 * @turns: learned since load
 */
struct learn_report {
	float rms_nm;
	float peak_nm;
	float repeatable_nm;
	uint32_t turns;
};

/**
 * struct learn - both axes
 * @ring: [axis][ring], the supervisor's
 * @table: [axis][set]; @set picks the tick's
 * @set: the supervisor's
 * @sum: [axis][half]; the tick fills @filling, the supervisor looks at the other
 * @filling: the tick's
 * @turn_done: the tick has just turned @filling over; the supervisor clears it
 * @on: learning wanted, the supervisor's
 */
struct learn {
	struct learn_ring ring[LEARN_AXES][LEARN_RINGS];
	struct learn_table table[LEARN_AXES][2];
	uint8_t set[LEARN_AXES];
	struct learn_sum sum[LEARN_AXES][2];
	uint8_t filling[LEARN_AXES];
	bool turn_done[LEARN_AXES];
	bool on[LEARN_AXES];
	float table_speed[LEARN_AXES];
	float table_radius[LEARN_AXES];
	float square[LEARN_AXES];
	float peak[LEARN_AXES];
	struct learn_report report[LEARN_AXES];
};

struct servo;

/* Another disc: all forgotten. */
void learn_forget(struct learn *learn);

/* Feed-forward for this tick's angle, V, with the loop's delay looked ahead. */
float learn_feed(const struct servo *servo, enum learn_axis axis);
/* An error of this tick, NEAR or FOLLOW only. */
void learn_note(struct servo *servo, enum learn_axis axis, float error_nm);
/* The supervisor's part; whether a table was made. */
bool learn_poll(struct servo *servo);

/* Known shape's peak to peak at a radius, nm. */
float learn_pp_nm(const struct servo *servo, enum learn_axis axis, float radius_m);

#endif
