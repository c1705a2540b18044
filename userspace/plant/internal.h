/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PLANT_INTERNAL_H
#define NFOD_PLANT_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "physics/actuator.h"
#include "physics/motor.h"
#include "physics/wander.h"
#include "plant/eye.h"
#include "plant/ground.h"
#include "plant/hardware.h"
#include "plant/outside.h"
#include "plant/plant.h"

/**
 * struct plant_body - what moves
 * @gap: lens along the gap, from its neutral place
 * @track: lens across the tracks, from the sled's middle
 * @tilt: tip, [0] radial, [1] tangential
 * @sled: position from the spindle's axis
 * @spindle: angle
 * @wander: of the spindle's bearings
 * @wanders: they do
 * @chance: for that alone
 * @deviate: drawn, the last @deviates of them not used yet
 * @deviates: how many
 * @neutral: of the lens over a flat disc, m
 * @lens_least: of its place
 * @lens_most: ditto
 * @field: of the tracking actuator, to either side, m
 * @sled_least: of its place
 * @sled_most: ditto
 * @reach: half of the tip's diameter, m
 * @askew: of the tip as it is mounted, rad
 * @turned: angle in turns, at the tick's end
 * @before: and at its beginning
 * @last_gap: gap at its beginning
 * @apart: seconds since the last blow
 * @touched: protrusion that it was by, if it was one
 */
struct plant_body {
	struct actuator gap;
	struct actuator track;
	struct actuator tilt[2];
	struct motor sled;
	struct motor spindle;
	struct wander wander;
	bool wanders;
	struct noise chance;
	float deviate[NOISE_DEVIATES];
	unsigned int deviates;
	double neutral;
	double lens_least;
	double lens_most;
	double field;
	double sled_least;
	double sled_most;
	double reach;
	double askew[2];
	double turned;
	double before;
	double last_gap;
	double apart;
	size_t touched;
};

/**
 * struct plant_sight - electronics of the sensors
 * @gain: of the quadrants, counts
 * @encoder_phase: of the encoder's eccentricity, turns
 * @periods: radial place, periods of the spiral, while it is seen
 * @place: the same as it was at the last tick, seen or not
 * @rate: of it, low-passed, 1/s
 * @locked: ticks that the wobble has been under the spot, at most WOBBLE_MOST
 * @left: light that gets through the lens
 * @celsius: of the head, 1/100 degree
 * @drift: gain of all signals but the monitor, by that
 * @writing: at write power
 * @step: noise that the converters' steps leave, counts rms, as the next two
 * @ges_noise: of a quadrant
 * @marks: of written tracks in them, over their far value
 * @stray: light that comes back to them from the lens itself, ditto
 * @flicker: of the light, over it
 * @pp_offset: of the push-pull, m
 * @pp_noise: ditto
 * @focus_noise: of the focus
 * @per_sled_step: 1/m
 * @slow: spindle's speed below which its encoder is not interpolated, rad/s
 * @enough: ticks of wobble that make an address
 */
struct plant_sight {
	eye_four gain;
	float encoder_phase;
	double periods;
	double place;
	double rate;
	int locked;
	float left;
	int16_t celsius;
	float drift;
	bool writing;
	float step;
	float ges_noise;
	float marks;
	eye_four stray;
	float flicker;
	float pp_offset;
	float pp_noise;
	float focus_noise;
	double per_sled_step;
	double slow;
	int enough;
};

/**
 * struct plant - all of it
 * @out: what the drivers are told in this tick
 * @point: disc under the head at the tick's end
 * @under: track there
 * @has_disc: @ground and @eye hold
 */
struct plant {
	struct nfod_figures fig;
	double tick_s;
	bool powered;
	bool has_disc;
	bool upside_down;
	struct noise chance;
	struct hardware hardware;
	struct hardware_out out;
	struct outside outside;
	struct plant_body body;
	struct plant_sight sight;
	struct plant_truth truth;
	struct ground_point point;
	struct ground_track under;
	struct ground ground;
	struct eye eye;
};

/* body.c: mechanics */
void body_init(struct plant *plant, uint64_t seed);
void body_step(struct plant *plant);

/* sight.c: sensors */
void sight_init(struct plant *plant, uint64_t seed);
void sight_reset(struct plant *plant);
void sight_warm(struct plant *plant, double celsius);
void sight_show(struct plant *plant, volatile struct nfod_fe_block *block);

#endif
