// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The scalar model. What lens, gap and the film's flat surface reflect, the tracks do not
 * change. What comes from below, D(k) = r(k) - r_flat(k), stripe X scatters from plane
 * wave k into k' by the geometric mean sqrt(D(k) D(k')), s and p each by its own root and the
 * electric vector as it stands: that has the stack's strength, the phase of the depth at both
 * angles, is reciprocal, and is exact when there is but one kind of stripe. What a mark
 * changes, r_written - r_erased or the Kerr amplitude, likewise: it is an overlap of the
 * fields of both waves in the recording layer, which the root resembles. The stripes'
 * Fourier coefficients and the pupil do the rest (Hopkins 1979), so that how much light of a
 * neighbour is seen, and with what coherence, follows from spot and tracks.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "nfod/format.h"
#include "physics/track.h"
#include "physics/track_pupil.h"
#include "physics/track_stripes.h"

#define SPACING 0.15 /* of pupil points, NA: 0.05 dB from the limit */

/**
 * struct scattered - signals of the scalar model against the place, by focus
 * @sum: parallel-polarised power, erased
 * @diff: left less right, erased
 * @change: of the data signal by marks on each side
 */
struct scattered {
	struct pupil_series sum[FOCI];
	struct pupil_series diff[FOCI];
	struct pupil_series change[FOCI][TRACK_SIDES];
};

void track_stack(const struct relief *relief, unsigned int side, struct film_stack *stack)
{
	*stack = relief->land;
	if (side == NFOD_LAND)
		return;
	stack->thickness_nm[1] += relief->dip_nm;
	stack->thickness_nm[2] += relief->step_nm - relief->dip_nm;
}

static void add_product(struct pupil_series *series, const double complex *a,
			const double complex *b, unsigned int count, double weight)
{
	unsigned int m, n;

	for (m = 0; m < count; m++)
		for (n = 0; n < count; n++)
			series_add(series, weight * conj(a[m]) * b[n], (int)m - (int)n);
}

/* What one wave that leaves gets of each incident one. */
struct leaving {
	double complex relief[PUPIL_ORDERS];
	double complex mark[TRACK_SIDES][PUPIL_ORDERS];
};

static void leaving_wave(const struct relief *relief, const struct beams *beams, unsigned int count,
			 unsigned int leaving, bool magnetic, struct leaving *wave)
{
	unsigned int side, i;

	stripes_erased(relief, beams, count, leaving, wave->relief);
	for (side = 0; side < TRACK_SIDES; side++) {
		const struct tensor *mark = beams->mark[side];

		for (i = 0; i < count; i++) {
			double form = stripes_form(relief, side, (int)leaving - (int)i);

			wave->mark[side][i] = form * (magnetic ? turned(&mark[leaving], &mark[i]) :
								 along(&mark[leaving], &mark[i]));
		}
	}
}

static void add_leaving(const struct leaving *wave, const double complex *incident,
			unsigned int count, double weight, double left, bool magnetic,
			unsigned int focus, struct scattered *scattered)
{
	double complex a[PUPIL_ORDERS], b[PUPIL_ORDERS];
	unsigned int side, i;

	for (i = 0; i < count; i++)
		a[i] = wave->relief[i] * incident[i];
	add_product(&scattered->sum[focus], a, a, count, weight);
	if (focus == FOCUS_BOTH) {
		add_product(&scattered->diff[focus], a, a, count, left);
		return;
	}
	for (side = 0; side < TRACK_SIDES; side++) {
		struct pupil_series *change = &scattered->change[focus][side];

		for (i = 0; i < count; i++)
			b[i] = wave->mark[side][i] * incident[i];
		/* Magnetisation turns from down to up; its signal is 2 Re(a* b). */
		add_product(change, a, b, count, (magnetic ? 4 : 2) * weight);
		if (!magnetic)
			add_product(change, b, b, count, weight);
	}
}

static void add_family(const struct relief *relief, const struct stripes *stripes,
		       const struct pupil_family *family, double weight, bool magnetic,
		       struct scattered *scattered)
{
	unsigned int i, focus;
	struct beams beams;

	stripes_beams(stripes, family, &beams);
	for (i = 0; i < family->count; i++) {
		struct leaving wave;

		leaving_wave(relief, &beams, family->count, i, magnetic, &wave);
		for (focus = 0; focus < FOCI; focus++)
			add_leaving(&wave, family->incident[focus], family->count, weight,
				    family->kx[i] < 0 ? weight : -weight, magnetic, focus,
				    scattered);
	}
}

static void scatter(const struct optics *optics, const struct relief *relief, double gap_nm,
		    enum track_contrast contrast, struct scattered *scattered)
{
	double grating = optics->wavelength_nm / (2 * relief->pitch_nm), focus_nm[FOCI];
	struct pupil_nodes columns, rows;
	struct stripes stripes;
	unsigned int c, r;

	pupil_focus(optics, relief, gap_nm, focus_nm);
	stripes_make(optics, relief, gap_nm, contrast, &stripes);
	memset(scattered, 0, sizeof(*scattered));
	pupil_columns(optics, grating, SPACING, &columns);
	for (c = 0; c < columns.count; c++) {
		pupil_rows(optics, grating, columns.at[c], SPACING, &rows);
		for (r = 0; r < rows.count; r++) {
			struct pupil_family family;

			pupil_family(optics, grating, columns.at[c], rows.at[r], focus_nm, &family);
			add_family(relief, &stripes, &family, columns.weight[c] * rows.weight[r],
				   contrast == CONTRAST_MAGNETISATION, scattered);
		}
	}
}

static void marks_of(const struct scattered *scattered, struct pupil_marks marks[TRACK_SIDES])
{
	unsigned int side;

	for (side = 0; side < TRACK_SIDES; side++) {
		const struct pupil_series *change = scattered->change[side];
		double place = pupil_place(side);

		marks[side].own = series_even(&change[side], place);
		marks[side].other = series_even(&change[!side], place);
		marks[side].sum = series_even(&scattered->sum[side], place);
	}
}

void track_scalar(const struct optics *optics, const struct relief *relief, double gap_nm,
		  enum track_contrast contrast, struct track_figures *figures)
{
	struct pupil_marks marks[TRACK_SIDES];
	struct scattered scattered;

	scatter(optics, relief, gap_nm, contrast, &scattered);
	marks_of(&scattered, marks);
	pupil_judge(marks, figures);
	pupil_push_pull(&scattered.sum[FOCUS_BOTH], &scattered.diff[FOCUS_BOTH], figures);
}

/* What a search varies the step of. */
struct subject {
	const struct optics *optics;
	const struct relief *relief;
	double gap_nm;
	enum track_contrast contrast;
};

static int marks_at_step(const void *context, double step_nm, struct pupil_marks marks[TRACK_SIDES])
{
	const struct subject *subject = context;
	struct relief relief = *subject->relief;
	struct scattered scattered;

	relief.step_nm = step_nm;
	scatter(subject->optics, &relief, subject->gap_nm, subject->contrast, &scattered);
	marks_of(&scattered, marks);
	return 0;
}

void track_best_step(const struct optics *optics, const struct relief *relief, double gap_nm,
		     enum track_contrast contrast, double min_nm, double max_nm,
		     struct track_step *best)
{
	const struct subject subject = { optics, relief, gap_nm, contrast };

	pupil_search(marks_at_step, &subject, min_nm, max_nm, best);
}
