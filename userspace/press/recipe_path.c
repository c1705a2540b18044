// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * One value of a recipe by its path; and the recipe as text again afterwards.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "press/recipe_keys.h"

/**
 * struct target - what a path names
 * @key: the key
 * @section: as in the path, for messages
 * @layer: index, when the section is that of the layers
 */
struct target {
	const struct recipe_key *key;
	char section[KEY_PATH];
	unsigned int layer;
};

/* Split "a.b" or "layers.[2].b" in front of its last dot. */
static const char *last_part(const char *path, char *section)
{
	const char *dot = strrchr(path, '.');

	if (!dot)
		return path;
	snprintf(section, KEY_PATH, "%.*s", (int)(dot - path), path);
	return dot + 1;
}

/* Return: the key's section, or NULL when there is no such layer. */
static const char *find_section(const struct recipe *recipe, struct target *target)
{
	int end = 0;

	if (strncmp(target->section, KEY_LAYERS ".", sizeof(KEY_LAYERS)))
		return target->section;
	if (sscanf(target->section, KEY_LAYERS ".[%2u]%n", &target->layer, &end) == 1 &&
	    end == (int)strlen(target->section) && target->layer < recipe->layers)
		return KEY_LAYERS;
	return NULL;
}

static int find_target(const struct recipe *recipe, const char *path, struct target *target,
		       struct recipe_fault *fault)
{
	const char *name, *section;

	memset(target, 0, sizeof(*target));
	name = last_part(path, target->section);
	section = find_section(recipe, target);
	if (!section) {
		snprintf(fault->what, sizeof(fault->what),
			 "no such layer; there are " KEY_LAYERS ".[0] to .[%u]",
			 recipe->layers - 1);
		return -1;
	}
	target->key = key_find(section, name);
	if (!target->key && *section && !key_is_section(section)) {
		name = target->section;
		section = "";
	}
	if (!target->key)
		key_unknown(section, name, fault);
	return target->key ? 0 : -1;
}

static void *base_of(struct recipe *recipe, const struct target *target)
{
	return strcmp(target->key->section, KEY_LAYERS) ? (void *)recipe :
							  &recipe->layer[target->layer];
}

static int store(struct recipe *recipe, const struct target *target, double value,
		 struct recipe_fault *fault)
{
	void *base = base_of(recipe, target);

	if (target->key->kind == KEY_NUMBER)
		return key_store_number(target->key, base, value, fault);
	if (target->key->kind == KEY_SWITCH && (value == 0 || value == 1))
		return key_store_switch(target->key, base, value != 0);
	snprintf(fault->what, sizeof(fault->what), "%s",
		 target->key->kind == KEY_SWITCH ?
			 "a switch; give 0 or 1" :
			 "not a number but a word; change it in the recipe");
	return -1;
}

/* The values as they are now; what they were before was another text. */
static void forget_text(struct recipe *recipe)
{
	free(recipe->text);
	recipe->text = NULL;
	recipe->text_bytes = 0;
}

int recipe_set(struct recipe *recipe, const char *path, double value, char *why, size_t size)
{
	struct recipe before = *recipe;
	struct recipe_fault fault = { .key = "" };
	struct target target;

	if (find_target(recipe, path, &target, &fault) || store(recipe, &target, value, &fault)) {
		snprintf(why, size, "%s: %s", path, fault.what);
		return -1;
	}
	if (recipe_check(recipe, &fault)) {
		snprintf(why, size, "%s = %g: %s: %s", path, value, fault.key, fault.what);
		*recipe = before;
		return -1;
	}
	forget_text(recipe);
	return 0;
}

int recipe_get(const struct recipe *recipe, const char *path, double *value)
{
	struct recipe_fault unused;
	struct target target;
	const void *base;

	if (find_target(recipe, path, &target, &unused))
		return -1;
	base = strcmp(target.key->section, KEY_LAYERS) ? (const void *)recipe :
							 &recipe->layer[target.layer];
	if (target.key->kind == KEY_NUMBER)
		*value = key_number(target.key, base);
	else if (target.key->kind == KEY_SWITCH)
		*value = *(const bool *)key_value(target.key, base);
	else
		return -1;
	return 0;
}

