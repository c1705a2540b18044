// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/servo.h"

#include "servo/trig.h"

/*
 * Loop, as parts of crossover and parasitic mode. The notch is wide, and a little below
 * the mode: so the mode's phase is led away from where it could do harm.
 */
#define ZERO_PART 0.3f
#define POLE_PART 16.0f
#define POLE_MOST 0.4f /* of the tick rate */
#define CORNER_PART 0.16f
#define NOTCH_PART 0.97f
#define NOTCH_ZETA 0.4f
#define NOTCH_DEPTH 0.2f

/* Crossover over that of the observer's three poles. */
#define OBSERVER_PART 1.6f

/* Without order the lens goes home like this; m/s, m/s2. */
#define HOME_SPEED 60e-3f
#define HOME_ACCEL 20.0f
/* After a retract it waits so far above where the disc may be. */
#define HOVER_M 10e-6f
#define HOVER_SPEED 100e-3f
#define HOVER_ACCEL 50.0f
/* The frame's acceleration counts from here on: what is less may be an offset. */
#define FRAME_LEAST 1.0f
/* No voltage is this. */
#define NOT_PLANNED 1e9f

/* Ways: their least time, and part of full drive that they take at most. */
#define RAISE_US 120.0f
#define LOWER_US 250.0f
#define WAY_DRIVE 0.4f
/* Greatest acceleration of a profile over way and time squared. */
#define PROFILE_PEAK 5.774f
/* A hand-over in motion: the profile is not longer than this over way / rate. */
#define PULL_IN_WAYS 1.6f

/* Gap's error may be this part of it when it is large, whatever the windows say. */
#define WINDOW_PART 0.25f
#define OVERSHOT_NM 5.0f
#define SETTLE_TICKS 40u
#define LOST_TICKS 10u
/* Below this part of the gap at hand-over nothing is approached without its signal. */
#define APPROACH_LEAST 0.5f
/* Overshoot is looked for until so long after the end of pull-in. */
#define OVERSHOOT_TICKS 400u

/* Of the voltage, per tick: slower than focus noise, faster than run-out. */
#define MEAN_SHARE 0.02f

/* ---- design ---- */

static void times(float *re, float *im, float a, float b)
{
	float re0 = *re * a - *im * b;

	*im = *re * b + *im * a;
	*re = re0;
}

static void chain_response(const struct gap *gap, const struct nfod_figures *fig, float hz,
			   float *re, float *im)
{
	float a, b;

	lens_response(fig, hz, re, im);
	delay_response(fig, hz, &a, &b);
	times(re, im, a, b);
	for (unsigned int i = 0; i < GAP_SECTIONS; i++) {
		section_response(&gap->section[i], fig->tick_hz, hz, &a, &b);
		times(re, im, a, b);
	}
}

void gap_response(const struct servo *servo, float hz, float *re, float *im)
{
	chain_response(&servo->gap, &servo->fig, hz, re, im);
	*re *= servo->gap.gain;
	*im *= servo->gap.gain;
}

static float design_loop(struct gap *gap, const struct nfod_figures *fig)
{
	float hz = fig->gap_crossover_hz;
	float pole = clampf(POLE_PART * hz, 0.0f, POLE_MOST * fig->tick_hz);
	float re, im;

	section_lead(&gap->section[0], fig->tick_hz, ZERO_PART * hz, pole);
	section_notch(&gap->section[1], fig->tick_hz,
		      clampf(NOTCH_PART * fig->gap_mode_hz, 0.0f, POLE_MOST * fig->tick_hz),
		      NOTCH_ZETA, NOTCH_DEPTH);
	section_integral(&gap->section[GAP_INTEGRAL], fig->tick_hz, CORNER_PART * hz);
	chain_response(gap, fig, hz, &re, &im);
	return 1.0f / __builtin_sqrtf(re * re + im * im);
}

/* Three equal poles: what a fading memory keeps. */
static void design_observer(struct gap_observer *observer, const struct nfod_figures *fig)
{
	float pole = 1.0f - clampf(TRIG_TURN * OBSERVER_PART * fig->gap_crossover_hz / fig->tick_hz,
				   0.0f, 0.8f);
	float rest = 1.0f - pole;

	observer->gains[0] = 1.0f - pole * pole * pole;
	observer->gains[1] = 1.5f * rest * rest * (1.0f + pole);
	observer->gains[2] = rest * rest * rest;
}

/* What follows of the strength that the lens' model has. */
static void set_scales(struct gap *gap, const struct nfod_figures *fig)
{
	gap->nm_per_volt = gap->lens.per_volt * 1e9f * gap->lens.tick_s * gap->lens.tick_s;
	gap->full = fig->gap_volts * gap->nm_per_volt;
	gap->volts_per_accel = 1.0f / gap->lens.per_volt;
}

