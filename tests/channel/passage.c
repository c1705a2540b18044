// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "passage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/code/pp17.h"
#include "lib/random.h"
#include "nfod/format.h"
#include "physics/material.h"

/**
 * struct film - a layer of a disc
 */
struct film {
	const char *material;
	double nm;
};

/**
 * struct pressing - a disc of the press
 * @film: from the head's side on
 * @recording: which of them
 * @step_nm: of the finished disc
 * @land_fraction: ditto
 * @crosstalk: of long marks, by side
 * @contrast: how marks are seen
 * @film_noise: contrast of grains (judgement)
 * @read_mw: light that it is read with
 */
struct pressing {
	struct film film[5];
	const char *recording;
	double step_nm;
	double land_fraction;
	double crosstalk[TRACK_SIDES];
	enum track_contrast contrast;
	double film_noise;
	double read_mw;
};

static const struct pressing pressing[] = {
	[PASSAGE_PHASE_CHANGE] = { { { "PSZ", 38.4 },
				     { "SiN", 60 },
				     { "GST", 14 },
				     { "ZnS-SiO2", 25 },
				     { "Al", 80 } },
				   "GST",
				   51,
				   0.56,
				   { -0.032, 0.075 },
				   CONTRAST_REFLECTION,
				   0.1,
				   0.12 },
	[PASSAGE_MAGNETO_OPTICAL] = { { { "PSZ", 38 },
					{ "SiN", 50 },
					{ "TbFeCo", 24 },
					{ "SiN", 38 },
					{ "Al", 50 } },
				      "TbFeCo",
				      51,
				      0.62,
				      { -0.0143, -0.0146 },
				      CONTRAST_MAGNETISATION,
				      0,
				      0.12 },
};

static void make_relief(const struct pressing *pressing, struct relief *relief)
{
	const struct material *film = material_find(pressing->recording);
	struct film_stack *stack = &relief->land;

	*relief = (struct relief){ .pitch_nm = 180,
				   .step_nm = pressing->step_nm,
				   .wall_deg = 70,
				   .land_fraction = pressing->land_fraction,
				   .written = film->index[STATE_WRITTEN],
				   .q = film->q };
	stack->wavelength_nm = OPTICS_REFERENCE.wavelength_nm;
	stack->layers = 6;
	stack->index[0] = OPTICS_REFERENCE.index;
	stack->index[1] = 1;
	stack->thickness_nm[1] = 25;
	for (unsigned int i = 0; i < 5; i++) {
		const struct material *material = material_find(pressing->film[i].material);

		stack->index[i + 2] = material->index[STATE_ERASED];
		stack->thickness_nm[i + 2] = pressing->film[i].nm;
		if (material == film)
			relief->recording_layer = i + 2;
	}
	stack->index[7] = material_find("PC")->index[STATE_ERASED];
}

static void make_disc(const struct pressing *pressing, struct readout_disc *disc)
{
	*disc = (struct readout_disc){
		.optics = OPTICS_REFERENCE,
		.contrast = pressing->contrast,
		.cell_nm = 43,
		.gap_nm = { 25, 25 },
		.crosstalk = { pressing->crosstalk[0], pressing->crosstalk[1] },
		.roughness_nm = 0.81,
		.correlation_nm = 200,
		.film_noise = pressing->film_noise,
		.grain_nm = 15,
	};
	make_relief(pressing, &disc->relief);
}

static void write_tracks(struct passage *passage, uint64_t seed)
{
	struct cluster_code *code = cluster_code_new();
	struct random random = { seed };

	/* Neighbours lie anywhere. */
	static const int32_t at[READOUT_TRACKS][2] = { { 0, 0 },
						       { -400000, 565120 },
						       { -123457, 841663 } };

	for (unsigned int track = 0; track < READOUT_TRACKS; track++) {
		cluster_encode_random(code, &random, passage->cells[track]);
		for (unsigned int i = 0; i < (track == READOUT_OWN ? 1 : 2); i++)
			passage->scan.piece[track][i] =
				(struct readout_piece){ passage->cells[track], passage->marks,
							at[track][i] };
	}
	cluster_code_free(code);
}

struct passage *passage_new(enum passage_disc disc, unsigned int side, uint64_t seed)
{
	struct passage *passage = calloc(1, sizeof(*passage));
	const struct detector_sync sync = { CLUSTER_SYNC_TURNS, CLUSTER_SYNC_TURNS_MASK };

