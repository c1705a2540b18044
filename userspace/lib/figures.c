// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "lib/figures.h"

#include <errno.h>
#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/nearest.h"

#define FIGURE_ENTRY(name_, value_, least_, most_, unit_, what_) \
	{ #name_, (float)(value_), (float)(least_), (float)(most_), unit_, what_ },

static const struct figure list[] = { NFOD_FIGURES(FIGURE_ENTRY) };

#define FIGURES (sizeof(list) / sizeof(list[0]))

_Static_assert(sizeof(struct nfod_figures) == FIGURES * sizeof(float),
	       "struct nfod_figures is an array of float by the order of the list");

const struct figure *figure_at(size_t n)
{
	return n < FIGURES ? &list[n] : NULL;
}

float figure_get(const struct nfod_figures *figures, size_t n)
{
	float value;

	memcpy(&value, (const char *)figures + n * sizeof(value), sizeof(value));
	return value;
}

static size_t find(const char *name)
{
	size_t n;

	for (n = 0; n < FIGURES; n++)
		if (!strcmp(list[n].name, name))
			break;
	return n;
}

static void refuse_name(const char *name, char *why, size_t size)
{
	const char *candidate[FIGURES];
	int nearest;

	for (size_t n = 0; n < FIGURES; n++)
		candidate[n] = list[n].name;
	nearest = nearest_word(name, candidate, FIGURES);
	if (nearest >= 0)
		snprintf(why, size, "no figure is called \"%.40s\"; did you mean \"%s\"?", name,
			 candidate[nearest]);
	else
		snprintf(why, size,
			 "no figure is called \"%.40s\"; nfod-twin --figures-help lists them",
			 name);
}

int figure_set(struct nfod_figures *figures, const char *name, double value, char *why, size_t size)
{
	size_t n = find(name);
	float rounded = (float)value;

	if (n == FIGURES) {
		refuse_name(name, why, size);
		return -1;
	}
	if (!(rounded >= list[n].least && rounded <= list[n].most)) {
		snprintf(why, size, "%s cannot be %g: it goes from %g to %g %s", name, value,
			 (double)list[n].least, (double)list[n].most, list[n].unit);
		return -1;
	}
	memcpy((char *)figures + n * sizeof(rounded), &rounded, sizeof(rounded));
	return 0;
}

/* NaN when it is no number. */
static double number_of(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
		return config_setting_get_int(setting);
	case CONFIG_TYPE_INT64:
		return (double)config_setting_get_int64(setting);
	case CONFIG_TYPE_FLOAT:
		return config_setting_get_float(setting);
	default:
		return NAN;
	}
}

static int take_all(struct nfod_figures *figures, const config_t *config, const char *path,
		    char *why, size_t size)
{
	const config_setting_t *root = config_root_setting(config);

	for (int i = 0; i < config_setting_length(root); i++) {
		config_setting_t *setting = config_setting_get_elem(root, (unsigned int)i);
		double value = number_of(setting);
		char fault[192];

		if (isnan(value))
			snprintf(fault, sizeof(fault), "%.40s takes a number",
				 config_setting_name(setting));
		else if (!figure_set(figures, config_setting_name(setting), value, fault,
				     sizeof(fault)))
			continue;
		snprintf(why, size, "%s:%u: %s", path, config_setting_source_line(setting), fault);
		return -1;
	}
	return 0;
}

int figures_read(struct nfod_figures *figures, const char *path, char *why, size_t size)
{
	config_t config;
	int result = -1;

	config_init(&config);
	if (config_read_file(&config, path))
		result = take_all(figures, &config, path, why, size);
	else if (config_error_type(&config) == CONFIG_ERR_FILE_IO)
		snprintf(why, size, "%s: %s", path, errno ? strerror(errno) : "cannot be read");
	else
		snprintf(why, size, "%s:%d: %s; write NAME = VALUE;", path,
			 config_error_line(&config), config_error_text(&config));
	config_destroy(&config);
	return result;
}
