// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/curie.h"

#include <math.h>

#define KELVIN 273.15
#define ROOM_C 25.0
/* Bisections: to 1e-9. */
#define HALVES 30u

/* By the temperature over that of the Curie point. */
static double magnetisation(double part)
{
	double low = 0, high = 1;

	if (part >= 1)
		return 0;
	for (unsigned int i = 0; i < HALVES; i++) {
		double middle = (low + high) / 2;

		if (tanh(middle / part) > middle)
			low = middle;
		else
			high = middle;
	}
	return low;
}

double curie_left(double celsius, double curie_c)
{
	double curie = curie_c + KELVIN;

	return magnetisation((celsius + KELVIN) / curie) / magnetisation((ROOM_C + KELVIN) / curie);
}
