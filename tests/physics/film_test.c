// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Thin films against frozen numbers, closed forms and matrices in long double. */
#include "cmocka_all.h"
#include "film_random.h"
#include "physics/film_march.h"

#define WAVELENGTH 405.0
#define RANDOM_STACKS 4000

static double size2(const struct film_lanes *r, unsigned int lane)
{
	return r->re[lane] * r->re[lane] + r->im[lane] * r->im[lane];
}

static double complex at(const struct film_lanes *r, unsigned int lane)
{
	return CMPLX(r->re[lane], r->im[lane]);
}

static void near_by(double value, double expected, double tolerance, const char *what)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%s: %.17g, not %.17g +- %g", what, value, expected, tolerance);
}

static void alike(double complex value, double complex expected, double tolerance, const char *what)
{
	near_by(creal(value), creal(expected), tolerance, what);
	near_by(cimag(value), cimag(expected), tolerance, what);
}

/* ---- frozen numbers ---- */

static const struct film_stack prism = {
	.wavelength_nm = WAVELENGTH,
	.layers = 1,
	.index = { 2.0, 1.0, 2.0 },
};

static void frustrated_reflection_as_published(void **state)
{
	static const double gap_nm[] = { 20, 25, 50, 100, 200 };
	static const double expected_s[] = { .100581, .151024, .451776, .850988, .992847 };
	static const double expected_p[] = { .201033, .285843, .649635, .927795, .996808 };
	struct film_stack stack = prism;
	double na = M_SQRT2;
	struct film_waves r;
	unsigned int i;

	(void)state;
	for (i = 0; i < 5; i++) {
		stack.thickness_nm[1] = gap_nm[i];
		film_reflect(&stack, &na, 1, &r);
		near_by(size2(&r.s, 0), expected_s[i], 5.1e-7, "R_s");
		near_by(size2(&r.p, 0), expected_p[i], 5.1e-7, "R_p");
	}
}

/* Zhu et al., Am. J. Phys. 54 (1986): 1 / T = 1 + a sinh^2(k d). */
static void frustrated_reflection_in_closed_form(void **state)
{
	struct film_stack stack = prism;
	double n2 = 4.0, sin2, na, a, ap, sinh2;
	struct film_power s, p;
	unsigned int i, j;

	(void)state;
	for (i = 1; i < 40; i++) {
		na = 1.0 + i / 40.0;
		sin2 = na * na / n2;
		a = (n2 - 1) * (n2 - 1) / (4 * n2 * (1 - sin2) * (n2 * sin2 - 1));
		ap = a * pow((n2 + 1) * sin2 - 1, 2);
		for (j = 0; j < 20; j++) {
			stack.thickness_nm[1] = 15.0 * j;
			sinh2 = pow(sinh(2 * M_PI / WAVELENGTH * 15.0 * j * sqrt(n2 * sin2 - 1)),
				    2);
			film_power(&stack, na, &s, &p);
			near_by(s.transmitted, 1 / (1 + a * sinh2), 1e-12, "T_s");
			near_by(p.transmitted, 1 / (1 + ap * sinh2), 1e-12, "T_p");
			near_by(s.reflected, 1 - 1 / (1 + a * sinh2), 1e-12, "R_s");
			near_by(p.reflected, 1 - 1 / (1 + ap * sinh2), 1e-12, "R_p");
		}
	}
}

static void absorbing_stack_as_frozen(void **state)
{
	static const struct film_stack stack = {
		.wavelength_nm = 100.0,
		.layers = 2,
		.index = { 1.0, 2.0 + 4.0 * I, 3.0 + 0.3 * I, 1.0 + 0.1 * I },
		.thickness_nm = { 0, 2.0, 3.0 },
	};
	double na = sin(0.1);
	struct film_power s, p;
	struct film_waves r;

	(void)state;
	film_power(&stack, na, &s, &p);
	near_by(s.reflected, .37273208839139516, 1e-12, "R_s");
	near_by(s.transmitted, .22604491247079261, 1e-12, "T_s");
	film_reflect(&stack, &na, 1, &r);
	near_by(size2(&r.s, 0), .37273208839139516, 1e-12, "|r_s|^2");
}

/* ---- closed forms ---- */

