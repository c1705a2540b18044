// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The rigorous model: the grating's scattering of each Bloch family, summed over the
 * pupil. The beam is polarised along the tracks, across which the spot is then narrowest.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nfod/format.h"
#include "physics/grating.h"
#include "physics/spot.h"
#include "physics/track.h"

/**
 * struct sweep - walk over the pupil's families
 * @grating: set up for the family that is being visited
 * @family: its waves
 * @weight: its part of the pupil
 * @focus_nm: of the lens
 * @incident: power of all families so far
 */
struct sweep {
	struct grating *grating;
	struct pupil_family family;
	double weight;
	double focus_nm[FOCI];
	double incident;
};

typedef int (*visitor)(struct sweep *sweep, void *context);

static int sweep_column(struct sweep *sweep, double kx0, double weight, double spacing,
			visitor visit, void *context)
{
	struct grating *grating = sweep->grating;
	struct pupil_nodes rows;
	unsigned int r;

	if (grating_column(grating, kx0))
		return -1;
	pupil_rows(grating->optics, grating->lattice, kx0, spacing, &rows);
	for (r = 0; r < rows.count; r++) {
		sweep->weight = weight * rows.weight[r];
		pupil_family(grating->optics, grating->lattice, kx0, rows.at[r], sweep->focus_nm,
			     &sweep->family);
		sweep->incident += sweep->weight * pupil_power(&sweep->family);
		if (grating_row(grating, rows.at[r]) || visit(sweep, context))
			return -1;
	}
	return 0;
}

static int sweep_pupil(struct grating *grating, double gap_nm, unsigned int pupil, visitor visit,
		       void *context, double *incident)
{
	double spacing = 2 * grating->optics->na / (pupil ? pupil : 1);
	struct sweep sweep = { .grating = grating };
	struct pupil_nodes columns;
	unsigned int c;

	pupil_focus(grating->optics, grating->relief, gap_nm, sweep.focus_nm);
	pupil_columns(grating->optics, grating->lattice, spacing, &columns);
	for (c = 0; c < columns.count; c++)
		if (sweep_column(&sweep, columns.at[c], columns.weight[c], spacing, visit, context))
			return -1;
	*incident = sweep.incident;
	return 0;
}

/* Amplitudes of one leaving wave by the incident ones. */
static void leaving_waves(const struct grating_jones *jones, const struct pupil_family *family,
			  unsigned int focus, enum grating_pol out, unsigned int leaving,
			  double complex *a)
{
	unsigned int i;

	for (i = 0; i < family->count; i++)
		a[i] = jones->r[out][POL_ALONG][leaving][i] * family->incident[focus][i];
}

static void add_product(struct pupil_series *series, const double complex *a,
			const double complex *b, unsigned int count, double weight)
{
	unsigned int m, n;

	for (m = 0; m < count; m++)
		for (n = 0; n < count; n++)
			series_add(series, weight * conj(a[m]) * b[n], (int)m - (int)n);
}

/**
 * struct power - what detectors see against the place
 * @sum: parallel-polarised
 * @diff: left less right
 * @crossed: cross-polarised
 */
struct power {
	struct pupil_series sum;
	struct pupil_series diff;
	struct pupil_series crossed;
};

static void add_power(const struct sweep *sweep, unsigned int focus,
		      const struct grating_jones *jones, struct power *power)
{
	const struct pupil_family *family = &sweep->family;
	double complex a[PUPIL_ORDERS];
	unsigned int i;

	for (i = 0; i < family->count; i++) {
		leaving_waves(jones, family, focus, POL_ALONG, i, a);
		add_product(&power->sum, a, a, family->count, sweep->weight);
		add_product(&power->diff, a, a, family->count,
			    family->kx[i] < 0 ? sweep->weight : -sweep->weight);
		leaving_waves(jones, family, focus, POL_ACROSS, i, a);
		add_product(&power->crossed, a, a, family->count, sweep->weight);
	}
}

/**
 * struct marked - signals of discs with and without marks
 * @contrast: how marks are seen
 * @gap_nm: air gap
 * @power: by focus and marking
 * @kerr: differential signal by focus and the side that is magnetised
 * @jones: scratch
 */
struct marked {
	enum track_contrast contrast;
	double gap_nm;
	struct power power[FOCI][GRATING_MARKINGS];
	struct pupil_series kerr[FOCI][TRACK_SIDES];
	struct grating_jones jones[TRACK_SIDES + 1];
};

