// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The part's random numbers, by its oscillator of 48 MHz, which is their clock after a reset. One
 * that never comes is waited for until the watchdog has had enough.
 */
#include "h743.h"
#include "regs.h"

static void wait_for(uint32_t at, uint32_t bits)
{
	while (!(reg_read(at) & bits))
		;
}

uint32_t h743_random(void)
{
	reg_set(RCC_CR, RCC_CR_HSI48ON);
	wait_for(RCC_CR, RCC_CR_HSI48RDY);
	reg_set(RCC_AHB2ENR, RCC_AHB2ENR_RNGEN);
	(void)reg_read(RCC_AHB2ENR);
	reg_set(RNG_CR, RNG_CR_RNGEN);
	wait_for(RNG_SR, RNG_SR_DRDY);
	return reg_read(RNG_DR);
}
