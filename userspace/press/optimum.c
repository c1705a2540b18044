// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/optimise.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/random.h"
#include "nfod/format.h"
#include "nfod/wire.h"

#define FIRST_SIZE 0.12
#define LAST_SIZE 1e-3
#define RATES_PER_AXIS 60u
/* The grating model takes a quarter of a second for each. */
#define RATES_GRATING 25u
#define ROUNDS_GRATING 3u

/* Beyond what any design violates: no such recipe, or out of reach. */
#define OUTSIDE 1000.0
#define NO_MERIT -1000.0

static void add_variable(struct optimum *optimum, const char *path, double quantum)
{
	struct variable *variable = &optimum->variable[optimum->axes];

	if (recipe_get(optimum->recipe, path, &variable->nominal))
		return;
	snprintf(variable->path, sizeof(variable->path), "%s", path);
	variable->quantum = quantum;
	optimum->axes++;
}

_Static_assert(RECIPE_LAYERS + 3 <= SIMPLEX_AXES, "every thickness is an axis");

void optimum_begin(struct optimum *optimum, const struct recipe *recipe)
{
	char path[64];
	unsigned int i;

	memset(optimum, 0, sizeof(*optimum));
	optimum->recipe = recipe;
	for (i = 0; i < recipe->layers; i++) {
		snprintf(path, sizeof(path), "layers.[%u].thickness_nm", i);
		add_variable(optimum, path, 0.1);
	}
	add_variable(optimum, "mastering.step_nm", 0.1);
	add_variable(optimum, "mastering.land_fraction", 0.01);
	if (recipe->has_film)
		add_variable(optimum, "film.spin_rpm", 1);
}

int optimum_keep(struct optimum *optimum, const char *path)
{
	unsigned int i;

	for (i = 0; i < optimum->axes; i++) {
		if (strcmp(optimum->variable[i].path, path))
			continue;
		optimum->axes--;
		memmove(&optimum->variable[i], &optimum->variable[i + 1],
			(optimum->axes - i) * sizeof(optimum->variable[0]));
		return 0;
	}
	return -1;
}

static double value_at(const struct variable *variable, double x)
{
	return round(variable->nominal * exp(x) / variable->quantum) * variable->quantum;
}

double optimum_value(const struct optimum *optimum, unsigned int axis)
{
	return value_at(&optimum->variable[axis], optimum->x[axis]);
}

/* Return: the recipe at a point, or NULL when its rules refuse it or memory is short. */
static struct recipe *recipe_at(const struct optimum *optimum, const double *x)
{
	struct recipe *recipe = recipe_copy(optimum->recipe);
	char why[RECIPE_WHY];
	unsigned int i;

	for (i = 0; recipe && i < optimum->axes; i++) {
		if (recipe_set(recipe, optimum->variable[i].path,
			       value_at(&optimum->variable[i], x[i]), why, sizeof(why))) {
			recipe_free(recipe);
			recipe = NULL;
		}
	}
	return recipe;
}

struct recipe *optimum_recipe(const struct optimum *optimum)
{
	return recipe_at(optimum, optimum->x);
}

