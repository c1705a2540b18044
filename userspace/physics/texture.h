/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: texture under the head
 *
 * Topography of a disc between 40 um and 1.1 mm: too short for the loops, too long for
 * the tip not to ride on it. It is fixed to the disc: the same at every turn, and nearly
 * the same on neighbouring tracks. A sum of waves that close on themselves over a turn,
 *
 *	h(r, a) = g(r) sum w(k_i) cos(2 pi m_i a + q_i r + p_i),  k_i^2 = (m_i / r)^2 + q_i^2
 *
 * with whole m, as many per octave of wavelength, in every direction; w lets those
 * through whose wavelength at this radius is within the band, and g keeps the rms.
 */
#ifndef NFOD_PHYSICS_TEXTURE_H
#define NFOD_PHYSICS_TEXTURE_H

#include <stdbool.h>
#include <stdint.h>

#define TEXTURE_WAVES 64
/* Band of wavelengths, m. */
#define TEXTURE_SHORTEST 40e-6
#define TEXTURE_LONGEST 1.1e-3
/* Turns are kept of two radii so far apart, m, and heights between them are straight. */
#define TEXTURE_PITCH 8e-6
/* Enough for a head that stands still over an eccentric disc. */
#define TEXTURE_TURNS 16
/* Turns are filled in by stretches of so many points, as the head comes there. */
#define TEXTURE_STRETCH 256u
/* Of the widest turn, 6 points to the shortest wave. */
#define TEXTURE_STRETCHES 221

/**
 * struct texture_wave - one of them
 * @order: waves in a turn
 * @across: rad/m outwards
 * @phase: at angle 0 and radius 0
 */
struct texture_wave {
	double order;
	double across;
	double phase;
};

/* A stretch, and the first point of the next one. */
typedef float texture_stretch[TEXTURE_STRETCH + 1];

/* A stretch is computed in so many parts at once. */
#define TEXTURE_LANES 4u

typedef float texture_lanes __attribute__((vector_size(4 * TEXTURE_LANES)));

/**
 * struct texture_part - one of the waves along a turn
 * @phase: at its first point, turns of the wave
 * @step: from point to point, ditto
 * @weight: peak
 * @forth: [0] cosine, [1] sine of a step
 * @lane_re: cosine of the way from a stretch's beginning to that of each lane
 * @lane_im: sine of it
 */
struct texture_part {
	double phase;
	double step;
	float weight;
	float forth[2];
	texture_lanes lane_re;
	texture_lanes lane_im;
};

/**
 * struct texture_turn - heights over a turn
 * @ring: of which radius, in TEXTURE_PITCH; -1 = none yet
 * @points: in the turn
 * @part: waves whose length is within the band there
 * @parts: how many, filled up to fours by some without weight
 * @filled: stretches that hold
 * @stretch: room for all
 */
struct texture_turn {
	long ring;
	unsigned int points;
	struct texture_part part[TEXTURE_WAVES];
	unsigned int parts;
	bool filled[TEXTURE_STRETCHES];
	texture_stretch *stretch;
};

/**
 * struct texture - a disc's
 * @rms: height, m; 0 = a smooth disc
 * @wave: what it is made of
 * @turn: ring n is at n % TEXTURE_TURNS
 * @inner: of the two rings that the head was last between; 0 = none yet
 */
struct texture {
	double rms;
	struct texture_wave wave[TEXTURE_WAVES];
	struct texture_turn turn[TEXTURE_TURNS];
	long inner;
};

/* Return: 0, or -1 when memory is short. */
int texture_init(struct texture *texture, double rms, uint64_t seed);
void texture_free(struct texture *texture);

/**
 * texture_follow() - heights are those between the turns on both sides of this radius
 *
 * Nothing to do as long as the radius stays between them.
 */
void texture_follow(struct texture *texture, double radius);

/**
 * texture_height() - of the disc at a place
 * @radius: m; beyond the turns that are followed the nearest one counts
 * @angle: turns, 0..1
 *
 * Fills in what is not there yet: some five microseconds for 1/150 of a turn.
 */
double texture_height(struct texture *texture, double radius, double angle);

/* The same without tables, for tests. */
double texture_exact(const struct texture *texture, double radius, double angle);

#endif
