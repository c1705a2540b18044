/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: small dense complex matrices
 *
 * Real and imaginary parts apart, by columns, so that the compiler vectorises: the
 * grating model's time goes into a few products and inverses of 20 to 60 rows.
 */
#ifndef NFOD_PHYSICS_GRATING_MATRIX_H
#define NFOD_PHYSICS_GRATING_MATRIX_H

#include <complex.h>
#include <stddef.h>

/**
 * struct matrix - a matrix or a block of one; element (i, j) is [i + j * stride]
 */
struct matrix {
	double *re;
	double *im;
	unsigned int stride;
};

static inline struct matrix matrix_block(struct matrix m, unsigned int row, unsigned int column)
{
	size_t skip = row + (size_t)column * m.stride;

	return (struct matrix){ m.re + skip, m.im + skip, m.stride };
}

static inline double complex matrix_get(struct matrix m, unsigned int i, unsigned int j)
{
	size_t at = i + (size_t)j * m.stride;

	return m.re[at] + I * m.im[at];
}

static inline void matrix_set(struct matrix m, unsigned int i, unsigned int j, double complex value)
{
	size_t at = i + (size_t)j * m.stride;

	m.re[at] = creal(value);
	m.im[at] = cimag(value);
}

/**
 * matrix_multiply() - product = a b, or product += a b
 * @rows: of a and product
 * @inner: columns of a, rows of b
 * @columns: of b and product; the product overlaps neither factor
 */
void matrix_multiply(struct matrix product, struct matrix a, struct matrix b, unsigned int rows,
		     unsigned int inner, unsigned int columns);
void matrix_multiply_add(struct matrix product, struct matrix a, struct matrix b, unsigned int rows,
			 unsigned int inner, unsigned int columns);

/**
 * matrix_invert() - replace a square matrix by its inverse
 * @n: rows, up to MATRIX_MOST
 *
 * Return: 0, or -1 when it has none.
 */
int matrix_invert(struct matrix m, unsigned int n);

#define MATRIX_MOST 256

void matrix_copy(struct matrix to, struct matrix from, unsigned int rows, unsigned int columns);
void matrix_zero(struct matrix m, unsigned int rows, unsigned int columns);
/* Multiply row i, or column j, by factor[i or j]. */
void matrix_scale_rows(struct matrix m, const double complex *factor, unsigned int rows,
		       unsigned int columns);
void matrix_scale_columns(struct matrix m, const double complex *factor, unsigned int rows,
			  unsigned int columns);

#endif
