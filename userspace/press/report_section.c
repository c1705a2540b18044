// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Cross-section of the disc under the lens, both directions at one scale.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "press/report.h"

#define AREA_WIDTH 500.0 /* of the section in points; the legend stands beside it */
#define AREA_HEIGHT 372.0
#define EDGE 16.0
#define LEGEND_X (AREA_WIDTH + 2 * EDGE + 34)
#define LENS 34.0 /* so much of lens and substrate is shown */
#define SUBSTRATE 46.0
#define PITCHES 4 /* half a groove, land, groove, land, half a groove */
#define CORNERS (2 * PITCHES + 2)

/**
 * struct section - the drawing's frame and the disc in it
 * @scale: points per nm
 * @left: paper position of x = 0, the middle of the first groove
 * @floor: paper position of height 0, the groove's floor in the substrate
 * @corners: of the relief
 * @x: their places in nm
 * @part: their heights over the relief's, 0 groove, 1 land
 * @relief_nm: height of the land above the groove
 * @dip_nm: what is left of it at the surface
 * @films_nm: all films but the flattening one
 */
struct section {
	cairo_t *cr;
	const struct recipe *recipe;
	double scale, left, floor;
	unsigned int corners;
	double x[CORNERS];
	double part[CORNERS];
	double relief_nm, dip_nm, films_nm, film_nm;
};

static void set_rgb(cairo_t *cr, unsigned int rgb)
{
	cairo_set_source_rgb(cr, (rgb >> 16) / 255.0, (rgb >> 8 & 255) / 255.0,
			     (rgb & 255) / 255.0);
}

#define RGB_LENS 0xc9d6e3u
#define RGB_AIR 0xffffffu
#define RGB_FLATTENING 0xbfe3f7u
#define RGB_SUBSTRATE 0xefe6d5u

static unsigned int role_colour(enum layer_role role)
{
	switch (role) {
	case LAYER_REFLECTOR:
		return 0x9a9a9au;
	case LAYER_RECORDING:
		return 0xd55e00u;
	case LAYER_BACKING:
		return 0x33b08du;
	default:
		return 0xf3d77au;
	}
}

static const char *role_name(enum layer_role role)
{
	switch (role) {
	case LAYER_REFLECTOR:
		return "reflector";
	case LAYER_RECORDING:
		return "recording";
	case LAYER_BACKING:
		return "backing";
	default:
		return "dielectric";
	}
}

static double paper_x(const struct section *section, double nm)
{
	return section->left + nm * section->scale;
}

static double paper_y(const struct section *section, double nm)
{
	return section->floor - nm * section->scale;
}

static void corner(struct section *section, double x, double part)
{
	section->x[section->corners] = x;
	section->part[section->corners++] = part;
}

/* Lands and grooves by turns, from the middle of a groove to that of another. */
static void lay_relief(struct section *section)
{
	const struct recipe *recipe = section->recipe;
	double pitch = recipe->pitch_nm;
	double wall = section->relief_nm / tan(recipe->wall_deg * M_PI / 180) / 2;
	double half_land = recipe->land_fraction * pitch;

	corner(section, 0, 0);
	for (unsigned int n = 0; n < PITCHES / 2; n++) {
		double middle = (2 * n + 1) * pitch;

		corner(section, middle - half_land - wall, 0);
		corner(section, middle - half_land + wall, 1);
		corner(section, middle + half_land - wall, 1);
		corner(section, middle + half_land + wall, 0);
	}
	corner(section, PITCHES * pitch, 0);
}

static void lay_out(struct section *section, const struct report *report, cairo_t *cr)
{
	const struct workpiece *piece = &report->pressing->design.piece;
	double height;

	memset(section, 0, sizeof(*section));
	section->cr = cr;
	section->recipe = report->pressing->recipe;
	section->relief_nm = piece->relief_nm;
	section->dip_nm = piece->step_nm;
	section->film_nm = piece->film_nm;
	for (unsigned int n = 0; n < section->recipe->layers; n++)
		section->films_nm += section->recipe->layer[n].thickness_nm;
	height =
		section->relief_nm + section->films_nm + section->film_nm + section->recipe->gap_nm;
	section->scale = fmin(AREA_WIDTH / (PITCHES * section->recipe->pitch_nm),
			      (AREA_HEIGHT - LENS - SUBSTRATE) / height);
	section->left =
		EDGE + (AREA_WIDTH - PITCHES * section->recipe->pitch_nm * section->scale) / 2;
	section->floor = EDGE + LENS + height * section->scale;
	lay_relief(section);
}

