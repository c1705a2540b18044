// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Two of CMSDK's timers, which count down: number 0, whose interrupt's line is the servo's, and
 * number 1 as a clock.
 */
#include "core.h"
#include "mps2.h"

#define TIMER 0x40000000u
#define CLOCK 0x40001000u
#define CONTROL(timer) CORE_REG((timer) + 0x0u)
#define VALUE(timer) CORE_REG((timer) + 0x4u)
#define RELOAD(timer) CORE_REG((timer) + 0x8u)
#define INTCLEAR(timer) CORE_REG((timer) + 0xcu)
#define ENABLE 1u
#define ENABLE_INTERRUPT 8u

/* Without a value to be loaded again it stops at 0. */
void mps2_servo_after(uint32_t counts)
{
	if (counts)
		VALUE(TIMER) = counts;
	CONTROL(TIMER) = counts ? ENABLE | ENABLE_INTERRUPT : 0;
}

void mps2_servo_came(void)
{
	INTCLEAR(TIMER) = 1;
}

void mps2_clock_start(void)
{
	RELOAD(CLOCK) = UINT32_MAX;
	CONTROL(CLOCK) = ENABLE;
}

uint32_t mps2_clock(void)
{
	return UINT32_MAX - VALUE(CLOCK);
}
