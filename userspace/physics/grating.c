// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "physics/grating.h"

#define ORDERS_MOST ((MATRIX_MOST / 2 - 1) / 2)

/* Memory comes from one pool; the first pass, without it, only counts. */
static void *take(struct grating *grating, size_t doubles)
{
	double *at = grating->pool ? grating->pool + grating->pool_used : NULL;

	grating->pool_used += doubles;
	return at;
}

static struct matrix take_matrix(struct grating *grating, unsigned int rows, unsigned int columns)
{
	struct matrix m = { .stride = rows };

	m.re = take(grating, (size_t)rows * columns);
	m.im = take(grating, (size_t)rows * columns);
	return m;
}

static void take_modes(struct grating *grating, struct grating_modes *modes)
{
	unsigned int n = grating->n;

	modes->mu_s = take(grating, 2 * (size_t)n);
	modes->mu_p = take(grating, 2 * (size_t)n);
	modes->w = take_matrix(grating, n, n);
	modes->v = take_matrix(grating, n, n);
	modes->u = take_matrix(grating, n, n);
	modes->t = take_matrix(grating, n, n);
	modes->w_inverse = take_matrix(grating, n, n);
	modes->v_inverse = take_matrix(grating, n, n);
	modes->u_inverse = take_matrix(grating, n, n);
}

static void lay_out(struct grating *grating)
{
	unsigned int n = grating->n, i, m;

	grating->pool_used = 0;
	grating->kx = take(grating, n);
	for (i = 0; i < sizeof(grating->work) / sizeof(grating->work[0]); i++)
		grating->work[i] = take_matrix(grating, 2 * n, 2 * n);
	for (i = 0; i < sizeof(grating->vector) / sizeof(grating->vector[0]); i++)
		grating->vector[i] = take(grating, 4 * (size_t)n);
	grating->eigen = take(grating, 4 * (size_t)n * n);
	grating->lens = take_matrix(grating, 2 * n, 2 * n);
	grating->tip = take_matrix(grating, 2 * n, 2 * n);
	for (m = 0; m < GRATING_MARKINGS; m++)
		if (grating->marking[m])
			grating->y[m] = take_matrix(grating, 2 * n, 2 * n);
	for (i = 0; i < grating->slices; i++)
		for (m = 0; m < GRATING_MARKINGS; m++)
			if (grating->slice[i].recording ? grating->marking[m] : !m)
				take_modes(grating, &grating->modes[i][m]);
	for (i = 0; grating->fields && i <= grating->slices; i++) {
		grating->pass[i].bottom = take_matrix(grating, 2 * n, 2 * n);
		grating->pass[i].enter = take_matrix(grating, 2 * n, 2 * n);
	}
}

static unsigned int orders_kept(const struct optics *optics, const struct relief *relief,
				const struct grating_effort *effort)
{
	double needed = optics->na * 2 * relief->pitch_nm / optics->wavelength_nm + 0.5;
	unsigned int orders = effort->orders;

	return orders > needed ? orders : (unsigned int)needed + 1;
}

struct grating *grating_new(const struct optics *optics, const struct relief *relief,
			    const struct grating_effort *effort,
			    const bool marking[GRATING_MARKINGS], bool fields)
{
	unsigned int most = relief_slices_most(relief, effort->slices);
	unsigned int orders = orders_kept(optics, relief, effort);
	struct grating *grating;

	if (orders > ORDERS_MOST || !effort->slices || effort->slices > SLICES_WALL)
		return NULL;
	grating = calloc(1, sizeof(*grating));
	if (!grating)
		return NULL;
	grating->optics = optics;
	grating->relief = relief;
	grating->n = 2 * orders + 1;
	grating->k0 = 2 * M_PI / optics->wavelength_nm;
	grating->lattice = optics->wavelength_nm / (2 * relief->pitch_nm);
	grating->fields = fields;
	grating->gap.uniform = true;
	grating->gap.permittivity = relief->land.index[1] * relief->land.index[1];
	memcpy(grating->marking, marking, sizeof(grating->marking));
	grating->slice = calloc(most, sizeof(*grating->slice));
	grating->modes = calloc(most, sizeof(*grating->modes));
	grating->pass = calloc(most + 1, sizeof(*grating->pass));
	if (grating->slice && grating->modes && grating->pass) {
		grating->slices = relief_slices(relief, effort->slices, grating->slice);
		while (grating->first < grating->slices &&
		       !grating->slice[grating->first].recording)
			grating->first++;
		lay_out(grating);
		grating->pool = calloc(grating->pool_used, sizeof(double));
	}
	if (!grating->pool) {
		grating_free(grating);
		return NULL;
	}
	lay_out(grating);
	return grating;
}

void grating_free(struct grating *grating)
{
	if (!grating)
		return;
	free(grating->pool);
	free(grating->slice);
	free(grating->modes);
	free(grating->pass);
	free(grating);
}

int grating_column(struct grating *grating, double kx0)
{
	int half = (int)grating->n / 2;
	unsigned int i, m;

	for (i = 0; i < grating->n; i++)
		grating->kx[i] = kx0 + ((int)i - half) * grating->lattice;
	for (i = 0; i < grating->slices; i++)
		for (m = 0; m < GRATING_MARKINGS; m++)
			if ((grating->slice[i].recording ? grating->marking[m] : !m) &&
			    grating_modes_solve(grating, &grating->slice[i], m,
						&grating->modes[i][m]))
				return -1;
	return 0;
}