void gap_init(struct gap *gap, const struct nfod_figures *fig)
{
	*gap = (struct gap){
		.trim = { 1.0f, 1.0f },
		.effort = 1.0f,
		.late = fig->delay_us * 1e-6f * fig->tick_hz,
	};
	lens_init(&gap->lens, fig);
	set_scales(gap, fig);
	gap->gain = design_loop(gap, fig);
	design_observer(&gap->observer, fig);
	profile_hold(&gap->profile, fig->gap_nm);
}

void gap_set_effort(struct servo *servo, float effort)
{
	struct gap *gap = &servo->gap;
	float change = gap->effort / effort;

	gap->effort = effort;
	gap->lens.per_volt *= change;
	set_scales(gap, &servo->fig);
	/* What the model has made of volts until now was that much off as well. */
	gap->lens.at *= change;
	gap->lens.speed *= change;
	servo->focus.base_m *= change;
}

void gap_order(struct gap *gap, uint8_t mode, float gap_nm)
{
	gap->order.mode = mode;
	gap->order.gap_nm = gap_nm;
	gap->order.number++;
}

bool gap_settled(const struct servo *servo)
{
	const struct gap_report *report = &servo->gap.report;

	return report->number == servo->gap.order.number && report->mode == GAP_NEAR &&
	       report->settled;
}

float gap_move_ticks(const struct servo *servo, float from_nm, float to_nm)
{
	const struct gap *gap = &servo->gap;
	float least = (to_nm > from_nm ? RAISE_US : LOWER_US) * 1e-6f * servo->fig.tick_hz;
	float most = WAY_DRIVE * servo->fig.gap_volts * gap->nm_per_volt;
	float ticks = __builtin_sqrtf(PROFILE_PEAK * absf(to_nm - from_nm) / most);

	return ticks > least ? ticks : least;
}

/* ---- model and observer ---- */

static void observe(struct gap *gap, const struct seen *seen, float volts)
{
	struct gap_observer *observer = &gap->observer;
	float drive = gap->nm_per_volt * (gap->volts - gap->shaking);
	float accel = drive + observer->push;
	float off;

	gap->volts = volts;
	if (!seen->near) {
		observer->nm = seen->gap_nm;
		observer->rate = 0.0f;
		observer->push = -drive;
		return;
	}
	observer->nm += observer->rate + 0.5f * accel;
	observer->rate += accel;
	off = seen->gap_nm - observer->nm;
	observer->nm += observer->gains[0] * off;
	observer->rate += observer->gains[1] * off;
	observer->push += observer->gains[2] * off;
}

/* The model goes with what was put out since it was last moved. */
static void move_lens(struct gap *gap, float accel_z)
{
	float ticks = (float)gap->driven_ticks;
	float mean = gap->driven_volts / ticks;

	lens_follow(&gap->lens, mean, absf(accel_z) > FRAME_LEAST ? accel_z : 0.0f, ticks);
	gap->mean_volts += MEAN_SHARE * ticks * (mean - gap->mean_volts);
	gap->driven_volts = 0.0f;
	gap->driven_ticks = 0;
}

/*
 * While the gap loop flies nobody asks the model: then it is moved at one of some ticks.
 * What it has made itself it has moved by already.
 */
static void follow_lens(struct gap *gap, float volts, float accel_z)
{
	if (!gap->flying && volts == gap->planned) {
		gap->mean_volts += MEAN_SHARE * (volts - gap->mean_volts);
		return;
	}
	gap->driven_volts += volts;
	gap->driven_ticks++;
	if (!gap->flying || gap->driven_ticks >= SERVO_SLOW)
		move_lens(gap, accel_z);
}

/* The frame's acceleration is known as it comes: the lens is taken along. */
float gap_against_shaking(const struct servo *servo)
{
	return servo->gap.shaking;
}

/*
 * Along a plan, with the frame. What the drive cannot give is no plan: then the model goes
 * by what it does give.
 */
float gap_glide(struct servo *servo, float target, float speed, float accel)
{
	struct gap *gap = &servo->gap;
	struct lens before;
	float volts;

	if (gap->driven_ticks)
		move_lens(gap, servo->seen.accel_z);
	before = gap->lens;
	volts = lens_glide(&gap->lens, target, speed, accel) + gap_against_shaking(servo);
	gap->planned = clampf(volts, -servo->fig.gap_volts, servo->fig.gap_volts);
	if (gap->planned == volts)
		return volts;
	gap->lens = before;
	volts = gap->planned;
	gap->planned = NOT_PLANNED;
	return volts;
}

