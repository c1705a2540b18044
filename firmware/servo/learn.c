// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/learn.h"

#include <stddef.h>
#include <string.h>

#include "servo/servo.h"
#include "servo/trig.h"

/* A new table's step is over when this has passed, and a loop that has just closed is at
 * rest. At the turn's own frequency a loop is so stiff that a nanometre of anything else
 * in its error would be taken for microns of run-out.
 */
#define SETTLE_TICKS 200
#define CLOSED_TICKS 1000
/* Slower than this nothing is learned, and nothing fed. */
#define SPEED_LEAST 30.0f
/* A turn whose speed has moved by more is left out. */
#define SPEED_STEADY 0.08f
/* A table is made anew when speed has moved by this, */
#define SPEED_STEP 0.003f
/* or radius by this, m; on the way of a seek by more. */
#define RADIUS_STEP 1e-4f
#define RADIUS_STEP_SEEK 2e-3f
/* Steps begin again when speed has changed by this. */
#define SPEED_FRESH 0.02f
/* Part of the error that a turn corrects: at first, later, in the end. */
#define STEP_FIRST 0.7f
#define STEP_LATER 0.35f
#define STEP_LAST 0.15f
#define TURNS_FIRST 3
/* As many turns as the shape needs to say something about tilt. */
#define GUESS_TURNS 2
#define TURNS_LATER 8
/* Steps are smaller by 1 + this times the sensitivity, where a plant that is not quite as
 * designed turns the correction: by (P / P0 - 1) / (1 + L), P / P0 within +-23 %.
 */
#define STEP_CAUTION 0.3f
/* A new table sets off the actuator's own resonance, which rings for a turn or two next
 * to the turn's frequency and looks like run-out. Where a loop is as stiff as this there
 * is time: what is missing there is hardly to be seen in the error.
 */
#define STIFF 100.0f
#define STEP_STIFF 0.25f

float learn_feed_slope(const struct servo *servo)
{
	return servo->learn.feed_slope[servo->spindle.angle >> (32 - LEARN_SLOPES_BITS)];
}

/* ---- the tick's part: sums of one turn ---- */

/* Ticks of a turn that waits for the supervisor. */
#define HELD UINT32_MAX
/* A turn ends so much short of whole, that an angle may go back a little as it begins. */
#define TURN_SHORT (1u << 22)

static void end_turn(struct learn *learn, enum learn_axis axis, bool spoilt)
{
	learn->turn[axis].spoilt = spoilt;
	learn->turn[axis].wait = HELD;
	learn->turn_done[axis] = true;
}

static void begin_turn(const struct servo *servo, struct learn_turn *turn)
{
	turn->from = servo->spindle.angle - TURN_SHORT;
	turn->phase = TURN_SHORT;
	turn->speed = servo->spindle.speed;
	turn->near = servo->gap.flying;
	turn->summing = true;
}

static uint32_t ticks_a_note(enum learn_axis axis)
{
	return axis == LEARN_TILT ? TILT_TICKS : LEARN_EVERY;
}

/* Not (or not any more) in the middle of a turn. */
static void wait_to_begin(struct servo *servo, enum learn_axis axis, bool goes_on)
{
	struct learn_turn *turn = &servo->learn.turn[axis];

	if (turn->wait == HELD) {
		turn->broken = turn->broken || !goes_on;
		return;
	}
	if (!goes_on) {
		turn->wait = CLOSED_TICKS / ticks_a_note(axis);
		if (turn->summing)
			end_turn(&servo->learn, axis, true);
		return;
	}
	turn->wait--;
	if (!turn->wait)
		begin_turn(servo, turn);
}

/* Whether the angle has just come to where the turn began. */
static bool comes_round(struct learn_turn *turn, uint32_t angle)
{
	uint32_t before = turn->phase;
	uint32_t phase = angle - turn->from;

	turn->phase = phase;
	return phase < before && before - phase > 0x80000000u;
}

