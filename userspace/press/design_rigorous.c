// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * What the grating model says of a design. It is asked for seconds, and many discs are
 * pressed by one recipe: its answers are remembered.
 */
#include <math.h>
#include <string.h>

#include "press/design.h"
#include "press/memo.h"

/* The grating model looks so closely around the best of a coarse look. */
#define BEST_WITHIN_NM 7.0

/**
 * struct grating_key - all that the model's answer depends on
 */
struct grating_key {
	struct optics optics;
	struct relief relief;
	double gap_nm;
	struct grating_effort effort;
	uint32_t contrast;
};

/**
 * struct grating_answer - what it is asked for
 * @figures: of the tracks
 * @best: step
 * @table: gap curves
 */
struct grating_answer {
	struct track_figures figures;
	struct track_step best;
	struct gap_table table;
};

/* design_evaluate() has cleared the relief, gaps between its members and all. */
static void fill_key(struct grating_key *key, const struct design *design,
		     const struct grating_effort *effort)
{
	const struct recipe *recipe = design->recipe;

	memset(key, 0, sizeof(*key));
	key->optics = recipe->optics;
	memcpy(&key->relief, &design->relief, sizeof(key->relief));
	key->gap_nm = recipe->gap_nm;
	key->effort = *effort;
	key->contrast = recipe->contrast;
}

/*
 * Claim 13 compares with what the same model would attain: a coarse look over all steps,
 * then as closely as the figures, around the best.
 */
static int find_best_step(const struct design *design, const struct grating_effort *effort,
			  struct track_step *best)
{
	const struct recipe *recipe = design->recipe;
	struct track_step fine;

	if (track_rigorous_step(&recipe->optics, &design->relief, recipe->gap_nm, recipe->contrast,
				&GRATING_SWEEP, DESIGN_STEP_MIN_NM, DESIGN_STEP_MAX_NM, best) ||
	    track_rigorous_step(&recipe->optics, &design->relief, recipe->gap_nm, recipe->contrast,
				effort, fmax(best->step_nm - BEST_WITHIN_NM, DESIGN_STEP_MIN_NM),
				fmin(best->step_nm + BEST_WITHIN_NM, DESIGN_STEP_MAX_NM), &fine))
		return -1;
	best->step_nm = fine.step_nm;
	best->worst_db = fine.worst_db;
	return 0;
}

static int ask_grating(const struct design *design, const struct grating_effort *effort,
		       struct grating_answer *answer)
{
	const struct recipe *recipe = design->recipe;

	if (track_rigorous(&recipe->optics, &design->relief, recipe->gap_nm, recipe->contrast,
			   effort, &answer->figures) ||
	    find_best_step(design, effort, &answer->best))
		return -1;
	return design_table_curves(design, effort, &answer->table);
}

static int recall_grating(const struct design *design, const struct grating_effort *effort,
			  struct grating_answer *answer)
{
	struct grating_key key;

	fill_key(&key, design, effort);
	if (memo_find("grating", &key, sizeof(key), answer, sizeof(*answer)))
		return 0;
	memset(answer, 0, sizeof(*answer));
	if (ask_grating(design, effort, answer))
		return -1;
	memo_keep("grating", &key, sizeof(key), answer, sizeof(*answer));
	return 0;
}

int design_rigorous(struct design *design, const struct grating_effort *effort)
{
	struct grating_answer answer;

	if (recall_grating(design, effort, &answer))
		return -1;
	design->table = answer.table;
	design->best = answer.best;
	design->tracks = answer.figures;
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		design_evaluate_gap(design, side);
	design_adopt_tracks(design);
	design_judge(design);
	return 0;
}

/**
 * struct crosstalk_key - steps of which the grating model was asked
 */
struct crosstalk_key {
	struct grating_key grating;
	double step_nm[DESIGN_STEPS_MOST];
};

static int crosstalk_at(const struct design *design, const struct relief *relief,
			const struct grating_effort *effort, struct track_figures *figures)
{
	const struct recipe *recipe = design->recipe;

	if (design->table.valid)
		return track_rigorous(&recipe->optics, relief, recipe->gap_nm, recipe->contrast,
				      effort, figures);
	track_scalar(&recipe->optics, relief, recipe->gap_nm, recipe->contrast, figures);
	return 0;
}

static int ask_steps(const struct design *design, const double *step_nm, unsigned int count,
		     const struct grating_effort *effort, double (*db)[NFOD_SIDES])
{
	struct relief relief = design->relief;
	struct track_figures figures;

	for (unsigned int i = 0; i < count; i++) {
		relief.step_nm = step_nm[i];
		if (crosstalk_at(design, &relief, effort, &figures))
			return -1;
		for (unsigned int side = 0; side < NFOD_SIDES; side++)
			db[i][side] = figures.crosstalk_db[side];
	}
	return 0;
}

int design_crosstalk(const struct design *design, const double *step_nm, unsigned int count,
		     const struct grating_effort *effort, double (*db)[NFOD_SIDES])
{
	const size_t bytes = count * sizeof(*db);
	struct crosstalk_key key = { .step_nm = { 0 } };

	if (!design->table.valid)
		return ask_steps(design, step_nm, count, effort, db);
	fill_key(&key.grating, design, effort);
	memcpy(key.step_nm, step_nm, count * sizeof(*step_nm));
	if (memo_find("crosstalk", &key, sizeof(key), db, bytes))
		return 0;
	if (ask_steps(design, step_nm, count, effort, db))
		return -1;
	memo_keep("crosstalk", &key, sizeof(key), db, bytes);
	return 0;
}
