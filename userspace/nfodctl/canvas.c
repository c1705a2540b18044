// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "canvas.h"

#include <string.h>

static unsigned int smaller(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

void canvas_clear(struct canvas *canvas, unsigned int columns, unsigned int rows)
{
	canvas->columns = smaller(columns, CANVAS_COLUMNS);
	canvas->rows = smaller(rows, CANVAS_ROWS);
	memset(canvas->dots, 0, sizeof(canvas->dots));
}

/* Braille counts its dots downwards, but its fourth row came later. */
static unsigned char bit_of(unsigned int x, unsigned int y)
{
	static const unsigned char bits[CANVAS_DOWN][CANVAS_ACROSS] = {
		{ 0x01, 0x08 },
		{ 0x02, 0x10 },
		{ 0x04, 0x20 },
		{ 0x40, 0x80 },
	};

	return bits[y][x];
}

static void set(struct canvas *canvas, unsigned int x, unsigned int y)
{
	canvas->dots[y / CANVAS_DOWN][x / CANVAS_ACROSS] |=
		bit_of(x % CANVAS_ACROSS, y % CANVAS_DOWN);
}

void canvas_bar(struct canvas *canvas, int x, int from, int to)
{
	int last = (int)(canvas->rows * CANVAS_DOWN) - 1;
	int low = from < to ? from : to;
	int high = from < to ? to : from;

	if (x < 0 || x >= (int)(canvas->columns * CANVAS_ACROSS) || high < 0 || low > last)
		return;
	for (int y = low < 0 ? 0 : low; y <= high && y <= last; y++)
		set(canvas, (unsigned int)x, (unsigned int)y);
}

static void print_braille(unsigned char dots, FILE *out)
{
	if (!dots) {
		fputc(' ', out);
		return;
	}
	fputc(0xe2, out);
	fputc(0xa0 | dots >> 6, out);
	fputc(0x80 | (dots & 0x3f), out);
}

static char ascii_of(unsigned char dots)
{
	bool upper = dots & 0x1b;
	bool lower = dots & 0xe4;

	return upper && lower ? ':' : upper ? '\'' : lower ? '.' : ' ';
}

void canvas_print_row(const struct canvas *canvas, unsigned int row, bool ascii, FILE *out)
{
	for (unsigned int n = 0; n < canvas->columns; n++) {
		if (ascii)
			fputc(ascii_of(canvas->dots[row][n]), out);
		else
			print_braille(canvas->dots[row][n], out);
	}
}
