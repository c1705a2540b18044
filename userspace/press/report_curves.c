// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Curves: gap error signal, crosstalk, texture.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "press/report.h"

#define WIDE 760.0
#define HIGH 360.0

static const char *const side_name[NFOD_SIDES] = { "groove", "land" };

#define GAP_MOST_NM 250.0
#define GAP_POINTS 126

static double part_of_q15(uint16_t q15)
{
	return (double)q15 / NFOD_Q15_ONE;
}

/**
 * struct gap_curves - one side's signal against gap
 * @gap_nm: gaps
 * @ges: signal by enum film_state
 */
struct gap_curves {
	double gap_nm[GAP_POINTS];
	double ges[STATES][GAP_POINTS];
};

static void compute_gap(const struct report *report, unsigned int side, struct gap_curves *curves)
{
	struct gap_point point[GAP_POINTS];

	for (unsigned int n = 0; n < GAP_POINTS; n++)
		curves->gap_nm[n] = GAP_MOST_NM * n / (GAP_POINTS - 1);
	for (unsigned int state = 0; state < STATES; state++) {
		design_curve(&report->pressing->design, side, state, curves->gap_nm, GAP_POINTS,
			     point);
		for (unsigned int n = 0; n < GAP_POINTS; n++)
			curves->ges[state][n] = point[n].ges;
	}
}

/* Magneto-optical marks do not change what the gap loop sees. */
static bool states_alike(const struct gap_curves *curves)
{
	double most = 0;

	for (unsigned int n = 0; n < GAP_POINTS; n++)
		most = fmax(most,
			    fabs(curves->ges[STATE_WRITTEN][n] - curves->ges[STATE_ERASED][n]));
	return most < 1e-6;
}

/* The tangent at the set point, so far that its slope can be read off. */
static void draw_slope(struct plot *plot, const struct report *report, unsigned int side,
		       const struct plot_style *style)
{
	const struct side_design *figures = &report->pressing->design.side[side];
	double gap = report->pressing->recipe->gap_nm;
	double ges = figures->at_gap[STATE_ERASED].ges;
	const double reach = 40;
	const double x[] = { gap - reach, gap + reach };
	const double y[] = { ges - reach * figures->ges_slope, ges + reach * figures->ges_slope };
	char text[48];

	plot_line(plot, style, x, y, 2);
	plot_mark(plot, PLOT_YELLOW, gap, ges);
	plot_colour(plot->cr, PLOT_BLACK, 1);
	snprintf(text, sizeof(text), "%.3f at %.0f nm", ges, gap);
	plot_text_on_white(plot->cr, plot_x(plot, gap) + 14, plot_y(plot, ges) + 12, PLOT_SMALL,
			   PLOT_LEFT, text);
	snprintf(text, sizeof(text), "slope %.2f %%/nm", figures->ges_slope * 100);
	plot_text_on_white(plot->cr, plot_x(plot, gap) + 14, plot_y(plot, ges) + 27, PLOT_SMALL,
			   PLOT_LEFT, text);
}

static void draw_gap_side(const struct report *report, cairo_t *cr, const struct plot_box *box,
			  unsigned int side)
{
	struct plot_style erased = { PLOT_BLUE, false, 2, "erased" };
	struct plot_style written = { PLOT_RED, true, 2, "written" };
	const struct plot_style slope = { PLOT_BLACK, false, 1, "slope at the gap" };
	const struct plot_style hand_over = { PLOT_PURPLE, true, 1.2, "hand-over level" };
	const struct plot_style *const legend[] = { &erased, &written, &slope, &hand_over };
	const struct plot_axis x = { "air gap / nm", 0, GAP_MOST_NM, false };
	const struct plot_axis y = { "gap error signal / far-field value", 0, 1.1, false };
	struct gap_curves curves;
	struct plot plot;

	compute_gap(report, side, &curves);
	if (states_alike(&curves)) {
		erased.label = "erased and written";
		written.label = NULL;
	}
	plot_begin(&plot, cr, box, &x, &y);
	plot_level(&plot, &hand_over,
		   part_of_q15(report->pressing->info.film.side[side].hand_over_q15));
	plot_line(&plot, &erased, curves.gap_nm, curves.ges[STATE_ERASED], GAP_POINTS);
	if (written.label)
		plot_line(&plot, &written, curves.gap_nm, curves.ges[STATE_WRITTEN], GAP_POINTS);
	draw_slope(&plot, report, side, &slope);
	plot_legend(&plot, legend, 4, true, true);
	plot_text(cr, plot.frame.x + plot.frame.width / 2, box->y - 6, PLOT_TEXT, PLOT_CENTRE,
		  side_name[side]);
}

