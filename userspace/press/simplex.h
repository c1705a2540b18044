/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: search without derivatives
 *
 * Simplex search (Nelder and Mead 1965, with the coefficients of Gao and Han 2012 for
 * several dimensions). It asks only which of two points is better, so that points may
 * be compared first by what they violate and then by merit (Deb 2000).
 */
#ifndef NFOD_PRESS_SIMPLEX_H
#define NFOD_PRESS_SIMPLEX_H

#define SIMPLEX_AXES 12

/**
 * struct score - how good a point is
 * @violation: of constraints, 0 = none; less is better
 * @merit: among points that violate alike; more is better
 */
struct score {
	double violation;
	double merit;
};

typedef struct score (*simplex_rate)(void *ctx, const double *x);

/**
 * struct simplex_task - what to search
 * @rate: rates a point
 * @ctx: for it
 * @axes: dimensions, 1..SIMPLEX_AXES
 * @size: of the first simplex, in each dimension
 * @least: end when the simplex is so small in all dimensions
 * @rates: or after so many points
 */
struct simplex_task {
	simplex_rate rate;
	void *ctx;
	unsigned int axes;
	double size;
	double least;
	unsigned int rates;
};

/* Return: is @a better than @b? */
int score_better(const struct score *a, const struct score *b);

/**
 * simplex_search() - climb from a point
 * @x: where to begin; set to the best point
 *
 * Return: its score.
 */
struct score simplex_search(const struct simplex_task *task, double *x);

#endif
