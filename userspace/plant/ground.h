/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What lies under the head: height and excursion of the disc, tracks, and what stands
 * out. Metres; angles in turns.
 */
#ifndef NFOD_PLANT_GROUND_H
#define NFOD_PLANT_GROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/surface.h"
#include "nfod/figures.h"
#include "nfod/format.h"
#include "physics/mastering.h"
#include "physics/texture.h"

/* Points of a turn of which the run-out is kept; between them it is straight. */
#define GROUND_ANGLES 8192

/* Run-out at a place: [0] height, [1] excursion of the tracks; computed at once. */
typedef double ground_spot __attribute__((vector_size(16)));

/**
 * struct ground_ring - a turn of it
 * @radius: of this ring
 * @per_width: 1 over the way to the next one, 1/m
 * @at: by angle, the first one again at the end
 */
struct ground_ring {
	double radius;
	double per_width;
	ground_spot at[GROUND_ANGLES + 1];
};

/**
 * struct ground_bump - a protrusion that the head may meet where it is
 * @angle: turns
 * @radius: on the disc
 * @height: above it
 * @index: in the surface
 */
struct ground_bump {
	double angle;
	double radius;
	double height;
	size_t index;
};

/**
 * struct ground - a disc
 * @surface: of it
 * @info: its lead-in
 * @ring: run-out by ascending radius; none = flat and round
 * @rings: how many
 * @per_period: 1 over the distance of two grooves, 1/m
 * @inner: the one last found inside the head
 * @texture: topography
 * @mastering: how even its tracks are
 * @bump: those around @bump_radius, by angle
 * @bumps: how many
 * @bump_room: for so many
 * @bump_radius: middle of the band that they were looked up for
 * @zone: the one last found under the head
 */
struct ground {
	struct surface *surface;
	const struct nfod_disc_info *info;
	struct ground_ring *ring;
	size_t rings;
	double per_period;
	size_t inner;
	struct texture texture;
	struct mastering mastering;
	struct ground_bump *bump;
	size_t bumps;
	size_t bump_room;
	double bump_radius;
	unsigned int zone;
};

/**
 * struct ground_point - the disc at a place
 * @height: of the surface over a flat disc's
 * @radial: excursion of the tracks there
 * @slope: of the height, [0] outwards, [1] along the track towards what comes
 */
struct ground_point {
	double height;
	double radial;
	double slope[2];
};

/**
 * struct ground_track - the track under a place
 * @exists: else there is a mirror between zones
 * @land: it is a land
 * @zone: counted from 0
 * @turn: whole turns from the zone's beginning
 * @offset: of the place from its middle
 * @phase: place between groove (0), land (1/2) and groove (1)
 */
struct ground_track {
	bool exists;
	bool land;
	uint16_t zone;
	int32_t turn;
	double offset;
	double phase;
};

/**
 * struct ground_tip - the tip passing over the disc during a tick
 * @radius: on the disc
 * @from: angle of its middle at the beginning, turns
 * @until: and at the end; may be beyond 0..1, but near @from
 * @gap: at beginning and end
 * @tilt: against the disc, as in plant_truth
 * @reach: half its diameter
 */
struct ground_tip {
	double radius;
	double from;
	double until;
	double gap[2];
	double tilt[2];
	double reach;
};

/**
 * ground_init() - a disc that was mastered as the figures say
 *
 * Return: 0, or -1 when memory is short; then there is nothing to free.
 */
int ground_init(struct ground *ground, const struct nfod_figures *fig, struct surface *surface,
		const struct nfod_disc_info *info);
void ground_free(struct ground *ground);

/**
 * ground_at() - the disc at a place
 * @radius: where the head is; the disc's own radius there is less by its excursion
 * @angle: 0..1
 * @drift: by which the whole disc is displaced
 * @follow: have the very topography of that radius, not of the one that was followed last
 */
void ground_at(struct ground *ground, double radius, double angle, ground_spot drift, bool follow,
	       struct ground_point *point);

/* @follow: as it was mastered there; else as it ought to be. */
void ground_track(struct ground *ground, double radius, double angle, bool follow,
		  struct ground_track *track);

#define GROUND_NO_BUMP SIZE_MAX

/**
 * ground_clearance() - least distance of the tip from what stands out, in a tick
 * @index: set to the protrusion that it is
 *
 * Return: INFINITY and GROUND_NO_BUMP when none came under the tip.
 */
double ground_clearance(struct ground *ground, const struct ground_tip *tip, size_t *index);

#endif