	make_disc(&pressing[disc], &passage->disc);
	passage->drive = readout_reference;
	passage->drive.read_mw = pressing[disc].read_mw;
	passage->side = side;
	/* Edges of new marks: 2 nm, as grains of 15 nm average over a mark's width. */
	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		passage->marks[i] = (struct marks){ .contrast = MARKS_ONE,
						    .sigma = 2 * MARKS_STEPS_PER_NM,
						    .noise = MARKS_ONE };
	passage_place(passage, &(struct readout_place){ .gap_nm = 25, .speed = 1.0003f });
	passage->scan.place = passage->place;
	passage->scan.cells = NFOD_CLUSTER_CELLS;
	passage->scan.seed = seed;
	write_tracks(passage, seed);
	passage->detector = detector_new(&sync);
	return passage;
}

void passage_free(struct passage *passage)
{
	readout_free(passage->readout);
	detector_free(passage->detector);
	free(passage);
}

void passage_renew(struct passage *passage)
{
	readout_free(passage->readout);
	passage->readout = NULL;
}

void passage_silence(struct passage *passage)
{
	passage->disc.roughness_nm = 0;
	passage->disc.film_noise = 0;
	passage->drive.rin_db_hz = -400;
	passage->drive.amplifier_pa = 0;
	passage->drive.read_mw = 1e9;
	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		passage->marks[i].sigma = 0;
	memset(passage->scan.piece[READOUT_INNER], 0, sizeof(passage->scan.piece[0]));
	memset(passage->scan.piece[READOUT_OUTER], 0, sizeof(passage->scan.piece[0]));
	passage_renew(passage);
}

void passage_place(struct passage *passage, const struct readout_place *place)
{
	for (unsigned int i = 0; i < MARKS_STRETCHES; i++)
		passage->place[i] = *place;
}

void passage_wave(struct passage *passage)
{
	if (!passage->readout)
		passage->readout = readout_new(&passage->disc, passage->side, &passage->drive);
	passage->samples = readout_waveform(passage->readout, &passage->scan, passage->sample,
					    sizeof(passage->sample));
}

void passage_read(struct passage *passage)
{
	passage_wave(passage);
	detector_read(passage->detector, passage->sample, passage->samples, &passage->result);
}

static unsigned int cell(const uint8_t *level, uint32_t at)
{
	return level[at / 8] >> (7 - at % 8) & 1;
}

uint32_t passage_wrong_cells(const struct passage *passage)
{
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < NFOD_FRAMES; i++)
		for (uint32_t j = 0; j < NFOD_FRAME_CELLS; j++)
			wrong += cell(passage->cells[READOUT_OWN],
				      NFOD_RUN_IN_CELLS + i * NFOD_FRAME_CELLS + j) !=
				 cell(passage->result.level, passage->result.frame[i].first + j);
	return wrong;
}

/* Return: whether any of @doubt is set; else it is not filled. */
static bool demodulate(const uint8_t *level, const uint8_t *doubtful, uint32_t first, uint8_t *byte,
		       uint8_t *doubt)
{
	uint32_t next = first + NFOD_FRAME_CELLS;
	bool forced = cell(level, next) != cell(level, next - 1);

	return pp17_demodulate(level, first + NFOD_SYNC_CELLS, forced, doubtful, byte, doubt);
}

struct passage_count passage_symbols(const struct passage *passage)
{
	const struct detector_result *result = &passage->result;
	struct passage_count count = { 0 };

	for (uint32_t i = 0; i < NFOD_FRAMES; i++) {
		uint8_t meant[NFOD_FRAME_BYTES], read[NFOD_FRAME_BYTES], doubt[NFOD_FRAME_BYTES];

		demodulate(passage->cells[READOUT_OWN], NULL,
			   NFOD_RUN_IN_CELLS + i * NFOD_FRAME_CELLS, meant, NULL);
		if (!demodulate(result->level, result->doubt, result->frame[i].first, read, doubt))
			memset(doubt, 0, sizeof(doubt));
		for (unsigned int j = 0; j < NFOD_FRAME_BYTES; j++) {
			count.symbols++;
			count.wrong += meant[j] != read[j];
			count.doubted += meant[j] != read[j] && doubt[j];
			count.doubts += doubt[j] != 0;
		}
	}
	return count;
}
