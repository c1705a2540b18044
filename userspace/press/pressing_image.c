// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A pressing as sections of an image.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/survey/laws.h"
#include "engine/survey/optical.h"
#include "engine/survey/survey.h"
#include "nfod/wire.h"
#include "physics/writing.h"
#include "press/image.h"
#include "press/memo.h"
#include "press/pressing.h"

#define GAP_STEP_NM 2.0
#define GAP_POINTS 151u
#define STEP_FIRST_NM 20.0
#define STEP_STRIDE_NM 4.0
#define STEP_POINTS 18u
#define THICKNESS_POINTS (MAP_RINGS * MAP_SECTORS)
#define RUNOUT_POINTS (RUNOUT_RINGS * RUNOUT_HARMONICS)
/* Of the disc while it is written: room temperature. */
#define WRITTEN_C 25.0

/**
 * struct sections - all that an image says of a pressing
 */
struct sections {
	struct nfod_layer_record layer[RECIPE_LAYERS + 1];
	unsigned int layers;
	struct nfod_gap_record gap[GAP_POINTS];
	struct nfod_crosstalk_record crosstalk[STEP_POINTS];
	struct nfod_thickness_record thickness[THICKNESS_POINTS];
	struct nfod_runout_record runout[RUNOUT_POINTS];
	struct nfod_protrusion_record *protrusion;
	struct protrusion_map map;
	struct nfod_surface_record surface;
	struct nfod_reading_law reading[NFOD_SIDES];
	unsigned int readings;
	struct nfod_step_record step[LINE_STEPS];
};

static void fill_layer(struct nfod_layer_record *record, const struct material *material,
		       enum layer_role role, enum deposition deposition)
{
	snprintf(record->material, sizeof(record->material), "%s", material->name);
	record->role = role;
	record->deposition = deposition;
	for (unsigned int state = 0; state < STATES; state++) {
		record->index[2 * state] = (float)creal(material->index[state]);
		record->index[2 * state + 1] = (float)cimag(material->index[state]);
	}
}

static void fill_film(struct nfod_layer_record *record, const struct pressing *pressing)
{
	const struct workpiece *piece = &pressing->design.piece;

	fill_layer(record, pressing->recipe->spin.film, LAYER_FLATTENING, DEPOSIT_SPIN);
	/* As this process made it, not as the table has it. */
	record->index[0] = (float)piece->film_index;
	record->index[2] = record->index[0];
	record->thickness_nm = (float)piece->film_nm;
	record->spread = (float)piece->film_sigma;
}

unsigned int pressing_layers(const struct pressing *pressing, struct nfod_layer_record *layer)
{
	const struct recipe *recipe = pressing->recipe;

	memset(layer, 0, (RECIPE_LAYERS + 1) * sizeof(*layer));
	for (unsigned int i = 0; i < recipe->layers; i++) {
		const struct recipe_layer *films = &recipe->layer[i];

		fill_layer(&layer[i], films->material, films->role, films->deposition);
		layer[i].thickness_nm = (float)films->thickness_nm;
		layer[i].spread = (float)films->spread;
	}
	if (recipe->has_film)
		fill_film(&layer[recipe->layers], pressing);
	return recipe->layers + recipe->has_film;
}

static void fill_gap(struct sections *out, const struct pressing *pressing)
{
	double gap_nm[GAP_POINTS];
	struct gap_point point[GAP_POINTS];

	for (unsigned int i = 0; i < GAP_POINTS; i++) {
		gap_nm[i] = i * GAP_STEP_NM;
		out->gap[i].gap_nm = (float)gap_nm[i];
	}
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		for (unsigned int state = 0; state < STATES; state++) {
			design_curve(&pressing->design, side, state, gap_nm, GAP_POINTS, point);
			for (unsigned int i = 0; i < GAP_POINTS; i++) {
				out->gap[i].ges[side][state] = (float)point[i].ges;
				out->gap[i].sum[side][state] = (float)point[i].sum;
			}
		}
	}
}

static int fill_crosstalk(struct sections *out, const struct pressing *pressing)
{
	double step_nm[STEP_POINTS], db[STEP_POINTS][NFOD_SIDES];

	for (unsigned int i = 0; i < STEP_POINTS; i++)
		step_nm[i] = STEP_FIRST_NM + i * STEP_STRIDE_NM;
	if (design_crosstalk(&pressing->design, step_nm, STEP_POINTS, &GRATING_SWEEP, db))
		return -1;
	for (unsigned int i = 0; i < STEP_POINTS; i++) {
		out->crosstalk[i].step_nm = (float)step_nm[i];
		for (unsigned int side = 0; side < NFOD_SIDES; side++)
			out->crosstalk[i].db[side] = (float)db[i][side];
	}
	return 0;
}

