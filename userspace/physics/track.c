// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The scalar model. What lens, gap and the film's flat surface reflect, the tracks do not
 * change. What comes from below, D(k) = r(k) - r_flat(k), stripe X scatters from plane
 * wave k into k' by the geometric mean sqrt(D(k) D(k')), s and p each by its own root and the
 * electric vector as it stands: that has the stack's strength, the phase of the depth at both
 * angles, is reciprocal, and is exact when there is but one kind of stripe. The stripes'
 * Fourier coefficients and the pupil do the rest (Hopkins 1979), so that how much light of a
 * neighbour is seen, and with what coherence, follows from spot and tracks.
 */
#include <math.h>
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
 * @reflect: [side][state]
 * @kerr: [side]; @p only
 */
struct stripes {
	double step;
	struct film_waves flat;
	struct roots reflect[TRACK_SIDES][STATES];
	struct roots kerr[TRACK_SIDES];
};

/* Which state each side is in, for each signal that a figure needs. */
enum marking {
	MARK_NONE,
	MARK_GROOVE,
	MARK_LAND,
	MARKINGS
};

/**
 * struct scattered - signals of the scalar model against the place
 * @power: parallel-polarised, by enum marking
 * @diff: left less right, erased
 * @kerr: differential signal that each side's magnetisation makes
 * @incident: power in
 */
struct scattered {
	struct pupil_series power[MARKINGS];
	struct pupil_series diff;
	struct pupil_series kerr[TRACK_SIDES];
	double incident;
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

static void stack_roots(const struct film_stack *stack, const struct film_waves *flat,
			const double *na, struct roots *roots)
{
	struct film_waves r;
	unsigned int i;

	film_reflect(stack, na, ROOTS, &r);
	for (i = 0; i < ROOTS; i++) {
		take_root(lane(&r.s, i) - lane(&flat->s, i), roots->s, i);
		take_root(lane(&r.p, i) - lane(&flat->p, i), roots->p, i);
	}
}

static void kerr_roots(const struct film_stack *stack, const struct relief *relief,
		       const double *na, struct roots *roots)
{
	struct film_waves r;
	unsigned int i;

	film_kerr(stack, relief->recording_layer, relief->q, na, ROOTS, &r);
	for (i = 0; i < ROOTS; i++)
		take_root(lane(&r.p, i), roots->p, i);
}

static void make_stripes(const struct optics *optics, const struct relief *relief, double gap_nm,
			 enum track_contrast contrast, struct stripes *stripes)
{
	struct film_stack flat = { .wavelength_nm = optics->wavelength_nm, .layers = 1 };
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
		stack_roots(&stack, &stripes->flat, na, &stripes->reflect[side][STATE_ERASED]);
		if (contrast == CONTRAST_MAGNETISATION) {
			kerr_roots(&stack, relief, na, &stripes->kerr[side]);
			continue;
		}
		stack.index[relief->recording_layer] = relief->written;
		stack_roots(&stack, &stripes->flat, na, &stripes->reflect[side][STATE_WRITTEN]);
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
 * @root: roots of reflection, [side][state]
 * @kerr: roots of the Kerr amplitude, [side]
 */
struct beams {
	double complex flat[PUPIL_ORDERS];
	struct tensor root[TRACK_SIDES][STATES][PUPIL_ORDERS];
	double complex kerr[TRACK_SIDES][PUPIL_ORDERS];
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
		       enum track_contrast contrast, struct beams *beams)
{
	unsigned int states = contrast == CONTRAST_REFLECTION ? STATES : 1, side, state, i;

