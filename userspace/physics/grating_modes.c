// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Modes of a slice. With D_s = mu_s / kz and D_p = kz / mu_p the tangential fields of
 * amplitudes (a, b) of the modes without Ex and those without Hx are
 *
 *	Ex = v b			Hx = w D_s a
 *	Ey = w a + ky t / mu_p b	Hy = ky Kx w / kz a - u D_p b
 *
 * and H changes its sign for light that goes up.
 */
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "physics/grating.h"

static void toeplitz(const struct grating *grating, const struct slice *slice,
		     enum grating_marking marking, bool reciprocal, struct matrix m)
{
	unsigned int n = grating->n, i, j;

	for (j = 0; j < n; j++)
		for (i = 0; i < n; i++)
			if (!j)
				matrix_set(m, i, 0,
					   slice_fourier(grating->relief, slice, marking,
							 reciprocal, (int)i));
			else
				matrix_set(m, i, j, matrix_get(m, i > j ? i - j : j - i, 0));
}

/* Kx m Kx */
static void between_kx(const struct grating *grating, struct matrix m)
{
	unsigned int i, j;

	for (j = 0; j < grating->n; j++)
		for (i = 0; i < grating->n; i++)
			matrix_set(m, i, j, matrix_get(m, i, j) * grating->kx[i] * grating->kx[j]);
}

static int eigen(struct grating *grating, struct matrix m, double complex *value,
		 struct matrix vector)
{
	unsigned int n = grating->n, i, j;
	double complex *a = grating->eigen, *v = a + (size_t)n * n;

	for (j = 0; j < n; j++)
		for (i = 0; i < n; i++)
			a[i + (size_t)j * n] = matrix_get(m, i, j);
	if (LAPACKE_zgeev(LAPACK_COL_MAJOR, 'N', 'V', (lapack_int)n, a, (lapack_int)n, value, NULL,
			  1, v, (lapack_int)n))
		return -1;
	for (j = 0; j < n; j++)
		for (i = 0; i < n; i++)
			matrix_set(vector, i, j, v[i + (size_t)j * n]);
	return 0;
}

static int inverse(struct matrix to, struct matrix from, unsigned int n)
{
	matrix_copy(to, from, n, n);
	return matrix_invert(to, n);
}

static int solve_s(struct grating *grating, struct matrix permittivity, struct grating_modes *modes)
{
	struct matrix m = grating->work[3];
	unsigned int n = grating->n, i, j;

	for (j = 0; j < n; j++)
		for (i = 0; i < n; i++)
			matrix_set(m, i, j,
				   (i == j ? grating->kx[i] * grating->kx[i] : 0) -
					   matrix_get(permittivity, i, j));
	if (eigen(grating, m, modes->mu_s, modes->w))
		return -1;
	return inverse(modes->w_inverse, modes->w, n);
}

static int solve_p(struct grating *grating, struct matrix permittivity_inverse,
		   struct matrix reciprocal, struct grating_modes *modes)
{
	struct matrix normal = grating->work[2], m = grating->work[3], b = modes->t;
	unsigned int n = grating->n, i;

	if (inverse(normal, reciprocal, n))
		return -1;
	matrix_copy(b, permittivity_inverse, n, n);
	between_kx(grating, b);
	for (i = 0; i < n; i++)
		matrix_set(b, i, i, matrix_get(b, i, i) - 1);
	matrix_multiply(m, b, normal, n, n, n);
	if (eigen(grating, m, modes->mu_p, modes->v) || inverse(modes->v_inverse, modes->v, n))
		return -1;
	matrix_multiply(modes->u, normal, modes->v, n, n, n);
	matrix_multiply(modes->u_inverse, modes->v_inverse, reciprocal, n, n, n);
	/* t = [eps]^-1 Kx u */
	for (i = 0; i < n; i++)
		grating->vector[0][i] = grating->kx[i];
	matrix_copy(m, modes->u, n, n);
	matrix_scale_rows(m, grating->vector[0], n, n);
	matrix_multiply(modes->t, permittivity_inverse, m, n, n, n);
	return 0;
}

int grating_modes_solve(struct grating *grating, const struct slice *slice,
			enum grating_marking marking, struct grating_modes *modes)
{
	struct matrix permittivity = grating->work[0], reciprocal = grating->work[1];
	unsigned int i;

	modes->permittivity = slice_permittivity(grating->relief, slice, 0, marking);
	modes->uniform = true;
	for (i = 1; i < slice->stripes; i++)
		if (slice_permittivity(grating->relief, slice, i, marking) != modes->permittivity)
			modes->uniform = false;
	if (modes->uniform)
		return 0;
	toeplitz(grating, slice, marking, false, permittivity);
	toeplitz(grating, slice, marking, true, reciprocal);
	if (solve_s(grating, permittivity, modes) || matrix_invert(permittivity, grating->n))
		return -1;
	return solve_p(grating, permittivity, reciprocal, modes);
}