/* The substrate takes what comes and sends nothing back. */
static void substrate(struct grating *grating, struct matrix y)
{
	const struct film_stack *stack = &grating->relief->land;
	struct grating_modes modes = { .uniform = true };
	unsigned int n = 2 * grating->n, i;

	modes.permittivity = stack->index[stack->layers + 1] * stack->index[stack->layers + 1];
	grating_modes_kz(grating, &modes, grating->vector[4]);
	matrix_zero(grating->work[2], n, n);
	for (i = 0; i < n; i++)
		matrix_set(grating->work[2], i, i, 1);
	grating_modes_leave(grating, &modes, grating->vector[4], grating->work[2], y);
}

static int march(struct grating *grating, unsigned int i, enum grating_marking marking,
		 struct matrix y)
{
	const struct slice *slice = &grating->slice[i];
	struct grating_pass *pass =
		grating->fields && marking == GRATING_ERASED ? &grating->pass[i] : NULL;

	return grating_march(grating, &grating->modes[i][slice->recording ? marking : 0],
			     slice->thickness_nm, y, pass);
}

int grating_row(struct grating *grating, double ky)
{
	unsigned int n = 2 * grating->n, i, m;
	struct matrix below = grating->tip;

	grating->ky = ky;
	substrate(grating, below);
	/* Marking 0 is the one that keeps fields; below the recording layer all are alike. */
	for (i = 0; i < grating->first; i++)
		if (march(grating, i, GRATING_ERASED, below))
			return -1;
	for (m = 0; m < GRATING_MARKINGS; m++) {
		if (!grating->marking[m])
			continue;
		matrix_copy(grating->y[m], below, n, n);
		for (i = grating->first; i < grating->slices; i++)
			if (march(grating, i, m, grating->y[m]))
				return -1;
	}
	return 0;
}

/**
 * struct wave - a plane wave in the lens
 * @cosine: of its angle
 * @radial: unit vector in the plane of incidence, tangential
 */
struct wave {
	double cosine;
	double radial[2];
};

static struct wave wave_of(const struct grating *grating, const struct pupil_family *family,
			   unsigned int i)
{
	double kx = family->kx[i], ky = family->ky, na = sqrt(kx * kx + ky * ky);

	return (struct wave){ family->kz[i] / grating->optics->index, { kx / na, ky / na } };
}

/* Tangential field of a wave of unit power and given polarisation in the pupil. */
static void wave_field(const struct wave *wave, enum grating_pol pol, double field[2])
{
	double p = wave->radial[pol];
	double s = pol == POL_ACROSS ? -wave->radial[1] : wave->radial[0];
	double root = sqrt(wave->cosine);

	field[0] = p * root * wave->radial[0] - s / root * wave->radial[1];
	field[1] = p * root * wave->radial[1] + s / root * wave->radial[0];
}

/* Amplitude in the pupil, along one polarisation, of a tangential field. */
static double complex wave_amplitude(const struct wave *wave, enum grating_pol pol,
				     double complex ex, double complex ey)
{
	double root = sqrt(wave->cosine);
	double complex p = (ex * wave->radial[0] + ey * wave->radial[1]) / root;
	double complex s = (ey * wave->radial[0] - ex * wave->radial[1]) * root;

	if (pol == POL_ACROSS)
		return p * wave->radial[0] - s * wave->radial[1];
	return p * wave->radial[1] + s * wave->radial[0];
}

/* Row of a family's wave among the orders. */
static unsigned int row_of(const struct grating *grating, const struct pupil_family *family,
			   unsigned int i)
{
	return (unsigned int)((int)grating->n / 2 + family->order + (int)i);
}

/* Total tangential E at the tip per incident E: 2 (1 + Y_lens^-1 Y)^-1. */
static int lens(struct grating *grating, struct matrix y)
{
	struct grating_modes glass = { .uniform = true };
	unsigned int n = 2 * grating->n, i;
	struct matrix q = grating->work[2];

	glass.permittivity = grating->optics->index * grating->optics->index;
	grating_modes_kz(grating, &glass, grating->vector[4]);
	grating_modes_enter(grating, &glass, grating->vector[4], y, q);
	for (i = 0; i < n; i++)
		matrix_set(q, i, i, matrix_get(q, i, i) + 1);
	return matrix_invert(q, n);
}

int grating_scatter(struct grating *grating, enum grating_marking marking, double gap_nm,
		    const struct pupil_family *family, struct grating_jones *jones)
{
	bool keep = grating->fields && marking == GRATING_ERASED;
	unsigned int n = grating->n, in, out, i, j, k;
	struct matrix total = grating->work[2];

	matrix_copy(grating->lens, grating->y[marking], 2 * n, 2 * n);
	if (grating_march(grating, &grating->gap, gap_nm, grating->lens,
			  keep ? &grating->pass[grating->slices] : NULL) ||
	    lens(grating, grating->lens))
		return -1;
	for (i = 0; i < family->count; i++) {
		struct wave incident = wave_of(grating, family, i);
		unsigned int row = row_of(grating, family, i);

		for (in = 0; in < POLS; in++) {
			unsigned int column = POLS * i + in;
			double field[2];

			wave_field(&incident, in, field);
			for (k = 0; k < 2 * n; k++)
				matrix_set(grating->tip, k, column,
					   2 * (matrix_get(total, k, row) * field[0] +
						matrix_get(total, k, n + row) * field[1]));
			for (j = 0; j < family->count; j++) {
				struct wave leaving = wave_of(grating, family, j);
				unsigned int to = row_of(grating, family, j);
				double complex ex = matrix_get(grating->tip, to, column);
				double complex ey = matrix_get(grating->tip, n + to, column);

				if (i == j) {
					ex -= field[0];
					ey -= field[1];
				}
				for (out = 0; out < POLS; out++)
					jones->r[out][in][j][i] =
						wave_amplitude(&leaving, out, ex, ey);
			}
		}
	}
	return 0;
}
