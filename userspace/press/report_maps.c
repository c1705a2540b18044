// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Maps of the disc: height, flattening film, protrusions.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "press/leadin.h"
#include "press/report.h"

#define WIDE 760.0
#define HIGH 380.0
#define MAP_WIDE 320.0
#define SCALE_WIDE 60.0

static double inner_mm(void)
{
	return pressing_ring_mm(0, MAP_RINGS);
}

static double outer_mm(void)
{
	return pressing_ring_mm(MAP_RINGS - 1, MAP_RINGS);
}

/* The colours' scale to the right of a map. */
static void draw_scale(cairo_t *cr, double x, const struct plot_axis *axis)
{
	const struct plot_box box = { x, 70, SCALE_WIDE, HIGH - 150 };

	plot_map_scale(cr, &box, axis);
}

static void title_map(cairo_t *cr, const struct plot_box *box, const char *title)
{
	plot_colour(cr, PLOT_BLACK, 1);
	plot_text(cr, box->x + box->width / 2, box->y - 8, PLOT_TEXT, PLOT_CENTRE, title);
}

/**
 * struct height_map - run-out as a map
 * @series: heights
 * @range: of its colours
 */
struct height_map {
	struct runout_series series;
	struct plot_axis range;
};

static double ring_of(double radius_mm)
{
	return (radius_mm - inner_mm()) / (outer_mm() - inner_mm()) * (RUNOUT_RINGS - 1);
}

static double height_um(const struct height_map *map, double radius_mm, double turn)
{
	return runout_series_at(&map->series, ring_of(radius_mm), 2 * M_PI * turn) / 1e3;
}

static double height_part(const void *from, double radius_mm, double turn)
{
	const struct height_map *map = from;
	double value = height_um(map, radius_mm, turn);

	return (value - map->range.least) / (map->range.most - map->range.least);
}

#define HEIGHT_ANGLES 180

/* Symmetrical about zero, so that the middle colour is the plane. */
static void find_range(struct height_map *map)
{
	double most = 0;

	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++) {
		double radius = pressing_ring_mm(ring, RUNOUT_RINGS);

		for (unsigned int n = 0; n < HEIGHT_ANGLES; n++)
			most = fmax(most, fabs(height_um(map, radius, n / (double)HEIGHT_ANGLES)));
	}
	most = fmax(most, 1e-6);
	map->range = (struct plot_axis){ "height / µm", -most, most, false };
}

static void drop_tilt(struct runout_series *series)
{
	for (unsigned int ring = 0; ring < RUNOUT_RINGS; ring++) {
		series->re[ring][0] = 0;
		series->im[ring][0] = 0;
	}
}

static void draw_height_map(struct height_map *map, cairo_t *cr, double x, const char *title)
{
	const struct plot_box box = { x, 30, MAP_WIDE, HIGH - 30 };
	struct plot_disc disc;

	find_range(map);
	title_map(cr, &box, title);
	plot_disc_begin(&disc, cr, &box, inner_mm(), outer_mm());
	plot_disc_map(&disc, height_part, map);
	draw_scale(cr, x + MAP_WIDE + 4, &map->range);
}

void draw_height(const struct report *report, cairo_t *cr)
{
	struct height_map map;

	runout_series_axial(&map.series, &report->pressing->runout);
	draw_height_map(&map, cr, 0, "axial run-out");
	drop_tilt(&map.series);
	draw_height_map(&map, cr, WIDE / 2, "without its first harmonic");
}

void caption_height(const struct report *report, char *text, size_t size)
{
	const struct pressing *pressing = report->pressing;

	snprintf(text, size,
		 "Height of the disc's surface over its data area: whole, and without the first "
		 "harmonic (a tilt), where the servo's work lies. Peak to peak over a turn, at the "
		 "worst radius: axial %.1f µm (limit %.0f µm), radial %.1f µm.",
		 runout_axial_pp(&pressing->runout) / 1e3, pressing->recipe->limits.axial_um,
		 runout_radial_pp(&pressing->runout) / 1e3);
}

/**
 * struct film_map - thickness as a map
 */
struct film_map {
	const struct pressing *pressing;
	struct plot_axis range;
};

