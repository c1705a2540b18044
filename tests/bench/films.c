// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * How fast the thin-film core is on one core, beside what anyone would write first:
 * characteristic matrices (Born and Wolf 1.6.2) in C's complex numbers, multiplied out for
 * each angle and polarisation; and beside the same with roots and sines shared by both
 * polarisations. All are compiled with the same flags and see the same stacks and
 * angles in turn, round by round; a ratio is that of one round, and the median round
 * counts. Fails when results differ.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "physics/film.h"
#include "physics/material.h"

#define STACKS 64
#define ROUNDS 15
#define ROUND_SECONDS 0.1
#define AGREE 1e-10
#define METHODS 3

/**
 * struct matrix - what a polarisation has gathered, from the near side on
 */
struct matrix {
	double complex m[2][2];
};

typedef void (*method)(const struct film_stack *stack, const double *na, struct film_waves *r);

/* ---- the straightforward version ---- */

static struct matrix matrix_times(const struct matrix *a, const struct matrix *b)
{
	struct matrix product;
	int i, j;

	for (i = 0; i < 2; i++) {
		for (j = 0; j < 2; j++)
			product.m[i][j] = a->m[i][0] * b->m[0][j] + a->m[i][1] * b->m[1][j];
	}
	return product;
}

static void matrix_layer(struct matrix *gathered, double complex cosine, double complex sine,
			 double complex admittance)
{
	struct matrix layer = { { { cosine, -I * sine / admittance },
				  { -I * sine * admittance, cosine } } };

	*gathered = matrix_times(gathered, &layer);
}

static double complex matrix_end(const struct matrix *gathered, double complex near,
				 double complex far)
{
	double complex electric = gathered->m[0][0] + gathered->m[0][1] * far;
	double complex magnetic = gathered->m[1][0] + gathered->m[1][1] * far;

	return (near * electric - magnetic) / (near * electric + magnetic);
}

static double complex matrix_root(double complex eps, double na)
{
	double complex c = csqrt(eps - na * na);

	return cimag(c) < 0 ? -c : c;
}

static double complex admittance(double complex eps, double complex c, bool is_p)
{
	return is_p ? eps / c : c;
}

static double complex matrix_reflect(const struct film_stack *stack, double na, bool is_p)
{
	struct matrix gathered = { { { 1.0, 0.0 }, { 0.0, 1.0 } } };
	double complex eps = stack->index[0] * stack->index[0];
	double complex c = matrix_root(eps, na);
	double complex near = admittance(eps, c, is_p);
	double k = 2.0 * M_PI / stack->wavelength_nm;
	unsigned int j;

	for (j = 1; j <= stack->layers; j++) {
		double complex phase;

		eps = stack->index[j] * stack->index[j];
		c = matrix_root(eps, na);
		phase = k * stack->thickness_nm[j] * c;
		matrix_layer(&gathered, ccos(phase), csin(phase), admittance(eps, c, is_p));
	}
	eps = stack->index[j] * stack->index[j];
	c = matrix_root(eps, na);
	return matrix_end(&gathered, near, admittance(eps, c, is_p));
}

static void put(struct film_lanes *lanes, unsigned int i, double complex value)
{
	lanes->re[i] = creal(value);
	lanes->im[i] = cimag(value);
}

static void by_matrices(const struct film_stack *stack, const double *na, struct film_waves *r)
{
	unsigned int i;

	for (i = 0; i < FILM_LANES; i++) {
		put(&r->s, i, matrix_reflect(stack, na[i], false));
		put(&r->p, i, matrix_reflect(stack, na[i], true));
	}
}

/* ---- the same with roots and sines shared ---- */

static void matrix_both(const struct film_stack *stack, double na, double complex *r_s,
			double complex *r_p)
{
	struct matrix s = { { { 1.0, 0.0 }, { 0.0, 1.0 } } };
	struct matrix p = s;
	double complex eps = stack->index[0] * stack->index[0];
	double complex near = matrix_root(eps, na);
	double complex near_p = eps / near;
	double k = 2.0 * M_PI / stack->wavelength_nm;
	double complex c;
	unsigned int j;

	for (j = 1; j <= stack->layers; j++) {
		double complex cosine, sine;

		eps = stack->index[j] * stack->index[j];
		c = matrix_root(eps, na);
		cosine = ccos(k * stack->thickness_nm[j] * c);
		sine = csin(k * stack->thickness_nm[j] * c);
		matrix_layer(&s, cosine, sine, c);
		matrix_layer(&p, cosine, sine, eps / c);
	}
	eps = stack->index[j] * stack->index[j];
	c = matrix_root(eps, na);
	*r_s = matrix_end(&s, near, c);
	*r_p = matrix_end(&p, near_p, eps / c);
}

static void by_shared(const struct film_stack *stack, const double *na, struct film_waves *r)
{
	unsigned int i;

	for (i = 0; i < FILM_LANES; i++) {
		double complex s, p;

		matrix_both(stack, na[i], &s, &p);
		put(&r->s, i, s);
		put(&r->p, i, p);
	}
}

/* ---- libnfodphysics ---- */

