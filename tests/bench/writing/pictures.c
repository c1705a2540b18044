// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cairo-svg.h>
#include <math.h>
#include <stdio.h>

#include "physics/write_heat.h"
#include "plot/plot.h"
#include "writing.h"

#define WIDE 900
#define MAP_HIGH 300
#define CURVES_HIGH 380
#define PATH 512
#define POINTS 61

/**
 * struct sheet - a picture being drawn
 * @path: of the file
 */
struct sheet {
	char path[PATH];
	cairo_surface_t *surface;
	cairo_t *cr;
};

static void begin(struct sheet *sheet, const struct subject *subject, const char *folder,
		  const char *what, bool lines, double high)
{
	snprintf(sheet->path, PATH, "%s/writing-%s-%s.%s", folder, subject->file, what,
		 lines ? "svg" : "png");
	sheet->surface = lines ? cairo_svg_surface_create(sheet->path, WIDE, high) :
				 cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDE, (int)high);
	sheet->cr = cairo_create(sheet->surface);
	cairo_set_source_rgb(sheet->cr, 1, 1, 1);
	cairo_paint(sheet->cr);
}

static int finish(struct sheet *sheet, bool lines)
{
	cairo_status_t status;

	cairo_destroy(sheet->cr);
	if (lines) {
		cairo_surface_finish(sheet->surface);
		status = cairo_surface_status(sheet->surface);
	} else {
		status = cairo_surface_write_to_png(sheet->surface, sheet->path);
	}
	cairo_surface_destroy(sheet->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return 0;
	fprintf(stderr, "bench-writing: %s: %s\n", sheet->path, cairo_status_to_string(status));
	return -1;
}

/* A coloured point, mirrored to the other side of the track. */
static void paint_point(const struct plot *plot, double x, double y, double wide, double high,
			double part)
{
	int side;

	plot_map_colour(plot->cr, fmin(fmax(part, 0), 1));
	for (side = -1; side <= 1; side += 2) {
		double left = plot_x(plot, x), right = plot_x(plot, x + wide);
		double top = plot_y(plot, side * y + high / 2);
		double bottom = plot_y(plot, side * y - high / 2);

		cairo_rectangle(plot->cr, left, top, right - left, bottom - top);
		cairo_fill(plot->cr);
	}
}

#define HEAT_FROM 13u
#define HEAT_TO 17u
#define HOTTEST_PHASE 1000.0
#define HOTTEST_MAGNETIC 300.0

/* The hottest moment of a long mark. */
static unsigned int hottest_unit(struct write_heat *heat)
{
	unsigned int unit, best = HEAT_FROM * NFOD_STRATEGY_UNITS;
	float most = 0;

	for (unit = best; unit < HEAT_TO * NFOD_STRATEGY_UNITS; unit++) {
		write_heat_window(heat, unit);
		if (heat->celsius[heat->track->window.behind] > most) {
			most = heat->celsius[heat->track->window.behind];
			best = unit;
		}
	}
	return best;
}

static void paint_heat(const struct plot *plot, const struct write_heat *heat, double hottest)
{
	const struct thermal_window *window = &heat->track->window;
	unsigned int row, column;

	for (row = 0; row < window->rows; row++) {
		for (column = 0; column < window->columns; column++) {
			double celsius = heat->celsius[row * window->columns + column];

			paint_point(plot, ((double)column - window->behind) * window->step_nm,
				    row * window->row_nm, window->step_nm, window->row_nm,
				    celsius / hottest);
		}
	}
}

/* Where the film is as hot as this: found column by column. */
static void trace_isotherm(struct plot *plot, const struct write_heat *heat, double celsius)
{
	const struct plot_style style = { PLOT_RED, false, 2, NULL };
	const struct thermal_window *window = &heat->track->window;
	double x[1024], above[1024], below[1024];
	unsigned int row, column;

	for (column = 0; column < window->columns && column < 1024; column++) {
		x[column] = ((double)column - window->behind) * window->step_nm;
		above[column] = NAN;
		for (row = 0; row + 1 < window->rows; row++) {
			const float *at = heat->celsius + row * window->columns + column;
			double here = at[0], next = at[window->columns];

			if (here >= celsius && next < celsius)
				above[column] =
					(row + (here - celsius) / (here - next)) * window->row_nm;
		}
		below[column] = -above[column];
	}
	plot_line(plot, &style, x, above, window->columns);
	plot_line(plot, &style, x, below, window->columns);
}

int draw_heat(const struct subject *subject, const char *folder)
{
	struct writing_bench *bench = writing_bench_make(&subject->disc, subject->law.velocity);
	double hottest = subject->magnetic ? HOTTEST_MAGNETIC : HOTTEST_PHASE;
	const struct plot_axis x = { "along the track from the spot / nm", -255, 125, false };
	const struct plot_axis y = { "across / nm", -135, 135, false };
	const struct plot_axis scale = { "film / \302\260C", 0, hottest, false };
	const struct plot_box box = { 10, 10, 720, MAP_HIGH - 20 };
	const struct plot_box bar = { 760, 30, 20, MAP_HIGH - 80 };
	struct write_pattern pattern;
	struct write_order order = { &subject->strategy, subject->optimum.power, 25, pattern.cell };
	struct write_heat heat;
	struct sheet sheet;
	struct plot plot;
	unsigned int unit;
	int result = -1;

	if (!bench)
		return -1;
	write_pattern_long(&pattern);
	if (!write_heat_make(&heat, &bench->stage.heat, &order, pattern.cells)) {
		unit = hottest_unit(&heat);
		heat.oldest = 0;
		write_heat_window(&heat, unit);
		begin(&sheet, subject, folder, "heat", false, MAP_HIGH);
		plot_begin(&plot, sheet.cr, &box, &x, &y);
		cairo_set_antialias(sheet.cr, CAIRO_ANTIALIAS_NONE);
		paint_heat(&plot, &heat, hottest);
		cairo_set_antialias(sheet.cr, CAIRO_ANTIALIAS_DEFAULT);
		trace_isotherm(&plot, &heat, subject->law.freeze_c);
		plot_map_scale(sheet.cr, &bar, &scale);
		result = finish(&sheet, false);
		write_heat_free(&heat);
	}
	writing_bench_free(bench);
	return result;
}

/* Marks of all lengths, long ones first. */
static void ladder(struct write_pattern *pattern)
{
	unsigned int n, i;

	write_pattern_none(pattern, 6);
	for (n = NFOD_RUN_MOST; n >= NFOD_RUN_LEAST; n--) {
		for (i = 0; i < n; i++)
			pattern->cell[pattern->cells++] = 1;
		for (i = 0; i < 3; i++)
			pattern->cell[pattern->cells++] = 0;
	}
	for (i = 0; i < 6; i++)
		pattern->cell[pattern->cells++] = 0;
}

static double darkness(const struct write_stage *stage, const struct write_film *film, size_t at)
{
	double part = film->phase[at] / stage->row_nm + 0.5;

	if (stage->magnetic)
		return (film->phase[at] + 1) / 2;
	return fmin(fmax(part, 0), 1) * exp(-pow(film->crystals[at], CRYSTAL_AVRAMI));
}

static void paint_marks(struct plot *plot, const struct write_stage *stage,
			const struct write_film *film, const struct write_pattern *pattern)
{
	const struct plot_style ideal = { PLOT_RED, true, 1, NULL };
	double step = stage->heat.window.step_nm;
	unsigned int row, column, i;

	for (row = 0; row < stage->rows; row++) {
		for (column = 0; column < film->columns; column++)
			paint_point(plot, column * step, row * stage->row_nm, step, stage->row_nm,
				    darkness(stage, film, (size_t)row * film->columns + column));
	}
	for (i = 1; i < pattern->cells; i++) {
		if (pattern->cell[i] != pattern->cell[i - 1])
			plot_upright(plot, &ideal, i * stage->cell_nm);
	}
}

int draw_marks(const struct subject *subject, const char *folder)
{
	struct writing_bench *bench = writing_bench_make(&subject->disc, subject->law.velocity);
	const struct plot_box box = { 10, 10, WIDE - 20, MAP_HIGH - 20 };
	struct plot_axis x = { "along the track / nm", 0, 0, false };
	const struct plot_axis y = { "across / nm", -135, 135, false };
	struct write_pattern pattern;
	struct write_order order = { &subject->strategy, subject->optimum.power, 25, pattern.cell };
	struct write_film film;
	struct sheet sheet;
	struct plot plot;
	int result = -1;

	if (!bench)
		return -1;
	ladder(&pattern);
	x.most = pattern.cells * subject->disc.cell_nm;
	if (!write_film_make(&film, &bench->stage, pattern.cells)) {
		if (!write_run(&bench->stage, &order, &film)) {
			begin(&sheet, subject, folder, "marks", false, MAP_HIGH);
			plot_begin(&plot, sheet.cr, &box, &x, &y);
			cairo_set_antialias(sheet.cr, CAIRO_ANTIALIAS_NONE);
			paint_marks(&plot, &bench->stage, &film, &pattern);
			result = finish(&sheet, false);
		}
		write_film_free(&film);
	}
	writing_bench_free(bench);
	return result;
}

/**
 * struct curves - against write power over nominal
 */
struct curves {
	double power[POINTS];
	double contrast[POINTS];
	double lead[POINTS];
	double trail[POINTS];
	double sigma[POINTS];
};

static void compute(const struct subject *subject, struct curves *curves)
{
	static const struct marks blank;
	unsigned int i;

	for (i = 0; i < POINTS; i++) {
		struct writing_pass pass = subject_pass(subject);
		struct nfod_law_marks marks;
		struct marks after;

		curves->power[i] = 0.7 + 0.6 * i / (POINTS - 1);
		pass.power.write_mw *= curves->power[i];
		law_marks_at(&subject->law, &pass, &marks);
		writing_law_write(&subject->law, &pass, &blank, &after);
		curves->contrast[i] = marks.signal;
		curves->lead[i] = marks.lead_nm;
		curves->trail[i] = marks.trail_nm;
		curves->sigma[i] = after.sigma / (double)MARKS_STEPS_PER_NM;
	}
}

int draw_windows(const struct subject *subject, const char *folder)
{
	const struct plot_style contrast = { PLOT_BLUE, false, 2, NULL };
	const struct plot_style lead = { PLOT_BLUE, false, 2, "leading edges" };
	const struct plot_style trail = { PLOT_RED, true, 2, "trailing edges" };
	const struct plot_style sigma = { PLOT_GREY, false, 1.5, "random, rms" };
	const struct plot_style *const legend[] = { &lead, &trail, &sigma };
	const struct plot_axis x = { "write power over optimum", 0.7, 1.3, false };
	const struct plot_axis part = { "contrast of long marks", 0, 1.4, false };
	const struct plot_axis shift = { "shift / nm", -25, 25, false };
	const struct plot_box left = { 10, 10, WIDE / 2 - 20, CURVES_HIGH - 20 };
	const struct plot_box right = { WIDE / 2 + 10, 10, WIDE / 2 - 20, CURVES_HIGH - 20 };
	struct curves curves;
	struct sheet sheet;
	struct plot plot;

	compute(subject, &curves);
	begin(&sheet, subject, folder, "power", true, CURVES_HIGH);
	plot_begin(&plot, sheet.cr, &left, &x, &part);
	plot_line(&plot, &contrast, curves.power, curves.contrast, POINTS);
	plot_begin(&plot, sheet.cr, &right, &x, &shift);
	plot_line(&plot, &lead, curves.power, curves.lead, POINTS);
	plot_line(&plot, &trail, curves.power, curves.trail, POINTS);
	plot_line(&plot, &sigma, curves.power, curves.sigma, POINTS);
	plot_legend(&plot, legend, 3, true, false);
	return finish(&sheet, true);
}
