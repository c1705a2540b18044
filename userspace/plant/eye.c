// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "plant/eye.h"

#include <math.h>
#include <string.h>

#include "physics/optics.h"
#include "physics/spot.h"
#include "lib/wave.h"

#define NM 1e-9
#define MRAD 1e-3
/* Layers of the stack: lens, gap, flattening film, and the rest down to the substrate. */
#define LAYER_RECORDING 3u /* enum layer_role of the press */
#define LAYER_FLATTENING 5u
#define POLYCARBONATE 1.622
/* Tracks are taken as half recorded. */
#define WRITTEN 0.5
/* Beyond the last gap of a disc's curves they go to their far values within this (j). */
#define TAIL_NM 80.0

/* ---- gap curves ---- */

/* Catmull and Rom's cubic through even or uneven points, by its one-sided ends. */
static double cubic(const double x[4], const double y[4], double at)
{
	double h = x[2] - x[1];
	double t = (at - x[1]) / h;
	double m1 = (y[2] - y[0]) / (x[2] - x[0]) * h;
	double m2 = (y[3] - y[1]) / (x[3] - x[1]) * h;
	double t2 = t * t, t3 = t2 * t;

	return (2.0 * t3 - 3.0 * t2 + 1.0) * y[1] + (t3 - 2.0 * t2 + t) * m1 +
	       (3.0 * t2 - 2.0 * t3) * y[2] + (t3 - t2) * m2;
}

static double state_mean(const float value[2])
{
	return value[0] + WRITTEN * (value[1] - value[0]);
}

enum curve {
	CURVE_GES,
	CURVE_SUM,
};

static double gap_value(const struct surface *surface, size_t i, enum curve curve,
			unsigned int side)
{
	const struct nfod_gap_record *gap = &surface->gap[i];

	return state_mean(curve == CURVE_GES ? gap->ges[side] : gap->sum[side]);
}

/* Between the image's points; @i is the last one not beyond the gap. */
static double curve_at(const struct surface *surface, size_t i, enum curve curve, unsigned int side,
		       double gap_nm)
{
	size_t last = surface->gaps - 1;
	double x[4], y[4];

	for (size_t k = 0; k < 4; k++) {
		size_t n = i + k < 1 ? 0 : i + k - 1 > last ? last : i + k - 1;

		x[k] = surface->gap[n].gap_nm;
		y[k] = gap_value(surface, n, curve, side);
	}
	return cubic(x, y, gap_nm);
}

/* @far: where it goes beyond the last point. */
static void fill_curve(struct eye *eye, const struct surface *surface, enum curve curve,
		       unsigned int side, double far)
{
	size_t last = surface->gaps - 1, i = 0;
	double end_nm = surface->gap[last].gap_nm;
	double end = gap_value(surface, last, curve, side);

	for (unsigned int n = 0; n < EYE_POINTS; n++) {
		double gap_nm = fmax(n * EYE_STEP / NM, surface->gap[0].gap_nm);
		double value;

		while (i + 1 < last && surface->gap[i + 1].gap_nm <= gap_nm)
			i++;
		if (gap_nm < end_nm)
			value = curve_at(surface, i, curve, side, gap_nm);
		else
			value = far + (end - far) * exp(-(gap_nm - end_nm) / TAIL_NM);
		if (curve == CURVE_GES)
			eye->point[n].back[side] = (float)value;
		else
			eye->point[n].back[2 + side] = (float)(value / far);
	}
}

static void fill_curves(struct eye *eye, const struct surface *surface)
{
	size_t last = surface->gaps - 1;
	double far = (gap_value(surface, last, CURVE_SUM, NFOD_GROOVE) +
		      gap_value(surface, last, CURVE_SUM, NFOD_LAND)) /
		     2.0;

	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		fill_curve(eye, surface, CURVE_GES, side, 1.0);
		fill_curve(eye, surface, CURVE_SUM, side, far > 0.0 ? far : 1.0);
	}
}

static void fill_nothing(struct eye *eye)
{
	for (unsigned int n = 0; n < EYE_POINTS; n++)
		eye->point[n].back = (eye_four){ 1.0f, 1.0f, 1.0f, 1.0f };
}

/* ---- tilt ---- */

