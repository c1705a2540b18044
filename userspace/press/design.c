// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "press/design.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nfod/wire.h"

/* Claims 16 and 32 are judged at this indentation. */
#define INDENT_NM 50.0
/* Half the distance over which the gap signal's slope is taken. */
#define SLOPE_REACH_NM 1.0

static void put_layer(struct film_stack *stack, unsigned int at, double complex index,
		      double thickness_nm)
{
	stack->index[at] = index;
	stack->thickness_nm[at] = thickness_nm;
}

/* Formed films from the top down, with or without the backing layer. */
static void put_formed(struct relief *relief, const struct recipe *recipe, bool backing)
{
	struct film_stack *stack = &relief->land;
	unsigned int at = STACK_FORMED;

	for (unsigned int i = recipe->layers; i-- > 0;) {
		const struct recipe_layer *layer = &recipe->layer[i];

		if (layer->role == LAYER_BACKING && !backing)
			continue;
		if (layer->role == LAYER_RECORDING) {
			relief->recording_layer = at;
			relief->written = layer->material->index[STATE_WRITTEN];
			relief->q = layer->material->q;
		}
		put_layer(stack, at++, layer->material->index[STATE_ERASED], layer->thickness_nm);
	}
	put_layer(stack, at, recipe->substrate->index[STATE_ERASED], 0.0);
	stack->layers = at - 1;
}

static void build_relief(struct relief *relief, const struct design *design, bool backing)
{
	const struct recipe *recipe = design->recipe;
	const struct workpiece *piece = &design->piece;

	memset(relief, 0, sizeof(*relief));
	relief->land.wavelength_nm = recipe->optics.wavelength_nm;
	put_layer(&relief->land, 0, recipe->optics.index, 0.0);
	put_layer(&relief->land, STACK_GAP, 1.0, recipe->gap_nm);
	put_layer(&relief->land, STACK_FILM, recipe->has_film ? piece->film_index : 1.0,
		  piece->film_nm);
	put_formed(relief, recipe, backing);
	relief->pitch_nm = recipe->pitch_nm;
	relief->step_nm = piece->relief_nm;
	relief->dip_nm = recipe->has_film ? piece->step_nm : relief->step_nm;
	relief->wall_deg = recipe->wall_deg;
	relief->land_fraction = recipe->land_fraction;
}

void design_side_stack(const struct relief *relief, unsigned int side, enum film_state state,
		       struct film_stack *stack)
{
	track_stack(relief, side, stack);
	if (state == STATE_WRITTEN)
		stack->index[relief->recording_layer] = relief->written;
}

void design_evaluate_gap(struct design *design, unsigned int which)
{
	struct side_design *side = &design->side[which];
	double gap = design->recipe->gap_nm;
	double gaps[3] = { gap - SLOPE_REACH_NM, gap, gap + SLOPE_REACH_NM };
	struct gap_point erased[3];

	design_curve(design, which, STATE_ERASED, gaps, 3, erased);
	design_curve(design, which, STATE_WRITTEN, &gap, 1, &side->at_gap[STATE_WRITTEN]);
	side->at_gap[STATE_ERASED] = erased[1];
	side->ges_slope = (erased[2].ges - erased[0].ges) / (2.0 * SLOPE_REACH_NM);
	side->state_nm = (side->at_gap[STATE_WRITTEN].ges - erased[1].ges) / side->ges_slope;
}

static void evaluate_side(struct design *design, unsigned int which)
{
	const struct recipe *recipe = design->recipe;
	const struct relief *relief = &design->relief;
	struct side_design *side = &design->side[which];
	struct film_stack stack;

	design_side_stack(relief, which, STATE_ERASED, &stack);
	side->film_nm = stack.thickness_nm[STACK_FILM];
	design_evaluate_gap(design, which);
	spot_in_layer(&recipe->optics, &stack, stack.thickness_nm[STACK_GAP],
		      relief->recording_layer, &side->spot);
	if (recipe->recording == NFOD_RECORDING_MAGNETO_OPTICAL)
		spot_kerr(&recipe->optics, &stack, stack.thickness_nm[STACK_GAP],
			  relief->recording_layer, relief->q, &side->kerr);
}

static double mean_absorbed(const struct design *design)
{
	return (design->side[NFOD_GROOVE].spot.absorbed + design->side[NFOD_LAND].spot.absorbed) /
	       2.0;
}

/* What the recording layer would take up, were the backing layer left out. */
static double absorbed_bare(const struct design *design)
{
	const struct recipe *recipe = design->recipe;
	struct relief relief;
	double sum = 0.0;

	if (!recipe_backing(recipe))
		return design->absorbed;
	build_relief(&relief, design, false);
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct film_stack stack;
		struct spot spot;

		design_side_stack(&relief, side, STATE_ERASED, &stack);
		spot_in_layer(&recipe->optics, &stack, stack.thickness_nm[STACK_GAP],
			      relief.recording_layer, &spot);
		sum += spot.absorbed;
	}
	return sum / NFOD_SIDES;
}

static double composite_hardness(const struct design *design, bool backing)
{
	const struct recipe *recipe = design->recipe;
	struct coat coat[RECIPE_LAYERS + 1];
	unsigned int count = 0;

	if (recipe->has_film)
		coat[count++] = (struct coat){ recipe->spin.film, design->piece.film_nm,
					       design->piece.hardness_gpa };
	for (unsigned int i = recipe->layers; i-- > 0;) {
		const struct recipe_layer *layer = &recipe->layer[i];

		if (layer->role == LAYER_BACKING && !backing)
			continue;
		coat[count++] = (struct coat){ layer->material, layer->thickness_nm,
					       layer->material->hardness_gpa };
	}
	return process_composite_hardness(coat, count, recipe->substrate, INDENT_NM);
}

static void evaluate_tracks(struct design *design)
{
	const struct recipe *recipe = design->recipe;

	track_scalar(&recipe->optics, &design->relief, recipe->gap_nm, recipe->contrast,
		     &design->tracks);
	track_best_step(&recipe->optics, &design->relief, recipe->gap_nm, recipe->contrast,
			DESIGN_STEP_MIN_NM, DESIGN_STEP_MAX_NM, &design->best);
}

static void evaluate_surface(struct design *design)
{
	const struct workpiece *piece = &design->piece;

	design->formed_nm = recipe_formed_nm(design->recipe);
	design->greatest_film_nm =
		fmax(design->side[NFOD_GROOVE].film_nm, design->side[NFOD_LAND].film_nm);
	design->hardness_gpa = composite_hardness(design, true);
	design->hardness_bare_gpa = composite_hardness(design, false);
	design->rejects_expected = protrusions_expected(
		&piece->bumps, design->recipe->limits.protrusion_nm, DESIGN_AREA_CM2);
	design->damaging_expected =
		protrusions_expected(&piece->bumps, DESIGN_DAMAGING_NM, DESIGN_AREA_CM2);
}

void design_adopt_tracks(struct design *design)
{
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		design->side[side].crosstalk_db = design->tracks.crosstalk_db[side];
		design->side[side].modulation = design->tracks.modulation[side];
	}
}

void design_evaluate(struct design *design, const struct recipe *recipe)
{
	design_line(design, recipe);
	build_relief(&design->relief, design, true);
	design->table.valid = false;
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		evaluate_side(design, side);
	evaluate_tracks(design);
	design_adopt_tracks(design);
	design->absorbed = mean_absorbed(design);
	design->absorbed_bare = absorbed_bare(design);
	evaluate_surface(design);
	design_judge(design);
}
