// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What is known of the disc's shape, by radius, and what an actuator has to be given for
 * it at one speed.
 */
#include <string.h>

#include "servo/learn.h"
#include "servo/servo.h"
#include "servo/trig.h"

#define RING_STEP ((LEARN_OUTER - LEARN_INNER) / (LEARN_RINGS - 1))
/* No feed-forward takes more of a drive's range. */
#define SHARE_MOST 0.6f
/* Points in which extremes are looked for: 4 for the shortest wave that matters. */
#define EXTREME_POINTS 128

/* ---- rings ---- */

/* The ring inside a radius; how far beyond it, 0..1. */
static uint32_t ring_below(float radius_m, float *share)
{
	float at = clampf((radius_m - LEARN_INNER) / RING_STEP, 0.0f, LEARN_RINGS - 1);
	uint32_t below = (uint32_t)at;

	if (below > LEARN_RINGS - 2)
		below = LEARN_RINGS - 2;
	*share = at - (float)below;
	return below;
}

uint32_t learn_ring_of(float radius_m)
{
	float share;
	uint32_t below = ring_below(radius_m, &share);

	return share < 0.5f ? below : below + 1;
}

static float ring_radius(uint32_t ring)
{
	return LEARN_INNER + RING_STEP * (float)ring;
}

uint32_t learn_shape_at(const struct learn *learn, enum learn_axis axis, float radius_m,
			struct learn_shape *shape)
{
	float share;
	uint32_t below = ring_below(radius_m, &share);
	const struct learn_ring *inner = &learn->ring[axis][below];
	const struct learn_ring *outer = inner + 1;

	for (int i = 0; i < LEARN_HARMONICS; i++) {
		shape->re[i] =
			inner->shape.re[i] + share * (outer->shape.re[i] - inner->shape.re[i]);
		shape->im[i] =
			inner->shape.im[i] + share * (outer->shape.im[i] - inner->shape.im[i]);
	}
	return share < 0.5f ? inner->turns : outer->turns;
}

static void add(struct learn_shape *shape, const struct learn_shape *by, float part)
{
	for (int i = 0; i < LEARN_HARMONICS; i++) {
		shape->re[i] += part * by->re[i];
		shape->im[i] += part * by->im[i];
	}
}

/*
 * What a ring has over another: tilt, warp and all strain of a disc grow with radius; its
 * eccentricity does not, and tilt is a slope.
 */
static float growth(enum learn_axis axis, int harmonic, float ratio)
{
	if (axis == LEARN_TILT || (axis == LEARN_TRACK && harmonic == 1))
		return 1.0f;
	return ratio;
}

static void copy_ring(struct learn *learn, enum learn_axis axis, uint32_t to, uint32_t from)
{
	const struct learn_shape *source = &learn->ring[axis][from].shape;
	struct learn_shape *shape = &learn->ring[axis][to].shape;
	float ratio = ring_radius(to) / ring_radius(from);

	for (int i = 0; i < LEARN_HARMONICS; i++) {
		float factor = growth(axis, i + 1, ratio);

		shape->re[i] = factor * source->re[i];
		shape->im[i] = factor * source->im[i];
	}
}

/* Rings without turns of their own take after @ring when it is the nearest that has. */
static void spread(struct learn *learn, enum learn_axis axis, uint32_t ring)
{
	const struct learn_ring *all = learn->ring[axis];

	for (uint32_t to = 0; to < LEARN_RINGS; to++) {
		uint32_t away = to > ring ? to - ring : ring - to;
		bool nearest = !all[to].turns;

		for (uint32_t n = 0; nearest && n < away; n++)
			nearest = !(to >= n && all[to - n].turns) &&
				  !(to + n < LEARN_RINGS && all[to + n].turns);
		if (nearest)
			copy_ring(learn, axis, to, ring);
	}
}

