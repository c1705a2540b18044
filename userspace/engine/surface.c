// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/surface.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/quality.h"
#include "lib/medium.h"
#include "physics/writing.h"

#define ANGLES 1024
#define HARMONICS_MOST 1024u
#define FULL_TURN 4294967296.0
#define TWO_PI 6.283185307179586

/* ---- reading ---- */

static bool all_finite(const float *value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(value[i]))
			return false;
	return true;
}

static bool texture_holds(const struct nfod_surface_record *texture)
{
	return all_finite(&texture->sigma_nm, sizeof(*texture) / sizeof(float)) &&
	       fabsf(texture->crosstalk[0]) <= NFOD_CROSSTALK_MOST &&
	       fabsf(texture->crosstalk[1]) <= NFOD_CROSSTALK_MOST;
}

static bool gaps_hold(const struct surface *surface)
{
	for (size_t i = 0; i < surface->gaps; i++) {
		const struct nfod_gap_record *gap = &surface->gap[i];

		if (!all_finite(&gap->gap_nm, 1) || !all_finite(&gap->ges[0][0], 4) ||
		    !all_finite(&gap->sum[0][0], 4) || gap->gap_nm < 0 ||
		    (i && gap->gap_nm <= gap[-1].gap_nm))
			return false;
	}
	return true;
}

static bool runouts_hold(const struct surface *surface)
{
	for (size_t i = 0; i < surface->runouts; i++) {
		const struct nfod_runout_record *runout = &surface->runout[i];

		if (!all_finite(&runout->radius_mm, 1) || !all_finite(&runout->axial_nm, 4) ||
		    !runout->harmonic || runout->harmonic > HARMONICS_MOST ||
		    (i && runout->radius_mm < runout[-1].radius_mm))
			return false;
	}
	return true;
}

static bool protrusions_hold(const struct surface *surface)
{
	for (size_t i = 0; i < surface->protrusions; i++) {
		const struct nfod_protrusion_record *protrusion = &surface->protrusion[i];

		if (!all_finite(&protrusion->height_nm, 2) ||
		    (i && protrusion->radius_nm < protrusion[-1].radius_nm))
			return false;
	}
	return true;
}

static bool layers_hold(const struct surface *surface)
{
	for (size_t i = 0; i < surface->layers; i++) {
		const struct nfod_layer_record *layer = &surface->layer[i];

		if (!all_finite(layer->index, 4) || !all_finite(&layer->thickness_nm, 1) ||
		    !(layer->index[0] > 0) || layer->index[1] < 0 || layer->thickness_nm < 0)
			return false;
	}
	return true;
}

static bool writing_holds(const struct surface *surface)
{
	for (unsigned int side = 0; surface->writing && side < NFOD_SIDES; side++)
		if (!writing_law_holds(&surface->writing[side]))
			return false;
	return true;
}

static bool reading_holds(const struct surface *surface)
{
	for (unsigned int side = 0; surface->reading && side < NFOD_SIDES; side++)
		if (!quality_law_holds(&surface->reading[side]))
			return false;
	return true;
}

static int check(const struct surface *surface, char *why, size_t size)
{
	const char *flaw = NULL;

	if (!gaps_hold(surface))
		flaw = "gap";
	else if (!runouts_hold(surface))
		flaw = "runout";
	else if (!protrusions_hold(surface))
		flaw = "protrusion";
	else if (!layers_hold(surface))
		flaw = "layer";
	else if (!writing_holds(surface))
		flaw = "writing";
	else if (!reading_holds(surface))
		flaw = "reading";
	else if (!texture_holds(&surface->texture))
		flaw = "surface";
	if (!flaw)
		return 0;
	snprintf(why, size, "section %s makes no sense; press the disc again", flaw);
	return -1;
}

