// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/texture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/random.h"
#include "lib/wave.h"

#define TURN (2.0 * M_PI)
/* Radii on which a disc has tracks, widely, m. */
#define INNERMOST 20e-3
#define OUTERMOST 60e-3
/* Points for the shortest wave. */
#define FINE 6.0
/* The band fades out over so much of an octave on either side. */
#define EDGE 0.125
/* Between these nothing has faded. */
#define INSIDE_SHORTEST (1.1 * TEXTURE_SHORTEST)
#define INSIDE_LONGEST (TEXTURE_LONGEST / 1.1)

_Static_assert(1.1 * 1.1 * 1.1 * 1.1 * 1.1 * 1.1 * 1.1 * 1.1 > 2.0, "an eighth of an octave");

_Static_assert(TEXTURE_STRETCHES *TEXTURE_STRETCH > 6.2832 * OUTERMOST / TEXTURE_SHORTEST * FINE,
	       "room for a turn");

static unsigned int points_of(double radius)
{
	return (unsigned int)ceil(TURN * fmin(radius, OUTERMOST) / TEXTURE_SHORTEST * FINE);
}

int texture_init(struct texture *texture, double rms, uint64_t seed)
{
	/* No stream of its own in the image: the disc's number, in other words. */
	struct random random = { seed ^ 0x746f706f67726170ull };
	double shortest = TEXTURE_SHORTEST / OUTERMOST, longest = TEXTURE_LONGEST / INNERMOST;

	memset(texture, 0, sizeof(*texture));
	texture->rms = rms;
	for (unsigned int i = 0; i < TEXTURE_TURNS; i++)
		texture->turn[i].ring = -1;
	if (!(rms > 0.0))
		return 0;
	for (unsigned int i = 0; i < TEXTURE_WAVES; i++) {
		struct texture_wave *wave = &texture->wave[i];
		double octave = (i + random_unit(&random)) / TEXTURE_WAVES;
		/* Of the band as the middle radius sees it, spread to all radii. */
		double length = shortest * pow(longest / shortest, octave);
		double direction = M_PI * (random_unit(&random) - 0.5);

		wave->order = round(TURN * cos(direction) / length);
		wave->across = TURN * sin(direction) / (length * sqrt(INNERMOST * OUTERMOST));
		wave->phase = TURN * random_unit(&random);
	}
	for (unsigned int i = 0; i < TEXTURE_TURNS; i++) {
		texture->turn[i].stretch = malloc(TEXTURE_STRETCHES * sizeof(texture_stretch));
		if (!texture->turn[i].stretch) {
			texture_free(texture);
			return -1;
		}
	}
	return 0;
}

void texture_free(struct texture *texture)
{
	for (unsigned int i = 0; i < TEXTURE_TURNS; i++)
		free(texture->turn[i].stretch);
	memset(texture, 0, sizeof(*texture));
}

/* 1 within the band, 0 outside. */
static double within(double length)
{
	double shorter, longer, inside;

	if (length > INSIDE_SHORTEST && length < INSIDE_LONGEST)
		return 1.0;
	shorter = log2(length / TEXTURE_SHORTEST) / EDGE;
	longer = log2(TEXTURE_LONGEST / length) / EDGE;
	inside = fmin(fmin(shorter, longer), 1.0);
	return inside <= 0.0 ? 0.0 : (1.0 - cos(M_PI * inside)) / 2.0;
}

/* Peaks of the waves at a radius. */
static void weigh(const struct texture *texture, double radius, double weight[TEXTURE_WAVES])
{
	double power = 0.0;

	for (unsigned int i = 0; i < TEXTURE_WAVES; i++) {
		const struct texture_wave *wave = &texture->wave[i];

		weight[i] = within(TURN / hypot(wave->order / radius, wave->across));
		power += weight[i] * weight[i] / 2.0;
	}
	for (unsigned int i = 0; i < TEXTURE_WAVES; i++)
		weight[i] *= power > 0.0 ? texture->rms / sqrt(power) : 0.0;
}

double texture_exact(const struct texture *texture, double radius, double angle)
{
	double weight[TEXTURE_WAVES], sum = 0.0;

	weigh(texture, radius, weight);
	for (unsigned int i = 0; i < TEXTURE_WAVES; i++) {
		const struct texture_wave *wave = &texture->wave[i];

		sum += weight[i] *
		       cos(TURN * wave->order * angle + wave->across * radius + wave->phase);
	}
	return sum;
}

/* Points of a lane. */
#define LANE (TEXTURE_STRETCH / TEXTURE_LANES)
/* Waves at a time. */
#define FOUR 4u

_Static_assert(TEXTURE_WAVES % FOUR == 0, "waves come by four");

/**
 * struct swing - a wave going from point to point
 * @now: here
 * @before: at the point before
 * @twice: cosine of a step, twice
 */
struct swing {
	texture_lanes now;
	texture_lanes before;
	float twice;
};

