// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/survey/survey.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "engine/code/cluster_code.h"
#include "engine/survey/laws.h"
#include "lib/random.h"

#define POINTS 260
/*
 * And of those under a head at work, over marks as drives write them, so many after each of the
 * first half, at the light that is stated.
 */
#define WORKING 4
#define ROWS (POINTS + POINTS / 2 * WORKING)
/* What rates may be off by the law, relative: at work less than anywhere else. */
#define INEXACT_WORKING 0.03
#define INEXACT 0.25
/* Of a cluster's frames so many pass at each of them. */
#define FRAMES 165
/* While the first of them pass the channel learns; clusters before have taught a drive's. */
#define LEARNING 24
#define COUNTED (FRAMES - LEARNING)
#define CELLS (NFOD_RUN_IN_CELLS + (FRAMES + 1) * NFOD_FRAME_CELLS)
/* Powers of light, one after the other. */
#define LIGHTS 4
/* Marks may be so much worse than usual while there are no more errors than this. */
#define MARKS_MOST 2.5
#define ENOUGH 40
#define SEED 0x5eedf11aull
/* Neighbours' clusters begin anywhere: two of them lie beside ours. */
#define BESIDE 2

/**
 * struct tape - what is written on three tracks
 */
struct tape {
	uint8_t cells[READOUT_TRACKS][NFOD_CLUSTER_CELL_BYTES + 16];
};

/**
 * struct survey - of one side
 * @disc: under the head
 * @drive: around it
 * @read_mw: nominal light
 * @side: enum nfod_side
 * @written: what drives leave on it
 * @tape: on its tracks
 * @readout: of it
 * @detector: its reader
 * @random: where to look next
 * @place: of the head
 * @marks: of the three tracks
 * @scan: of all of this
 * @sample: as converted
 * @result: as detected
 * @row: what was found
 * @law: filled from it
 * @failed: memory was short
 */
struct survey {
	const struct readout_disc *disc;
	struct readout_drive drive;
	double read_mw;
	unsigned int side;
	struct marks written;
	const struct tape *tape;
	struct readout *readout;
	struct detector *detector;
	struct random random;
	struct readout_place place[MARKS_STRETCHES];
	struct marks marks[READOUT_TRACKS][MARKS_STRETCHES];
	struct readout_scan scan;
	int8_t sample[READOUT_SAMPLES_MOST];
	struct detector_result result;
	struct laws_row row[ROWS];
	struct nfod_reading_law *law;
	int failed;
};

static struct tape *tape_new(void)
{
	struct tape *tape = calloc(1, sizeof(*tape));
	struct cluster_code *code = cluster_code_new();
	struct random random = { SEED };

	if (!tape || !code) {
		free(tape);
		cluster_code_free(code);
		return NULL;
	}
	for (unsigned int track = 0; track < READOUT_TRACKS; track++)
		cluster_encode_random(code, &random, tape->cells[track]);
	cluster_code_free(code);
	return tape;
}

/* ---- where to look ---- */

static double between(struct random *random, double low, double high)
{
	return low + (high - low) * random_unit(random);
}

static bool chance(struct random *random, double part)
{
	return random_unit(random) < part;
}

static double contrast_beside(struct random *random)
{
	if (chance(random, 0.6))
		return between(random, 0.85, 1.05);
	return chance(random, 0.5) ? 0 : random_unit(random);
}

static uint8_t of_one(double part)
{
	return (uint8_t)lround(part * MARKS_ONE);
}

/**
 * struct severity - how far from the best case points are looked for, parts of the range
 * @place: of the head
 * @marks: of what is in the film
 */
struct severity {
	double place;
	double marks;
};

static void choose_marks(struct random *random, double severity, struct marks *marks)
{
	double lead = severity * between(random, -3, 3), trail = severity * between(random, -3, 3);
	double weak = random_unit(random), worn = random_unit(random);

	*marks = (struct marks){
		.contrast = of_one(1.05 - severity * 0.4 * weak * weak),
		.residue = chance(random, 0.4) ? 0 : of_one(severity * between(random, 0, 0.16)),
		.lead = (int8_t)lround(lead * MARKS_STEPS_PER_NM / 2),
		.trail = (int8_t)lround(trail * MARKS_STEPS_PER_NM / 2),
		.sigma = (uint8_t)lround((2 + severity * between(random, -1, 2.5)) *
					 MARKS_STEPS_PER_NM),
		.offset = (int8_t)lround(severity * between(random, -8, 8)),
		.noise = of_one(1 + severity * worn * worn),
	};
}

