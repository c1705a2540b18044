// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <math.h>
#include <string.h>

#include "nfod/format.h"
#include "physics/gauss.h"
#include "physics/track_pupil.h"

#define FOCUS_NODES 16 /* radial points that judge a focus */
#define FOCUS_STEP_NM 25.0
#define CROSSTALK_MOST_DB 60.0
#define CROSSTALK_LEAST_DB (-120.0)

static unsigned int points(double length, double spacing)
{
	double wanted = ceil(length / spacing - 1e-9);

	if (wanted < 2)
		return 2;
	return wanted > PUPIL_GAUSS ? PUPIL_GAUSS : (unsigned int)wanted;
}

/*
 * Add an interval. At @edge a plane wave enters or leaves the pupil, where the integral
 * over the chord goes as the root of the distance: nodes quadratic in it make that smooth.
 */
static void add_from_edge(struct pupil_nodes *nodes, double edge, double other, double spacing)
{
	unsigned int count = points(fabs(other - edge), spacing), i;
	double at[PUPIL_GAUSS], weight[PUPIL_GAUSS];

	gauss_legendre(count, at, weight);
	for (i = 0; i < count && nodes->count < PUPIL_NODES; i++) {
		double t = (1 + at[i]) / 2;

		nodes->at[nodes->count] = edge + (other - edge) * t * t;
		nodes->weight[nodes->count++] = weight[i] * t * fabs(other - edge);
	}
}

static void add_plain(struct pupil_nodes *nodes, double from, double to, double spacing)
{
	unsigned int count = points(to - from, spacing), i;
	double at[PUPIL_GAUSS], weight[PUPIL_GAUSS];

	gauss_legendre(count, at, weight);
	for (i = 0; i < count && nodes->count < PUPIL_NODES; i++) {
		nodes->at[nodes->count] = (from + to) / 2 + (to - from) / 2 * at[i];
		nodes->weight[nodes->count++] = weight[i] * (to - from) / 2;
	}
}

void pupil_columns(const struct optics *optics, double grating, double spacing,
		   struct pupil_nodes *columns)
{
	double edge = fmod(optics->na, grating);

	if (edge > grating / 2)
		edge = grating - edge;
	columns->count = 0;
	if (edge > 1e-9)
		add_from_edge(columns, edge, 0, spacing);
	if (grating / 2 - edge > 1e-9)
		add_from_edge(columns, edge, grating / 2, spacing);
}

/* Largest ky at which order @n is in the pupil; negative when at none. */
static double chord(const struct optics *optics, double kx)
{
	double square = optics->na * optics->na - kx * kx;

	return square > 0 ? sqrt(square) : -1;
}

static int first_order(const struct optics *optics, double grating, double kx0)
{
	return (int)ceil((-optics->na - kx0) / grating);
}

void pupil_rows(const struct optics *optics, double grating, double kx0, double spacing,
		struct pupil_nodes *rows)
{
	double edge[PUPIL_ORDERS], from = 0;
	unsigned int count = 0, i;
	int n;

	for (n = first_order(optics, grating, kx0); count < PUPIL_ORDERS; n++) {
		double top = chord(optics, kx0 + n * grating);

		if (top < 0)
			break;
		for (i = count++; i && edge[i - 1] > top; i--)
			edge[i] = edge[i - 1];
		edge[i] = top;
	}
	rows->count = 0;
	for (i = 0; i < count; i++) {
		if (edge[i] - from < 1e-9)
			continue;
		add_plain(rows, from, edge[i], spacing);
		from = edge[i];
	}
}

void pupil_family(const struct optics *optics, double grating, double kx0, double ky,
		  const double focus_nm[FOCI], struct pupil_family *family)
{
	double k0 = 2 * M_PI / optics->wavelength_nm, na2 = optics->na * optics->na;
	unsigned int focus;
	int n;

	family->ky = ky;
	family->count = 0;
	for (n = first_order(optics, grating, kx0); family->count < PUPIL_ORDERS; n++) {
		double kx = kx0 + n * grating, radial2 = kx * kx + ky * ky, kz;

		if (radial2 >= na2) {
			if (kx > 0)
				break;
			continue;
		}
		if (!family->count)
			family->order = n;
		kz = sqrt(optics->index * optics->index - radial2);
		family->kx[family->count] = kx;
		family->kz[family->count] = kz;
		for (focus = 0; focus < FOCI; focus++)
			family->incident[focus][family->count] =
				pow(optics->fill, radial2 / na2) *
				cexp(-I * k0 * kz * focus_nm[focus]);
		family->count++;
	}
}

