// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * One row of a sweep's CSV: the columns are a table.
 */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/crc32c.h"
#include "press/claims.h"
#include "press/sweep.h"

/**
 * struct column - one figure
 * @name: with its unit
 * @digits: behind the point
 * @figure: from a design
 */
struct column {
	const char *name;
	int digits;
	double (*figure)(const struct design *design);
};

#define FIGURE(word, expression)                              \
	static double get_##word(const struct design *design) \
	{                                                     \
		return (expression);                          \
	}

FIGURE(step_nm, design->relief.step_nm)
FIGURE(best_step_nm, design->best.step_nm)
FIGURE(film_land_nm, design->side[NFOD_LAND].film_nm)
FIGURE(film_greatest_nm, design->greatest_film_nm)
FIGURE(formed_nm, design->formed_nm)
FIGURE(crosstalk_groove_db, design->side[NFOD_GROOVE].crosstalk_db)
FIGURE(crosstalk_land_db, design->side[NFOD_LAND].crosstalk_db)
FIGURE(slope_groove_ppm_nm, design->side[NFOD_GROOVE].ges_slope * 1e6)
FIGURE(slope_land_ppm_nm, design->side[NFOD_LAND].ges_slope * 1e6)
FIGURE(modulation_groove, design->side[NFOD_GROOVE].modulation)
FIGURE(modulation_land, design->side[NFOD_LAND].modulation)
FIGURE(kerr_groove_deg, design->side[NFOD_GROOVE].kerr.rotation_deg)
FIGURE(kerr_land_deg, design->side[NFOD_LAND].kerr.rotation_deg)
FIGURE(absorbed, design->absorbed)
FIGURE(absorbed_bare, design->absorbed_bare)
FIGURE(hardness_gpa, design->hardness_gpa)
FIGURE(film_hardness_gpa, design->piece.hardness_gpa)
FIGURE(film_sigma_nm, line_film_sigma_nm(&design->piece))
FIGURE(ra_nm, roughness_ra(&design->piece.texture))
FIGURE(relief_left_nm, design->piece.step_nm)
FIGURE(protrusions, design->rejects_expected)
FIGURE(damaging, design->damaging_expected)
FIGURE(axial_um, design->piece.axial_pp_nm / 1e3)

#define COLUMN(word, places) #word, (places), get_##word

static const struct column columns[] = {
	{ COLUMN(step_nm, 3) },
	{ COLUMN(best_step_nm, 3) },
	{ COLUMN(film_land_nm, 3) },
	{ COLUMN(film_greatest_nm, 3) },
	{ COLUMN(formed_nm, 3) },
	{ COLUMN(crosstalk_groove_db, 3) },
	{ COLUMN(crosstalk_land_db, 3) },
	{ COLUMN(slope_groove_ppm_nm, 1) },
	{ COLUMN(slope_land_ppm_nm, 1) },
	{ COLUMN(modulation_groove, 5) },
	{ COLUMN(modulation_land, 5) },
	{ COLUMN(kerr_groove_deg, 5) },
	{ COLUMN(kerr_land_deg, 5) },
	{ COLUMN(absorbed, 5) },
	{ COLUMN(absorbed_bare, 5) },
	{ COLUMN(hardness_gpa, 4) },
	{ COLUMN(film_hardness_gpa, 4) },
	{ COLUMN(film_sigma_nm, 4) },
	{ COLUMN(ra_nm, 4) },
	{ COLUMN(relief_left_nm, 4) },
	{ COLUMN(protrusions, 4) },
	{ COLUMN(damaging, 4) },
	{ COLUMN(axial_um, 4) },
};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

/**
 * struct line - text that grows at its end
 */
