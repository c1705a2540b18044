// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A disc goes down the line: each step is one of process.h, with a note for people.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "press/design.h"

/*
 * What a film copies of a step below it. Sputtered atoms come from all sides and at
 * low pressure leave a step of tens of nanometres as it was; evaporated ones come from a
 * point and thin out towards the shadow of a wall (j).
 */
#define COPIED_SPUTTERED 1.0
#define COPIED_EVAPORATED 0.97

const char *line_step_name(enum line_step step)
{
	static const char *const name[LINE_STEPS] = {
		[STEP_MOULD] = "mould",	    [STEP_TRUNCATE] = "truncate",
		[STEP_SPUTTER] = "sputter", [STEP_SPIN] = "spin",
		[STEP_BAKE] = "bake",	    [STEP_POLISH] = "polish",
		[STEP_INSPECT] = "inspect",
	};

	return name[step];
}

double line_film_sigma_nm(const struct workpiece *piece)
{
	/* An even slope over a band has a standard deviation of its range over root 12. */
	return piece->film_nm * hypot(piece->film_sigma, piece->film_tilt / sqrt(12.0));
}

double line_tallest_nm(const struct workpiece *piece)
{
	const struct protrusion_law *law = &piece->bumps;
	double all = protrusions_expected(law, 0.0, DESIGN_AREA_CM2);
	double height;

	if (all <= 1.0)
		return 0.0;
	height = law->mean_nm * log(law->per_cm2 * DESIGN_AREA_CM2);
	return height < law->ceiling_nm ? height : law->ceiling_nm;
}

__attribute__((format(printf, 4, 5))) static void
log_step(struct design *design, enum line_step step, bool done, const char *format, ...)
{
	struct line_entry *entry = &design->line[step];
	va_list args;

	entry->step = step;
	entry->done = done;
	entry->piece = design->piece;
	va_start(args, format);
	vsnprintf(entry->note, sizeof(entry->note), format, args);
	va_end(args);
}

static void leave_out(struct design *design, enum line_step step)
{
	log_step(design, step, false, "left out");
}

static void mould(struct design *design, const struct recipe *recipe)
{
	struct workpiece *piece = &design->piece;

	piece->axial_pp_nm = recipe->substrate_axial_um * 1e3;
	piece->radial_pp_nm = recipe->substrate_radial_um * 1e3;
	process_mould(piece, recipe->substrate, recipe->step_nm);
	log_step(design, STEP_MOULD, true, "moulded %s from a stamper with %.0f nm steps",
		 recipe->substrate->name, recipe->step_nm);
}

static void truncate_tops(struct design *design, const struct recipe *recipe)
{
	if (!recipe->truncate) {
		leave_out(design, STEP_TRUNCATE);
		return;
	}
	process_truncate(&design->piece, recipe->truncate_nm);
	log_step(design, STEP_TRUNCATE, true, "burnished by a head that flies at %.0f nm",
		 recipe->truncate_nm);
}

static double copied(enum deposition deposition)
{
	return deposition == DEPOSIT_EVAPORATE ? COPIED_EVAPORATED : COPIED_SPUTTERED;
}

static void coat(struct design *design, const struct recipe *recipe)
{
	double total = 0.0;

	for (unsigned int i = 0; i < recipe->layers; i++) {
		const struct recipe_layer *layer = &recipe->layer[i];

		process_coat(&design->piece, layer->thickness_nm, layer->spread,
			     copied(layer->deposition));
		total += layer->thickness_nm;
	}
	log_step(design, STEP_SPUTTER, true, "coated with %u films of %.0f nm in all",
		 recipe->layers, total);
}

static void spin(struct design *design, const struct recipe *recipe)
{
	struct workpiece *piece = &design->piece;

	if (!recipe->has_film) {
		leave_out(design, STEP_SPIN);
		return;
	}
	process_spin(piece, &recipe->spin);
	log_step(design, STEP_SPIN, true, "spun %.0f nm %s at %.0f rpm for %.0f s", piece->film_nm,
		 recipe->spin.film->name, recipe->spin.rpm, recipe->spin.seconds);
}

static void bake(struct design *design, const struct recipe *recipe)
{
	if (!recipe->has_film) {
		leave_out(design, STEP_BAKE);
		return;
	}
	process_bake(&design->piece, recipe->spin.film, recipe->substrate, recipe->bake_c,
		     recipe->bake_minutes);
	log_step(design, STEP_BAKE, true, "baked at %.0f C for %.0f min", recipe->bake_c,
		 recipe->bake_minutes);
}

static void polish(struct design *design, const struct recipe *recipe)
{
	const struct polish_set *set = &recipe->polish_set;

	if (!recipe->polish) {
		leave_out(design, STEP_POLISH);
		return;
	}
	process_polish(&design->piece, set);
	log_step(design, STEP_POLISH, true, "flying %s tape at %.0f kPa and %.1f m/s for %.3g s",
		 recipe->tape, set->pressure_pa / 1e3, set->speed_m_s, set->seconds);
}

void design_line(struct design *design, const struct recipe *recipe)
{
	memset(design, 0, sizeof(*design));
	design->recipe = recipe;
	mould(design, recipe);
	truncate_tops(design, recipe);
	coat(design, recipe);
	spin(design, recipe);
	bake(design, recipe);
	polish(design, recipe);
	log_step(design, STEP_INSPECT, true, "looked at");
}