/* A disc without a section of its own has the curves that it states. */
static int assume_gaps(struct surface *surface, const struct nfod_disc_info *info)
{
	if (surface->gaps || !info)
		return 0;
	surface->gap = calloc(NFOD_GES_POINTS, sizeof(*surface->gap));
	if (!surface->gap)
		return -1;
	surface->gaps = NFOD_GES_POINTS;
	for (unsigned int i = 0; i < NFOD_GES_POINTS; i++) {
		struct nfod_gap_record *gap = &surface->gap[i];

		gap->gap_nm = (float)(i * NFOD_GES_STEP_NM);
		for (unsigned int side = 0; side < NFOD_SIDES; side++) {
			const struct nfod_disc_side *stated = &info->film.side[side];

			gap->ges[side][0] = stated->ges_q15[i] / (float)NFOD_Q15_ONE;
			gap->ges[side][1] = stated->written_q15[i] / (float)NFOD_Q15_ONE;
			gap->sum[side][0] = gap->sum[side][1] = 1.0f;
		}
	}
	return 0;
}

static int read_all(struct surface *surface, int fd, const struct nfod_medium *header, char *why,
		    size_t size)
{
	void *gap, *runout, *protrusion, *layer, *writing, *reading, *texture;
	size_t sides, textures;

	if (medium_read_section(fd, header, NFOD_SECTION_GAP, &gap, &surface->gaps, why, size))
		return -1;
	surface->gap = gap;
	if (medium_read_section(fd, header, NFOD_SECTION_RUNOUT, &runout, &surface->runouts, why,
				size))
		return -1;
	surface->runout = runout;
	if (medium_read_section(fd, header, NFOD_SECTION_PROTRUSION, &protrusion,
				&surface->protrusions, why, size))
		return -1;
	surface->protrusion = protrusion;
	if (medium_read_section(fd, header, NFOD_SECTION_LAYER, &layer, &surface->layers, why,
				size))
		return -1;
	surface->layer = layer;
	if (medium_read_section(fd, header, NFOD_SECTION_WRITING, &writing, &sides, why, size))
		return -1;
	surface->writing = writing;
	if (medium_read_section(fd, header, NFOD_SECTION_READING, &reading, &sides, why, size))
		return -1;
	surface->reading = reading;
	if (medium_read_section(fd, header, NFOD_SECTION_SURFACE, &texture, &textures, why, size))
		return -1;
	if (textures)
		memcpy(&surface->texture, texture, sizeof(surface->texture));
	free(texture);
	return 0;
}

int surface_load(struct surface *surface, int fd, const struct nfod_medium *header,
		 const struct nfod_disc_info *info, char *why, size_t size)
{
	memset(surface, 0, sizeof(*surface));
	if (!read_all(surface, fd, header, why, size) && !check(surface, why, size)) {
		surface->touched = calloc(surface->protrusions / 64 + 1, sizeof(uint64_t));
		if (surface->touched && !assume_gaps(surface, info))
			return 0;
		snprintf(why, size, "out of memory");
	}
	surface_free(surface);
	return -1;
}

void surface_free(struct surface *surface)
{
	free(surface->gap);
	free(surface->runout);
	free(surface->protrusion);
	free(surface->layer);
	free(surface->writing);
	free(surface->reading);
	free(surface->touched);
	memset(surface, 0, sizeof(*surface));
}

/* ---- gap ---- */

/* The record before a gap and the part of the way to the next one. */
static const struct nfod_gap_record *find_gap(const struct surface *surface, double gap_nm,
					      double *part)
{
	size_t low = 0, high = surface->gaps - 1;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (surface->gap[middle].gap_nm <= gap_nm)
			low = middle;
		else
			high = middle;
	}
	*part = (gap_nm - surface->gap[low].gap_nm) /
		(surface->gap[high].gap_nm - surface->gap[low].gap_nm);
	*part = fmin(fmax(*part, 0.0), 1.0);
	return &surface->gap[low];
}

