// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Kerr effect by reciprocity. A permittivity changed by e = i q eps (x y - y x) adds
 *
 *	i k0 / (2 n period) integral of E' e E
 *
 * to the power-normalised amplitude that leaves; E is the field of the incident wave,
 * E' that of a wave coming in against the leaving one. Tracks that look the same when
 * turned by half a turn about z give E' from the family's own fields: the same Fourier
 * amplitudes, tangential, at opposite wave vectors.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nfod/format.h"
#include "physics/gauss.h"
#include "physics/grating.h"

#define DEPTHS 3 /* Gauss points in a slice */
#define PLACES 6 /* ditto in a stripe */

/**
 * struct inside - field at one height, by Fourier order and incident wave
 * @normal: Dx over the order's columns, or Ex in a uniform slice
 * @along: Ey
 */
struct inside {
	struct matrix normal;
	struct matrix along;
};

/* Down through a slice: amplitudes at its top from E there, then E at its bottom. */
static void pass_down(struct grating *grating, const struct grating_modes *modes,
		      const struct grating_pass *pass, double thickness_nm, struct matrix e,
		      struct matrix down, struct matrix up, unsigned int columns)
{
	unsigned int n = 2 * grating->n, i, j;
	double complex *kz = grating->vector[4], *phase = grating->vector[5];
	struct matrix a = grating->work[2];

	grating_modes_kz(grating, modes, kz);
	for (i = 0; i < n; i++)
		phase[i] = cexp(I * kz[i] * grating->k0 * thickness_nm);
	grating_modes_amplitudes(grating, modes, e, a, columns);
	matrix_multiply(down, pass->enter, a, n, n, columns);
	/* At the bottom. */
	matrix_copy(a, down, n, columns);
	matrix_scale_rows(a, phase, n, columns);
	matrix_multiply(up, pass->bottom, a, n, n, columns);
	for (j = 0; j < columns; j++)
		for (i = 0; i < n; i++)
			matrix_set(a, i, j, matrix_get(a, i, j) + matrix_get(up, i, j));
	grating_modes_field(grating, modes, a, e, columns);
}

/* Field at @depth_nm in a slice, of waves that start @down at its top and @up at its bottom. */
static void field_inside(struct grating *grating, const struct grating_modes *modes,
			 double depth_nm, double rest_nm, struct matrix down, struct matrix up,
			 struct inside *inside, unsigned int columns)
{
	const double complex *kz = grating->vector[4];
	unsigned int n = grating->n, i, j;
	struct matrix a = grating->work[2], e = grating->work[3];

	for (i = 0; i < 2 * n; i++) {
		double complex forth = cexp(I * kz[i] * grating->k0 * depth_nm);
		double complex back = cexp(I * kz[i] * grating->k0 * rest_nm);

		for (j = 0; j < columns; j++)
			matrix_set(a, i, j,
				   matrix_get(down, i, j) * forth + matrix_get(up, i, j) * back);
	}
	grating_modes_field(grating, modes, a, e, columns);
	matrix_copy(inside->along, matrix_block(e, n, 0), n, columns);
	if (modes->uniform)
		matrix_copy(inside->normal, e, n, columns);
	else
		matrix_multiply(inside->normal, modes->u, matrix_block(a, n, 0), n, n, columns);
}

/* Sum of Fourier orders at a place; @sign -1 for light that comes the other way. */
static double complex value_at(const struct grating *grating, struct matrix m, unsigned int column,
			       const double complex *phase, int sign)
{
	double complex sum = 0;
	unsigned int i;

	for (i = 0; i < grating->n; i++)
		sum += matrix_get(m, i, column) * (sign < 0 ? conj(phase[i]) : phase[i]);
	return sum;
}

/* E' x E at one place, for all pairs of waves. */
static void add_place(struct grating *grating, const struct inside *inside, double x,
		      double complex normal, double complex weight, unsigned int count,
		      struct grating_jones *kerr)
{
	double complex ex[2][POLS * PUPIL_ORDERS], ey[2][POLS * PUPIL_ORDERS];
	double complex *phase = grating->vector[6];
	unsigned int i, j, in, out, columns = POLS * count;

