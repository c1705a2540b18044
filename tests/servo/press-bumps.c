// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A disc of the reference design on which an inspection has found bumps, pressed by the
 * press itself: they are in the image for the twin, and on the lead-in's map for the drive.
 *
 * usage: press-bumps FILE COUNT LOWEST_NM HIGHEST_NM [unmapped]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/random.h"
#include "press/pressing.h"

/* Where zone 0 is read, and where it is far from the lead-in, where the head comes down. */
#define INNER_NM 24200000u
#define BAND_NM 3000000.0
#define WIDTH_NM 800.0f

static int by_radius(const void *a, const void *b)
{
	const struct protrusion *one = a, *other = b;

	return (one->radius_nm > other->radius_nm) - (one->radius_nm < other->radius_nm);
}

static struct protrusion *draw(size_t count, double lowest_nm, double highest_nm)
{
	struct protrusion *list = calloc(count, sizeof(*list));
	struct random random = { .state = 31 };

	for (size_t n = 0; list && n < count; n++)
		list[n] = (struct protrusion){
			.radius_nm = INNER_NM + (uint32_t)(BAND_NM * random_unit(&random)),
			.angle = (uint32_t)(4294967295.0 * random_unit(&random)),
			.height_nm = (float)(lowest_nm +
					     (highest_nm - lowest_nm) * random_unit(&random)),
			.width_nm = WIDTH_NM,
		};
	if (list)
		qsort(list, count, sizeof(*list), by_radius);
	return list;
}

static struct pressing *press(char *why, size_t size)
{
	struct pressing_order order = { .seed = 1 };
	struct recipe *recipe = recipe_read("pc-reference", why, size);

	return recipe ? pressing_make(recipe, &order, NULL, NULL, why, size) : NULL;
}

int main(int argc, char **argv)
{
	char why[RECIPE_WHY] = "out of memory";
	struct pressing *pressing = argc >= 5 ? press(why, sizeof(why)) : NULL;

	if (!pressing) {
		fprintf(stderr, "press-bumps: %s\n", argc < 5 ? "needs FILE and figures" : why);
		return 1;
	}
	free(pressing->protrusion);
	pressing->protrusions = (size_t)strtoul(argv[2], NULL, 10);
	pressing->protrusion =
		draw(pressing->protrusions, strtod(argv[3], NULL), strtod(argv[4], NULL));
	/* An inspection that lets everything pass tells of nothing. */
	if (argc > 5)
		pressing->recipe->limits.protrusion_nm = 1000.0;
	if (!pressing->protrusion || pressing_write(pressing, argv[1], true, why, sizeof(why))) {
		fprintf(stderr, "press-bumps: %s\n", why);
		return 1;
	}
	pressing_free(pressing);
	return 0;
}
