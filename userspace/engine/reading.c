// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/channel/detector.h"
#include "engine/passage.h"
#include "physics/material.h"
#include "physics/writing.h"

/* Contrast of phase-change grains and their size (judgement; physics.md, "Reading"). */
#define FILM_NOISE 0.1
#define GRAIN_NM 15.0
/* Played at twice the speed that the lead-in names. */
#define SPEED 2.0

/**
 * struct reading - the channel, and what lies under the head
 * @disc: of all of them
 * @model: of it; gap and crosstalk for both sides, the films by side
 * @readout: by side, made when first needed; with @read_mw
 * @read_mw: light
 * @detector: keeps what it has learnt of the disc
 * @beside: neighbours' films, [0] inner, [1] outer track
 * @scan: of the three tracks
 * @sample: as converted
 * @result: as detected
 */
struct reading {
	struct disc *disc;
	struct readout_disc model[NFOD_SIDES];
	struct readout *readout[NFOD_SIDES];
	double read_mw;
	struct detector *detector;
	struct nfod_recorded beside[2][DISC_BESIDE];
	struct readout_scan scan;
	int8_t sample[READOUT_SAMPLES_MOST];
	struct detector_result result;
};

static void take_relief(struct relief *relief, const struct writing_disc *writing,
			const struct nfod_disc_info *info,
			const struct nfod_surface_record *surface)
{
	*relief = (struct relief){
		.land = writing->stack,
		.recording_layer = writing->recording,
		.written = writing->written,
		.q = writing->material[writing->recording]->q,
		.pitch_nm = info->track_pitch_nm,
		.step_nm = info->step_nm,
		.dip_nm = surface->dip_nm,
		.wall_deg = surface->wall_deg,
		.land_fraction = surface->land_fraction,
	};
}

static int make_model(struct reading *reading, unsigned int side)
{
	const struct nfod_disc_info *info = disc_info(reading->disc);
	const struct surface *surface = disc_surface(reading->disc);
	struct readout_disc *model = &reading->model[side];
	struct writing_disc writing;
	char why[128];

	*model = (struct readout_disc){
		.optics = OPTICS_REFERENCE,
		.contrast = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL ?
				    CONTRAST_MAGNETISATION :
				    CONTRAST_REFLECTION,
		.cell_nm = info->cell_pm * 1e-3,
		.roughness_nm = surface->texture.sigma_nm,
		.correlation_nm = surface->texture.correlation_um * 1e3,
		.film_noise = info->recording == NFOD_RECORDING_MAGNETO_OPTICAL ? 0.0 : FILM_NOISE,
		.grain_nm = GRAIN_NM,
	};
	for (unsigned int n = 0; n < NFOD_SIDES; n++) {
		model->gap_nm[n] = info->film.side[n].gap_pm * 1e-3;
		model->crosstalk_db[n] = info->film.side[n].crosstalk_cdb * 1e-2;
	}
	if (writing_disc_make(&writing, &model->optics, surface->layer, surface->layers, info,
			      NFOD_LAND, why, sizeof(why)))
		return -1;
	take_relief(&model->relief, &writing, info, &surface->texture);
	return 0;
}

struct reading *reading_new(struct disc *disc)
{
	struct reading *reading = disc_info(disc) ? calloc(1, sizeof(*reading)) : NULL;
	const struct detector_sync sync = { CLUSTER_SYNC_LEVELS, CLUSTER_SYNC_MASK };

	if (!reading)
		return NULL;
	reading->disc = disc;
	reading->detector = detector_new(&sync);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		if (!reading->detector || make_model(reading, side)) {
			reading_free(reading);
			return NULL;
		}
	return reading;
}

static void drop_readouts(struct reading *reading)
{
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		readout_free(reading->readout[side]);
		reading->readout[side] = NULL;
	}
}

void reading_free(struct reading *reading)
{
	if (!reading)
		return;
	drop_readouts(reading);
	detector_free(reading->detector);
	free(reading);
}

static struct readout *readout_of(struct reading *reading, unsigned int side, double read_mw)
{
	struct readout_drive drive = readout_reference;

	if (read_mw != reading->read_mw)
		drop_readouts(reading);
	reading->read_mw = read_mw;
	drive.read_mw = read_mw;
	drive.velocity_m_s = SPEED * disc_info(reading->disc)->velocity_um_s * 1e-6;
	if (!reading->readout[side])
		reading->readout[side] = readout_new(&reading->model[side], side, &drive);
	return reading->readout[side];
}

static void lay(struct readout_piece *piece, const struct nfod_recorded *film, int32_t at)
{
	*piece = (struct readout_piece){
		.cells = film->cycles ? film->cell : NULL,
		.marks = (const struct marks *)film->marks,
		.at = at,
	};
}