static int visit_kerr(struct sweep *sweep, struct marked *marked)
{
	const struct pupil_family *family = &sweep->family;
	double complex a[PUPIL_ORDERS], b[PUPIL_ORDERS];
	unsigned int focus, side, i;

	if (grating_kerr(sweep->grating, marked->gap_nm, family, &marked->jones[1]))
		return -1;
	for (focus = 0; focus < FOCUS_BOTH; focus++)
		for (i = 0; i < family->count; i++) {
			leaving_waves(&marked->jones[0], family, focus, POL_ALONG, i, a);
			for (side = 0; side < TRACK_SIDES; side++) {
				leaving_waves(&marked->jones[1 + side], family, focus, POL_ACROSS,
					      i, b);
				add_product(&marked->kerr[focus][side], a, b, family->count,
					    sweep->weight);
			}
		}
	return 0;
}

static int visit_marked(struct sweep *sweep, void *context)
{
	struct marked *marked = context;
	unsigned int focus, m;

	for (m = GRATING_MARKINGS; m-- > 0;) {
		if (!sweep->grating->marking[m])
			continue;
		if (grating_scatter(sweep->grating, m, marked->gap_nm, &sweep->family,
				    &marked->jones[0]))
			return -1;
		for (focus = 0; focus < FOCI; focus++)
			add_power(sweep, focus, &marked->jones[0], &marked->power[focus][m]);
	}
	/* The erased disc came last, so that its fields are there. */
	return marked->contrast == CONTRAST_MAGNETISATION ? visit_kerr(sweep, marked) : 0;
}

/* Change of signal that a mark on @side's tracks makes where @read is read. */
static double change(const struct marked *marked, unsigned int read, unsigned int side)
{
	unsigned int marking = side == NFOD_LAND ? GRATING_LANDS : GRATING_GROOVES;
	const struct power *power = marked->power[read];
	double place = pupil_place(read);

	/* Magnetisation turns from down to up; its signal is 2 Re(a* b). */
	if (marked->contrast == CONTRAST_MAGNETISATION)
		return 4 * series_even(&marked->kerr[read][side], place);
	return series_even(&power[marking].sum, place) -
	       series_even(&power[GRATING_ERASED].sum, place);
}

static void marks_of(const struct marked *marked, struct pupil_marks marks[TRACK_SIDES])
{
	unsigned int side;

	for (side = 0; side < TRACK_SIDES; side++) {
		marks[side].own = change(marked, side, side);
		marks[side].other = change(marked, side, !side);
		marks[side].sum =
			series_even(&marked->power[side][GRATING_ERASED].sum, pupil_place(side));
	}
}

/* What a search varies the step of. */
struct subject {
	const struct optics *optics;
	const struct relief *relief;
	double gap_nm;
	enum track_contrast contrast;
	const struct grating_effort *effort;
};

/* Return: signals for free(), or NULL when the model failed. */
static struct marked *marked_disc(const struct subject *subject, const struct relief *relief)
{
	bool magnetic = subject->contrast == CONTRAST_MAGNETISATION;
	const bool marking[GRATING_MARKINGS] = {
		[GRATING_ERASED] = true,
		[GRATING_GROOVES] = !magnetic,
		[GRATING_LANDS] = !magnetic,
	};
	struct grating *grating =
		grating_new(subject->optics, relief, subject->effort, marking, magnetic);
	struct marked *marked = calloc(1, sizeof(*marked));
	double incident;

	if (!grating || !marked)
		goto fail;
	marked->contrast = subject->contrast;
	marked->gap_nm = subject->gap_nm;
	if (sweep_pupil(grating, subject->gap_nm, subject->effort->pupil, visit_marked, marked,
			&incident))
		goto fail;
	grating_free(grating);
	return marked;
fail:
	free(marked);
	grating_free(grating);
	return NULL;
}

int track_rigorous(const struct optics *optics, const struct relief *relief, double gap_nm,
		   enum track_contrast contrast, const struct grating_effort *effort,
		   struct track_figures *figures)
{
	const struct subject subject = { optics, relief, gap_nm, contrast, effort };
	struct marked *marked = marked_disc(&subject, relief);
	struct pupil_marks marks[TRACK_SIDES];
	const struct power *crossing;

	if (!marked)
		return -1;
	marks_of(marked, marks);
	pupil_judge(marks, figures);
	crossing = &marked->power[FOCUS_BOTH][GRATING_ERASED];
	pupil_push_pull(&crossing->sum, &crossing->diff, figures);
	free(marked);
	return 0;
}

