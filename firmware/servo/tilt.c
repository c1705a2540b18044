// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/tilt.h"

#include <string.h>

#include "servo/servo.h"
#include "servo/trig.h"

/* The radial loop's own lag, twice; far enough above any crossover in figures.h. */
#define LAG_RATIO 8.0f
/* The tangential loop; whatever turns with the disc is far above. It begins faster. */
#define TANGENTIAL_HZ 0.5f
#define TANGENTIAL_FIRST_HZ 8.0f
/* Above this set point the quadrants do not tell tilt any more. */
#define GAP_MOST_NM 45.0f
/* Less per mrad than this is noise and stray light, not gain. */
#define GAIN_LEAST 1e-4f
/* No look moves a loop by more than this, mrad. */
#define ERROR_MOST 1.0f
#define MEASURE_MRAD 0.15f
#define SETTLE_TURNS 2
/* Half turns that the actuators swing in a turn of the disc. */
#define RADIAL_SWING 1.5f
#define TANGENTIAL_SWING 0.5f
/* Low-pass of what is reported, per look. */
#define MEAN_PART (1.0f / 16.0f)

static float look_rate(const struct nfod_figures *fig)
{
	return fig->tick_hz / TILT_TICKS;
}

void tilt_init(struct tilt *tilt, const struct nfod_figures *fig)
{
	float rate = look_rate(fig);
	float hz = fig->tilt_resonance_hz;

	memset(tilt, 0, sizeof(*tilt));
	section_notch(&tilt->shape[0], rate, hz, 1.0f, fig->tilt_damping);
	section_lead(&tilt->shape[1], rate, hz, LAG_RATIO * fig->tilt_crossover_hz);
	tilt->shape[2] = tilt->shape[1];
	for (int axis = 0; axis < TILT_AXES; axis++)
		section_low(&tilt->model[axis], rate, hz, fig->tilt_damping);
}

/* Gain of an axis on the side that is followed; about the tracks either side does. */
static float gain_of(const struct servo *servo, enum tilt_axis axis)
{
	const struct tilt *tilt = &servo->tilt;
	uint8_t side = servo->signal.side;
	float gain = tilt->gain[side][axis];

	if (gain == 0.0f && axis == TILT_RADIAL)
		gain = tilt->gain[!side][axis];
	return absf(gain) < GAIN_LEAST ? 0.0f : gain;
}

static bool sees_tilt(const struct servo *servo)
{
	return servo->gap.report.mode == GAP_NEAR && servo->seen.near &&
	       servo->gap.report.set_nm < GAP_MOST_NM;
}

/* ---- the loops, once a look ---- */

static float radial_volts(struct servo *servo, float error_mrad)
{
	const struct nfod_figures *fig = &servo->fig;
	struct tilt *tilt = &servo->tilt;
	float step = TRIG_TURN * fig->tilt_crossover_hz / (look_rate(fig) * fig->tilt_mrad_per_v);
	float volts;

	tilt->integral[TILT_RADIAL] = clampf(tilt->integral[TILT_RADIAL] + step * error_mrad,
					     -fig->tilt_volts, fig->tilt_volts);
	volts = tilt->integral[TILT_RADIAL];
	for (int i = 0; i < TILT_SECTIONS; i++)
		volts = section_step(&tilt->shape[i], volts);
	return volts;
}

/* At first the mean of what it has seen, then what the last third of a second says. */
static float tangential_volts(struct servo *servo, float error_mrad)
{
	const struct nfod_figures *fig = &servo->fig;
	float *integral = &servo->tilt.integral[TILT_TANGENTIAL];
	float looks = look_rate(fig) / (TRIG_TURN * TANGENTIAL_HZ);
	float first = look_rate(fig) / (TRIG_TURN * TANGENTIAL_FIRST_HZ);
	float seen = first + (float)servo->tilt.nulled;

	if (error_mrad == 0.0f)
		return *integral;
	servo->tilt.nulled++;
	*integral += error_mrad / ((seen < looks ? seen : looks) * fig->tilt_mrad_per_v);
	*integral = clampf(*integral, -fig->tilt_volts, fig->tilt_volts);
	return *integral;
}

