/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What happens to a disc after the press: scratches, fingerprints, and defects that grow.
 * Each is a figure on the disc's face, and lies over the stretches of those tracks that
 * pass below it. See Documentation/twin.md, "Blemishes".
 */
#ifndef NFOD_ENGINE_BLEMISH_H
#define NFOD_ENGINE_BLEMISH_H

#include <stddef.h>
#include <stdint.h>

#include "engine/surface.h"
#include "lib/random.h"

/**
 * enum blemish_kind - what it is
 * @BLEMISH_SCRATCH: straight; nothing is left of the film below it
 * @BLEMISH_FINGERPRINT: round; takes part of the light away
 * @BLEMISH_DEFECT: round, like a scratch; grows with each passage of the head
 */
enum blemish_kind {
	BLEMISH_SCRATCH,
	BLEMISH_FINGERPRINT,
	BLEMISH_DEFECT,
	BLEMISH_KINDS
};

/* Of each kind. */
#define BLEMISHES_MOST 64u
#define BLEMISH_TEXT 256
/* Stretches of one cluster below blemishes; what more there is, is left out. */
#define BLEMISH_STRETCHES 64u

/**
 * struct blemish - one of them; metres, in the disc's plane
 * @from: its centre, or one end of the scratch
 * @to: the scratch's other end
 * @width: of the scratch, or diameter
 * @growth: of the diameter with each passage
 * @light: part of the light that gets through to the film, 0..1
 * @passages: of the head over it
 */
struct blemish {
	double from[2];
	double to[2];
	double width;
	double growth;
	double light;
	uint64_t passages;
};

/**
 * struct blemishes - those of one kind
 * @text: as they were ordered; empty = none
 * @count: entries used in @blemish
 */
struct blemishes {
	char text[BLEMISH_TEXT];
	size_t count;
	struct blemish blemish[BLEMISHES_MOST];
};

/**
 * struct blemish_stretch - cells that lie below one
 * @first: of the cluster
 * @end: behind the last
 * @light: what gets through
 */
struct blemish_stretch {
	uint32_t first;
	uint32_t end;
	double light;
};

/**
 * blemishes_set() - other ones of a kind
 * @text: "off", "seed N COUNT", or a list with commas:
 *	scratch: radius (mm) and angle (turns) of both ends, width (um);
 *	fingerprint: radius, angle, diameter (mm), part of the light that gets through;
 *	defect: radius, angle, diameter (um), growth of it with each passage (um)
 *
 * Return: 0, or -1 when it is none of these; they are as they were then.
 */
int blemishes_set(struct blemishes *blemishes, enum blemish_kind kind, const char *text);

/**
 * blemishes_over() - the head passes a cluster
 * @blemishes: BLEMISH_KINDS of them; those that grow do so
 * @track: of the cluster
 * @stretch: filled, in no order; they may overlap
 *
 * Return: how many.
 */
unsigned int blemishes_over(struct blemishes blemishes[BLEMISH_KINDS],
			    const struct surface_track *track,
			    struct blemish_stretch stretch[BLEMISH_STRETCHES]);

/* Part of their light that is left to so many cells from @first on. */
double blemish_light(const struct blemish_stretch *below, uint32_t first, uint32_t cells);

/**
 * blemish_errors() - part of the symbols that come out wrong because light is missing
 * @light: what gets through, 0..1
 */
double blemish_errors(double light);

#endif