/**
 * struct tilt_knot - what a quadrant sees of tilt at a gap, gap signal per mrad
 * @gap_nm: at this gap
 * @across: by enum nfod_side: about the track, light polarised along it
 * @along: about the radius
 */
struct tilt_knot {
	double gap_nm;
	double across[2];
	double along[2];
};

/*
 * Of the reference disc, for a disc that does not tell its films: Documentation/physics.md,
 * "The spot". At contact and far away extrapolated.
 */
static const struct tilt_knot reference_tilt[] = {
	{ 0, { 0.00020, 0.00020 }, { 0.00120, 0.00045 } },
	{ 10, { 0.00065, 0.00075 }, { 0.00082, 0.00032 } },
	{ 25, { 0.00108, 0.00131 }, { 0.00020, 0.00006 } },
	{ 40, { 0.00106, 0.00135 }, { -0.00007, 0.00008 } },
	{ 55, { 0.00089, 0.00113 }, { -0.00019, 0.00013 } },
	{ 70, { 0.00070, 0.00085 }, { -0.00026, 0.00013 } },
	{ 100, { 0.00042, 0.00038 }, { -0.00031, 0.00007 } },
	{ 250, { 0.0, 0.0 }, { 0.0, 0.0 } },
};

#define REFERENCE_KNOTS (sizeof(reference_tilt) / sizeof(reference_tilt[0]))
#define KNOTS 26u
#define KNOT_NM 10.0

/* Films under the head, over one side; index of the recording layer, 0 = there is none. */
static unsigned int disc_stack(struct film_stack *stack, const struct surface *surface,
			       const struct nfod_disc_info *info, unsigned int side)
{
	unsigned int recording = 0;
	size_t layers = surface->layers;

	if (!layers || layers + 1 > FILM_LAYERS)
		return 0;
	*stack = (struct film_stack){ .wavelength_nm = OPTICS_REFERENCE.wavelength_nm,
				      .layers = (unsigned int)layers + 1 };
	stack->index[0] = OPTICS_REFERENCE.index;
	stack->index[1] = 1.0;
	for (unsigned int i = 0; i < layers; i++) {
		const struct nfod_layer_record *layer = &surface->layer[layers - 1 - i];
		unsigned int at = i + 2;

		stack->index[at] = CMPLX(layer->index[0], layer->index[1]);
		stack->thickness_nm[at] = layer->role == LAYER_FLATTENING ?
						  info->film.side[side].film_pm / 1e3 :
						  (double)layer->thickness_nm;
		if (layer->role == LAYER_RECORDING)
			recording = at;
	}
	stack->index[layers + 2] = POLYCARBONATE;
	return recording;
}

static struct optics head_optics(const struct nfod_disc_info *info)
{
	struct optics optics = OPTICS_REFERENCE;

	if (info->film.na_milli)
		optics.na = fmin(info->film.na_milli / 1e3, 0.98 * optics.index);
	return optics;
}

/* By the disc's own films. Return: false when it does not tell them. */
static bool own_tilt(struct tilt_knot knot[KNOTS], const struct surface *surface,
		     const struct nfod_disc_info *info)
{
	struct optics optics = head_optics(info);

	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct film_stack stack;
		unsigned int recording = disc_stack(&stack, surface, info, side);
		double dip_nm = side == NFOD_GROOVE ? (double)surface->texture.dip_nm : 0.0;

		if (!recording)
			return false;
		for (unsigned int i = 0; i < KNOTS; i++) {
			double ges[SPOT_QUADRANTS];

			knot[i].gap_nm = i * KNOT_NM;
			spot_tilt(&optics, &stack, fmax(knot[i].gap_nm + dip_nm, 0.5), recording,
				  1.0, 1.0, ges);
			knot[i].across[side] = (ges[0] + ges[1] - ges[2] - ges[3]) / 4.0;
			knot[i].along[side] = (ges[0] - ges[1] - ges[2] + ges[3]) / 4.0;
		}
	}
	return true;
}