static void by_lanes(const struct film_stack *stack, const double *na, struct film_waves *r)
{
	film_reflect(stack, na, FILM_LANES, r);
}

/* ---- the same work for both ---- */

static double complex index_of(const char *name)
{
	const struct material *material = material_find(name);

	if (!material) {
		fprintf(stderr, "films: material %s is not in the table\n", name);
		exit(1);
	}
	return material->index[STATE_ERASED];
}

static void set_stack(struct film_stack *stack, const char *const *names, const double *nm,
		      unsigned int layers)
{
	unsigned int j;

	memset(stack, 0, sizeof(*stack));
	stack->wavelength_nm = 405.0;
	stack->layers = layers;
	for (j = 0; j <= layers + 1; j++) {
		stack->index[j] = index_of(names[j]);
		stack->thickness_nm[j] = nm[j];
	}
}

/* Both reference discs under the head, over lands and grooves, at gaps of 10 to 73 nm. */
static void set_stacks(struct film_stack *stack)
{
	static const char *const phase_change[] = { "S-LAH79", "air",	   "SiO2", "SiN",
						    "GST",     "ZnS-SiO2", "Al",   "PC" };
	static const double phase_change_nm[] = { 0, 25, 40, 60, 14, 25, 80, 0 };
	static const char *const magneto[] = { "S-LAH79", "air", "SiO2", "SiN",
					       "TbFeCo",  "SiN", "Al",	 "PC" };
	static const double magneto_nm[] = { 0, 25, 40, 60, 22, 20, 40, 0 };
	unsigned int i;

	for (i = 0; i < STACKS; i++) {
		if (i & 1)
			set_stack(&stack[i], magneto, magneto_nm, 6);
		else
			set_stack(&stack[i], phase_change, phase_change_nm, 6);
		stack[i].thickness_nm[1] = 10.0 + i;
		if (i & 2)
			stack[i].thickness_nm[2] = 88.0;
	}
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Angles x stacks a second, each with both polarisations. */
static double rate(method compute, const struct film_stack *stack, const double *na,
		   struct film_waves *r)
{
	double begin = now();
	double waves = 0;
	double passed;
	unsigned int i;

	do {
		for (i = 0; i < STACKS; i++)
			compute(&stack[i], na, &r[i]);
		waves += STACKS * FILM_LANES;
		passed = now() - begin;
	} while (passed < ROUND_SECONDS);
	return waves / passed;
}

/* NaN counts as infinitely far apart. */
static double lanes_apart(const struct film_lanes *a, const struct film_lanes *b)
{
	double worst = 0;
	unsigned int i;

	for (i = 0; i < FILM_LANES; i++) {
		double apart = hypot(a->re[i] - b->re[i], a->im[i] - b->im[i]);

		worst = fmax(worst, isfinite(apart) ? apart : INFINITY);
	}
	return worst;
}

static double waves_apart(const struct film_waves *a, const struct film_waves *b)
{
	double worst = 0;
	unsigned int i;

	for (i = 0; i < STACKS; i++) {
		worst = fmax(worst, lanes_apart(&a[i].s, &b[i].s));
		worst = fmax(worst, lanes_apart(&a[i].p, &b[i].p));
	}
	return worst;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static void sort(double *value)
{
	qsort(value, ROUNDS, sizeof(*value), ascending);
}

int main(void)
{
	static const struct {
		const char *name;
		method compute;
	} methods[METHODS] = {
		{ "libnfodphysics", by_lanes },
		{ "complex matrices", by_matrices },
		{ "the same, sines shared", by_shared },
	};
	static struct film_stack stack[STACKS];
	static struct film_waves r[METHODS][STACKS];
	double speed[METHODS][ROUNDS], ratio[METHODS][ROUNDS];
	double na[FILM_LANES];
	double worst = 0;
	unsigned int i, m;

	set_stacks(stack);
	for (i = 0; i < FILM_LANES; i++)
		na[i] = 1.50 * (i + 0.5) / FILM_LANES;
	for (i = 0; i < ROUNDS; i++) {
		for (m = 0; m < METHODS; m++) {
			speed[m][i] = rate(methods[m].compute, stack, na, r[m]);
			ratio[m][i] = speed[0][i] / speed[m][i];
		}
	}
	printf("thin films, 6 layers, %d angles x %d stacks, both polarisations, one core, %d rounds\n",
	       FILM_LANES, STACKS, ROUNDS);
	for (m = 0; m < METHODS; m++) {
		double apart = waves_apart(r[0], r[m]);

		worst = fmax(worst, apart);
		sort(speed[m]);
		sort(ratio[m]);
		printf("  %-24s %10.0f angles x stacks a second", methods[m].name,
		       speed[m][ROUNDS / 2]);
		if (m)
			printf("; ratio %.1f (%.1f to %.1f), r apart by %.1e", ratio[m][ROUNDS / 2],
			       ratio[m][0], ratio[m][ROUNDS - 1], apart);
		printf("\n");
	}
	if (worst > AGREE) {
		fprintf(stderr, "films: the versions differ by %g > %g\n", worst, AGREE);
		return 1;
	}
	return 0;
}
