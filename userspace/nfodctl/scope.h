/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a recording for people: in the terminal, as CSV, as a diagram
 */
#ifndef NFODCTL_SCOPE_H
#define NFODCTL_SCOPE_H

#include <stdbool.h>
#include <stdio.h>

#include "capture.h"
#include "options.h"

struct nfodctl_drive;

/**
 * struct scope_screen - room for a picture
 * @columns: characters
 * @rows: ditto
 * @ascii: the terminal has nothing more
 * @eol: what ends a line: a newline, and before it what clears the rest of one
 */
struct scope_screen {
	unsigned int columns;
	unsigned int rows;
	bool ascii;
	const char *eol;
};

/* Graphs one above the other, with scales and sums: @rows lines. */
void scope_print(FILE *out, const struct capture *capture, const struct scope_screen *screen);
/* Sums alone, a line for each signal. */
void scope_print_sums(FILE *out, const struct capture *capture);
void scope_print_csv(FILE *out, const struct capture *capture);

/**
 * scope_plot() - draw a recording into a file
 * @svg: as SVG, else as PNG
 * @title: above it
 * @why: told when this fails, NFODCTL_WHY bytes
 */
bool scope_plot(const struct capture *capture, const char *path, bool svg, const char *title,
		char *why);

/**
 * scope_run() - the command: live in a terminal, else one recording
 *
 * Return: EXIT_OK or another enum nfodctl_exit; has complained then
 */
int scope_run(const struct nfodctl_drive *drive, const struct nfodctl_options *options);

#endif