/* ---- transitions ---- */

static void enter(struct gap *gap, enum gap_mode mode)
{
	gap->report.mode = (uint8_t)mode;
	gap->report.settled = false;
	gap->settled_ticks = 0;
	gap->lost_ticks = 0;
	gap->ticks = 0;
}

static void go_off(struct servo *servo, enum gap_trouble trouble)
{
	enter(&servo->gap, GAP_OFF);
	servo->gap.flying = false;
	servo->gap.report.trouble = (uint8_t)trouble;
	servo->focus.state = FOCUS_IDLE;
}

static void go_far(struct servo *servo)
{
	struct gap *gap = &servo->gap;

	if (gap->report.mode == GAP_OFF)
		focus_begin(&servo->focus);
	else if (gap->flying)
		focus_take_over(servo, gap->mean_volts);
	gap->flying = false;
	enter(gap, GAP_FAR);
}

static void move(struct servo *servo, float to_nm)
{
	struct profile *profile = &servo->gap.profile;

	profile_go(profile, to_nm, gap_move_ticks(servo, profile_at(profile, 0.0f), to_nm));
}

static void take_order(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	uint32_t number = gap->order.number;

	if (number == gap->report.number)
		return;
	gap->report.number = number;
	gap->report.trouble = GAP_NO_TROUBLE;
	gap->report.settled = false;
	gap->settled_ticks = 0;
	if (gap->order.mode == GAP_OFF)
		go_off(servo, GAP_NO_TROUBLE);
	else if (gap->order.mode == GAP_FAR || gap->report.mode == GAP_OFF)
		go_far(servo);
	gap->ordered_move = gap->flying;
}

/* How far off its gap it may be to count as there. */
static void set_window(struct servo *servo)
{
	struct gap *gap = &servo->gap;

	gap->window_nm = greater(WINDOW_PART * gap->order.gap_nm, servo->fig.gap_read_nm);
}

/* From focus to gap signal, in motion. */
static void hand_over(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	float way = gap->observer.nm - gap->order.gap_nm;
	float ticks = servo->fig.pull_in_ms * 1e-3f * servo->fig.tick_hz;
	float rate = clampf(gap->observer.rate, -1.0f, 0.0f);

	if (way > 0.0f && -rate * ticks > PULL_IN_WAYS * way)
		ticks = PULL_IN_WAYS * way / -rate;
	profile_go_from(&gap->profile, gap->observer.nm, rate, gap->order.gap_nm, ticks);
	for (unsigned int i = 0; i < GAP_SECTIONS; i++)
		section_reset(&gap->section[i]);
	gap->report.set_nm = gap->observer.nm;
	gap->section[GAP_INTEGRAL].s1 = gap->mean_volts - learn_feed(&servo->learn, LEARN_GAP);
	servo->focus.state = FOCUS_IDLE;
	set_window(servo);
	gap->flying = true;
	gap->ordered_move = true;
	gap->ticks = 0;
	gap->report.overshoot_nm = 0.0f;
}

/* ---- far ---- */

static float far(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	bool was_held = servo->focus.state == FOCUS_HELD;
	float volts = focus_tick(servo);

	if (servo->focus.state == FOCUS_IDLE)
		go_off(servo, was_held ? GAP_FOCUS_LOST : GAP_NO_FOCUS);
	else if (servo->focus.state == FOCUS_HELD && gap->order.mode == GAP_NEAR)
		enter(gap, GAP_CLOSE);
	return volts;
}

static float approach(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	struct focus *focus = &servo->focus;
	float step = servo->fig.approach_um_s * 1e3f * gap->lens.tick_s;
	float expected = signal_gap_of(&servo->signal, servo->fig.hand_over);
	float least = APPROACH_LEAST * expected - servo->fig.focus_offset_nm;
	float volts;

	focus->set_nm -= step;
	volts = focus_tick(servo);
	if (focus->state == FOCUS_IDLE) {
		go_off(servo, GAP_FOCUS_LOST);
	} else if (focus->set_nm < least) {
		go_off(servo, GAP_NO_SIGNAL);
	} else {
		gap->lost_ticks = servo->seen.ges < servo->fig.hand_over ? gap->lost_ticks + 1 : 0;
		if (gap->lost_ticks >= 2)
			hand_over(servo);
	}
	return volts;
}

/* ---- near ---- */

static void settle(struct gap *gap)
{
	if (++gap->settled_ticks < SETTLE_TICKS)
		return;
	gap->report.settled = true;
	if (gap->report.mode == GAP_CLOSE) {
		gap->report.mode = GAP_NEAR;
		gap->report.pull_in_ticks = gap->ticks;
	}
}

