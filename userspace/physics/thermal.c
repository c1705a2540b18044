// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/thermal.h"

#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "physics/gauss.h"

/* Cells of the substrate grow so from one to the next. */
#define GROWTH 1.25

/**
 * struct mesh - finite volumes of a square metre of stack
 * @count: cells
 * @size: thickness, m
 * @layer: that each lies in
 */
struct mesh {
	unsigned int count;
	double size[THERMAL_CELLS];
	unsigned int layer[THERMAL_CELLS];
};

static int add_cell(struct mesh *mesh, double size, unsigned int layer)
{
	if (mesh->count == THERMAL_CELLS)
		return -1;
	mesh->size[mesh->count] = size;
	mesh->layer[mesh->count] = layer;
	mesh->count++;
	return 0;
}

static int add_even(struct mesh *mesh, const struct thermal_layer *layer, unsigned int index)
{
	unsigned int cells = (unsigned int)ceil(layer->thickness_nm / layer->cell_nm), i;

	for (i = 0; i < cells; i++) {
		if (add_cell(mesh, layer->thickness_nm / cells * 1e-9, index))
			return -1;
	}
	return 0;
}

static int add_growing(struct mesh *mesh, const struct thermal_layer *layer, unsigned int index)
{
	double size = layer->cell_nm * 1e-9, left = layer->thickness_nm * 1e-9;

	for (; left > 2 * size; left -= size, size *= GROWTH) {
		if (add_cell(mesh, size, index))
			return -1;
	}
	return add_cell(mesh, left, index);
}

static int lay_mesh(struct mesh *mesh, const struct thermal_stack *stack)
{
	unsigned int i;

	mesh->count = 0;
	for (i = 0; i + 1 < stack->layers; i++) {
		if (add_even(mesh, &stack->layer[i], i))
			return -1;
	}
	return add_growing(mesh, &stack->layer[i], i);
}

static double resistance(const struct thermal_stack *stack, const struct mesh *mesh, unsigned int i)
{
	return mesh->size[i] / 2 / stack->layer[mesh->layer[i]].conductivity;
}

/* Conductances between cells, symmetrised by the roots of their heat capacities. */
static void fill(const struct thermal_stack *stack, const struct mesh *mesh, double wave,
		 double *root, double *diagonal, double *beside)
{
	unsigned int i;

	for (i = 0; i < mesh->count; i++) {
		const struct thermal_layer *layer = &stack->layer[mesh->layer[i]];

		root[i] = sqrt(layer->heat_capacity * mesh->size[i]);
		diagonal[i] = layer->conductivity * wave * wave * mesh->size[i];
	}
	diagonal[0] += 1 / (1 / fmax(stack->conductance, 1e-30) + resistance(stack, mesh, 0));
	for (i = 0; i + 1 < mesh->count; i++) {
		double flow = 1 / (resistance(stack, mesh, i) + resistance(stack, mesh, i + 1));

		diagonal[i] += flow;
		diagonal[i + 1] += flow;
		beside[i] = -flow / (root[i] * root[i + 1]);
	}
	for (i = 0; i < mesh->count; i++)
		diagonal[i] /= root[i] * root[i];
}

int thermal_modes(const struct thermal_stack *stack, double wave, struct thermal_modes *modes)
{
	double root[THERMAL_CELLS], beside[THERMAL_CELLS], vector[THERMAL_CELLS * THERMAL_CELLS];
	struct mesh mesh;
	unsigned int i, m;

	if (lay_mesh(&mesh, stack))
		return -1;
	fill(stack, &mesh, wave, root, modes->rate, beside);
	modes->count = mesh.count;
	if (LAPACKE_dstevd(LAPACK_COL_MAJOR, 'V', (lapack_int)mesh.count, modes->rate, beside,
			   vector, (lapack_int)mesh.count))
		return -1;
	for (m = 0; m < mesh.count; m++) {
		const double *mode = vector + (size_t)m * mesh.count;
		double seen = 0, lit = 0;

		for (i = 0; i < mesh.count; i++) {
			const struct thermal_layer *layer = &stack->layer[mesh.layer[i]];
			double part = mesh.size[i] / (layer->thickness_nm * 1e-9);

			if (mesh.layer[i] == stack->observed)
				seen += part * mode[i] / root[i];
			lit += layer->absorbed * part * mode[i] / root[i];
		}
		modes->share[m] = seen * lit;
	}
	return 0;
}

