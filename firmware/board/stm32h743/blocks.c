// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * A tick's samples, from the front-end to the servo, without the processor waiting for the bus.
 *
 * The front-end raises the line TICK when the block is ready. TIM2, which is the clock, captures
 * its count then, and that capture has DMA1 take the count away; when DMA1 has, MDMA moves the
 * block into DTCM, where no other DMA reaches, clears DMA1's flag, loads itself anew from @link
 * and calls the servo. A tick that comes while a block is on its way moves it again.
 */
#include "core.h"
#include "h743.h"
#include "regs.h"

/**
 * struct link - what MDMA loads at a block's end, in its order
 */
struct link {
	uint32_t tcr, bndtr, sar, dar, brur, lar, tbr, reserved, mar, mdr;
};

static _Alignas(8) volatile struct link link __attribute__((section(".dma")));
static volatile uint32_t stamp __attribute__((section(".dma")));

volatile struct nfod_fe_block samples __asm__("h743_block") __attribute__((section(".dtcm")));

#define TRANSFER                                                                           \
	(MDMA_CTCR_SINC_UP | MDMA_CTCR_DINC_UP | MDMA_CTCR_SSIZE_32 | MDMA_CTCR_DSIZE_32 | \
	 MDMA_CTCR_SINCOS_32 | MDMA_CTCR_DINCOS_32 | MDMA_CTCR_SBURST_4 |                  \
	 MDMA_CTCR_TLEN_AT(sizeof(struct nfod_fe_block)) | MDMA_CTCR_TRGM_BLOCK)

static void start_mdma(void)
{
	link = (struct link){
		.tcr = TRANSFER,
		.bndtr = sizeof(struct nfod_fe_block),
		.sar = (uint32_t)(uintptr_t)&h743_window()->fe.block,
		.dar = (uint32_t)(uintptr_t)&samples,
		.lar = (uint32_t)(uintptr_t)&link,
		.tbr = MDMA_CTBR_TSEL_DMA1_S0 | MDMA_CTBR_DBUS_TCM,
		.mar = DMA1 + DMA_LIFCR,
		.mdr = DMA_LIFCR_CTCIF0,
	};
	core_barrier();
	reg_write(MDMA_C0 + MDMA_CCR, 0);
	reg_write(MDMA_C0 + MDMA_CIFCR, MDMA_CIFCR_ALL);
	reg_write(MDMA_C0 + MDMA_CTCR, link.tcr);
	reg_write(MDMA_C0 + MDMA_CBNDTR, link.bndtr);
	reg_write(MDMA_C0 + MDMA_CSAR, link.sar);
	reg_write(MDMA_C0 + MDMA_CDAR, link.dar);
	reg_write(MDMA_C0 + MDMA_CBRUR, link.brur);
	reg_write(MDMA_C0 + MDMA_CLAR, link.lar);
	reg_write(MDMA_C0 + MDMA_CTBR, link.tbr);
	reg_write(MDMA_C0 + MDMA_CMAR, link.mar);
	reg_write(MDMA_C0 + MDMA_CMDR, link.mdr);
	reg_write(MDMA_C0 + MDMA_CCR,
		  MDMA_CCR_PL_VERY_HIGH | MDMA_CCR_BTIE | MDMA_CCR_TEIE | MDMA_CCR_EN);
}

static void start_dma1(void)
{
	reg_write(DMAMUX1_C0CR, DMAMUX_REQ_TIM2_CH1);
	reg_write(DMA1 + DMA_LIFCR, DMA_LIFCR_S0);
	reg_write(DMA1 + DMA_S0NDTR, 1);
	reg_write(DMA1 + DMA_S0PAR, TIM2 + TIM_CCR1);
	reg_write(DMA1 + DMA_S0M0AR, (uint32_t)(uintptr_t)&stamp);
	reg_write(DMA1 + DMA_S0CR, DMA_SCR_DIR_P2M | DMA_SCR_CIRC | DMA_SCR_PSIZE_32 |
					   DMA_SCR_MSIZE_32 | DMA_SCR_PL_VERY_HIGH | DMA_SCR_EN);
}

void h743_blocks_start(void)
{
	reg_set(RCC_AHB3ENR, RCC_AHB3ENR_MDMAEN);
	reg_set(RCC_AHB1ENR, RCC_AHB1ENR_DMA1EN);
	(void)reg_read(RCC_AHB1ENR);
	start_mdma();
	start_dma1();
	h743_allow(H743_IRQ_MDMA, H743_PRIORITY_SERVO);
	/* Rising edges of TI1, not filtered. */
	reg_write(TIM2 + TIM_CCMR1, TIM_CCMR1_CC1S_TI1);
	reg_write(TIM2 + TIM_DIER, TIM_DIER_CC1DE);
	reg_write(TIM2 + TIM_CCER, TIM_CCER_CC1E);
}

/* An error of the bus leaves the servo blind: a fault, and the front-end's own watchdog retracts. */
void h743_block_taken(void)
{
	if (reg_read(MDMA_C0 + MDMA_CISR) & MDMA_CISR_TEIF)
		__builtin_trap();
	reg_write(MDMA_C0 + MDMA_CIFCR, MDMA_CIFCR_CBTIF);
	core_barrier();
}
