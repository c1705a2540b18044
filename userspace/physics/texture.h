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

#include <stdint.h>

#define TEXTURE_WAVES 64
/* Band of wavelengths, m. */
#define TEXTURE_SHORTEST 40e-6
#define TEXTURE_LONGEST 1.1e-3
/* Turns are kept of two radii so far apart, m, and heights between them are straight. */
#define TEXTURE_PITCH 8e-6
/* Enough for a head that stands still over an eccentric disc. */
#define TEXTURE_TURNS 16

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

/**
 * struct texture - a disc's
 * @rms: height, m
 * @wave: what it is made of
 * @turn: heights over turns; ring n, of radius n TEXTURE_PITCH, is at n % TEXTURE_TURNS
 * @ring: which it is, -1 = none yet
 * @points: that are kept of each, besides the first one again
 * @inner: of the two rings that the head was last between
 */
struct texture {
	double rms;
	struct texture_wave wave[TEXTURE_WAVES];
	float *turn[TEXTURE_TURNS];
	long ring[TEXTURE_TURNS];
	unsigned int points[TEXTURE_TURNS];
	long inner;
};

/* Return: 0, or -1 when memory is short. */
int texture_init(struct texture *texture, double rms, uint64_t seed);
void texture_free(struct texture *texture);

/**
 * texture_follow() - have the turns on both sides of a radius
 *
 * Nothing to do as long as the radius stays between them; a new turn takes a
 * millisecond.
 */
void texture_follow(struct texture *texture, double radius);

/**
 * texture_height() - of the disc at a place
 * @radius: m; beyond the turns that are kept the nearest one counts
 * @angle: turns, 0..1
 */
double texture_height(const struct texture *texture, double radius, double angle);

/* The same without tables, for tests. */
double texture_exact(const struct texture *texture, double radius, double angle);

#endif
