// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Two suites with one failing case, so that the rig can prove that it counts
 * suites and cases and does not let a failure pass.
 */

#include <kunit/test.h>
#include <linux/module.h>

static void planted_pass(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 1 + 1, 2);
}

static void planted_fail(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, 1 + 1, 3);
}

static struct kunit_case good_cases[] = {
	KUNIT_CASE(planted_pass),
	{},
};

static struct kunit_case bad_cases[] = {
	KUNIT_CASE(planted_pass),
	KUNIT_CASE(planted_fail),
	{},
};

static struct kunit_suite good_suite = {
	.name = "planted-good",
	.test_cases = good_cases,
};

static struct kunit_suite bad_suite = {
	.name = "planted-bad",
	.test_cases = bad_cases,
};

kunit_test_suites(&good_suite, &bad_suite);
MODULE_DESCRIPTION("KUnit suites planted to test the test rig");
MODULE_LICENSE("Dual MIT/GPL");