/* Quadrant difference to mrad that are missing; 0 = leave it. */
static float error_of(struct servo *servo, enum tilt_axis axis, float difference)
{
	struct tilt *tilt = &servo->tilt;
	float gain = sees_tilt(servo) ? gain_of(servo, axis) : 0.0f;
	float error;

	if (gain == 0.0f) {
		tilt->estimate_mrad[axis] = 0.0f;
		return 0.0f;
	}
	tilt->mean[axis] += MEAN_PART * (difference - tilt->mean[axis]);
	tilt->estimate_mrad[axis] = (tilt->mean[axis] - tilt->zero[axis]) / gain;
	if (!tilt->on[axis] || tilt->measure.running)
		return 0.0f;
	error = (tilt->zero[axis] - difference) / gain;
	if (axis == TILT_RADIAL)
		learn_note_tilt(servo, 1e3f * error);
	return clampf(error, -ERROR_MOST, ERROR_MOST);
}

static void put_out(struct servo *servo, enum tilt_axis axis, float volts)
{
	const struct nfod_figures *fig = &servo->fig;
	struct tilt *tilt = &servo->tilt;

	volts += tilt->feed_mrad[axis] / fig->tilt_mrad_per_v;
	volts = clampf(volts, -fig->tilt_volts, fig->tilt_volts);
	tilt->command_mrad[axis] = fig->tilt_mrad_per_v * section_step(&tilt->model[axis], volts);
	servo->out.tilt[axis] = volts;
}

/* ---- measuring ---- */

/* exp(i 2 pi turns / 2): repeats every other turn. */
static struct phasor half_turn(const struct tilt_measure *measure)
{
	float turns =
		0.5f * ((float)(measure->angle >> 8) * 0x1p-24f + (measure->odd ? 1.0f : 0.0f));

	return (struct phasor){ trig_cos(TRIG_TURN * turns), trig_sin(TRIG_TURN * turns) };
}

static void count_turns(struct tilt_measure *measure, uint32_t angle)
{
	if (angle < measure->angle && measure->angle - angle > 0x80000000u) {
		measure->odd = !measure->odd;
		measure->running = --measure->turns > 0;
	}
	measure->angle = angle;
}

static void correlate(float sum[2], float difference, struct phasor z)
{
	sum[0] += difference * z.re;
	sum[1] -= difference * z.im;
}

/* One look; the volts to swing by. */
static void swing(struct servo *servo, const float difference[TILT_AXES], float volts[TILT_AXES])
{
	struct tilt_measure *measure = &servo->tilt.measure;
	float amplitude = MEASURE_MRAD / servo->fig.tilt_mrad_per_v;
	struct phasor z;
	struct phasor z3;

	count_turns(measure, servo->spindle.angle);
	z = half_turn(measure);
	z3 = phasor_times(z, phasor_times(z, z));
	/* A turn that has begun halfway is not a whole one. */
	if (measure->turns <= TILT_MEASURE_TURNS - SETTLE_TURNS) {
		correlate(measure->sum[TILT_RADIAL], difference[TILT_RADIAL], z3);
		correlate(measure->sum[TILT_TANGENTIAL], difference[TILT_TANGENTIAL], z);
		measure->count++;
	}
	volts[TILT_RADIAL] = amplitude * z3.re;
	volts[TILT_TANGENTIAL] = amplitude * z.re;
}

void tilt_measure_begin(struct servo *servo)
{
	struct tilt_measure *measure = &servo->tilt.measure;

	*measure = (struct tilt_measure){
		.turns = TILT_MEASURE_TURNS,
		.angle = servo->spindle.angle,
		.speed = servo->spindle.speed,
	};
	measure->running = true;
}

