// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/simplex.h"

#include <math.h>
#include <string.h>

/**
 * struct corner - one point of the simplex
 */
struct corner {
	double x[SIMPLEX_AXES];
	struct score score;
};

/**
 * struct simplex - the search's state
 * @corner: axes + 1 of them, best first once sorted
 * @left: points that may still be rated
 */
struct simplex {
	const struct simplex_task *task;
	struct corner corner[SIMPLEX_AXES + 1];
	unsigned int left;
};

int score_better(const struct score *a, const struct score *b)
{
	if (a->violation != b->violation)
		return a->violation < b->violation;
	return a->merit > b->merit;
}

static void rate(struct simplex *simplex, struct corner *corner)
{
	corner->score = simplex->task->rate(simplex->task->ctx, corner->x);
	if (simplex->left)
		simplex->left--;
}

static void begin(struct simplex *simplex, const double *x)
{
	unsigned int axes = simplex->task->axes;
	unsigned int i;

	for (i = 0; i <= axes; i++) {
		struct corner *corner = &simplex->corner[i];

		memcpy(corner->x, x, axes * sizeof(*x));
		if (i)
			corner->x[i - 1] += simplex->task->size;
		rate(simplex, corner);
	}
}

/* By insertion: only one corner is out of place most of the time. */
static void sort(struct simplex *simplex)
{
	struct corner moving;
	unsigned int i, j;

	for (i = 1; i <= simplex->task->axes; i++) {
		moving = simplex->corner[i];
		for (j = i; j && score_better(&moving.score, &simplex->corner[j - 1].score); j--)
			simplex->corner[j] = simplex->corner[j - 1];
		simplex->corner[j] = moving;
	}
}

static double extent(const struct simplex *simplex)
{
	double most = 0;
	unsigned int i, j;

	for (i = 1; i <= simplex->task->axes; i++) {
		for (j = 0; j < simplex->task->axes; j++)
			most = fmax(most, fabs(simplex->corner[i].x[j] - simplex->corner[0].x[j]));
	}
	return most;
}

/* Centre of all corners but the worst. */
static void find_centre(const struct simplex *simplex, double *centre)
{
	unsigned int axes = simplex->task->axes;
	unsigned int i, j;

	memset(centre, 0, axes * sizeof(*centre));
	for (i = 0; i < axes; i++) {
		for (j = 0; j < axes; j++)
			centre[j] += simplex->corner[i].x[j] / axes;
	}
}

/* A point on the line from the worst corner through the centre; 1 = mirrored. */
static struct corner try_at(struct simplex *simplex, const double *centre, double distance)
{
	const struct corner *worst = &simplex->corner[simplex->task->axes];
	struct corner corner;
	unsigned int i;

	for (i = 0; i < simplex->task->axes; i++)
		corner.x[i] = centre[i] + distance * (centre[i] - worst->x[i]);
	rate(simplex, &corner);
	return corner;
}

static void shrink(struct simplex *simplex)
{
	double part = 1 - 1.0 / simplex->task->axes;
	unsigned int i, j;

	if (simplex->task->axes == 1)
		part = 0.5;
	for (i = 1; i <= simplex->task->axes; i++) {
		struct corner *corner = &simplex->corner[i];

		for (j = 0; j < simplex->task->axes; j++)
			corner->x[j] = simplex->corner[0].x[j] +
				       part * (corner->x[j] - simplex->corner[0].x[j]);
		rate(simplex, corner);
	}
}

static void step(struct simplex *simplex)
{
	unsigned int axes = simplex->task->axes;
	struct corner *worst = &simplex->corner[axes];
	double stretch = 1 + 2.0 / axes;
	double squeeze = axes > 1 ? 0.75 - 0.5 / axes : 0.5;
	double centre[SIMPLEX_AXES];
	struct corner mirrored, other;

	find_centre(simplex, centre);
	mirrored = try_at(simplex, centre, 1);
	if (score_better(&mirrored.score, &simplex->corner[0].score)) {
		other = try_at(simplex, centre, stretch);
		*worst = score_better(&other.score, &mirrored.score) ? other : mirrored;
		return;
	}
	if (score_better(&mirrored.score, &simplex->corner[axes - 1].score)) {
		*worst = mirrored;
		return;
	}
	if (score_better(&mirrored.score, &worst->score))
		other = try_at(simplex, centre, squeeze);
	else
		other = try_at(simplex, centre, -squeeze);
	if (score_better(&other.score, &mirrored.score) &&
	    score_better(&other.score, &worst->score))
		*worst = other;
	else
		shrink(simplex);
}

struct score simplex_search(const struct simplex_task *task, double *x)
{
	struct simplex simplex = { .task = task, .left = task->rates };

	begin(&simplex, x);
	sort(&simplex);
	while (simplex.left && extent(&simplex) > task->least) {
		step(&simplex);
		sort(&simplex);
	}
	memcpy(x, simplex.corner[0].x, task->axes * sizeof(*x));
	return simplex.corner[0].score;
}