static void sum_up(struct learn_turn *turn, uint32_t angle, float error_nm, float mean_nm)
{
	uint32_t bin = angle >> (32 - LEARN_BINS_BITS);
	float square = error_nm * error_nm;

	turn->error_nm[bin] += mean_nm;
	turn->count[bin]++;
	turn->square += square;
	if (square > turn->peak_square)
		turn->peak_square = square;
}

static void note(struct servo *servo, enum learn_axis axis, float error_nm, float mean_nm)
{
	struct learn_turn *turn = &servo->learn.turn[axis];
	uint32_t now = (uint32_t)servo->ticks / ticks_a_note(axis);
	bool goes_on = turn->next == now;

	/* What is injected there is no run-out: without notes the turn breaks off. */
	if (servo->margin.running)
		return;
	turn->next = now + 1;
	if (turn->wait || !goes_on)
		wait_to_begin(servo, axis, goes_on);
	else if (comes_round(turn, servo->spindle.angle))
		end_turn(&servo->learn, axis, false);
	else
		sum_up(turn, servo->spindle.angle, error_nm, mean_nm);
}

void learn_note(struct servo *servo, enum learn_axis axis, float error_nm)
{
	note(servo, axis, error_nm, servo->learn.mean_nm[axis]);
}

void learn_note_tilt(struct servo *servo, float error_urad)
{
	note(servo, LEARN_TILT, error_urad, error_urad);
}

/* ---- the supervisor's part ---- */

/**
 * struct learn_here - as it was when the supervisor looked
 * @radius_m: of the spot
 * @speed: of the spindle, rad/s
 * @seeking: the head is sent across the tracks
 */
struct learn_here {
	float radius_m;
	float speed;
	bool seeking;
};

float learn_radius(const struct servo *servo)
{
	return servo->sled.position + servo->track.report.lens_m + servo->sup.radius_bias_m;
}

static void clear_turn(struct learn_turn *turn)
{
	memset(turn->error_nm, 0, sizeof(turn->error_nm));
	memset(turn->count, 0, sizeof(turn->count));
	turn->square = 0.0f;
	turn->peak_square = 0.0f;
	turn->summing = false;
}

/* After a turn that was whole the next one need only wait for the new table. */
static uint32_t wait_of(const struct learn_turn *turn, enum learn_axis axis)
{
	uint32_t ticks = turn->spoilt || turn->broken ? CLOSED_TICKS : SETTLE_TICKS;

	return ticks / ticks_a_note(axis);
}

/* It is the tick's again. */
static void hand_back(struct learn *learn, enum learn_axis axis)
{
	struct learn_turn *turn = &learn->turn[axis];

	turn->wait = wait_of(turn, axis);
	turn->broken = false;
	learn->turn_done[axis] = false;
}

/* Angle by which the middle of what learn_gather() takes together is behind its end. */
static float behind(const struct servo *servo, enum learn_axis axis)
{
	float ticks = axis == LEARN_TILT ? 0.0f : 0.5f * (LEARN_EVERY - 1);

	return ticks * servo->learn.turn[axis].speed / servo->fig.tick_hz;
}

/* Means of the bins into coefficients: error = sum re cos(n a) - im sin(n a). */
static void take_spectrum(struct fourier *work, const struct learn_turn *turn, float behind,
			  struct learn_shape *error)
{
	float last = 0.0f;

	/* A bin that no look fell into goes by its neighbour. */
	for (int n = 0; n < LEARN_BINS; n++) {
		last = turn->count[n] ? turn->error_nm[n] / (float)turn->count[n] : last;
		work->re[n] = last;
	}
	fourier_forward(work, LEARN_BINS_BITS);
	for (int n = 1; n <= LEARN_HARMONICS; n++) {
		/* A bin is a mean over its width, and lies half of that after its number. */
		float half = TRIG_PI * (float)n / LEARN_BINS;
		float after = half - (float)n * behind;
		struct phasor back =
			phasor_scaled((struct phasor){ trig_cos(after), -trig_sin(after) },
				      2.0f / LEARN_BINS * half / trig_sin(half));
		struct phasor e = phasor_times((struct phasor){ work->re[n], work->im[n] }, back);

		error->re[n - 1] = e.re;
		error->im[n - 1] = e.im;
	}
}