struct line {
	char *text;
	size_t size;
	size_t used;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What does not fit is cut off; a row has room for every column at its widest. */
static void add(struct line *line, const char *format, ...)
{
	va_list list;
	int done;

	va_start(list, format);
	done = vsnprintf(line->text + line->used, line->size - line->used, format, list);
	va_end(list);
	if (done > 0)
		line->used += (size_t)done;
	if (line->used >= line->size)
		line->used = line->size - 1;
}

static bool is_axis(const struct sweep_plan *plan, const char *path)
{
	unsigned int i;

	for (i = 0; i < plan->axes; i++) {
		if (!strcmp(plan->axis[i].path, path))
			return true;
	}
	return false;
}

void sweep_heading(const struct sweep_plan *plan, char *text, size_t size)
{
	struct line line = { .text = text, .size = size };
	unsigned int i;

	add(&line, "index");
	for (i = 0; i < plan->axes; i++)
		add(&line, ",%s", plan->axis[i].path);
	for (i = 0; i < plan->spreads; i++)
		add(&line, ",%s%s", plan->spread[i].path,
		    is_axis(plan, plan->spread[i].path) ? " drawn" : "");
	for (i = 0; i < COLUMNS; i++)
		add(&line, ",%s", columns[i].name);
	add(&line, ",claims_failed,rejects,pass");
}

static void add_verdict(struct line *line, const struct design *design)
{
	struct claim_result result[CLAIMS];

	claims_judge(design, result);
	add(line, ",%u,%" PRIu32 ",%d", claims_count(result, CLAIM_FAILS), design->rejects,
	    design->rejects == 0);
}

static void add_figures(struct line *line, const struct recipe *recipe)
{
	struct design design;
	size_t i;

	design_evaluate(&design, recipe);
	for (i = 0; i < COLUMNS; i++)
		add(line, ",%.*f", columns[i].digits, columns[i].figure(&design));
	add_verdict(line, &design);
}

static void add_nothing(struct line *line)
{
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		add(line, ",");
	add(line, ",,,");
}

int sweep_row(const struct sweep_plan *plan, uint64_t index, char text[SWEEP_ROW])
{
	struct line line = { .text = text, .size = SWEEP_ROW };
	double value[SWEEP_PARAMETERS];
	struct recipe *recipe;
	unsigned int i;

	if (sweep_recipe(plan, index, value, &recipe))
		return -1;
	add(&line, "%" PRIu64, index);
	for (i = 0; i < plan->parameters; i++)
		add(&line, isnan(value[i]) ? "," : ",%.10g", value[i]);
	if (recipe)
		add_figures(&line, recipe);
	else
		add_nothing(&line);
	if (recipe)
		recipe_free(recipe);
	return 0;
}

static uint32_t recipe_mark(const struct recipe *recipe)
{
	return crc32c(recipe->text, recipe->text_bytes);
}

/* What this program makes of the nominal recipe: another version may differ. */
static uint32_t physics_mark(const struct recipe *recipe)
{
	char text[SWEEP_ROW] = "";
	struct line line = { .text = text, .size = sizeof(text) };

	add_figures(&line, recipe);
	return crc32c(text, line.used);
}

void sweep_identity(const struct sweep_plan *plan, char *text, size_t size)
{
	struct line line = { .text = text, .size = size };
	unsigned int i;

	add(&line, "%s %08" PRIx32 " %08" PRIx32, plan->recipe->name, recipe_mark(plan->recipe),
	    physics_mark(plan->recipe));
	for (i = 0; i < plan->axes; i++)
		add(&line, " vary %s=%.17g:%.17g:%u", plan->axis[i].path, plan->axis[i].from,
		    plan->axis[i].to, plan->axis[i].steps);
	for (i = 0; i < plan->spreads; i++)
		add(&line, " tolerance %s=%.17g:%s", plan->spread[i].path, plan->spread[i].width,
		    plan->spread[i].law == SPREAD_UNIFORM ? "uniform" : "normal");
	add(&line, " samples %" PRIu64 " seed %" PRIu64, plan->samples, plan->seed);
}
