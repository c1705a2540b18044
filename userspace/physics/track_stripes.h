/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The scalar model's stripes: what lands and grooves scatter, wave by wave. What it takes
 * for granted is in track.c; shared by the figures across the tracks and the response
 * along them (readout.h).
 */
#ifndef NFOD_PHYSICS_TRACK_STRIPES_H
#define NFOD_PHYSICS_TRACK_STRIPES_H

#include <complex.h>

#include "physics/track.h"
#include "physics/track_pupil.h"

#define ROOTS FILM_LANES /* radial points at which stacks are computed */

/**
 * struct roots - root of a stack's amplitude over the pupil, without jumps
 */
struct roots {
	double complex s[ROOTS];
	double complex p[ROOTS];
};

/**
 * struct stripes - what both kinds of stripes do
 * @step: distance of radial points, NA
 * @flat: reflection of what has no tracks
 * @relief: what erased stripes add, by side
 * @mark: what a mark changes, by side
 */
struct stripes {
	double step;
	struct film_waves flat;
	struct roots relief[TRACK_SIDES];
	struct roots mark[TRACK_SIDES];
};

/**
 * struct tensor - polarisation tensor of one plane wave; x is across the tracks
 */
struct tensor {
	double complex xx;
	double complex xy;
	double complex yy;
};

/**
 * struct beams - one family's waves at the stripes
 * @flat: reflection along the polarisation by what has no tracks
 * @relief: roots of what erased stripes add, by side
 * @mark: roots of what a mark changes, by side
 */
struct beams {
	double complex flat[PUPIL_ORDERS];
	struct tensor relief[TRACK_SIDES][PUPIL_ORDERS];
	struct tensor mark[TRACK_SIDES][PUPIL_ORDERS];
};

/* What stripes do at a gap. */
void stripes_make(const struct optics *optics, const struct relief *relief, double gap_nm,
		  enum track_contrast contrast, struct stripes *stripes);

/* Fourier coefficient of one side's stripes; x = 0 is the middle of a land. */
double stripes_form(const struct relief *relief, unsigned int side, int order);

/* One family's waves. */
void stripes_beams(const struct stripes *stripes, const struct pupil_family *family,
		   struct beams *beams);

/* What one wave that leaves an erased disc gets of each of @count incident ones. */
void stripes_erased(const struct relief *relief, const struct beams *beams, unsigned int count,
		    unsigned int leaving, double complex wave[PUPIL_ORDERS]);

/* Light polarised along the tracks that leaves as such. */
static inline double complex along(const struct tensor *leaving, const struct tensor *incident)
{
	return leaving->xy * incident->xy + leaving->yy * incident->yy;
}

/* Light polarised along the tracks that magnetisation turns across. */
static inline double complex turned(const struct tensor *leaving, const struct tensor *incident)
{
	return leaving->xx * incident->yy - leaving->xy * incident->xy;
}

#endif
