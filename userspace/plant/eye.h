/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What the optics show: signals against gap, track and tilt, tabulated for one disc.
 */
#ifndef NFOD_PLANT_EYE_H
#define NFOD_PLANT_EYE_H

#include <stdbool.h>

#include "engine/surface.h"
#include "nfod/figures.h"
#include "nfod/format.h"

/* Tables by gap, m. */
#define EYE_STEP 0.5e-9
#define EYE_POINTS 2048
/* And of the far-field focus, over the peak's distance from focus. */
#define EYE_FOCUS_STEP 0.0625
#define EYE_FOCUS_MOST 5.0
#define EYE_FOCUS_POINTS 161

/* Four at once. */
typedef float eye_four __attribute__((vector_size(16)));

/**
 * struct eye_point - signals at one gap, over a groove and over a land beside it
 * @back: gap error signal, then parallel return, each over its far value
 * @tilt: what the quadrants differ from their mean by per rad of radial, then of
 *	tangential tilt
 * @push_pull: [0] amplitude of (left - right) / sum
 */
struct eye_point {
	eye_four back;
	eye_four tilt;
	eye_four push_pull;
};

/**
 * struct eye - tables for a disc under a head
 * @point: by gap
 * @focus: S-curve, 1 = peak of a disc with a film
 * @bright: sum's share that focus lets through
 * @per_step: steps of the focus tables, 1/m
 * @centre: gap in focus, m
 * @sign: of the push-pull when crossing a groove outwards
 * @slope: of push-pull over sum at the gap of the lead-in, per m
 * @reflected: what comes back in focus over what a right disc gives
 */
struct eye {
	struct eye_point point[EYE_POINTS];
	float focus[EYE_FOCUS_POINTS + 1];
	float bright[EYE_FOCUS_POINTS + 1];
	double per_step;
	double centre;
	float sign;
	float slope;
	float reflected;
};

/**
 * struct eye_view - what is seen, without noise, over far values
 * @ges: by quadrant
 * @sum: parallel return
 * @push_pull: (left - right) / sum
 * @focus: error, peak 1
 */
struct eye_view {
	eye_four ges;
	float sum;
	float push_pull;
	float focus;
};

/**
 * struct eye_place - where the spot is
 * @gap: m
 * @phase: between groove (0), land (1/2) and groove (1)
 * @tracks: there are some
 * @tilt: rad, [0] radial, [1] tangential
 */
struct eye_place {
	double gap;
	double phase;
	bool tracks;
	double tilt[2];
};

/* @upside_down: the light meets bare polycarbonate. */
void eye_init(struct eye *eye, const struct nfod_figures *fig, const struct surface *surface,
	      const struct nfod_disc_info *info, bool upside_down);

void eye_look(const struct eye *eye, const struct eye_place *place, struct eye_view *view);

#endif
