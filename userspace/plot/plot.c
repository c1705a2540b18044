// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "plot/plot.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TICK 4.0
#define TICKS_MOST 24
/* Room beside a frame for ticks' numbers and the axis's label. */
#define ROOM_LEFT 62.0
#define ROOM_BELOW 46.0
#define ROOM_RIGHT 16.0
#define ROOM_ABOVE 10.0

struct ticks {
	unsigned int count;
	double value[TICKS_MOST];
	/* Digits behind the point. */
	int digits;
};

void plot_colour(cairo_t *cr, enum plot_colour colour, double opacity)
{
	static const unsigned char rgb[][3] = {
		[PLOT_BLACK] = { 20, 20, 20 },	  [PLOT_ORANGE] = { 230, 159, 0 },
		[PLOT_SKY] = { 86, 180, 233 },	  [PLOT_GREEN] = { 0, 158, 115 },
		[PLOT_YELLOW] = { 240, 228, 66 }, [PLOT_BLUE] = { 0, 114, 178 },
		[PLOT_RED] = { 213, 94, 0 },	  [PLOT_PURPLE] = { 204, 121, 167 },
		[PLOT_GREY] = { 120, 120, 120 },
	};

	cairo_set_source_rgba(cr, rgb[colour][0] / 255.0, rgb[colour][1] / 255.0,
			      rgb[colour][2] / 255.0, opacity);
}

static void set_font(cairo_t *cr, double size)
{
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
			       CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, size);
}

double plot_text_width(cairo_t *cr, double size, const char *text)
{
	cairo_text_extents_t extents;

	set_font(cr, size);
	cairo_text_extents(cr, text, &extents);
	return extents.x_advance;
}

static double aligned(double x, double width, enum plot_align align)
{
	if (align == PLOT_LEFT)
		return x;
	return align == PLOT_CENTRE ? x - width / 2 : x - width;
}

void plot_text(cairo_t *cr, double x, double y, double size, enum plot_align align,
	       const char *text)
{
	double width = plot_text_width(cr, size, text);

	/* Small letters of this font are 0.55 of its size high. */
	cairo_move_to(cr, aligned(x, width, align), y + 0.27 * size);
	cairo_show_text(cr, text);
}

void plot_text_on_white(cairo_t *cr, double x, double y, double size, enum plot_align align,
			const char *text)
{
	double width = plot_text_width(cr, size, text);

	cairo_save(cr);
	cairo_set_source_rgba(cr, 1, 1, 1, 0.85);
	cairo_rectangle(cr, aligned(x, width, align) - 2, y - 0.7 * size, width + 4, 1.4 * size);
	cairo_fill(cr);
	cairo_restore(cr);
	plot_text(cr, x, y, size, align, text);
}

/* 1, 2 or 5 times a power of ten, so that about @wanted fit. */
static double tick_stride(double range, unsigned int wanted)
{
	double rough = range / wanted;
	double decade = pow(10, floor(log10(rough)));
	double part = rough / decade;

	if (part <= 1)
		return decade;
	if (part <= 2)
		return 2 * decade;
	return part <= 5 ? 5 * decade : 10 * decade;
}

static void even_ticks(struct ticks *ticks, const struct plot_axis *axis, unsigned int wanted)
{
	double stride = tick_stride(axis->most - axis->least, wanted);
	double first = ceil(axis->least / stride - 1e-9);

	ticks->digits = (int)fmax(0, ceil(-log10(stride) - 1e-9));
	for (ticks->count = 0; ticks->count < TICKS_MOST; ticks->count++) {
		double value = (first + ticks->count) * stride;

		if (value > axis->most + 1e-9 * stride)
			break;
		ticks->value[ticks->count] = value;
	}
}

static void decade_ticks(struct ticks *ticks, const struct plot_axis *axis)
{
	double first = ceil(log10(axis->least) - 1e-9);
	double decades = log10(axis->most) - first;
	double stride = ceil((decades + 1) / TICKS_MOST);

	ticks->count = 0;
	for (double decade = first; decade <= log10(axis->most) + 1e-9; decade += stride)
		ticks->value[ticks->count++] = pow(10, decade);
}

static void find_ticks(struct ticks *ticks, const struct plot_axis *axis, unsigned int wanted)
{
	if (axis->logarithmic)
		decade_ticks(ticks, axis);
	else
		even_ticks(ticks, axis, wanted);
}

