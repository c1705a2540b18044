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

#define ROOTS FILM_LANES /* radial points at which stacks are computed */
#define SPACING 0.15 /* of pupil points, NA: 0.05 dB from the limit */

/**
 * struct roots - root of a stack's amplitude over the pupil, without jumps
 */
struct roots {
	double complex s[ROOTS];
	double complex p[ROOTS];
};

/**
 * struct stripes - what both kinds of stripes do
 * @step: distance of radial points, NA
 * @flat: reflection of what has no tracks
 * @relief: what erased stripes add, by side
 * @mark: what a mark changes, by side
 */
struct stripes {
	double step;
	struct film_waves flat;
	struct roots relief[TRACK_SIDES];
	struct roots mark[TRACK_SIDES];
};

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

/* Root of amplitude @i, with the sign that continues the one before. */
static void take_root(double complex amplitude, double complex *root, unsigned int i)
{
	root[i] = csqrt(amplitude);
	if (i && creal(root[i] * conj(root[i - 1])) < 0)
		root[i] = -root[i];
}

static double complex lane(const struct film_lanes *lanes, unsigned int i)
{
	return lanes->re[i] + I * lanes->im[i];
}

static void difference_roots(const struct film_waves *r, const struct film_waves *less,
			     struct roots *roots)
{
	unsigned int i;

	for (i = 0; i < ROOTS; i++) {
		take_root(lane(&r->s, i) - lane(&less->s, i), roots->s, i);
		take_root(lane(&r->p, i) - lane(&less->p, i), roots->p, i);
	}
}

/* The Kerr amplitude is an overlap of s and p light in the layer: a root for each. */
static void kerr_roots(const struct film_stack *stack, const struct relief *relief,
		       const double *na, struct roots *roots)
{
	unsigned int layer = relief->recording_layer, i;
	struct film_fields e;
	struct film_waves r;

	film_kerr(stack, layer, relief->q, na, ROOTS, &r);
	film_fields(stack, layer, stack->thickness_nm[layer] / 2, na, ROOTS, &e);
	for (i = 0; i < ROOTS; i++) {
		double complex ratio = lane(&e.s, i) / lane(&e.px, i);

		take_root(lane(&r.p, i) * ratio, roots->s, i);
		take_root(lane(&r.p, i) / ratio, roots->p, i);
	}
}

static void make_stripes(const struct optics *optics, const struct relief *relief, double gap_nm,
			 enum track_contrast contrast, struct stripes *stripes)
{
	struct film_stack flat = { .wavelength_nm = optics->wavelength_nm, .layers = 1 };
	struct film_waves erased, written;
	unsigned int i, side;
	double na[ROOTS];

	stripes->step = optics->na / (ROOTS - 1);
	for (i = 0; i < ROOTS; i++)
		na[i] = i * stripes->step;
	for (i = 0; i < 3; i++)
		flat.index[i] = relief->land.index[i];
	flat.thickness_nm[1] = gap_nm;
	film_reflect(&flat, na, ROOTS, &stripes->flat);
	for (side = 0; side < TRACK_SIDES; side++) {
		struct film_stack stack;

		track_stack(relief, side, &stack);
		stack.thickness_nm[1] += gap_nm - relief->land.thickness_nm[1];
		film_reflect(&stack, na, ROOTS, &erased);
		difference_roots(&erased, &stripes->flat, &stripes->relief[side]);
		if (contrast == CONTRAST_MAGNETISATION) {
			kerr_roots(&stack, relief, na, &stripes->mark[side]);
			continue;
		}
		stack.index[relief->recording_layer] = relief->written;
		film_reflect(&stack, na, ROOTS, &written);
		difference_roots(&written, &erased, &stripes->mark[side]);
	}
}

/* Fourier coefficient of one side's stripes; x = 0 is the middle of a land. */
static double stripe(const struct relief *relief, unsigned int side, int order)
{
	double land = relief->land_fraction;

	if (order)
		land = sin(M_PI * order * land) / (M_PI * order);
	if (side == NFOD_LAND)
		return land;
	return (order ? 0 : 1) - land;
}

/**
 * struct tensor - polarisation tensor of one plane wave; x is across the tracks
 */
struct tensor {
	double complex xx;
	double complex xy;
	double complex yy;
};

/**
 * struct beams - one family's waves at the stripes
 * @flat: reflection along the polarisation by what has no tracks
 * @relief: roots of what erased stripes add, by side
 * @mark: roots of what a mark changes, by side
 */
struct beams {
	double complex flat[PUPIL_ORDERS];
	struct tensor relief[TRACK_SIDES][PUPIL_ORDERS];
	struct tensor mark[TRACK_SIDES][PUPIL_ORDERS];
};

/* Place of a wave between radial points. */
struct radial {
	unsigned int i;
	double part;
	double cosine;
	double sine;
};

static struct radial radial_at(const struct stripes *stripes, double kx, double ky)
{
	double na = sqrt(kx * kx + ky * ky), x = na / stripes->step;
	unsigned int i = x < ROOTS - 2 ? (unsigned int)x : ROOTS - 2;

	return (struct radial){ i, x - i, kx / na, ky / na };
}

static double complex between(const double complex *value, const struct radial *at)
{
	return (1 - at->part) * value[at->i] + at->part * value[at->i + 1];
}

static struct tensor tensor_at(const struct roots *roots, const struct radial *at)
{
	double complex s = between(roots->s, at), p = between(roots->p, at);
	double cc = at->cosine * at->cosine, ss = at->sine * at->sine;

	return (struct tensor){ p * cc + s * ss, (p - s) * at->cosine * at->sine, p * ss + s * cc };
}

static double complex flat_at(const struct film_waves *flat, const struct radial *at)
{
	double ss = at->sine * at->sine, low = 1 - at->part, high = at->part;

	return ss * (low * lane(&flat->p, at->i) + high * lane(&flat->p, at->i + 1)) +
	       (1 - ss) * (low * lane(&flat->s, at->i) + high * lane(&flat->s, at->i + 1));
}

static void make_beams(const struct stripes *stripes, const struct pupil_family *family,
		       struct beams *beams)
{
	unsigned int side, i;

	for (i = 0; i < family->count; i++) {
		struct radial at = radial_at(stripes, family->kx[i], family->ky);

		beams->flat[i] = flat_at(&stripes->flat, &at);
		for (side = 0; side < TRACK_SIDES; side++) {
			beams->relief[side][i] = tensor_at(&stripes->relief[side], &at);
			beams->mark[side][i] = tensor_at(&stripes->mark[side], &at);
		}
	}
}

/* Light polarised along the tracks that leaves as such. */
static double complex along(const struct tensor *leaving, const struct tensor *incident)
{
	return leaving->xy * incident->xy + leaving->yy * incident->yy;
}

/* Light polarised along the tracks that magnetisation turns across. */
static double complex turned(const struct tensor *leaving, const struct tensor *incident)
{
	return leaving->xx * incident->yy - leaving->xy * incident->xy;
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

	memset(wave->relief, 0, sizeof(wave->relief));
	wave->relief[leaving] = beams->flat[leaving];
	for (side = 0; side < TRACK_SIDES; side++) {
		const struct tensor *erased = beams->relief[side], *mark = beams->mark[side];

		for (i = 0; i < count; i++) {
			double form = stripe(relief, side, (int)leaving - (int)i);

			wave->relief[i] += form * along(&erased[leaving], &erased[i]);
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

	make_beams(stripes, family, &beams);
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
	make_stripes(optics, relief, gap_nm, contrast, &stripes);
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