void draw_gap(const struct report *report, cairo_t *cr)
{
	for (unsigned int side = 0; side < NFOD_SIDES; side++) {
		struct plot_box box = { side * WIDE / 2, 20, WIDE / 2, HIGH - 20 };

		draw_gap_side(report, cr, &box, side);
	}
}

void caption_gap(const struct report *report, char *text, size_t size)
{
	const struct side_design *side = report->pressing->design.side;
	const struct nfod_disc_side *leadin = report->pressing->info.film.side;

	snprintf(text, size,
		 "What the gap loop steers by. Set points between both states: groove %.3f, land "
		 "%.3f. Passing from erased to written film feigns a change of the gap by %+.1f nm "
		 "over grooves and %+.1f nm over lands. Slopes at %.0f nm: %.2f and %.2f %%/nm.",
		 part_of_q15(leadin[0].set_point_q15), part_of_q15(leadin[1].set_point_q15),
		 side[0].state_nm, side[1].state_nm, report->pressing->recipe->gap_nm,
		 side[0].ges_slope * 100, side[1].ges_slope * 100);
}

#define STEP_LEAST_NM 4.0
#define STEP_MOST_NM 100.0
#define STEP_POINTS 33

static void compute_crosstalk(const struct report *report, double step_nm[STEP_POINTS],
			      double db[NFOD_SIDES][STEP_POINTS])
{
	double both[STEP_POINTS][NFOD_SIDES] = { 0 };

	for (unsigned int n = 0; n < STEP_POINTS; n++)
		step_nm[n] = STEP_LEAST_NM + (STEP_MOST_NM - STEP_LEAST_NM) * n / (STEP_POINTS - 1);
	design_crosstalk(&report->pressing->design, step_nm, STEP_POINTS, &GRATING_QUICK, both);
	for (unsigned int n = 0; n < STEP_POINTS; n++)
		for (unsigned int side = 0; side < NFOD_SIDES; side++)
			db[side][n] = both[n][side];
}

static double least_of(const double *values, unsigned int count)
{
	double least = INFINITY;

	for (unsigned int n = 0; n < count; n++)
		least = fmin(least, values[n]);
	return least;
}

/* Beside an upright line: on the side that is free, unless the frame ends there. */
static void name_upright(struct plot *plot, double x, double y, bool right, const char *text)
{
	double part = (plot_x(plot, x) - plot->frame.x) / plot->frame.width;
	enum plot_align align = part < 0.2 || (right && part < 0.8) ? PLOT_LEFT : PLOT_RIGHT;

	plot_colour(plot->cr, PLOT_BLACK, 1);
	plot_text_on_white(plot->cr, plot_x(plot, x) + (align == PLOT_LEFT ? 5 : -5),
			   plot->frame.y + y, PLOT_SMALL, align, text);
}

static void draw_steps(struct plot *plot, const struct report *report)
{
	const struct plot_style chosen = { PLOT_BLACK, false, 1.2, NULL };
	const struct plot_style best = { PLOT_GREY, true, 1.2, NULL };
	const struct design *design = &report->pressing->design;
	bool above = design->relief.step_nm >= design->best.step_nm;
	char text[48];

	plot_upright(plot, &best, design->best.step_nm);
	plot_upright(plot, &chosen, design->relief.step_nm);
	for (unsigned int side = 0; side < NFOD_SIDES; side++)
		plot_mark(plot, side ? PLOT_RED : PLOT_BLUE, design->relief.step_nm,
			  fmax(design->side[side].crosstalk_db, plot->y.least));
	snprintf(text, sizeof(text), "this disc: %.1f nm", design->relief.step_nm);
	name_upright(plot, design->relief.step_nm, 14, above, text);
	snprintf(text, sizeof(text), "least: %.1f nm", design->best.step_nm);
	name_upright(plot, design->best.step_nm, 30, !above, text);
}

void draw_crosstalk(const struct report *report, cairo_t *cr)
{
	const struct plot_style groove = { PLOT_BLUE, false, 2, "reading grooves" };
	const struct plot_style land = { PLOT_RED, true, 2, "reading lands" };
	const struct plot_style limit = { PLOT_PURPLE, true, 1.2, "inspection limit" };
	const struct plot_style *const legend[] = { &groove, &land, &limit };
	const struct plot_box box = { 0, 0, WIDE, HIGH };
	const struct plot_axis x = { "height of the land above the groove / nm", 0, STEP_MOST_NM,
				     false };
	struct plot_axis y = { "crosstalk / dB", -40, 0, false };
	double step_nm[STEP_POINTS], db[NFOD_SIDES][STEP_POINTS];
	struct plot plot;

	compute_crosstalk(report, step_nm, db);
	y.least = 10 * floor(fmax(fmin(least_of(db[0], STEP_POINTS), least_of(db[1], STEP_POINTS)),
				  -60) /
			     10);
	plot_begin(&plot, cr, &box, &x, &y);
	plot_level(&plot, &limit, report->pressing->recipe->limits.crosstalk_db);
	plot_line(&plot, &groove, step_nm, db[0], STEP_POINTS);
	plot_line(&plot, &land, step_nm, db[1], STEP_POINTS);
	draw_steps(&plot, report);
	plot_legend(&plot, legend, 3, false, true);
}

