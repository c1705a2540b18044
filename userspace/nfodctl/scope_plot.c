// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include <cairo-svg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "plot/plot.h"
#include "scope.h"
#include "signals.h"

#define WIDTH 960.0
#define HEIGHT_ALONE 420.0
#define HEIGHT_EACH 230.0
#define TITLE 34.0
#define BUCKETS 1600u
/* Pixels a point, of PNG. */
#define FINE 1.5

/**
 * struct trail - a signal's line
 * @x: times
 * @y: values
 * @count: of them
 */
struct trail {
	double *x;
	double *y;
	unsigned int count;
};

/**
 * struct time_scale - unit of the time axis
 * @label: of the axis
 * @factor: units a second
 */
struct time_scale {
	const char *label;
	double factor;
};

static const struct time_scale *time_scale_of(const struct capture *capture)
{
	static const struct time_scale scales[] = { { "time / us", 1e6 },
						    { "time / ms", 1e3 },
						    { "time / s", 1 } };
	double span = (capture->records - 1.0) * capture->setup.every * capture->tick_s;

	return &scales[span < 2e-3 ? 0 : span < 2 ? 1 : 2];
}

static void add_point(struct trail *trail, double x, double y)
{
	trail->x[trail->count] = x;
	trail->y[trail->count++] = y;
}

/* The extremes of a stretch, in the order in which they came: peaks stay what they are. */
static void add_stretch(struct trail *trail, const struct capture *capture, unsigned int channel,
			uint32_t from, uint32_t until, double factor)
{
	uint32_t least = from, most = from;

	for (uint32_t n = from; n < until; n++) {
		double value = capture_value(capture, n, channel);

		if (!(value >= capture_value(capture, least, channel)))
			least = n;
		if (!(value <= capture_value(capture, most, channel)))
			most = n;
	}
	if (most < least) {
		uint32_t other = most;

		most = least;
		least = other;
	}
	add_point(trail, factor * capture_time(capture, least),
		  capture_value(capture, least, channel));
	if (most != least)
		add_point(trail, factor * capture_time(capture, most),
			  capture_value(capture, most, channel));
}

static void find_trail(struct trail *trail, const struct capture *capture, unsigned int channel,
		       double factor)
{
	uint32_t buckets = capture->records < 2 * BUCKETS ? capture->records : BUCKETS;

	trail->count = 0;
	for (uint32_t n = 0; n < buckets; n++)
		add_stretch(trail, capture, channel,
			    (uint32_t)((uint64_t)n * capture->records / buckets),
			    (uint32_t)((uint64_t)(n + 1) * capture->records / buckets), factor);
}

static struct plot_axis time_axis(const struct capture *capture, const struct time_scale *scale)
{
	struct plot_axis axis = { .label = scale->label };

	axis.least = scale->factor * capture_time(capture, 0);
	axis.most = scale->factor * capture_time(capture, capture->records - 1);
	if (!(axis.most > axis.least))
		axis.most = axis.least + scale->factor * capture->tick_s;
	return axis;
}

/* Room above for the legend. */
static struct plot_axis value_axis(const struct capture_sum *sum, const char *label)
{
	double range = sum->most - sum->least;

	if (!(range > 1e-6 * fmax(fabs(sum->most), fabs(sum->least))))
		range = fmax(0.1 * fabs(sum->most), 1e-3);
	return (struct plot_axis){
		.label = label,
		.least = sum->least - 0.05 * range,
		.most = sum->most + 0.5 * range,
	};
}

static void mark_trigger(struct plot *plot, const struct capture *capture)
{
	const struct plot_style style = { .colour = PLOT_GREY, .dashed = true, .width = 1 };

	if (!capture->zero)
		return;
	plot_upright(plot, &style, 0);
	plot_colour(plot->cr, PLOT_GREY, 1);
	plot_text_on_white(plot->cr, plot_x(plot, 0) + 5, plot->frame.y + 12, PLOT_SMALL, PLOT_LEFT,
			   trigger_name(capture->setup.trigger));
}

/* Codes have no mean. */
static bool is_code(unsigned int signal)
{
	return signal == NFOD_TRACE_STATE || signal == NFOD_TRACE_MAY;
}

