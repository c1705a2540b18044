/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: recipes
 *
 * What a disc is made of and what the machines of the line are set to. Recipes are
 * text (libconfig); Documentation/recipes.md describes every key, the shipped
 * ones are in userspace/press/recipes/. A recipe that has been read is complete
 * and possible: every key known, every value within its range.
 */
#ifndef NFOD_PRESS_RECIPE_H
#define NFOD_PRESS_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physics/material.h"
#include "physics/optics.h"
#include "physics/process.h"
#include "physics/track.h"

#define RECIPE_LAYERS 8
#define RECIPE_WHY 256

/**
 * enum layer_role - what a film is there for; values are in disc images
 */
enum layer_role {
	LAYER_REFLECTOR = 1,
	LAYER_DIELECTRIC = 2,
	LAYER_RECORDING = 3,
	LAYER_BACKING = 4,
	LAYER_FLATTENING = 5,
};

/**
 * enum deposition - how a film comes onto the disc; values are in disc images
 */
enum deposition {
	DEPOSIT_SPUTTER = 1,
	DEPOSIT_EVAPORATE = 2,
	DEPOSIT_SPIN = 3,
};

/**
 * enum modulation - what follows the cells while a magneto-optical disc is written
 * @MODULATION_FIELD: the coil's field: old marks are overwritten
 * @MODULATION_LIGHT: the light: film must be erased before it is written
 */
enum modulation {
	MODULATION_FIELD,
	MODULATION_LIGHT,
};

/**
 * struct recipe_layer - one film
 * @material: of material.h, able to serve as @role
 * @role: enum layer_role
 * @deposition: enum deposition
 * @thickness_nm: nominal
 * @spread: relative, 1 sigma
 */
struct recipe_layer {
	const struct material *material;
	enum layer_role role;
	enum deposition deposition;
	double thickness_nm;
	double spread;
};

/**
 * struct recipe_limits - what inspection lets pass
 * @ra_nm: roughness
 * @protrusion_nm: height that counts as a reject
 * @protrusions: expected rejects on the data area
 * @crosstalk_db: of the worse side
 * @slope_ppm_nm: least slope of the gap error signal at the set point
 * @axial_um: run-out, peak to peak
 * @film_sigma_nm: spread of the flattening film
 * @hardness_gpa: least hardness of the flattening film
 * @modulation: least change of signal by a mark, part of the signal (phase change);
 *	magneto-optical discs: least Kerr rotation in degrees
 */
struct recipe_limits {
	double ra_nm;
	double protrusion_nm;
	double protrusions;
	double crosstalk_db;
	double slope_ppm_nm;
	double axial_um;
	double film_sigma_nm;
	double hardness_gpa;
	double modulation;
};

/**
 * struct recipe - one disc and its line
 * @name: short, as in the file
 * @label: words for people, written onto the disc
 * @text: the file as it was read, for the image; owned; NULL once a value was
 *	changed, until recipe_restate()
 * @text_bytes: its length
 * @optics: of the head that it is for
 * @gap_nm: at which it will be flown over
 * @recording: enum nfod_recording
 * @contrast: how marks are seen
 * @modulation: how they are written; MODULATION_FIELD on phase change
 * @substrate: its material
 * @substrate_mm: its thickness
 * @substrate_axial_um: run-out that it comes with, peak to peak
 * @substrate_radial_um: ditto
 * @pitch_nm: land to groove
 * @step_nm: of the stamper
 * @wall_deg: slope of the walls
 * @land_fraction: width of the land, half way up its walls, over the period
 * @layers: films of the formed film layer from the substrate up, and the backing
 *	layer as the last when there is one
 * @layer: those films
 * @truncate: burnish the bare substrate
 * @truncate_nm: height at which the head flies
 * @has_film: a flattening film is spun on
 * @spin: how
 * @bake_c: temperature of its cure
 * @bake_minutes: and time
 * @polish: polish with flying tape
 * @tape: its name
 * @polish_set: how
 * @limits: of the inspection
 */
struct recipe {
	char name[32];
	char label[64];
	char *text;
	size_t text_bytes;
	struct optics optics;
	double gap_nm;
	uint32_t recording;
	enum track_contrast contrast;
	enum modulation modulation;
	const struct material *substrate;
	double substrate_mm;
	double substrate_axial_um;
	double substrate_radial_um;
	double pitch_nm;
	double step_nm;
	double wall_deg;
	double land_fraction;
	unsigned int layers;
	struct recipe_layer layer[RECIPE_LAYERS];
	bool truncate;
	double truncate_nm;
	bool has_film;
	struct spin_set spin;
	double bake_c;
	double bake_minutes;
	bool polish;
	char tape[24];
	struct polish_set polish_set;
	struct recipe_limits limits;
};

/**
 * recipe_read() - take a recipe from a file
 * @path: file, or the name of a shipped recipe (e.g. "pc-reference")
 * @why: what is wrong: "FILE:LINE: KEY: message and remedy"
 * @size: of @why
 *
 * Return: the recipe for recipe_free(), or NULL with @why.
 */
struct recipe *recipe_read(const char *path, char *why, size_t size);

/**
 * recipe_parse() - the same from memory
 * @file: name for messages
 * @text: need not end in a zero
 */
struct recipe *recipe_parse(const char *file, const char *text, size_t bytes, char *why,
			    size_t size);

void recipe_free(struct recipe *recipe);
struct recipe *recipe_copy(const struct recipe *recipe);

/**
 * recipe_shipped() - name of the n-th recipe that is built in, NULL behind the last
 */
const char *recipe_shipped(size_t n);

/**
 * recipe_set() - change one value by its path, e.g. "layers.[2].thickness_nm"
 * @value: number in the file's unit, switches 0 or 1; checked as when reading
 *
 * For sweep and optimise. The text is gone then: recipe_restate() writes it anew.
 * Return: 0, or -1 with @why (unknown path, not a number, out of range) and the
 * recipe as before.
 */
int recipe_set(struct recipe *recipe, const char *path, double value, char *why, size_t size);

/* Return: 0 with @value, or -1 when there is no such number. */
int recipe_get(const struct recipe *recipe, const char *path, double *value);

/**
 * recipe_restate() - write @text anew from the values
 *
 * It reads back as the same recipe. Return: 0, or -1 when memory is short.
 */
int recipe_restate(struct recipe *recipe);

/* Return: the backing layer, or NULL. */
const struct recipe_layer *recipe_backing(const struct recipe *recipe);
/* Return: the recording layer; every recipe has exactly one. */
const struct recipe_layer *recipe_recording_layer(const struct recipe *recipe);
/* Films below the backing layer, in nm: the formed film layer of claim 28. */
double recipe_formed_nm(const struct recipe *recipe);

#endif
