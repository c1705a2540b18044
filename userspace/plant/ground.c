// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "plant/ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/wave.h"

#define NM 1e-9
#define UM 1e-6
#define MM 1e-3
#define TURN (2.0 * M_PI)
#define FULL_TURN 4294967296.0
/* Protrusions are looked up anew when the head has gone so far, m. */
#define BUMP_BAND 20e-6
/* Tracks are followed from a quarter of a period before the spiral to one behind it. */
#define MARGIN 0.25

/* ---- run-out ---- */

static size_t count_rings(const struct surface *surface)
{
	size_t rings = 0;

	for (size_t i = 0; i < surface->runouts; i++)
		rings += !i || surface->runout[i].radius_mm != surface->runout[i - 1].radius_mm;
	return rings;
}

/* A harmonic over the turn, by turning a pointer. */
static void add_harmonic(struct ground_ring *ring, const struct nfod_runout_record *runout)
{
	double turn = TURN * runout->harmonic / GROUND_ANGLES;
	double turn_re = cos(turn), turn_im = sin(turn);
	ground_spot real = { NM * runout->axial_nm * cos(runout->axial_phase),
			     NM * runout->radial_nm * cos(runout->radial_phase) };
	ground_spot imaginary = { NM * runout->axial_nm * sin(runout->axial_phase),
				  NM * runout->radial_nm * sin(runout->radial_phase) };
	double re = 1.0, im = 0.0;

	for (unsigned int i = 0; i < GROUND_ANGLES; i++) {
		double next = re * turn_re - im * turn_im;

		ring->at[i] += real * re - imaginary * im;
		im = re * turn_im + im * turn_re;
		re = next;
	}
}

static void fill_rings(struct ground *ground)
{
	const struct surface *surface = ground->surface;
	struct ground_ring *ring = ground->ring;

	for (size_t i = 0; i < surface->runouts; i++) {
		if (i && surface->runout[i].radius_mm != surface->runout[i - 1].radius_mm)
			ring++;
		ring->radius = MM * surface->runout[i].radius_mm;
		add_harmonic(ring, &surface->runout[i]);
	}
	for (size_t i = 0; i < ground->rings; i++)
		ground->ring[i].at[GROUND_ANGLES] = ground->ring[i].at[0];
	/* One ring alone is that of all radii: it gets an equal beside it. */
	if (ground->rings == 1) {
		ground->ring[1] = ground->ring[0];
		ground->ring[1].radius += MM;
		ground->rings++;
	}
	for (size_t i = 0; i + 1 < ground->rings; i++)
		ground->ring[i].per_width =
			1.0 / (ground->ring[i + 1].radius - ground->ring[i].radius);
}

int ground_init(struct ground *ground, const struct nfod_figures *fig, struct surface *surface,
		const struct nfod_disc_info *info)
{
	memset(ground, 0, sizeof(*ground));
	ground->surface = surface;
	ground->info = info;
	ground->rings = count_rings(surface);
	ground->per_period = 1.0 / (2.0 * NM * info->track_pitch_nm);
	ground->bump_radius = -1.0;
	mastering_init(&ground->mastering, NM * (double)fig->track_jitter_nm,
		       UM * (double)fig->track_jitter_um, info->seed);
	if (ground->rings) {
		ground->ring = calloc(ground->rings + 1, sizeof(*ground->ring));
		if (!ground->ring)
			return -1;
		fill_rings(ground);
	}
	if (!texture_init(&ground->texture, NM * (double)surface->texture.topography_nm,
			  info->seed))
		return 0;
	ground_free(ground);
	return -1;
}

void ground_free(struct ground *ground)
{
	texture_free(&ground->texture);
	free(ground->ring);
	free(ground->bump);
	memset(ground, 0, sizeof(*ground));
}

