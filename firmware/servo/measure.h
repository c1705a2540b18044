/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: margins on demand
 *
 * Somebody asks for the loops' margins (NFOD_REQ_MEASURE); they are swept one loop after
 * the other while the head follows a track. A point takes some turns, in which a head that
 * waits for its target goes past it; between points it goes back.
 */
#ifndef FW_SERVO_MEASURE_H
#define FW_SERVO_MEASURE_H

#include <stdbool.h>

struct servo;

/* Forget what was measured and measure again. */
void measure_ask(struct servo *servo);
/* A point is under way: the head should not go back to its target now. */
bool measure_holds(const struct servo *servo);
/* The supervisor's part; whether a sweep began or ended. */
bool measure_poll(struct servo *servo);

#endif