static void report_turn(struct learn_report *report, const struct learn_turn *turn,
			const struct learn_shape *error)
{
	float square = 0.0f;
	uint32_t count = 0;

	for (int n = 0; n < LEARN_BINS; n++)
		count += turn->count[n];
	for (int i = 0; i < LEARN_HARMONICS; i++)
		square += error->re[i] * error->re[i] + error->im[i] * error->im[i];
	report->rms_nm = __builtin_sqrtf(turn->square / (float)count);
	report->peak_nm = __builtin_sqrtf(turn->peak_square);
	report->repeatable_nm = __builtin_sqrtf(0.5f * square);
}

/* 1 + L of the loop whose error that was. */
static struct phasor return_difference(const struct servo *servo, enum learn_axis axis, bool near,
				       float hz)
{
	struct phasor l;

	if (axis == LEARN_TRACK)
		track_response(servo, hz, &l.re, &l.im);
	else if (axis == LEARN_TILT)
		tilt_response(servo, hz, &l.re, &l.im);
	else if (near)
		gap_response(servo, hz, &l.re, &l.im);
	else
		focus_response(servo, hz, &l.re, &l.im);
	l.re += 1.0f;
	return l;
}

static float step_size(const struct learn *learn, enum learn_axis axis)
{
	if (learn->fresh[axis] >= TURNS_LATER)
		return STEP_LAST;
	return learn->fresh[axis] >= TURNS_FIRST || axis == LEARN_TILT ? STEP_LATER : STEP_FIRST;
}

/* Part of a harmonic's error to be corrected, where 1 + L is so large. */
static float part_of(float step, float difference)
{
	float part = step * difference / (difference + STEP_CAUTION);

	return difference > STIFF && part > STEP_STIFF ? STEP_STIFF : part;
}

static void see_what_is_fresh(struct learn *learn, enum learn_axis axis, float radius_m,
			      const struct learn_turn *turn)
{
	uint32_t ring = learn_ring_of(radius_m);
	float change = absf(turn->speed - learn->fresh_speed[axis]);

	if (ring == learn->fresh_ring[axis] && turn->near == learn->fresh_near[axis] &&
	    change <= SPEED_FRESH * turn->speed)
		return;
	learn->fresh[axis] = 0;
	learn->fresh_ring[axis] = ring;
	learn->fresh_near[axis] = turn->near;
	learn->fresh_speed[axis] = turn->speed;
}

static int harmonics_of(enum learn_axis axis, bool near)
{
	return axis == LEARN_TILT || (axis == LEARN_GAP && !near) ? LEARN_FEW : LEARN_HARMONICS;
}

/* A tilted or bent disc is tilted the more, the further out it is high: tilt's first guess. */
static void guess_tilt(struct learn *learn, float radius_m)
{
	struct learn_shape tilt = { 0 };

	if (learn->report[LEARN_TILT].turns || learn->report[LEARN_GAP].turns < GUESS_TURNS)
		return;
	learn_shape_at(learn, LEARN_GAP, radius_m, &tilt);
	for (int i = 0; i < LEARN_HARMONICS; i++) {
		float factor = i < LEARN_FEW ? -1e-3f / radius_m : 0.0f;

		tilt.re[i] *= factor;
		tilt.im[i] *= factor;
	}
	for (int i = 0; i < LEARN_RINGS; i++)
		learn->ring[LEARN_TILT][i].shape = tilt;
	learn->table_fits[LEARN_TILT] = false;
}

/* Move what is known by a part of what was missing. */
static void adapt(struct servo *servo, enum learn_axis axis, const struct learn_here *here,
		  const struct learn_shape *error)
{
	struct learn *learn = &servo->learn;
	const struct learn_turn *turn = &learn->turn[axis];
	struct learn_shape by = { 0 };
	float step = step_size(learn, axis);
	float turn_hz = 0.5f * (turn->speed + here->speed) / TRIG_TURN;

	for (int i = 0; i < harmonics_of(axis, turn->near); i++) {
		struct phasor d =
			return_difference(servo, axis, turn->near, turn_hz * (float)(i + 1));
		float part = part_of(step, __builtin_sqrtf(phasor_square(d)));
		struct phasor e = { error->re[i], error->im[i] };
		struct phasor move = phasor_scaled(phasor_times(d, e), part);

		by.re[i] = move.re;
		by.im[i] = move.im;
	}
	learn_move(learn, axis, here->radius_m, &by);
	learn->fresh[axis]++;
	learn->report[axis].turns++;
	learn->table_fits[axis] = false;
	if (axis == LEARN_GAP)
		guess_tilt(learn, here->radius_m);
}