/* 10 to the power of a number, in raised digits. */
static void print_power(char *word, size_t size, int power)
{
	static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	char digits[12];
	size_t used;

	snprintf(digits, sizeof(digits), "%d", power < 0 ? -power : power);
	used = (size_t)snprintf(word, size, "10%s", power < 0 ? "⁻" : "");
	for (const char *digit = digits; *digit && used < size; digit++)
		used += (size_t)snprintf(word + used, size - used, "%s", raised[*digit - '0']);
}

static void print_tick(char *word, size_t size, const struct plot_axis *axis,
		       const struct ticks *ticks, unsigned int n)
{
	double value = ticks->value[n];

	if (axis->logarithmic && (axis->least < 0.0099 || axis->most > 10001))
		print_power(word, size, (int)lround(log10(value)));
	else if (axis->logarithmic)
		snprintf(word, size, "%g", value);
	else
		snprintf(word, size, "%s%.*f", value < 0 ? "−" : "", ticks->digits, fabs(value));
}

static double along(const struct plot_axis *axis, double value)
{
	if (axis->logarithmic)
		return log(value / axis->least) / log(axis->most / axis->least);
	return (value - axis->least) / (axis->most - axis->least);
}

double plot_x(const struct plot *plot, double value)
{
	return plot->frame.x + plot->frame.width * along(&plot->x, value);
}

double plot_y(const struct plot *plot, double value)
{
	return plot->frame.y + plot->frame.height * (1 - along(&plot->y, value));
}

static void stroke(cairo_t *cr, double x0, double y0, double x1, double y1)
{
	cairo_move_to(cr, x0, y0);
	cairo_line_to(cr, x1, y1);
	cairo_stroke(cr);
}

static void draw_x_ticks(struct plot *plot)
{
	const struct plot_box *frame = &plot->frame;
	double bottom = frame->y + frame->height;
	struct ticks ticks;
	char word[32];

	find_ticks(&ticks, &plot->x, (unsigned int)fmax(frame->width / 48, 3));
	for (unsigned int n = 0; n < ticks.count; n++) {
		double x = plot_x(plot, ticks.value[n]);

		plot_colour(plot->cr, PLOT_GREY, 0.25);
		stroke(plot->cr, x, frame->y, x, bottom);
		plot_colour(plot->cr, PLOT_BLACK, 1);
		stroke(plot->cr, x, bottom, x, bottom + TICK);
		print_tick(word, sizeof(word), &plot->x, &ticks, n);
		plot_text(plot->cr, x, bottom + TICK + 10, PLOT_SMALL, PLOT_CENTRE, word);
	}
	plot_text(plot->cr, frame->x + frame->width / 2, bottom + ROOM_BELOW - 10, PLOT_TEXT,
		  PLOT_CENTRE, plot->x.label);
}

static void draw_y_ticks(struct plot *plot)
{
	const struct plot_box *frame = &plot->frame;
	struct ticks ticks;
	char word[32];

	find_ticks(&ticks, &plot->y, (unsigned int)fmax(frame->height / 30, 3));
	for (unsigned int n = 0; n < ticks.count; n++) {
		double y = plot_y(plot, ticks.value[n]);

		plot_colour(plot->cr, PLOT_GREY, 0.25);
		stroke(plot->cr, frame->x, y, frame->x + frame->width, y);
		plot_colour(plot->cr, PLOT_BLACK, 1);
		stroke(plot->cr, frame->x - TICK, y, frame->x, y);
		print_tick(word, sizeof(word), &plot->y, &ticks, n);
		plot_text(plot->cr, frame->x - TICK - 4, y, PLOT_SMALL, PLOT_RIGHT, word);
	}
	cairo_save(plot->cr);
	cairo_translate(plot->cr, frame->x - ROOM_LEFT + 10, frame->y + frame->height / 2);
	cairo_rotate(plot->cr, -M_PI / 2);
	plot_text(plot->cr, 0, 0, PLOT_TEXT, PLOT_CENTRE, plot->y.label);
	cairo_restore(plot->cr);
}

void plot_begin(struct plot *plot, cairo_t *cr, const struct plot_box *box,
		const struct plot_axis *x, const struct plot_axis *y)
{
	plot->cr = cr;
	plot->x = *x;
	plot->y = *y;
	plot->frame = (struct plot_box){ box->x + ROOM_LEFT, box->y + ROOM_ABOVE,
					 box->width - ROOM_LEFT - ROOM_RIGHT,
					 box->height - ROOM_ABOVE - ROOM_BELOW };
	cairo_set_line_width(cr, 1);
	draw_x_ticks(plot);
	draw_y_ticks(plot);
	plot_colour(cr, PLOT_BLACK, 1);
	cairo_rectangle(cr, plot->frame.x, plot->frame.y, plot->frame.width, plot->frame.height);
	cairo_stroke(cr);
}

