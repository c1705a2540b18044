// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Protrusions: how many to expect, and those of one disc.
 *
 * Places are a Poisson process on the area between two radii: going outwards, the
 * area up to the next one is exponentially distributed. That gives number and order at
 * once, with nothing to sort.
 */
#include <math.h>
#include <stdlib.h>

#include "lib/random.h"
#include "physics/surface.h"

#define NM2_PER_CM2 1e14
/* Burrs and nodules are flat: widths are this and so many heights, +-50 % (j). */
#define LEAST_WIDTH_NM 200.0
#define WIDTH_PER_HEIGHT 10.0

double protrusions_expected(const struct protrusion_law *law, double height_nm, double area_cm2)
{
	double all = law->per_cm2 * area_cm2;

	if (!(height_nm < law->ceiling_nm) || !(all > 0.0))
		return 0.0;
	if (height_nm <= 0.0)
		return all;
	return law->mean_nm > 0.0 ? all * exp(-height_nm / law->mean_nm) : 0.0;
}

static void draw_one(struct protrusion *one, const struct protrusion_law *law, double radius_nm,
		     double least_nm, struct random *random)
{
	double height = least_nm + law->mean_nm * random_exponential(random);
	double width;

	height = fmin(height, law->ceiling_nm);
	width = (LEAST_WIDTH_NM + WIDTH_PER_HEIGHT * height) * (0.5 + random_unit(random));
	one->radius_nm = (uint32_t)radius_nm;
	one->angle = (uint32_t)(random_next(random) >> 32);
	one->height_nm = (float)height;
	one->width_nm = (float)width;
}

/* Return: 0, or -1 when memory is short. */
static int make_room(struct protrusion **list, size_t *room, size_t used)
{
	struct protrusion *longer;
	size_t wanted = 2 * *room + 64;

	if (used < *room)
		return 0;
	longer = realloc(*list, wanted * sizeof(**list));
	if (!longer)
		return -1;
	*list = longer;
	*room = wanted;
	return 0;
}

long protrusions_draw(const struct protrusion_law *law, uint32_t inner_nm, uint32_t outer_nm,
		      double least_nm, uint64_t seed, struct protrusion **list)
{
	double inner = (double)inner_nm * inner_nm;
	double outer = (double)outer_nm * outer_nm;
	double least = fmax(least_nm, 0.0);
	double area = M_PI * (outer - inner) / NM2_PER_CM2;
	double expected = protrusions_expected(law, least, area);
	struct random random = { seed };
	double square = inner;
	size_t count = 0;
	size_t room = 0;

	*list = NULL;
	if (!(expected > 0.0))
		return 0;
	if (expected > PROTRUSIONS_MOST)
		return -1;
	for (;;) {
		square += random_exponential(&random) * (outer - inner) / expected;
		if (!(square < outer))
			return (long)count;
		if (make_room(list, &room, count))
			break;
		draw_one(*list + count++, law, sqrt(square), least, &random);
	}
	free(*list);
	*list = NULL;
	return -1;
}
