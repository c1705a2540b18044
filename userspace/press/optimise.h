/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: thicknesses and step that serve best
 *
 * Merit: signal of a mark times slope of the gap signal, each on the worse side of the
 * tracks. Constraints: every numeric claim by a guard, the inspection limits, and a film
 * that covers what truncation leaves standing.
 */
#ifndef NFOD_PRESS_OPTIMISE_H
#define NFOD_PRESS_OPTIMISE_H

#include <stdint.h>

#include "press/claims.h"
#include "press/simplex.h"

/* Claims are kept by so much of their limit, or half the discs would miss it. */
#define OPTIMISE_GUARD 0.02
/* Values may become so many times larger or smaller. */
#define OPTIMISE_REACH 2.0

/**
 * struct variable - one value that may change
 * @path: as recipe_set() takes it
 * @nominal: where the search begins
 * @quantum: what a machine can be set to
 */
struct variable {
	char path[64];
	double nominal;
	double quantum;
};

/**
 * struct optimum - a search and what it found
 * @recipe: where it begins; not owned
 * @axes: values that may change
 * @variable: they
 * @ignored: claims that need not be kept, bit 0 is claim 1
 * @rigorous: tracks by the grating model
 * @best_db: least crosstalk of the worse side by that model, of films about alike
 * @x: best point: ln(value / nominal)
 * @score: of it
 * @rated: designs evaluated
 */
struct optimum {
	const struct recipe *recipe;
	unsigned int axes;
	struct variable variable[SIMPLEX_AXES];
	uint64_t ignored;
	bool rigorous;
	double best_db;
	double x[SIMPLEX_AXES];
	struct score score;
	unsigned int rated;
};

/**
 * optimum_begin() - all thicknesses, the relief, and the film by its spin speed
 */
void optimum_begin(struct optimum *optimum, const struct recipe *recipe);

/* Leave a value as it is. Return: 0, or -1 when it is none of those that may change. */
int optimum_keep(struct optimum *optimum, const char *path);

/**
 * optimum_search() - from the recipe and from @starts places around it
 * @seed: of the latter
 */
void optimum_search(struct optimum *optimum, unsigned int starts, uint64_t seed);

/**
 * optimum_refine() - go on from the best point or the recipe with the grating model
 *
 * Return: 0, or -1 when memory is short or the model failed.
 */
int optimum_refine(struct optimum *optimum);

/**
 * optimum_price() - what could be had without some claims
 * @claims: bits
 *
 * Return: merit without them over merit with them, less 1.
 */
double optimum_price(const struct optimum *optimum, uint64_t claims);

/* The recipe at the best point, for recipe_free(), or NULL when memory is short. */
struct recipe *optimum_recipe(const struct optimum *optimum);

/* Is that value as far from where it began as it may be? */
bool optimum_at_edge(const struct optimum *optimum, unsigned int axis);

double optimum_value(const struct optimum *optimum, unsigned int axis);

/* Change of the returned power by a mark, part of the incident power; worse side. */
double design_signal(const struct design *design);
/* Slope of the gap error signal, parts of the far-field value per nm; worse side. */
double design_slope(const struct design *design);

#endif
