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
 * The far-field focus is learned from as well, a few harmonics only: so the approach
 * begins with most of the run-out known. The slope of the axial shape along the track is
 * the disc's tangential tilt, which tilt.h takes from here; its radial tilt is learned
 * from the quadrants like the others, in urad where they have nm.
 */
#ifndef FW_SERVO_LEARN_H
#define FW_SERVO_LEARN_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "servo/fourier.h"

#define LEARN_BINS_BITS 8
#define LEARN_BINS (1 << LEARN_BINS_BITS)
#define LEARN_POINTS_BITS 9
#define LEARN_POINTS (1 << LEARN_POINTS_BITS)
#define LEARN_SLOPES_BITS 7
#define LEARN_SLOPES (1 << LEARN_SLOPES_BITS)
#define LEARN_HARMONICS 64
/* Errors of gap and track are noted at one of so many ticks, each at its own. */
#define LEARN_EVERY 4
/* Of these so many from the far-field focus, and so many of tilt. */
#define LEARN_FEW 8
#define LEARN_RINGS 12
/* Radii of the first ring and the last, m; further in than the least there is no disc. */
#define LEARN_INNER 24e-3f
#define LEARN_OUTER 58e-3f
#define LEARN_RADIUS_LEAST 10e-3f

enum learn_axis {
	LEARN_GAP,
	LEARN_TRACK,
	LEARN_TILT,
	LEARN_AXES,
};

/**
 * struct learn_shape - of the disc at one radius
 * @re: nm by harmonic n - 1: shape = re cos(n a) - im sin(n a)
 * @im: ditto
 */
struct learn_shape {
	float re[LEARN_HARMONICS];
	float im[LEARN_HARMONICS];
};

/**
 * struct learn_ring - what is known of one radius
 * @shape: there
 * @turns: that it has been learned for; 0 = taken from the neighbour
 */
struct learn_ring {
	struct learn_shape shape;
	uint32_t turns;
};

/**
 * struct learn_table - for the tick
 * @volts: at angle n / LEARN_POINTS; the last is the first again
 */
struct learn_table {
	float volts[LEARN_POINTS + 1];
};

/**
 * struct learn_turn - error of one turn, by angle; the tick's until learn.turn_done, and
 *	of what comes here @next and @broken even then
 * @next: tick that continues it
 * @wait: ticks until it may begin, so that a new table has settled; 0 = it has
 * @from: angle at which it began
 * @phase: how far it has come
 * @square: sum of squares
 * @peak_square: greatest
 * @error_nm: sums
 * @count: of samples
 * @speed: at which it began, rad/s
 * @near: the gap's error is of the near field, not of the far-field focus
 * @summing: it has begun
 * @spoilt: broken off
 * @broken: there was a tick without notes since it was done
 */