static void draw_lines(struct plot *plot, const struct capture *capture, unsigned int channel,
		       const struct capture_sum *sum, const struct trail *trail)
{
	static const enum plot_colour colours[] = { PLOT_BLUE, PLOT_RED, PLOT_GREEN, PLOT_PURPLE };
	const struct signal_name *name = signal_name(capture->setup.signal[channel]);
	bool code = is_code(capture->setup.signal[channel]);
	struct plot_style line = { .colour = colours[channel % 4], .width = 1.1 };
	struct plot_style mean = { .colour = PLOT_BLACK, .dashed = true, .width = 1 };
	const struct plot_style *const legend[] = { &line, &mean };
	const char *between = name->unit[0] ? " " : "";
	char line_words[160], mean_words[64];

	if (code)
		snprintf(line_words, sizeof(line_words), "%s", name->words);
	else
		snprintf(line_words, sizeof(line_words), "%s: rms %.3g%s%s, peak %.3g%s%s",
			 name->words, sum->rms, between, name->unit, sum->peak, between,
			 name->unit);
	snprintf(mean_words, sizeof(mean_words), "mean %.4g %s", sum->mean, name->unit);
	line.label = line_words;
	mean.label = mean_words;
	plot_line(plot, &line, trail->x, trail->y, trail->count);
	if (!code)
		plot_level(plot, &mean, sum->mean);
	mark_trigger(plot, capture);
	plot_legend(plot, legend, code ? 1 : 2, true, false);
}

static void draw_channel(cairo_t *cr, const struct plot_box *box, const struct capture *capture,
			 unsigned int channel, struct trail *trail)
{
	const struct signal_name *name = signal_name(capture->setup.signal[channel]);
	const struct time_scale *scale = time_scale_of(capture);
	struct capture_sum sum = capture_sum(capture, channel);
	struct plot_axis x = time_axis(capture, scale), y;
	char label[64];
	struct plot plot;

	snprintf(label, sizeof(label), "%s%s%s", name->name, name->unit[0] ? " / " : "",
		 name->unit);
	y = value_axis(&sum, label);
	plot_begin(&plot, cr, box, &x, &y);
	find_trail(trail, capture, channel, scale->factor);
	draw_lines(&plot, capture, channel, &sum, trail);
}

static double height_of(const struct capture *capture)
{
	unsigned int channels = capture->setup.channels;

	return TITLE + (channels == 1 ? HEIGHT_ALONE : channels * HEIGHT_EACH);
}

static void draw_all(cairo_t *cr, const struct capture *capture, const char *title,
		     struct trail *trail)
{
	unsigned int channels = capture->setup.channels;
	double height = height_of(capture);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	plot_colour(cr, PLOT_BLACK, 1);
	plot_text(cr, WIDTH / 2, TITLE / 2 + 2, PLOT_TEXT + 2, PLOT_CENTRE, title);
	for (unsigned int n = 0; n < channels; n++) {
		struct plot_box box = { 8, TITLE + n * (height - TITLE) / channels, WIDTH - 16,
					(height - TITLE) / channels };

		draw_channel(cr, &box, capture, n, trail);
	}
}

static bool save(cairo_surface_t *surface, const char *path, bool svg, char *why)
{
	cairo_status_t status = CAIRO_STATUS_SUCCESS;

	if (!svg)
		status = cairo_surface_write_to_png(surface, path);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	if (status != CAIRO_STATUS_SUCCESS)
		snprintf(why, NFODCTL_WHY, "%.80s: cannot be written: %s", path,
			 cairo_status_to_string(status));
	return status == CAIRO_STATUS_SUCCESS;
}

/* Cairo does not say why a file could not be written. */
static bool can_write(const char *path, char *why)
{
	FILE *file = fopen(path, "w");

	if (file)
		fclose(file);
	else
		snprintf(why, NFODCTL_WHY, "%.80s: cannot be written: %m", path);
	return file;
}

static bool plot_on(cairo_surface_t *surface, const struct capture *capture, const char *path,
		    bool svg, const char *title, char *why)
{
	cairo_t *cr = cairo_create(surface);
	struct trail trail = { .x = calloc(2 * 2 * BUCKETS, sizeof(double)),
			       .y = calloc(2 * 2 * BUCKETS, sizeof(double)) };
	bool done = false;

	if (!trail.x || !trail.y) {
		snprintf(why, NFODCTL_WHY, "out of memory");
	} else {
		if (!svg)
			cairo_scale(cr, FINE, FINE);
		draw_all(cr, capture, title, &trail);
		done = save(surface, path, svg, why);
	}
	free(trail.x);
	free(trail.y);
	cairo_destroy(cr);
	return done;
}

bool scope_plot(const struct capture *capture, const char *path, bool svg, const char *title,
		char *why)
{
	double height = height_of(capture);
	cairo_surface_t *surface;
	bool done;

	if (!can_write(path, why))
		return false;
	surface = svg ? cairo_svg_surface_create(path, WIDTH, height) :
			cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(FINE * WIDTH),
						   (int)(FINE * height));
	done = plot_on(surface, capture, path, svg, title, why);
	cairo_surface_destroy(surface);
	return done;
}