static void look_at_turn(struct servo *servo, enum learn_axis axis, const struct learn_here *here)
{
	struct learn *learn = &servo->learn;
	struct learn_turn *turn = &learn->turn[axis];
	float change = absf(here->speed - turn->speed);
	struct learn_shape error;

	if (!turn->spoilt) {
		take_spectrum(&learn->work, turn, behind(servo, axis), &error);
		report_turn(&learn->report[axis], turn, &error);
		if (learn->on[axis] && turn->speed > SPEED_LEAST &&
		    change <= SPEED_STEADY * turn->speed) {
			see_what_is_fresh(learn, axis, here->radius_m, turn);
			adapt(servo, axis, here, &error);
		}
	}
}

static bool table_is_due(const struct learn *learn, enum learn_axis axis,
			 const struct learn_here *here)
{
	float step = here->seeking ? RADIUS_STEP_SEEK : RADIUS_STEP;

	return !learn->table_fits[axis] ||
	       absf(here->speed - learn->table_speed[axis]) > SPEED_STEP * here->speed ||
	       absf(here->radius_m - learn->table_radius[axis]) > step;
}

/* With the door open: the turn is the supervisor's, if it is @done. */
static bool get_on(struct servo *servo, enum learn_axis axis, const struct learn_here *here,
		   bool done)
{
	bool due;

	if (done)
		look_at_turn(servo, axis, here);
	due = here->speed > SPEED_LEAST && table_is_due(&servo->learn, axis, here);
	if (due)
		learn_make_table(servo, axis, here->radius_m, here->speed);
	if (done)
		clear_turn(&servo->learn.turn[axis]);
	return due;
}

static bool poll_axis(struct servo *servo, enum learn_axis axis, float radius_m)
{
	struct learn *learn = &servo->learn;
	const struct learn_here here = {
		.radius_m = radius_m,
		.speed = servo->spindle.speed,
		.seeking = servo->seek.state == SEEK_MOVE,
	};
	bool done = learn->turn_done[axis];
	bool due;

	door_let_go(servo->door);
	due = get_on(servo, axis, &here, done);
	door_hold(servo->door);
	if (due)
		learn_use_table(learn, axis);
	if (done)
		hand_back(learn, axis);
	return due;
}

bool learn_poll(struct servo *servo)
{
	float radius_m = learn_radius(servo);
	bool made = false;

	/* Nor where nobody can tell: not a number is not greater either. */
	if (!(radius_m > LEARN_RADIUS_LEAST))
		return false;
	for (int axis = 0; axis < LEARN_AXES; axis++)
		made |= poll_axis(servo, (enum learn_axis)axis, radius_m);
	return made;
}

/* Of tables those in use stay as they are until nobody uses them. */
static void clear(struct learn *learn)
{
	fourier_init(&learn->work);
	memset(learn->ring, 0, sizeof(learn->ring));
	memset(learn->report, 0, sizeof(learn->report));
	memset(learn->slope[!learn->set[LEARN_GAP]], 0, sizeof(learn->slope[0]));
	for (int axis = 0; axis < LEARN_AXES; axis++) {
		memset(&learn->table[axis][!learn->set[axis]], 0, sizeof(learn->table[axis][0]));
		learn->fresh[axis] = 0;
		learn->table_fits[axis] = false;
	}
}

void learn_forget(struct servo *servo)
{
	struct learn *learn = &servo->learn;

	door_let_go(servo->door);
	clear(learn);
	door_hold(servo->door);
	for (int axis = 0; axis < LEARN_AXES; axis++)
		learn_use_table(learn, (enum learn_axis)axis);
}
