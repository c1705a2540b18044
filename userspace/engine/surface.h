/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What a head would meet over a disc: the sections of its image. What is missing is
 * ideal: no run-out, no protrusions, no texture, and the lead-in's own gap curves.
 */
#ifndef NFOD_ENGINE_SURFACE_H
#define NFOD_ENGINE_SURFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nfod/format.h"
#include "nfod/medium.h"

/* The lens's tip: so far on either side it passes over a disc. */
#define SURFACE_TIP_NM 20000u

/**
 * struct surface - sections of an image, checked
 * @gap: by ascending gap; NULL when neither section nor lead-in is there
 * @gaps: how many
 * @runout: ring by ring
 * @runouts: how many
 * @protrusion: by ascending radius
 * @protrusions: how many
 * @layer: films from the substrate up
 * @layers: how many; 0 = not known
 * @writing: what writing leaves, by enum nfod_side; NULL when it is not known
 * @reading: how it is read, by enum nfod_side; NULL when it is not known
 * @texture: of the finished surface; all zero when there is none
 * @touched: bit n: the lens has touched protrusion n
 * @damaged: how many of them
 * @scratches: times that it met the disc itself
 */
struct surface {
	struct nfod_gap_record *gap;
	size_t gaps;
	struct nfod_runout_record *runout;
	size_t runouts;
	struct nfod_protrusion_record *protrusion;
	size_t protrusions;
	struct nfod_layer_record *layer;
	size_t layers;
	struct nfod_writing_law *writing;
	struct nfod_reading_law *reading;
	struct nfod_surface_record texture;
	uint64_t *touched;
	size_t damaged;
	size_t scratches;
};

/**
 * struct surface_track - a stretch of track that passes under the head
 * @radius_nm: in its middle
 * @angle: where it begins, turns, 0..1
 * @turns: that it covers
 */
struct surface_track {
	double radius_nm;
	double angle;
	double turns;
};

/**
 * surface_load() - take the sections out of an image
 * @surface: filled, for surface_free()
 * @fd: the image
 * @header: checked by medium_check()
 * @info: checked lead-in or NULL
 * @why: what is wrong with it
 * @size: of @why
 *
 * Return: 0, or -1 with @why; nothing has to be freed then.
 */
int surface_load(struct surface *surface, int fd, const struct nfod_medium *header,
		 const struct nfod_disc_info *info, char *why, size_t size);
void surface_free(struct surface *surface);

/**
 * surface_ges() - gap error signal over its far-field value
 * @side: enum nfod_side
 * @written: part of the track's film that is written, 0..1
 */
double surface_ges(const struct surface *surface, double gap_nm, unsigned int side, double written);

/**
 * surface_light_slope() - relative change of the light that comes back, per nm of gap
 */
double surface_light_slope(const struct surface *surface, double gap_nm, unsigned int side);

/* Height of the disc over a turn at a radius, peak to peak, in nm. */
double surface_axial_pp(const struct surface *surface, double radius_nm);

/**
 * surface_touch() - the lens passes over a stretch of track
 * @height_nm: what stands out by more than this touches it
 * @at: filled with where along the track, 0..1, at most @most, in no order
 *
 * What is touched is marked. Return: how many.
 */
unsigned int surface_touch(struct surface *surface, const struct surface_track *track,
			   double height_nm, double *at, unsigned int most);

/* Number of the first protrusion at or beyond a radius; @protrusions when there is none. */
size_t surface_first_beyond(const struct surface *surface, double radius_nm);

/* The lens touches protrusion @n. */
void surface_mark(struct surface *surface, size_t n);

#endif
