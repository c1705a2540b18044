/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: how well a cluster was read, and what to try when it was not
 */
#ifndef FW_RECORDER_LADDER_H
#define FW_RECORDER_LADDER_H

#include <stdbool.h>

#include "nfod/frontend.h"

bool ladder_is_poor(const struct nfod_fe_report *report);

#endif
