/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: sweeps: many designs of one recipe
 *
 * A plan says which values a recipe takes: a grid of named values, and at each of
 * its points samples drawn around them by tolerance. Row @index of a sweep is point
 * index / samples, sample index % samples; all that is in it follows from the plan
 * and that number, whatever thread or machine computes it and when.
 */
#ifndef NFOD_PRESS_SWEEP_H
#define NFOD_PRESS_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "press/recipe.h"

#define SWEEP_AXES 8
#define SWEEP_SPREADS 16
#define SWEEP_PARAMETERS (SWEEP_AXES + SWEEP_SPREADS)
#define SWEEP_PATH 64
#define SWEEP_ROWS_MOST 10000000ull
#define SWEEP_ROW 1024 /* bytes of a row's text at most */
#define SWEEP_IDENTITY 2048

/**
 * struct sweep_axis - one value of the grid
 * @path: as recipe_set() takes it
 * @from: first value
 * @to: last value
 * @steps: how many, evenly
 */
struct sweep_axis {
	char path[SWEEP_PATH];
	double from;
	double to;
	unsigned int steps;
};

enum spread_law {
	SPREAD_NORMAL,
	SPREAD_UNIFORM,
};

/**
 * struct sweep_spread - one value's tolerance
 * @path: as recipe_set() takes it
 * @width: 1 sigma of a normal law, half the width of a uniform one
 * @law: enum spread_law
 */
struct sweep_spread {
	char path[SWEEP_PATH];
	double width;
	enum spread_law law;
};

/**
 * struct sweep_plan - what is to be computed
 * @recipe: nominal one; owned
 * @axes: of the grid
 * @axis: the first one turns slowest
 * @spreads: tolerances
 * @spread: they
 * @points: of the grid, 1 without axes
 * @samples: at each of them, 1 without tolerances
 * @seed: of all draws
 * @parameters: columns: a value of the grid for each axis, a drawn one for each tolerance
 * @parameter: their paths
 */
struct sweep_plan {
	struct recipe *recipe;
	unsigned int axes;
	struct sweep_axis axis[SWEEP_AXES];
	unsigned int spreads;
	struct sweep_spread spread[SWEEP_SPREADS];
	uint64_t points;
	uint64_t samples;
	uint64_t seed;
	unsigned int parameters;
	const char *parameter[SWEEP_PARAMETERS];
};

/* Take "PATH=FROM:TO:STEPS". Return: 0, or -1 with @why. */
int sweep_plan_vary(struct sweep_plan *plan, const char *text, char *why, size_t size);
/* Take "PATH=WIDTH" or "PATH=WIDTH:normal|uniform". Return: 0, or -1 with @why. */
int sweep_plan_tolerance(struct sweep_plan *plan, const char *text, char *why, size_t size);

/**
 * sweep_plan_close() - all has been said; does it fit together and the recipe?
 *
 * Return: 0, or -1 with @why.
 */
int sweep_plan_close(struct sweep_plan *plan, char *why, size_t size);

static inline uint64_t sweep_rows(const struct sweep_plan *plan)
{
	return plan->points * plan->samples;
}

/**
 * sweep_recipe() - the recipe of one row
 * @value: set to the parameters' values
 * @recipe: set to a recipe for recipe_free(), NULL when its rules refuse these values
 *
 * Return: 0, or -1 when memory is short.
 */
int sweep_recipe(const struct sweep_plan *plan, uint64_t index, double value[SWEEP_PARAMETERS],
		 struct recipe **recipe);

/**
 * sweep_row() - compute one row: index, parameters, figures, verdicts, no line end
 *
 * Return: 0, or -1 when memory is short.
 */
int sweep_row(const struct sweep_plan *plan, uint64_t index, char text[SWEEP_ROW]);

/* The columns' names, no line end. */
void sweep_heading(const struct sweep_plan *plan, char *text, size_t size);

/**
 * sweep_identity() - one line that two plans share only if their rows do
 *
 * Recipe, plan, and what this program's physics makes of the nominal recipe.
 */
void sweep_identity(const struct sweep_plan *plan, char *text, size_t size);

/**
 * struct sweep_tally - what rows add up to
 * @rows: that are possible recipes
 * @passed: of these
 * @impossible: refused by the recipe's rules
 * @missed: by number of the NFOD_REJECT_* bit
 */
struct sweep_tally {
	uint64_t rows;
	uint64_t passed;
	uint64_t impossible;
	uint64_t missed[32];
};

/* Return: 0, or -1 when this is not the text of a row. */
int sweep_tally_add(struct sweep_tally *tally, const char *row);

/* Wilson's interval of a fraction, @z standard deviations wide (1.96 = 95 %). */
void wilson_interval(uint64_t passed, uint64_t rows, double z, double *low, double *high);

/**
 * struct sweep_part - which rows, of which sweep
 * @number: 1..@parts: rows whose index % @parts is one less
 * @parts: 1 = all
 * @rows: of the whole sweep
 * @samples: rows of a point of the grid
 * @axes: columns behind the index that name that point
 * @identity: sweep_identity()
 */
struct sweep_part {
	unsigned int number;
	unsigned int parts;
	uint64_t rows;
	uint64_t samples;
	unsigned int axes;
	char identity[SWEEP_IDENTITY];
};

/* Rows of a part, and the index of its n-th. */
static inline uint64_t sweep_part_rows(const struct sweep_part *part)
{
	return (part->rows + part->parts - part->number) / part->parts;
}

static inline uint64_t sweep_part_index(const struct sweep_part *part, uint64_t n)
{
	return n * part->parts + part->number - 1;
}

/**
 * struct sweep_log - rows that are there, on disk and in memory
 * @part: which these are
 * @fd: the log, to which rows are appended as they come
 * @path: of the log
 * @row: by number within the part, NULL = not there yet; owned
 * @count: of those that are there
 */
struct sweep_log {
	struct sweep_part part;
	int fd;
	char path[4096];
	char **row;
	uint64_t count;
};

/**
 * sweep_log_open() - carry on with the log of a sweep to @output, or begin one
 *
 * Rows of an earlier run are taken if whole; the log of another plan is refused.
 * Return: 0, or -1 with @why.
 */
int sweep_log_open(struct sweep_log *log, const char *output, const struct sweep_part *part,
		   char *why, size_t size);

/* Add row @n of the part. Return: 0, or -1 with errno. */
int sweep_log_add(struct sweep_log *log, uint64_t n, const char *row);

void sweep_log_close(struct sweep_log *log);

/**
 * sweep_csv_write() - make the CSV from all rows: whole or not at all
 * @part: of a part (parts > 1) the first line says which
 * @row: sweep_part_rows() of them
 *
 * Return: 0, or -1 with @why.
 */
int sweep_csv_write(const char *path, const struct sweep_part *part, const char *heading,
		    char *const *row, char *why, size_t size);

/**
 * struct sweep_csv - the CSV of a part, read again
 * @part: from its first line
 * @heading: columns' names
 * @row: sweep_part_rows() of them
 * @text: the file, which the above point into; owned, as is @row
 */
struct sweep_csv {
	struct sweep_part part;
	const char *heading;
	char **row;
	char *text;
};

/* Return: 0, or -1 with @why. */
int sweep_csv_read(struct sweep_csv *csv, const char *path, char *why, size_t size);
void sweep_csv_free(struct sweep_csv *csv);

/**
 * sweep_yield() - say on standard output what the rows add up to
 * @row: all rows of the sweep or of a part
 */
void sweep_yield(const struct sweep_part *part, const char *heading, char *const *row);

#endif
