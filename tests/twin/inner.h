/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: a twin within the test
 *
 * The whole drive with its image on the emulated processor, but no sockets: a step of the twin
 * is a call. So a test sees the flash between two operations, and can put another one there.
 */
#ifndef TWIN_INNER_H
#define TWIN_INNER_H

#include "rig.h"

struct twin;

/**
 * inner_start() - the drive that a rig had, once more, with power and host
 * @rig: stopped; its disc is used
 * @firmware: as mps2_board() takes it
 */
void inner_start(struct rig *rig, const char *firmware);
void inner_stop(struct rig *rig);
struct twin *inner_twin(struct rig *rig);

/* The drive finds this in its flash at its next power-up; it has none now. */
void inner_put_flash(struct rig *rig, const uint8_t *cells, uint64_t seed);

#endif