static void count_settled(struct gap *gap, float error)
{
	if (gap->ordered_move && !profile_moves(&gap->profile))
		gap->ordered_move = false;
	if (gap->ordered_move || absf(error) > gap->window_nm) {
		gap->settled_ticks = 0;
		gap->report.settled = false;
	} else if (!gap->report.settled) {
		settle(gap);
	}
}

static void watch_pull_in(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	float below = gap->order.gap_nm - gap->observer.nm;
	float limit = OVERSHOT_NM > WINDOW_PART * gap->order.gap_nm ?
			      OVERSHOT_NM :
			      WINDOW_PART * gap->order.gap_nm;

	if (below > gap->report.overshoot_nm)
		gap->report.overshoot_nm = below;
	if (gap->report.mode == GAP_CLOSE && below > limit)
		go_off(servo, GAP_OVERSHOT);
}

static void watch_signal(struct servo *servo)
{
	struct gap *gap = &servo->gap;

	if (servo->seen.near) {
		gap->lost_ticks = 0;
	} else if (++gap->lost_ticks >= LOST_TICKS || servo->seen.dark) {
		go_off(servo, GAP_LOST);
		return;
	}
	if (gap->report.mode == GAP_CLOSE ||
	    (gap->ticks < gap->report.pull_in_ticks + OVERSHOOT_TICKS && !gap->ordered_move))
		watch_pull_in(servo);
}

static float loop(struct servo *servo, float error)
{
	struct gap *gap = &servo->gap;
	float most = servo->fig.gap_volts;
	float y = gap->gain * gap->trim[servo->signal.side] * error;

	y = section_step_first(&gap->section[0], y);
	y = section_step(&gap->section[1], y);
	return section_step_integral(&gap->section[GAP_INTEGRAL], y, most);
}

static float near(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	float set, error, volts;

	if (gap->order.gap_nm != gap->profile.end_nm) {
		move(servo, gap->order.gap_nm);
		set_window(servo);
	}
	profile_step(&gap->profile);
	set = profile_at(&gap->profile, gap->late);
	if (bumps_wait(&servo->bumps))
		set += bumps_lift(servo);
	gap->set_rate = set - gap->report.set_nm;
	gap->report.set_nm = set;
	error = set - servo->seen.gap_nm;
	gap->report.error_nm = error;
	volts = loop(servo, error);
	if (servo->margin.running)
		volts = margin_tick(servo, MARGIN_GAP, volts);
	if (profile_moves(&gap->profile))
		volts += profile_accel(&gap->profile) / gap->nm_per_volt;
	volts += servo->bumps.volts * gap->effort + gap->shaking;
	volts += learn_feed(&servo->learn, LEARN_GAP);
	count_settled(gap, error);
	if (learn_gather(&servo->learn, LEARN_GAP, servo->ticks, error) && gap->report.settled)
		learn_note(servo, LEARN_GAP, error);
	watch_signal(servo);
	return gap->flying ? volts : gap->mean_volts;
}

/* ---- the tick ---- */

/* The guard has the head, or has just pulled it away: no farther than it must. */
static float retreat(struct servo *servo)
{
	struct gap *gap = &servo->gap;

	if (gap->report.mode != GAP_OFF)
		go_off(servo, GAP_NO_TROUBLE);
	if (servo->guard.pulling)
		return servo->fig.gap_volts;
	return gap_glide(servo, focus_free_m(servo) + HOVER_M, HOVER_SPEED, HOVER_ACCEL);
}

static float by_mode(struct servo *servo)
{
	const struct gap *gap = &servo->gap;

	switch (gap->report.mode) {
	case GAP_FAR:
		return far(servo);
	case GAP_CLOSE:
		return gap->flying ? near(servo) : approach(servo);
	case GAP_NEAR:
		return near(servo);
	default:
		return gap_glide(servo, 0.0f, HOME_SPEED, HOME_ACCEL);
	}
}

float gap_tick(struct servo *servo)
{
	struct gap *gap = &servo->gap;
	float volts;

	gap->ticks++;
	gap->shaking = servo->seen.accel_z * gap->volts_per_accel;
	follow_lens(gap, servo->out.gap, servo->seen.accel_z);
	observe(gap, &servo->seen, servo->out.gap);
	if (servo->guard.retracting) {
		volts = retreat(servo);
	} else {
		take_order(servo);
		volts = by_mode(servo);
	}
	return clampf(volts, -servo->fig.gap_volts, servo->fig.gap_volts);
}
