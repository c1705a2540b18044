// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A pressing out of an image. Whoever made the image may have sealed nonsense: every
 * number is looked at.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/medium.h"
#include "press/image.h"
#include "press/leadin.h"
#include "press/pressing.h"
#include "press/reference.h"

/* Heights and excursions beyond a millimetre are no disc's. */
#define SANE_NM 1e6

/**
 * struct loading - an image being taken apart
 * @image: open
 * @pressing: being filled
 * @crosstalk: as the image has it, by side
 * @path: for messages
 * @why: what is wrong
 * @size: of @why
 */
struct loading {
	struct image image;
	struct pressing *pressing;
	double crosstalk[NFOD_SIDES];
	const char *path;
	char *why;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static int blame(struct loading *loading, const char *format,
						       ...)
{
	int at = snprintf(loading->why, loading->size, "%s: ", loading->path);
	va_list args;

	if (at < 0 || (size_t)at >= loading->size)
		return -1;
	va_start(args, format);
	vsnprintf(loading->why + at, loading->size - (size_t)at, format, args);
	va_end(args);
	return -1;
}

/* @want: number of records that there must be, 0 = any. */
static void *read_section(struct loading *loading, uint32_t kind, size_t want, size_t *count)
{
	char why[160];
	void *records;

	if (medium_read_section(loading->image.fd, &loading->image.header, kind, &records, count,
				why, sizeof(why))) {
		blame(loading, "%s", why);
		return NULL;
	}
	if (want && *count != want) {
		blame(loading, "section %s has %zu records instead of %zu; take another copy",
		      medium_section_name(kind), *count, want);
		free(records);
		return NULL;
	}
	/* None of them is none of memory, too. */
	return records ? records : calloc(1, 1);
}

static bool within(double value, double least, double most)
{
	return value >= least && value <= most;
}

static int take_recipe(struct loading *loading)
{
	char name[256], why[RECIPE_WHY];
	size_t bytes;
	char *text;

	if (!medium_find_section(&loading->image.header, NFOD_SECTION_RECIPE))
		return blame(loading, "no recipe in it; only discs by nfod-press make have one");
	text = read_section(loading, NFOD_SECTION_RECIPE, 0, &bytes);
	if (!text)
		return -1;
	snprintf(name, sizeof(name), "%s", loading->path);
	loading->pressing->recipe = recipe_parse(name, text, bytes, why, sizeof(why));
	free(text);
	if (loading->pressing->recipe)
		return 0;
	snprintf(loading->why, loading->size, "%s", why);
	return -1;
}

static int take_thickness(struct loading *loading)
{
	size_t count;
	struct nfod_thickness_record *record =
		read_section(loading, NFOD_SECTION_THICKNESS, MAP_RINGS * MAP_SECTORS, &count);
	int result = 0;

	if (!record)
		return -1;
	for (size_t i = 0; i < count && !result; i++) {
		if (!within(record[i].film_nm, 0.0, SANE_NM))
			result = blame(loading, "its thickness map is impossible");
		loading->pressing->film_nm[i / MAP_SECTORS][i % MAP_SECTORS] = record[i].film_nm;
	}
	free(record);
	return result;
}

static struct harmonic harmonic(double amplitude_nm, double phase)
{
	return (struct harmonic){ amplitude_nm, phase };
}

static int take_runout(struct loading *loading)
{
	size_t count;
	struct nfod_runout_record *record =
		read_section(loading, NFOD_SECTION_RUNOUT, RUNOUT_RINGS * RUNOUT_HARMONICS, &count);
	struct runout *runout = &loading->pressing->runout;
	int result = 0;

	if (!record)
		return -1;
	for (size_t i = 0; i < count && !result; i++) {
		size_t ring = i / RUNOUT_HARMONICS, n = i % RUNOUT_HARMONICS;

		if (record[i].harmonic != n + 1 || !within(record[i].axial_nm, 0.0, SANE_NM) ||
		    !within(record[i].radial_nm, 0.0, SANE_NM) ||
		    !isfinite(record[i].axial_phase) || !isfinite(record[i].radial_phase))
			result = blame(loading, "its run-out is impossible");
		runout->axial[ring][n] = harmonic(record[i].axial_nm, record[i].axial_phase);
		runout->radial[ring][n] = harmonic(record[i].radial_nm, record[i].radial_phase);
	}
	free(record);
	return result;
}

static bool protrusion_fits(const struct nfod_protrusion_record *record, uint32_t least_nm,
			    uint32_t outer_nm)
{
	return record->radius_nm >= least_nm && record->radius_nm <= outer_nm &&
	       within(record->height_nm, 0.0, SANE_NM) && within(record->width_nm, 0.0, SANE_NM);
}

static int take_protrusions(struct loading *loading)
{
	size_t count;
	struct nfod_protrusion_record *record =
		read_section(loading, NFOD_SECTION_PROTRUSION, 0, &count);
	struct pressing *pressing = loading->pressing;
	uint32_t least_nm = REF_INNER_RADIUS, outer_nm = leadin_outer_nm(&loading->image.info);
	int result = 0;

	if (!record)
		return -1;
	pressing->protrusion = calloc(count + 1, sizeof(*pressing->protrusion));
	if (!pressing->protrusion)
		result = blame(loading, "out of memory");
	for (size_t i = 0; i < count && !result; i++) {
		if (!protrusion_fits(&record[i], least_nm, outer_nm))
			result = blame(loading, "its list of protrusions is impossible");
		least_nm = record[i].radius_nm;
		pressing->protrusion[i] = (struct protrusion){ record[i].radius_nm, record[i].angle,
							       record[i].height_nm,
							       record[i].width_nm };
		pressing->protrusions++;
	}
	free(record);
	return result;
}

/* Neighbours that look the other way round are not told by the lead-in, which has decibels. */
static int take_crosstalk(struct loading *loading)
{
	size_t count;
	struct nfod_surface_record *record = read_section(loading, NFOD_SECTION_SURFACE, 1, &count);
	int result = 0;

	if (!record)
		return -1;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		if (!within(record->crosstalk[side], -NFOD_CROSSTALK_MOST, NFOD_CROSSTALK_MOST))
			result = blame(loading, "its crosstalk is impossible");
		loading->crosstalk[side] = record->crosstalk[side];
	}
	free(record);
	return result;
}