/* Between the four places of the map around it. */
static double film_nm(const struct pressing *pressing, double radius_mm, double turn)
{
	double across = (radius_mm - inner_mm()) / (outer_mm() - inner_mm()) * (MAP_RINGS - 1);
	unsigned int ring = (unsigned int)fmin(fmax(across, 0), MAP_RINGS - 2);
	double round = turn * MAP_SECTORS;
	unsigned int sector = (unsigned int)round % MAP_SECTORS;
	unsigned int next = (sector + 1) % MAP_SECTORS;
	const double *in = pressing->film_nm[ring], *out = pressing->film_nm[ring + 1];
	double r = across - ring, t = round - floor(round);

	return (1 - r) * ((1 - t) * in[sector] + t * in[next]) +
	       r * ((1 - t) * out[sector] + t * out[next]);
}

static double film_part(const void *from, double radius_mm, double turn)
{
	const struct film_map *map = from;

	return (film_nm(map->pressing, radius_mm, turn) - map->range.least) /
	       (map->range.most - map->range.least);
}

/**
 * struct film_rings - thickness by radius
 */
struct film_rings {
	double radius_mm[MAP_RINGS];
	double least[MAP_RINGS];
	double mean[MAP_RINGS];
	double most[MAP_RINGS];
	double least_of_all, most_of_all, mean_of_all;
};

static void summarise_film(const struct pressing *pressing, struct film_rings *rings)
{
	memset(rings, 0, sizeof(*rings));
	rings->least_of_all = INFINITY;
	for (unsigned int ring = 0; ring < MAP_RINGS; ring++) {
		rings->radius_mm[ring] = pressing_ring_mm(ring, MAP_RINGS);
		rings->least[ring] = INFINITY;
		for (unsigned int sector = 0; sector < MAP_SECTORS; sector++) {
			double film = pressing->film_nm[ring][sector];

			rings->least[ring] = fmin(rings->least[ring], film);
			rings->most[ring] = fmax(rings->most[ring], film);
			rings->mean[ring] += film / MAP_SECTORS;
		}
		rings->least_of_all = fmin(rings->least_of_all, rings->least[ring]);
		rings->most_of_all = fmax(rings->most_of_all, rings->most[ring]);
		rings->mean_of_all += rings->mean[ring] / MAP_RINGS;
	}
}

static void draw_film_map(const struct pressing *pressing, const struct film_rings *rings,
			  cairo_t *cr)
{
	const struct plot_box box = { 0, 30, MAP_WIDE, HIGH - 30 };
	struct film_map map = { pressing,
				{ "film / nm", rings->least_of_all, rings->most_of_all, false } };
	struct plot_disc disc;

	if (map.range.most - map.range.least < 1e-3)
		map.range.most = map.range.least + 1e-3;
	title_map(cr, &box, "film over the land");
	plot_disc_begin(&disc, cr, &box, inner_mm(), outer_mm());
	plot_disc_map(&disc, film_part, &map);
	draw_scale(cr, MAP_WIDE + 4, &map.range);
}

void draw_film(const struct report *report, cairo_t *cr)
{
	const struct pressing *pressing = report->pressing;
	const struct plot_style mean = { PLOT_BLUE, false, 2, "mean over a turn" };
	const struct plot_style nominal = { PLOT_BLACK, true, 1.2, "design" };
	const struct plot_style around = { PLOT_BLUE, false, 0.6, "least and most" };
	const struct plot_style *const legend[] = { &mean, &around, &nominal };
	const struct plot_box box = { 390, 20, WIDE - 390, HIGH - 20 };
	const struct plot_axis x = { "radius / mm", inner_mm(), outer_mm(), false };
	struct plot_axis y = { "flattening film over the land / nm", 0, 1, false };
	struct film_rings rings;
	struct plot plot;
	double room;

	summarise_film(pressing, &rings);
	draw_film_map(pressing, &rings, cr);
	room = fmax(rings.most_of_all - rings.least_of_all, 1);
	y.least = fmax(rings.least_of_all - 0.3 * room, 0);
	y.most = rings.most_of_all + 0.6 * room;
	plot_begin(&plot, cr, &box, &x, &y);
	plot_band(&plot, PLOT_SKY, rings.radius_mm, rings.least, rings.most, MAP_RINGS);
	plot_line(&plot, &around, rings.radius_mm, rings.least, MAP_RINGS);
	plot_line(&plot, &around, rings.radius_mm, rings.most, MAP_RINGS);
	plot_level(&plot, &nominal, pressing->design.piece.film_nm);
	plot_line(&plot, &mean, rings.radius_mm, rings.mean, MAP_RINGS);
	plot_legend(&plot, legend, 3, true, false);
}

