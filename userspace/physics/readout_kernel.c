// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What a mark's change of signal is, resolved along the track. In the scalar model
 * (track.c) a mark scatters k into k' by m(k) m(k'), so that the change of signal by film
 * at (x, y) is the product of two fields there,
 *
 *	2 Re A(x, y) B(x, y),	A = sum of m(k) E(k) e^(ikr),
 *				B = sum of conj(U(k')) m(k') e^(-ik'r),
 *
 * light that comes and the detector's view of what leaves, U being the wave that the disc
 * gives back without that mark. Marks change half of the film: U is that of film half
 * written, which makes the sum of all changes exactly the change from erased to written.
 */
#include <math.h>
#include <string.h>

#include "nfod/format.h"
#include "physics/gauss.h"
#include "physics/readout.h"
#include "physics/spot.h"
#include "physics/track_stripes.h"

#define SPACING 0.15 /* of pupil points, as in track.c */
#define ACROSS 10 /* Gauss points in a track's width */
#define POINTS (READOUT_TRACKS * ACROSS)
#define ALONG 3 /* in a cell's length */
#define CELLS (READOUT_REACH + 1)
#define PLACES (CELLS * ALONG)
#define GAP_LAYER 1
#define CROSSED 2 /* of a field: with the electric vector's second component */

/**
 * struct field - light that comes, or the detector's view, at points across and along
 */
struct field {
	double complex at[CROSSED][POINTS][PLACES];
};

/**
 * struct view - one head over one place
 * @disc: that it looks at
 * @side: of the track that is read
 * @stripes: what they do at this gap
 * @focus_nm: of the lens
 * @lattice: lambda / period
 * @phase: of the place, of a family's orders
 * @x: points across, from the spot
 * @weight: of them
 * @y: points along
 * @incident: power so far
 * @light: that comes back parallel
 * @in: A
 * @out: B
 */
struct view {
	const struct readout_disc *disc;
	unsigned int side;
	struct stripes stripes;
	double focus_nm[FOCI];
	double lattice;
	double phase;
	double x[POINTS];
	double weight[POINTS];
	double y[PLACES];
	double incident;
	double light;
	struct field in;
	struct field out;
};

static bool magnetic(const struct view *view)
{
	return view->disc->contrast == CONTRAST_MAGNETISATION;
}

/* Stripes of the track's own kind and of its neighbours'. */
static unsigned int kind(const struct view *view, unsigned int track)
{
	return track == READOUT_OWN ? view->side : !view->side;
}

static double width_nm(const struct relief *relief, unsigned int side)
{
	double land = 2 * relief->pitch_nm * relief->land_fraction;

	return side == NFOD_LAND ? land : 2 * relief->pitch_nm - land;
}

static void lay_points(struct view *view, double offset_nm)
{
	static const int beside[READOUT_TRACKS] = { 0, -1, 1 };
	const struct relief *relief = &view->disc->relief;
	double at[PUPIL_GAUSS], weight[PUPIL_GAUSS];
	unsigned int track, i;

	gauss_legendre(ACROSS, at, weight);
	for (track = 0; track < READOUT_TRACKS; track++) {
		double half = width_nm(relief, kind(view, track)) / 2;
		double middle = beside[track] * relief->pitch_nm - offset_nm;

		for (i = 0; i < ACROSS; i++) {
			view->x[track * ACROSS + i] = middle + half * at[i];
			view->weight[track * ACROSS + i] = half * weight[i];
		}
	}
	gauss_legendre(ALONG, at, weight);
	for (i = 0; i < PLACES; i++)
		view->y[i] = view->disc->cell_nm * (i / ALONG + at[i % ALONG] / 2);
}

/* The wave that leaves the disc with all its film half written. */
static double complex mean_wave(const struct view *view, const struct beams *beams,
				const struct pupil_family *family, unsigned int leaving)
{
	const struct relief *relief = &view->disc->relief;
	double complex wave[PUPIL_ORDERS], sum = 0;
	unsigned int side, i;

	stripes_erased(relief, beams, family->count, leaving, wave);
	for (side = 0; side < TRACK_SIDES && !magnetic(view); side++)
		for (i = 0; i < family->count; i++)
			wave[i] += stripes_form(relief, side, (int)leaving - (int)i) *
				   along(&beams->mark[side][leaving], &beams->mark[side][i]) / 2;
	for (i = 0; i < family->count; i++)
		sum += wave[i] * family->incident[view->side][i] *
		       cexp(I * ((int)leaving - (int)i) * view->phase);
	return sum;
}

/* One wave's part of a field; waves at ky and -ky together. */
static void add_wave(const struct view *view, struct field *field, double kx, double ky, int sign,
		     const double complex even[TRACK_SIDES], const double complex odd[TRACK_SIDES])
{
	double k0 = 2 * M_PI / view->disc->optics.wavelength_nm, cosine[PLACES], sine[PLACES];
	unsigned int x, y;

	for (y = 0; y < PLACES; y++) {
		cosine[y] = 2 * cos(k0 * ky * view->y[y]);
		sine[y] = 2 * sin(k0 * ky * view->y[y]);
	}
	for (x = 0; x < POINTS; x++) {
		unsigned int side = kind(view, x / ACROSS);
		double complex phase = cexp(sign * I * k0 * kx * view->x[x]);
		double complex straight = even[side] * phase, crossed = odd[side] * phase;

		for (y = 0; y < PLACES; y++) {
			field->at[0][x][y] += straight * cosine[y];
			field->at[1][x][y] += sign * I * crossed * sine[y];
		}
	}
}

static void add_leaving(struct view *view, const struct beams *beams,
			const struct pupil_family *family, unsigned int i, double weight)
{
	double complex straight[TRACK_SIDES], crossed[TRACK_SIDES];
	double complex incident = family->incident[view->side][i];
	double complex leaving = mean_wave(view, beams, family, i);
	unsigned int side;

	view->incident += 2 * weight * creal(incident * conj(incident));
	view->light += 2 * weight * creal(leaving * conj(leaving));
	for (side = 0; side < TRACK_SIDES; side++) {
		straight[side] = weight * incident * beams->mark[side][i].yy;
		crossed[side] = weight * incident * beams->mark[side][i].xy;
	}
	add_wave(view, &view->in, family->kx[i], family->ky, 1, straight, crossed);
	for (side = 0; side < TRACK_SIDES; side++) {
		const struct tensor *mark = &beams->mark[side][i];

		straight[side] = weight * conj(leaving) * (magnetic(view) ? mark->xx : mark->yy);
		crossed[side] = weight * conj(leaving) * (magnetic(view) ? -mark->xy : mark->xy);
	}
	add_wave(view, &view->out, family->kx[i], family->ky, -1, straight, crossed);
}

static void add_families(struct view *view, double kx0, double weight)
{
	const struct optics *optics = &view->disc->optics;
	struct pupil_nodes rows;
	unsigned int r, i;

	pupil_rows(optics, view->lattice, kx0, SPACING, &rows);
	for (r = 0; r < rows.count; r++) {
		struct pupil_family family;
		struct beams beams;

		pupil_family(optics, view->lattice, kx0, rows.at[r], view->focus_nm, &family);
		stripes_beams(&view->stripes, &family, &beams);
		for (i = 0; i < family.count; i++)
			add_leaving(view, &beams, &family, i, weight * rows.weight[r]);
	}
}

static void look(struct view *view)
{
	struct pupil_nodes columns;
	unsigned int c;

	pupil_columns(&view->disc->optics, view->lattice, SPACING, &columns);
	for (c = 0; c < columns.count; c++) {
		add_families(view, columns.at[c], columns.weight[c]);
		add_families(view, -columns.at[c], columns.weight[c]);
	}
}

/* Change of signal by one cell of a track, over the incident light. */
static double cell_change(const struct view *view, unsigned int track, unsigned int cell)
{
	double at[PUPIL_GAUSS], weight[PUPIL_GAUSS], sum = 0;
	double k0 = 2 * M_PI / view->disc->optics.wavelength_nm;
	unsigned int x, y;

	gauss_legendre(ALONG, at, weight);
	for (x = track * ACROSS; x < (track + 1) * ACROSS; x++)
		for (y = cell * ALONG; y < (cell + 1) * ALONG; y++)
			sum += view->weight[x] * weight[y % ALONG] *
			       creal(view->in.at[0][x][y] * view->out.at[0][x][y] +
				     view->in.at[1][x][y] * view->out.at[1][x][y]);
	/* Magnetisation turns from down to up. */
	return (magnetic(view) ? 4 : 2) * sum * view->disc->cell_nm / 2 * k0 * k0 /
	       (4 * M_PI * M_PI) / view->incident;
}

/* Light of the other polarisation, which a differential detector sees too. */
static double crossed_light(const struct view *view, double gap_nm)
{
	struct film_stack stack;
	struct gap_point point;

	if (!magnetic(view))
		return 0;
	track_stack(&view->disc->relief, view->side, &stack);
	spot_gap_curve(&view->disc->optics, &stack,
		       &(double){ gap_nm + stack.thickness_nm[GAP_LAYER] -
				  view->disc->relief.land.thickness_nm[GAP_LAYER] },
		       1, &point);
	return point.total - point.sum;
}

void readout_kernel(const struct readout_disc *disc, unsigned int side, double gap_nm,
		    double offset_nm, struct readout_kernel *kernel)
{
	struct view view = {
		.disc = disc,
		.side = side,
		.lattice = disc->optics.wavelength_nm / (2 * disc->relief.pitch_nm),
		.phase = pupil_place(side) + M_PI * offset_nm / disc->relief.pitch_nm,
	};
	unsigned int track, cell;

	lay_points(&view, offset_nm);
	pupil_focus(&disc->optics, &disc->relief, disc->gap_nm[side], view.focus_nm);
	stripes_make(&disc->optics, &disc->relief, gap_nm, disc->contrast, &view.stripes);
	look(&view);
	for (track = 0; track < READOUT_TRACKS; track++)
		for (cell = 0; cell < CELLS; cell++) {
			float change = (float)cell_change(&view, track, cell);

			kernel->tap[track][READOUT_REACH + cell] = change;
			kernel->tap[track][READOUT_REACH - cell] = change;
		}
	kernel->light = (float)(view.light / view.incident);
	kernel->crossed = (float)crossed_light(&view, gap_nm);
}
