/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef FW_BOARD_MPS2_DRIVE_SPOIL_H
#define FW_BOARD_MPS2_DRIVE_SPOIL_H

#include "nfod/lockstep.h"

/* The main loop fails in this way; returns when it is not the main loop that is to fail. */
void spoil(enum nfod_lockstep_fault fault);

#endif