static void choose(struct random *random, const struct severity *severity,
		   struct reading_state *state)
{
	bool far = chance(random, 0.2);

	*state = (struct reading_state){
		.gap_nm = severity->place * between(random, far ? -18 : -12, far ? 28 : 12),
		.offset_nm = severity->place * (far ? 40 : 22) * between(random, -1, 1),
		.beside = { contrast_beside(random), contrast_beside(random) },
	};
	choose_marks(random, severity->marks, &state->marks);
}

/*
 * Where most clusters are read: there few symbols are wrong, and it takes many cells to say
 * how many. Near the edges of the range there are more of them, and below a fingerprint.
 */
static void choose_working(struct random *random, const struct marks *written,
			   struct reading_state *state)
{
	double contrast = (double)written->contrast / MARKS_ONE * between(random, 0.95, 1.05);
	double below = chance(random, 0.25) ? between(random, 0.7, 1) : 1;

	*state = (struct reading_state){
		.gap_nm = between(random, -6, 9),
		.offset_nm = between(random, -17, 17),
		.light = 1,
		.marks = *written,
		.beside = { contrast, contrast },
	};
	state->marks.contrast = of_one(contrast * below);
	if (chance(random, 0.2))
		state->beside[0] = state->beside[1] = 0;
}

/*
 * Points where nothing can be read say nothing, nor do those without an error: then the next
 * marks are better or worse. Places are severe by turns with marks.
 */
static void learn(struct severity *severity, unsigned int turn, const struct laws_row *row)
{
	uint32_t errors = row->count[TALLY_EDGE].error + row->count[TALLY_RUN].error;
	bool places = turn % 2;
	double *part = places ? &severity->place : &severity->marks;
	double most = places || errors > ENOUGH ? 1 : MARKS_MOST;

	if (laws_is_readable(row))
		*part = *part < most ? fmin(*part * 1.05, most) : fmax(*part * 0.95, most);
	else
		*part = fmax(*part * 0.88, 0.1);
}

/* ---- to look there ---- */

static void lay_track(struct survey *survey, unsigned int track, int32_t at,
		      const struct marks *marks)
{
	struct readout_piece *piece = survey->scan.piece[track];

	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		survey->marks[track][i] = *marks;
	for (unsigned int i = 0; i < BESIDE; i++, at += (int32_t)NFOD_CLUSTER_CELLS)
		piece[i] = (struct readout_piece){
			.cells = survey->tape->cells[track],
			.marks = survey->marks[track],
			.at = at,
		};
}

static void lay(struct survey *survey, const struct reading_state *state)
{
	const struct readout_place place = {
		.gap_nm = (float)(survey->disc->gap_nm[survey->side] + state->gap_nm),
		.offset_nm = (float)state->offset_nm,
		.speed = 1,
	};

	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		survey->place[i] = place;
	lay_track(survey, READOUT_OWN, 0, &state->marks);
	for (unsigned int n = 0; n < 2; n++) {
		const struct marks beside = { .contrast = of_one(state->beside[n]) };

		lay_track(survey, READOUT_INNER + n,
			  -(int32_t)random_below(&survey->random, NFOD_CLUSTER_CELLS / 2), &beside);
	}
	survey->scan.place = survey->place;
	survey->scan.cells = CELLS;
	survey->scan.seed = random_next(&survey->random);
}

static void note(const struct detector_result *result, struct laws_row *row)
{
	double mlse = 0, amplitude = 0, asymmetry = 0;

	for (unsigned int n = LEARNING; n < FRAMES; n++) {
		mlse += result->frame[n].mlse;
		amplitude += result->frame[n].amplitude;
		asymmetry += result->frame[n].asymmetry;
		row->unlocked += !result->frame[n].locked;
	}
	mlse *= 1e-3 / COUNTED;
	row->mlse = mlse * mlse;
	row->amplitude = amplitude / COUNTED;
	row->asymmetry = asymmetry / COUNTED;
	row->spread[TALLY_EDGE] = result->spread[0];
	row->spread[TALLY_RUN] = result->spread[1];
	row->cells = COUNTED * NFOD_FRAME_CELLS;
}

/* What was learnt elsewhere must not be what is found here. */
static void look(struct survey *survey, struct laws_row *row)
{
	size_t samples;

	lay(survey, &row->state);
	samples = readout_waveform(survey->readout, &survey->scan, survey->sample,
				   sizeof(survey->sample));
	detector_reset(survey->detector);
	detector_read(survey->detector, survey->sample, samples, &survey->result);
	tally_frames(survey->tape->cells[READOUT_OWN], &survey->result, LEARNING, FRAMES,
		     row->count);
	note(&survey->result, row);
}

