/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the focused spot through the solid immersion lens
 *
 * Vector sum of plane waves over the pupil (Richards and Wolf 1959; for stacks
 * Milster and others), x-polarised. What comes back is the pupil's two
 * polarisations: the parallel one carries the data, the crossed one the gap:
 *
 *	GES = <|r_p - r_s|^2> / 8, against its value far away
 *
 * A stack here is a disc under the head: index[0] is the lens, layer 1 the air
 * gap. Plane layers: what a land or a groove as wide as the spot would give; tracks
 * of finite width are in track.h.
 */
#ifndef NFOD_PHYSICS_SPOT_H
#define NFOD_PHYSICS_SPOT_H

#include "physics/film.h"
#include "physics/optics.h"

#define SPOT_QUADRANTS 4

/**
 * struct gap_point - signals at one gap
 * @gap_nm: air gap
 * @ges: gap error signal over its far-field value (limit of a wide gap, fringes of the
 *	light between lens and disc averaged)
 * @ges_power: the same as part of the incident power
 * @sum: power that comes back parallel-polarised, part of the incident power
 * @total: all power that comes back, part of the incident power
 */
struct gap_point {
	double gap_nm;
	double ges;
	double ges_power;
	double sum;
	double total;
};

/**
 * spot_gap_curve() - signals against gap
 * @gap_nm: @count gaps, any order
 * @point: @count results
 */
void spot_gap_curve(const struct optics *optics, const struct film_stack *stack,
		    const double *gap_nm, unsigned int count, struct gap_point *point);

/**
 * spot_tilt() - gap error signal of each pupil quadrant when the lens is tilted
 * @gap_nm: in the middle of the tip
 * @layer: that the beam is focused in; its depth below the tip is what makes one side
 *	of the pupil see more of the wedge than the other
 * @tilt_x_mrad: right-handed about the x axis: brings the +y side nearer to the disc
 * @tilt_y_mrad: about the y axis: takes the +x side away from it
 * @ges: by quadrant of the returning beam, counter-clockwise from (+x, +y), each over
 *	the far-field value of a quadrant, so that without tilt all are the whole signal
 *
 * First order in the tilt: linear, opposite quadrants change oppositely, the sum does not.
 */
void spot_tilt(const struct optics *optics, const struct film_stack *stack, double gap_nm,
	       unsigned int layer, double tilt_x_mrad, double tilt_y_mrad,
	       double ges[SPOT_QUADRANTS]);

/**
 * struct spot - light inside the recording layer, in its middle
 * @peak: intensity |E|^2 in the focus, against the same at gap 0
 * @intensity: the same against the incident beam focused in bare lens glass
 * @fwhm_x_nm: along the polarisation
 * @fwhm_y_nm: across it
 * @absorbed: part of the incident power that the recording layer takes up
 * @absorbed_below: part taken up by what lies behind it
 */
struct spot {
	double peak;
	double intensity;
	double fwhm_x_nm;
	double fwhm_y_nm;
	double absorbed;
	double absorbed_below;
};

/**
 * spot_in_layer() - the spot in one layer, refocused for its depth
 * @gap_nm: replaces layer 1's thickness
 * @layer: e.g. the recording layer
 */
void spot_in_layer(const struct optics *optics, const struct film_stack *stack, double gap_nm,
		   unsigned int layer, struct spot *spot);

/**
 * spot_line() - intensity along a line through the focus, for pictures and weights
 * @angle: of the line against the polarisation, radians
 * @x_nm: @count positions
 * @intensity: against the incident beam focused in bare lens glass
 */
void spot_line(const struct optics *optics, const struct film_stack *stack, double gap_nm,
	       unsigned int layer, double angle, const double *x_nm, unsigned int count,
	       double *intensity);

/**
 * struct kerr - polar Kerr effect of the whole beam
 * @rotation_deg: of the returning parallel beam's polarisation
 * @ellipticity_deg: ditto
 * @amplitude: differential detector's signal, part of the incident power:
 *	2 |r_x| |r_y| cos(phase between) averaged over the pupil
 * @phase_deg: phase between crossed and parallel light, 0 = pure rotation
 */
struct kerr {
	double rotation_deg;
	double ellipticity_deg;
	double amplitude;
	double phase_deg;
};

void spot_kerr(const struct optics *optics, const struct film_stack *stack, double gap_nm,
	       unsigned int layer, double complex q, struct kerr *kerr);

#endif
