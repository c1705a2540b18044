/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Values that are near enough. */
#ifndef NFOD_TESTS_PHYSICS_NEAR_H
#define NFOD_TESTS_PHYSICS_NEAR_H

#include <math.h>

#include "cmocka_all.h"

static inline void assert_near(double value, double wanted, double tolerance)
{
	if (!(fabs(value - wanted) <= tolerance))
		fail_msg("%.12g is not %.12g +- %.3g", value, wanted, tolerance);
}

#endif
