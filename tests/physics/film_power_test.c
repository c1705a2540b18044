// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* Thin films against laws of nature: energy, reciprocity, Maxwell's conditions at faces. */
#include "cmocka_all.h"
#include "film_random.h"

#define RANDOM_STACKS 4000
#define SIMPSON 400u /* intervals, an even number */

static double complex at(const struct film_lanes *lanes)
{
	return CMPLX(lanes->re[0], lanes->im[0]);
}

static double size2(double complex value)
{
	return creal(value) * creal(value) + cimag(value) * cimag(value);
}

static void near_by(double value, double expected, double tolerance, const char *what)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%s: %.17g, not %.17g +- %g", what, value, expected, tolerance);
}

/* |a - b| as part of the larger, or of 1. */
static void alike(double complex a, double complex b, double tolerance, const char *what)
{
	near_by(cabs(a - b) / fmax(1.0, fmax(cabs(a), cabs(b))), 0.0, tolerance, what);
}

/* ---- energy ---- */

static void check_shares(const struct film_stack *stack, const struct film_power *power)
{
	double sum = power->reflected + power->transmitted;
	unsigned int j;

	assert_true(power->reflected >= 0 && power->transmitted >= -1e-15);
	for (j = 1; j <= stack->layers; j++) {
		assert_true(power->absorbed[j] >= -1e-15);
		if (cimag(stack->index[j]) == 0)
			assert_true(power->absorbed[j] == 0);
		sum += power->absorbed[j];
	}
	near_by(sum, 1.0, 1e-10, "all shares");
}

static void energy(bool absorbing, double thickest_nm, uint64_t seed)
{
	struct random random = { seed };
	struct film_stack stack;
	struct film_power s, p;
	struct film_waves r;
	unsigned int i;
	double na;

	for (i = 0; i < RANDOM_STACKS; i++) {
		random_stack(&random, &stack, absorbing, thickest_nm);
		na = random_na(&random, &stack);
		film_power(&stack, na, &s, &p);
		check_shares(&stack, &s);
		check_shares(&stack, &p);
		film_reflect(&stack, &na, 1, &r);
		near_by(s.reflected, size2(at(&r.s)), 1e-10, "R_s");
		near_by(p.reflected, size2(at(&r.p)), 1e-10, "R_p");
	}
}

static void energy_in_lossless_stacks(void **state)
{
	(void)state;
	energy(false, 500.0, 1);
}

static void energy_in_absorbing_stacks(void **state)
{
	(void)state;
	energy(true, 200.0, 2);
}

static void energy_in_thick_stacks(void **state)
{
	(void)state;
	energy(false, 1e5, 3);
	energy(true, 1e5, 4);
}

/* One photon in 10^9: what a difference of fluxes would have lost. */
static void weak_absorption_keeps_its_digits(void **state)
{
	struct film_stack stack = {
		.wavelength_nm = 405.0,
		.layers = 1,
		.index = { 1.0, CMPLX(1.5, 1e-12), 1.0 },
		.thickness_nm = { 0, 30.0, 0 },
	};
	struct film_power weak, weaker, p;

	(void)state;
	film_power(&stack, 0.3, &weak, &p);
	stack.index[1] = CMPLX(1.5, 1e-15);
	film_power(&stack, 0.3, &weaker, &p);
	assert_true(weak.absorbed[1] > 0 && weak.absorbed[1] < 1e-11);
	near_by(weak.absorbed[1] / weaker.absorbed[1], 1000.0, 1e-6, "ratio");
}

/* Just where the light begins to be cut off nothing is divided by zero. */
static void at_the_last_critical_angle(void **state)
{
	struct film_stack stack = {
		.wavelength_nm = 405.0,
		.layers = 1,
		.index = { 2.068, 1.47, 1.0 },
		.thickness_nm = { 0, 40.0, 0 },
	};
	struct film_power s, p;
	struct film_fields e;
	double na = 1.0;

	(void)state;
	film_power(&stack, na, &s, &p);
	check_shares(&stack, &s);
	check_shares(&stack, &p);
	near_by(s.transmitted, 0.0, 1e-12, "T_s");
	near_by(p.transmitted, 0.0, 1e-12, "T_p");
	film_fields(&stack, 2, 0.0, &na, 1, &e);
	assert_true(isfinite(cabs(at(&e.pz))) && cabs(at(&e.pz)) > 0.1);
}

/* ---- reciprocity ---- */

static void reversed(const struct film_stack *stack, struct film_stack *back)
{
	unsigned int j;

	*back = *stack;
	for (j = 0; j <= stack->layers + 1; j++) {
		back->index[j] = stack->index[stack->layers + 1 - j];
		back->thickness_nm[j] = stack->thickness_nm[stack->layers + 1 - j];
	}
}

/* Light goes through a stack as well from behind, also when it absorbs. */
static void transmission_is_the_same_both_ways(void **state)
{
	struct film_power s, p, back_s, back_p;
	struct random random = { 5 };
	struct film_stack stack, back;
	unsigned int i;
	double na;

	(void)state;
	for (i = 0; i < RANDOM_STACKS; i++) {
		random_stack(&random, &stack, i & 1, 100.0);
		stack.index[stack.layers + 1] = random_between(&random, 1.0, 2.6);
		reversed(&stack, &back);
		na = 0.999 * random_unit(&random) *
		     fmin(creal(stack.index[0]), creal(back.index[0]));
		film_power(&stack, na, &s, &p);
		film_power(&back, na, &back_s, &back_p);
		near_by(back_s.transmitted, s.transmitted, 1e-10, "T_s");
		near_by(back_p.transmitted, p.transmitted, 1e-10, "T_p");
	}
}