static int marks_at_step(const void *context, double step_nm, struct pupil_marks marks[TRACK_SIDES])
{
	const struct subject *subject = context;
	struct relief relief = *subject->relief;
	struct marked *marked;

	relief.step_nm = step_nm;
	marked = marked_disc(subject, &relief);
	if (!marked)
		return -1;
	marks_of(marked, marks);
	free(marked);
	return 0;
}

int track_rigorous_step(const struct optics *optics, const struct relief *relief, double gap_nm,
			enum track_contrast contrast, const struct grating_effort *effort,
			double min_nm, double max_nm, struct track_step *best)
{
	const struct subject subject = { optics, relief, gap_nm, contrast, effort };

	return pupil_search(marks_at_step, &subject, min_nm, max_nm, best);
}

/**
 * struct gaps - signals at several gaps
 * @marking: of the disc
 * @count: of gaps
 * @gap_nm: those gaps
 * @power: by gap
 * @jones: scratch
 */
struct gaps {
	enum grating_marking marking;
	unsigned int count;
	const double *gap_nm;
	struct power *power;
	struct grating_jones jones;
};

static int visit_gaps(struct sweep *sweep, void *context)
{
	struct gaps *gaps = context;
	unsigned int i;

	for (i = 0; i < gaps->count; i++) {
		if (grating_scatter(sweep->grating, gaps->marking, gaps->gap_nm[i], &sweep->family,
				    &gaps->jones))
			return -1;
		add_power(sweep, FOCUS_BOTH, &gaps->jones, &gaps->power[i]);
	}
	return 0;
}

static void place_signal(const struct power *power, double incident, double far, double place,
			 struct track_signal *signal)
{
	double sum = series_even(&power->sum, place);

	signal->ges = series_even(&power->crossed, place) / (incident * far);
	signal->sum = sum / incident;
	signal->push_pull = series_odd(&power->diff, place) / sum;
}

static struct gaps *gaps_new(const double *gap_nm, unsigned int count, enum film_state state)
{
	struct gaps *gaps = calloc(1, sizeof(*gaps));

	if (!gaps)
		return NULL;
	gaps->marking = state == STATE_WRITTEN ? GRATING_BOTH : GRATING_ERASED;
	gaps->count = count;
	gaps->gap_nm = gap_nm;
	gaps->power = calloc(count, sizeof(*gaps->power));
	if (!gaps->power) {
		free(gaps);
		return NULL;
	}
	return gaps;
}

/* Crossed power from far away, where tracks no longer matter: mean of both plane stacks. */
static double far_crossed(const struct optics *optics, const struct relief *relief,
			  enum film_state state)
{
	const double gap_nm[] = { relief->pitch_nm };
	double far = 0;
	unsigned int side;

	for (side = 0; side < TRACK_SIDES; side++) {
		struct film_stack stack;
		struct gap_point point;

		track_stack(relief, side, &stack);
		if (state == STATE_WRITTEN)
			stack.index[relief->recording_layer] = relief->written;
		spot_gap_curve(optics, &stack, gap_nm, 1, &point);
		far += point.ges_power / point.ges / TRACK_SIDES;
	}
	return far;
}

static void gaps_free(struct gaps *gaps)
{
	if (gaps)
		free(gaps->power);
	free(gaps);
}

int track_across(const struct optics *optics, const struct relief *relief, const double *gap_nm,
		 unsigned int gaps, const double *x_nm, unsigned int places, enum film_state state,
		 const struct grating_effort *effort, struct track_signal *signal)
{
	struct gaps *all = gaps_new(gap_nm, gaps, state);
	bool marking[GRATING_MARKINGS] = { 0 };
	struct grating *grating = NULL;
	unsigned int g, x;
	double incident, far = 1;
	int status = -1;

	if (all) {
		marking[all->marking] = true;
		grating = grating_new(optics, relief, effort, marking, false);
	}
	if (grating)
		status = sweep_pupil(grating, gap_nm[0], effort->pupil, visit_gaps, all, &incident);
	if (!status)
		far = far_crossed(optics, relief, state);
	for (g = 0; !status && g < gaps; g++)
		for (x = 0; x < places; x++)
			place_signal(&all->power[g], incident, far,
				     M_PI * (x_nm[x] / relief->pitch_nm - 1),
				     &signal[(size_t)g * places + x]);
	gaps_free(all);
	grating_free(grating);
	return status;
}
