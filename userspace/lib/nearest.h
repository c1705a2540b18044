/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Words that people got wrong.
 */
#ifndef NFOD_LIB_NEAREST_H
#define NFOD_LIB_NEAREST_H

/* Return: index of the candidate that @name was likely meant to be, or -1. */
int nearest_word(const char *name, const char *const *candidate, unsigned int count);

#endif
