// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <errno.h>
#include <fcntl.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "press/recipe_keys.h"
#include "press/recipe_shipped.h"

/* Longer files are no recipes; a disc image carries the whole text. */
#define TEXT_BYTES 65536u

/**
 * struct reading - a recipe being read
 * @recipe: that is filled
 * @config: libconfig's tree
 * @line: of the fault
 * @fault: what is wrong
 */
struct reading {
	struct recipe *recipe;
	config_t config;
	unsigned int line;
	struct recipe_fault fault;
};

static int blame(struct reading *reading, unsigned int line, const char *section, const char *name,
		 const char *what)
{
	reading->line = line;
	snprintf(reading->fault.key, KEY_PATH, "%.31s%s%.31s", section,
		 *section && *name ? "." : "", name);
	if (what)
		snprintf(reading->fault.what, sizeof(reading->fault.what), "%s", what);
	return -1;
}

static int read_number(const struct recipe_key *key, void *base, const config_setting_t *setting,
		       struct recipe_fault *fault)
{
	double value;

	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
		value = config_setting_get_int(setting);
		break;
	case CONFIG_TYPE_INT64:
		value = (double)config_setting_get_int64(setting);
		break;
	case CONFIG_TYPE_FLOAT:
		value = config_setting_get_float(setting);
		break;
	default:
		snprintf(fault->what, sizeof(fault->what),
			 "not a number; give one from %g to %g%s%s", key->least, key->most,
			 *key->unit ? " " : "", key->unit);
		return -1;
	}
	return key_store_number(key, base, value, fault);
}

static int read_switch(const struct recipe_key *key, void *base, const config_setting_t *setting,
		       struct recipe_fault *fault)
{
	if (config_setting_type(setting) == CONFIG_TYPE_BOOL)
		return key_store_switch(key, base, config_setting_get_bool(setting));
	snprintf(fault->what, sizeof(fault->what), "not a switch; give true or false");
	return -1;
}

static int read_word(const struct recipe_key *key, void *base, const config_setting_t *setting,
		     struct recipe_fault *fault)
{
	if (config_setting_type(setting) == CONFIG_TYPE_STRING)
		return key_store_word(key, base, config_setting_get_string(setting), fault);
	snprintf(fault->what, sizeof(fault->what), "not a text; put it in \"quotes\"");
	return -1;
}

static int read_value(const struct recipe_key *key, void *base, const config_setting_t *setting,
		      struct recipe_fault *fault)
{
	switch (key->kind) {
	case KEY_NUMBER:
		return read_number(key, base, setting, fault);
	case KEY_SWITCH:
		return read_switch(key, base, setting, fault);
	default:
		return read_word(key, base, setting, fault);
	}
}

/* All that stands in a group must be keys of the section. */
static int check_names(struct reading *reading, config_setting_t *group, const char *section,
		       const char *path)
{
	config_setting_t *setting;
	const char *name;
	int n;

	for (n = 0; n < config_setting_length(group); n++) {
		setting = config_setting_get_elem(group, (unsigned int)n);
		name = config_setting_name(setting);
		if (key_find(section, name) || (!*section && key_is_section(name)))
			continue;
		key_unknown(section, name, &reading->fault);
		return blame(reading, config_setting_source_line(setting), path, name, NULL);
	}
	return 0;
}

/*
 * Read a section's keys. @group may be NULL, when the section is not there; @line is
 * where to point for what is missing.
 */
static int read_keys(struct reading *reading, config_setting_t *group, const char *section,
		     const char *path, unsigned int line, void *base)
{
	const struct recipe_key *key;
	config_setting_t *setting;
	size_t n;

	for (n = 0; (key = key_at(n)); n++) {
		if (strcmp(key->section, section))
			continue;
		setting = group ? config_setting_get_member(group, key->name) : NULL;
		if (setting && read_value(key, base, setting, &reading->fault))
			return blame(reading, config_setting_source_line(setting), path, key->name,
				     NULL);
		if (setting)
			continue;
		if (key->required && !key_section_off(reading->recipe, section))
			return blame(reading, line, path, key->name, "missing; add it");
		key_store_default(key, base);
	}
	return 0;
}

static int read_section(struct reading *reading, const char *section)
{
	config_setting_t *root = config_root_setting(&reading->config);
	config_setting_t *group = *section ? config_setting_get_member(root, section) : root;
	unsigned int line = group && *section ? config_setting_source_line(group) : 1;

	if (group && !config_setting_is_group(group))
		return blame(reading, line, section, "", "not a section; write { ... }");
	if (group && check_names(reading, group, section, section))
		return -1;
	return read_keys(reading, group, section, section, line, reading->recipe);
}

