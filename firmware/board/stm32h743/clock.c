// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "clock.h"

#include <stdbool.h>

#include "regs.h"

/*
 * 480 MHz for the core, 240 for AHB and AXI, 120 for APB, 200 for the memory controller, whose
 * SDRAM has half of that. Both VCOs are in the wide range, which wants a reference of 2 to 16 MHz.
 */
const struct h743_clocks h743_clocks = {
	.hse_hz = 25000000,
	.pll1 = { .m = 5, .n = 192, .p = 2 },
	.pll2 = { .m = 5, .n = 80, .r = 2 },
	.d1cpre = 0,
	.hpre = 1,
	.ppre = 1,
};

/* 480 MHz are for revision V and later ones. */
#define DEVICE_H743 0x450u
#define REVISION_V 0x2003u
/* PLLxRGE for a reference of 4 to 8 MHz; the wide VCO. */
#define RANGE_4_TO_8_MHZ 2u

uint32_t clock_reference_hz(const struct h743_clocks *clocks, const struct h743_pll *pll)
{
	return clocks->hse_hz / pll->m;
}

uint32_t clock_vco_hz(const struct h743_clocks *clocks, const struct h743_pll *pll)
{
	return clock_reference_hz(clocks, pll) * pll->n;
}

uint32_t clock_core_hz(const struct h743_clocks *clocks)
{
	return clock_vco_hz(clocks, &clocks->pll1) / clocks->pll1.p >> clocks->d1cpre;
}

uint32_t clock_ahb_hz(const struct h743_clocks *clocks)
{
	return clock_core_hz(clocks) >> clocks->hpre;
}

uint32_t clock_apb_hz(const struct h743_clocks *clocks)
{
	return clock_ahb_hz(clocks) >> clocks->ppre;
}

uint32_t clock_timer_hz(const struct h743_clocks *clocks)
{
	return clock_apb_hz(clocks) * (clocks->ppre ? 2 : 1);
}

uint32_t clock_fmc_hz(const struct h743_clocks *clocks)
{
	return clock_vco_hz(clocks, &clocks->pll2) / clocks->pll2.r;
}

static void wait_for(uint32_t at, uint32_t bits)
{
	while ((reg_read(at) & bits) != bits)
		;
}

static bool bears_480_mhz(void)
{
	uint32_t code = reg_read(DBGMCU_IDCODE);

	return IDCODE_DEVICE(code) == DEVICE_H743 && IDCODE_REVISION(code) >= REVISION_V;
}

/* The regulator's settings are written once after power came; then scale 1, and scale 0 on top. */
static void raise_voltage(void)
{
	reg_change(PWR_CR3, PWR_CR3_SCUEN, PWR_CR3_LDOEN);
	wait_for(PWR_CSR1, PWR_CSR1_ACTVOSRDY);
	reg_change(PWR_D3CR, PWR_D3CR_VOS, PWR_D3CR_VOS_1);
	wait_for(PWR_D3CR, PWR_D3CR_VOSRDY);
	reg_set(RCC_APB4ENR, RCC_APB4ENR_SYSCFGEN);
	(void)reg_read(RCC_APB4ENR);
	reg_set(SYSCFG_PWRCR, SYSCFG_PWRCR_ODEN);
	wait_for(PWR_D3CR, PWR_D3CR_VOSRDY);
}

/* A divider's field holds one less, that of an output which is off holds nothing. */
static uint32_t divider(uint16_t by, uint32_t place)
{
	return by ? (by - 1u) << place : 0;
}

static uint32_t pll_dividers(const struct h743_pll *pll)
{
	return (pll->n - 1u) | divider(pll->p, 9) | divider(pll->q, 16) | divider(pll->r, 24);
}

/* DIVPxEN, DIVQxEN, DIVRxEN */
static uint32_t pll_outputs(const struct h743_pll *pll)
{
	return (pll->p ? 1u : 0) | (pll->q ? 2u : 0) | (pll->r ? 4u : 0);
}

static void start_plls(const struct h743_clocks *clocks)
{
	/* From HSE. */
	reg_write(RCC_PLLCKSELR,
		  2u | (uint32_t)clocks->pll1.m << 4 | (uint32_t)clocks->pll2.m << 12);
	reg_write(RCC_PLL1DIVR, pll_dividers(&clocks->pll1));
	reg_write(RCC_PLL2DIVR, pll_dividers(&clocks->pll2));
	reg_write(RCC_PLLCFGR, RANGE_4_TO_8_MHZ << 2 | RANGE_4_TO_8_MHZ << 6 |
				       pll_outputs(&clocks->pll1) << 16 |
				       pll_outputs(&clocks->pll2) << 19);
	reg_set(RCC_CR, RCC_CR_PLL1ON | RCC_CR_PLL2ON);
	wait_for(RCC_CR, RCC_CR_PLL1RDY | RCC_CR_PLL2RDY);
}

/* Fields of prescalers: 0 = not divided, from @half on by 2, 4, 8. */
static uint32_t prescaler(uint8_t log2, uint32_t half)
{
	return log2 ? half + log2 - 1u : 0;
}

static void divide_buses(const struct h743_clocks *clocks)
{
	uint32_t apb = prescaler(clocks->ppre, 4);

	reg_write(RCC_D1CFGR,
		  prescaler(clocks->d1cpre, 8) << 8 | apb << 4 | prescaler(clocks->hpre, 8));
	reg_write(RCC_D2CFGR, apb << 8 | apb << 4);
	reg_write(RCC_D3CFGR, apb << 4);
}

/* Wait states for an AXI clock of up to 240 MHz at scale 0. */
static void slow_flash_down(void)
{
	uint32_t latency = FLASH_ACR_WRHIGHFREQ_2 | FLASH_ACR_LATENCY_4;

	reg_change(FLASH_ACR, FLASH_ACR_ALL, latency);
	while ((reg_read(FLASH_ACR) & FLASH_ACR_ALL) != latency)
		;
}

void clock_start(void)
{
	if (RCC_CFGR_SWS(reg_read(RCC_CFGR)) == RCC_CFGR_SW_PLL1)
		return;
	if (!bears_480_mhz())
		__builtin_trap();
	raise_voltage();
	/* CSI is what the compensation of the pins' slopes is timed by. */
	reg_set(RCC_CR, RCC_CR_HSEON | RCC_CR_CSION);
	wait_for(RCC_CR, RCC_CR_HSERDY | RCC_CR_CSIRDY);
	reg_set(SYSCFG_CCCSR, SYSCFG_CCCSR_EN);
	start_plls(&h743_clocks);
	slow_flash_down();
	divide_buses(&h743_clocks);
	reg_change(RCC_CFGR, RCC_CFGR_SW, RCC_CFGR_SW_PLL1);
	while (RCC_CFGR_SWS(reg_read(RCC_CFGR)) != RCC_CFGR_SW_PLL1)
		;
	reg_change(RCC_D1CCIPR, RCC_D1CCIPR_FMCSEL, RCC_D1CCIPR_FMCSEL_PLL2R);
}
