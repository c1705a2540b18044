/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the pupil over periodic tracks
 *
 * A grating of period p scatters a plane wave kx only into kx + n lambda/p (a Bloch
 * family; all in units of NA), so the sum over the pupil is a sum over families: kx0 in
 * half of the Brillouin zone and ky >= 0, the rest by the tracks' mirror symmetry. Both
 * models of track.h share the quadrature and what is made of the amplitudes.
 *
 * Places are phases: 2 pi (x - middle of a land) / period.
 */
#ifndef NFOD_PHYSICS_TRACK_PUPIL_H
#define NFOD_PHYSICS_TRACK_PUPIL_H

#include <complex.h>

#include "physics/track.h"

#define PUPIL_ORDERS 32 /* orders of one family that a pupil may hold */
#define PUPIL_NODES 96 /* along one axis */
#define PUPIL_GAUSS 24 /* Gauss points in one interval, at most */

/* What the beam is focused for: the recording layer of one side, or the mean of both. */
#define FOCUS_BOTH TRACK_SIDES
#define FOCI (TRACK_SIDES + 1)

/**
 * struct pupil_nodes - points along one axis
 */
struct pupil_nodes {
	unsigned int count;
	double at[PUPIL_NODES];
	double weight[PUPIL_NODES];
};

/**
 * struct pupil_family - plane waves of the pupil that the tracks mix
 * @count: how many, contiguous orders
 * @order: of the first
 * @ky: along the tracks, the same for all
 * @kx: across the tracks
 * @incident: amplitude of the incident beam in each, power-normalised, by its focus
 * @kz: normal component in the lens
 */
struct pupil_family {
	unsigned int count;
	int order;
	double ky;
	double kx[PUPIL_ORDERS];
	double kz[PUPIL_ORDERS];
	double complex incident[FOCI][PUPIL_ORDERS];
};

/**
 * struct pupil_series - a signal against the place: Fourier series, even and odd part
 */
struct pupil_series {
	double even[PUPIL_ORDERS];
	double odd[PUPIL_ORDERS];
};

/**
 * pupil_columns() - kx0 of the families
 * @grating: lambda / period
 * @spacing: wanted distance of points, in NA
 */
void pupil_columns(const struct optics *optics, double grating, double spacing,
		   struct pupil_nodes *columns);

/**
 * pupil_rows() - ky of the families at one kx0
 */
void pupil_rows(const struct optics *optics, double grating, double kx0, double spacing,
		struct pupil_nodes *rows);

/**
 * pupil_family() - the waves at one kx0 and ky
 * @focus_nm: of pupil_focus()
 */
void pupil_family(const struct optics *optics, double grating, double kx0, double ky,
		  const double focus_nm[FOCI], struct pupil_family *family);

/**
 * pupil_power() - incident power in one family's waves
 */
double pupil_power(const struct pupil_family *family);

/**
 * pupil_focus() - depths at which to focus
 * @focus_nm: by what it serves; nm of lens glass behind the tip
 *
 * Where the light in the middle of the recording layer is strongest. A drive learns it for
 * each kind of track by itself (each has its own spiral); crossing tracks, it serves both.
 */
void pupil_focus(const struct optics *optics, const struct relief *relief, double gap_nm,
		 double focus_nm[FOCI]);

/**
 * series_add() - add interference of two waves: Re(conj(a_m) b_n e^(i (m - n) place))
 * @product: conj(a_m) b_n times weight
 * @difference: m - n
 */
static inline void series_add(struct pupil_series *series, double complex product, int difference)
{
	if (difference >= 0) {
		series->even[difference] += creal(product);
		series->odd[difference] -= cimag(product);
	} else {
		series->even[-difference] += creal(product);
		series->odd[-difference] += cimag(product);
	}
}

/* Value of the even or odd part at a place. */
double series_even(const struct pupil_series *series, double place);
double series_odd(const struct pupil_series *series, double place);

/* Place of the middle of a side's track. */
double pupil_place(unsigned int side);

/**
 * struct pupil_marks - what marks do where one side is read
 * @own: change of signal by marks on this side
 * @other: by marks on the neighbours
 * @sum: signal without any
 */
struct pupil_marks {
	double own;
	double other;
	double sum;
};

/* Crosstalk and modulation from what marks do, by side read. */
void pupil_judge(const struct pupil_marks marks[TRACK_SIDES], struct track_figures *figures);

/**
 * pupil_push_pull() - greatest (left - right) / (left + right) and its sign
 * @sum: power, even part counts
 * @diff: left less right, odd part counts
 */
void pupil_push_pull(const struct pupil_series *sum, const struct pupil_series *diff,
		     struct track_figures *figures);

/**
 * typedef pupil_at_step - what marks do with the step at another height
 *
 * Return: 0, or -1 when the model failed.
 */
typedef int (*pupil_at_step)(const void *context, double step_nm,
			     struct pupil_marks marks[TRACK_SIDES]);

/**
 * pupil_search() - the step with least crosstalk
 *
 * Return: 0, or -1 when the model failed.
 */
int pupil_search(pupil_at_step at_step, const void *context, double min_nm, double max_nm,
		 struct track_step *best);

#endif