struct learn_turn {
	uint32_t next;
	uint32_t wait;
	uint32_t from;
	uint32_t phase;
	float square;
	float peak_square;
	float error_nm[LEARN_BINS];
	uint16_t count[LEARN_BINS];
	float speed;
	bool near;
	bool summing;
	bool spoilt;
	bool broken;
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
 * struct learn_place - where the head will be when this tick's drives act
 * @point: of a table, before it
 * @share: of the way to the next one
 */
struct learn_place {
	uint32_t point;
	float share;
};

/**
 * struct learn - all axes
 * @ring: [axis][ring], the supervisor's
 * @table: [axis][set]
 * @set: that is in use, the supervisor's
 * @slope: [set] volts of the tangential tilt actuator; goes with @set of the gap
 * @place: of this tick
 * @sum_nm: of errors since the last note
 * @mean_nm: ditto up to this one: so that noise, and what the disc has between two notes,
 *	is not taken for run-out
 * @feed: the tick's tables
 * @feed_slope: ditto
 * @turn: the tick's while not @turn_done, then the supervisor's until it clears that
 * @turn_done: a turn is there to be looked at
 * @on: learning wanted, the supervisor's
 * @fresh: turns learned since radius, speed or loop changed: steps shrink with it
 * @table_speed: that the table was made for, rad/s
 * @table_radius: ditto, m
 * @table_fits: nothing was learned since
 * @fresh_speed: that @fresh counts from
 * @fresh_ring: ditto
 * @fresh_near: ditto
 * @work: room for the supervisor
 */
struct learn {
	struct learn_place place;
	float sum_nm[LEARN_AXES];
	float mean_nm[LEARN_AXES];
	const float *feed[LEARN_AXES];
	const float *feed_slope;
	bool turn_done[LEARN_AXES];
	struct learn_turn turn[LEARN_AXES];
	struct learn_ring ring[LEARN_AXES][LEARN_RINGS];
	struct learn_table table[LEARN_AXES][2];
	uint8_t set[LEARN_AXES];
	float slope[2][LEARN_SLOPES];
	bool on[LEARN_AXES];
	uint32_t fresh[LEARN_AXES];
	float table_speed[LEARN_AXES];
	float table_radius[LEARN_AXES];
	bool table_fits[LEARN_AXES];
	float fresh_speed[LEARN_AXES];
	uint32_t fresh_ring[LEARN_AXES];
	bool fresh_near[LEARN_AXES];
	struct learn_report report[LEARN_AXES];
	struct fourier work;
};

struct servo;

/* Another disc: all forgotten. */
void learn_forget(struct servo *servo);

/* A tick comes whose drives act at this angle. */
static inline void learn_turn_to(struct learn *learn, uint32_t angle)
{
	uint32_t rest = angle & ((1u << (32 - LEARN_POINTS_BITS)) - 1);

	learn->place.point = angle >> (32 - LEARN_POINTS_BITS);
	learn->place.share = (float)rest * (LEARN_POINTS * 0x1p-32f);
}

/* Feed-forward for it, V. */
static inline float learn_feed(const struct learn *learn, enum learn_axis axis)
{
	const float *point = learn->feed[axis] + learn->place.point;

	return point[0] + learn->place.share * (point[1] - point[0]);
}

/* The same for the tangential tilt, from the gap's shape. */
float learn_feed_slope(const struct servo *servo);
/**
 * learn_gather() - an error of this tick
 * @error_nm: gap: set point less what is seen, of the near field (NEAR) or of the
 *	far-field focus (FAR, held); track: how far the spot is too far inside, FOLLOW only
 *
 * Return: whether learn_note() is to be called with it, if it is worth a note.
 */
static inline bool learn_gather(struct learn *learn, enum learn_axis axis, uint64_t ticks,
				float error_nm)
{
	learn->sum_nm[axis] += error_nm;
	if (((uint32_t)ticks + 2 * axis) % LEARN_EVERY)
		return false;
	learn->mean_nm[axis] = learn->sum_nm[axis] * (1.0f / LEARN_EVERY);
	learn->sum_nm[axis] = 0.0f;
	return true;
}

/*
 * What was gathered, with this tick's error. When there is none where there should be one
 * the turn breaks off, as there is between far and near.
 */
void learn_note(struct servo *servo, enum learn_axis axis, float error_nm);
/* The same of tilt, urad wanted less seen, once a look (TILT_TICKS). */
void learn_note_tilt(struct servo *servo, float error_urad);
/* The supervisor's part; whether a table was made. */
bool learn_poll(struct servo *servo);

/* Of the spot, by sled and lens and what addresses said of them, m. */
float learn_radius(const struct servo *servo);
/* What is known at a radius; return: turns that its nearest ring was learned for. */
uint32_t learn_shape_at(const struct learn *learn, enum learn_axis axis, float radius_m,
			struct learn_shape *shape);
/* Known shape's peak to peak at a radius, nm. */
float learn_pp_nm(const struct servo *servo, enum learn_axis axis, float radius_m);

/* ---- between learn.c and learn_table.c ---- */

/* What an actuator does with a voltage: nm/V (tilt: urad/V), without the loop's delay. */
struct phasor learn_actuator(const struct nfod_figures *fig, enum learn_axis axis, float hz);
/* The ring that is nearest to a radius. */
uint32_t learn_ring_of(float radius_m);
/* Add to the shape known at a radius. */
void learn_move(struct learn *learn, enum learn_axis axis, float radius_m,
		const struct learn_shape *by);
/* Make the table of the set that is not in use, with the door open; and use it. */
void learn_make_table(struct servo *servo, enum learn_axis axis, float radius_m, float speed);
void learn_use_table(struct learn *learn, enum learn_axis axis);

#endif