/*
 * Sections that say what the design says again; only their check values count here. Laws of
 * writing and reading are the twin's business and may be missing.
 */
static int check_others(struct loading *loading)
{
	static const uint32_t other[] = { NFOD_SECTION_LAYER,	  NFOD_SECTION_GAP,
					  NFOD_SECTION_CROSSTALK, NFOD_SECTION_STEP,
					  NFOD_SECTION_WRITING,	  NFOD_SECTION_READING };
	size_t count;

	for (unsigned int i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		void *records = read_section(loading, other[i], 0, &count);

		if (!records)
			return -1;
		free(records);
		if (!count && other[i] != NFOD_SECTION_WRITING && other[i] != NFOD_SECTION_READING)
			return blame(loading, "section %s is missing; take another copy",
				     medium_section_name(other[i]));
	}
	return 0;
}

/* Does the lead-in say what the design does? It has crosstalk to 0.01 dB. */
static bool tracks_agree(const struct pressing *pressing)
{
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		double told_db = pressing->info.film.side[side].crosstalk_cdb / 100.0;

		if (!(fabs(pressing->design.side[side].crosstalk_db - told_db) < 0.006))
			return false;
	}
	return true;
}

/* What the press found stands, also when a later model would find something else. */
static void take_tracks(struct pressing *pressing, const double crosstalk[NFOD_SIDES])
{
	const struct nfod_disc_film *film = &pressing->info.film;
	struct track_figures *tracks = &pressing->design.tracks;

	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		tracks->crosstalk[side] = crosstalk[side];
		tracks->crosstalk_db[side] = film->side[side].crosstalk_cdb / 100.0;
		tracks->modulation[side] = film->side[side].modulation_q15 / (double)NFOD_Q15_ONE;
	}
	tracks->push_pull = film->side[NFOD_GROOVE].push_pull_q15 / (double)NFOD_Q15_ONE;
	tracks->push_pull_sign = film->side[NFOD_GROOVE].push_pull_sign;
	design_adopt_tracks(&pressing->design);
}

static void evaluate(struct pressing *pressing, const double crosstalk[NFOD_SIDES])
{
	struct line_entry *inspection = &pressing->design.line[STEP_INSPECT];

	design_evaluate(&pressing->design, pressing->recipe);
	/* Which track model the press used is not told; the best step is that model's, too. */
	if (!tracks_agree(pressing))
		design_rigorous(&pressing->design, &GRATING_QUICK);
	take_tracks(pressing, crosstalk);
	design_judge(&pressing->design);
	reject_note(pressing->info.film.rejects, inspection->note, sizeof(inspection->note));
	pressing->rejects = pressing->info.film.protrusions;
}

static int take_apart(struct loading *loading)
{
	loading->pressing->info = loading->image.info;
	loading->pressing->seed = loading->image.info.seed;
	if (take_recipe(loading) || take_thickness(loading) || take_runout(loading) ||
	    take_protrusions(loading) || take_crosstalk(loading) || check_others(loading))
		return -1;
	evaluate(loading->pressing, loading->crosstalk);
	return 0;
}

struct pressing *pressing_load(const char *path, char *why, size_t size)
{
	struct loading loading = { .path = path, .why = why, .size = size };
	char flaw[256];
	int result;

	if (image_open(&loading.image, path, flaw, sizeof(flaw))) {
		blame(&loading, "%s", flaw);
		return NULL;
	}
	loading.pressing = calloc(1, sizeof(*loading.pressing));
	result = loading.pressing ? take_apart(&loading) : blame(&loading, "out of memory");
	image_close(&loading.image);
	if (!result)
		return loading.pressing;
	pressing_free(loading.pressing);
	return NULL;
}
