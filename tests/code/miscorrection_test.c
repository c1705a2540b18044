// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* How often a codeword comes out as another one, and that no sector does. */
#include "cmocka_all.h"
#include "miscorrection.h"

#define ERASURES_MOST 28u
#define TRIES 5000u

/* Within five standard deviations of theory, for errors far beyond reach. */
static void wrong_corrections_are_as_rare_as_theory_says(void **state)
{
	struct random random = { 21 };

	(void)state;
	for (unsigned int erasures = 0; erasures <= ERASURES_MOST; erasures += 4) {
		struct miscorrection count = miscorrection_count(&random, erasures, TRIES);
		double expected = miscorrection_expected(erasures) * TRIES;

		assert_true(fabs((double)count.wrong - expected) <= 5.0 * sqrt(expected) + 1.0);
	}
}

static void no_wrong_correction_passes_the_sector_check(void **state)
{
	struct random random = { 22 };
	unsigned long wrong = 0;

	(void)state;
	for (unsigned int erasures = 0; erasures <= ERASURES_MOST; erasures++) {
		struct miscorrection count = miscorrection_count(&random, erasures, TRIES);

		wrong += count.wrong;
		assert_int_equal(count.passed, 0);
	}
	assert_true(wrong > TRIES / 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_corrections_are_as_rare_as_theory_says),
		cmocka_unit_test(no_wrong_correction_passes_the_sector_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