static void fresnel_at_one_face(void **state)
{
	struct film_stack stack = { .wavelength_nm = WAVELENGTH, .index = { 1.0, 1.5 } };
	double na[FILM_LANES], cos_in, cos_out;
	struct film_waves r;
	unsigned int i;

	(void)state;
	for (i = 0; i < FILM_LANES; i++)
		na[i] = 0.999 * i / FILM_LANES;
	film_reflect(&stack, na, FILM_LANES, &r);
	for (i = 0; i < FILM_LANES; i++) {
		cos_in = sqrt(1 - na[i] * na[i]);
		cos_out = sqrt(1 - na[i] * na[i] / 2.25);
		alike(at(&r.s, i), (cos_in - 1.5 * cos_out) / (cos_in + 1.5 * cos_out), 1e-14, "s");
		alike(at(&r.p, i), (cos_out - 1.5 * cos_in) / (cos_out + 1.5 * cos_in), 1e-14, "p");
	}
	/* Of one sign where they are equal; Brewster's angle lets all of p in. */
	alike(at(&r.p, 0), at(&r.s, 0), 1e-15, "s and p at normal incidence");
	na[0] = sin(atan(1.5));
	film_reflect(&stack, na, 1, &r);
	near_by(size2(&r.p, 0), 0.0, 1e-30, "R_p at Brewster's angle");
}

/* Total reflection: the two phases differ by 2 atan(cos sqrt(sin^2 - n^2) / sin^2). */
static void goos_haenchen_phases(void **state)
{
	struct film_stack stack = { .wavelength_nm = WAVELENGTH, .index = { 1.5, 1.0 } };
	double sine, cosine, na, between;
	struct film_waves r;
	unsigned int i;

	(void)state;
	for (i = 1; i < 50; i++) {
		na = 1.0 + i / 100.0;
		sine = na / 1.5;
		cosine = sqrt(1 - sine * sine);
		film_reflect(&stack, &na, 1, &r);
		near_by(size2(&r.s, 0), 1.0, 1e-14, "R_s");
		near_by(size2(&r.p, 0), 1.0, 1e-14, "R_p");
		between = carg(-at(&r.p, 0) / at(&r.s, 0));
		near_by(tan(fabs(between) / 2),
			cosine * sqrt(sine * sine - 1 / 2.25) / (sine * sine), 1e-12, "phases");
	}
}

static void quarter_and_half_waves(void **state)
{
	struct film_stack stack = { .wavelength_nm = WAVELENGTH, .layers = 1 };
	double na = 0.0;
	struct film_waves r;

	(void)state;
	stack.index[0] = 1.2;
	stack.index[1] = 1.9;
	stack.index[2] = 1.5;
	stack.thickness_nm[1] = WAVELENGTH / 4 / 1.9;
	film_reflect(&stack, &na, 1, &r);
	alike(at(&r.s, 0), (1.2 * 1.5 - 1.9 * 1.9) / (1.2 * 1.5 + 1.9 * 1.9), 1e-14, "quarter");
	stack.index[1] = sqrt(1.2 * 1.5);
	stack.thickness_nm[1] = WAVELENGTH / 4 / sqrt(1.2 * 1.5);
	film_reflect(&stack, &na, 1, &r);
	alike(at(&r.s, 0), 0.0, 1e-15, "antireflection");
	stack.thickness_nm[1] *= 2;
	film_reflect(&stack, &na, 1, &r);
	alike(at(&r.s, 0), (1.2 - 1.5) / (1.2 + 1.5), 1e-14, "half wave is not there");
}

/* Eight pairs: r = (n0 y - 1) / (n0 y + 1) with y = (low / high)^16 / ns. */
static void mirror_of_quarter_waves(void **state)
{
	struct film_stack stack = { .wavelength_nm = WAVELENGTH, .layers = 16 };
	double admittance = 1.5 * pow(2.31 / 1.47, 16);
	double na = 0.0;
	struct film_waves r;
	unsigned int j;

	(void)state;
	stack.index[0] = 1.0;
	for (j = 1; j <= 16; j++) {
		stack.index[j] = j & 1 ? 2.31 : 1.47;
		stack.thickness_nm[j] = WAVELENGTH / 4 / creal(stack.index[j]);
	}
	stack.index[17] = 1.5;
	film_reflect(&stack, &na, 1, &r);
	alike(at(&r.s, 0), (1 - admittance) / (1 + admittance), 1e-13, "mirror");
	alike(at(&r.p, 0), (1 - admittance) / (1 + admittance), 1e-13, "mirror, p");
}

/* ---- characteristic matrices in long double, an independent way to the same ---- */

struct matrix {
	complex long double m[2][2];
};

static complex long double exact_root(double complex index, double na)
{
	complex long double eps = (complex long double)index * index;
	complex long double c = csqrtl(eps - (long double)na * na);

	return cimagl(c) < 0 || (cimagl(c) == 0 && creall(c) < 0) ? -c : c;
}