static double side_signal(const struct design *design, const struct side_design *side)
{
	if (design->recipe->recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		return fabs(side->kerr.amplitude);
	return fabs(side->modulation) * side->at_gap[STATE_ERASED].sum;
}

double design_signal(const struct design *design)
{
	return fmin(side_signal(design, &design->side[NFOD_GROOVE]),
		    side_signal(design, &design->side[NFOD_LAND]));
}

double design_slope(const struct design *design)
{
	return fmin(design->side[NFOD_GROOVE].ges_slope, design->side[NFOD_LAND].ges_slope);
}

/*
 * What truncation leaves standing must end within the film, also where that is thin:
 * else the tape meets films that it is not made for.
 */
static double film_missing(const struct design *design)
{
	const struct recipe *recipe = design->recipe;
	double least;

	if (!recipe->has_film || !recipe->truncate)
		return 0;
	least = recipe->truncate_nm + 3 * line_film_sigma_nm(&design->piece);
	return fmax(0, least - design->piece.film_nm) / least;
}

/* A crosstalk claim that is not kept is not to be kept as inspection limit instead. */
static uint32_t rejects_kept(const struct optimum *optimum, uint32_t rejects)
{
	if (optimum->ignored & (1ull << 12))
		rejects &= ~NFOD_REJECT_CROSSTALK;
	return rejects;
}

static double violation(const struct optimum *optimum, const struct design *design)
{
	struct claim_result result[CLAIMS];
	double sum =
		film_missing(design) + __builtin_popcount(rejects_kept(optimum, design->rejects));
	unsigned int i;

	claims_judge(design, result);
	for (i = 0; i < CLAIMS; i++) {
		if (!(optimum->ignored >> i & 1) && result[i].margin < OPTIMISE_GUARD)
			sum += OPTIMISE_GUARD - result[i].margin;
	}
	return sum;
}

static struct score score_design(const struct optimum *optimum, const struct design *design)
{
	double product = design_signal(design) * design_slope(design);

	return (struct score){
		.violation = violation(optimum, design),
		.merit = product > 0 ? log(product) : NO_MERIT,
	};
}

static double farthest(const struct optimum *optimum, const double *x)
{
	double most = 0;
	unsigned int i;

	for (i = 0; i < optimum->axes; i++)
		most = fmax(most, fabs(x[i]));
	return most;
}

/* As design_rigorous(), but for the search for the best step, which takes longest. */
static int adopt_grating(const struct optimum *optimum, struct design *design)
{
	const struct recipe *recipe = design->recipe;

	if (track_rigorous(&recipe->optics, &design->relief, recipe->gap_nm, recipe->contrast,
			   &GRATING_QUICK, &design->tracks))
		return -1;
	design->best.worst_db = optimum->best_db;
	design_adopt_tracks(design);
	design_judge(design);
	return 0;
}

/* Both models must be content: sweep will judge by one and check by the other. */
static struct score score_both(const struct optimum *optimum, struct design *design)
{
	struct score score = score_design(optimum, design);
	double scalar = score.violation;

	if (!optimum->rigorous)
		return score;
	if (adopt_grating(optimum, design))
		return (struct score){ .violation = OUTSIDE, .merit = NO_MERIT };
	score = score_design(optimum, design);
	score.violation += scalar;
	return score;
}

static struct score rate(void *ctx, const double *x)
{
	struct optimum *optimum = ctx;
	double distance = farthest(optimum, x);
	struct score score = { .violation = OUTSIDE + distance, .merit = NO_MERIT };
	struct recipe *recipe;
	struct design design;

	optimum->rated++;
	if (distance > log(OPTIMISE_REACH))
		return score;
	recipe = recipe_at(optimum, x);
	if (!recipe)
		return score;
	design_evaluate(&design, recipe);
	score = score_both(optimum, &design);
	recipe_free(recipe);
	return score;
}

/* Search from @x; the best of all searches stays. */
static void climb(struct optimum *optimum, double *x, double size)
{
	struct simplex_task task = {
		.rate = rate,
		.ctx = optimum,
		.axes = optimum->axes,
		.size = size,
		.least = LAST_SIZE,
		.rates = (optimum->rigorous ? RATES_GRATING : RATES_PER_AXIS) * optimum->axes,
	};
	struct score score = simplex_search(&task, x);

	if (score_better(&score, &optimum->score)) {
		optimum->score = score;
		memcpy(optimum->x, x, sizeof(optimum->x));
	}
}

/* A simplex that has collapsed on a limit finds on with a new one. */
static void climb_on(struct optimum *optimum)
{
	double x[SIMPLEX_AXES];
	double size;

	for (size = FIRST_SIZE; size > LAST_SIZE; size /= 4) {
		memcpy(x, optimum->x, sizeof(x));
		climb(optimum, x, -size);
	}
}

/* Rounded to what can be set: nearer to the edge than that is at it. */
bool optimum_at_edge(const struct optimum *optimum, unsigned int axis)
{
	return fabs(optimum->x[axis]) > 0.98 * log(OPTIMISE_REACH);
}

void optimum_search(struct optimum *optimum, unsigned int starts, uint64_t seed)
{
	struct random random = { .state = seed };
	double x[SIMPLEX_AXES] = { 0 };
	unsigned int i;

	optimum->score = rate(optimum, x);
	if (!optimum->axes)
		return;
	climb(optimum, x, FIRST_SIZE);
	while (starts--) {
		for (i = 0; i < optimum->axes; i++)
			x[i] = (2 * random_unit(&random) - 1) * log(OPTIMISE_REACH) / 2;
		climb(optimum, x, FIRST_SIZE);
	}
	climb_on(optimum);
}

/* What the grating model gives at best for the films at the search's present place. */
static int find_best(struct optimum *optimum)
{
	struct recipe *recipe = optimum_recipe(optimum);
	struct design design;
	int result;

	if (!recipe)
		return -1;
	design_evaluate(&design, recipe);
	result = design_rigorous(&design, &GRATING_QUICK);
	optimum->best_db = design.best.worst_db;
	recipe_free(recipe);
	return result;
}

/* The scalar model's optimum may be worse by the grating's than where it all began. */
static void begin_rigorous(struct optimum *optimum)
{
	double nominal[SIMPLEX_AXES] = { 0 };
	struct score score = rate(optimum, nominal);

	optimum->score = rate(optimum, optimum->x);
	if (score_better(&score, &optimum->score)) {
		optimum->score = score;
		memcpy(optimum->x, nominal, sizeof(nominal));
	}
}

int optimum_refine(struct optimum *optimum)
{
	double x[SIMPLEX_AXES];
	unsigned int round;

	optimum->rigorous = true;
	for (round = 0; round < ROUNDS_GRATING; round++) {
		if (find_best(optimum))
			return -1;
		begin_rigorous(optimum);
		if (round && optimum->score.violation <= 0)
			return 0;
		memcpy(x, optimum->x, sizeof(x));
		climb(optimum, x, FIRST_SIZE / 2);
	}
	return 0;
}

double optimum_price(const struct optimum *optimum, uint64_t claims)
{
	struct optimum without = *optimum;

	without.ignored |= claims;
	without.score = rate(&without, without.x);
	climb_on(&without);
	return exp(without.score.merit - optimum->score.merit) - 1;
}
