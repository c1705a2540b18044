// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * nfod-press recipes: what ships with it.
 */
#include <stdio.h>

#include "press/press.h"
#include "press/recipe.h"

const char press_recipes_help[] =
	"usage: nfod-press recipes [NAME]\n"
	"\n"
	"Lists the recipes that are built in; with a name it prints that recipe, "
	"to be changed\n"
	"and given to the other commands as a file.\n";

static enum press_exit list(void)
{
	const char *name;

	for (size_t n = 0; (name = recipe_shipped(n)); n++) {
		char why[RECIPE_WHY];
		struct recipe *recipe = recipe_read(name, why, sizeof(why));

		if (!recipe)
			return press_failed(why);
		printf("%-24s %s\n", name, recipe->label);
		recipe_free(recipe);
	}
	return PRESS_OK;
}

static enum press_exit show(const char *name)
{
	char why[RECIPE_WHY];
	struct recipe *recipe = recipe_read(name, why, sizeof(why));

	if (!recipe)
		return press_failed(why);
	fwrite(recipe->text, 1, recipe->text_bytes, stdout);
	recipe_free(recipe);
	return PRESS_OK;
}

enum press_exit press_recipes(int argc, char **argv)
{
	if (argc > 2)
		return press_usage(argv[0], "too many words", argv[2]);
	if (argc == 2 && argv[1][0] == '-')
		return press_usage(argv[0], "unknown option", argv[1]);
	return argc == 2 ? show(argv[1]) : list();
}
