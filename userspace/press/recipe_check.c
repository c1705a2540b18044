// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Values that are each possible, but not together.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"
#include "press/recipe_keys.h"

__attribute__((format(printf, 3, 4))) static int blame(struct recipe_fault *fault, const char *key,
						       const char *format, ...)
{
	va_list args;

	snprintf(fault->key, sizeof(fault->key), "%s", key);
	va_start(args, format);
	vsnprintf(fault->what, sizeof(fault->what), format, args);
	va_end(args);
	return -1;
}

static int blame_layer(struct recipe_fault *fault, unsigned int layer, const char *name,
		       const char *what)
{
	char key[KEY_PATH];

	snprintf(key, sizeof(key), KEY_LAYERS ".[%u].%s", layer, name);
	return blame(fault, key, "%s", what);
}

/* What a material must be able to for a role, and how to say so. */
static unsigned int role_needs(const struct recipe *recipe, enum layer_role role)
{
	switch (role) {
	case LAYER_REFLECTOR:
		return MATERIAL_REFLECTOR;
	case LAYER_RECORDING:
		return recipe->recording == NFOD_RECORDING_PHASE_CHANGE ? MATERIAL_PHASE_CHANGE :
									  MATERIAL_MAGNETO_OPTICAL;
	default:
		return MATERIAL_DIELECTRIC;
	}
}

static const char *role_noun(unsigned int needs)
{
	switch (needs) {
	case MATERIAL_REFLECTOR:
		return "reflector";
	case MATERIAL_PHASE_CHANGE:
		return "phase-change recording layer";
	case MATERIAL_MAGNETO_OPTICAL:
		return "magneto-optical recording layer";
	case MATERIAL_SUBSTRATE:
		return "substrate";
	case MATERIAL_FLATTENING:
		return "flattening film";
	default:
		return "dielectric layer";
	}
}

static int check_material(const struct material *material, unsigned int needs, const char *key,
			  struct recipe_fault *fault)
{
	char able[96] = "";
	size_t used = 0, n;

	if (material->roles & needs)
		return 0;
	for (n = 0; material_at(n) && used < sizeof(able); n++) {
		if (material_at(n)->roles & needs)
			used += (size_t)snprintf(able + used, sizeof(able) - used, "%s%s",
						 used ? ", " : "", material_at(n)->name);
	}
	return blame(fault, key, "%s cannot serve as %s; these can: %s", material->name,
		     role_noun(needs), able);
}

static int check_layer_material(const struct recipe *recipe, unsigned int n,
				struct recipe_fault *fault)
{
	const struct recipe_layer *layer = &recipe->layer[n];
	char key[KEY_PATH];

	snprintf(key, sizeof(key), KEY_LAYERS ".[%u].material", n);
	if (check_material(layer->material, role_needs(recipe, layer->role), key, fault))
		return -1;
	if (layer->deposition == DEPOSIT_SPUTTER && !(layer->material->roles & MATERIAL_SPUTTERED))
		return blame_layer(fault, n, "deposition",
				   "this material cannot be sputtered; evaporate it");
	return 0;
}

/* The first layer of a role behind @from, or recipe->layers. */
static unsigned int next_of(const struct recipe *recipe, enum layer_role role, unsigned int from)
{
	while (from < recipe->layers && recipe->layer[from].role != role)
		from++;
	return from;
}

static int check_roles(const struct recipe *recipe, struct recipe_fault *fault)
{
	unsigned int recording = next_of(recipe, LAYER_RECORDING, 0);
	unsigned int second = next_of(recipe, LAYER_RECORDING, recording + 1);
	unsigned int backing = next_of(recipe, LAYER_BACKING, 0);

	if (recording == recipe->layers)
		return blame(fault, KEY_LAYERS,
			     "no recording layer; give one layer the role \"recording\"");
	if (second < recipe->layers)
		return blame_layer(fault, second, "role",
				   "a second recording layer; keep one of them");
	if (backing + 1 < recipe->layers)
		return blame_layer(fault, backing, "role",
				   "the backing layer must be the last; put it at the list's end");
	return 0;
}

static int check_layers(const struct recipe *recipe, struct recipe_fault *fault)
{
	unsigned int n;

	if (check_roles(recipe, fault))
		return -1;
	for (n = 0; n < recipe->layers; n++) {
		if (check_layer_material(recipe, n, fault))
			return -1;
	}
	return 0;
}

static int check_contrast(const struct recipe *recipe, struct recipe_fault *fault)
{
	bool phase_change = recipe->recording == NFOD_RECORDING_PHASE_CHANGE;

	if (phase_change == (recipe->contrast == CONTRAST_REFLECTION))
		return 0;
	return blame(fault, "contrast", "%s discs are read by %s; set it so",
		     phase_change ? "phase-change" : "magneto-optical",
		     phase_change ? "\"reflection\"" : "\"magnetisation\"");
}

static int check_modulation(const struct recipe *recipe, struct recipe_fault *fault)
{
	if (recipe->modulation == MODULATION_FIELD ||
	    recipe->recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		return 0;
	return blame(fault, "modulation",
		     "only magneto-optical film is erased before it is written; leave this out");
}

/* A land and a groove must be left between the walls, which are half way up as wide. */
static int check_profile(const struct recipe *recipe, struct recipe_fault *fault)
{
	double period = 2 * recipe->pitch_nm;
	double wall = recipe->step_nm / tan(recipe->wall_deg * M_PI / 180);
	double narrower = period * fmin(recipe->land_fraction, 1 - recipe->land_fraction);

	if (narrower - wall >= 0.1 * period)
		return 0;
	return blame(
		fault, "mastering.wall_deg",
		"walls of %.0f nm leave %.0f nm of land or groove of a period of %.0f nm; make "
		"them steeper or the step lower",
		wall, fmax(narrower - wall, 0), period);
}

/* What was left out while its section was switched off is missing once it is on. */
static int check_present(const struct recipe *recipe, struct recipe_fault *fault)
{
	const struct recipe_key *key;
	char path[KEY_PATH];
	size_t n;

	for (n = 0; (key = key_at(n)); n++) {
		if (!strcmp(key->section, KEY_LAYERS) || key_is_set(key, recipe) ||
		    key_section_off(recipe, key->section))
			continue;
		snprintf(path, sizeof(path), "%s%s%s", key->section, *key->section ? "." : "",
			 key->name);
		return blame(fault, path, "missing; add it");
	}
	return 0;
}

int recipe_check(const struct recipe *recipe, struct recipe_fault *fault)
{
	if (check_present(recipe, fault) ||
	    check_material(recipe->substrate, MATERIAL_SUBSTRATE, "substrate.material", fault) ||
	    check_profile(recipe, fault) || check_layers(recipe, fault) ||
	    check_contrast(recipe, fault) || check_modulation(recipe, fault))
		return -1;
	if (recipe->has_film)
		return check_material(recipe->spin.film, MATERIAL_FLATTENING, "film.material",
				      fault);
	return 0;
}