void learn_move(struct learn *learn, enum learn_axis axis, float radius_m,
		const struct learn_shape *by)
{
	float share;
	uint32_t below = ring_below(radius_m, &share);
	uint32_t near = share < 0.5f ? below : below + 1;
	uint32_t other = share < 0.5f ? below + 1 : below;
	float near_share = share < 0.5f ? 1.0f - share : share;
	float other_share = 1.0f - near_share;
	struct learn_ring *ring = learn->ring[axis];

	ring[near].turns++;
	if (ring[other].turns) {
		/* The least change of both that moves what lies between them by so much. */
		float square = near_share * near_share + other_share * other_share;

		add(&ring[near].shape, by, near_share / square);
		add(&ring[other].shape, by, other_share / square);
		spread(learn, axis, other);
	} else {
		add(&ring[near].shape, by, 1.0f);
	}
	spread(learn, axis, near);
}

/* ---- extremes ---- */

/* Horner's rule with z = exp(i angle). */
static float height_at(const struct learn_shape *shape, float angle)
{
	struct phasor z = { trig_cos(angle), trig_sin(angle) };
	struct phasor sum = { 0.0f, 0.0f };

	for (int i = LEARN_HARMONICS; i-- > 0;) {
		sum.re += shape->re[i];
		sum.im += shape->im[i];
		sum = phasor_times(sum, z);
	}
	return sum.re;
}

float learn_pp_nm(const struct servo *servo, enum learn_axis axis, float radius_m)
{
	struct learn_shape shape;
	float highest = 0.0f;
	float lowest = 0.0f;

	learn_shape_at(&servo->learn, axis, radius_m, &shape);
	for (int n = 0; n < EXTREME_POINTS; n++) {
		float height = height_at(&shape, TRIG_TURN / EXTREME_POINTS * (float)n);

		highest = height > highest ? height : highest;
		lowest = height < lowest ? height : lowest;
	}
	return highest - lowest;
}

/* ---- tables ---- */

/* Of unit standing travel: a mass on its spring. */
static struct phasor resonance(float hz, float resonance_hz, float damping)
{
	float x = hz / resonance_hz;

	return phasor_inverse((struct phasor){ 1.0f - x * x, 2.0f * damping * x });
}

/* Rigid body and one more mode that the same force drives. */
static struct phasor lens(float hz, float nm_per_v, float resonance_hz, float damping,
			  float mode_hz, float mode_damping, float residue)
{
	struct phasor body = resonance(hz, resonance_hz, damping);
	struct phasor mode = resonance(hz, mode_hz, mode_damping);
	float ratio = resonance_hz / mode_hz;
	float share = residue * ratio * ratio;

	return phasor_scaled(
		(struct phasor){ body.re + share * mode.re, body.im + share * mode.im }, nm_per_v);
}

struct phasor learn_actuator(const struct nfod_figures *fig, enum learn_axis axis, float hz)
{
	if (axis == LEARN_GAP)
		return lens(hz, fig->gap_mm_per_v * 1e6f, fig->gap_resonance_hz, fig->gap_damping,
			    fig->gap_mode_hz, fig->gap_mode_damping, fig->gap_mode_residue);
	if (axis == LEARN_TRACK)
		return lens(hz, fig->track_mm_per_v * 1e6f, fig->track_resonance_hz,
			    fig->track_damping, fig->track_mode_hz, fig->track_mode_damping,
			    fig->track_mode_residue);
	return phasor_scaled(resonance(hz, fig->tilt_resonance_hz, fig->tilt_damping),
			     fig->tilt_mrad_per_v * 1e3f);
}

static float volts_most(const struct nfod_figures *fig, enum learn_axis axis)
{
	if (axis == LEARN_GAP)
		return SHARE_MOST * fig->gap_volts;
	return SHARE_MOST * (axis == LEARN_TRACK ? fig->track_volts : fig->tilt_volts);
}

static void clear_work(struct fourier *work)
{
	memset(work->re, 0, sizeof(work->re));
	memset(work->im, 0, sizeof(work->im));
}

static void put(struct fourier *work, int n, struct phasor value)
{
	work->re[n] = value.re;
	work->im[n] = value.im;
}

