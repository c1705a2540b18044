// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The polar Kerr effect against exact theory: the four tangential fields carried through
 * gyrotropic layers by Berreman's matrix (J. Opt. Soc. Am. 62, 1972), no reciprocity and
 * no order of approximation in it.
 */
#include "cmocka_all.h"
#include "film_random.h"

#define FIELDS 4 /* E_x, H_y, E_y, H_x, H in units of E */
#define TERMS 24

struct matrix4 {
	double complex m[FIELDS][FIELDS];
};

static struct matrix4 times(const struct matrix4 *a, const struct matrix4 *b)
{
	struct matrix4 product = { 0 };
	unsigned int i, j, k;

	for (i = 0; i < FIELDS; i++) {
		for (j = 0; j < FIELDS; j++) {
			for (k = 0; k < FIELDS; k++)
				product.m[i][j] += a->m[i][k] * b->m[k][j];
		}
	}
	return product;
}

/* d(fields)/dz = i k0 Delta fields; z magnetisation turns E_x and E_y into each other. */
static struct matrix4 berreman(double complex index, double complex q, double na)
{
	double complex eps = index * index;
	struct matrix4 delta = { 0 };

	delta.m[0][1] = 1.0 - na * na / eps;
	delta.m[1][0] = eps;
	delta.m[1][2] = I * q * eps;
	delta.m[2][3] = -1.0;
	delta.m[3][0] = I * q * eps;
	delta.m[3][2] = na * na - eps;
	return delta;
}

/* exp(i k0 Delta d) by its series, for an eighth of a nanometre or so, then squared. */
static struct matrix4 propagator(const struct matrix4 *delta, double complex factor)
{
	struct matrix4 power = { 0 }, sum = { 0 };
	unsigned int halvings = 10, term, i, j;
	struct matrix4 small = *delta;

	for (i = 0; i < FIELDS; i++) {
		for (j = 0; j < FIELDS; j++)
			small.m[i][j] *= factor / (1u << halvings);
		power.m[i][i] = 1.0;
		sum.m[i][i] = 1.0;
	}
	for (term = 1; term < TERMS; term++) {
		power = times(&power, &small);
		for (i = 0; i < FIELDS; i++) {
			for (j = 0; j < FIELDS; j++) {
				power.m[i][j] /= term;
				sum.m[i][j] += power.m[i][j];
			}
		}
	}
	while (halvings--)
		sum = times(&sum, &sum);
	return sum;
}

/* A column of four: s or p wave of unit tangential field, along z or against it. */
static void wave(double complex index, double na, bool is_p, double direction,
		 double complex column[FIELDS])
{
	double complex c = csqrt(index * index - na * na);

	memset(column, 0, FIELDS * sizeof(*column));
	if (cimag(c) < 0)
		c = -c;
	if (is_p) {
		column[0] = 1.0;
		column[1] = direction * index * index / c;
	} else {
		column[2] = 1.0;
		column[3] = -direction * c;
	}
}

static void swap(double complex *a, double complex *b)
{
	double complex keep = *a;

	*a = *b;
	*b = keep;
}

static void pivot(double complex m[FIELDS][FIELDS], double complex rhs[FIELDS], unsigned int i)
{
	unsigned int best = i;
	unsigned int k;

	for (k = i + 1; k < FIELDS; k++) {
		if (cabs(m[k][i]) > cabs(m[best][i]))
			best = k;
	}
	for (k = 0; k < FIELDS; k++)
		swap(&m[i][k], &m[best][k]);
	swap(&rhs[i], &rhs[best]);
}

/* Gauss and Jordan; @rhs becomes the solution. */
static void solve(double complex m[FIELDS][FIELDS], double complex rhs[FIELDS])
{
	unsigned int i, j, k;

	for (i = 0; i < FIELDS; i++) {
		pivot(m, rhs, i);
		for (j = 0; j < FIELDS; j++) {
			double complex factor = m[j][i] / m[i][i];

			if (j == i)
				continue;
			for (k = 0; k < FIELDS; k++)
				m[j][k] -= factor * m[i][k];
			rhs[j] -= factor * rhs[i];
		}
	}
	for (i = 0; i < FIELDS; i++)
		rhs[i] /= m[i][i];
}

