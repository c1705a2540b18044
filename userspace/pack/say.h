/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PACK_SAY_H
#define NFOD_PACK_SAY_H

#include <stdbool.h>

/* Prints a line about what went wrong. Return: false, for the caller to pass on. */
bool say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