/* Add to a text of @size bytes; @used runs on beyond it, when it is too short. */
__attribute__((format(printf, 4, 5))) static void add(char *text, size_t size, size_t *used,
						      const char *format, ...)
{
	va_list args;
	int added;

	va_start(args, format);
	added = vsnprintf(*used < size ? text + *used : NULL, *used < size ? size - *used : 0,
			  format, args);
	va_end(args);
	*used += (size_t)added;
}

/* The shortest number that reads back as the same value. */
static void print_number(const struct recipe_key *key, const void *base, char word[32])
{
	double value = *(const double *)key_value(key, base);
	int digits;

	for (digits = 6; digits <= 17; digits++) {
		snprintf(word, 32, "%.*g", digits, value / key->scale);
		if (strtod(word, NULL) * key->scale == value)
			break;
	}
}

/* What a text needs between quotes. */
static void print_quoted(const char *value, char *word, size_t size)
{
	size_t used = 0;

	for (; *value && used + 3 < size; value++) {
		if (*value == '"' || *value == '\\')
			word[used++] = '\\';
		word[used++] = *value;
	}
	word[used] = 0;
}

static void add_key(char *text, size_t size, size_t *used, const struct recipe_key *key,
		    const void *base)
{
	const char *indent = *key->section ? "\t" : "";
	char word[160];

	switch (key->kind) {
	case KEY_NUMBER:
		print_number(key, base, word);
		add(text, size, used, "%s%s = %s;\n", indent, key->name, word);
		break;
	case KEY_SWITCH:
		add(text, size, used, "%s%s = %s;\n", indent, key->name,
		    *(const bool *)key_value(key, base) ? "true" : "false");
		break;
	default:
		print_quoted(key_word(key, base), word, sizeof(word));
		add(text, size, used, "%s%s = \"%s\";\n", indent, key->name, word);
	}
}

static void add_keys(char *text, size_t size, size_t *used, const char *section, const void *base)
{
	const struct recipe_key *key;
	size_t n;

	for (n = 0; (key = key_at(n)); n++) {
		if (!strcmp(key->section, section) && key_is_set(key, base))
			add_key(text, size, used, key, base);
	}
}

static void add_section(char *text, size_t size, size_t *used, const struct recipe *recipe,
			const char *section)
{
	unsigned int n;

	if (strcmp(section, KEY_LAYERS)) {
		add(text, size, used, "%s: {\n", section);
		add_keys(text, size, used, section, recipe);
		add(text, size, used, "};\n");
		return;
	}
	add(text, size, used, "%s: (\n", section);
	for (n = 0; n < recipe->layers; n++) {
		add(text, size, used, "{\n");
		add_keys(text, size, used, section, &recipe->layer[n]);
		add(text, size, used, "}%s\n", n + 1 < recipe->layers ? "," : "");
	}
	add(text, size, used, ");\n");
}

static size_t print_recipe(const struct recipe *recipe, char *text, size_t size)
{
	const struct recipe_key *key;
	const char *section = "";
	size_t used = 0, n;

	add_keys(text, size, &used, "", recipe);
	for (n = 0; (key = key_at(n)); n++) {
		if (!strcmp(key->section, section))
			continue;
		section = key->section;
		add_section(text, size, &used, recipe, section);
	}
	return used;
}

int recipe_restate(struct recipe *recipe)
{
	size_t bytes = print_recipe(recipe, NULL, 0);
	char *text = malloc(bytes + 1);

	if (!text)
		return -1;
	print_recipe(recipe, text, bytes + 1);
	free(recipe->text);
	recipe->text = text;
	recipe->text_bytes = bytes;
	return 0;
}
