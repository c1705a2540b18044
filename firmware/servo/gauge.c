// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/gauge.h"

#include <string.h>

#include "servo/filter.h"
#include "servo/servo.h"
#include "servo/trig.h"

/* Run-out is made of these harmonics of a turn; the rest is too small to be
 * seen here. */
#define HARMONICS 12

/* A turn is not waited for longer than this. */
#define TURN_MOST_S 0.25f

/* Turns in which run-out is learned before the first track is called readable.
 */
#define TURNS_BEFORE_TILT 2u
#define TURNS_AFTER_TILT 3u

/* Off-track as seen at the peak of push-pull: a groove over two pi. */
#define SWING_NM 57.3f

/* Loops are not trimmed beyond this: then something else is wrong. */
#define TRIM_LEAST 0.6f
#define TRIM_MOST 1.6f

/* Push-pull that is no more than this part of the sum comes of no tracks. */
#define AMPLITUDE_LEAST 0.02f

void gauge_begin(struct servo *servo, enum gauge_what what)
{
	struct gauge *gauge = &servo->gauge;
	float turn = (float)((uint64_t)1 << 32) / (servo->spindle.step + 1.0f);
	float most = TURN_MOST_S * servo->fig.tick_hz;

	memset(gauge, 0, sizeof(*gauge));
	gauge->what = (uint8_t)what;
	gauge->enough = (uint32_t)(turn < most ? turn : most);
	gauge->least = 1.0f;
	gauge->most = -1.0f;
	gauge->running = true;
}

bool gauge_have(struct servo *servo, enum gauge_what what)
{
	struct gauge *gauge = &servo->gauge;

	if (!gauge->done || gauge->what != what)
		return false;
	gauge->done = false;
	return true;
}

void gauge_tick(struct servo *servo)
{
	struct gauge *gauge = &servo->gauge;
	const struct seen *seen = &servo->seen;
	uint32_t bin = servo->spindle.angle / ((1u << 31) / (GAUGE_BINS / 2));

	for (int n = 0; n < 4; n++)
		gauge->quadrant[n] += seen->quadrant[n];
	gauge->sum += seen->sum;
	if (seen->push_pull < gauge->least)
		gauge->least = seen->push_pull;
	if (seen->push_pull > gauge->most)
		gauge->most = seen->push_pull;
	if (absf(seen->track_nm) > gauge->swing_nm)
		gauge->swing_nm = absf(seen->track_nm);
	gauge->volts[bin] += servo->out.gap;
	gauge->count[bin]++;
	if (++gauge->ticks < gauge->enough)
		return;
	gauge->done = true;
	gauge->running = false;
}

/* What the actuator makes of 1 V at a frequency, nm. */
static void actuator(const struct nfod_figures *fig, float hz, float *re, float *im)
{
	float x = hz / fig->gap_resonance_hz;
	float a = 1.0f - x * x;
	float b = 2.0f * fig->gap_damping * x;
	float scale = fig->gap_mm_per_v * 1e6f / (a * a + b * b);

	*re = a * scale;
	*im = -b * scale;
}

static float bin_volts(const struct gauge *gauge, uint32_t bin)
{
	return gauge->count[bin] ? gauge->volts[bin] / (float)gauge->count[bin] : 0.0f;
}

/* One harmonic of the height is added to the turn. */
static void add_harmonic(const struct servo *servo, float speed, uint32_t harmonic,
			 float height[GAUGE_BINS])
{
	const struct gauge *gauge = &servo->gauge;
	float step = TRIG_TURN * (float)harmonic / GAUGE_BINS;
	float hz = speed / TRIG_TURN * (float)harmonic;
	float re = 0.0f, im = 0.0f, ar, ai, hr, hi;

	for (uint32_t n = 0; n < GAUGE_BINS; n++) {
		re += bin_volts(gauge, n) * trig_cos(step * (float)n);
		im -= bin_volts(gauge, n) * trig_sin(step * (float)n);
	}
	actuator(&servo->fig, hz, &ar, &ai);
	hr = (re * ar - im * ai) * 2.0f / GAUGE_BINS;
	hi = (re * ai + im * ar) * 2.0f / GAUGE_BINS;
	for (uint32_t n = 0; n < GAUGE_BINS; n++)
		height[n] += hr * trig_cos(step * (float)n) - hi * trig_sin(step * (float)n);
}

