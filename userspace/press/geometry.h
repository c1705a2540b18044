/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PRESS_GEOMETRY_H
#define NFOD_PRESS_GEOMETRY_H

#include <stdint.h>

#include "nfod/format.h"

/**
 * geometry_full() - lay the zones of a whole disc
 * @info: its track_pitch_nm is set
 */
void geometry_full(struct nfod_disc_info *info);

/**
 * geometry_fit() - lay the zones of the smallest disc with so many user blocks
 * @info: its track_pitch_nm is set
 *
 * Return: 0, or -1 when the whole disc holds fewer.
 */
int geometry_fit(struct nfod_disc_info *info, uint64_t user_blocks);

#endif
