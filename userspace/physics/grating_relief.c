// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>

#include "nfod/format.h"
#include "physics/grating_relief.h"

#define SAME_NM 1e-6 /* heights closer than that are one */

/**
 * struct interface - top of one layer
 * @base_nm: its height over the groove, above the substrate there
 * @rise_nm: by how much it is higher over the land
 * @below: layer that it is the top of
 */
struct interface {
	double base_nm;
	double rise_nm;
	unsigned int below;
};

static unsigned int interfaces(const struct relief *relief, struct interface *interface)
{
	unsigned int layers = relief->land.layers, count = 0, layer;
	double base = 0;

	for (layer = layers + 1; layer >= 2; layer--) {
		if (layer <= layers)
			base += relief->land.thickness_nm[layer];
		interface[count++] = (struct interface){ base, relief->step_nm, layer };
	}
	/* The last is the surface of the flattening film. */
	interface[count - 1].base_nm += relief->step_nm - relief->dip_nm;
	interface[count - 1].rise_nm = relief->dip_nm;
	return count;
}

unsigned int relief_slices_most(const struct relief *relief, unsigned int wall)
{
	return (relief->land.layers + 1) * (wall + 1);
}

static unsigned int add_height(double *height, unsigned int count, double value)
{
	unsigned int i, at;

	for (at = 0; at < count && height[at] < value - SAME_NM; at++)
		;
	if (at < count && height[at] < value + SAME_NM)
		return count;
	for (i = count; i > at; i--)
		height[i] = height[i - 1];
	height[at] = value;
	return count + 1;
}

/* Distance from the middle of the land within which an interface is above @height. */
static double reach(const struct relief *relief, const struct interface *interface, double height)
{
	double run = relief->step_nm / tan(relief->wall_deg * M_PI / 180) / (2 * relief->pitch_nm);
	double part, at;

	if (height < interface->base_nm)
		return 0.5;
	if (height > interface->base_nm + interface->rise_nm)
		return 0;
	part = (height - interface->base_nm) / interface->rise_nm;
	at = relief->land_fraction / 2 + run * (0.5 - part);
	return at < 0 ? 0 : at > 0.5 ? 0.5 : at;
}

static void add_stripe(struct slice *slice, double edge, unsigned int layer, unsigned int side)
{
	slice->edge[slice->stripes] = edge;
	slice->layer[slice->stripes] = layer;
	slice->side[slice->stripes++] = side;
}

static void fill(const struct relief *relief, const struct interface *interface, unsigned int count,
		 double height, struct slice *slice)
{
	double from = 0, wall = relief->land_fraction / 2;
	unsigned int i;

	slice->stripes = 0;
	slice->recording = false;
	for (i = 0; i <= count; i++) {
		double to = i < count ? reach(relief, &interface[i], height) : 0.5;
		unsigned int layer = i < count ? interface[i].below : 1;

		if (to <= from)
			continue;
		if (layer == relief->recording_layer) {
			slice->recording = true;
			if (from < wall && to > wall) {
				add_stripe(slice, wall, layer, NFOD_LAND);
				from = wall;
			}
		}
		add_stripe(slice, to, layer, from < wall ? NFOD_LAND : NFOD_GROOVE);
		from = to;
	}
}

unsigned int relief_slices(const struct relief *relief, unsigned int wall, struct slice *slice)
{
	struct interface interface[FILM_LAYERS + 1];
	unsigned int count = interfaces(relief, interface), heights = 0, i, j;
	double height[(FILM_LAYERS + 1) * (SLICES_WALL + 1)];

	for (i = 0; i < count; i++)
		for (j = 0; j <= wall; j++)
			heights =
				add_height(height, heights,
					   interface[i].base_nm + interface[i].rise_nm * j / wall);
	for (i = 0; i + 1 < heights; i++) {
		slice[i].thickness_nm = height[i + 1] - height[i];
		fill(relief, interface, count, (height[i] + height[i + 1]) / 2, &slice[i]);
	}
	return heights - 1;
}

double complex slice_permittivity(const struct relief *relief, const struct slice *slice,
				  unsigned int stripe, enum grating_marking marking)
{
	bool written = slice->side[stripe] == NFOD_LAND ?
			       marking == GRATING_LANDS || marking == GRATING_BOTH :
			       marking == GRATING_GROOVES || marking == GRATING_BOTH;
	double complex index = relief->land.index[slice->layer[stripe]];

	if (written && slice->layer[stripe] == relief->recording_layer)
		index = relief->written;
	return index * index;
}

double complex slice_fourier(const struct relief *relief, const struct slice *slice,
			     enum grating_marking marking, bool reciprocal, int order)
{
	double complex sum = 0;
	double from = 0;
	unsigned int i;

	for (i = 0; i < slice->stripes; i++) {
		double complex value = slice_permittivity(relief, slice, i, marking);
		double to = slice->edge[i], part = 2 * (to - from);

		if (order)
			part = (sin(2 * M_PI * order * to) - sin(2 * M_PI * order * from)) /
			       (M_PI * order);
		sum += part * (reciprocal ? 1 / value : value);
		from = to;
	}
	return sum;
}
