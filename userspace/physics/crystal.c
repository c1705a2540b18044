// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Growth: 3 m/s at 670 K is published (Orava et al., Nature Materials 11, 279, 2012, by
 * ultrafast calorimetry), as is the fall over several decades towards the glass
 * transition; the table between is drawn through those and through 0 at the melting
 * point (j). Forming: fastest in 45 ns at 420 C, the geometric middle of the reference's
 * 20..100 ns (d); width of the peak (j).
 */
#include "physics/crystal.h"

#include <math.h>

static const struct {
	double celsius;
	double growth; /* m/s */
} table[] = {
	{ 150, 1e-7 }, { 200, 5e-5 }, { 250, 5e-3 }, { 275, 3e-2 }, { 300, 0.14 },
	{ 325, 0.5 },  { 350, 1.4 },  { 375, 2.5 },  { 397, 3.0 },  { 420, 2.9 },
	{ 450, 2.5 },  { 500, 1.7 },  { 550, 0.9 },  { 590, 0.3 },  { CRYSTAL_MELT_C, 1e-7 },
};

#define POINTS (sizeof(table) / sizeof(table[0]))

#define FORMING_C 420.0
#define FORMING_WIDTH_K 65.0
#define FORMING_S 45e-9

double crystal_growth(double celsius)
{
	unsigned int i = 1;
	double part;

	if (celsius <= table[0].celsius || celsius >= table[POINTS - 1].celsius)
		return 0;
	while (table[i].celsius < celsius)
		i++;
	part = (celsius - table[i - 1].celsius) / (table[i].celsius - table[i - 1].celsius);
	return exp((1 - part) * log(table[i - 1].growth) + part * log(table[i].growth));
}

double crystal_forming(double celsius)
{
	double off = (celsius - FORMING_C) / FORMING_WIDTH_K;

	if (celsius >= CRYSTAL_MELT_C)
		return 0;
	return exp(-off * off) / FORMING_S;
}

void crystal_tabulate(struct crystal_table *out)
{
	unsigned int i;

	for (i = 0; i < CRYSTAL_TABLE; i++) {
		out->growth[i] = (float)crystal_growth(i);
		out->forming[i] = (float)crystal_forming(i);
	}
}
