/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Within the recipe files: the table of all keys, and what is wrong with a value.
 */
#ifndef NFOD_PRESS_RECIPE_KEYS_H
#define NFOD_PRESS_RECIPE_KEYS_H

#include "press/recipe.h"

#define KEY_PATH 64

/**
 * struct recipe_fault - what is wrong
 * @key: path of the key or section, as recipe_set() takes it; empty = the whole file
 * @what: message and remedy
 */
struct recipe_fault {
	char key[KEY_PATH];
	char what[192];
};

enum key_kind {
	KEY_NUMBER,
	KEY_SWITCH,
	KEY_TEXT,
	KEY_CHOICE,
	KEY_MATERIAL,
	KEY_TAPE,
};

struct key_choice {
	const char *name;
	uint32_t value;
};

/**
 * struct recipe_key - one key
 * @section: that it stands in; "" = top of the file, "layers" = each layer
 * @name: its name
 * @kind: how it is written
 * @required: missing is a fault, unless its section is switched off; otherwise
 *	@fallback or @word stands in
 * @offset: in struct recipe; of layers in struct recipe_layer
 * @room: KEY_TEXT: bytes with the zero
 * @unit: KEY_NUMBER: for messages
 * @scale: recipe = file * @scale
 * @least: range in the file's unit
 * @most: ditto
 * @fallback: ditto
 * @choice: KEY_CHOICE: ends with a NULL name
 * @word: what stands in for a text or choice; NULL = nothing or by other keys
 */
struct recipe_key {
	const char *section;
	const char *name;
	enum key_kind kind;
	bool required;
	size_t offset;
	size_t room;
	const char *unit;
	double scale;
	double least;
	double most;
	double fallback;
	const struct key_choice *choice;
	const char *word;
};

#define KEY_LAYERS "layers"

/* Return: the n-th key, sections together, or NULL behind the last. */
const struct recipe_key *key_at(size_t n);
const struct recipe_key *key_find(const char *section, const char *name);
bool key_is_section(const char *name);

/* Where a key's value is; @base is a recipe, or one of its layers. */
void *key_place(const struct recipe_key *key, void *base);
const void *key_value(const struct recipe_key *key, const void *base);

/* Each checks the value first. Return: 0, or -1 with @fault->what. */
int key_store_number(const struct recipe_key *key, void *base, double value,
		     struct recipe_fault *fault);
int key_store_switch(const struct recipe_key *key, void *base, bool value);
int key_store_word(const struct recipe_key *key, void *base, const char *word,
		   struct recipe_fault *fault);

/* Put in what stands for a key that is not there. */
void key_store_default(const struct recipe_key *key, void *base);

/* Inverse of the above, in the file's unit. */
double key_number(const struct recipe_key *key, const void *base);
const char *key_word(const struct recipe_key *key, const void *base);

/* Does it hold a value? Not all keys of a section that is switched off do. */
bool key_is_set(const struct recipe_key *key, const void *base);

/* Is @section there, but switched off by its key "enabled"? */
bool key_section_off(const struct recipe *recipe, const char *section);

/**
 * key_unknown() - say that there is no such key
 * @section: in which it was looked for
 */
void key_unknown(const char *section, const char *name, struct recipe_fault *fault);

/**
 * recipe_check() - do the values of a complete recipe fit each other?
 *
 * Return: 0, or -1 with @fault.
 */
int recipe_check(const struct recipe *recipe, struct recipe_fault *fault);

/**
 * struct tape - a polishing tape
 * @name: as recipes write it
 * @contact: real over nominal area of contact
 * @finish_nm: Ra at which its grain leaves an oxide film
 */
struct tape {
	const char *name;
	double contact;
	double finish_nm;
};

const struct tape *tape_find(const char *name);
const struct tape *tape_at(size_t n);

#endif
