/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_TWIN_KNOB_H
#define NFOD_TWIN_KNOB_H

#include <stddef.h>

struct twin;

/**
 * knob_set() - turn a fault on or off
 * @why: what is wrong with it
 *
 * Return: 0, or -1 with @why.
 */
int knob_set(struct twin *twin, const char *name, const char *value, char *why, size_t size);

/* Return: 0 with the value in @text, in the form that knob_set() takes, or -1. */
int knob_get(const struct twin *twin, const char *name, char *text, size_t size);

/* All of them, "NAME=VALUE; ..." */
void knob_list(const struct twin *twin, char *text, size_t size);

#endif