static void set_style(cairo_t *cr, const struct plot_style *style)
{
	static const double dashes[] = { 7, 4 };

	plot_colour(cr, style->colour, 1);
	cairo_set_line_width(cr, style->width);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_dash(cr, dashes, style->dashed ? 2 : 0, 0);
}

static void clip(struct plot *plot)
{
	cairo_save(plot->cr);
	cairo_rectangle(plot->cr, plot->frame.x, plot->frame.y, plot->frame.width,
			plot->frame.height);
	cairo_clip(plot->cr);
}

static bool drawable(const struct plot_axis *axis, double value)
{
	return isfinite(value) && (!axis->logarithmic || value > 0);
}

void plot_line(struct plot *plot, const struct plot_style *style, const double *x, const double *y,
	       unsigned int count)
{
	bool pen = false;

	clip(plot);
	set_style(plot->cr, style);
	for (unsigned int n = 0; n < count; n++) {
		if (!drawable(&plot->x, x[n]) || !drawable(&plot->y, y[n])) {
			pen = false;
			continue;
		}
		if (pen)
			cairo_line_to(plot->cr, plot_x(plot, x[n]), plot_y(plot, y[n]));
		else
			cairo_move_to(plot->cr, plot_x(plot, x[n]), plot_y(plot, y[n]));
		pen = true;
	}
	cairo_stroke(plot->cr);
	cairo_restore(plot->cr);
}

void plot_upright(struct plot *plot, const struct plot_style *style, double x)
{
	const double xs[] = { x, x };
	const double ys[] = { plot->y.least, plot->y.most };

	plot_line(plot, style, xs, ys, 2);
}

void plot_level(struct plot *plot, const struct plot_style *style, double y)
{
	const double xs[] = { plot->x.least, plot->x.most };
	const double ys[] = { y, y };

	plot_line(plot, style, xs, ys, 2);
}

void plot_band(struct plot *plot, enum plot_colour colour, const double *x, const double *low,
	       const double *high, unsigned int count)
{
	clip(plot);
	for (unsigned int n = 0; n < count; n++)
		cairo_line_to(plot->cr, plot_x(plot, x[n]), plot_y(plot, high[n]));
	for (unsigned int n = count; n-- > 0;)
		cairo_line_to(plot->cr, plot_x(plot, x[n]), plot_y(plot, low[n]));
	cairo_close_path(plot->cr);
	plot_colour(plot->cr, colour, 0.3);
	cairo_fill(plot->cr);
	cairo_restore(plot->cr);
}

void plot_bar(struct plot *plot, enum plot_colour colour, double left, double right, double y)
{
	double top = plot_y(plot, fmax(y, plot->y.least));

	clip(plot);
	cairo_rectangle(plot->cr, plot_x(plot, left), top, plot_x(plot, right) - plot_x(plot, left),
			plot->frame.y + plot->frame.height - top);
	plot_colour(plot->cr, colour, 0.7);
	cairo_fill_preserve(plot->cr);
	plot_colour(plot->cr, PLOT_BLACK, 1);
	cairo_set_line_width(plot->cr, 0.6);
	cairo_stroke(plot->cr);
	cairo_restore(plot->cr);
}

void plot_mark(struct plot *plot, enum plot_colour colour, double x, double y)
{
	cairo_new_path(plot->cr);
	cairo_arc(plot->cr, plot_x(plot, x), plot_y(plot, y), 4.5, 0, 2 * M_PI);
	plot_colour(plot->cr, colour, 1);
	cairo_fill_preserve(plot->cr);
	plot_colour(plot->cr, PLOT_BLACK, 1);
	cairo_set_line_width(plot->cr, 1);
	cairo_set_dash(plot->cr, NULL, 0, 0);
	cairo_stroke(plot->cr);
}

#define LEGEND_LINE 30.0
#define LEGEND_ROW 17.0
#define LEGEND_EDGE 7.0

static void legend_size(cairo_t *cr, const struct plot_style *const *style, unsigned int count,
			struct plot_box *box)
{
	double widest = 0;