void caption_film(const struct report *report, char *text, size_t size)
{
	const struct pressing *pressing = report->pressing;
	struct film_rings rings;

	if (!pressing->recipe->has_film) {
		snprintf(text, size, "This disc has no flattening film.");
		return;
	}
	summarise_film(pressing, &rings);
	snprintf(text, size,
		 "This disc's flattening film over the land: mean %.1f nm, from %.1f to %.1f nm, "
		 "sigma %.2f nm (limit %.1f nm). Over the groove it is %.1f nm thicker.",
		 rings.mean_of_all, rings.least_of_all, rings.most_of_all,
		 pressing_film_sigma_nm(pressing), pressing->recipe->limits.film_sigma_nm,
		 pressing->design.piece.relief_nm - pressing->design.piece.step_nm);
}

/* More dots than these would be one blot, and a long file. */
#define DOTS_MOST 3000

static int higher_first(const void *a, const void *b)
{
	const struct protrusion *left = a, *right = b;

	if (left->height_nm != right->height_nm)
		return left->height_nm < right->height_nm ? 1 : -1;
	return (left->radius_nm > right->radius_nm) - (left->radius_nm < right->radius_nm);
}

static double heights_most(const struct report *report)
{
	const struct recipe_limits *limits = &report->pressing->recipe->limits;

	return 1.15 * fmax(fmax(pressing_tallest_nm(report->pressing), limits->protrusion_nm),
			   DESIGN_DAMAGING_NM);
}

static double dot_size(double height_nm, double most)
{
	return 1 + 4 * height_nm / most;
}

static void draw_dots(struct plot_disc *disc, const struct report *report, double most)
{
	const struct pressing *pressing = report->pressing;
	size_t count = pressing->protrusions;
	struct protrusion *sorted = malloc((count + 1) * sizeof(*sorted));

	if (!sorted)
		return;
	memcpy(sorted, pressing->protrusion, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), higher_first);
	/* The highest last, on top of the others. */
	for (size_t n = count < DOTS_MOST ? count : DOTS_MOST; n-- > 0;) {
		bool reject = sorted[n].height_nm > pressing->recipe->limits.protrusion_nm;

		plot_colour(disc->cr, reject ? PLOT_RED : PLOT_BLUE, 0.8);
		plot_disc_dot(disc, sorted[n].radius_nm / 1e6, sorted[n].angle / 4294967296.0,
			      dot_size(sorted[n].height_nm, most));
	}
	free(sorted);
}

/* What the dots' sizes mean, beside the map, in round numbers. */
static void draw_dots_key(const struct report *report, cairo_t *cr, double most)
{
	double decade = pow(10, floor(log10(most)));
	double largest = floor(most / decade) * decade;
	const double height[] = { largest, largest / 2, largest / 5 };
	char text[32];

	for (unsigned int n = 0; n < sizeof(height) / sizeof(height[0]); n++) {
		bool reject = height[n] > report->pressing->recipe->limits.protrusion_nm;
		double y = HIGH / 2 - 30 + 20 * n;

		cairo_new_path(cr);
		cairo_arc(cr, MAP_WIDE + 8, y, dot_size(height[n], most), 0, 2 * M_PI);
		plot_colour(cr, reject ? PLOT_RED : PLOT_BLUE, 0.8);
		cairo_fill(cr);
		snprintf(text, sizeof(text), "%.3g nm", height[n]);
		plot_colour(cr, PLOT_BLACK, 1);
		plot_text(cr, MAP_WIDE + 18, y, PLOT_SMALL, PLOT_LEFT, text);
	}
}

static void draw_dots_map(const struct report *report, cairo_t *cr, double most)
{
	const struct plot_box box = { 0, 30, MAP_WIDE, HIGH - 30 };
	struct plot_disc disc;
	char title[64];

	snprintf(title, sizeof(title), "where they are; orange: above %.3g nm",
		 report->pressing->recipe->limits.protrusion_nm);
	title_map(cr, &box, title);
	plot_disc_begin(&disc, cr, &box, inner_mm(), outer_mm());
	draw_dots(&disc, report, most);
	draw_dots_key(report, cr, most);
}