	for (i = 0; i < family->count; i++) {
		struct radial at = radial_at(stripes, family->kx[i], family->ky);

		beams->flat[i] = flat_at(&stripes->flat, &at);
		for (side = 0; side < TRACK_SIDES; side++) {
			for (state = 0; state < states; state++)
				beams->root[side][state][i] =
					tensor_at(&stripes->reflect[side][state], &at);
			if (contrast == CONTRAST_MAGNETISATION)
				beams->kerr[side][i] = between(stripes->kerr[side].p, &at);
		}
	}
}

/* Light polarised along the tracks that leaves as such. */
static double complex along(const struct tensor *leaving, const struct tensor *incident)
{
	return leaving->xy * incident->xy + leaving->yy * incident->yy;
}

static void add_product(struct pupil_series *series, const double complex *a,
			const double complex *b, unsigned int count, double weight)
{
	unsigned int m, n;

	for (m = 0; m < count; m++)
		for (n = 0; n < count; n++)
			series_add(series, weight * conj(a[m]) * b[n], (int)m - (int)n);
}

/* One wave that leaves: of each incident one, what the stripes send there. */
static void add_leaving(const struct relief *relief, const struct pupil_family *family,
			const struct beams *beams, unsigned int leaving, double weight,
			enum track_contrast contrast, struct scattered *scattered)
{
	double complex a[MARKINGS][PUPIL_ORDERS] = { 0 }, b[TRACK_SIDES][PUPIL_ORDERS];
	unsigned int count = family->count, side, i, marking;
	double left = family->kx[leaving] < 0 ? weight : -weight;

	a[0][leaving] = a[1][leaving] = a[2][leaving] =
		beams->flat[leaving] * family->incident[leaving];
	for (side = 0; side < TRACK_SIDES; side++)
		for (i = 0; i < count; i++) {
			double complex form =
				stripe(relief, side, (int)leaving - (int)i) * family->incident[i];
			const struct tensor *erased = beams->root[side][STATE_ERASED];
			const struct tensor *written = beams->root[side][STATE_WRITTEN];
			double complex part = form * along(&erased[leaving], &erased[i]);

			a[MARK_NONE][i] += part;
			if (contrast == CONTRAST_MAGNETISATION) {
				b[side][i] =
					form * beams->kerr[side][leaving] * beams->kerr[side][i];
				continue;
			}
			a[MARK_GROOVE + !side][i] += part;
			a[MARK_GROOVE + side][i] += form * along(&written[leaving], &written[i]);
		}
	add_product(&scattered->diff, a[MARK_NONE], a[MARK_NONE], count, left);
	if (contrast == CONTRAST_MAGNETISATION) {
		add_product(&scattered->power[MARK_NONE], a[MARK_NONE], a[MARK_NONE], count,
			    weight);
		for (side = 0; side < TRACK_SIDES; side++)
			add_product(&scattered->kerr[side], a[MARK_NONE], b[side], count, weight);
		return;
	}
	for (marking = 0; marking < MARKINGS; marking++)
		add_product(&scattered->power[marking], a[marking], a[marking], count, weight);
}

static void scatter(const struct optics *optics, const struct relief *relief, double gap_nm,
		    enum track_contrast contrast, struct scattered *scattered)
{
	double grating = optics->wavelength_nm / (2 * relief->pitch_nm);
	double focus_nm = pupil_focus(optics, relief, gap_nm);
	struct pupil_nodes columns, rows;
	struct stripes stripes;
	unsigned int c, r, i;

	make_stripes(optics, relief, gap_nm, contrast, &stripes);
	memset(scattered, 0, sizeof(*scattered));
	pupil_columns(optics, grating, SPACING, &columns);
	for (c = 0; c < columns.count; c++) {
		pupil_rows(optics, grating, columns.at[c], SPACING, &rows);
		for (r = 0; r < rows.count; r++) {
			double weight = columns.weight[c] * rows.weight[r];
			struct pupil_family family;
			struct beams beams;

			pupil_family(optics, grating, columns.at[c], rows.at[r], focus_nm, &family);
			make_beams(&stripes, &family, contrast, &beams);
			for (i = 0; i < family.count; i++)
				add_leaving(relief, &family, &beams, i, weight, contrast,
					    scattered);
			scattered->incident += weight * pupil_power(&family);
		}
	}
}

/* Change of signal that a mark on @marked makes where @side is read. */
static double change(const struct scattered *scattered, enum track_contrast contrast,
		     unsigned int side, unsigned int marked)
{
	double place = pupil_place(side);

	if (contrast == CONTRAST_REFLECTION)
		return series_even(&scattered->power[MARK_GROOVE + marked], place) -
		       series_even(&scattered->power[MARK_NONE], place);
	/* Magnetisation turns from down to up. */
	return 4 * series_even(&scattered->kerr[marked], place);
}

void track_scalar(const struct optics *optics, const struct relief *relief, double gap_nm,
		  enum track_contrast contrast, struct track_figures *figures)
{
	struct scattered scattered;
	unsigned int side;

