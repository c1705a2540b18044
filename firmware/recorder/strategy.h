/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: tables of pulses
 *
 * One for each way of writing and each kind of track.
 */
#ifndef FW_RECORDER_STRATEGY_H
#define FW_RECORDER_STRATEGY_H

#include <stdint.h>

#include "nfod/format.h"
#include "nfod/strategy.h"

struct nfod_frontend;

const struct nfod_strategy *strategy_table(uint32_t kind, uint32_t side);
void strategy_set(volatile struct nfod_frontend *fe, uint32_t kind);

#endif