double pupil_power(const struct pupil_family *family)
{
	double power = 0;
	unsigned int i;

	for (i = 0; i < family->count; i++)
		power += creal(family->incident[0][i] * conj(family->incident[0][i]));
	return power;
}

/* Light in the recording layer of one side, by plane wave. */
static void recording_light(const struct optics *optics, const struct film_stack *stack,
			    unsigned int layer, const double *na, const double *weight,
			    double complex *light)
{
	struct film_fields e;
	unsigned int i;

	film_fields(stack, layer, stack->thickness_nm[layer] / 2, na, FOCUS_NODES, &e);
	for (i = 0; i < FOCUS_NODES; i++) {
		double radial = na[i] / optics->na;

		light[i] = weight[i] * na[i] * pow(optics->fill, radial * radial) *
			   (e.s.re[i] + e.px.re[i] + I * (e.s.im[i] + e.px.im[i]));
	}
}

/* Light in the focus, of one side or both. */
static double focused(double k0, const double *kz, double complex light[TRACK_SIDES][FOCUS_NODES],
		      unsigned int focus, double focus_nm)
{
	double complex sum[TRACK_SIDES] = { 0 };
	double power = 0;
	unsigned int i, side;

	for (i = 0; i < FOCUS_NODES; i++) {
		double complex phase = cexp(-I * k0 * kz[i] * focus_nm);

		for (side = 0; side < TRACK_SIDES; side++)
			sum[side] += light[side][i] * phase;
	}
	for (side = 0; side < TRACK_SIDES; side++)
		if (focus == side || focus == FOCUS_BOTH)
			power += creal(sum[side] * conj(sum[side]));
	return power;
}

static double best_focus(double k0, const double *kz,
			 double complex light[TRACK_SIDES][FOCUS_NODES], unsigned int focus,
			 double deepest_nm)
{
	double best = 0, power = -1, step;

	for (step = -FOCUS_STEP_NM; step < deepest_nm + FOCUS_STEP_NM; step += FOCUS_STEP_NM) {
		double here = focused(k0, kz, light, focus, step);

		if (here > power) {
			power = here;
			best = step;
		}
	}
	for (step = FOCUS_STEP_NM / 2; step > 0.5; step /= 2) {
		double more = focused(k0, kz, light, focus, best + step);
		double less = focused(k0, kz, light, focus, best - step);

		if (more > power || less > power) {
			best += more > less ? step : -step;
			power = more > less ? more : less;
		}
	}
	return best;
}

void pupil_focus(const struct optics *optics, const struct relief *relief, double gap_nm,
		 double focus_nm[FOCI])
{
	double at[FOCUS_NODES], weight[FOCUS_NODES], na[FOCUS_NODES], kz[FOCUS_NODES];
	double complex light[TRACK_SIDES][FOCUS_NODES];
	double k0 = 2 * M_PI / optics->wavelength_nm, deepest = gap_nm + relief->step_nm;
	unsigned int i, side;

	gauss_legendre(FOCUS_NODES, at, weight);
	for (i = 0; i < FOCUS_NODES; i++) {
		na[i] = optics->na * (1 + at[i]) / 2;
		kz[i] = sqrt(optics->index * optics->index - na[i] * na[i]);
		/* Plane waves in the lens: power-normalised amplitude over root of cosine. */
		weight[i] *= 1 / sqrt(kz[i] / optics->index);
	}
	for (side = 0; side < TRACK_SIDES; side++) {
		struct film_stack stack;

		track_stack(relief, side, &stack);
		stack.thickness_nm[1] += gap_nm - relief->land.thickness_nm[1];
		recording_light(optics, &stack, relief->recording_layer, na, weight, light[side]);
	}
	for (i = 2; i <= relief->recording_layer; i++)
		deepest += relief->land.thickness_nm[i];
	for (i = 0; i < FOCI; i++)
		focus_nm[i] = best_focus(k0, kz, light, i, 2 * deepest);
}

double series_even(const struct pupil_series *series, double place)
{
	double sum = series->even[0];
	unsigned int i;

	for (i = 1; i < PUPIL_ORDERS; i++)
		if (series->even[i] != 0)
			sum += series->even[i] * cos(i * place);
	return sum;
}