	box->height = LEGEND_EDGE;
	for (unsigned int n = 0; n < count; n++) {
		if (!style[n]->label)
			continue;
		widest = fmax(widest, plot_text_width(cr, PLOT_SMALL, style[n]->label));
		box->height += LEGEND_ROW;
	}
	box->width = widest + LEGEND_LINE + 3 * LEGEND_EDGE;
}

void plot_legend(struct plot *plot, const struct plot_style *const *style, unsigned int count,
		 bool right, bool below)
{
	const struct plot_box *frame = &plot->frame;
	cairo_t *cr = plot->cr;
	struct plot_box box;
	double y;

	legend_size(cr, style, count, &box);
	box.x = right ? frame->x + frame->width - box.width - 8 : frame->x + 8;
	box.y = below ? frame->y + frame->height - box.height - 8 : frame->y + 8;
	cairo_save(cr);
	cairo_rectangle(cr, box.x, box.y, box.width, box.height);
	cairo_set_source_rgba(cr, 1, 1, 1, 0.9);
	cairo_fill_preserve(cr);
	plot_colour(cr, PLOT_GREY, 1);
	cairo_set_line_width(cr, 0.6);
	cairo_stroke(cr);
	y = box.y + LEGEND_EDGE / 2 + LEGEND_ROW / 2;
	for (unsigned int n = 0; n < count; n++) {
		if (!style[n]->label)
			continue;
		set_style(cr, style[n]);
		stroke(cr, box.x + LEGEND_EDGE, y, box.x + LEGEND_EDGE + LEGEND_LINE, y);
		plot_colour(cr, PLOT_BLACK, 1);
		plot_text(cr, box.x + 2 * LEGEND_EDGE + LEGEND_LINE, y, PLOT_SMALL, PLOT_LEFT,
			  style[n]->label);
		y += LEGEND_ROW;
	}
	cairo_restore(cr);
}

#define DISC_EDGE_MM 60.0
#define DISC_HOLE_MM 7.5

static void circle(struct plot_disc *disc, double radius_mm)
{
	cairo_new_path(disc->cr);
	cairo_arc(disc->cr, disc->x, disc->y, radius_mm * disc->scale, 0, 2 * M_PI);
	cairo_stroke(disc->cr);
}

static void edge_circles(struct plot_disc *disc)
{
	cairo_set_line_width(disc->cr, 1);
	plot_colour(disc->cr, PLOT_GREY, 1);
	circle(disc, disc->inner_mm);
	circle(disc, disc->outer_mm);
}

void plot_disc_begin(struct plot_disc *disc, cairo_t *cr, const struct plot_box *box,
		     double inner_mm, double outer_mm)
{
	double bar, y;

	disc->cr = cr;
	disc->inner_mm = inner_mm;
	disc->outer_mm = outer_mm;
	disc->scale = fmin(box->width, box->height - 24) / (2 * DISC_EDGE_MM);
	disc->x = box->x + box->width / 2;
	disc->y = box->y + (box->height - 24) / 2;
	cairo_set_line_width(cr, 1);
	plot_colour(cr, PLOT_BLACK, 1);
	circle(disc, DISC_EDGE_MM);
	circle(disc, DISC_HOLE_MM);
	edge_circles(disc);
	bar = 20 * disc->scale;
	y = box->y + box->height - 8;
	plot_colour(cr, PLOT_BLACK, 1);
	stroke(cr, disc->x - bar / 2, y, disc->x + bar / 2, y);
	stroke(cr, disc->x - bar / 2, y - 3, disc->x - bar / 2, y + 3);
	stroke(cr, disc->x + bar / 2, y - 3, disc->x + bar / 2, y + 3);
	plot_text(cr, disc->x + bar / 2 + 6, y, PLOT_SMALL, PLOT_LEFT, "20 mm");
}

/* Pixels to a point, so that colours stay smooth in print. */
#define MAP_FINE 1.5