/* Stokes: a lossless stack from behind has r' = -conj(r) t / conj(t). */
static void lossless_stack_from_behind(void **state)
{
	struct random random = { 6 };
	struct film_stack stack, back;
	struct film_waves r, r_back;
	struct film_fields t;
	double complex through;
	unsigned int i;
	double na;

	(void)state;
	for (i = 0; i < RANDOM_STACKS; i++) {
		random_stack(&random, &stack, false, 80.0);
		reversed(&stack, &back);
		na = 0.999 * random_unit(&random) *
		     fmin(creal(stack.index[0]), creal(back.index[0]));
		film_reflect(&stack, &na, 1, &r);
		film_reflect(&back, &na, 1, &r_back);
		film_fields(&stack, stack.layers + 1, 0.0, &na, 1, &t);
		through = at(&t.s);
		alike(at(&r_back.s), -conj(at(&r.s)) * through / conj(through), 1e-9, "s");
		through = at(&t.px);
		alike(at(&r_back.p), -conj(at(&r.p)) * through / conj(through), 1e-9, "p");
	}
}

/* ---- fields ---- */

static double complex eps_of(const struct film_stack *stack, unsigned int j)
{
	return stack->index[j] * stack->index[j];
}

/* In front of the stack there is the incident wave and the reflected one. */
static void fields_in_front(const struct film_stack *stack, double na, struct film_fields *e)
{
	double n = creal(stack->index[0]);
	double cosine = sqrt(1 - na * na / (n * n));
	struct film_waves r;

	film_reflect(stack, &na, 1, &r);
	e->s.re[0] = creal(1 + at(&r.s));
	e->s.im[0] = cimag(at(&r.s));
	e->px.re[0] = cosine * creal(1 + at(&r.p));
	e->px.im[0] = cosine * cimag(at(&r.p));
	e->pz.re[0] = -na / n * creal(1 - at(&r.p));
	e->pz.im[0] = na / n * cimag(at(&r.p));
}

static void fields_are_continuous(void **state)
{
	struct random random = { 7 };
	struct film_fields before, after;
	struct film_stack stack;
	unsigned int i, j;
	double na;

	(void)state;
	for (i = 0; i < RANDOM_STACKS / 4; i++) {
		random_stack(&random, &stack, i & 1, 150.0);
		na = random_na(&random, &stack);
		fields_in_front(&stack, na, &before);
		for (j = 1; j <= stack.layers + 1; j++) {
			film_fields(&stack, j, 0.0, &na, 1, &after);
			alike(at(&after.s), at(&before.s), 1e-9, "E_y");
			alike(at(&after.px), at(&before.px), 1e-9, "E_x");
			alike(eps_of(&stack, j) * at(&after.pz),
			      eps_of(&stack, j - 1) * at(&before.pz), 1e-9, "eps E_z");
			film_fields(&stack, j, stack.thickness_nm[j], &na, 1, &before);
		}
	}
}

/* Simpson's rule over the field, against the closed form in film_power(). */
static void absorption_is_the_field_squared(void **state)
{
	struct film_stack stack = {
		.wavelength_nm = 405.0,
		.layers = 6,
		.index = { 2.068, 1.0, 1.47, 2.08, 2.076 + 2.971 * I, 2.31, 0.5 + 4.9 * I },
		.thickness_nm = { 0, 25, 40, 60, 14, 25, 80, 0 },
	};
	double k = 2 * M_PI / stack.wavelength_nm;
	struct film_power s, p;
	struct film_fields e;
	double na, weight, sum_s, sum_p, share;
	unsigned int i, j, step;

	(void)state;
	stack.index[7] = 1.622;
	for (i = 0; i < 12; i++) {
		na = 0.17 * i;
		film_power(&stack, na, &s, &p);
		for (j = 1; j <= stack.layers; j++) {
			sum_s = 0;
			sum_p = 0;
			for (step = 0; step <= SIMPSON; step++) {
				weight = !step || step == SIMPSON ? 1 : step & 1 ? 4 : 2;
				film_fields(&stack, j, stack.thickness_nm[j] * step / SIMPSON, &na,
					    1, &e);
				sum_s += weight * size2(at(&e.s));
				sum_p += weight * (size2(at(&e.px)) + size2(at(&e.pz)));
			}
			share = k * cimag(eps_of(&stack, j)) / sqrt(2.068 * 2.068 - na * na) *
				stack.thickness_nm[j] / SIMPSON / 3;
			near_by(s.absorbed[j], share * sum_s, 1e-8, "s");
			near_by(p.absorbed[j], share * sum_p, 1e-8, "p");
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(energy_in_lossless_stacks),
		cmocka_unit_test(energy_in_absorbing_stacks),
		cmocka_unit_test(energy_in_thick_stacks),
		cmocka_unit_test(weak_absorption_keeps_its_digits),
		cmocka_unit_test(at_the_last_critical_angle),
		cmocka_unit_test(transmission_is_the_same_both_ways),
		cmocka_unit_test(lossless_stack_from_behind),
		cmocka_unit_test(fields_are_continuous),
		cmocka_unit_test(absorption_is_the_field_squared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