static complex long double exact_admittance(double complex index, double na, bool is_p)
{
	complex long double c = exact_root(index, na);

	return is_p ? (complex long double)index * index / c : c;
}

static complex long double exact_reflect(const struct film_stack *stack, double na, bool is_p)
{
	complex long double near = exact_admittance(stack->index[0], na, is_p);
	complex long double electric = 1.0L;
	complex long double magnetic = exact_admittance(stack->index[stack->layers + 1], na, is_p);
	long double k = 2 * acosl(-1.0L) / stack->wavelength_nm;
	unsigned int j;

	for (j = stack->layers; j > 0; j--) {
		complex long double y = exact_admittance(stack->index[j], na, is_p);
		complex long double phase =
			k * stack->thickness_nm[j] * exact_root(stack->index[j], na);
		complex long double turned =
			ccosl(phase) * electric - 1.0iL * csinl(phase) * magnetic / y;

		magnetic = ccosl(phase) * magnetic - 1.0iL * csinl(phase) * y * electric;
		electric = turned;
	}
	return (near * electric - magnetic) / (near * electric + magnetic);
}

static void random_stacks_as_by_matrices(void **state)
{
	struct random random = { 1 };
	struct film_stack stack;
	double na[FILM_LANES];
	struct film_waves r;
	unsigned int i, lane;

	(void)state;
	for (i = 0; i < RANDOM_STACKS; i++) {
		random_stack(&random, &stack, i & 1, 60.0);
		for (lane = 0; lane < FILM_LANES; lane++)
			na[lane] = random_na(&random, &stack);
		film_reflect(&stack, na, FILM_LANES, &r);
		for (lane = 0; lane < FILM_LANES; lane += 7) {
			alike(at(&r.s, lane), exact_reflect(&stack, na[lane], false), 1e-10, "s");
			alike(at(&r.p, lane), exact_reflect(&stack, na[lane], true), 1e-10, "p");
		}
	}
}

/* ---- range ---- */

/* A millimetre of substrate in between, and light that dies out on its way. */
static void thick_layers(void **state)
{
	struct film_stack stack = {
		.wavelength_nm = WAVELENGTH,
		.layers = 2,
		.index = { 2.068, 1.0, 1.622, 1.0 },
		.thickness_nm = { 0, 25.0, 1e6, 0 },
	};
	struct film_stack end = stack;
	double dark = 1.9, bright = 0.95;
	struct film_waves r, behind;

	(void)state;
	end.layers = 1;
	film_reflect(&stack, &dark, 1, &r);
	film_reflect(&end, &dark, 1, &behind);
	alike(at(&r.s, 0), at(&behind.s, 0), 1e-14, "dark, s");
	alike(at(&r.p, 0), at(&behind.p, 0), 1e-14, "dark, p");
	film_reflect(&stack, &bright, 1, &r);
	alike(at(&r.s, 0), exact_reflect(&stack, bright, false), 1e-9, "1 mm, s");
	alike(at(&r.p, 0), exact_reflect(&stack, bright, true), 1e-9, "1 mm, p");
}

/* Exactly at a critical angle, and all around it, there is no hole and no step. */
static void critical_angles(void **state)
{
	struct film_stack stack = {
		.wavelength_nm = WAVELENGTH,
		.layers = 3,
		.index = { 2.068, 1.0, 1.47, 1.47, 1.0 },
		.thickness_nm = { 0, 25.0, 40.0, 30.0, 0 },
	};
	static const double critical[] = { 1.0, 1.47 };
	struct film_waves r, exact;
	double na, offset;
	unsigned int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		film_reflect(&stack, &critical[i], 1, &exact);
		for (offset = 1e-15; offset < 1e-6; offset *= 3) {
			na = critical[i] - offset;
			film_reflect(&stack, &na, 1, &r);
			near_by(cabs(at(&r.s, 0) - at(&exact.s, 0)), 0, 1e-9 + 20 * sqrt(offset),
				"s");
			near_by(cabs(at(&r.p, 0) - at(&exact.p, 0)), 0, 1e-9 + 20 * sqrt(offset),
				"p");
			alike(at(&r.s, 0), exact_reflect(&stack, na, false), 5e-10,
			      "s by matrices");
			alike(at(&r.p, 0), exact_reflect(&stack, na, true), 5e-10, "p by matrices");
		}
	}
}

/* ---- batches ---- */

