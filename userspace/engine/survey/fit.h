/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What terms weigh: least squares, and rates from counts.
 */
#ifndef NFOD_ENGINE_SURVEY_FIT_H
#define NFOD_ENGINE_SURVEY_FIT_H

#define FIT_TERMS_MOST 48

/**
 * struct fit - normal equations, as they add up
 * @terms: how many
 * @own: products of terms, lower triangle
 * @with: with what was measured
 */
struct fit {
	unsigned int terms;
	double own[FIT_TERMS_MOST][FIT_TERMS_MOST];
	double with[FIT_TERMS_MOST];
};

void fit_begin(struct fit *fit, unsigned int terms);

/* One measurement; @weight: one over its variance. */
void fit_add(struct fit *fit, const double *term, double measured, double weight);

/**
 * fit_solve() - what the terms weigh
 * @part: of terms' own weight that keeps them small where nothing was measured
 *
 * Return: 0, or -1 when there is nothing to be had.
 */
int fit_solve(struct fit *fit, double part, float *weight);

#endif