/* The root that decays downwards, or goes there. */
static double complex downward(double complex square)
{
	double complex root = csqrt(square);

	return creal(root) + cimag(root) < 0 ? -root : root;
}

void grating_modes_kz(const struct grating *grating, const struct grating_modes *modes,
		      double complex *kz)
{
	double ky2 = grating->ky * grating->ky;
	unsigned int n = grating->n, i;

	for (i = 0; i < n; i++) {
		if (modes->uniform) {
			kz[i] = kz[n + i] = downward(modes->permittivity -
						     grating->kx[i] * grating->kx[i] - ky2);
			continue;
		}
		kz[i] = downward(-modes->mu_s[i] - ky2);
		kz[n + i] = downward(-modes->mu_p[i] - ky2);
	}
}

/**
 * struct wave_admittance - of one plane wave: Hx = xx Ex + xy Ey, Hy = yx Ex - xx Ey
 */
struct wave_admittance {
	double complex xx;
	double complex xy;
	double complex yx;
};

static struct wave_admittance wave_admittance(const struct grating *grating, unsigned int i,
					      double complex kz)
{
	double kx = grating->kx[i], ky = grating->ky;

	return (struct wave_admittance){ -kx * ky / kz, -(kz + ky * ky / kz), kz + kx * kx / kz };
}

/* Rows of m times the plane waves' admittances, or their inverses. */
static void uniform_rows(const struct grating *grating, const struct grating_modes *modes,
			 const double complex *kz, bool invert, struct matrix m)
{
	unsigned int n = grating->n, i, j;

	for (i = 0; i < n; i++) {
		struct wave_admittance v = wave_admittance(grating, i, kz[i]);
		/* The determinant is the permittivity. */
		double complex part = invert ? -1 / modes->permittivity : 1;

		for (j = 0; j < 2 * n; j++) {
			double complex x = matrix_get(m, i, j), y = matrix_get(m, n + i, j);

			matrix_set(m, i, j, part * (v.xx * x + v.xy * y));
			matrix_set(m, n + i, j, part * (v.yx * x - v.xx * y));
		}
	}
}

/* Factors of the modes: D_s, 1 / kz of s, D_p, ky / mu_p in vectors 0..3. */
static void mode_factors(struct grating *grating, const struct grating_modes *modes,
			 const double complex *kz)
{
	unsigned int n = grating->n, i;

	for (i = 0; i < n; i++) {
		grating->vector[0][i] = modes->mu_s[i] / kz[i];
		grating->vector[1][i] = grating->ky / kz[i];
		grating->vector[2][i] = kz[n + i] / modes->mu_p[i];
		grating->vector[3][i] = grating->ky / modes->mu_p[i];
	}
}

/* to = ky t / mu_p */
static void cross_field(const struct grating *grating, const struct grating_modes *modes,
			struct matrix to)
{
	matrix_copy(to, modes->t, grating->n, grating->n);
	matrix_scale_columns(to, grating->vector[3], grating->n, grating->n);
}

static void invert_vector(double complex *vector, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		vector[i] = 1 / vector[i];
}

static void subtract(struct matrix from, struct matrix what, unsigned int rows,
		     unsigned int columns)
{
	unsigned int i, j;

	for (j = 0; j < columns; j++)
		for (i = 0; i < rows; i++)
			matrix_set(from, i, j, matrix_get(from, i, j) - matrix_get(what, i, j));
}

/* Kx m */
static void rows_by_kx(const struct grating *grating, struct matrix m, unsigned int columns)
{
	unsigned int i, j;

	for (j = 0; j < columns; j++)
		for (i = 0; i < grating->n; i++)
			matrix_set(m, i, j, matrix_get(m, i, j) * grating->kx[i]);
}

void grating_modes_enter(struct grating *grating, const struct grating_modes *modes,
			 const double complex *kz, struct matrix y, struct matrix q)
{
	struct matrix yw = grating->work[0], part = grating->work[1];
	unsigned int n = grating->n;

	if (modes->uniform) {
		matrix_copy(q, y, 2 * n, 2 * n);
		uniform_rows(grating, modes, kz, true, q);
		return;
	}
	mode_factors(grating, modes, kz);
	/* y W */
	cross_field(grating, modes, part);
	matrix_multiply(yw, matrix_block(y, 0, n), modes->w, 2 * n, n, n);
	matrix_multiply(matrix_block(yw, 0, n), y, modes->v, 2 * n, n, n);
	matrix_multiply_add(matrix_block(yw, 0, n), matrix_block(y, 0, n), part, 2 * n, n, n);
	/* a = D_s^-1 w^-1 Hx */
	matrix_multiply(q, modes->w_inverse, yw, n, n, 2 * n);
	invert_vector(grating->vector[0], n);
	matrix_scale_rows(q, grating->vector[0], n, 2 * n);
	/* b = D_p^-1 u^-1 (ky Kx w / kz a - Hy) */
	matrix_copy(part, q, n, 2 * n);
	matrix_scale_rows(part, grating->vector[1], n, 2 * n);
	matrix_multiply(matrix_block(part, n, 0), modes->w, part, n, n, 2 * n);
	rows_by_kx(grating, matrix_block(part, n, 0), 2 * n);
	subtract(matrix_block(part, n, 0), matrix_block(yw, n, 0), n, 2 * n);
	matrix_multiply(matrix_block(q, n, 0), modes->u_inverse, matrix_block(part, n, 0), n, n,
			2 * n);
	invert_vector(grating->vector[2], n);
	matrix_scale_rows(matrix_block(q, n, 0), grating->vector[2], n, 2 * n);
}

