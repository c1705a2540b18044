// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Main loop against servo's interrupt: by priority, so that faults and the watchdog do not wait.
 */
#include "board.h"
#include "core.h"

void board_hold_servo(void *ctx, bool hold)
{
	(void)ctx;
	core_mask(hold ? BOARD_SERVO_PRIORITY : 0);
}
