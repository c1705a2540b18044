// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The time base: TIM2 counts 50 ns, and what it captures is blocks.c's matter.
 */
#include "clock.h"
#include "h743.h"
#include "regs.h"

#define NS_A_COUNT 50u
#define COUNTS_A_SECOND 20000000u

void h743_time_start(void)
{
	reg_set(RCC_APB1LENR, RCC_APB1LENR_TIM2EN);
	(void)reg_read(RCC_APB1LENR);
	reg_write(TIM2 + TIM_PSC, clock_timer_hz(&h743_clocks) / COUNTS_A_SECOND - 1u);
	reg_write(TIM2 + TIM_ARR, 0xffffffffu);
	reg_write(TIM2 + TIM_EGR, TIM_EGR_UG);
	reg_write(TIM2 + TIM_CR1, TIM_CR1_CEN);
}

/* For the main loop alone. */
uint64_t h743_now_ns(void)
{
	static uint64_t counts;

	counts += (uint32_t)(reg_read(TIM2 + TIM_CNT) - (uint32_t)counts);
	return counts * NS_A_COUNT;
}
