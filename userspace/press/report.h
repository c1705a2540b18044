/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the report: pictures and tables of one disc, as a page or on paper
 */
#ifndef NFOD_PRESS_REPORT_H
#define NFOD_PRESS_REPORT_H

#include <cairo.h>
#include <stdio.h>

#include "press/claims.h"
#include "plot/plot.h"
#include "press/pressing.h"

#define REPORT_COLUMNS 9
#define REPORT_ROWS 40
#define REPORT_CAPTION 640

/**
 * struct report - what is reported on
 * @pressing: a disc
 * @claim: its claims, judged
 */
struct report {
	const struct pressing *pressing;
	struct claim_result claim[CLAIMS];
};

/**
 * struct report_table - a table, filled
 * @columns: used in @head and @cell
 * @head: names of the columns, with units
 * @right: which columns are numbers
 * @rows: used in @cell
 * @cell: [row][column]
 */
struct report_table {
	unsigned int columns;
	const char *head[REPORT_COLUMNS];
	bool right[REPORT_COLUMNS];
	unsigned int rows;
	char cell[REPORT_ROWS][REPORT_COLUMNS][96];
};

/**
 * struct report_part - a chapter: a picture or a table
 * @name: for references, one word
 * @title: for people
 * @caption: says what is seen, with figures
 * @fill: makes the table, NULL for a picture
 * @draw: makes the picture, NULL for a table
 * @width: of the picture in points
 * @height: ditto
 */
struct report_part {
	const char *name;
	const char *title;
	void (*caption)(const struct report *report, char *text, size_t size);
	void (*fill)(const struct report *report, struct report_table *table);
	void (*draw)(const struct report *report, cairo_t *cr);
	double width;
	double height;
};

extern const struct report_part report_parts[];
extern const unsigned int report_part_count;

/* Heading of the whole: name and label, and what came out of it in a sentence. */
void report_headline(const struct report *report, char *text, size_t size);
void report_verdict(const struct report *report, char *text, size_t size);

/* Each writes all of @report. Return: 0, or -1 with @why. */
int report_html(const struct report *report, FILE *file, char *why, size_t size);
int report_pdf(const struct report *report, FILE *file, char *why, size_t size);

/* The parts' own functions. */
void caption_section(const struct report *report, char *text, size_t size);
void draw_section(const struct report *report, cairo_t *cr);
void caption_gap(const struct report *report, char *text, size_t size);
void draw_gap(const struct report *report, cairo_t *cr);
void caption_crosstalk(const struct report *report, char *text, size_t size);
void draw_crosstalk(const struct report *report, cairo_t *cr);
void caption_texture(const struct report *report, char *text, size_t size);
void draw_texture(const struct report *report, cairo_t *cr);
void caption_height(const struct report *report, char *text, size_t size);
void draw_height(const struct report *report, cairo_t *cr);
void caption_protrusions(const struct report *report, char *text, size_t size);
void draw_protrusions(const struct report *report, cairo_t *cr);
void caption_film(const struct report *report, char *text, size_t size);
void draw_film(const struct report *report, cairo_t *cr);
void caption_line(const struct report *report, char *text, size_t size);
void fill_line(const struct report *report, struct report_table *table);
void caption_claims(const struct report *report, char *text, size_t size);
void fill_claims(const struct report *report, struct report_table *table);
void caption_disc(const struct report *report, char *text, size_t size);
void fill_disc(const struct report *report, struct report_table *table);
void caption_sides(const struct report *report, char *text, size_t size);
void fill_sides(const struct report *report, struct report_table *table);

#endif