static int read_layer(struct reading *reading, config_setting_t *group, unsigned int n)
{
	unsigned int line = config_setting_source_line(group);
	char path[KEY_PATH / 2];

	snprintf(path, sizeof(path), KEY_LAYERS ".[%u]", n);
	if (!config_setting_is_group(group))
		return blame(reading, line, path, "", "not a layer; write { ... }");
	if (check_names(reading, group, KEY_LAYERS, path))
		return -1;
	return read_keys(reading, group, KEY_LAYERS, path, line, &reading->recipe->layer[n]);
}

static int read_layers(struct reading *reading)
{
	config_setting_t *list = config_lookup(&reading->config, KEY_LAYERS);
	unsigned int line = list ? config_setting_source_line(list) : 1;
	unsigned int n, count;

	if (!list || !config_setting_is_list(list) || !config_setting_length(list))
		return blame(reading, line, KEY_LAYERS, "",
			     "no films; list them from the substrate up: ( {...}, {...} )");
	count = (unsigned int)config_setting_length(list);
	if (count > RECIPE_LAYERS) {
		snprintf(reading->fault.what, sizeof(reading->fault.what),
			 "%u films; %u at most, leave some out", count, RECIPE_LAYERS);
		return blame(reading, line, KEY_LAYERS, "", NULL);
	}
	for (n = 0; n < count; n++) {
		if (read_layer(reading, config_setting_get_elem(list, n), n))
			return -1;
	}
	reading->recipe->layers = count;
	return 0;
}

/* A section begins where the table's section changes; layers are not like the others. */
static int read_sections(struct reading *reading)
{
	const struct recipe_key *key;
	const char *section = NULL;
	size_t n;

	for (n = 0; (key = key_at(n)); n++) {
		if (section && !strcmp(section, key->section))
			continue;
		section = key->section;
		if (!strcmp(section, KEY_LAYERS) ? read_layers(reading) :
						   read_section(reading, section))
			return -1;
	}
	return 0;
}

/* Line of the setting at a path, or of what is nearest above it. */
static unsigned int line_of(const config_t *config, const char *path)
{
	char part[KEY_PATH];
	config_setting_t *setting;
	char *end;

	snprintf(part, sizeof(part), "%s", path);
	while (!(setting = config_lookup(config, part))) {
		end = strrchr(part, '.');
		if (!end)
			return 1;
		*end = 0;
	}
	return config_setting_source_line(setting);
}

static unsigned int count_lines(const char *text, const char *end)
{
	unsigned int lines = 1;

	while (text < end)
		lines += *text++ == '\n';
	return lines;
}

/*
 * An image carries the text of one file, so that @include would make a disc that
 * cannot be examined elsewhere.
 */
static int refuse_include(struct reading *reading, const char *text)
{
	const char *line, *word;

	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		word = line + strspn(line, " \t\r\f\v");
		if (!strncmp(word, "@include", 8))
			return blame(reading, count_lines(text, word), "", "",
				     "@include is not allowed; put the whole recipe into one file");
	}
	return 0;
}

static int check_text(struct reading *reading, const char *text, size_t bytes)
{
	if (strlen(text) != bytes)
		return blame(reading, count_lines(text, text + strlen(text)), "", "",
			     "a zero byte; recipes are text");
	return refuse_include(reading, text);
}

static int parse_text(struct reading *reading, const char *text)
{
	config_t *config = &reading->config;
	int line;

	if (config_read_string(config, text))
		return 0;
	line = config_error_line(config);
	snprintf(reading->fault.what, sizeof(reading->fault.what),
		 "%s; write KEY = VALUE; or SECTION: { ... };", config_error_text(config));
	return blame(reading, line > 0 ? (unsigned int)line : 1, "", "", NULL);
}

static int fill(struct reading *reading)
{
	struct recipe *recipe = reading->recipe;

	if (check_text(reading, recipe->text, recipe->text_bytes) ||
	    parse_text(reading, recipe->text))
		return -1;
	recipe->optics = OPTICS_REFERENCE;
	if (read_sections(reading))
		return -1;
	if (!recipe_check(recipe, &reading->fault))
		return 0;
	reading->line = line_of(&reading->config, reading->fault.key);
	return -1;
}