static void fill_tilt_from(struct eye *eye, const struct tilt_knot *knot, unsigned int knots)
{
	unsigned int i = 0;

	for (unsigned int n = 0; n < EYE_POINTS; n++) {
		double gap_nm = n * EYE_STEP / NM, part;

		while (i + 2 < knots && knot[i + 1].gap_nm <= gap_nm)
			i++;
		part = (gap_nm - knot[i].gap_nm) / (knot[i + 1].gap_nm - knot[i].gap_nm);
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			double across = knot[i].across[side] +
					part * (knot[i + 1].across[side] - knot[i].across[side]);
			double along = knot[i].along[side] +
				       part * (knot[i + 1].along[side] - knot[i].along[side]);

			if (part > 1.0)
				across = along = 0.0;
			eye->point[n].tilt[side] = (float)(across / MRAD);
			/* Bringing the oncoming side nearer is to turn against y. */
			eye->point[n].tilt[2 + side] = (float)(-along / MRAD);
		}
	}
}

static void fill_tilt(struct eye *eye, const struct surface *surface,
		      const struct nfod_disc_info *info)
{
	struct tilt_knot knot[KNOTS];

	if (own_tilt(knot, surface, info))
		fill_tilt_from(eye, knot, KNOTS);
	else
		fill_tilt_from(eye, reference_tilt, REFERENCE_KNOTS);
}

/* ---- push-pull ---- */

/*
 * Against gap, of the reference disc by the grating model: Documentation/physics.md,
 * "Land and groove". Beyond 150 nm it goes on falling as it did before.
 */
static const struct {
	double gap_nm;
	double amplitude;
} reference_push_pull[] = {
	{ 0, 0.458 },  { 5, 0.416 },  { 10, 0.371 }, { 15, 0.328 }, { 20, 0.290 },  { 25, 0.258 },
	{ 30, 0.230 }, { 40, 0.188 }, { 50, 0.160 }, { 80, 0.117 }, { 100, 0.104 }, { 150, 0.068 },
};

#define PUSH_PULL_POINTS (sizeof(reference_push_pull) / sizeof(reference_push_pull[0]))
#define PUSH_PULL_TAIL_NM 118.0

static double push_pull_at(double gap_nm)
{
	unsigned int i = 0;
	double part;

	if (gap_nm >= reference_push_pull[PUSH_PULL_POINTS - 1].gap_nm)
		return reference_push_pull[PUSH_PULL_POINTS - 1].amplitude *
		       exp(-(gap_nm - reference_push_pull[PUSH_PULL_POINTS - 1].gap_nm) /
			   PUSH_PULL_TAIL_NM);
	while (i + 2 < PUSH_PULL_POINTS && reference_push_pull[i + 1].gap_nm <= gap_nm)
		i++;
	part = (gap_nm - reference_push_pull[i].gap_nm) /
	       (reference_push_pull[i + 1].gap_nm - reference_push_pull[i].gap_nm);
	return reference_push_pull[i].amplitude *
	       pow(reference_push_pull[i + 1].amplitude / reference_push_pull[i].amplitude, part);
}

static void fill_push_pull(struct eye *eye, const struct nfod_disc_info *info)
{
	const struct nfod_disc_side *groove = &info->film.side[NFOD_GROOVE];
	double amplitude = (double)groove->push_pull_q15 / NFOD_Q15_ONE;
	double scale = amplitude / push_pull_at(groove->gap_pm / 1e3);

	for (unsigned int n = 0; n < EYE_POINTS; n++)
		eye->point[n].push_pull[0] = (float)(scale * push_pull_at(n * EYE_STEP / NM));
	eye->sign = groove->push_pull_sign < 0 ? -1.0f : 1.0f;
	eye->slope = (float)(amplitude * 2.0 * M_PI / (2.0 * NM * info->track_pitch_nm));
}

/* ---- focus ---- */

/* Odd, peaks of 1 at +-1, 0.06 at 3; what is brighter than its far rest goes with its width. */
static void fill_focus(struct eye *eye, const struct nfod_figures *fig)
{
	for (unsigned int n = 0; n <= EYE_FOCUS_POINTS; n++) {
		double x = n * EYE_FOCUS_STEP - EYE_FOCUS_MOST;
		double off = x / 2.5;

		eye->focus[n] = (float)(x * exp((1.0 - x * x) / 2.0));
		eye->bright[n] =
			(float)(fig->focus_dip + (1.0 - fig->focus_dip) * exp(-pow(off, 6.0)));
	}
	eye->per_step = 1.0 / (EYE_FOCUS_STEP * NM * (double)fig->focus_range_nm);
	eye->centre = NM * (double)fig->focus_offset_nm;
}