static float measured_gain(const struct servo *servo, enum tilt_axis axis, float swing)
{
	const struct tilt_measure *measure = &servo->tilt.measure;
	float hz = swing * measure->speed / TRIG_TURN;
	struct phasor moved = phasor_scaled(learn_actuator(&servo->fig, LEARN_TILT, hz),
					    1e-3f * MEASURE_MRAD / servo->fig.tilt_mrad_per_v);
	struct phasor seen =
		phasor_scaled((struct phasor){ measure->sum[axis][0], measure->sum[axis][1] },
			      2.0f / (float)measure->count);

	return phasor_times(seen, phasor_inverse(moved)).re;
}

bool tilt_measure_done(struct servo *servo, float gain[TILT_AXES])
{
	struct tilt *tilt = &servo->tilt;

	if (tilt->measure.running)
		return false;
	if (tilt->measure.count) {
		door_let_go(servo->door);
		gain[TILT_RADIAL] = measured_gain(servo, TILT_RADIAL, RADIAL_SWING);
		gain[TILT_TANGENTIAL] = measured_gain(servo, TILT_TANGENTIAL, TANGENTIAL_SWING);
		tilt->measure.count = 0;
		door_hold(servo->door);
	}
	return true;
}

/* ---- both ---- */

static void take_sums(struct servo *servo)
{
	struct tilt *tilt = &servo->tilt;

	for (int axis = 0; axis < TILT_AXES; axis++) {
		tilt->difference[axis] = tilt->sum[axis] * (0.25f / TILT_SAMPLES);
		tilt->sum[axis] = 0.0f;
		tilt->swing_volts[axis] = 0.0f;
	}
	if (tilt->measure.running)
		swing(servo, tilt->difference, tilt->swing_volts);
}

static void look_radially(struct servo *servo)
{
	struct tilt *tilt = &servo->tilt;
	float error = error_of(servo, TILT_RADIAL, tilt->difference[TILT_RADIAL]);

	put_out(servo, TILT_RADIAL,
		radial_volts(servo, error) + learn_feed(&servo->learn, LEARN_TILT) +
			tilt->swing_volts[TILT_RADIAL]);
}

static void look_tangentially(struct servo *servo)
{
	struct tilt *tilt = &servo->tilt;
	float error = error_of(servo, TILT_TANGENTIAL, tilt->difference[TILT_TANGENTIAL]);

	put_out(servo, TILT_TANGENTIAL,
		tangential_volts(servo, error) + learn_feed_slope(servo) +
			tilt->swing_volts[TILT_TANGENTIAL]);
}

void tilt_tick(struct servo *servo)
{
	struct tilt *tilt = &servo->tilt;
	const float *quadrant = servo->seen.quadrant;
	float upper = quadrant[0] - quadrant[2];
	float lower = quadrant[1] - quadrant[3];

	tilt->sum[TILT_RADIAL] += upper + lower;
	tilt->sum[TILT_TANGENTIAL] += upper - lower;
	tilt->samples = (tilt->samples + 1) % TILT_SAMPLES;
	if (tilt->samples == 0)
		take_sums(servo);
	else if (tilt->samples == 1)
		look_radially(servo);
	else if (tilt->samples == 2)
		look_tangentially(servo);
}

void tilt_response(const struct servo *servo, float hz, float *re, float *im)
{
	const struct nfod_figures *fig = &servo->fig;
	/* A look's mean is half of it old, what it orders comes later, and stands for the next. */
	float delay = (float)(TILT_TICKS + SERVO_SLOW) / fig->tick_hz + fig->delay_us * 1e-6f;
	float w = TRIG_TURN * hz;
	float gain = TRIG_TURN * fig->tilt_crossover_hz / (w * fig->tilt_mrad_per_v);
	struct phasor l = { -gain * trig_sin(w * delay), -gain * trig_cos(w * delay) };
	struct phasor section;

	for (int i = 0; i < TILT_SECTIONS; i++) {
		section_response(&servo->tilt.shape[i], look_rate(fig), hz, &section.re,
				 &section.im);
		l = phasor_times(l, section);
	}
	l = phasor_times(l, phasor_scaled(learn_actuator(fig, LEARN_TILT, hz), 1e-3f));
	*re = l.re;
	*im = l.im;
}