double thermal_decay(const struct thermal_modes *modes, double seconds)
{
	double kelvin = 0;
	unsigned int m;

	for (m = 0; m < modes->count; m++)
		kelvin += modes->share[m] * exp(-modes->rate[m] * seconds);
	return kelvin;
}

/* wave = most s^2: heat that has gone far has small wave numbers only. */
static void spread_waves(struct thermal_light *light, double most)
{
	double at[THERMAL_WAVES], weight[THERMAL_WAVES];
	unsigned int i;

	gauss_legendre(THERMAL_WAVES, at, weight);
	light->most = most;
	for (i = 0; i < THERMAL_WAVES; i++) {
		double s = (1 + at[i]) / 2;

		light->wave[i] = most * s * s;
		light->weight[i] = light->wave[i] * most * s * weight[i] / (2 * M_PI);
	}
}

void thermal_light_gaussian(struct thermal_light *light, double radius_nm)
{
	double radius = radius_nm * 1e-9;
	unsigned int i;

	spread_waves(light, 12 / radius);
	for (i = 0; i < THERMAL_WAVES; i++) {
		double turn = light->wave[i] * radius / 2;

		light->weight[i] *= exp(-turn * turn);
	}
}

void thermal_light_profile(struct thermal_light *light, const double *intensity, unsigned int count,
			   double step_nm, double most)
{
	double step = step_nm * 1e-9, power = 0;
	unsigned int i, j;

	spread_waves(light, most);
	for (j = 1; j < count; j++)
		power += intensity[j] * j;
	for (i = 0; i < THERMAL_WAVES; i++) {
		double sum = 0;

		for (j = 1; j < count; j++)
			sum += intensity[j] * j * j0(light->wave[i] * j * step);
		light->weight[i] *= sum / power;
	}
}

int thermal_make(struct thermal *thermal, const struct thermal_stack *stack,
		 const struct thermal_light *light)
{
	unsigned int i, j;

	thermal->light = *light;
	for (i = 0; i < THERMAL_WAVES; i++) {
		double turn = light->wave[i] * THERMAL_RADIUS_NM * 1e-9;

		if (thermal_modes(stack, light->wave[i], &thermal->modes[i]))
			return -1;
		for (j = 0; j < THERMAL_RADII; j++)
			thermal->bessel[i][j] = j0(turn * j);
	}
	return 0;
}

void thermal_flash(const struct thermal *thermal, double seconds, double kelvin[THERMAL_RADII])
{
	unsigned int i, j;

	memset(kelvin, 0, THERMAL_RADII * sizeof(*kelvin));
	for (i = 0; i < THERMAL_WAVES; i++) {
		double height =
			thermal->light.weight[i] * thermal_decay(&thermal->modes[i], seconds);

		for (j = 0; j < THERMAL_RADII; j++)
			kelvin[j] += height * thermal->bessel[i][j];
	}
}

double thermal_lit(const struct thermal *thermal, double seconds)
{
	double kelvin = 0;
	unsigned int i, m;

	for (i = 0; i < THERMAL_WAVES; i++) {
		const struct thermal_modes *modes = &thermal->modes[i];

		for (m = 0; m < modes->count; m++)
			kelvin -= thermal->light.weight[i] * modes->share[m] *
				  expm1(-modes->rate[m] * seconds) / modes->rate[m];
	}
	return kelvin;
}
