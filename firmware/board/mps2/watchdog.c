// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * CMSDK's watchdog: the first time that nobody fed it, it calls by NMI, which leaves a record;
 * the second time it resets.
 */
#include "core.h"
#include "mps2.h"

#define WATCHDOG 0x40008000u
#define WDOGLOAD CORE_REG(WATCHDOG)
#define WDOGCONTROL CORE_REG(WATCHDOG + 0x8u)
#define WDOGINTCLR CORE_REG(WATCHDOG + 0xcu)
#define WDOGLOCK CORE_REG(WATCHDOG + 0xc00u)
#define UNLOCK 0x1acce551u
#define INTERRUPT_AND_RESET 3u
#define CLOCKS_A_MS 25000u

void board_watch(uint32_t ms)
{
	WDOGLOCK = UNLOCK;
	WDOGLOAD = ms * CLOCKS_A_MS;
	WDOGCONTROL = INTERRUPT_AND_RESET;
	WDOGLOCK = 0;
}

void board_feed(void)
{
	WDOGLOCK = UNLOCK;
	WDOGINTCLR = 1;
	WDOGLOCK = 0;
}
