/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: one pressed disc
 *
 * A design plus chance, drawn from a seed: this disc's thickness map, run-out and
 * protrusions. The same recipe and seed give the same disc.
 */
#ifndef NFOD_PRESS_PRESSING_H
#define NFOD_PRESS_PRESSING_H

#include "nfod/format.h"
#include "nfod/medium.h"
#include "physics/surface.h"
#include "press/design.h"
#include "press/recipe.h"

#define MAP_RINGS 35
#define MAP_SECTORS 36

/**
 * struct pressing - a disc as made
 * @recipe: owned
 * @design: of it
 * @info: its lead-in, with zones, sealed
 * @seed: that it was drawn from
 * @writing: what writing leaves, by enum nfod_side
 * @film_nm: thickness over the land, [ring][sector], rings 24..58 mm
 * @runout: of this disc
 * @protrusion: all that stand out by 2 nm or more, by ascending radius; owned
 * @protrusions: how many
 * @rejects: of these, above the recipe's limit
 */
struct pressing {
	struct recipe *recipe;
	struct design design;
	struct nfod_disc_info info;
	uint64_t seed;
	struct nfod_writing_law writing[NFOD_SIDES];
	double film_nm[MAP_RINGS][MAP_SECTORS];
	struct runout runout;
	struct protrusion *protrusion;
	size_t protrusions;
	size_t rejects;
};

/* Told as the disc goes down the line; @fraction 0..1 of the whole work. */
typedef void (*pressing_progress)(void *ctx, const struct line_entry *entry, double fraction);

/**
 * struct pressing_order - which disc of a recipe
 * @seed: all that is particular to this disc comes from it
 * @user_bytes: least capacity, 0 = the whole disc
 * @rigorous: track figures by the grating model
 */
struct pressing_order {
	uint64_t seed;
	uint64_t user_bytes;
	bool rigorous;
};

/**
 * pressing_make() - press a disc, in memory
 * @recipe: taken over, also on failure
 * @progress: may be NULL
 *
 * Return: the pressing, or NULL with @why.
 */
struct pressing *pressing_make(struct recipe *recipe, const struct pressing_order *order,
			       pressing_progress progress, void *ctx, char *why, size_t size);

/**
 * pressing_load() - take a disc image apart again
 *
 * The recipe comes out of the image and the design is computed anew from it; maps,
 * track figures and the verdict are the image's. Refuses images without a recipe
 * (nfod-press blank). Return: the pressing, or NULL with @why.
 */
struct pressing *pressing_load(const char *path, char *why, size_t size);

/**
 * pressing_write() - make the image file: whole or not at all
 * @force: replace a file that is there
 *
 * Return: 0, or -1 with @why.
 */
int pressing_write(const struct pressing *pressing, const char *path, bool force, char *why,
		   size_t size);

/* Films as an image has them, RECIPE_LAYERS + 1 at most. Return: how many. */
unsigned int pressing_layers(const struct pressing *pressing, struct nfod_layer_record *layer);
/* Spread of this disc's flattening film, 1 sigma in nm. */
double pressing_film_sigma_nm(const struct pressing *pressing);
/* The highest of this disc's protrusions. */
double pressing_tallest_nm(const struct pressing *pressing);
/* Radius of a ring of the thickness map; of a ring of the run-out. */
double pressing_ring_mm(unsigned int ring, unsigned int rings);

void pressing_free(struct pressing *pressing);

#endif