void grating_modes_leave(struct grating *grating, const struct grating_modes *modes,
			 const double complex *kz, struct matrix q, struct matrix y)
{
	struct matrix vq = grating->work[0], part = grating->work[1];
	unsigned int n = grating->n;

	if (modes->uniform) {
		matrix_copy(y, q, 2 * n, 2 * n);
		uniform_rows(grating, modes, kz, false, y);
		return;
	}
	mode_factors(grating, modes, kz);
	/* Hx = w D_s a */
	matrix_copy(part, q, n, 2 * n);
	matrix_scale_rows(part, grating->vector[0], n, 2 * n);
	matrix_multiply(vq, modes->w, part, n, n, 2 * n);
	/* Hy = ky Kx w / kz a - u D_p b */
	matrix_copy(part, q, n, 2 * n);
	matrix_scale_rows(part, grating->vector[1], n, 2 * n);
	matrix_multiply(matrix_block(vq, n, 0), modes->w, part, n, n, 2 * n);
	rows_by_kx(grating, matrix_block(vq, n, 0), 2 * n);
	matrix_copy(part, matrix_block(q, n, 0), n, 2 * n);
	matrix_scale_rows(part, grating->vector[2], n, 2 * n);
	matrix_multiply(matrix_block(part, n, 0), modes->u, part, n, n, 2 * n);
	subtract(matrix_block(vq, n, 0), matrix_block(part, n, 0), n, 2 * n);
	/* times W^-1: what Ey does by w^-1, what Ex does by (b - a w^-1 ky t / mu_p) v^-1 */
	matrix_multiply(matrix_block(y, 0, n), vq, modes->w_inverse, 2 * n, n, n);
	cross_field(grating, modes, part);
	matrix_multiply(matrix_block(part, 0, n), matrix_block(y, 0, n), part, 2 * n, n, n);
	subtract(matrix_block(vq, 0, n), matrix_block(part, 0, n), 2 * n, n);
	matrix_multiply(y, matrix_block(vq, 0, n), modes->v_inverse, 2 * n, n, n);
}

void grating_modes_amplitudes(struct grating *grating, const struct grating_modes *modes,
			      struct matrix e, struct matrix amplitude, unsigned int columns)
{
	struct matrix part = grating->work[0], rest = grating->work[1];
	unsigned int n = grating->n, i;

	if (modes->uniform) {
		matrix_copy(amplitude, e, 2 * n, columns);
		return;
	}
	matrix_multiply(matrix_block(amplitude, n, 0), modes->v_inverse, e, n, n, columns);
	for (i = 0; i < n; i++)
		grating->vector[3][i] = grating->ky / modes->mu_p[i];
	matrix_copy(part, matrix_block(amplitude, n, 0), n, columns);
	matrix_scale_rows(part, grating->vector[3], n, columns);
	matrix_multiply(matrix_block(part, n, 0), modes->t, part, n, n, columns);
	matrix_copy(rest, matrix_block(e, n, 0), n, columns);
	subtract(rest, matrix_block(part, n, 0), n, columns);
	matrix_multiply(amplitude, modes->w_inverse, rest, n, n, columns);
}

void grating_modes_field(struct grating *grating, const struct grating_modes *modes,
			 struct matrix amplitude, struct matrix e, unsigned int columns)
{
	struct matrix part = grating->work[0];
	unsigned int n = grating->n, i;

	if (modes->uniform) {
		matrix_copy(e, amplitude, 2 * n, columns);
		return;
	}
	matrix_multiply(e, modes->v, matrix_block(amplitude, n, 0), n, n, columns);
	for (i = 0; i < n; i++)
		grating->vector[3][i] = grating->ky / modes->mu_p[i];
	matrix_copy(part, matrix_block(amplitude, n, 0), n, columns);
	matrix_scale_rows(part, grating->vector[3], n, columns);
	matrix_multiply(matrix_block(e, n, 0), modes->t, part, n, n, columns);
	matrix_multiply_add(matrix_block(e, n, 0), modes->w, amplitude, n, n, columns);
}
