/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a design: what a recipe's disc would be, by physics and without chance
 *
 * Milliseconds, so that sweep and optimise can ask ten thousands of times; the
 * press draws the particular disc from it (pressing.h).
 */
#ifndef NFOD_PRESS_DESIGN_H
#define NFOD_PRESS_DESIGN_H

#include "nfod/format.h"
#include "physics/process.h"
#include "physics/spot.h"
#include "physics/track.h"
#include "press/recipe.h"

/* Data area of the reference disc, r = 24..58 mm. */
#define DESIGN_AREA_CM2 87.6
/* A lens at the set point must not meet anything higher than this (claim 12). */
#define DESIGN_DAMAGING_NM 14.0
/* Steps among which the one with least crosstalk is looked for. */
#define DESIGN_STEP_MIN_NM 20.0
#define DESIGN_STEP_MAX_NM 90.0
/* So many can be asked for at a time. */
#define DESIGN_STEPS_MOST 128u

/**
 * struct side_design - optics over one kind of track
 * @film_nm: flattening film
 * @at_gap: signals at the recipe's gap by enum film_state
 * @ges_slope: d(GES)/d(gap) at the gap, parts of the far-field value per nm
 * @state_nm: apparent change of gap from erased to written
 * @spot: light in the recording layer at the gap
 * @kerr: magneto-optical only
 * @crosstalk_db: when reading these tracks
 * @modulation: a mark's change of signal over the signal
 */
struct side_design {
	double film_nm;
	struct gap_point at_gap[STATES];
	double ges_slope;
	double state_nm;
	struct spot spot;
	struct kerr kerr;
	double crosstalk_db;
	double modulation;
};

/* Layers of struct relief's stack (track.h), by what they are. */
#define STACK_GAP 1u
#define STACK_FILM 2u
#define STACK_FORMED 3u

/* Gaps of a tabled curve: 0, 4, ... 300 nm. */
#define TABLE_STEP_NM 4.0
#define TABLE_POINTS 76u

/**
 * struct gap_table - gap curves that were too dear to compute at every question
 * @valid: they are there
 * @ges: gap error signal over its far-field value, by side and state
 * @sum: parallel-polarised return, part of the incident power
 */
struct gap_table {
	bool valid;
	double ges[NFOD_SIDES][STATES][TABLE_POINTS];
	double sum[NFOD_SIDES][STATES][TABLE_POINTS];
};

/**
 * enum line_step - the line's steps in their order
 */
enum line_step {
	STEP_MOULD,
	STEP_TRUNCATE,
	STEP_SPUTTER,
	STEP_SPIN,
	STEP_BAKE,
	STEP_POLISH,
	STEP_INSPECT,
	LINE_STEPS
};

/**
 * struct line_entry - log of one step
 * @step: which
 * @done: false when the recipe leaves it out
 * @piece: the disc after it
 * @note: what was done, for people
 */
struct line_entry {
	enum line_step step;
	bool done;
	struct workpiece piece;
	char note[80];
};

/**
 * struct design - all that follows from a recipe
 * @recipe: of which it is the design; not owned
 * @line: log of the line, by enum line_step
 * @piece: the finished disc (== line[STEP_INSPECT].piece)
 * @relief: tracks under the head at the recipe's gap
 * @side: by enum nfod_side
 * @table: gap curves over the tracks, by the grating model when it was asked
 * @tracks: figures of the tracks
 * @best: the step with least crosstalk (claim 13)
 * @formed_nm: formed film layer without backing
 * @greatest_film_nm: flattening film where it is thickest
 * @absorbed: in the recording layer, mean of both sides
 * @absorbed_bare: the same, were the backing layer left out
 * @hardness_gpa: composite, 50 nm indentation, as an indenter finds it
 * @hardness_bare_gpa: the same without backing layer
 * @rejects_expected: protrusions above the limit on the data area
 * @damaging_expected: protrusions above DESIGN_DAMAGING_NM, which the lens would touch
 * @rejects: NFOD_REJECT_*: limits that the expected disc misses
 */