/* The ring inside a radius that has another one outside it. */
static size_t ring_inside(struct ground *ground, double radius)
{
	while (ground->inner > 0 && ground->ring[ground->inner].radius > radius)
		ground->inner--;
	while (ground->inner + 2 < ground->rings &&
	       ground->ring[ground->inner + 1].radius <= radius)
		ground->inner++;
	return ground->inner;
}

/* Return: height and excursion; their slopes into @slope. */
static ground_spot runout_at(struct ground *ground, double radius, double angle, double slope[2])
{
	double place = angle * GROUND_ANGLES;
	unsigned int i = (unsigned int)place % GROUND_ANGLES;
	double part = place - (unsigned int)place, share;
	const struct ground_ring *inner, *outer;
	ground_spot here, out;

	if (!ground->rings) {
		slope[0] = slope[1] = 0.0;
		return (ground_spot){ 0.0, 0.0 };
	}
	inner = &ground->ring[ring_inside(ground, radius)];
	outer = inner + 1;
	share = (radius - inner->radius) * inner->per_width;
	share = share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
	/* Across the tracks first: at the point before, then its way to the next. */
	here = inner->at[i] + share * (outer->at[i] - inner->at[i]);
	out = inner->at[i + 1] + share * (outer->at[i + 1] - inner->at[i + 1]) - here;
	slope[1] = out[0] * (GROUND_ANGLES / TURN) / radius;
	here += part * out;
	out = outer->at[i] - inner->at[i];
	out += part * (outer->at[i + 1] - inner->at[i + 1] - out);
	slope[0] = out[0] * inner->per_width;
	return here;
}

void ground_at(struct ground *ground, double radius, double angle, ground_spot drift, bool follow,
	       struct ground_point *point)
{
	ground_spot here = drift + runout_at(ground, radius, angle, point->slope);
	double place = radius - here[1];

	if (follow)
		texture_follow(&ground->texture, place);
	point->height = here[0] + texture_height(&ground->texture, place, angle);
	point->radial = here[1];
}

/* ---- tracks ---- */

/* Periods from a zone's beginning along its groove. */
static double periods(const struct ground *ground, unsigned int zone, double radius, double angle)
{
	return (radius - NM * ground->info->zone[zone].radius_nm) * ground->per_period - angle;
}

/* Move on to the zone of a place; what lies between two is counted to the inner one. */
static double find_zone(struct ground *ground, double radius, double angle)
{
	double place = periods(ground, ground->zone, radius, angle);

	while (place < -MARGIN && ground->zone > 0)
		place = periods(ground, --ground->zone, radius, angle);
	while (ground->zone + 1 < ground->info->zones) {
		double beyond = periods(ground, ground->zone + 1, radius, angle);

		if (beyond < -MARGIN)
			break;
		ground->zone++;
		place = beyond;
	}
	return place;
}

/* Periods by which the tracks lie further out than they ought to. */
static double shifted(struct ground *ground, double place, double angle)
{
	struct mastering_place there = {
		.zone = ground->zone,
		.radius = NM * ground->info->zone[ground->zone].radius_nm,
		.grooves = place,
		.angle = angle,
	};

	return mastering_shift(&ground->mastering, &there) * ground->per_period;
}

void ground_track(struct ground *ground, double radius, double angle, bool follow,
		  struct ground_track *track)
{
	double even = find_zone(ground, radius, angle);
	double place = follow ? even - shifted(ground, even, angle) : even;
	double nearest = whole(2.0 * place + 0.5);
	int32_t number = (int32_t)nearest;
	bool last = ground->zone + 1 == ground->info->zones;

	track->exists = last || place < ground->info->zone[ground->zone].turns - MARGIN;
	track->land = number & 1;
	track->zone = (uint16_t)ground->zone;
	track->turn = (number - (number & 1)) / 2;
	track->offset = (2.0 * place - nearest) * NM * ground->info->track_pitch_nm;
	track->phase = place - whole(place);
}

/* ---- what stands out ---- */