/* Everything from the bottom of the picture up to a surface, in one colour. */
static void fill_up_to(struct section *section, double above_nm, double copied_nm, unsigned int rgb)
{
	cairo_t *cr = section->cr;

	cairo_new_path(cr);
	for (unsigned int n = 0; n < section->corners; n++)
		cairo_line_to(cr, paper_x(section, section->x[n]),
			      paper_y(section, above_nm + copied_nm * section->part[n]));
	cairo_line_to(cr, paper_x(section, PITCHES * section->recipe->pitch_nm),
		      section->floor + SUBSTRATE);
	cairo_line_to(cr, paper_x(section, 0), section->floor + SUBSTRATE);
	cairo_close_path(cr);
	set_rgb(cr, rgb);
	cairo_fill_preserve(cr);
	plot_colour(cr, PLOT_BLACK, 0.8);
	cairo_set_line_width(cr, 0.6);
	cairo_stroke(cr);
}

static double surface_nm(const struct section *section)
{
	return section->relief_nm + section->films_nm + section->film_nm;
}

static void draw_lens(struct section *section)
{
	double tip = paper_y(section, surface_nm(section) + section->recipe->gap_nm);
	double wide = PITCHES * section->recipe->pitch_nm * section->scale;

	set_rgb(section->cr, RGB_LENS);
	cairo_rectangle(section->cr, section->left, tip - LENS, wide, LENS);
	cairo_fill_preserve(section->cr);
	plot_colour(section->cr, PLOT_BLACK, 0.8);
	cairo_set_line_width(section->cr, 0.6);
	cairo_stroke(section->cr);
}

static void draw_films(struct section *section)
{
	const struct recipe *recipe = section->recipe;
	double above = section->films_nm;

	fill_up_to(section, surface_nm(section) - section->dip_nm, section->dip_nm, RGB_FLATTENING);
	for (unsigned int n = recipe->layers; n-- > 0;) {
		fill_up_to(section, above, section->relief_nm, role_colour(recipe->layer[n].role));
		above -= recipe->layer[n].thickness_nm;
	}
	fill_up_to(section, 0, section->relief_nm, RGB_SUBSTRATE);
}

static void arrow(cairo_t *cr, double x, double y, double dx, double dy)
{
	const double head = 4;

	cairo_new_path(cr);
	cairo_move_to(cr, x, y);
	cairo_line_to(cr, x - head * dx - head / 2 * dy, y - head * dy - head / 2 * dx);
	cairo_line_to(cr, x - head * dx + head / 2 * dy, y - head * dy + head / 2 * dx);
	cairo_close_path(cr);
	cairo_fill(cr);
}

/* An upright measure; arrows outside, when there is no room between the lines. */
static void measure_up(struct section *section, double x_nm, double low_nm, double high_nm,
		       const char *text)
{
	cairo_t *cr = section->cr;
	double x = paper_x(section, x_nm);
	double low = paper_y(section, low_nm), high = paper_y(section, high_nm);
	double out = low - high < 14 ? 12 : 0;

	plot_colour(cr, PLOT_BLACK, 1);
	cairo_set_line_width(cr, 1);
	cairo_move_to(cr, x, low + out);
	cairo_line_to(cr, x, high - out);
	cairo_stroke(cr);
	arrow(cr, x, low, 0, out > 0 ? -1 : 1);
	arrow(cr, x, high, 0, out > 0 ? 1 : -1);
	plot_text_on_white(cr, x + 8, (low + high) / 2, PLOT_SMALL, PLOT_LEFT, text);
}

/* A level measure; the text stands beside it, when there is no room on it. */
static void measure_across(struct section *section, double from_nm, double to_nm, double y,
			   const char *text)
{
	cairo_t *cr = section->cr;
	double from = paper_x(section, from_nm), to = paper_x(section, to_nm);
	bool room = plot_text_width(cr, PLOT_SMALL, text) < to - from - 24;

	plot_colour(cr, PLOT_BLACK, 1);
	cairo_set_line_width(cr, 1);
	cairo_move_to(cr, from, y);
	cairo_line_to(cr, to, y);
	cairo_stroke(cr);
	arrow(cr, from, y, -1, 0);
	arrow(cr, to, y, 1, 0);
	if (room)
		plot_text_on_white(cr, (from + to) / 2, y, PLOT_SMALL, PLOT_CENTRE, text);
	else
		plot_text(cr, to + 8, y, PLOT_SMALL, PLOT_LEFT, text);
}