struct design {
	const struct recipe *recipe;
	struct line_entry line[LINE_STEPS];
	struct workpiece piece;
	struct relief relief;
	struct side_design side[NFOD_SIDES];
	struct gap_table table;
	struct track_figures tracks;
	struct track_step best;
	double formed_nm;
	double greatest_film_nm;
	double absorbed;
	double absorbed_bare;
	double hardness_gpa;
	double hardness_bare_gpa;
	double rejects_expected;
	double damaging_expected;
	uint32_t rejects;
};

/**
 * design_line() - send a disc down the line: fills @line and @piece only
 */
void design_line(struct design *design, const struct recipe *recipe);

/**
 * design_evaluate() - the whole design
 *
 * Uses the scalar track model; design_rigorous() replaces its figures and the best step.
 */
void design_evaluate(struct design *design, const struct recipe *recipe);

/**
 * design_rigorous() - replace track figures and gap curves by the grating model's
 *
 * A spot is hardly narrower than a track: what comes back over a land is in part the
 * grooves', which plane layers do not know (2 to 3 nm of gap on the reference disc).
 * Seconds, when nobody asked before (memo.h). Return: 0, or -1 when the model failed.
 */
int design_rigorous(struct design *design, const struct grating_effort *effort);

/* What the gap error signal does at the recipe's gap, by the curves of @design. */
void design_evaluate_gap(struct design *design, unsigned int which);

/**
 * design_curve() - gap curve of one side and state
 * @gap_nm: @count gaps
 * @point: @ges and @sum are the grating model's after design_rigorous(), all else is that of
 *	plane layers
 */
void design_curve(const struct design *design, unsigned int side, enum film_state state,
		  const double *gap_nm, unsigned int count, struct gap_point *point);

/**
 * design_crosstalk() - what other steps would have given, by the model of the figures
 * @step_nm: @count steps, at most DESIGN_STEPS_MOST
 * @effort: of the grating model
 * @db: crosstalk when reading each side
 *
 * Return: 0, or -1 when the grating model failed.
 */
int design_crosstalk(const struct design *design, const double *step_nm, unsigned int count,
		     const struct grating_effort *effort, double (*db)[NFOD_SIDES]);

/**
 * design_side_stack() - plane stack over one side, its film in one state
 */
void design_side_stack(const struct relief *relief, unsigned int side, enum film_state state,
		       struct film_stack *stack);

/**
 * design_table_curves() - gap curves of a design by the grating model
 *
 * Return: 0, or -1 when it failed.
 */
int design_table_curves(const struct design *design, const struct grating_effort *effort,
			struct gap_table *table);

/**
 * design_describe() - what the lead-in says of such a disc
 * @film: filled; protrusions and tallest_pm are left to the caller
 */
void design_describe(const struct design *design, struct nfod_disc_film *film);

const char *line_step_name(enum line_step step);

/* Spread of the flattening film over the disc, 1 sigma in nm, slope and all. */
double line_film_sigma_nm(const struct workpiece *piece);

/* Height that one protrusion of the data area is expected to exceed. */
double line_tallest_nm(const struct workpiece *piece);

/**
 * design_judge() - which limits does a disc with these figures miss?
 *
 * Sets @design->rejects and the note of its inspection from the figures that are in it.
 */
void design_judge(struct design *design);

/**
 * design_adopt_tracks() - let @design->tracks be the figures of both sides
 */
void design_adopt_tracks(struct design *design);

/**
 * reject_note() - say in words what was missed: "passed", or "rejected: ..."
 */
void reject_note(uint32_t rejects, char *note, size_t size);

/**
 * reject_words() - name one limit that was missed
 * @reject: one bit of NFOD_REJECT_*
 *
 * Return: words, NULL for an unknown bit.
 */
const char *reject_words(uint32_t reject);

#endif
