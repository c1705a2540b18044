/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: diagrams by cairo
 *
 * Axes, lines, legends and colour maps, as reports need them. Lengths on paper
 * are points. Colours tell apart for colour-blind eyes too (Okabe and Ito 2008; viridis),
 * and lines that mean different things differ in dashes as well.
 */
#ifndef NFOD_PLOT_H
#define NFOD_PLOT_H

#include <cairo.h>
#include <stdbool.h>

#define PLOT_TEXT 12.0 /* size of letters */
#define PLOT_SMALL 10.5

enum plot_colour {
	PLOT_BLACK,
	PLOT_ORANGE,
	PLOT_SKY,
	PLOT_GREEN,
	PLOT_YELLOW,
	PLOT_BLUE,
	PLOT_RED,
	PLOT_PURPLE,
	PLOT_GREY,
};

enum plot_align {
	PLOT_LEFT,
	PLOT_CENTRE,
	PLOT_RIGHT,
};

struct plot_box {
	double x, y, width, height;
};

/**
 * struct plot_axis - one axis
 * @label: with unit
 * @least: value at its begin
 * @most: value at its end
 * @logarithmic: decades; @least > 0
 */
struct plot_axis {
	const char *label;
	double least;
	double most;
	bool logarithmic;
};

/**
 * struct plot_style - of a line
 * @colour: enum plot_colour
 * @dashed: not drawn through
 * @width: of the stroke
 * @label: in the legend, NULL = not there
 */
struct plot_style {
	enum plot_colour colour;
	bool dashed;
	double width;
	const char *label;
};

/**
 * struct plot - a diagram being drawn
 * @cr: on which
 * @frame: within the axes
 * @x: axis
 * @y: axis
 */
struct plot {
	cairo_t *cr;
	struct plot_box frame;
	struct plot_axis x;
	struct plot_axis y;
};

void plot_colour(cairo_t *cr, enum plot_colour colour, double opacity);

/**
 * plot_text() - write a line
 * @x: where it begins, has its middle or ends, by @align
 * @y: middle of its small letters
 */
void plot_text(cairo_t *cr, double x, double y, double size, enum plot_align align,
	       const char *text);

/* The same with a white ground, for places where lines pass. */
void plot_text_on_white(cairo_t *cr, double x, double y, double size, enum plot_align align,
			const char *text);

double plot_text_width(cairo_t *cr, double size, const char *text);

/**
 * plot_begin() - draw axes, grid and labels
 * @box: for all of it, labels too
 */
void plot_begin(struct plot *plot, cairo_t *cr, const struct plot_box *box,
		const struct plot_axis *x, const struct plot_axis *y);

/* Where a value lies on paper. */
double plot_x(const struct plot *plot, double value);
double plot_y(const struct plot *plot, double value);

/* Lines are cut at the frame; values that are no numbers leave a hole. */
void plot_line(struct plot *plot, const struct plot_style *style, const double *x, const double *y,
	       unsigned int count);
void plot_upright(struct plot *plot, const struct plot_style *style, double x);
void plot_level(struct plot *plot, const struct plot_style *style, double y);
/* Fill between two lines. */
void plot_band(struct plot *plot, enum plot_colour colour, const double *x, const double *low,
	       const double *high, unsigned int count);
void plot_bar(struct plot *plot, enum plot_colour colour, double left, double right, double y);
void plot_mark(struct plot *plot, enum plot_colour colour, double x, double y);

/**
 * plot_legend() - explain lines
 * @style: those of @count that have a label
 * @right: at the frame's right edge, else at the left
 * @below: at its lower edge, else at the upper
 */
void plot_legend(struct plot *plot, const struct plot_style *const *style, unsigned int count,
		 bool right, bool below);

/**
 * struct plot_disc - a disc from above
 * @cr: on which
 * @x: its middle
 * @y: ditto
 * @scale: points per mm
 * @inner_mm: data area
 * @outer_mm: ditto
 */
struct plot_disc {
	cairo_t *cr;
	double x, y;
	double scale;
	double inner_mm;
	double outer_mm;
};

/**
 * plot_disc_begin() - draw a disc's edges, its data area and a scale
 * @box: for it
 * @inner_mm: data area
 * @outer_mm: ditto
 */
void plot_disc_begin(struct plot_disc *disc, cairo_t *cr, const struct plot_box *box,
		     double inner_mm, double outer_mm);

/* Value at a place of a disc, 0..1 of the colours; @turn in turns. */
typedef double (*plot_map)(const void *from, double radius_mm, double turn);

/* Paint the data area by colours. */
void plot_disc_map(struct plot_disc *disc, plot_map map, const void *from);
void plot_disc_dot(struct plot_disc *disc, double radius_mm, double turn, double size);

/* Set the colour of a part, 0..1, of a colour map (viridis). */
void plot_map_colour(cairo_t *cr, double part);

/**
 * plot_map_scale() - what the colours of a map mean
 * @box: of the bar and its labels to the right
 * @axis: values
 */
void plot_map_scale(cairo_t *cr, const struct plot_box *box, const struct plot_axis *axis);

#endif
