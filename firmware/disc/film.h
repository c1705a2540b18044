/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the lead-in's word on how to fly and record
 *
 * Takes that part of it only when it does not contradict itself. Whether this drive
 * can fly such a disc is another question, and recorder/plan.h answers it.
 */
#ifndef FW_DISC_FILM_H
#define FW_DISC_FILM_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/format.h"

#define FILM_LAST_GAP_PM ((NFOD_GES_POINTS - 1) * NFOD_GES_STEP_NM * 1000u)

bool film_holds(const struct nfod_disc_info *info);
uint32_t film_signal(const uint16_t *curve, uint32_t gap_pm);

#endif