static struct swing begin_swing(const struct texture_part *part, unsigned int point)
{
	double phase = part->phase + part->step * point;
	float re, im;
	texture_lanes now, aside;

	wave_at((float)(phase - whole(phase)), &im, &re);
	re *= part->weight;
	im *= part->weight;
	now = re * part->lane_re - im * part->lane_im;
	aside = re * part->lane_im + im * part->lane_re;

	return (struct swing){
		.now = now,
		.before = now * part->forth[0] + aside * part->forth[1],
		.twice = 2.0f * part->forth[0],
	};
}

/*
 * cos(a + x) = 2 cos(x) cos(a) - cos(a - x): over as few points as a lane has, single
 * precision keeps 1e-4 of the height.
 */
static inline texture_lanes go_on(struct swing *swing)
{
	texture_lanes now = swing->now;

	swing->now = swing->twice * now - swing->before;
	swing->before = now;
	return now;
}

static void add_four(texture_lanes sum[LANE + 1], const struct texture_part *part,
		     unsigned int point)
{
	struct swing swing[FOUR];

	for (unsigned int i = 0; i < FOUR; i++)
		swing[i] = begin_swing(&part[i], point);
	for (unsigned int n = 0; n <= LANE; n++)
		sum[n] += (go_on(&swing[0]) + go_on(&swing[1])) +
			  (go_on(&swing[2]) + go_on(&swing[3]));
}

static void fill_in(struct texture_turn *turn, unsigned int stretch)
{
	float *to = turn->stretch[stretch];
	texture_lanes sum[LANE + 1] = { 0 };

	for (unsigned int i = 0; i < turn->parts; i += FOUR)
		add_four(sum, &turn->part[i], stretch * TEXTURE_STRETCH);
	for (unsigned int lane = 0; lane < TEXTURE_LANES; lane++)
		for (unsigned int n = 0; n <= LANE; n++)
			to[lane * LANE + n] = sum[n][lane];
	turn->filled[stretch] = true;
}

static void add_part(struct texture_turn *turn, const struct texture_wave *wave, double weight)
{
	struct texture_part *part = &turn->part[turn->parts++];
	double step = TURN * wave->order / turn->points;
	double jump_re = cos(LANE * step), jump_im = sin(LANE * step);
	double re = 1.0, im = 0.0;

	part->step = wave->order / turn->points;
	part->phase = (wave->across * (turn->ring * TEXTURE_PITCH) + wave->phase) / TURN;
	part->weight = (float)weight;
	part->forth[0] = (float)cos(step);
	part->forth[1] = (float)sin(step);
	for (unsigned int lane = 0; lane < TEXTURE_LANES; lane++) {
		double turned = re * jump_re - im * jump_im;

		part->lane_re[lane] = (float)re;
		part->lane_im[lane] = (float)im;
		im = re * jump_im + im * jump_re;
		re = turned;
	}
}

static void begin_turn(struct texture *texture, long ring)
{
	static const struct texture_wave none;
	struct texture_turn *turn = &texture->turn[ring % TEXTURE_TURNS];
	double weight[TEXTURE_WAVES];

	if (turn->ring == ring)
		return;
	turn->ring = ring;
	turn->points = points_of(ring * TEXTURE_PITCH);
	turn->parts = 0;
	memset(turn->filled, 0, sizeof(turn->filled));
	weigh(texture, ring * TEXTURE_PITCH, weight);
	for (unsigned int i = 0; i < TEXTURE_WAVES; i++)
		if (weight[i] > 0.0)
			add_part(turn, &texture->wave[i], weight[i]);
	while (turn->parts % FOUR)
		add_part(turn, &none, 0.0);
}

void texture_follow(struct texture *texture, double radius)
{
	long inner = (long)(radius * (1.0 / TEXTURE_PITCH));

	if (inner == texture->inner || !(texture->rms > 0.0))
		return;
	begin_turn(texture, inner);
	begin_turn(texture, inner + 1);
	texture->inner = inner;
}

static double ring_height(struct texture *texture, long ring, double angle)
{
	struct texture_turn *turn = &texture->turn[ring % TEXTURE_TURNS];
	double place = angle * turn->points;
	unsigned int i = (unsigned int)place, stretch = i / TEXTURE_STRETCH;
	const float *at = &turn->stretch[stretch][i % TEXTURE_STRETCH];

	if (!turn->filled[stretch])
		fill_in(turn, stretch);
	return at[0] + (place - i) * (at[1] - at[0]);
}

double texture_height(struct texture *texture, double radius, double angle)
{
	double share = radius * (1.0 / TEXTURE_PITCH) - texture->inner;
	double inner, outer;

	if (!texture->inner)
		return 0.0;
	share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
	inner = ring_height(texture, texture->inner, angle);
	outer = ring_height(texture, texture->inner + 1, angle);
	return inner + share * (outer - inner);
}