static void paint_pixels(const struct plot_disc *disc, unsigned char *pixels, int stride, int size,
			 plot_map map, const void *from)
{
	cairo_t *cr = disc->cr;
	int row, column;
	double red, green, blue;

	for (row = 0; row < size; row++) {
		uint32_t *line = (uint32_t *)(pixels + (size_t)row * (size_t)stride);

		for (column = 0; column < size; column++) {
			/* Angles run against the clock; rows run downwards. */
			double x = (2.0 * column + 1 - size) / size * DISC_EDGE_MM;
			double y = (size - 1 - 2.0 * row) / size * DISC_EDGE_MM;
			double radius = hypot(x, y);
			double turn = atan2(y, x) / (2 * M_PI);

			if (radius < disc->inner_mm || radius > disc->outer_mm)
				continue;
			plot_map_colour(cr, map(from, radius, turn < 0 ? turn + 1 : turn));
			cairo_pattern_get_rgba(cairo_get_source(cr), &red, &green, &blue, NULL);
			line[column] = 0xff000000u | (uint32_t)lround(red * 255) << 16 |
				       (uint32_t)lround(green * 255) << 8 |
				       (uint32_t)lround(blue * 255);
		}
	}
}

void plot_disc_map(struct plot_disc *disc, plot_map map, const void *from)
{
	double edge = disc->scale * DISC_EDGE_MM;
	int size = (int)(2 * edge * MAP_FINE);
	cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size, size);

	if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
		paint_pixels(disc, cairo_image_surface_get_data(image),
			     cairo_image_surface_get_stride(image), size, map, from);
		cairo_surface_mark_dirty(image);
		cairo_save(disc->cr);
		cairo_translate(disc->cr, disc->x - edge, disc->y - edge);
		cairo_scale(disc->cr, 2 * edge / size, 2 * edge / size);
		cairo_set_source_surface(disc->cr, image, 0, 0);
		cairo_paint(disc->cr);
		cairo_restore(disc->cr);
	}
	cairo_surface_destroy(image);
	edge_circles(disc);
}

void plot_disc_dot(struct plot_disc *disc, double radius_mm, double turn, double size)
{
	double angle = -2 * M_PI * turn;

	cairo_new_path(disc->cr);
	cairo_arc(disc->cr, disc->x + radius_mm * disc->scale * cos(angle),
		  disc->y + radius_mm * disc->scale * sin(angle), size, 0, 2 * M_PI);
	cairo_fill(disc->cr);
}

void plot_map_colour(cairo_t *cr, double part)
{
	static const unsigned char viridis[][3] = {
		{ 0x44, 0x01, 0x54 }, { 0x47, 0x2d, 0x7b }, { 0x3b, 0x52, 0x8b },
		{ 0x2c, 0x72, 0x8e }, { 0x21, 0x91, 0x8c }, { 0x28, 0xae, 0x80 },
		{ 0x5e, 0xc9, 0x62 }, { 0xad, 0xdc, 0x30 }, { 0xfd, 0xe7, 0x25 },
	};
	const unsigned int last = sizeof(viridis) / sizeof(viridis[0]) - 1;
	double at = last * fmin(fmax(part, 0), 1);
	unsigned int n = (unsigned int)fmin(at, last - 1);
	double rest = at - n, mixed[3];

	for (unsigned int i = 0; i < 3; i++)
		mixed[i] = (viridis[n][i] * (1 - rest) + viridis[n + 1][i] * rest) / 255;
	cairo_set_source_rgb(cr, mixed[0], mixed[1], mixed[2]);
}

#define SCALE_SHADES 64

void plot_map_scale(cairo_t *cr, const struct plot_box *box, const struct plot_axis *axis)
{
	const double wide = 14;
	struct ticks ticks;
	char word[32];

	for (unsigned int n = 0; n < SCALE_SHADES; n++) {
		plot_map_colour(cr, (n + 0.5) / SCALE_SHADES);
		cairo_rectangle(cr, box->x, box->y + box->height * (1 - (n + 1.0) / SCALE_SHADES),
				wide, box->height / SCALE_SHADES + 0.5);
		cairo_fill(cr);
	}
	plot_colour(cr, PLOT_BLACK, 1);
	cairo_set_line_width(cr, 1);
	cairo_rectangle(cr, box->x, box->y, wide, box->height);
	cairo_stroke(cr);
	find_ticks(&ticks, axis, 5);
	for (unsigned int n = 0; n < ticks.count; n++) {
		double y = box->y + box->height * (1 - along(axis, ticks.value[n]));

		stroke(cr, box->x + wide, y, box->x + wide + TICK, y);
		print_tick(word, sizeof(word), axis, &ticks, n);
		plot_text(cr, box->x + wide + TICK + 3, y, PLOT_SMALL, PLOT_LEFT, word);
	}
	plot_text(cr, box->x + wide, box->y - 14, PLOT_SMALL, PLOT_CENTRE, axis->label);
}
