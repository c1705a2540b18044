// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/survey/terms.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Units of gap, offset, edges. */
#define GAP_NM 10.0
#define OFFSET_NM 20.0
#define EDGE_STEPS (4.0 * MARKS_STEPS_PER_NM)
/* Nothing is known beyond. */
#define GAP_LOW (-2.0)
#define GAP_HIGH 3.0
#define OFFSET_MOST 2.25
#define CONTRAST_LEAST 0.25
/* Neighbours count as power, over the own marks'. */
#define BESIDE_MOST 4.0

/* Powers of gap and squared offset, the most needed ones first. */
#define PLACES 8

struct place {
	double power[PLACES];
};

static double within(double value, double low, double high)
{
	return fmin(fmax(value, low), high);
}

static void fill_place(struct place *place, double gap, double offset)
{
	double square = offset * offset;
	const double power[PLACES] = {
		1,
		gap,
		square,
		gap * gap,
		gap * square,
		square * square,
		gap * gap * gap,
		gap * gap * square,
	};

	memcpy(place->power, power, sizeof(power));
}

static double *put(double *term, double cause, const struct place *place, unsigned int powers)
{
	for (unsigned int i = 0; i < powers; i++)
		*term++ = cause * place->power[i];
	return term;
}

static double contrast_of(const struct marks *marks)
{
	return fmax((double)marks->contrast / MARKS_ONE, CONTRAST_LEAST);
}

static void place_of(const struct reading_state *state, struct place *place)
{
	fill_place(place, within(state->gap_nm / GAP_NM, GAP_LOW, GAP_HIGH),
		   within((state->offset_nm - state->marks.offset) / OFFSET_NM, -OFFSET_MOST,
			  OFFSET_MOST));
}

static double square(double x)
{
	return x * x;
}

static double *put_crosstalk(double *term, const struct reading_state *state,
			     const struct place *place, double over)
{
	double offset = within(state->offset_nm / OFFSET_NM, -OFFSET_MOST, OFFSET_MOST);
	double inner = square(state->beside[0]) * over, outer = square(state->beside[1]) * over;
	double both = fmin((inner + outer) / 2, BESIDE_MOST);
	double tilt = within(outer - inner, -BESIDE_MOST, BESIDE_MOST) * offset;

	term = put(term, both, place, 6);
	*term++ = both * offset * offset;
	*term++ = tilt;
	*term++ = tilt * place->power[1];
	return term;
}

void terms_spread(const struct reading_state *state, double term[NFOD_READING_SPREAD_TERMS],
		  unsigned int *crosstalk)
{
	const struct marks *marks = &state->marks;
	double over = 1 / square(contrast_of(marks)), *at = term;
	struct place place;

	place_of(state, &place);
	at = put(at, 1, &place, 8);
	at = put(at, over, &place, 6);
	at = put(at, over * state->light, &place, 3);
	at = put(at, over * square((double)marks->noise / MARKS_ONE), &place, 3);
	at = put(at, over * square((double)marks->residue / MARKS_ONE), &place, 6);
	at = put(at, square(marks->sigma / EDGE_STEPS), &place, 6);
	at = put(at, square((marks->lead - marks->trail) / EDGE_STEPS), &place, 3);
	*crosstalk = (unsigned int)(at - term);
	put_crosstalk(at, state, &place, over);
}

void terms_rate(const struct reading_state *state, double spread, double other, double crosstalk,
		double term[NFOD_READING_RATE_TERMS])
{
	double u = 1 / (8 * spread);
	struct place place;

	place_of(state, &place);

	term[0] = 1;
	term[1] = u;
	term[2] = log(u);
	term[3] = crosstalk;
	term[4] = crosstalk * u;
	term[5] = crosstalk * crosstalk * u;
	term[6] = 1 / (8 * other) - u;
	memcpy(&term[7], &place.power[1], 3 * sizeof(*term));
}

void terms_level(const struct reading_state *state, double term[NFOD_READING_LEVEL_TERMS])
{
	double edge = (state->marks.lead - state->marks.trail) / EDGE_STEPS;
	struct place place;

	place_of(state, &place);
	term = put(term, contrast_of(&state->marks), &place, 6);
	term = put(term, edge, &place, 3);
	*term++ = 1;
	*term++ = edge / contrast_of(&state->marks);
	*term++ = square((double)state->marks.residue / MARKS_ONE);
}

double terms_light(const struct nfod_reading_law *law, double read_mw)
{
	double part = (double)law->read_mw / read_mw;

	return (double)law->light[0] +
	       part * ((double)law->light[1] + part * (double)law->light[2]);
}
