/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: margins on demand
 *
 * Somebody asks for the loops' margins (NFOD_REQ_MEASURE); they are swept one loop after
 * the other while the head follows a track, and begun anew when it has been called away.
 */
#ifndef FW_SERVO_MEASURE_H
#define FW_SERVO_MEASURE_H

#include <stdbool.h>

struct servo;

/* Forget what was measured and measure again. */
void measure_ask(struct servo *servo);
/* The supervisor's part; whether a sweep began or ended. */
bool measure_poll(struct servo *servo);

#endif