/**
 * struct exact - tangential fields that come back, per incident one
 * @s: E_y
 * @p: E_x
 */
struct exact {
	double complex s;
	double complex p;
};

static struct exact exact_reflect(const struct film_stack *stack, unsigned int magnetic,
				  double complex q, double na, bool is_p)
{
	unsigned int last = stack->layers + 1;
	double k = 2 * M_PI / stack->wavelength_nm;
	double complex system[FIELDS][FIELDS], in[FIELDS], out[FIELDS][FIELDS], rhs[FIELDS];
	struct matrix4 all = { 0 };
	unsigned int i, j;

	for (i = 0; i < FIELDS; i++)
		all.m[i][i] = 1.0;
	for (j = 1; j < last; j++) {
		struct matrix4 delta = berreman(stack->index[j], j == magnetic ? q : 0.0, na);
		struct matrix4 layer = propagator(&delta, I * k * stack->thickness_nm[j]);

		all = times(&layer, &all);
	}
	wave(stack->index[0], na, is_p, 1.0, in);
	wave(stack->index[0], na, false, -1.0, out[0]);
	wave(stack->index[0], na, true, -1.0, out[1]);
	wave(stack->index[last], na, false, 1.0, out[2]);
	wave(stack->index[last], na, true, 1.0, out[3]);
	/* all (in + r out) = t out: unknown r_s, r_p, t_s, t_p */
	for (i = 0; i < FIELDS; i++) {
		rhs[i] = 0;
		for (j = 0; j < FIELDS; j++)
			rhs[i] -= all.m[i][j] * in[j];
		system[i][0] = 0;
		system[i][1] = 0;
		for (j = 0; j < FIELDS; j++) {
			system[i][0] += all.m[i][j] * out[0][j];
			system[i][1] += all.m[i][j] * out[1][j];
		}
		system[i][2] = -out[2][i];
		system[i][3] = -out[3][i];
	}
	solve(system, rhs);
	return (struct exact){ rhs[0], rhs[1] };
}

static double complex at(const struct film_lanes *lanes)
{
	return CMPLX(lanes->re[0], lanes->im[0]);
}

static void alike(double complex value, double complex expected, double tolerance, const char *what)
{
	if (!(cabs(value - expected) <= tolerance))
		fail_msg("%s: %.12g%+.12gi, not %.12g%+.12gi +- %g", what, creal(value),
			 cimag(value), creal(expected), cimag(expected), tolerance);
}

static double cosine(const struct film_stack *stack, double na)
{
	return sqrt(1 - pow(na / creal(stack->index[0]), 2));
}

/* Both cross terms, as part of the larger; p waves by amplitude, not by E_x. */
static void check_kerr(const struct film_stack *stack, unsigned int layer, double complex q,
		       double na, double tolerance)
{
	struct exact s_in = exact_reflect(stack, layer, q, na, false);
	struct exact p_in = exact_reflect(stack, layer, q, na, true);
	double complex r_ps = s_in.p / cosine(stack, na);
	double complex r_sp = p_in.s * cosine(stack, na);
	struct film_waves kerr, r;

	film_kerr(stack, layer, q, &na, 1, &kerr);
	film_reflect(stack, &na, 1, &r);
	alike(at(&kerr.s), r_ps, tolerance * cabs(r_ps), "r_ps");
	alike(at(&kerr.p), r_sp, tolerance * cabs(r_ps), "r_sp");
	/* The rest of the matrix changes by the second order only. */
	alike(at(&r.s), s_in.s, 10 * cabs(q) * cabs(q) + 1e-11, "r_ss");
	alike(at(&r.p), p_in.p, 10 * cabs(q) * cabs(q) + 1e-11, "r_pp");
}

/* ---- tests ---- */

static const struct film_stack magneto_optical = {
	.wavelength_nm = 405.0,
	.layers = 6,
	.index = { 2.068, 1.0, 1.46, 2.08, 2.2 + 2.7 * I, 2.08, 0.5 + 4.9 * I, 1.622 },
	.thickness_nm = { 0, 25, 40, 60, 22, 20, 40, 0 },
};

