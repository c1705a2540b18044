// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Polishing tapes: abrasive grains in a binder on a polyester film, as finishing
 * of hard disks uses them. Grain sizes are those that such tapes are sold in. The
 * contact fraction is that of a rough elastic body under some 10 kPa (Greenwood and
 * Williamson 1966: real area in proportion to load, 1e-3 to 1e-2), finer grain making
 * more contacts. Finish: about 1/150 of the grain on oxide. Both are engineering
 * judgement within those bounds; see Documentation/recipes.md.
 */
#include <string.h>

#include "press/recipe_keys.h"

static const struct tape tapes[] = {
	{ "silica-50nm", 8e-3, 0.40 },
	{ "diamond-100nm", 5e-3, 0.65 },
	{ "alumina-300nm", 2e-3, 2.0 },
	{ "alumina-1um", 1e-3, 6.5 },
};

const struct tape *tape_at(size_t n)
{
	return n < sizeof(tapes) / sizeof(tapes[0]) ? &tapes[n] : NULL;
}

const struct tape *tape_find(const char *name)
{
	const struct tape *tape;
	size_t n;

	for (n = 0; (tape = tape_at(n)); n++) {
		if (!strcmp(tape->name, name))
			return tape;
	}
	return NULL;
}