#define BINS 32

static void count_bins(const struct report *report, double most, double bins[BINS])
{
	const struct pressing *pressing = report->pressing;

	memset(bins, 0, BINS * sizeof(*bins));
	for (size_t n = 0; n < pressing->protrusions; n++) {
		unsigned int bin = (unsigned int)(pressing->protrusion[n].height_nm / most * BINS);

		bins[bin < BINS ? bin : BINS - 1]++;
	}
}

static double area_cm2(const struct pressing *pressing)
{
	double outer_cm = leadin_outer_nm(&pressing->info) / 1e7;
	double inner_cm = inner_mm() / 10;

	return M_PI * (outer_cm * outer_cm - inner_cm * inner_cm);
}

static void draw_law(struct plot *plot, const struct report *report, const struct plot_style *style,
		     double most)
{
	const struct protrusion_law *law = &report->pressing->design.piece.bumps;
	double area = area_cm2(report->pressing);
	double height[BINS], expected[BINS];

	for (unsigned int n = 0; n < BINS; n++) {
		height[n] = most * (n + 0.5) / BINS;
		expected[n] = protrusions_expected(law, most * n / BINS, area) -
			      protrusions_expected(law, most * (n + 1) / BINS, area);
	}
	plot_line(plot, style, height, expected, BINS);
}

void draw_protrusions(const struct report *report, cairo_t *cr)
{
	const struct plot_style law = { PLOT_RED, false, 2, "law of the finished disc" };
	const struct plot_style limit = { PLOT_BLACK, true, 1.4, "inspection limit" };
	const struct plot_style *const legend[] = { &law, &limit };
	const struct plot_box box = { 390, 20, WIDE - 390, HIGH - 20 };
	double most = heights_most(report), highest = 10;
	const struct plot_axis x = { "height above the surface / nm", 0, most, false };
	struct plot_axis y = { "number on the recorded band", 0.5, 100, true };
	double bins[BINS];
	struct plot plot;

	draw_dots_map(report, cr, most);
	count_bins(report, most, bins);
	for (unsigned int n = 0; n < BINS; n++)
		highest = fmax(highest, bins[n]);
	y.most = pow(10, ceil(log10(highest * 3)));
	plot_begin(&plot, cr, &box, &x, &y);
	for (unsigned int n = 0; n < BINS; n++) {
		if (bins[n] > 0)
			plot_bar(&plot, PLOT_SKY, most * n / BINS, most * (n + 1) / BINS, bins[n]);
	}
	draw_law(&plot, report, &law, most);
	plot_upright(&plot, &limit, report->pressing->recipe->limits.protrusion_nm);
	plot_legend(&plot, legend, 2, true, false);
}

void caption_protrusions(const struct report *report, char *text, size_t size)
{
	const struct pressing *pressing = report->pressing;
	const struct protrusion_law *law = &pressing->design.piece.bumps;
	int used = snprintf(text, size,
			    "All %zu that stand out by 2 nm or more; the highest by %.1f nm. Law: "
			    "%.3g/cm² times exp(−height / %.1f nm)",
			    pressing->protrusions, pressing_tallest_nm(pressing), law->per_cm2,
			    law->mean_nm);

	if (isfinite(law->ceiling_nm))
		used += snprintf(text + used, size - (size_t)used,
				 ", what was higher cut down to %.1f nm", law->ceiling_nm);
	used += snprintf(
		text + used, size - (size_t)used,
		". %zu are above the limit of %.0f nm, %.3g were to be expected on %.0f cm²; "
		"above %.0f nm, where the lens would meet them, %.3g.",
		pressing->rejects, pressing->recipe->limits.protrusion_nm,
		pressing->design.rejects_expected, DESIGN_AREA_CM2, DESIGN_DAMAGING_NM,
		pressing->design.damaging_expected);
	if (pressing->protrusions > DOTS_MOST)
		snprintf(text + used, size - (size_t)used, " The map shows the highest %d.",
			 DOTS_MOST);
}
