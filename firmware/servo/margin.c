// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/margin.h"

#include <string.h>

#include "servo/servo.h"
#include "servo/trig.h"

#define FIRST_HZ 300.0f
/* 23 of these steps up: 50 kHz, beyond where a delay of some 10 us turns the phase. */
#define STEP_RATIO 1.2491f
#define SETTLE_TICKS 400
/* Point of a probe: 5.4 kHz, where a loop's strength shows best. */
#define PROBE_POINT 13u
/* Turns that a point takes; below this more, seen through a window. */
#define TURNS 2.0f
#define SLOW_HZ 1e3f
#define SLOW_TURNS 4.0f
/* What the sine may add to the error, nm, and take of the drive's range. */
#define ADDED_NM 1.5f
#define ADDED_PROBE_NM 3.0f
#define SHARE_MOST 0.05f
#define VOLTS_LEAST 1e-4f
#define LOG_2 0.693147181f
#define DB_PER_LOG 8.68588964f
#define DEGREES (180.0f / TRIG_PI)
/* Between two points the curves are looked at in so many steps. */
#define STEPS 16

/* ---- the tick's part ---- */

/* The sine swells while the loop settles, and ends where it goes through zero. */
static float sine_volts(const struct margin *margin)
{
	float before = margin->ticks > margin->period ?
			       (float)(margin->ticks - margin->period) * (1.0f / SETTLE_TICKS) :
			       0.0f;

	return margin->amplitude * (1.0f - before) * margin->s;
}

static void turn_oscillator(struct margin *margin)
{
	float c = margin->c * margin->dc - margin->s * margin->ds;

	margin->s = margin->c * margin->ds + margin->s * margin->dc;
	margin->c = c;
}

static void sum_up(struct margin *margin, float volts, float behind)
{
	float c = margin->c * (1.0f - margin->wc);
	float s = margin->s * (1.0f - margin->wc);
	float wc = margin->wc * margin->dwc - margin->ws * margin->dws;

	margin->sum[0] += volts * c;
	margin->sum[1] += volts * s;
	margin->sum[2] += behind * c;
	margin->sum[3] += behind * s;
	margin->ws = margin->wc * margin->dws + margin->ws * margin->dwc;
	margin->wc = wc;
}

float margin_tick(struct servo *servo, enum margin_loop loop, float volts)
{
	struct margin *margin = &servo->margin;
	float behind;

	if (!margin->running || margin->loop != loop || margin->point_done)
		return volts;
	behind = volts + sine_volts(margin);
	if (margin->ticks <= margin->period)
		sum_up(margin, volts, behind);
	turn_oscillator(margin);
	margin->point_done = --margin->ticks == 0;
	return behind;
}

/* ---- the supervisor's part: points ---- */

static float point_hz(uint32_t point)
{
	float hz = FIRST_HZ;

	while (point--)
		hz *= STEP_RATIO;
	return hz;
}

/* Open loop. */
static struct phasor designed(const struct servo *servo, enum margin_loop loop, float hz)
{
	struct phasor l;

	if (loop == MARGIN_GAP)
		gap_response(servo, hz, &l.re, &l.im);
	else
		track_response(servo, hz, &l.re, &l.im);
	return l;
}

/* So that about as much is added, by the loop as designed. A probe is not flown on data. */
static float amplitude_at(const struct servo *servo, enum margin_loop loop, float hz)
{
	const struct nfod_figures *fig = &servo->fig;
	float most = SHARE_MOST * (loop == MARGIN_GAP ? fig->gap_volts : fig->track_volts);
	enum learn_axis axis = loop == MARGIN_GAP ? LEARN_GAP : LEARN_TRACK;
	float plant = phasor_square(learn_actuator(fig, axis, hz));
	struct phasor l = designed(servo, loop, hz);
	float added = servo->margin.probe ? ADDED_PROBE_NM : ADDED_NM;

	l.re += 1.0f;
	return clampf(added * __builtin_sqrtf(phasor_square(l) / plant), VOLTS_LEAST, most);
}

/* Raised cosine over the period, or none. */
static void begin_window(struct margin *margin, bool slow)
{
	float step = TRIG_TURN / (float)margin->period;

	margin->wc = slow ? 1.0f : 0.0f;
	margin->ws = 0.0f;
	margin->dwc = trig_cos(step);
	margin->dws = trig_sin(step);
}

