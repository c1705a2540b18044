// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/survey/fit.h"

#include <math.h>
#include <string.h>

void fit_begin(struct fit *fit, unsigned int terms)
{
	memset(fit, 0, sizeof(*fit));
	fit->terms = terms;
}

void fit_add(struct fit *fit, const double *term, double measured, double weight)
{
	for (unsigned int i = 0; i < fit->terms; i++) {
		fit->with[i] += weight * measured * term[i];
		for (unsigned int j = 0; j <= i; j++)
			fit->own[i][j] += weight * term[i] * term[j];
	}
}

/* Cholesky's roots of the normal equations, in their place. */
static int take_root(struct fit *fit)
{
	for (unsigned int i = 0; i < fit->terms; i++)
		for (unsigned int j = 0; j <= i; j++) {
			double sum = fit->own[i][j];

			for (unsigned int k = 0; k < j; k++)
				sum -= fit->own[i][k] * fit->own[j][k];
			if (i == j && !(sum > 0))
				return -1;
			fit->own[i][j] = i == j ? sqrt(sum) : sum / fit->own[j][j];
		}
	return 0;
}

static void substitute(const struct fit *fit, double *x)
{
	for (unsigned int i = 0; i < fit->terms; i++) {
		for (unsigned int k = 0; k < i; k++)
			x[i] -= fit->own[i][k] * x[k];
		x[i] /= fit->own[i][i];
	}
	for (unsigned int i = fit->terms; i-- > 0;) {
		for (unsigned int k = i + 1; k < fit->terms; k++)
			x[i] -= fit->own[k][i] * x[k];
		x[i] /= fit->own[i][i];
	}
}

int fit_solve(struct fit *fit, double part, float *weight)
{
	double x[FIT_TERMS_MOST];

	for (unsigned int i = 0; i < fit->terms; i++)
		fit->own[i][i] += part * fit->own[i][i] + 1e-300;
	if (take_root(fit))
		return -1;
	memcpy(x, fit->with, sizeof(x));
	substitute(fit, x);
	for (unsigned int i = 0; i < fit->terms; i++)
		weight[i] = (float)x[i];
	return 0;
}