static void draw_measures(struct section *section)
{
	double pitch = section->recipe->pitch_nm;
	double top = surface_nm(section), bottom = top - section->film_nm;
	char text[48];

	snprintf(text, sizeof(text), "gap %.0f nm", section->recipe->gap_nm);
	measure_up(section, 1.75 * pitch, top, top + section->recipe->gap_nm, text);
	if (section->recipe->has_film) {
		snprintf(text, sizeof(text), "%.0f nm", section->film_nm);
		measure_up(section, 2.9 * pitch, bottom, top, text);
		snprintf(text, sizeof(text), "%.0f nm",
			 section->film_nm + section->relief_nm - section->dip_nm);
		measure_up(section, 0.12 * pitch, bottom - section->relief_nm,
			   top - section->dip_nm, text);
	}
	snprintf(text, sizeof(text), "step %.0f nm", section->relief_nm);
	measure_up(section, 1.8 * pitch, 0, section->relief_nm, text);
	snprintf(text, sizeof(text), "pitch %.0f nm", pitch);
	measure_across(section, pitch, 2 * pitch, section->floor + 0.72 * SUBSTRATE, text);
	plot_colour(section->cr, PLOT_BLACK, 1);
	for (unsigned int n = 1; n < PITCHES; n++)
		plot_text(section->cr, paper_x(section, n * pitch),
			  section->floor + 0.3 * SUBSTRATE, PLOT_TEXT, PLOT_CENTRE,
			  n % 2 ? "land" : "groove");
}

static void explain(cairo_t *cr, double *y, double row, unsigned int rgb, const char *first,
		    const char *second)
{
	cairo_rectangle(cr, LEGEND_X, *y - 8, 22, 16);
	set_rgb(cr, rgb);
	cairo_fill_preserve(cr);
	plot_colour(cr, PLOT_BLACK, 0.8);
	cairo_set_line_width(cr, 0.6);
	cairo_stroke(cr);
	plot_colour(cr, PLOT_BLACK, 1);
	plot_text(cr, LEGEND_X + 30, *y - 6, PLOT_TEXT, PLOT_LEFT, first);
	plot_text(cr, LEGEND_X + 30, *y + 9, PLOT_SMALL, PLOT_LEFT, second);
	*y += row;
}

static void draw_legend(struct section *section)
{
	const struct recipe *recipe = section->recipe;
	cairo_t *cr = section->cr;
	/* Lens, air and substrate besides the films. */
	double row = fmin(40, AREA_HEIGHT / (recipe->layers + recipe->has_film + 3));
	double y = EDGE + 12;
	char text[64];

	explain(cr, &y, row, RGB_LENS, "lens", "S-LAH79");
	snprintf(text, sizeof(text), "gap, %.0f nm", recipe->gap_nm);
	explain(cr, &y, row, RGB_AIR, "air", text);
	if (recipe->has_film) {
		snprintf(text, sizeof(text), "flattening, %.0f nm over land", section->film_nm);
		explain(cr, &y, row, RGB_FLATTENING, recipe->spin.film->name, text);
	}
	for (unsigned int n = recipe->layers; n-- > 0;) {
		const struct recipe_layer *layer = &recipe->layer[n];

		snprintf(text, sizeof(text), "%s, %g nm", role_name(layer->role),
			 layer->thickness_nm);
		explain(cr, &y, row, role_colour(layer->role), layer->material->name, text);
	}
	snprintf(text, sizeof(text), "substrate, %g mm", recipe->substrate_mm);
	explain(cr, &y, row, RGB_SUBSTRATE, recipe->substrate->name, text);
}

/* Below the section: what 100 nm are. */
static void draw_scale(struct section *section)
{
	double y = section->floor + SUBSTRATE + 22;
	double from = paper_x(section, 0), to = paper_x(section, 100);

	plot_colour(section->cr, PLOT_BLACK, 1);
	cairo_set_line_width(section->cr, 1.5);
	cairo_move_to(section->cr, from, y - 3);
	cairo_line_to(section->cr, from, y + 3);
	cairo_move_to(section->cr, from, y);
	cairo_line_to(section->cr, to, y);
	cairo_move_to(section->cr, to, y - 3);
	cairo_line_to(section->cr, to, y + 3);
	cairo_stroke(section->cr);
	plot_text(section->cr, to + 8, y, PLOT_SMALL, PLOT_LEFT,
		  "100 nm, the same in both directions");
}

void draw_section(const struct report *report, cairo_t *cr)
{
	struct section section;

	lay_out(&section, report, cr);
	cairo_save(cr);
	cairo_rectangle(cr, section.left - 1, 0,
			PITCHES * section.recipe->pitch_nm * section.scale + 2, EDGE + AREA_HEIGHT);
	cairo_clip(cr);
	draw_films(&section);
	draw_lens(&section);
	draw_measures(&section);
	cairo_restore(cr);
	draw_scale(&section);
	draw_legend(&section);
}

void caption_section(const struct report *report, char *text, size_t size)
{
	const struct recipe *recipe = report->pressing->recipe;
	const struct workpiece *piece = &report->pressing->design.piece;

	snprintf(
		text, size,
		"Across the tracks, to scale, nothing exaggerated: two grooves and two lands under "
		"the lens. Pitch %.0f nm, step %.1f nm (stamper %.0f nm), walls of %.0f°; %.1f nm "
		"of the step are left at the surface. Films are drawn as thick on walls, measured "
		"upright, as elsewhere.",
		recipe->pitch_nm, piece->relief_nm, recipe->step_nm, recipe->wall_deg,
		piece->step_nm);
}
