// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Curves of a design: signals against gap. By the grating model once it has been asked
 * (design_rigorous()), else by plane layers.
 */
#include <math.h>

#include "press/design.h"

/* Points of a curve at a time. */
#define CURVE_POINTS 64u

/* Gaps are those over the land; where the surface dips the groove has more air. */
static double extra_air(const struct relief *relief, const struct film_stack *stack)
{
	return stack->thickness_nm[STACK_GAP] - relief->land.thickness_nm[STACK_GAP];
}

static void plane_curve(const struct design *design, unsigned int side, enum film_state state,
			const double *gap_nm, unsigned int count, struct gap_point *point)
{
	struct film_stack stack;
	double air_nm[CURVE_POINTS];

	design_side_stack(&design->relief, side, state, &stack);
	for (unsigned int i = 0; i < count; i++)
		air_nm[i] = gap_nm[i] + extra_air(&design->relief, &stack);
	spot_gap_curve(&design->recipe->optics, &stack, air_nm, count, point);
	for (unsigned int i = 0; i < count; i++)
		point[i].gap_nm = gap_nm[i];
}

/* Catmull and Rom's cubic through the table's points, which bends by far less than it. */
static double between(const double *table, double gap_nm)
{
	double place = gap_nm / TABLE_STEP_NM;
	unsigned int i = (unsigned int)fmin(floor(place), TABLE_POINTS - 2);
	double t = place - i;
	double p1 = table[i], p2 = table[i + 1];
	double p0 = i ? table[i - 1] : 2.0 * p1 - p2;
	double p3 = i + 2 < TABLE_POINTS ? table[i + 2] : 2.0 * p2 - p1;

	return p1 + 0.5 * t *
			    (p2 - p0 +
			     t * (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 +
				  t * (3.0 * (p1 - p2) + p3 - p0)));
}

static void take_from_table(const struct gap_table *table, unsigned int side, enum film_state state,
			    struct gap_point *point)
{
	const double last_nm = (TABLE_POINTS - 1) * TABLE_STEP_NM;

	if (!table->valid || point->gap_nm < 0.0 || point->gap_nm > last_nm)
		return;
	point->ges = between(table->ges[side][state], point->gap_nm);
	point->sum = between(table->sum[side][state], point->gap_nm);
}

void design_curve(const struct design *design, unsigned int side, enum film_state state,
		  const double *gap_nm, unsigned int count, struct gap_point *point)
{
	while (count) {
		unsigned int some = count < CURVE_POINTS ? count : CURVE_POINTS;

		plane_curve(design, side, state, gap_nm, some, point);
		for (unsigned int i = 0; i < some; i++)
			take_from_table(&design->table, side, state, &point[i]);
		gap_nm += some;
		point += some;
		count -= some;
	}
}

static int table_state(const struct design *design, enum film_state state, const double *gap_nm,
		       const struct grating_effort *effort, struct gap_table *table)
{
	const struct recipe *recipe = design->recipe;
	const double middle_nm[NFOD_SIDES] = { [NFOD_LAND] = design->relief.pitch_nm };
	struct track_signal signal[TABLE_POINTS][NFOD_SIDES];

	if (track_across(&recipe->optics, &design->relief, gap_nm, TABLE_POINTS, middle_nm,
			 NFOD_SIDES, state, effort, signal[0]))
		return -1;
	for (unsigned int i = 0; i < TABLE_POINTS; i++) {
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			table->ges[side][state][i] = signal[i][side].ges;
			table->sum[side][state][i] = signal[i][side].sum;
		}
	}
	return 0;
}

int design_table_curves(const struct design *design, const struct grating_effort *effort,
			struct gap_table *table)
{
	double gap_nm[TABLE_POINTS];

	for (unsigned int i = 0; i < TABLE_POINTS; i++)
		gap_nm[i] = i * TABLE_STEP_NM;
	for (unsigned int state = 0; state < STATES; state++)
		if (table_state(design, state, gap_nm, effort, table))
			return -1;
	table->valid = true;
	return 0;
}
