// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/servo.h"

#include "servo/trig.h"

/* Loop, as parts of the crossover. */
#define ZERO_PART 0.333f
#define POLE_PART 4.0f
#define LOW_PART 10.0f
#define CORNER_PART 0.067f
#define LOW_ZETA 0.7f

/* Lens in the search: where there can be no disc yet, and where there can; m/s, m/s2. */
#define SPEED_FREE 20e-3f
#define SPEED_SEARCH 1.5e-3f
#define SEARCH_ACCEL 4.0f
/* The catch takes such a speed of lens and run-out together; what is known goes so fast. */
#define SPEED_MET 6.0e-3f
#define SPEED_KNOWN 3.5e-3f
#define RUNOUT_PART 1.2f
/* No disc is nearer than this part of the neutral height, or than this to a known one. */
#define FREE_PART 0.45f
#define FREE_KNOWN_M 10e-6f
#define FREE_RUNOUT 1.0f
/* And none is farther than this part of it and so much of run-out. */
#define STROKE_PART 1.45f
#define STROKE_RUNOUT_M 40e-6f
#define END_M 5e-6f

/*
 * The S-curve's inner branch has begun when the reading is so far down from its crest. A
 * lower crest than the right one is of a disc that came near and went away again with its
 * run-out; or, if it was dim as well, of a surface without film: a disc upside down.
 */
#define CREST_LEFT 0.75f
#define CREST_LEAST_NM 100.0f
#define CREST_FALL_NM 40.0f
#define CREST_RIGHT_NM 900.0f
#define READING_SHARE 0.25f
#define DIM_SUM 0.2f
#define DIM_MOST 3u
#define BACK_M 20e-6f
#define NOWHERE_M -1.0f
#define BACK_ACCEL 50.0f
/* While the lens is still to be slowed down the loop is so much stiffer. */
#define CATCH_BOOST 2.0f

#define HELD_NM 300.0f
#define HELD_TICKS 200u
#define LOST_TICKS 20u
/* A catch that takes longer has failed. */
#define CATCH_TICKS 4000u
#define RAISE_M_S 1e-3f
/* Means of place and voltage while held, per tick. */
#define MEAN_SHARE 1e-4f

static void chain_response(const struct focus *focus, const struct nfod_figures *fig, float hz,
			   float *re, float *im)
{
	float c = 1.0f;
	float s = 0.0f;
	float a, b, re0;

	for (unsigned int i = 0; i < FOCUS_SECTIONS; i++) {
		section_response(&focus->section[i], fig->tick_hz, hz, &a, &b);
		re0 = c * a - s * b;
		s = c * b + s * a;
		c = re0;
	}
	lens_response(fig, hz, &a, &b);
	re0 = c * a - s * b;
	s = c * b + s * a;
	delay_response(fig, hz, &a, &b);
	*re = re0 * a - s * b;
	*im = re0 * b + s * a;
}

void focus_response(const struct servo *servo, float hz, float *re, float *im)
{
	chain_response(&servo->focus, &servo->fig, hz, re, im);
	*re *= servo->focus.gain;
	*im *= servo->focus.gain;
}

void focus_init(struct focus *focus, const struct nfod_figures *fig)
{
	float hz = fig->focus_crossover_hz;
	float re, im;

	*focus = (struct focus){
		.far_nm = fig->far_gap_nm - fig->focus_offset_nm,
		.base_m = -nfod_lens_rest_um(fig) * 1e-6f,
	};
	section_lead(&focus->section[0], fig->tick_hz, ZERO_PART * hz, POLE_PART * hz);
	section_low(&focus->section[1], fig->tick_hz, LOW_PART * hz, LOW_ZETA);
	section_integral(&focus->section[FOCUS_INTEGRAL], fig->tick_hz, CORNER_PART * hz);
	chain_response(focus, fig, hz, &re, &im);
	focus->gain = 1.0f / __builtin_sqrtf(re * re + im * im);
}

static void enter(struct focus *focus, enum focus_state state)
{
	focus->state = (uint8_t)state;
	focus->ticks = 0;
	focus->good_ticks = 0;
	focus->lost_ticks = 0;
}

static void search_on(struct focus *focus)
{
	enter(focus, FOCUS_SEARCH);
	focus->crest_nm = 0.0f;
	focus->mean_nm = 0.0f;
	focus->crest_sum = 0.0f;
}

void focus_begin(struct focus *focus)
{
	search_on(focus);
	focus->back_m = NOWHERE_M;
	focus->dim = 0;
}

static void preset(struct focus *focus, float volts)
{
	for (unsigned int i = 0; i < FOCUS_SECTIONS; i++)
		section_reset(&focus->section[i]);
	focus->section[FOCUS_INTEGRAL].s1 = volts;
}

static void hold(struct servo *servo)
{
	struct focus *focus = &servo->focus;

	enter(focus, FOCUS_HELD);
	focus->section[FOCUS_INTEGRAL].s1 -= learn_feed(&servo->learn, LEARN_GAP);
	focus->base_m = servo->gap.lens.at;
	focus->base_v = servo->gap.mean_volts;
	focus->known = true;
}

static void read(struct servo *servo)
{
	servo->focus.seen_nm = signal_focus_nm(&servo->signal, servo->seen.focus, servo->seen.sum);
}

void focus_take_over(struct servo *servo, float volts)
{
	read(servo);
	preset(&servo->focus, volts);
	servo->focus.set_nm = servo->focus.seen_nm;
	hold(servo);
}