static int by_angle(const void *a, const void *b)
{
	const struct ground_bump *one = a, *other = b;

	return (one->angle > other->angle) - (one->angle < other->angle);
}

static bool make_room(struct ground *ground, size_t count)
{
	struct ground_bump *bump;

	if (count <= ground->bump_room)
		return true;
	bump = realloc(ground->bump, count * sizeof(*bump));
	if (!bump)
		return false;
	ground->bump = bump;
	ground->bump_room = count;
	return true;
}

/* Those that the tip can meet while it stays within half a band of a radius. */
static void look_up(struct ground *ground, double radius, double reach)
{
	const struct surface *surface = ground->surface;
	double margin = reach + BUMP_BAND / 2.0;
	size_t first = surface_first_beyond(surface, (radius - margin) / NM);
	size_t end = surface_first_beyond(surface, (radius + margin) / NM);

	ground->bump_radius = radius;
	ground->bumps = 0;
	if (!make_room(ground, end - first))
		return;
	for (size_t i = first; i < end; i++) {
		const struct nfod_protrusion_record *record = &surface->protrusion[i];

		ground->bump[ground->bumps++] = (struct ground_bump){
			record->angle / FULL_TURN,
			NM * record->radius_nm,
			NM * (double)record->height_nm,
			i,
		};
	}
	qsort(ground->bump, ground->bumps, sizeof(*ground->bump), by_angle);
}

/* First bump at or behind an angle of 0..1; all of them when there is none. */
static size_t first_behind(const struct ground *ground, double angle)
{
	size_t low = 0, high = ground->bumps;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ground->bump[middle].angle < angle)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The bump moves under the tip from @x[0] ahead of its middle to @x[1], evenly as the gap
 * changes evenly: it is nearest where it comes under the rim or leaves it.
 */
static double clearance_of(const struct ground_tip *tip, const struct ground_bump *bump,
			   const double x[2])
{
	double y = bump->radius - tip->radius;
	double chord = tip->reach * tip->reach - y * y;
	double least = INFINITY;

	if (chord < 0.0)
		return INFINITY;
	chord = sqrt(chord);
	if (fmin(x[0], x[1]) > chord || fmax(x[0], x[1]) < -chord)
		return INFINITY;
	for (unsigned int end = 0; end < 2; end++) {
		double at = fmin(fmax(x[end], -chord), chord);
		double part = x[1] != x[0] ? (at - x[0]) / (x[1] - x[0]) : 1.0;
		double gap = tip->gap[0] + part * (tip->gap[1] - tip->gap[0]);

		least = fmin(least, gap - tip->tilt[1] * at - tip->tilt[0] * y - bump->height);
	}
	return least;
}

double ground_clearance(struct ground *ground, const struct ground_tip *tip, size_t *index)
{
	double round = TURN * tip->radius;
	double half = tip->reach / round;
	bool forwards = tip->until >= tip->from;
	double low = (forwards ? tip->from : tip->until) - half;
	double high = (forwards ? tip->until : tip->from) + half;
	double least = INFINITY;
	double start = low - whole(low);
	size_t i;

	*index = GROUND_NO_BUMP;
	if (!(fabs(tip->radius - ground->bump_radius) < BUMP_BAND / 2.0))
		look_up(ground, tip->radius, tip->reach);
	if (!ground->bumps)
		return INFINITY;
	i = first_behind(ground, start);
	for (size_t seen = 0; seen < ground->bumps; seen++, i++) {
		const struct ground_bump *bump = &ground->bump[i % ground->bumps];
		double behind = bump->angle - start;
		double clear;

		behind -= whole(behind);
		if (behind > high - low)
			break;
		clear = clearance_of(tip, bump,
				     (double[2]){ (low + behind - tip->from) * round,
						  (low + behind - tip->until) * round });
		if (clear < least) {
			least = clear;
			*index = bump->index;
		}
	}
	return least;
}
