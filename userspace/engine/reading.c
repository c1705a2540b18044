// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/channel/detector.h"
#include "engine/passage.h"
#include "engine/survey/optical.h"

/**
 * struct reading - the channel, and what lies under the head
 * @disc: of all of them
 * @model: of it
 * @readout: by side, made when first needed
 * @read_mw: light that it is for
 * @detector: keeps what it has learnt of the disc
 * @beside: neighbours' films, [0] inner, [1] outer track
 * @scan: of the three tracks
 * @sample: as converted
 * @result: as detected
 */
struct reading {
	struct disc *disc;
	struct readout_disc model;
	struct readout *readout[NFOD_SIDES];
	double read_mw[NFOD_SIDES];
	struct detector *detector;
	struct nfod_recorded beside[2][DISC_BESIDE];
	struct readout_scan scan;
	int8_t sample[READOUT_SAMPLES_MOST];
	struct detector_result result;
};

struct reading *reading_new(struct disc *disc)
{
	struct reading *reading = disc_info(disc) ? calloc(1, sizeof(*reading)) : NULL;
	const struct detector_sync sync = { CLUSTER_SYNC_TURNS, CLUSTER_SYNC_TURNS_MASK };

	const struct surface *surface;

	if (!reading)
		return NULL;
	surface = disc_surface(disc);
	reading->disc = disc;
	reading->detector = detector_new(&sync);
	if (reading->detector && !optical_disc(&reading->model, disc_info(disc), surface->layer,
					       surface->layers, &surface->texture))
		return reading;
	reading_free(reading);
	return NULL;
}

void reading_free(struct reading *reading)
{
	if (!reading)
		return;
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		readout_free(reading->readout[side]);
	detector_free(reading->detector);
	free(reading);
}

static struct readout *readout_of(struct reading *reading, unsigned int side, double read_mw)
{
	struct readout_drive drive = optical_drive(disc_info(reading->disc), read_mw);

	if (!reading->readout[side])
		reading->readout[side] = readout_new(&reading->model, side, &drive);
	else if (read_mw != reading->read_mw[side])
		readout_light(reading->readout[side], &drive);
	reading->read_mw[side] = read_mw;
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

/* Marks show less; all that makes noise stays (pessimistic, as in blemish.c). */
static void fade_marks(struct recording *recording, const struct blemish_stretch *below)
{
	for (uint32_t n = below->first / NFOD_FRAME_CELLS; n * NFOD_FRAME_CELLS < below->end; n++) {
		struct marks *marks = (struct marks *)recording->film.marks[n];
		double light = blemish_light(below, n * NFOD_FRAME_CELLS, NFOD_FRAME_CELLS);

		marks->contrast = (uint8_t)lround(marks->contrast * light);
	}
}

void reading_fade(struct recording *recording)
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
