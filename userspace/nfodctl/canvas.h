/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a picture of dots in a terminal
 *
 * 2 by 4 dots a character, as Braille, or as . : ' where the terminal has ASCII only.
 */
#ifndef NFODCTL_CANVAS_H
#define NFODCTL_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CANVAS_ACROSS 2
#define CANVAS_DOWN 4
#define CANVAS_COLUMNS 400
#define CANVAS_ROWS 100

/**
 * struct canvas - the picture
 * @columns: characters
 * @rows: ditto
 * @dots: one bit a dot, left column first, from above
 */
struct canvas {
	unsigned int columns;
	unsigned int rows;
	unsigned char dots[CANVAS_ROWS][CANVAS_COLUMNS];
};

/* Sizes beyond what there is room for are cut. */
void canvas_clear(struct canvas *canvas, unsigned int columns, unsigned int rows);
/* Dots of a column from one row of dots to another, either way round; cut at the edges. */
void canvas_bar(struct canvas *canvas, int x, int from, int to);
void canvas_print_row(const struct canvas *canvas, unsigned int row, bool ascii, FILE *out);

#endif
