// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/sweep.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/random.h"

/* So often a value is drawn anew when the recipe's rules refuse it. */
#define DRAWS 64

/* Split PATH=VALUES at the equals sign. */
static const char *take_path(char path[SWEEP_PATH], const char *text)
{
	const char *equals = strchr(text, '=');

	if (!equals || equals == text || equals - text >= SWEEP_PATH)
		return NULL;
	snprintf(path, SWEEP_PATH, "%.*s", (int)(equals - text), text);
	return equals + 1;
}

static int take_number(const char **text, double *value, char end)
{
	char *stop;

	*value = strtod(*text, &stop);
	if (stop == *text || *stop != end || !isfinite(*value))
		return -1;
	*text = stop + (end != 0);
	return 0;
}

static int take_steps(const char *text, unsigned int *steps)
{
	char *stop;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &stop, 10);
	if (errno || stop == text || *stop || strchr(text, '-') || value < 2 ||
	    value > SWEEP_ROWS_MOST)
		return -1;
	*steps = (unsigned int)value;
	return 0;
}

int sweep_plan_vary(struct sweep_plan *plan, const char *text, char *why, size_t size)
{
	struct sweep_axis axis;
	const char *rest = take_path(axis.path, text);

	if (plan->axes == SWEEP_AXES) {
		snprintf(why, size, "--vary %s: %d at most", text, SWEEP_AXES);
		return -1;
	}
	if (!rest || take_number(&rest, &axis.from, ':') || take_number(&rest, &axis.to, ':') ||
	    take_steps(rest, &axis.steps)) {
		snprintf(why, size, "--vary %s: give PATH=FROM:TO:STEPS, 2 or more steps", text);
		return -1;
	}
	plan->axis[plan->axes++] = axis;
	return 0;
}

static int take_law(const char *text, enum spread_law *law)
{
	if (!strcmp(text, "normal"))
		*law = SPREAD_NORMAL;
	else if (!strcmp(text, "uniform"))
		*law = SPREAD_UNIFORM;
	else
		return -1;
	return 0;
}

int sweep_plan_tolerance(struct sweep_plan *plan, const char *text, char *why, size_t size)
{
	struct sweep_spread spread = { .law = SPREAD_NORMAL };
	const char *rest = take_path(spread.path, text);
	const char *law = rest ? strchr(rest, ':') : NULL;

	if (plan->spreads == SWEEP_SPREADS) {
		snprintf(why, size, "--tolerance %s: %d at most", text, SWEEP_SPREADS);
		return -1;
	}
	if (!rest || take_number(&rest, &spread.width, law ? ':' : 0) || spread.width <= 0 ||
	    (law && take_law(law + 1, &spread.law))) {
		snprintf(why, size,
			 "--tolerance %s: give PATH=SIGMA or PATH=WIDTH:uniform, above zero", text);
		return -1;
	}
	plan->spread[plan->spreads++] = spread;
	return 0;
}

static int add_parameter(struct sweep_plan *plan, const char *path, unsigned int first,
			 const char *option, char *why, size_t size)
{
	unsigned int i;

	for (i = first; i < plan->parameters; i++) {
		if (!strcmp(plan->parameter[i], path)) {
			snprintf(why, size, "%s %s: given twice", option, path);
			return -1;
		}
	}
	plan->parameter[plan->parameters++] = path;
	return 0;
}

/* An axis and a tolerance may be of the same path: they have a column each. */
static int name_parameters(struct sweep_plan *plan, char *why, size_t size)
{
	unsigned int i;

	plan->parameters = 0;
	for (i = 0; i < plan->axes; i++) {
		if (add_parameter(plan, plan->axis[i].path, 0, "--vary", why, size))
			return -1;
	}
	for (i = 0; i < plan->spreads; i++) {
		if (add_parameter(plan, plan->spread[i].path, plan->axes, "--tolerance", why, size))
			return -1;
	}
	return 0;
}

/* Would the recipe take that value? */
static int try_value(const struct sweep_plan *plan, const char *path, double value, char *why,
		     size_t size)
{
	struct recipe *trial = recipe_copy(plan->recipe);
	char message[RECIPE_WHY];
	int result;

	if (!trial) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	result = recipe_set(trial, path, value, message, sizeof(message));
	if (result)
		snprintf(why, size, "%s", message);
	recipe_free(trial);
	return result;
}