/* ---- a disc the wrong way round ---- */

/* Bare polycarbonate: the light ends 1.1 mm before film and tracks. */
static void fill_upside_down(struct eye *eye, const struct surface *surface,
			     const struct nfod_disc_info *info)
{
	struct optics optics = head_optics(info);
	struct film_stack stack = {
		.wavelength_nm = optics.wavelength_nm,
		.layers = 1,
		.index = { optics.index, 1.0, POLYCARBONATE },
	};
	double right_way = 0.0, face = (POLYCARBONATE - 1.0) / (POLYCARBONATE + 1.0);

	for (unsigned int n = 0; n < EYE_POINTS; n++) {
		double gap_nm = fmax(n * EYE_STEP / NM, 0.5);
		struct gap_point point;

		spot_gap_curve(&optics, &stack, &gap_nm, 1, &point);
		eye->point[n].back = (eye_four){ (float)point.ges, (float)point.ges, 1.0f, 1.0f };
	}
	if (surface->gaps)
		right_way = gap_value(surface, surface->gaps - 1, CURVE_SUM, NFOD_LAND);
	eye->reflected = right_way > 0.0 ? (float)fmin(face * face / right_way, 1.0) : 0.05f;
}

void eye_init(struct eye *eye, const struct nfod_figures *fig, const struct surface *surface,
	      const struct nfod_disc_info *info, bool upside_down)
{
	memset(eye, 0, sizeof(*eye));
	fill_focus(eye, fig);
	eye->reflected = 1.0f;
	eye->sign = 1.0f;
	if (upside_down) {
		fill_upside_down(eye, surface, info);
		return;
	}
	if (surface->gaps >= 2)
		fill_curves(eye, surface);
	else
		fill_nothing(eye);
	fill_tilt(eye, surface, info);
	fill_push_pull(eye, info);
}

/* ---- a look ---- */

static void look_far(const struct eye *eye, double gap, struct eye_view *view)
{
	double place = (gap - eye->centre) * eye->per_step + EYE_FOCUS_MOST / EYE_FOCUS_STEP;
	unsigned int i;
	float part;

	if (!(place < EYE_FOCUS_POINTS)) {
		view->focus = 0.0f;
		view->sum = eye->bright[0];
		return;
	}
	i = place > 0.0 ? (unsigned int)place : 0;
	part = (float)(place - i);
	view->focus = eye->focus[i] + part * (eye->focus[i + 1] - eye->focus[i]);
	view->sum = eye->bright[i] + part * (eye->bright[i + 1] - eye->bright[i]);
}

static double clamp(double value, double least, double most)
{
	return value < least ? least : value > most ? most : value;
}

void eye_look(const struct eye *eye, const struct eye_place *place, struct eye_view *view)
{
	double at = clamp(place->gap * (1.0 / EYE_STEP), 0.0, EYE_POINTS - 1.5);
	unsigned int i = (unsigned int)at;
	const struct eye_point *low = &eye->point[i], *high = low + 1;
	float part = (float)(at - i), land, sine, cosine, ges, radial, tangential;
	eye_four back = low->back + part * (high->back - low->back);
	eye_four tilt = low->tilt + part * (high->tilt - low->tilt);

	look_far(eye, place->gap, view);
	wave_at((float)place->phase, &sine, &cosine);
	/* What is under the spot changes from groove to land as a raised cosine. */
	land = place->tracks ? 0.5f - 0.5f * cosine : 0.5f;
	ges = back[0] + land * (back[1] - back[0]);
	view->sum *= eye->reflected * (back[2] + land * (back[3] - back[2]));
	view->focus *= eye->reflected;
	radial = (float)place->tilt[0] * (tilt[0] + land * (tilt[1] - tilt[0]));
	tangential = (float)place->tilt[1] * (tilt[2] + land * (tilt[3] - tilt[2]));
	view->ges = ges + radial * (eye_four){ 1.0f, 1.0f, -1.0f, -1.0f } +
		    tangential * (eye_four){ 1.0f, -1.0f, -1.0f, 1.0f };
	view->push_pull = 0.0f;
	if (place->tracks)
		view->push_pull =
			eye->sign * sine *
			(low->push_pull[0] + part * (high->push_pull[0] - low->push_pull[0]));
}
