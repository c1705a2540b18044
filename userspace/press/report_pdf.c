// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The report on paper: a part to a page, A4 across.
 */
#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "press/report.h"

#define PAGE_WIDTH 841.89
#define PAGE_HEIGHT 595.28
#define EDGE 40.0
#define INSIDE (PAGE_WIDTH - 2 * EDGE)
#define FRONT 22.0
#define TITLE 16.0
#define BODY 10.5
#define LEADING 15.0

/**
 * struct paper - pages being filled
 * @y: where the next line goes
 * @page: its number
 */
struct paper {
	cairo_t *cr;
	double y;
	unsigned int page;
};

static cairo_status_t put_bytes(void *closure, const unsigned char *data, unsigned int length)
{
	return fwrite(data, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS :
							    CAIRO_STATUS_WRITE_ERROR;
}

/* As many words as fit into @width; never none. */
static size_t fitting(cairo_t *cr, const char *text, double width)
{
	char line[REPORT_CAPTION];
	size_t end = 0, next;

	do {
		next = end + strspn(text + end, " ");
		next += strcspn(text + next, " ");
		snprintf(line, sizeof(line), "%.*s", (int)next, text);
		if (end && plot_text_width(cr, BODY, line) > width)
			break;
		end = next;
	} while (text[end]);
	return end;
}

static void put_paragraph(struct paper *paper, const char *text)
{
	char line[REPORT_CAPTION];
	size_t length;

	plot_colour(paper->cr, PLOT_BLACK, 1);
	while (*text) {
		length = fitting(paper->cr, text, INSIDE);
		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		plot_text(paper->cr, EDGE, paper->y, BODY, PLOT_LEFT, line);
		paper->y += LEADING;
		text += length;
		text += strspn(text, " ");
	}
	paper->y += LEADING / 2;
}

static void put_title(struct paper *paper, const char *title, double letters)
{
	plot_colour(paper->cr, PLOT_BLACK, 1);
	plot_text(paper->cr, EDGE, paper->y, letters, PLOT_LEFT, title);
	paper->y += 1.6 * letters;
}

/* What this is about, and in a few sentences what came out of it. */
static void put_front(struct paper *paper, const struct report *report)
{
	char text[REPORT_CAPTION];

	report_headline(report, text, sizeof(text));
	put_title(paper, text, FRONT);
	report_verdict(report, text, sizeof(text));
	put_paragraph(paper, text);
	paper->y += LEADING / 2;
}

static void end_page(struct paper *paper, const struct report *report)
{
	char text[128];

	plot_colour(paper->cr, PLOT_GREY, 1);
	report_headline(report, text, sizeof(text));
	plot_text(paper->cr, EDGE, PAGE_HEIGHT - EDGE / 2, BODY, PLOT_LEFT, text);
	snprintf(text, sizeof(text), "%u", paper->page);
	plot_text(paper->cr, PAGE_WIDTH - EDGE, PAGE_HEIGHT - EDGE / 2, BODY, PLOT_RIGHT, text);
	cairo_show_page(paper->cr);
}

static void put_picture(struct paper *paper, const struct report *report,
			const struct report_part *part)
{
	double room = PAGE_HEIGHT - EDGE - paper->y;
	double scale = fmin(INSIDE / part->width, room / part->height);

	cairo_save(paper->cr);
	cairo_translate(paper->cr, EDGE + (INSIDE - scale * part->width) / 2, paper->y);
	cairo_scale(paper->cr, scale, scale);
	part->draw(report, paper->cr);
	cairo_restore(paper->cr);
}

static double column_width(cairo_t *cr, const struct report_table *table, unsigned int column,
			   double letters)
{
	double widest = plot_text_width(cr, letters, table->head[column]);

	for (unsigned int row = 0; row < table->rows; row++)
		widest = fmax(widest, plot_text_width(cr, letters, table->cell[row][column]));
	return widest + 1.4 * letters;
}

/* The largest letters with which all columns and rows find room. */
static double fit_letters(struct paper *paper, const struct report_table *table)
{
	double room = PAGE_HEIGHT - EDGE - paper->y;
	double wide = 0;

	for (unsigned int n = 0; n < table->columns; n++)
		wide += column_width(paper->cr, table, n, BODY);
	return BODY * fmin(fmin(1, INSIDE / wide), room / ((table->rows + 1) * LEADING));
}

static void put_cell(cairo_t *cr, double x, double y, double width, double letters, bool right,
		     const char *text)
{
	plot_text(cr, right ? x + width - 1.4 * letters : x, y, letters,
		  right ? PLOT_RIGHT : PLOT_LEFT, text);
}

static void put_table(struct paper *paper, const struct report *report,
		      const struct report_part *part)
{
	struct report_table table;
	double letters, leading, x = EDGE;

	part->fill(report, &table);
	letters = fit_letters(paper, &table);
	leading = LEADING * letters / BODY;
	plot_colour(paper->cr, PLOT_BLACK, 1);
	for (unsigned int n = 0; n < table.columns; n++) {
		double width = column_width(paper->cr, &table, n, letters);

		put_cell(paper->cr, x, paper->y, width, letters, table.right[n], table.head[n]);
		for (unsigned int row = 0; row < table.rows; row++)
			put_cell(paper->cr, x, paper->y + (row + 1.3) * leading, width, letters,
				 table.right[n], table.cell[row][n]);
		x += width;
	}
	cairo_set_line_width(paper->cr, 0.8);
	cairo_move_to(paper->cr, EDGE, paper->y + 0.6 * leading);
	cairo_line_to(paper->cr, x - 1.4 * letters, paper->y + 0.6 * leading);
	cairo_stroke(paper->cr);
}

static void put_part(struct paper *paper, const struct report *report,
		     const struct report_part *part)
{
	char text[REPORT_CAPTION];

	paper->page++;
	paper->y = EDGE + TITLE / 2;
	if (paper->page == 1)
		put_front(paper, report);
	put_title(paper, part->title, TITLE);
	part->caption(report, text, sizeof(text));
	put_paragraph(paper, text);
	if (part->draw)
		put_picture(paper, report, part);
	else
		put_table(paper, report, part);
	end_page(paper, report);
}

int report_pdf(const struct report *report, FILE *file, char *why, size_t size)
{
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(put_bytes, file, PAGE_WIDTH, PAGE_HEIGHT);
	struct paper paper = { .cr = cairo_create(surface) };
	char title[128];
	cairo_status_t status;

	report_headline(report, title, sizeof(title));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
	/* The same disc, the same bytes: the clock has no say. */
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
				       "1970-01-01T00:00:00Z");
	for (unsigned int n = 0; n < report_part_count; n++)
		put_part(&paper, report, &report_parts[n]);
	cairo_destroy(paper.cr);
	cairo_surface_finish(surface);
	status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	/* What the file itself has to say is told when it is closed. */
	if (status == CAIRO_STATUS_SUCCESS || ferror(file))
		return 0;
	snprintf(why, size, "the report cannot be drawn: %s", cairo_status_to_string(status));
	return -1;
}
