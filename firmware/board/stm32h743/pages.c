// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Pages between the channel engine and buffer RAM, by DMA2, beside what the processor does.
 *
 * The engine raises the line PAGE while it wants one moved (struct h743_window). Why this is
 * coherent: h743.h.
 */
#include "cache.h"
#include "h743.h"
#include "regs.h"

#define LINE_1 (1u << 1)
/* EXTI1 is port A's: the field is zero. */
#define EXTICR1_LINE_1 0xf0u
#define PAGES (H743_SDRAM_BYTES / H743_PAGE_BYTES)

/* The one on its way. */
static struct {
	uint32_t request;
	bool to_engine;
	uint32_t at;
} move;

static void start_dma2(uint32_t from, uint32_t to)
{
	reg_write(DMA2 + DMA_LIFCR, DMA_LIFCR_S0);
	reg_write(DMA2 + DMA_S0NDTR, H743_PAGE_BYTES / 4);
	reg_write(DMA2 + DMA_S0PAR, from);
	reg_write(DMA2 + DMA_S0M0AR, to);
	reg_write(DMA2 + DMA_S0FCR, DMA_SFCR_DMDIS | DMA_SFCR_FTH_FULL);
	reg_write(DMA2 + DMA_S0CR, DMA_SCR_DIR_M2M | DMA_SCR_PINC | DMA_SCR_MINC |
					   DMA_SCR_PSIZE_32 | DMA_SCR_MSIZE_32 | DMA_SCR_PL_LOW |
					   DMA_SCR_PBURST_4 | DMA_SCR_MBURST_4 | DMA_SCR_TCIE |
					   DMA_SCR_TEIE | DMA_SCR_EN);
}

void h743_page_wanted(void)
{
	volatile struct h743_window *window = h743_window();
	uint32_t aperture = (uint32_t)(uintptr_t)window->aperture;
	uint32_t page = window->page;

	reg_write(EXTI_CPUPR1, LINE_1);
	if (page >= PAGES)
		__builtin_trap();
	move.request = window->request;
	move.to_engine = window->to_engine;
	move.at = H743_SDRAM + page * H743_PAGE_BYTES;
	if (move.to_engine) {
		cache_clean(move.at, H743_PAGE_BYTES);
		start_dma2(move.at, aperture);
	} else {
		cache_invalidate(move.at, H743_PAGE_BYTES);
		start_dma2(aperture, move.at);
	}
}

void h743_page_moved(void)
{
	if (reg_read(DMA2 + DMA_LISR) & DMA_LISR_TEIF0)
		__builtin_trap();
	reg_write(DMA2 + DMA_LIFCR, DMA_LIFCR_S0);
	if (!move.to_engine)
		cache_invalidate(move.at, H743_PAGE_BYTES);
	h743_window()->done = move.request;
	core_barrier();
}

void h743_pages_start(void)
{
	reg_set(RCC_AHB1ENR, RCC_AHB1ENR_DMA2EN);
	reg_change(SYSCFG_EXTICR1, EXTICR1_LINE_1, 0);
	reg_set(EXTI_RTSR1, LINE_1);
	reg_set(EXTI_CPUIMR1, LINE_1);
	h743_allow(H743_IRQ_DMA2_STREAM0, H743_PRIORITY_PAGES);
	h743_allow(H743_IRQ_EXTI1, H743_PRIORITY_PAGES);
}