static void an_angle_does_not_depend_on_its_batch(void **state)
{
	struct random random = { 2 };
	struct film_waves alone, batch;
	struct film_stack stack;
	double na[FILM_LANES];
	unsigned int i, lane;

	(void)state;
	for (i = 0; i < 200; i++) {
		random_stack(&random, &stack, i & 1, 300.0);
		for (lane = 0; lane < FILM_LANES; lane++)
			na[lane] = random_na(&random, &stack);
		film_reflect(&stack, na, 1 + i % FILM_LANES, &batch);
		for (lane = 0; lane < 1 + i % FILM_LANES; lane++) {
			film_reflect(&stack, &na[lane], 1, &alone);
			assert_true(at(&batch.s, lane) == at(&alone.s, 0));
			assert_true(at(&batch.p, lane) == at(&alone.p, 0));
		}
	}
}

/* The library uses what vectors the machine has; compiled in here there are few or none. */
static void digits_do_not_depend_on_vectors(void **state)
{
	struct random random = { 9 };
	struct film_march march;
	struct film_stack stack;
	struct film_block plain;
	double na[FILM_BLOCK];
	struct film_waves r;
	unsigned int i, lane;

	(void)state;
	for (i = 0; i < 500; i++) {
		random_stack(&random, &stack, i & 1, 300.0);
		for (lane = 0; lane < FILM_BLOCK; lane++)
			na[lane] = random_na(&random, &stack);
		film_reflect(&stack, na, FILM_BLOCK, &r);
		film_march_begin(&march, &stack, na, FILM_BLOCK);
		film_march(&march, 0);
		film_divide(&march.pn, &march.pd, &plain);
		for (lane = 0; lane < FILM_BLOCK; lane++)
			assert_true(at(&r.p, lane) == film_get(&plain, lane));
	}
}

static void through_and_behind_make_the_whole(void **state)
{
	struct film_waves whole, behind, through;
	struct random random = { 3 };
	struct film_stack stack;
	double na[FILM_LANES];
	unsigned int i, lane;

	(void)state;
	for (i = 0; i < 500; i++) {
		random_stack(&random, &stack, i & 1, 200.0);
		if (!stack.layers)
			continue;
		for (lane = 0; lane < FILM_LANES; lane++)
			na[lane] = random_na(&random, &stack);
		film_reflect(&stack, na, FILM_LANES, &whole);
		film_behind(&stack, 1, na, FILM_LANES, &behind);
		film_through(&stack, stack.thickness_nm[1], na, FILM_LANES, &behind, &through);
		for (lane = 0; lane < FILM_LANES; lane++) {
			alike(at(&through.s, lane), at(&whole.s, lane), 1e-10, "s");
			alike(at(&through.p, lane), at(&whole.p, lane), 1e-10, "p");
		}
	}
}

/* Seen from inside a layer the rest is a stack that begins with it. */
static void behind_is_the_rest(void **state)
{
	struct film_waves behind, rest_r;
	struct random random = { 4 };
	struct film_stack stack, rest;
	unsigned int i, layer, j;
	double na;

	(void)state;
	for (i = 0; i < 1000; i++) {
		random_stack(&random, &stack, i & 1, 200.0);
		layer = random_below(&random, stack.layers + 1);
		memset(&rest, 0, sizeof(rest));
		rest.wavelength_nm = stack.wavelength_nm;
		rest.layers = stack.layers - layer;
		for (j = layer; j <= stack.layers + 1; j++) {
			rest.index[j - layer] = stack.index[j];
			rest.thickness_nm[j - layer] = stack.thickness_nm[j];
		}
		na = 0.9 * creal(rest.index[0]) * random_unit(&random);
		film_behind(&stack, layer, &na, 1, &behind);
		film_reflect(&rest, &na, 1, &rest_r);
		assert_true(at(&behind.s, 0) == at(&rest_r.s, 0));
		assert_true(at(&behind.p, 0) == at(&rest_r.p, 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frustrated_reflection_as_published),
		cmocka_unit_test(frustrated_reflection_in_closed_form),
		cmocka_unit_test(absorbing_stack_as_frozen),
		cmocka_unit_test(fresnel_at_one_face),
		cmocka_unit_test(goos_haenchen_phases),
		cmocka_unit_test(quarter_and_half_waves),
		cmocka_unit_test(mirror_of_quarter_waves),
		cmocka_unit_test(random_stacks_as_by_matrices),
		cmocka_unit_test(thick_layers),
		cmocka_unit_test(critical_angles),
		cmocka_unit_test(an_angle_does_not_depend_on_its_batch),
		cmocka_unit_test(digits_do_not_depend_on_vectors),
		cmocka_unit_test(through_and_behind_make_the_whole),
		cmocka_unit_test(behind_is_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