double surface_ges(const struct surface *surface, double gap_nm, unsigned int side, double written)
{
	const struct nfod_gap_record *gap;
	double part, erased_ges, written_ges;

	if (surface->gaps < 2)
		return 1.0;
	gap = find_gap(surface, gap_nm, &part);
	erased_ges = gap->ges[side][0] + part * (gap[1].ges[side][0] - gap->ges[side][0]);
	written_ges = gap->ges[side][1] + part * (gap[1].ges[side][1] - gap->ges[side][1]);
	return erased_ges + written * (written_ges - erased_ges);
}

double surface_light_slope(const struct surface *surface, double gap_nm, unsigned int side)
{
	const struct nfod_gap_record *gap;
	double part, near, far;

	if (surface->gaps < 2)
		return 0.0;
	gap = find_gap(surface, gap_nm, &part);
	near = gap->sum[side][0] + gap->sum[side][1];
	far = gap[1].sum[side][0] + gap[1].sum[side][1];
	if (near + far <= 0.0)
		return 0.0;
	return 2.0 * (far - near) / ((near + far) * (gap[1].gap_nm - gap->gap_nm));
}

/* ---- run-out ---- */

static void add_ring(const struct surface *surface, float radius_mm, double weight, double *height)
{
	for (size_t i = 0; i < surface->runouts; i++) {
		const struct nfod_runout_record *runout = &surface->runout[i];

		if (runout->radius_mm != radius_mm)
			continue;
		for (unsigned int n = 0; n < ANGLES; n++)
			height[n] +=
				weight * runout->axial_nm *
				cos(runout->harmonic * TWO_PI * n / ANGLES + runout->axial_phase);
	}
}

double surface_axial_pp(const struct surface *surface, double radius_nm)
{
	double height[ANGLES] = { 0 };
	double radius_mm = radius_nm * 1e-6, low = 0.0, high = 0.0;
	float inside, outside;

	if (!surface->runouts)
		return 0.0;
	inside = outside = surface->runout[0].radius_mm;
	for (size_t i = 0; i < surface->runouts; i++) {
		if (surface->runout[i].radius_mm <= radius_mm)
			inside = surface->runout[i].radius_mm;
		outside = surface->runout[i].radius_mm;
		if (outside >= radius_mm)
			break;
	}
	if (outside <= inside) {
		add_ring(surface, outside, 1.0, height);
	} else {
		double part = fmax(radius_mm - inside, 0.0) / (outside - inside);

		add_ring(surface, inside, 1.0 - part, height);
		add_ring(surface, outside, part, height);
	}
	for (unsigned int n = 0; n < ANGLES; n++) {
		low = fmin(low, height[n]);
		high = fmax(high, height[n]);
	}
	return high - low;
}

/* ---- protrusions ---- */

size_t surface_first_beyond(const struct surface *surface, double radius_nm)
{
	size_t low = 0, high = surface->protrusions;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (surface->protrusion[middle].radius_nm < radius_nm)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void surface_mark(struct surface *surface, size_t n)
{
	uint64_t bit = 1ull << n % 64;

	if (surface->touched[n / 64] & bit)
		return;
	surface->touched[n / 64] |= bit;
	surface->damaged++;
}

unsigned int surface_touch(struct surface *surface, const struct surface_track *track,
			   double height_nm, double *at, unsigned int most)
{
	size_t n = surface_first_beyond(surface, track->radius_nm - SURFACE_TIP_NM);
	unsigned int count = 0;

	for (; n < surface->protrusions && count < most; n++) {
		const struct nfod_protrusion_record *protrusion = &surface->protrusion[n];
		double behind = protrusion->angle / FULL_TURN - track->angle;

		if (protrusion->radius_nm > track->radius_nm + SURFACE_TIP_NM)
			break;
		behind -= floor(behind);
		if (protrusion->height_nm <= height_nm || behind >= track->turns)
			continue;
		surface_mark(surface, n);
		at[count++] = behind / track->turns;
	}
	return count;
}
