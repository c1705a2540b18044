/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The radial half of a drive alone, with the spindle: lens, sled and an eccentric spiral
 * under them at a gap that somebody else holds. Ticks are a fraction of the plant's, no
 * disc image is needed, and every state can be set.
 */
#ifndef NFOD_TESTS_SERVO_RADIAL_H
#define NFOD_TESTS_SERVO_RADIAL_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "lib/random.h"
#include "nfod/figures.h"
#include "nfod/frontend.h"
#include "physics/actuator.h"
#include "physics/motor.h"
#include "physics/surface.h"
#include "servo/servo.h"

#define RADIAL_PERIOD 360e-9
#define RADIAL_PUSH_PULL 0.258
#define RADIAL_GES_GROOVE 0.389
#define RADIAL_GES_LAND 0.275
#define RADIAL_START 40e-3
/* Of the encoder's lines, turns rms. */
#define RADIAL_JITTER 1e-6
/* Angles at which the excursion is kept. */
#define RADIAL_ANGLES 2048

/**
 * struct radial - plant and servo
 * @fig: of the plant
 * @excursion: of the tracks by angle, m; the first one again at the end
 * @still: all drives are cut: nothing answers the servo
 * @dark: no light
 * @push: acceleration of all, outwards, m/s2
 * @place: of the spot on the spiral, periods from its beginning
 * @offset: of the spot from the nearest track of either kind, m
 * @land: which that is
 * @counted: what the crossing counter has not counted yet, periods
 * @rate: of crossings, 1/s
 */
struct radial {
	struct nfod_figures fig;
	struct nfod_frontend fe;
	struct servo *servo;
	struct actuator lens;
	struct motor sled;
	struct motor spindle;
	struct random chance;
	double tick_s;
	double *excursion;
	bool still;
	bool dark;
	double push;
	double place;
	double offset;
	bool land;
	double counted;
	double rate;
};

static inline double radial_lens(const struct radial *r)
{
	return actuator_position(&r->lens);
}

static inline double radial_excursion(const struct radial *r, double turns)
{
	double at = (turns - floor(turns)) * RADIAL_ANGLES;
	unsigned int i = (unsigned int)at;

	return r->excursion[i] + (at - i) * (r->excursion[i + 1] - r->excursion[i]);
}

static inline double radial_turns(const struct radial *r)
{
	return r->spindle.position / (2.0 * M_PI);
}

/* Speed of the spot over the tracks, m/s, as its mean over the last tick. */
static inline void radial_look(struct radial *r)
{
	double turns = radial_turns(r);
	double radius = r->sled.position + radial_lens(r) - radial_excursion(r, turns);
	double place = radius / RADIAL_PERIOD - turns;
	double moved = place - r->place;
	double nearest = floor(2.0 * place + 0.5);

	r->place = place;
	r->offset = (2.0 * place - nearest) * RADIAL_PERIOD / 2.0;
	r->land = (int64_t)nearest & 1;
	r->counted += moved;
	if (fabs(r->counted) > 0.75) {
		double crossed = floor(r->counted + 0.5);

		r->fe.block.crossings += (int32_t)crossed;
		r->counted -= crossed;
	}
	r->rate += (moved / r->tick_s - r->rate) / 8.0;
}

static inline void radial_show(struct radial *r)
{
	struct nfod_fe_block *block = &r->fe.block;
	double turns = radial_turns(r);
	double slope = RADIAL_PUSH_PULL * 2.0 * M_PI / RADIAL_PERIOD;
	double noise = (double)r->fig.pp_noise_nm * 1e-9 * random_normal(&r->chance);
	double sum = (double)r->fig.sum_counts;

	double land = 0.5 - 0.5 * cos(2.0 * M_PI * r->place);
	double ges = RADIAL_GES_GROOVE + land * (RADIAL_GES_LAND - RADIAL_GES_GROOVE);

	for (unsigned int i = 0; i < 4; i++)
		block->ges[i] = (uint16_t)((double)r->fig.ges_counts * ges);
	block->sum = (uint16_t)sum;
	block->push_pull = (int16_t)lrint(
		sum * (RADIAL_PUSH_PULL * sin(2.0 * M_PI * r->place) + slope * noise));
	block->laser = (uint16_t)(r->dark ? 0.0f : r->fig.laser_counts);
	block->crossing_hz = r->dark ? 0 : (int32_t)r->rate;
	turns += RADIAL_JITTER * random_normal(&r->chance);
	block->angle = (uint32_t)(int64_t)((turns - floor(turns)) * 4294967296.0);
	block->sled =
		(int32_t)floor(r->sled.position / ((double)r->fig.sled_scale_um * 1e-6) + 0.5);
	block->tick++;
}

static inline void radial_move(struct radial *r)
{
	const struct nfod_fe_drive *drive = &r->fe.drive;
	double full = r->still ? 0.0 : 1.0 / 32767.0, before = r->sled.speed;

	motor_step(&r->spindle, full * drive->spindle, 0.0, r->tick_s);
	motor_step(&r->sled, full * drive->sled, -r->push, r->tick_s);
	actuator_step(&r->lens, full * drive->track * (double)r->fig.track_volts,
		      r->push + (r->sled.speed - before) / r->tick_s);
}

static inline int16_t radial_drive(double part)
{
	return (int16_t)lrint(32767.0 * fmin(fmax(part, -1.0), 1.0));
}