/* White noise power at parts of the light over what it is at all of it. */
static double light_at(struct survey *survey, double part)
{
	double nominal;

	survey->drive.read_mw = survey->read_mw;
	readout_light(survey->readout, &survey->drive);
	nominal = readout_white(survey->readout);
	survey->drive.read_mw = survey->read_mw * part;
	readout_light(survey->readout, &survey->drive);
	return readout_white(survey->readout) / nominal;
}

/*
 * Constant, falling with the light and with its square: a parabola in its inverse, through
 * the ends of what is surveyed. Film that the light warms bends it further.
 */
static void note_light(struct survey *survey)
{
	double dim = light_at(survey, 0.75), bright = light_at(survey, 1.5);
	double slope = (dim - bright) * 1.5, bend = (dim + bright - 2) * 4.5;

	survey->law->light[2] = (float)bend;
	survey->law->light[1] = (float)(slope - 2 * bend);
	survey->law->light[0] = (float)(1 - slope + bend);
}

/* Return: the next row. */
static struct laws_row *look_working(struct survey *survey, struct laws_row *row)
{
	for (unsigned int n = 0; n < WORKING; n++, row++) {
		choose_working(&survey->random, &survey->written, &row->state);
		row->inexact = INEXACT_WORKING;
		look(survey, row);
	}
	return row;
}

static void look_everywhere(struct survey *survey)
{
	static const double light[LIGHTS] = { 1, 1, 0.75, 1.5 };
	struct laws_row *row = survey->row;
	double now = 1;
	struct severity mild = { 0.5, 0.5 };

	survey->law->gap_nm = (float)survey->disc->gap_nm[survey->side];
	survey->law->read_mw = (float)survey->read_mw;
	note_light(survey);
	for (unsigned int i = 0; i < POINTS; i++) {
		struct severity severity = mild;

		/* One of both is chosen from all of its range. */
		*(i % 2 ? &severity.marks : &severity.place) *= i % 4 < 2 ? 1 : 0.2;
		choose(&survey->random, &severity, &row->state);
		if (!(i % (POINTS / LIGHTS)))
			now = light_at(survey, light[i * LIGHTS / POINTS]);
		row->state.light = now;
		row->inexact = INEXACT;
		look(survey, row);
		learn(&mild, i, row);
		row++;
		if (i < POINTS / 2)
			row = look_working(survey, row);
	}
}

static void *survey_side(void *argument)
{
	const struct detector_sync sync = { CLUSTER_SYNC_TURNS, CLUSTER_SYNC_TURNS_MASK };
	struct survey *survey = argument;

	survey->drive.read_mw = survey->read_mw;
	survey->readout = readout_new(survey->disc, survey->side, &survey->drive);
	survey->detector = detector_new(&sync);
	survey->failed = !survey->readout || !survey->detector;
	if (!survey->failed) {
		look_everywhere(survey);
		laws_find(survey->row, ROWS, survey->law);
	}
	readout_free(survey->readout);
	detector_free(survey->detector);
	return NULL;
}

static int survey_sides(struct survey *survey[NFOD_SIDES])
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, survey_side, survey[NFOD_GROOVE])) {
		survey_side(survey[NFOD_GROOVE]);
		survey_side(survey[NFOD_LAND]);
	} else {
		survey_side(survey[NFOD_LAND]);
		pthread_join(thread, NULL);
	}
	return survey[NFOD_GROOVE]->failed || survey[NFOD_LAND]->failed ? -1 : 0;
}

int survey_disc(const struct readout_disc *disc, const struct readout_drive *drive,
		const double read_mw[NFOD_SIDES], const struct marks written[NFOD_SIDES],
		struct nfod_reading_law law[NFOD_SIDES])
{
	struct survey *survey[NFOD_SIDES];
	struct tape *tape = tape_new();
	int result = -1;

	memset(law, 0, NFOD_SIDES * sizeof(*law));
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		survey[side] = calloc(1, sizeof(*survey[side]));
		if (!survey[side])
			continue;
		survey[side]->disc = disc;
		survey[side]->drive = *drive;
		survey[side]->read_mw = read_mw[side];
		survey[side]->side = side;
		survey[side]->written = written[side];
		survey[side]->tape = tape;
		survey[side]->random.state = SEED + side;
		survey[side]->law = &law[side];
	}
	if (tape && survey[NFOD_GROOVE] && survey[NFOD_LAND])
		result = survey_sides(survey);
	free(survey[NFOD_GROOVE]);
	free(survey[NFOD_LAND]);
	free(tape);
	return result;
}
