/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Within the knobs' files. */
#ifndef NFOD_TWIN_KNOB_INTERNAL_H
#define NFOD_TWIN_KNOB_INTERNAL_H

#include <stddef.h>

struct twin;

/**
 * struct knob - a fault by name
 * @name: of it
 * @takes: values, for people
 * @set: NULL for a knob that can only be read; 0 or -1
 * @get: value as text
 * @at: offset in struct twin, for the common kinds
 */
struct knob {
	const char *name;
	const char *takes;
	int (*set)(struct twin *twin, const struct knob *knob, const char *value);
	void (*get)(const struct twin *twin, const struct knob *knob, char *text, size_t size);
	size_t at;
};

/* What can be done to a drive whose head flies; ends with a NULL name. */
extern const struct knob flight_knobs[];

#endif