double series_odd(const struct pupil_series *series, double place)
{
	double sum = 0;
	unsigned int i;

	for (i = 1; i < PUPIL_ORDERS; i++)
		if (series->odd[i] != 0)
			sum += series->odd[i] * sin(i * place);
	return sum;
}

double pupil_place(unsigned int side)
{
	return side == NFOD_LAND ? 0 : -M_PI;
}

static double decibels(double ratio)
{
	return fmax(fmin(20 * log10(fabs(ratio)), CROSSTALK_MOST_DB), CROSSTALK_LEAST_DB);
}

void pupil_judge(const struct pupil_marks marks[TRACK_SIDES], struct track_figures *figures)
{
	unsigned int side;

	for (side = 0; side < TRACK_SIDES; side++) {
		figures->crosstalk[side] = marks[side].other / marks[side].own;
		figures->crosstalk_db[side] = decibels(figures->crosstalk[side]);
		figures->modulation[side] = fabs(marks[side].own) / marks[side].sum;
	}
}

#define CROSSING 32 /* places from groove to land at which push-pull is looked at */

void pupil_push_pull(const struct pupil_series *sum, const struct pupil_series *diff,
		     struct track_figures *figures)
{
	double middle = 0, peak = 0;
	unsigned int i;

	for (i = 1; i < CROSSING; i++) {
		double place = -M_PI + M_PI * i / CROSSING;
		double value = series_odd(diff, place) / series_even(sum, place);

		if (fabs(value) > peak)
			peak = fabs(value);
		if (i == CROSSING / 2)
			middle = value;
	}
	figures->push_pull = peak;
	figures->push_pull_sign = middle < 0 ? -1 : 1;
}

#define SCAN_NM 4.0 /* the signals' ratio is smooth on that scale: errors below 0.1 dB */
#define SCANS 64
#define FINE 40 /* parts of an interval of the scan that are looked at */

/* Cubic through four neighbours of the scan, @part of the way from the second to the third. */
static double cubic(const double *y, double part)
{
	double a = part + 1, b = part, c = part - 1, d = part - 2;

	return -y[0] * b * c * d / 6 + y[1] * a * c * d / 2 - y[2] * a * b * d / 2 +
	       y[3] * a * b * c / 6;
}

static void keep_least(double db, double step_nm, double *least_db, double *at_nm)
{
	if (db < *least_db) {
		*least_db = db;
		*at_nm = step_nm;
	}
}

static void look(double ratio[TRACK_SIDES][SCANS], unsigned int scans, double min_nm,
		 double spacing, struct track_step *best)
{
	unsigned int i, side;

	for (i = 0; i <= (scans - 1) * FINE; i++) {
		unsigned int node = i / FINE < 1 ? 1 : i / FINE;
		double step = min_nm + spacing * i / FINE, worst = CROSSTALK_LEAST_DB, db, part;

		if (node > scans - 3)
			node = scans - 3;
		part = (double)i / FINE - node;
		for (side = 0; side < TRACK_SIDES; side++) {
			db = decibels(cubic(&ratio[side][node - 1], part));
			keep_least(db, step, &best->side_db[side], &best->side_nm[side]);
			worst = fmax(worst, db);
		}
		keep_least(worst, step, &best->worst_db, &best->step_nm);
	}
}

int pupil_search(pupil_at_step at_step, const void *context, double min_nm, double max_nm,
		 struct track_step *best)
{
	double wanted = ceil((max_nm - min_nm) / SCAN_NM) + 1, ratio[TRACK_SIDES][SCANS];
	unsigned int scans = wanted < 4 ? 4 : wanted > SCANS ? SCANS : (unsigned int)wanted;
	double spacing = (max_nm - min_nm) / (scans - 1);
	struct pupil_marks marks[TRACK_SIDES];
	unsigned int i, side;

	for (i = 0; i < scans; i++) {
		if (at_step(context, min_nm + i * spacing, marks))
			return -1;
		for (side = 0; side < TRACK_SIDES; side++)
			ratio[side][i] = marks[side].other / marks[side].own;
	}
	*best = (struct track_step){ min_nm, INFINITY, { min_nm, min_nm }, { INFINITY, INFINITY } };
	look(ratio, scans, min_nm, spacing, best);
	return 0;
}