/* @track: READOUT_INNER or READOUT_OUTER. */
static int lay_beside(struct reading *reading, uint32_t cluster, unsigned int track)
{
	for (unsigned int n = 0; n < DISC_BESIDE; n++) {
		struct nfod_recorded *film = &reading->beside[track - READOUT_INNER][n];
		int32_t at;
		uint32_t beside =
			disc_beside(reading->disc, cluster, track == READOUT_OUTER, n, &at);

		if (!beside)
			continue;
		if (disc_load(reading->disc, beside, film))
			return -1;
		lay(&reading->scan.piece[track][n], film, at);
	}
	return 0;
}

static int lay_tracks(struct reading *reading, uint32_t cluster, const struct nfod_recorded *own)
{
	memset(reading->scan.piece, 0, sizeof(reading->scan.piece));
	lay(&reading->scan.piece[READOUT_OWN][0], own, 0);
	return lay_beside(reading, cluster, READOUT_INNER) ||
			       lay_beside(reading, cluster, READOUT_OUTER) ?
		       -1 :
		       0;
}

static void take_result(struct recording *recording, const struct detector_result *result)
{
	recording->count = result->count < CLUSTER_CELLS_MOST ? result->count : CLUSTER_CELLS_MOST;
	memcpy(recording->level, result->level, recording->count / 8);
	memcpy(recording->doubt, result->doubt, recording->count / 8);
	recording->doubtful = true;
}

/* Part of a stretch of marks that is left of its light. */
static double light_over(const struct blemish_stretch *below, uint32_t first, uint32_t cells)
{
	uint32_t from = below->first > first ? below->first : first;
	uint32_t to = below->end < first + cells ? below->end : first + cells;

	return to > from ? 1.0 - (1.0 - below->light) * (to - from) / cells : 1.0;
}

/* Marks show less; all that makes noise stays (pessimistic, as in blemish.c). */
static void fade_marks(struct recording *recording, const struct blemish_stretch *below)
{
	for (uint32_t n = below->first / NFOD_FRAME_CELLS; n * NFOD_FRAME_CELLS < below->end; n++) {
		struct marks *marks = (struct marks *)recording->film.marks[n];
		double light = light_over(below, n * NFOD_FRAME_CELLS, NFOD_FRAME_CELLS);

		marks->contrast = (uint8_t)lround(marks->contrast * light);
	}
}

static void fade(struct recording *recording)
{
	for (unsigned int n = 0; n < recording->belows; n++)
		if (recording->below[n].light > 0.0)
			fade_marks(recording, &recording->below[n]);
}

/* No light, no signal: the converter sees what the amplifier adds, too little to count. */
static void darken(const struct recording *recording, int8_t *sample, size_t samples)
{
	for (unsigned int n = 0; n < recording->belows; n++) {
		const struct blemish_stretch *below = &recording->below[n];

		if (!(below->light > 0.0) && below->first < samples)
			memset(sample + below->first, 0,
			       (below->end < samples ? below->end : samples) - below->first);
	}
}

int reading_play(struct reading *reading, uint32_t cluster, struct recording *recording,
		 const struct readout_place *place, double read_mw, uint64_t seed)
{
	struct passage_place track;
	struct readout *readout;
	size_t samples;

	fade(recording);
	if (!disc_place(reading->disc, cluster, &track) ||
	    lay_tracks(reading, cluster, &recording->film))
		return -1;
	readout = readout_of(reading, track.side, read_mw);
	if (!readout)
		return -1;
	reading->scan.place = place;
	reading->scan.cells = NFOD_CLUSTER_CELLS;
	reading->scan.seed = seed;
	samples =
		readout_waveform(readout, &reading->scan, reading->sample, sizeof(reading->sample));
	darken(recording, reading->sample, samples);
	detector_read(reading->detector, reading->sample, samples, &reading->result);
	take_result(recording, &reading->result);
	/* What was learnt where there was nothing to be read is forgotten. */
	if (reading->result.unlocked > NFOD_FRAMES / 2)
		detector_reset(reading->detector);
	return 0;
}

const struct detector_frame *reading_frames(const struct reading *reading)
{
	return reading->result.frame;
}

void reading_relearn(struct reading *reading)
{
	detector_reset(reading->detector);
}

void reading_doubt(struct reading *reading, double part, struct recording *recording)
{
	struct detector_result *result = &reading->result;
	uint32_t bytes = recording->count / 8;

	for (uint32_t n = 0; n < bytes; n++)
		recording->doubt[n] &= (uint8_t)~result->doubt[n];
	detector_doubt(reading->detector, part, result);
	for (uint32_t n = 0; n < bytes; n++)
		recording->doubt[n] |= result->doubt[n];
}