static void fill_thickness(struct sections *out, const struct pressing *pressing)
{
	for (unsigned int i = 0; i < THICKNESS_POINTS; i++) {
		unsigned int ring = i / MAP_SECTORS, sector = i % MAP_SECTORS;

		out->thickness[i] = (struct nfod_thickness_record){
			.radius_mm = (float)pressing_ring_mm(ring, MAP_RINGS),
			.turn = (float)sector / MAP_SECTORS,
			.film_nm = (float)pressing->film_nm[ring][sector],
		};
	}
}

static void fill_runout(struct sections *out, const struct pressing *pressing)
{
	for (unsigned int i = 0; i < RUNOUT_POINTS; i++) {
		unsigned int ring = i / RUNOUT_HARMONICS, n = i % RUNOUT_HARMONICS;
		const struct harmonic *axial = &pressing->runout.axial[ring][n];
		const struct harmonic *radial = &pressing->runout.radial[ring][n];

		out->runout[i] = (struct nfod_runout_record){
			.radius_mm = (float)pressing_ring_mm(ring, RUNOUT_RINGS),
			.harmonic = n + 1,
			.axial_nm = (float)axial->amplitude_nm,
			.axial_phase = (float)axial->phase,
			.radial_nm = (float)radial->amplitude_nm,
			.radial_phase = (float)radial->phase,
		};
	}
}

static int fill_protrusions(struct sections *out, const struct pressing *pressing)
{
	/* One more: an empty list is no failure. */
	out->protrusion = calloc(pressing->protrusions + 1, sizeof(*out->protrusion));
	if (!out->protrusion)
		return -1;
	for (size_t i = 0; i < pressing->protrusions; i++) {
		const struct protrusion *protrusion = &pressing->protrusion[i];

		out->protrusion[i] = (struct nfod_protrusion_record){
			.radius_nm = protrusion->radius_nm,
			.angle = protrusion->angle,
			.height_nm = protrusion->height_nm,
			.width_nm = protrusion->width_nm,
		};
	}
	return protrusion_map_make(&out->map, out->protrusion, pressing->protrusions,
				   pressing->recipe->limits.protrusion_nm);
}

static float crosstalk_of(const struct pressing *pressing, unsigned int side)
{
	float crosstalk = (float)pressing->design.tracks.crosstalk[side];

	return fminf(fmaxf(crosstalk, -NFOD_CROSSTALK_MOST), NFOD_CROSSTALK_MOST);
}

static void fill_surface(struct sections *out, const struct pressing *pressing)
{
	const struct workpiece *piece = &pressing->design.piece;

	out->surface = (struct nfod_surface_record){
		.sigma_nm = (float)piece->texture.sigma_nm,
		.correlation_um = (float)piece->texture.correlation_um,
		.exponent = (float)piece->texture.exponent,
		.topography_nm = (float)piece->topography_nm,
		.dip_nm = (float)pressing->design.relief.dip_nm,
		.wall_deg = (float)pressing->design.relief.wall_deg,
		.land_fraction = (float)pressing->design.relief.land_fraction,
		.crosstalk = { crosstalk_of(pressing, NFOD_GROOVE),
			       crosstalk_of(pressing, NFOD_LAND) },
	};
}

/**
 * struct reading_key - all that reading depends on
 * @read_uw: light
 * @side_figure: gap and film by side
 * @written: what drives leave on it
 */
struct reading_key {
	struct nfod_layer_record layer[RECIPE_LAYERS + 1];
	struct nfod_surface_record surface;
	uint32_t recording;
	uint32_t cell_pm;
	uint32_t track_pitch_nm;
	uint32_t velocity_um_s;
	uint32_t read_uw[NFOD_SIDES];
	int32_t side_figure[NFOD_SIDES][2];
	struct marks written[NFOD_SIDES];
	double step_nm;
};

static void fill_key(struct reading_key *key, const struct sections *out,
		     const struct nfod_disc_info *info)
{
	memset(key, 0, sizeof(*key));
	memcpy(key->layer, out->layer, sizeof(key->layer));
	key->surface = out->surface;
	key->recording = info->recording;
	key->cell_pm = info->cell_pm;
	key->track_pitch_nm = info->track_pitch_nm;
	key->velocity_um_s = info->velocity_um_s;
	key->step_nm = info->step_nm;
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		const struct nfod_disc_side *figures = &info->film.side[side];

		key->read_uw[side] = figures->read_uw;
		key->side_figure[side][0] = (int32_t)figures->gap_pm;
		key->side_figure[side][1] = (int32_t)figures->film_pm;
	}
}

/* By the powers that the lead-in states. */
static struct marks marks_written(const struct nfod_writing_law *law)
{
	static const struct marks blank;
	const struct writing_pass pass = {
		.power = { (double)law->bias_mw, (double)law->erase_mw, (double)law->write_mw,
			   (double)law->field_oe },
		.velocity = (double)law->velocity,
		.gap_nm = (double)law->gap_nm,
		.celsius = WRITTEN_C,
	};
	struct marks marks;

	writing_law_write(law, &pass, &blank, &marks);
	return marks;
}