/* What straight lines between points leave of a wave is made up for. */
static float interpolation_loss(int harmonic)
{
	float x = TRIG_PI / LEARN_POINTS * (float)harmonic;
	float sinc = trig_sin(x) / x;

	return sinc * sinc;
}

static void fill_table(struct learn_table *table, const struct fourier *work, float most)
{
	for (int n = 0; n < LEARN_POINTS; n++)
		table->volts[n] = clampf(work->re[n], -most, most);
	table->volts[LEARN_POINTS] = table->volts[0];
}

/*
 * The tip shall lean as the disc does: its oncoming side up where the disc rises. What goes
 * around once is a disc that is tilted as a whole, as much along the track as across it a
 * quarter turn before; where the quadrants have told that it is believed rather than the
 * shape, which is only as good as the gap actuator's resonance is known.
 */
static struct phasor slope_along(const struct learn_shape *height, const struct learn_shape *tilt,
				 bool tilt_known, float radius_m, int n)
{
	float urad = -1e-3f * (float)n / radius_m;

	if (n == 1 && tilt_known)
		return (struct phasor){ -tilt->im[0], tilt->re[0] };
	return (struct phasor){ -urad * height->im[n - 1], urad * height->re[n - 1] };
}

static void make_slope(struct servo *servo, const struct learn_shape *shape, float radius_m,
		       float turn_hz, float slope[LEARN_SLOPES])
{
	struct fourier *work = &servo->learn.work;
	struct learn_shape tilt;
	bool known = learn_shape_at(&servo->learn, LEARN_TILT, radius_m, &tilt) > 0;

	clear_work(work);
	for (int n = 1; n <= LEARN_FEW; n++) {
		struct phasor along = slope_along(shape, &tilt, known, radius_m, n);
		struct phasor p = learn_actuator(&servo->fig, LEARN_TILT, turn_hz * (float)n);

		put(work, n, phasor_times(along, phasor_inverse(p)));
	}
	fourier_back(work, LEARN_SLOPES_BITS);
	memcpy(slope, work->re, LEARN_SLOPES * sizeof(*slope));
}

/* Actuators pull as they were found to when their loops were trimmed. */
static float effort_of(const struct servo *servo, enum learn_axis axis)
{
	if (axis == LEARN_GAP)
		return servo->gap.effort;
	return axis == LEARN_TRACK ? servo->track.effort : 1.0f;
}

void learn_make_table(struct servo *servo, enum learn_axis axis, float radius_m, float speed)
{
	struct learn *learn = &servo->learn;
	uint8_t set = !learn->set[axis];
	float turn_hz = speed / TRIG_TURN;
	float effort = effort_of(servo, axis);
	struct learn_shape shape;

	learn_shape_at(learn, axis, radius_m, &shape);
	clear_work(&learn->work);
	for (int n = 1; n <= LEARN_HARMONICS; n++) {
		struct phasor s = { shape.re[n - 1], shape.im[n - 1] };
		struct phasor p = learn_actuator(&servo->fig, axis, turn_hz * (float)n);

		put(&learn->work, n,
		    phasor_scaled(phasor_times(s, phasor_inverse(p)),
				  effort / interpolation_loss(n)));
	}
	fourier_back(&learn->work, LEARN_POINTS_BITS);
	fill_table(&learn->table[axis][set], &learn->work, volts_most(&servo->fig, axis));
	if (axis == LEARN_GAP)
		make_slope(servo, &shape, radius_m, turn_hz, learn->slope[set]);
	learn->table_speed[axis] = speed;
	learn->table_radius[axis] = radius_m;
	learn->table_fits[axis] = true;
}

void learn_use_table(struct learn *learn, enum learn_axis axis)
{
	uint8_t set = !learn->set[axis];

	learn->set[axis] = set;
	learn->feed[axis] = learn->table[axis][set].volts;
	if (axis == LEARN_GAP)
		learn->feed_slope = learn->slope[set];
}