#define MAGNETIC 4u

/* Without magnetisation the oracle is thin-film theory, or it is none. */
static void oracle_without_magnetisation(void **state)
{
	struct film_waves r;
	double na;

	(void)state;
	for (na = 0.0; na < 2.0; na += 0.13) {
		struct exact s = exact_reflect(&magneto_optical, MAGNETIC, 0.0, na, false);
		struct exact p = exact_reflect(&magneto_optical, MAGNETIC, 0.0, na, true);

		film_reflect(&magneto_optical, &na, 1, &r);
		alike(at(&r.s), s.s, 1e-11, "r_ss");
		alike(at(&r.p), p.p, 1e-11, "r_pp");
		assert_true(s.p == 0 && p.s == 0);
	}
}

/* So small a q that the second order is below the tolerance. */
static void first_order_is_exact(void **state)
{
	double na;

	(void)state;
	for (na = 0.0; na < 2.0; na += 0.08)
		check_kerr(&magneto_optical, MAGNETIC, CMPLX(1e-5, 0.4e-5), na, 1e-7);
}

/* With the table's q the first order is good to a part in a thousand. */
static void first_order_is_good_enough(void **state)
{
	double na;

	(void)state;
	for (na = 0.0; na < 1.6; na += 0.08)
		check_kerr(&magneto_optical, MAGNETIC, CMPLX(-0.0102, 0.0070), na, 1e-3);
}

static void random_stacks(void **state)
{
	struct random random = { 8 };
	struct film_stack stack;
	unsigned int i, layer;
	double na;

	(void)state;
	for (i = 0; i < 6000; i++) {
		random_stack(&random, &stack, true, 25.0);
		na = random_na(&random, &stack);
		if (!stack.layers || stack.layers > 4)
			continue; /* the oracle's matrices grow */
		layer = 1 + random_below(&random, stack.layers);
		check_kerr(&stack, layer, CMPLX(1e-5, -1e-5), na, 1e-6);
	}
}

/* A thick layer is a half-space, for which r_sp / r = i n q / (1 - n^2) at normal incidence. */
static void half_space(void **state)
{
	struct film_stack stack = {
		.wavelength_nm = 405.0,
		.index = { 1.0, 2.2 + 2.7 * I, 1.0 },
		.thickness_nm = { 0, 2000.0, 0 },
	};
	double complex n = stack.index[1];
	struct film_waves bare, thick, r;
	double na;

	(void)state;
	for (na = 0.0; na < 1.0; na += 0.1) {
		stack.layers = 0;
		film_kerr(&stack, 1, 0.01, &na, 1, &bare);
		film_reflect(&stack, &na, 1, &r);
		stack.layers = 1;
		film_kerr(&stack, 1, 0.01, &na, 1, &thick);
		alike(at(&thick.s), at(&bare.s), 1e-15, "r_ps");
		alike(at(&bare.p), -at(&bare.s), 0, "r_sp");
		if (na == 0)
			alike(at(&bare.p) / at(&r.p), I * n * 0.01 / (1.0 - n * n), 1e-15,
			      "closed form");
	}
}

/* Turning the magnetisation over turns the sign; without it there is no effect. */
static void sign_follows_magnetisation(void **state)
{
	struct film_waves up, down, none;
	double na = 1.2;

	(void)state;
	film_kerr(&magneto_optical, MAGNETIC, 0.01, &na, 1, &up);
	film_kerr(&magneto_optical, MAGNETIC, -0.01, &na, 1, &down);
	film_kerr(&magneto_optical, MAGNETIC, 0.0, &na, 1, &none);
	assert_true(at(&up.s) == -at(&down.s) && cabs(at(&up.s)) > 1e-5);
	assert_true(at(&none.s) == 0 && at(&none.p) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(oracle_without_magnetisation),
		cmocka_unit_test(first_order_is_exact),
		cmocka_unit_test(first_order_is_good_enough),
		cmocka_unit_test(random_stacks),
		cmocka_unit_test(half_space),
		cmocka_unit_test(sign_follows_magnetisation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
