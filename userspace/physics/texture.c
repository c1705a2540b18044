// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/texture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/random.h"

#define TURN (2.0 * M_PI)
/* Radii on which a disc has tracks, widely, m. */
#define INNERMOST 20e-3
#define OUTERMOST 60e-3
/* Points for the shortest wave. */
#define FINE 6.0
/* The band fades out over so much of an octave on either side. */
#define EDGE 0.125

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
		texture->ring[i] = -1;
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
		texture->turn[i] = malloc((points_of(OUTERMOST) + 1) * sizeof(float));
		if (!texture->turn[i]) {
			texture_free(texture);
			return -1;
		}
	}
	return 0;
}

void texture_free(struct texture *texture)
{
	for (unsigned int i = 0; i < TEXTURE_TURNS; i++)
		free(texture->turn[i]);
	memset(texture, 0, sizeof(*texture));
}

/* 1 within the band, 0 outside. */
static double within(double length)
{
	double shorter = log2(length / TEXTURE_SHORTEST) / EDGE;
	double longer = log2(TEXTURE_LONGEST / length) / EDGE;
	double inside = fmin(fmin(shorter, longer), 1.0);

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

#define LANES 4u

/* Four waves at once. */
typedef float lanes __attribute__((vector_size(4 * LANES)));

/**
 * struct pointers - the waves at one point of a turn, and their way to the next
 * @count: of their fours
 */
struct pointers {
	unsigned int count;
	lanes re[TEXTURE_WAVES / LANES];
	lanes im[TEXTURE_WAVES / LANES];
	lanes turn_re[TEXTURE_WAVES / LANES];
	lanes turn_im[TEXTURE_WAVES / LANES];
};

/* Pointers are set anew so often that rounding stays below 1e-4 of the height. */
#define STRETCH 512u

static void set_pointers(struct pointers *pointers, const struct texture *texture,
			 const double weight[TEXTURE_WAVES], double radius, unsigned int point,
			 unsigned int points)
{
	unsigned int count = 0;

	memset(pointers, 0, sizeof(*pointers));
	for (unsigned int i = 0; i < TEXTURE_WAVES; i++) {
		const struct texture_wave *wave = &texture->wave[i];
		double phase =
			TURN * wave->order * point / points + wave->across * radius + wave->phase;
		double turn = TURN * wave->order / points;

		if (weight[i] == 0.0)
			continue;
		pointers->re[count / LANES][count % LANES] = (float)(weight[i] * cos(phase));
		pointers->im[count / LANES][count % LANES] = (float)(weight[i] * sin(phase));
		pointers->turn_re[count / LANES][count % LANES] = (float)cos(turn);
		pointers->turn_im[count / LANES][count % LANES] = (float)sin(turn);
		count++;
	}
	pointers->count = (count + LANES - 1) / LANES;
}

static float turn_pointers(struct pointers *pointers)
{
	lanes sum = { 0.0f };

	for (unsigned int i = 0; i < pointers->count; i++) {
		lanes re = pointers->re[i], im = pointers->im[i];

		sum += re;
		pointers->re[i] = re * pointers->turn_re[i] - im * pointers->turn_im[i];
		pointers->im[i] = re * pointers->turn_im[i] + im * pointers->turn_re[i];
	}
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void fill_turn(struct texture *texture, long ring)
{
	unsigned int which = (unsigned int)(ring % TEXTURE_TURNS);
	double radius = ring * TEXTURE_PITCH;
	unsigned int points = points_of(radius);
	float *turn = texture->turn[which];
	double weight[TEXTURE_WAVES];
	struct pointers pointers;

	weigh(texture, radius, weight);
	for (unsigned int i = 0; i < points; i++) {
		if (i % STRETCH == 0)
			set_pointers(&pointers, texture, weight, radius, i, points);
		turn[i] = turn_pointers(&pointers);
	}
	turn[points] = turn[0];
	texture->points[which] = points;
	texture->ring[which] = ring;
}

void texture_follow(struct texture *texture, double radius)
{
	long inner = (long)(radius / TEXTURE_PITCH);

	if (inner == texture->inner || !texture->turn[0])
		return;
	for (long ring = inner; ring < inner + 2; ring++)
		if (texture->ring[ring % TEXTURE_TURNS] != ring)
			fill_turn(texture, ring);
	texture->inner = inner;
}

static double ring_height(const struct texture *texture, long ring, double angle)
{
	unsigned int which = (unsigned int)(ring % TEXTURE_TURNS);
	double place = angle * texture->points[which];
	unsigned int i = (unsigned int)place;
	const float *at = &texture->turn[which][i];

	return at[0] + (place - i) * (at[1] - at[0]);
}

double texture_height(const struct texture *texture, double radius, double angle)
{
	double share = radius / TEXTURE_PITCH - texture->inner;
	double inner, outer;

	if (!texture->inner)
		return 0.0;
	share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
	inner = ring_height(texture, texture->inner, angle);
	outer = ring_height(texture, texture->inner + 1, angle);
	return inner + share * (outer - inner);
}
