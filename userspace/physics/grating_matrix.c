// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>
#include <string.h>

#include "physics/film_math.h"
#include "physics/grating_matrix.h"

void matrix_copy(struct matrix to, struct matrix from, unsigned int rows, unsigned int columns)
{
	unsigned int j;

	for (j = 0; j < columns; j++) {
		memcpy(to.re + (size_t)j * to.stride, from.re + (size_t)j * from.stride,
		       rows * sizeof(double));
		memcpy(to.im + (size_t)j * to.stride, from.im + (size_t)j * from.stride,
		       rows * sizeof(double));
	}
}

void matrix_zero(struct matrix m, unsigned int rows, unsigned int columns)
{
	unsigned int j;

	for (j = 0; j < columns; j++) {
		memset(m.re + (size_t)j * m.stride, 0, rows * sizeof(double));
		memset(m.im + (size_t)j * m.stride, 0, rows * sizeof(double));
	}
}

/* to += a x + b y, the columns a and b times numbers x and y */
FILM_INLINE void add_two(double *restrict to_re, double *restrict to_im,
			 const double *restrict a_re, const double *restrict a_im, double complex x,
			 const double *restrict b_re, const double *restrict b_im, double complex y,
			 unsigned int rows)
{
	double xr = creal(x), xi = cimag(x), yr = creal(y), yi = cimag(y);
	unsigned int i;

	for (i = 0; i < rows; i++) {
		to_re[i] += a_re[i] * xr - a_im[i] * xi + b_re[i] * yr - b_im[i] * yi;
		to_im[i] += a_re[i] * xi + a_im[i] * xr + b_re[i] * yi + b_im[i] * yr;
	}
}

FILM_CLONES
void matrix_multiply_add(struct matrix product, struct matrix a, struct matrix b, unsigned int rows,
			 unsigned int inner, unsigned int columns)
{
	unsigned int j, k;

	for (j = 0; j < columns; j++) {
		double *re = product.re + (size_t)j * product.stride;
		double *im = product.im + (size_t)j * product.stride;

		for (k = 0; k < inner; k += 2) {
			size_t at = (size_t)k * a.stride;
			/* The last of an odd number is added with a nought of itself. */
			size_t next = k + 1 < inner ? at + a.stride : at;
			double complex y = k + 1 < inner ? matrix_get(b, k + 1, j) : 0;

			add_two(re, im, a.re + at, a.im + at, matrix_get(b, k, j), a.re + next,
				a.im + next, y, rows);
		}
	}
}

void matrix_multiply(struct matrix product, struct matrix a, struct matrix b, unsigned int rows,
		     unsigned int inner, unsigned int columns)
{
	matrix_zero(product, rows, columns);
	matrix_multiply_add(product, a, b, rows, inner, columns);
}

void matrix_scale_rows(struct matrix m, const double complex *factor, unsigned int rows,
		       unsigned int columns)
{
	unsigned int i, j;

	for (j = 0; j < columns; j++)
		for (i = 0; i < rows; i++)
			matrix_set(m, i, j, matrix_get(m, i, j) * factor[i]);
}

void matrix_scale_columns(struct matrix m, const double complex *factor, unsigned int rows,
			  unsigned int columns)
{
	unsigned int i, j;

	for (j = 0; j < columns; j++)
		for (i = 0; i < rows; i++)
			matrix_set(m, i, j, matrix_get(m, i, j) * factor[j]);
}

static void swap_rows(struct matrix m, unsigned int a, unsigned int b, unsigned int n)
{
	unsigned int j;

	for (j = 0; j < n; j++) {
		double complex keep = matrix_get(m, a, j);

		matrix_set(m, a, j, matrix_get(m, b, j));
		matrix_set(m, b, j, keep);
	}
}

static void swap_columns(struct matrix m, unsigned int a, unsigned int b, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		double complex keep = matrix_get(m, i, a);

		matrix_set(m, i, a, matrix_get(m, i, b));
		matrix_set(m, i, b, keep);
	}
}

static unsigned int pivot_row(struct matrix m, unsigned int k, unsigned int n)
{
	unsigned int i, best = k;
	double most = -1;

	for (i = k; i < n; i++) {
		double complex value = matrix_get(m, i, k);
		double size = creal(value * conj(value));

		if (size > most) {
			most = size;
			best = i;
		}
	}
	return best;
}

/* to += a x */
FILM_INLINE void add_one(double *restrict to_re, double *restrict to_im,
			 const double *restrict a_re, const double *restrict a_im, double complex x,
			 unsigned int rows)
{
	double xr = creal(x), xi = cimag(x);
	unsigned int i;

	for (i = 0; i < rows; i++) {
		to_re[i] += a_re[i] * xr - a_im[i] * xi;
		to_im[i] += a_re[i] * xi + a_im[i] * xr;
	}
}

/* Gauss and Jordan in place, rows exchanged for the greatest pivot. */
FILM_CLONES
int matrix_invert(struct matrix m, unsigned int n)
{
	unsigned int from[MATRIX_MOST], i, j, k;

	if (n > MATRIX_MOST)
		return -1;
	for (k = 0; k < n; k++) {
		double *column_re = m.re + (size_t)k * m.stride;
		double *column_im = m.im + (size_t)k * m.stride;
		double complex pivot;

		from[k] = pivot_row(m, k, n);
		if (from[k] != k)
			swap_rows(m, k, from[k], n);
		pivot = matrix_get(m, k, k);
		if (!(creal(pivot * conj(pivot)) > 0))
			return -1;
		pivot = 1 / pivot;
		/* Column k becomes that of the elementary step; the others follow it. */
		for (i = 0; i < n; i++)
			matrix_set(m, i, k, i == k ? pivot : -pivot * matrix_get(m, i, k));
		for (j = 0; j < n; j++) {
			double complex head = matrix_get(m, k, j);

			if (j == k || head == 0)
				continue;
			matrix_set(m, k, j, 0);
			add_one(m.re + (size_t)j * m.stride, m.im + (size_t)j * m.stride, column_re,
				column_im, head, n);
		}
	}
	for (k = n; k-- > 0;)
		if (from[k] != k)
			swap_columns(m, k, from[k], n);
	return 0;
}
