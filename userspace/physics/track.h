/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: land and groove
 *
 * What the tracks' relief does to the light. Two models:
 *
 * - scalar: two kinds of stripes, each reflecting as its plane stack does (with
 *   the phase of its depth), weighted by the spot's line profile. Fast; for sweeps.
 * - rigorous: the relief as a periodic grating with sloping walls and conformal films
 *   (Fourier modal method, conical incidence, Li's factorisation; Moharam and Gaylord
 *   1995, Li 1996), its orders summed coherently over the pupil. For the press and as
 *   judge over the first.
 *
 * Crosstalk is the signal that a mark on the neighbouring tracks makes on the one
 * that is read, against a mark's on the track itself:
 * 20 log10(|neighbours' change of signal| / |own change of signal|) dB.
 */
#ifndef NFOD_PHYSICS_TRACK_H
#define NFOD_PHYSICS_TRACK_H

#include <complex.h>

#include "physics/film.h"
#include "physics/material.h"
#include "physics/optics.h"

#define TRACK_SIDES 2 /* by enum nfod_side: 0 groove, 1 land */

/**
 * enum track_contrast - how marks are seen
 * @CONTRAST_REFLECTION: phase change: power of the parallel beam
 * @CONTRAST_MAGNETISATION: magneto-optical: differential Kerr signal
 */
enum track_contrast {
	CONTRAST_REFLECTION,
	CONTRAST_MAGNETISATION,
};

/**
 * struct relief - a disc with tracks under the head
 * @land: stack over the middle of a land: [0] lens, 1 air gap, 2 flattening film,
 *	then the formed layers from the top down, substrate as the last half-space
 * @recording_layer: index of the recording layer in @land
 * @written: its index when written (@land has it erased)
 * @q: its Voigt constant
 * @pitch_nm: land to groove centre, half the period
 * @step_nm: height of the land above the groove; over the groove the flattening film is
 *	thicker by as much (surface flat) less @dip_nm
 * @dip_nm: depth by which the surface still follows the relief
 * @wall_deg: slope of the walls, 90 = upright
 * @land_fraction: width of the land, half way up its walls, over the period; 0.5 = as wide
 *	as the groove
 */
struct relief {
	struct film_stack land;
	unsigned int recording_layer;
	double complex written;
	double complex q;
	double pitch_nm;
	double step_nm;
	double dip_nm;
	double wall_deg;
	double land_fraction;
};

/**
 * struct track_figures - what one geometry gives
 * @crosstalk: change of signal by the neighbours over that by the own track, when reading
 *	each side
 * @crosstalk_db: its size
 * @push_pull: peak of (left - right) / (left + right) when crossing tracks
 * @push_pull_sign: +1 when the signal rises from groove to land, else -1
 * @modulation: own mark's change of signal over the signal, by side
 */
struct track_figures {
	double crosstalk[TRACK_SIDES];
	double crosstalk_db[TRACK_SIDES];
	double push_pull;
	int push_pull_sign;
	double modulation[TRACK_SIDES];
};

/**
 * track_stack() - plane stack over one side
 * @side: enum nfod_side
 */
void track_stack(const struct relief *relief, unsigned int side, struct film_stack *stack);

/**
 * track_scalar() - figures by the scalar model
 * @gap_nm: air gap, replaces layer 1's thickness
 */
void track_scalar(const struct optics *optics, const struct relief *relief, double gap_nm,
		  enum track_contrast contrast, struct track_figures *figures);

/**
 * struct track_step - result of a search over the step
 * @step_nm: where the worse of the two sides' crosstalk is least
 * @worst_db: there
 * @side_nm: where each side alone would have its least
 * @side_db: there
 */
struct track_step {
	double step_nm;
	double worst_db;
	double side_nm[TRACK_SIDES];
	double side_db[TRACK_SIDES];
};

/**
 * track_best_step() - the step with least crosstalk (claim 13), scalar model
 * @min_nm: range of the search
 * @max_nm: ditto
 *
 * The film over the land stays as it is, that over the groove grows with the step.
 */
void track_best_step(const struct optics *optics, const struct relief *relief, double gap_nm,
		     enum track_contrast contrast, double min_nm, double max_nm,
		     struct track_step *best);

/**
 * struct grating_effort - how fine the rigorous model counts
 * @orders: diffraction orders kept on each side of the zeroth
 * @pupil: points across the pupil
 * @slices: slices of a sloping wall
 */
struct grating_effort {
	unsigned int orders;
	unsigned int pupil;
	unsigned int slices;
};

/*
 * Amplitude of crosstalk comes out within about 0.03, 0.02 and 0.005 of the limit; a call
 * takes about 0.06, 0.2 and 2 s (Documentation/physics.md).
 */
#define GRATING_SWEEP ((struct grating_effort){ 4, 20, 2 })
#define GRATING_QUICK ((struct grating_effort){ 6, 24, 2 })
#define GRATING_FINE ((struct grating_effort){ 12, 28, 4 })

/**
 * struct track_signal - rigorous signals at one place across the tracks
 * @ges: gap error signal over its far-field value, erased disc
 * @sum: parallel-polarised power that comes back, erased disc
 * @push_pull: (left - right) / (left + right)
 */
struct track_signal {
	double ges;
	double sum;
	double push_pull;
};

/**
 * track_rigorous() - figures by the grating model
 *
 * Return: 0, or -1 when the eigenvalue solver failed or memory is short.
 */
int track_rigorous(const struct optics *optics, const struct relief *relief, double gap_nm,
		   enum track_contrast contrast, const struct grating_effort *effort,
		   struct track_figures *figures);

/**
 * track_rigorous_step() - track_best_step() by the grating model
 *
 * Return: 0, or -1 as above.
 */
int track_rigorous_step(const struct optics *optics, const struct relief *relief, double gap_nm,
			enum track_contrast contrast, const struct grating_effort *effort,
			double min_nm, double max_nm, struct track_step *best);

/**
 * track_across() - rigorous signals across the tracks, for one or several gaps
 * @gap_nm: @gaps gaps
 * @x_nm: @places positions; 0 = middle of a groove, pitch_nm = middle of a land
 * @state: all of the recording layer is in this state
 * @signal: @gaps rows of @places
 *
 * Return: 0, or -1 as above.
 */
int track_across(const struct optics *optics, const struct relief *relief, const double *gap_nm,
		 unsigned int gaps, const double *x_nm, unsigned int places, enum film_state state,
		 const struct grating_effort *effort, struct track_signal *signal);

#endif
