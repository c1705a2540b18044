// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>

#include "physics/grating.h"

/* m = 2 (1 + m)^-1 - 1: from admittance to reflection, and back the same way. */
static int exchange(struct matrix m, unsigned int n, struct matrix *half)
{
	unsigned int i, j;

	for (i = 0; i < n; i++)
		matrix_set(m, i, i, matrix_get(m, i, i) + 1);
	if (matrix_invert(m, n))
		return -1;
	if (half)
		matrix_copy(*half, m, n, n);
	for (j = 0; j < n; j++)
		for (i = 0; i < n; i++)
			matrix_set(m, i, j, 2 * matrix_get(m, i, j) - (i == j ? 1 : 0));
	return 0;
}

int grating_march(struct grating *grating, const struct grating_modes *modes, double thickness_nm,
		  struct matrix y, struct grating_pass *pass)
{
	double complex *kz = grating->vector[4], *phase = grating->vector[5];
	struct matrix r = grating->work[2];
	unsigned int n = 2 * grating->n, i;

	grating_modes_kz(grating, modes, kz);
	for (i = 0; i < n; i++)
		phase[i] = cexp(I * kz[i] * grating->k0 * thickness_nm);
	grating_modes_enter(grating, modes, kz, y, r);
	if (exchange(r, n, NULL))
		return -1;
	if (pass)
		matrix_copy(pass->bottom, r, n, n);
	matrix_scale_rows(r, phase, n, n);
	matrix_scale_columns(r, phase, n, n);
	if (exchange(r, n, pass ? &pass->enter : NULL))
		return -1;
	grating_modes_leave(grating, modes, kz, r, y);
	return 0;
}