static void set_point(struct servo *servo, float speed)
{
	struct margin *margin = &servo->margin;
	float turn_ticks = servo->fig.tick_hz * TRIG_TURN / clampf(speed, 30.0f, 1e3f);
	float hz = point_hz(margin->point);
	bool slow = hz < SLOW_HZ;
	float turns = slow ? SLOW_TURNS : TURNS;
	float whole = (float)(uint32_t)(hz * turn_ticks / servo->fig.tick_hz);
	float cycles = turns * (whole + 0.5f);
	float step;

	margin->period = (uint32_t)(turns * turn_ticks + 0.5f);
	begin_window(margin, slow);
	step = TRIG_TURN * cycles / (float)margin->period;
	margin->dc = trig_cos(step);
	margin->ds = trig_sin(step);
	margin->c = trig_cos(step * SETTLE_TICKS);
	margin->s = -trig_sin(step * SETTLE_TICKS);
	memset(margin->sum, 0, sizeof(margin->sum));
	margin->report[margin->loop].hz[margin->point] =
		cycles / (float)margin->period * servo->fig.tick_hz;
	margin->amplitude = amplitude_at(servo, (enum margin_loop)margin->loop,
					 margin->report[margin->loop].hz[margin->point]);
	margin->ticks = margin->period + SETTLE_TICKS;
}

/* The tick leaves a point alone that is done, or a sweep that does not run. */
static void begin_point(struct servo *servo)
{
	float speed = servo->spindle.speed;

	door_let_go(servo->door);
	set_point(servo, speed);
	door_hold(servo->door);
	servo->margin.point_done = false;
}

void margin_begin(struct servo *servo, enum margin_loop loop)
{
	struct margin *margin = &servo->margin;

	margin->running = false;
	margin->probe = false;
	margin->loop = (uint8_t)loop;
	margin->point = 0;
	begin_point(servo);
	margin->running = true;
}

void margin_probe(struct servo *servo, enum margin_loop loop)
{
	struct margin *margin = &servo->margin;

	margin->running = false;
	margin->probe = true;
	margin->strength[loop] = 0.0f;
	margin->loop = (uint8_t)loop;
	margin->point = PROBE_POINT;
	begin_point(servo);
	margin->running = true;
}

void margin_resume(struct servo *servo)
{
	servo->margin.running = false;
	begin_point(servo);
	servo->margin.running = true;
}

void margin_stop(struct servo *servo)
{
	struct margin *margin = &servo->margin;

	margin->running = false;
	if (margin->probe)
		margin->point = 0;
	margin->probe = false;
}

/* L = - what comes back over what went in. */
static void end_point(struct margin *margin)
{
	struct margin_report *report = &margin->report[margin->loop];
	struct phasor before = { margin->sum[0], -margin->sum[1] };
	struct phasor behind = { margin->sum[2], -margin->sum[3] };
	struct phasor l = { 0.0f, 0.0f };

	if (phasor_square(behind) > 0.0f)
		l = phasor_times(before, phasor_inverse(behind));
	report->re[margin->point] = -l.re;
	report->im[margin->point] = -l.im;
}

/* The point was for a probe: a sweep that it came into begins anew. */
static void end_probe(struct servo *servo)
{
	struct margin *margin = &servo->margin;
	const struct margin_report *report = &margin->report[margin->loop];
	uint32_t point = margin->point;
	struct phasor found = { report->re[point], report->im[point] };
	struct phasor l;

	door_let_go(servo->door);
	l = designed(servo, (enum margin_loop)margin->loop, report->hz[point]);
	margin->strength[margin->loop] = __builtin_sqrtf(phasor_square(found) / phasor_square(l));
	door_hold(servo->door);
	margin->point_done = false;
	margin_stop(servo);
}

bool margin_poll(struct servo *servo)
{
	struct margin *margin = &servo->margin;

	if (!margin->running || !margin->point_done)
		return false;
	door_let_go(servo->door);
	end_point(margin);
	door_hold(servo->door);
	if (margin->probe) {
		end_probe(servo);
		return true;
	}
	if (++margin->point < MARGIN_POINTS) {
		begin_point(servo);
		return false;
	}
	margin->running = false;
	margin->point_done = false;
	door_let_go(servo->door);
	margin->report[margin->loop].points = MARGIN_POINTS;
	margin_judge(&margin->report[margin->loop]);
	door_hold(servo->door);
	return true;
}

/* ---- margins from points ---- */

/* Natural logarithm of x > 0: power of two aside, a series about 1. */
static float log_of(float x)
{
	float powers = 0.0f;
	float y;

	while (x > 1.41421356f) {
		x *= 0.5f;
		powers += 1.0f;
	}
	while (x < 0.707106781f) {
		x *= 2.0f;
		powers -= 1.0f;
	}
	y = (x - 1.0f) / (x + 1.0f);
	return powers * LOG_2 +
	       2.0f * y * (1.0f + y * y * (1.0f / 3.0f + y * y * (1.0f / 5.0f + y * y / 7.0f)));
}