/* The ends of each axis and the middle of each tolerance must be possible. */
static int try_values(const struct sweep_plan *plan, char *why, size_t size)
{
	double value;
	unsigned int i;

	for (i = 0; i < plan->axes; i++) {
		const struct sweep_axis *axis = &plan->axis[i];

		if (try_value(plan, axis->path, axis->from, why, size) ||
		    try_value(plan, axis->path, axis->to, why, size))
			return -1;
	}
	for (i = 0; i < plan->spreads; i++) {
		const char *path = plan->spread[i].path;

		/* A path that is not there has no value to try: recipe_set() says so. */
		if (recipe_get(plan->recipe, path, &value))
			value = 0;
		if (try_value(plan, path, value, why, size))
			return -1;
	}
	return 0;
}

static int count_rows(struct sweep_plan *plan, char *why, size_t size)
{
	unsigned int i;

	plan->points = 1;
	for (i = 0; i < plan->axes && plan->points <= SWEEP_ROWS_MOST; i++)
		plan->points *= plan->axis[i].steps;
	if (plan->points > SWEEP_ROWS_MOST || plan->samples > SWEEP_ROWS_MOST ||
	    plan->points * plan->samples > SWEEP_ROWS_MOST) {
		snprintf(why, size, "more than %llu rows; take fewer steps or samples",
			 SWEEP_ROWS_MOST);
		return -1;
	}
	return 0;
}

int sweep_plan_close(struct sweep_plan *plan, char *why, size_t size)
{
	if (!plan->axes && !plan->spreads) {
		snprintf(why, size, "nothing varies; give --vary or --tolerance");
		return -1;
	}
	if (!plan->spreads && plan->samples > 1) {
		snprintf(why, size, "--samples draws by --tolerance, and there is none");
		return -1;
	}
	if (name_parameters(plan, why, size) || count_rows(plan, why, size))
		return -1;
	return try_values(plan, why, size);
}

static double axis_value(const struct sweep_axis *axis, uint64_t step)
{
	double part = (double)step / (axis->steps - 1);

	return axis->from + (axis->to - axis->from) * part;
}

/*
 * A generator for one tolerance of one sample. It does not depend on the point of the
 * grid: all points see the same deviations, so that they compare without their noise.
 */
static struct random deviations(const struct sweep_plan *plan, uint64_t sample, unsigned int which)
{
	struct random random = { .state = plan->seed };

	random.state = random_next(&random) ^ sample;
	random.state = random_next(&random) ^ which;
	random.state = random_next(&random);
	return random;
}

static double draw(struct random *random, const struct sweep_spread *spread)
{
	if (spread->law == SPREAD_UNIFORM)
		return spread->width * (2 * random_unit(random) - 1);
	return spread->width * random_normal(random);
}

static int set_axes(const struct sweep_plan *plan, uint64_t point, struct recipe *recipe,
		    double *value)
{
	char why[RECIPE_WHY];
	int result = 0;
	unsigned int i;

	for (i = plan->axes; i-- > 0; point /= plan->axis[i].steps) {
		value[i] = axis_value(&plan->axis[i], point % plan->axis[i].steps);
		result |= recipe_set(recipe, plan->axis[i].path, value[i], why, sizeof(why));
	}
	return result;
}

/* A value that no machine can be set to is drawn anew: the law is cut off there. */
static int set_spread(const struct sweep_spread *spread, struct random random,
		      struct recipe *recipe)
{
	char why[RECIPE_WHY];
	double nominal;
	int i;

	if (recipe_get(recipe, spread->path, &nominal))
		return -1;
	for (i = 0; i < DRAWS; i++) {
		double value = nominal + draw(&random, spread);

		if (!recipe_set(recipe, spread->path, value, why, sizeof(why)))
			return 0;
	}
	return -1;
}

static int set_spreads(const struct sweep_plan *plan, uint64_t sample, struct recipe *recipe)
{
	int result = 0;
	unsigned int i;

	for (i = 0; i < plan->spreads; i++)
		result |= set_spread(&plan->spread[i], deviations(plan, sample, i), recipe);
	return result;
}

int sweep_recipe(const struct sweep_plan *plan, uint64_t index, double value[SWEEP_PARAMETERS],
		 struct recipe **recipe)
{
	struct recipe *made = recipe_copy(plan->recipe);
	unsigned int i;
	int refused;

	if (!made)
		return -1;
	refused = set_axes(plan, index / plan->samples, made, value);
	if (!refused)
		refused = set_spreads(plan, index % plan->samples, made);
	for (i = plan->axes; i < plan->parameters; i++) {
		if (refused || recipe_get(made, plan->parameter[i], &value[i]))
			value[i] = NAN;
	}
	if (refused) {
		recipe_free(made);
		made = NULL;
	}
	*recipe = made;
	return 0;
}
