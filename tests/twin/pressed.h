/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Pressed discs to write on. */
#ifndef NFOD_TESTS_TWIN_PRESSED_H
#define NFOD_TESTS_TWIN_PRESSED_H

#include "engine/disc.h"

/* A blank copy, in memory, of a disc in the folder that SERVO_DISCS names. */
struct disc *pressed_copy(const char *name);

#endif