static float exp_of(float x)
{
	float y = x * 0x1p-10f;
	float e = 1.0f + y * (1.0f + y * (0.5f + y / 6.0f));

	for (int i = 0; i < 10; i++)
		e *= e;
	return e;
}

/**
 * struct place - on the curve of an open loop
 * @log_hz: natural logarithms
 * @log_gain: ditto
 * @phase: unwrapped, radians
 */
struct place {
	float log_hz;
	float log_gain;
	float phase;
};

static struct place place_at(const struct margin_report *report, uint32_t point, float last_phase)
{
	float square =
		report->re[point] * report->re[point] + report->im[point] * report->im[point];
	float phase = trig_atan2(report->im[point], report->re[point]);

	while (phase > last_phase + TRIG_PI)
		phase -= TRIG_TURN;
	while (phase < last_phase - TRIG_PI)
		phase += TRIG_TURN;
	return (struct place){
		.log_hz = log_of(report->hz[point]),
		.log_gain = 0.5f * log_of(square > 1e-12f ? square : 1e-12f),
		.phase = phase,
	};
}

static struct place between(const struct place *a, const struct place *b, float share)
{
	return (struct place){
		.log_hz = a->log_hz + share * (b->log_hz - a->log_hz),
		.log_gain = a->log_gain + share * (b->log_gain - a->log_gain),
		.phase = a->phase + share * (b->phase - a->phase),
	};
}

/* Where a value goes through zero from @a to @b, 0..1. */
static float crossing(float a, float b)
{
	return a / (a - b);
}

static void judge_crossover(struct margin_report *report, const struct place *a,
			    const struct place *b)
{
	struct place at;
	float margin;

	if (a->log_gain < 0.0f || b->log_gain >= 0.0f)
		return;
	at = between(a, b, crossing(a->log_gain, b->log_gain));
	/* Whole turns say nothing of how near the curve is to -1. */
	margin = 180.0f + DEGREES * at.phase;
	while (margin > 180.0f)
		margin -= 360.0f;
	while (margin < -180.0f)
		margin += 360.0f;
	if (report->crossover_hz == 0.0f || margin < report->phase_deg)
		report->phase_deg = margin;
	if (report->crossover_hz == 0.0f)
		report->crossover_hz = exp_of(at.log_hz);
}

/* Crossings of -180 degrees (and whole turns below) where the loop is weaker than 1. */
static void judge_phase_crossing(struct margin_report *report, const struct place *a,
				 const struct place *b)
{
	for (float turns = -0.5f; turns > -4.0f; turns -= 1.0f) {
		float from = a->phase - TRIG_TURN * turns;
		float to = b->phase - TRIG_TURN * turns;
		struct place at;
		float margin;

		if ((from > 0.0f) == (to > 0.0f))
			continue;
		at = between(a, b, crossing(from, to));
		margin = -DB_PER_LOG * at.log_gain;
		if (margin > 0.0f && margin < report->gain_db)
			report->gain_db = margin;
	}
}

static float sensitivity_db(const struct place *at)
{
	float gain = exp_of(at->log_gain);
	struct phasor d = { 1.0f + gain * trig_cos(at->phase), gain * trig_sin(at->phase) };
	float square = phasor_square(d);

	return -0.5f * DB_PER_LOG * log_of(square > 1e-6f ? square : 1e-6f);
}

static void judge_stretch(struct margin_report *report, const struct place *a,
			  const struct place *b)
{
	judge_crossover(report, a, b);
	judge_phase_crossing(report, a, b);
	for (int i = 0; i <= STEPS; i++) {
		struct place at = between(a, b, (float)i / STEPS);
		float db = sensitivity_db(&at);

		if (db > report->worst_db)
			report->worst_db = db;
	}
}

/* When nothing crosses -180 degrees within the sweep, this is what is said. */
#define GAIN_MOST_DB 40.0f

void margin_judge(struct margin_report *report)
{
	struct place last;

	report->crossover_hz = 0.0f;
	report->phase_deg = 0.0f;
	report->gain_db = GAIN_MOST_DB;
	report->worst_db = -100.0f;
	if (!report->points)
		return;
	/* The first point is below crossover, between -90 and -270 degrees. */
	last = place_at(report, 0, -TRIG_PI);
	for (uint32_t point = 1; point < report->points; point++) {
		struct place next = place_at(report, point, last.phase);

		judge_stretch(report, &last, &next);
		last = next;
	}
}
