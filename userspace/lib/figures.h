/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The figures of nfod/figures.h by name: from files in libconfig syntax (NAME = VALUE;)
 * and from people.
 */
#ifndef NFOD_LIB_FIGURES_H
#define NFOD_LIB_FIGURES_H

#include <stddef.h>

#include "nfod/figures.h"

/**
 * struct figure - one of them
 * @name: in struct nfod_figures, too
 * @value: of the reference drive
 * @least: that it may have
 * @most: ditto
 * @unit: of these
 * @what: meaning, with the source
 */
struct figure {
	const char *name;
	float value;
	float least;
	float most;
	const char *unit;
	const char *what;
};

/* Return: the n-th figure, or NULL behind the last. */
const struct figure *figure_at(size_t n);
/* Return: its value in @figures. */
float figure_get(const struct nfod_figures *figures, size_t n);

/**
 * figure_set() - give one another value
 * @name: of it
 * @why: what is wrong, when there is no such figure or it cannot be that
 *
 * Return: 0, or -1 with @why and nothing changed.
 */
int figure_set(struct nfod_figures *figures, const char *name, double value, char *why,
	       size_t size);

/**
 * figures_read() - override figures by a file
 * @why: file, line and what is wrong there
 *
 * Return: 0, or -1 with @why; some may have changed then.
 */
int figures_read(struct nfod_figures *figures, const char *path, char *why, size_t size);

#endif