void caption_crosstalk(const struct report *report, char *text, size_t size)
{
	const struct design *design = &report->pressing->design;

	snprintf(
		text, size,
		"Signal of the neighbouring tracks against that of the track read, were the step "
		"another; circles are this disc's figures (groove %.1f, land %.1f dB). The worse of "
		"both is least, %.1f dB, at %.1f nm; alone, grooves would be best "
		"at %.1f nm and lands at %.1f nm.",
		design->side[0].crosstalk_db, design->side[1].crosstalk_db, design->best.worst_db,
		design->best.step_nm, design->best.side_nm[0], design->best.side_nm[1]);
}

#define FREQUENCY_LEAST 0.01
#define FREQUENCY_MOST 20.0
#define FREQUENCY_POINTS 120

static double draw_spectrum(struct plot *plot, const struct roughness *texture,
			    const struct plot_style *style)
{
	double frequency[FREQUENCY_POINTS], psd[FREQUENCY_POINTS];
	double decades = log(FREQUENCY_MOST / FREQUENCY_LEAST);
	double most = 0;

	for (unsigned int n = 0; n < FREQUENCY_POINTS; n++) {
		frequency[n] = FREQUENCY_LEAST * exp(decades * n / (FREQUENCY_POINTS - 1));
		psd[n] = roughness_psd(texture, frequency[n]);
		most = fmax(most, psd[n]);
	}
	if (plot)
		plot_line(plot, style, frequency, psd, FREQUENCY_POINTS);
	return most;
}

/* Steps that change the texture, each with its line. */
static const struct {
	enum line_step step;
	enum plot_colour colour;
	bool dashed;
} textures[] = {
	{ STEP_MOULD, PLOT_BLACK, true },
	{ STEP_SPUTTER, PLOT_ORANGE, false },
	{ STEP_BAKE, PLOT_BLUE, true },
	{ STEP_POLISH, PLOT_RED, false },
};

#define TEXTURES (sizeof(textures) / sizeof(textures[0]))

void draw_texture(const struct report *report, cairo_t *cr)
{
	const struct line_entry *line = report->pressing->design.line;
	const struct plot_box box = { 0, 0, WIDE, HIGH };
	const struct plot_axis x = { "spatial frequency / µm⁻¹", FREQUENCY_LEAST, FREQUENCY_MOST,
				     true };
	struct plot_axis y = { "spectral density / nm² µm²", 1e-6, 1, true };
	const struct plot_style *legend[TEXTURES];
	struct plot_style style[TEXTURES];
	char label[TEXTURES][48];
	double most = 0;
	struct plot plot;

	for (unsigned int n = 0; n < TEXTURES; n++) {
		const struct roughness *texture = &line[textures[n].step].piece.texture;

		snprintf(label[n], sizeof(label[n]), "after %s: Ra %.2f nm",
			 line_step_name(textures[n].step), roughness_ra(texture));
		style[n] =
			(struct plot_style){ textures[n].colour, textures[n].dashed, 2, label[n] };
		legend[n] = &style[n];
		most = fmax(most, draw_spectrum(NULL, texture, NULL));
	}
	y.most = pow(10, ceil(log10(most) + 0.1));
	y.least = y.most * 1e-7;
	plot_begin(&plot, cr, &box, &x, &y);
	for (unsigned int n = 0; n < TEXTURES; n++)
		draw_spectrum(&plot, &line[textures[n].step].piece.texture, &style[n]);
	plot_legend(&plot, legend, TEXTURES, false, true);
}

void caption_texture(const struct report *report, char *text, size_t size)
{
	const struct workpiece *piece = &report->pressing->design.piece;

	snprintf(
		text, size,
		"Two-dimensional spectrum of the surface's texture as the disc went down the line. "
		"Finished: Ra %.2f nm (limit %.2f nm), %.2f nm rms, correlation length %.2f µm; "
		"topography between 40 µm and 1.1 mm, which no servo follows, adds %.2f nm rms.",
		roughness_ra(&piece->texture), report->pressing->recipe->limits.ra_nm,
		piece->texture.sigma_nm, piece->texture.correlation_um, piece->topography_nm);
}