/* Has the lens come in over the S-curve's crest? */
static bool entered(struct focus *focus, const struct seen *seen)
{
	focus->mean_nm += READING_SHARE * (focus->seen_nm - focus->mean_nm);
	if (focus->mean_nm > focus->crest_nm)
		focus->crest_nm = focus->mean_nm;
	if (seen->sum > focus->crest_sum)
		focus->crest_sum = seen->sum;
	return focus->crest_nm > CREST_LEAST_NM && focus->mean_nm < CREST_LEFT * focus->crest_nm &&
	       focus->mean_nm < focus->crest_nm - CREST_FALL_NM;
}

float focus_free_m(const struct servo *servo)
{
	float runout = servo->sup.runout_nm * 1e-9f;

	return servo->focus.base_m + FREE_KNOWN_M + FREE_RUNOUT * runout;
}

/* A disc whose run-out is known to be slow may be met faster. */
static float meeting_speed(const struct servo *servo)
{
	float runout = 0.5e-9f * servo->sup.runout_nm * servo->spindle.speed;

	if (!servo->focus.known || !(servo->sup.runout_nm > 0.0f))
		return SPEED_SEARCH;
	return clampf(SPEED_MET - RUNOUT_PART * runout, SPEED_SEARCH, SPEED_KNOWN);
}

/* Fast where no disc can be, and slow from @free on. */
static float search_speed(const struct servo *servo, float above_free)
{
	float speed = meeting_speed(servo);

	if (above_free > 0.0f)
		speed += __builtin_sqrtf(SEARCH_ACCEL * above_free);
	return speed < SPEED_FREE ? speed : SPEED_FREE;
}

/* Up and look once more, until it is sure that this is not the right side of a disc. */
static void back_off(struct focus *focus, const struct lens *lens)
{
	search_on(focus);
	focus->back_m = lens->at + BACK_M * (float)(1 + focus->dim);
	if (++focus->dim >= DIM_MOST)
		enter(focus, FOCUS_IDLE);
}

static float search(struct servo *servo)
{
	struct focus *focus = &servo->focus;
	struct lens *lens = &servo->gap.lens;
	float neutral = nfod_lens_rest_um(&servo->fig) * 1e-6f;
	float end = -STROKE_PART * neutral - STROKE_RUNOUT_M;
	float free = focus->known ? focus_free_m(servo) : -FREE_PART * neutral;
	bool in = lens->at >= focus->back_m && entered(focus, &servo->seen);
	float volts;

	if (lens->at <= end + END_M) {
		enter(focus, FOCUS_IDLE);
		focus->known = false;
	}
	if (lens->at >= focus->back_m)
		focus->back_m = NOWHERE_M;
	if (lens->at < focus->back_m)
		volts = gap_glide(servo, focus->back_m + BACK_M, SPEED_FREE, BACK_ACCEL);
	else
		volts = gap_glide(servo, end, search_speed(servo, lens->at - free), SEARCH_ACCEL);
	if (in && focus->crest_sum < DIM_SUM) {
		back_off(focus, lens);
	} else if (in && focus->crest_nm < CREST_RIGHT_NM) {
		search_on(focus);
	} else if (in) {
		enter(focus, FOCUS_CATCH);
		focus->set_nm = focus->seen_nm;
		preset(focus, volts);
	}
	return volts;
}

static void count_lost(struct focus *focus, const struct seen *seen)
{
	focus->lost_ticks = seen->in_focus_range ? 0 : focus->lost_ticks + 1;
	if (focus->lost_ticks < LOST_TICKS)
		return;
	if (focus->state == FOCUS_CATCH)
		search_on(focus);
	else
		enter(focus, FOCUS_IDLE);
}

static float loop(struct servo *servo, float boost)
{
	struct focus *focus = &servo->focus;
	float y = boost * focus->gain * (focus->set_nm - focus->seen_nm);

	for (unsigned int i = 0; i < FOCUS_SECTIONS; i++)
		y = section_step(&focus->section[i], y);
	return y;
}

static float catch_it(struct servo *servo)
{
	struct focus *focus = &servo->focus;
	float volts = loop(servo, CATCH_BOOST);

	if (absf(focus->set_nm - focus->seen_nm) < HELD_NM)
		focus->good_ticks++;
	else
		focus->good_ticks = 0;
	if (focus->good_ticks >= HELD_TICKS)
		hold(servo);
	else if (focus->ticks > CATCH_TICKS)
		enter(focus, FOCUS_IDLE);
	return volts;
}

static float held(struct servo *servo)
{
	struct focus *focus = &servo->focus;
	float step = RAISE_M_S * 1e9f * servo->gap.lens.tick_s;
	float error = focus->set_nm - focus->seen_nm;
	float volts = loop(servo, 1.0f);

	if (servo->gap.report.mode == GAP_FAR)
		focus->set_nm += clampf(focus->far_nm - focus->set_nm, -step, step);
	focus->base_m += MEAN_SHARE * (servo->gap.lens.at - focus->base_m);
	focus->base_v += MEAN_SHARE * (volts - focus->base_v);
	if (learn_gather(&servo->learn, LEARN_GAP, servo->ticks, error))
		learn_note(servo, LEARN_GAP, error);
	return volts + learn_feed(&servo->learn, LEARN_GAP) + gap_against_shaking(servo);
}

float focus_tick(struct servo *servo)
{
	struct focus *focus = &servo->focus;

	focus->ticks++;
	read(servo);
	if (focus->state != FOCUS_SEARCH)
		count_lost(focus, &servo->seen);
	if (focus->state == FOCUS_CATCH)
		return catch_it(servo);
	if (focus->state == FOCUS_SEARCH)
		return search(servo);
	return focus->state == FOCUS_HELD ? held(servo) : servo->gap.mean_volts;
}