static int measure_reading(struct sections *out, const struct readout_disc *disc,
			   const struct nfod_disc_info *info,
			   const struct nfod_writing_law writing[NFOD_SIDES])
{
	const struct readout_drive drive = optical_drive(info, 0);
	struct marks written[NFOD_SIDES];
	double read_mw[NFOD_SIDES];
	struct reading_key key;

	fill_key(&key, out, info);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		read_mw[side] = info->film.side[side].read_uw * 1e-3;
		written[side] = marks_written(&writing[side]);
	}
	memcpy(key.written, written, sizeof(written));
	if (memo_find("reading", &key, sizeof(key), out->reading, sizeof(out->reading)))
		return 0;
	if (survey_disc(disc, &drive, read_mw, written, out->reading))
		return -1;
	memo_keep("reading", &key, sizeof(key), out->reading, sizeof(out->reading));
	return 0;
}

/*
 * The inspection reads the disc as a drive would; no film that records, nothing to read. Light
 * that magneto-optical film stands is too little for the channel (recording.md): then there
 * is no law to be had, and fidelity model reads what is in the film.
 */
static int fill_reading(struct sections *out, const struct nfod_disc_info *info,
			const struct nfod_writing_law writing[NFOD_SIDES])
{
	struct readout_disc disc;
	bool deaf;

	if (optical_disc(&disc, info, out->layer, out->layers, &out->surface))
		return 0;
	if (measure_reading(out, &disc, info, writing))
		return -1;
	deaf = laws_is_deaf(&out->reading[NFOD_GROOVE]) || laws_is_deaf(&out->reading[NFOD_LAND]);
	if (!deaf || info->recording != NFOD_RECORDING_MAGNETO_OPTICAL)
		out->readings = NFOD_SIDES;
	return 0;
}

static void fill_step(struct nfod_step_record *record, const struct line_entry *entry,
		      const struct recipe *recipe)
{
	const struct workpiece *piece = &entry->piece;

	snprintf(record->name, sizeof(record->name), "%s", line_step_name(entry->step));
	snprintf(record->note, sizeof(record->note), "%s", entry->note);
	record->done = entry->done;
	record->step_nm = (float)piece->step_nm;
	record->film_nm = (float)piece->film_nm;
	record->film_sigma_nm = (float)line_film_sigma_nm(piece);
	record->ra_nm = (float)roughness_ra(&piece->texture);
	record->protrusions = (float)protrusions_expected(
		&piece->bumps, recipe->limits.protrusion_nm, DESIGN_AREA_CM2);
	record->tallest_nm = (float)line_tallest_nm(piece);
	record->axial_um = (float)(piece->axial_pp_nm / 1e3);
	record->celsius = (float)piece->hottest_c;
}

static int fill(struct sections *out, const struct pressing *pressing)
{
	memset(out, 0, sizeof(*out));
	out->layers = pressing_layers(pressing, out->layer);
	fill_gap(out, pressing);
	if (fill_crosstalk(out, pressing))
		return -1;
	fill_thickness(out, pressing);
	fill_runout(out, pressing);
	fill_surface(out, pressing);
	for (unsigned int step = 0; step < LINE_STEPS; step++)
		fill_step(&out->step[step], &pressing->design.line[step], pressing->recipe);
	if (fill_reading(out, &pressing->info, pressing->writing))
		return -1;
	return fill_protrusions(out, pressing);
}

static int write_sections(const struct pressing *pressing, const struct sections *out,
			  const char *path, bool force, char *why, size_t size)
{
	const struct image_part part[] = {
		{ NFOD_SECTION_LAYER, out->layer, out->layers },
		{ NFOD_SECTION_GAP, out->gap, GAP_POINTS },
		{ NFOD_SECTION_CROSSTALK, out->crosstalk, STEP_POINTS },
		{ NFOD_SECTION_THICKNESS, out->thickness, THICKNESS_POINTS },
		{ NFOD_SECTION_RUNOUT, out->runout, RUNOUT_POINTS },
		{ NFOD_SECTION_PROTRUSION, out->protrusion, pressing->protrusions },
		{ NFOD_SECTION_SURFACE, &out->surface, 1 },
		{ NFOD_SECTION_STEP, out->step, LINE_STEPS },
		{ NFOD_SECTION_RECIPE, pressing->recipe->text, pressing->recipe->text_bytes },
		{ NFOD_SECTION_WRITING, pressing->writing, NFOD_SIDES },
		{ NFOD_SECTION_READING, out->reading, out->readings },
	};

	return image_write(path, &pressing->info, &out->map, part, sizeof(part) / sizeof(part[0]),
			   force, why, size);
}

int pressing_write(const struct pressing *pressing, const char *path, bool force, char *why,
		   size_t size)
{
	struct sections *out = malloc(sizeof(*out));
	int result = -1;

	if (!out || fill(out, pressing))
		snprintf(why, size, "the grating model failed, or memory is short");
	else
		result = write_sections(pressing, out, path, force, why, size);
	if (out)
		free(out->protrusion);
	free(out);
	return result;
}