/* One line, whatever the file holds. */
static void tell(const struct reading *reading, const char *file, char *why, size_t size)
{
	snprintf(why, size, "%s:%u: %s%s%s", file, reading->line, reading->fault.key,
		 *reading->fault.key ? ": " : "", reading->fault.what);
	for (; *why; why++) {
		if ((unsigned char)*why < ' ' || *why == 0x7f)
			*why = '?';
	}
}

static char *copy_text(const char *text, size_t bytes)
{
	char *copy = malloc(bytes + 1);

	if (copy) {
		memcpy(copy, text, bytes);
		copy[bytes] = 0;
	}
	return copy;
}

struct recipe *recipe_parse(const char *file, const char *text, size_t bytes, char *why,
			    size_t size)
{
	struct reading reading = { .recipe = calloc(1, sizeof(*reading.recipe)), .line = 1 };
	int failed;

	if (bytes > TEXT_BYTES) {
		snprintf(why, size, "%s:1: longer than %u bytes; this is no recipe", file,
			 TEXT_BYTES);
		free(reading.recipe);
		return NULL;
	}
	if (reading.recipe)
		reading.recipe->text = copy_text(text, bytes);
	if (!reading.recipe || !reading.recipe->text) {
		snprintf(why, size, "%s: no memory for it; free some", file);
		recipe_free(reading.recipe);
		return NULL;
	}
	reading.recipe->text_bytes = bytes;
	config_init(&reading.config);
	failed = fill(&reading);
	config_destroy(&reading.config);
	if (!failed)
		return reading.recipe;
	tell(&reading, file, why, size);
	recipe_free(reading.recipe);
	return NULL;
}

static const struct shipped_recipe *find_shipped(const char *name)
{
	const struct shipped_recipe *shipped;

	for (shipped = shipped_recipes; shipped->name && strcmp(shipped->name, name); shipped++)
		;
	return shipped->name ? shipped : NULL;
}

const char *recipe_shipped(size_t n)
{
	size_t count = 0;

	while (shipped_recipes[count].name)
		count++;
	return n < count ? shipped_recipes[n].name : NULL;
}

/* Return: bytes read, at most @size, or -1. */
static ssize_t read_all(int fd, char *text, size_t size)
{
	size_t have = 0;
	ssize_t got;

	while (have < size) {
		got = read(fd, text + have, size - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

static void tell_unreadable(const char *path, char *why, size_t size)
{
	size_t used = (size_t)snprintf(why, size, "%s: %s; give a recipe's file or one of:", path,
				       strerror(errno));
	const char *name;
	size_t n;

	for (n = 0; (name = recipe_shipped(n)) && used < size; n++)
		used += (size_t)snprintf(why + used, size - used, " %s", name);
}

static struct recipe *read_file(const char *path, char *why, size_t size)
{
	char *text = malloc(TEXT_BYTES + 1);
	struct recipe *recipe = NULL;
	ssize_t bytes = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && text)
		bytes = read_all(fd, text, TEXT_BYTES + 1);
	if (bytes >= 0)
		recipe = recipe_parse(path, text, (size_t)bytes, why, size);
	else
		tell_unreadable(path, why, size);
	if (fd >= 0)
		close(fd);
	free(text);
	return recipe;
}

struct recipe *recipe_read(const char *path, char *why, size_t size)
{
	const struct shipped_recipe *shipped = find_shipped(path);

	if (shipped)
		return recipe_parse(path, shipped->text, strlen(shipped->text), why, size);
	return read_file(path, why, size);
}

void recipe_free(struct recipe *recipe)
{
	if (!recipe)
		return;
	free(recipe->text);
	free(recipe);
}

struct recipe *recipe_copy(const struct recipe *recipe)
{
	struct recipe *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *recipe;
	if (!recipe->text)
		return copy;
	copy->text = copy_text(recipe->text, recipe->text_bytes);
	if (copy->text)
		return copy;
	free(copy);
	return NULL;
}

const struct recipe_layer *recipe_backing(const struct recipe *recipe)
{
	const struct recipe_layer *last = &recipe->layer[recipe->layers - 1];

	return last->role == LAYER_BACKING ? last : NULL;
}

const struct recipe_layer *recipe_recording_layer(const struct recipe *recipe)
{
	const struct recipe_layer *layer = recipe->layer;

	while (layer->role != LAYER_RECORDING)
		layer++;
	return layer;
}

double recipe_formed_nm(const struct recipe *recipe)
{
	double total = 0;
	unsigned int n;

	for (n = 0; n < recipe->layers; n++) {
		if (recipe->layer[n].role != LAYER_BACKING)
			total += recipe->layer[n].thickness_nm;
	}
	return total;
}