	scatter(optics, relief, gap_nm, contrast, &scattered);
	for (side = 0; side < TRACK_SIDES; side++) {
		double own = change(&scattered, contrast, side, side);
		double other = change(&scattered, contrast, side, !side);

		figures->crosstalk_db[side] = pupil_crosstalk_db(own, other);
		figures->modulation[side] =
			fabs(own) / series_even(&scattered.power[MARK_NONE], pupil_place(side));
	}
	pupil_push_pull(&scattered.power[MARK_NONE], &scattered.diff, figures);
}

#define SCAN_NM 2.0 /* the dips of crosstalk are tens of nm wide */
#define SCANS 128

/* What a search looks at: one side, or the worse of both. */
struct aim {
	const struct optics *optics;
	const struct relief *relief;
	double gap_nm;
	enum track_contrast contrast;
	int side;
};

#define AIM_WORSE (-1)

static double aimed(const struct aim *aim, const struct track_figures *figures)
{
	if (aim->side != AIM_WORSE)
		return figures->crosstalk_db[aim->side];
	return fmax(figures->crosstalk_db[NFOD_GROOVE], figures->crosstalk_db[NFOD_LAND]);
}

static double crosstalk_at(const struct aim *aim, double step_nm)
{
	struct relief relief = *aim->relief;
	struct track_figures figures;

	relief.step_nm = step_nm;
	track_scalar(aim->optics, &relief, aim->gap_nm, aim->contrast, &figures);
	return aimed(aim, &figures);
}

/* Golden section: the least within an interval that has but one dip. */
static double least(const struct aim *aim, double from, double to, double *db)
{
	const double part = (3 - sqrt(5)) / 2;
	double low = from + part * (to - from), high = to - part * (to - from);
	double at_low = crosstalk_at(aim, low), at_high = crosstalk_at(aim, high);

	while (to - from > 0.05) {
		if (at_low < at_high) {
			to = high;
			high = low;
			at_high = at_low;
			low = from + part * (to - from);
			at_low = crosstalk_at(aim, low);
		} else {
			from = low;
			low = high;
			at_low = at_high;
			high = to - part * (to - from);
			at_high = crosstalk_at(aim, high);
		}
	}
	*db = fmin(at_low, at_high);
	return at_low < at_high ? low : high;
}

/* Refine the least of the scan. */
static double search(const struct aim *aim, const struct track_figures *scan, unsigned int scans,
		     double min_nm, double spacing, double *db)
{
	unsigned int i, best = 0;

	for (i = 1; i < scans; i++)
		if (aimed(aim, &scan[i]) < aimed(aim, &scan[best]))
			best = i;
	return least(aim, min_nm + spacing * (best ? best - 1 : 0),
		     min_nm + spacing * (best + 1 < scans ? best + 1 : best), db);
}

void track_best_step(const struct optics *optics, const struct relief *relief, double gap_nm,
		     enum track_contrast contrast, double min_nm, double max_nm,
		     struct track_step *best)
{
	struct aim aim = { optics, relief, gap_nm, contrast, AIM_WORSE };
	double wanted = ceil((max_nm - min_nm) / SCAN_NM) + 1;
	unsigned int scans = wanted < 3 ? 3 : wanted > SCANS ? SCANS : (unsigned int)wanted, i;
	double spacing = (max_nm - min_nm) / (scans - 1);
	struct track_figures scan[SCANS];

	for (i = 0; i < scans; i++) {
		struct relief here = *relief;

		here.step_nm = min_nm + i * spacing;
		track_scalar(optics, &here, gap_nm, contrast, &scan[i]);
	}
	best->step_nm = search(&aim, scan, scans, min_nm, spacing, &best->worst_db);
	for (i = 0; i < TRACK_SIDES; i++) {
		aim.side = (int)i;
		best->side_nm[i] = search(&aim, scan, scans, min_nm, spacing, &best->side_db[i]);
	}
}
