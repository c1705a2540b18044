/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the twin's next tick, now
 */
#ifndef DOOR_WITHIN_H
#define DOOR_WITHIN_H

#include <stdbool.h>

/**
 * within_tick() - time goes on to the next tick, which is answered
 * @twin: struct twin
 *
 * Return: false when nothing moves: then there is none.
 */
bool within_tick(void *twin);

#endif