static float runout_nm(const struct servo *servo, float speed)
{
	float height[GAUGE_BINS] = { 0 };
	float least, most;

	for (uint32_t n = 1; n <= HARMONICS; n++)
		add_harmonic(servo, speed, n, height);
	least = height[0];
	most = height[0];
	for (uint32_t n = 1; n < GAUGE_BINS; n++) {
		least = height[n] < least ? height[n] : least;
		most = height[n] > most ? height[n] : most;
	}
	return most - least;
}

/*
 * What light is compared with: the drive's first, or without flash the first since power-up,
 * but no less than a right disc gives by the figures. So a lens that is dirty when power
 * comes is told all the same.
 */
static void judge_light(struct servo *servo, float light)
{
	struct supervisor *sup = &servo->sup;

	if (sup->far_sum <= 0.0f)
		sup->far_sum = light > 1.0f ? light : 1.0f;
	sup->far_light = light / sup->far_sum;
	if (sup->far_light >= servo->fig.contaminated)
		return;
	sup->warning = (struct servo_finding){
		.fault = NFOD_FAULT_LENS,
		.figure = (uint32_t)(1e6f * sup->far_light),
		.limit = (uint32_t)(1e6f * servo->fig.contaminated),
	};
}

void gauge_take_far(struct servo *servo)
{
	const struct gauge *gauge = &servo->gauge;
	struct signal *signal = &servo->signal;
	float turn = (float)gauge->ticks;
	float sum = gauge->sum / turn;
	float speed = servo->spindle.speed;
	float scale[4];
	float runout;

	/* By counts, before the scale goes over to the new one. */
	judge_light(servo, sum / (signal->sum_scale * servo->fig.sum_counts));
	if (sum > 0.01f)
		signal->sum_scale /= sum;
	for (unsigned int n = 0; n < 4; n++) {
		scale[n] = signal_ges_scale(signal, n);
		if (gauge->quadrant[n] > 0.01f * turn)
			scale[n] *= turn / gauge->quadrant[n];
	}
	signal_weigh(signal, scale);
	door_let_go(servo->door);
	runout = runout_nm(servo, speed);
	door_hold(servo->door);
	servo->sup.runout_nm = runout;
}

/* Crossing tracks, push-pull swings evenly about its offset, by a known way. */
void gauge_take_tracks(struct servo *servo)
{
	const struct gauge *gauge = &servo->gauge;
	struct signal *signal = &servo->signal;
	float middle = 0.5f * (gauge->most + gauge->least);
	float amplitude = 0.5f * (gauge->most - gauge->least);
	float off = absf(middle - signal->pp_offset[signal->side]);

	if (amplitude < AMPLITUDE_LEAST)
		return;
	for (int side = 0; side < NFOD_SIDES; side++) {
		signal->pp_offset[side] = middle;
		signal->pp_scale[side] *=
			clampf(SWING_NM * (1.0f + off / amplitude) / gauge->swing_nm, 0.5f, 2.0f);
	}
}

void gauge_take_lean(const struct servo *servo, float lean[2])
{
	const float *q = servo->gauge.quadrant;
	float part = 0.25f / (float)servo->gauge.ticks;

	lean[TILT_RADIAL] = part * (q[0] + q[1] - q[2] - q[3]);
	lean[TILT_TANGENTIAL] = part * (q[0] - q[1] - q[2] + q[3]);
}