/* The axes' ticks in the order of servo_tick(), without gap and tilt. */
static inline void radial_servo(struct radial *r)
{
	struct servo *servo = r->servo;
	struct nfod_fe_drive *drive = &r->fe.drive;

	servo->ticks++;
	servo->signal.fading = servo->track.fading;
	signal_read(&servo->signal, &r->fe.block, &servo->seen);
	signal_read_slow(&servo->signal, &r->fe.block, &servo->seen);
	drive->spindle = radial_drive((double)spindle_tick(servo));
	drive->track = radial_drive((double)track_tick(servo) / (double)servo->fig.track_volts);
	if (servo->ticks % SERVO_SLOW == SERVO_LENS_AT)
		track_look(servo);
	seek_tick(servo);
	drive->sled = radial_drive((double)sled_tick(servo));
}

static inline void radial_tick(struct radial *r)
{
	radial_move(r);
	radial_look(r);
	radial_show(r);
	radial_servo(r);
	learn_poll(r->servo);
}

static inline void radial_run(struct radial *r, double seconds)
{
	for (long n = lrint(seconds / r->tick_s); n > 0; n--)
		radial_tick(r);
}

static inline void radial_init_lens(struct radial *r)
{
	const struct nfod_figures *fig = &r->fig;
	struct actuator_law law = {
		.hz = (double)fig->track_resonance_hz,
		.damping = (double)fig->track_damping,
		.travel = (double)fig->track_mm_per_v * 1e-3,
		.mode_hz = (double)fig->track_mode_hz,
		.mode_damping = (double)fig->track_mode_damping,
		.mode_residue = (double)fig->track_mode_residue,
	};

	actuator_init(&r->lens, &law, r->tick_s, (double)fig->delay_us * 1e-6 - r->tick_s / 2.0);
}

static inline void radial_init_motors(struct radial *r)
{
	const struct nfod_figures *fig = &r->fig;
	struct spindle_law law = {
		.torque = (double)fig->spindle_torque_mnm * 1e-3,
		.inertia = (double)fig->spindle_inertia_gcm2 * 1e-7,
		.drag = (double)fig->spindle_drag_mnm * 1e-3,
		.drag_speed = 235.0,
		.most = (double)fig->spindle_most_rpm * M_PI / 30.0,
	};

	motor_spindle(&r->spindle, &law);
	r->sled = (struct motor){
		.full = (double)fig->sled_accel,
		.most = (double)fig->sled_most_m_s,
		.dry = (double)fig->sled_friction_m_s2,
		.viscous = (double)fig->sled_damping_hz,
		.position = RADIAL_START,
	};
}

static inline void radial_init_tracks(struct radial *r, double pp_nm, uint64_t seed)
{
	struct runout *runout = calloc(1, sizeof(*runout));
	struct runout_series *series = calloc(1, sizeof(*series));

	assert_non_null(runout);
	assert_non_null(series);
	runout_make(runout, 20000.0, pp_nm, seed);
	runout_series_radial(series, runout);
	r->excursion = calloc(RADIAL_ANGLES + 1, sizeof(*r->excursion));
	assert_non_null(r->excursion);
	for (unsigned int i = 0; i <= RADIAL_ANGLES; i++)
		r->excursion[i] =
			1e-9 * runout_series_at(series, 1.0,
						2.0 * M_PI * (i % RADIAL_ANGLES) / RADIAL_ANGLES);
	free(series);
	free(runout);
}

/* The disc as it comes by at an angle, nothing counted yet. */
static inline void radial_turn_to(struct radial *r, double turns)
{
	r->spindle.position = 2.0 * M_PI * turns;
	radial_look(r);
	r->counted = 0.0;
	r->rate = 0.0;
	r->fe.block.crossings = 0;
	radial_show(r);
}

/**
 * radial_new() - a drive whose disc turns already
 * @plant: as it is
 * @rpm: of the disc
 * @pp_nm: its excursion, peak to peak
 * @seed: of all chance
 */
static inline struct radial *radial_new(const struct nfod_figures *plant, double rpm, double pp_nm,
					uint64_t seed)
{
	struct nfod_figures designed = NFOD_FIGURES_REFERENCE;
	struct radial *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	r->fig = *plant;
	r->tick_s = 1.0 / (double)plant->tick_hz;
	r->chance.state = seed;
	r->servo = calloc(1, sizeof(*r->servo));
	assert_non_null(r->servo);
	radial_init_lens(r);
	radial_init_motors(r);
	radial_init_tracks(r, pp_nm, seed);
	r->spindle.speed = rpm * M_PI / 30.0;
	radial_turn_to(r, random_unit(&r->chance));
	r->servo->fig = designed;
	signal_init(&r->servo->signal, &designed);
	r->servo->signal.pp_scale[NFOD_GROOVE] =
		(float)(RADIAL_PERIOD * 1e9 / (2.0 * M_PI * RADIAL_PUSH_PULL));
	r->servo->signal.pp_scale[NFOD_LAND] = -r->servo->signal.pp_scale[NFOD_GROOVE];
	spindle_init(&r->servo->spindle, &designed);
	track_init(&r->servo->track, &designed);
	loose_init(&r->servo->loose, &designed);
	sled_init(&r->servo->sled, &designed);
	learn_forget(r->servo);
	r->servo->spindle.target = (float)r->spindle.speed;
	return r;
}

static inline void radial_free(struct radial *r)
{
	free(r->excursion);
	free(r->servo);
	free(r);
}

/* Ordered, and on a track of the side. Return: whether within @seconds. */
static inline bool radial_catch(struct radial *r, unsigned int side, double seconds)
{
	struct track *track = &r->servo->track;

	track_order(track, TRACK_FOLLOW, (uint8_t)side, 0);
	for (long n = lrint(seconds / r->tick_s); n > 0; n--) {
		radial_tick(r);
		if (track->report.number == track->order.number &&
		    track->report.mode == TRACK_FOLLOW && track->report.settled)
			return true;
	}
	return false;
}

#endif
