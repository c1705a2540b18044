// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/channel/detector.h"
#include "engine/passage.h"
#include "engine/quality.h"
#include "engine/spoil.h"

/* Tracks beside, [0] inner, [1] outer. */
#define BESIDE_TRACKS 2
/* Stretches before the first frame. */
#define RUN_IN_STRETCHES (NFOD_RUN_IN_CELLS / NFOD_FRAME_CELLS)

/**
 * struct neighbour - a cluster beside the one that is read
 * @film: of it, without cells
 * @at: cells by which it begins behind that one
 * @is_there: it has been written
 */
struct neighbour {
	struct nfod_recorded film;
	int32_t at;
	bool is_there;
};

/**
 * struct model - a disc, as it is read
 * @disc: this one
 * @beside: of the cluster that is read
 * @frame: what was seen of it
 * @state: of the last stretch that was judged
 * @quality: of that
 */
struct model {
	struct disc *disc;
	struct neighbour beside[BESIDE_TRACKS][DISC_BESIDE];
	struct detector_frame frame[NFOD_FRAMES];
	struct reading_state state;
	struct quality quality;
};

struct model *model_new(struct disc *disc)
{
	struct model *model =
		disc_info(disc) && disc_surface(disc)->reading ? calloc(1, sizeof(*model)) : NULL;

	if (model)
		model->disc = disc;
	return model;
}

void model_free(struct model *model)
{
	free(model);
}

static int load_neighbours(struct model *model, uint32_t cluster)
{
	for (unsigned int track = 0; track < BESIDE_TRACKS; track++)
		for (unsigned int n = 0; n < DISC_BESIDE; n++) {
			struct neighbour *neighbour = &model->beside[track][n];
			uint32_t beside =
				disc_beside(model->disc, cluster, track, n, &neighbour->at);

			if (beside && disc_load_marks(model->disc, beside, &neighbour->film))
				return -1;
			neighbour->is_there = beside && neighbour->film.cycles;
		}
	return 0;
}

static double contrast_beside(const struct neighbour neighbour[DISC_BESIDE], int32_t cell)
{
	for (unsigned int n = 0; n < DISC_BESIDE; n++) {
		int32_t in = cell - neighbour[n].at;
		struct marks marks;

		if (!neighbour[n].is_there || in < 0 || in >= (int32_t)NFOD_CLUSTER_CELLS)
			continue;
		memcpy(&marks, neighbour[n].film.marks[in / (int32_t)NFOD_FRAME_CELLS],
		       sizeof(marks));
		return (double)marks.contrast / MARKS_ONE;
	}
	return 0.0;
}

static void fill_state(const struct model *model, const struct nfod_reading_law *law,
		       const struct nfod_recorded *film, const struct readout_place *place,
		       unsigned int stretch, struct reading_state *state)
{
	int32_t middle = (int32_t)(stretch * NFOD_FRAME_CELLS + NFOD_FRAME_CELLS / 2);

	state->gap_nm = (double)(place->gap_nm - law->gap_nm);
	state->offset_nm = (double)place->offset_nm;
	memcpy(&state->marks, film->marks[stretch], sizeof(state->marks));
	for (unsigned int track = 0; track < BESIDE_TRACKS; track++)
		state->beside[track] = contrast_beside(model->beside[track], middle);
}

static bool is_same(const struct reading_state *a, const struct reading_state *b)
{
	return a->gap_nm == b->gap_nm && a->offset_nm == b->offset_nm && a->light == b->light &&
	       a->beside[0] == b->beside[0] && a->beside[1] == b->beside[1] &&
	       !memcmp(&a->marks, &b->marks, sizeof(a->marks));
}

static void judge(struct model *model, const struct nfod_reading_law *law,
		  const struct reading_state *state)
{
	if (is_same(&model->state, state))
		return;
	model->state = *state;
	quality_at(law, state, &model->quality);
}

static void note_frame(struct detector_frame *frame, const struct quality *quality)
{
	frame->mlse = (uint16_t)lround(quality->mlse);
	frame->amplitude = (uint16_t)lround(fmin(quality->amplitude, UINT16_MAX));
	frame->asymmetry = (int16_t)lround(fmin(fmax(quality->asymmetry, INT16_MIN), INT16_MAX));
}

int model_read(struct model *model, uint32_t cluster, struct recording *recording,
	       const struct readout_place *place, double read_mw, struct random *random)
{
	struct reading_state state = { 0 };
	const struct nfod_reading_law *law;
	struct passage_place track;

	if (!disc_place(model->disc, cluster, &track) || load_neighbours(model, cluster))
		return -1;
	law = &disc_surface(model->disc)->reading[track.side];
	state.light = terms_light(law, fmax(read_mw, 1e-3));
	model->state.light = -1.0;
	for (unsigned int n = 0; n < NFOD_FRAMES; n++) {
		unsigned int stretch = n + RUN_IN_STRETCHES;
		uint32_t first = stretch * NFOD_FRAME_CELLS;

		fill_state(model, law, &recording->film, &place[stretch], stretch, &state);
		judge(model, law, &state);
		spoil_cells(random, &model->quality, first, first + NFOD_FRAME_CELLS,
			    recording->level, recording->doubt);
		note_frame(&model->frame[n], &model->quality);
	}
	recording->doubtful = true;
	return 0;
}

const struct detector_frame *model_frames(const struct model *model)
{
	return model->frame;
}