/* Whatever was still being measured for the side that is followed is given up. */
void gauge_learn(struct servo *servo, bool on)
{
	if (servo->margin.probe)
		margin_stop(servo);
	servo->learn.on[LEARN_GAP] = on;
	servo->learn.on[LEARN_TRACK] = on;
	servo->learn.on[LEARN_TILT] = on && servo->tilt.on[TILT_RADIAL];
}

/* The loops are probed one after the other; begun anew when somebody stopped it. */
static bool probed(struct servo *servo)
{
	const struct margin *margin = &servo->margin;

	if (margin->probe)
		return false;
	for (uint32_t loop = 0; loop < MARGIN_LOOPS; loop++) {
		if (margin->strength[loop] > 0.0f)
			continue;
		margin_probe(servo, (enum margin_loop)loop);
		return false;
	}
	return true;
}

/*
 * The loop of this side gets its designed gain, whether curve or actuator was off. The
 * other side begins with the same. Return: what both have in common, the actuator.
 */
static float trimmed(const struct servo *servo, float trim[NFOD_SIDES], enum margin_loop loop)
{
	uint8_t side = servo->signal.side;

	trim[side] = clampf(trim[side] / servo->margin.strength[loop], TRIM_LEAST, TRIM_MOST);
	if (!(servo->sup.sides & 1u << !side))
		trim[!side] = trim[side];
	return 0.5f * (trim[NFOD_GROOVE] + trim[NFOD_LAND]);
}

static void take_strength(struct servo *servo)
{
	gap_set_effort(servo, trimmed(servo, servo->gap.trim, MARGIN_GAP));
	track_set_effort(&servo->track, trimmed(servo, servo->track.trim, MARGIN_TRACK));
}

static void begin_tilt(struct servo *servo)
{
	for (uint32_t loop = 0; loop < MARGIN_LOOPS; loop++)
		servo->margin.strength[loop] = 0.0f;
	tilt_measure_begin(servo);
}

/* Tilt swings at the turn's rate, the loops are probed at kilohertz: at the same time. */
static bool tilt_done(struct servo *servo)
{
	if (!probed(servo) || !tilt_measure_done(servo, servo->tilt.gain[servo->signal.side]))
		return false;
	take_strength(servo);
	return true;
}

static bool turned(const struct servo *servo, uint32_t turns)
{
	return servo->spindle.turns - servo->gauge.turn > turns;
}

static void next_step(struct servo *servo, enum gauge_step step)
{
	servo->gauge.step = (uint8_t)step;
	servo->gauge.turn = servo->spindle.turns;
}

static void hold_tilt(struct servo *servo)
{
	servo->tilt.on[TILT_RADIAL] = true;
	servo->tilt.on[TILT_TANGENTIAL] = true;
	gauge_learn(servo, true);
	next_step(servo, GAUGE_LEVEL);
}

void gauge_begin_near(struct servo *servo)
{
	bool level = servo->tilt.on[TILT_RADIAL];

	if (servo->sup.sides & 1u << servo->signal.side) {
		hold_tilt(servo);
		return;
	}
	gauge_learn(servo, !level);
	if (level)
		begin_tilt(servo);
	next_step(servo, level ? GAUGE_TILT_AGAIN : GAUGE_RUNOUT);
}

bool gauge_near(struct servo *servo)
{
	struct gauge *gauge = &servo->gauge;

	switch (gauge->step) {
	case GAUGE_RUNOUT:
		if (!turned(servo, TURNS_BEFORE_TILT))
			return false;
		gauge_learn(servo, false);
		begin_tilt(servo);
		next_step(servo, GAUGE_TILT);
		return false;
	case GAUGE_TILT_AGAIN:
		return tilt_done(servo);
	case GAUGE_TILT:
		if (!tilt_done(servo))
			return false;
		hold_tilt(servo);
		return false;
	default:
		return turned(servo, TURNS_AFTER_TILT);
	}
}