	for (i = 0; i < grating->n; i++)
		phase[i] = cexp(2 * M_PI * I * ((int)i - (int)grating->n / 2) * x);
	for (i = 0; i < columns; i++) {
		ex[0][i] = normal * value_at(grating, inside->normal, i, phase, 1);
		ey[0][i] = value_at(grating, inside->along, i, phase, 1);
		ex[1][i] = normal * value_at(grating, inside->normal, i, phase, -1);
		ey[1][i] = value_at(grating, inside->along, i, phase, -1);
	}
	for (i = 0; i < count; i++)
		for (in = 0; in < POLS; in++)
			for (j = 0; j < count; j++)
				for (out = 0; out < POLS; out++) {
					unsigned int a = POLS * i + in, b = POLS * j + out;

					kerr->r[out][in][j][i] += weight * (ex[1][b] * ey[0][a] -
									    ey[1][b] * ex[0][a]);
				}
}

static void add_stripes(struct grating *grating, const struct slice *slice, bool uniform,
			const struct inside *inside, double thickness_nm, unsigned int count,
			struct grating_jones kerr[TRACK_SIDES])
{
	const struct relief *relief = grating->relief;
	double at[PLACES], weight[PLACES], from = 0;
	double complex factor =
		I * grating->k0 / (2 * grating->optics->index) * I * relief->q * thickness_nm;
	unsigned int s, i;

	gauss_legendre(PLACES, at, weight);
	for (s = 0; s < slice->stripes; from = slice->edge[s++]) {
		double width = slice->edge[s] - from;
		double complex permittivity = slice_permittivity(relief, slice, s, GRATING_ERASED);
		double complex normal = uniform ? 1 : 1 / permittivity;

		if (slice->layer[s] != relief->recording_layer)
			continue;
		for (i = 0; i < PLACES; i++) {
			double x = from + width * (1 + at[i]) / 2;
			double complex part = factor * permittivity * width * weight[i] / 2;

			add_place(grating, inside, x, normal, part, count, &kerr[slice->side[s]]);
			add_place(grating, inside, -x, normal, part, count, &kerr[slice->side[s]]);
		}
	}
}

static void add_slice(struct grating *grating, unsigned int index, struct matrix down,
		      struct matrix up, const struct inside *inside, unsigned int count,
		      struct grating_jones kerr[TRACK_SIDES])
{
	const struct slice *slice = &grating->slice[index];
	const struct grating_modes *modes = &grating->modes[index][GRATING_ERASED];
	double at[DEPTHS], weight[DEPTHS];
	struct inside field = *inside;
	unsigned int d;

	gauss_legendre(DEPTHS, at, weight);
	for (d = 0; d < DEPTHS; d++) {
		double depth = slice->thickness_nm * (1 + at[d]) / 2;

		field_inside(grating, modes, depth, slice->thickness_nm - depth, down, up, &field,
			     POLS * count);
		add_stripes(grating, slice, modes->uniform, &field,
			    slice->thickness_nm * weight[d] / 2, count, kerr);
	}
}

static struct matrix columns_of(double **at, unsigned int rows, unsigned int columns)
{
	struct matrix m = { *at, *at + (size_t)rows * columns, rows };

	*at += 2 * (size_t)rows * columns;
	return m;
}

int grating_kerr(struct grating *grating, double gap_nm, const struct pupil_family *family,
		 struct grating_jones kerr[TRACK_SIDES])
{
	unsigned int n = grating->n, columns = POLS * family->count, i = grating->slices;
	struct matrix e, down, up;
	struct inside inside;
	double *memory = calloc(16 * (size_t)n * columns, sizeof(*memory)), *at = memory;

	if (!memory)
		return -1;
	e = columns_of(&at, 2 * n, columns);
	down = columns_of(&at, 2 * n, columns);
	up = columns_of(&at, 2 * n, columns);
	inside.normal = columns_of(&at, n, columns);
	inside.along = columns_of(&at, n, columns);
	memset(kerr, 0, TRACK_SIDES * sizeof(*kerr));
	matrix_copy(e, grating->tip, 2 * n, columns);
	pass_down(grating, &grating->gap, &grating->pass[i], gap_nm, e, down, up, columns);
	while (i-- > grating->first) {
		pass_down(grating, &grating->modes[i][GRATING_ERASED], &grating->pass[i],
			  grating->slice[i].thickness_nm, e, down, up, columns);
		if (grating->slice[i].recording)
			add_slice(grating, i, down, up, &inside, family->count, kerr);
	}
	free(memory);
	return 0;
}
