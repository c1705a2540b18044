/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: light and field for a pressed disc
 *
 * What the inspection finds out by writing: with which powers the drive's pulses make the
 * marks that they should, how much light reading may take, and what writing leaves under all
 * other circumstances.
 */
#ifndef NFOD_PRESS_LIGHT_H
#define NFOD_PRESS_LIGHT_H

#include "press/pressing.h"

/**
 * light_find() - powers into the lead-in, laws into the pressing
 *
 * Seconds, unless the same films have been asked before. Return: 0, or -1 with @why.
 */
int light_find(struct pressing *pressing, char *why, size_t size);

#endif
