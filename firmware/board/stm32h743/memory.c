// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * SDRAM and the front-end's window, both on the memory controller's 16 bits of data.
 */
#include "clock.h"
#include "h743.h"
#include "regs.h"

/*
 * The window: 2 clocks of address, 6 of data, 5 ns each, and one between two accesses. Both ways
 * alike, so EXTMOD stays off.
 */
#define WINDOW_ADDSET 2u
#define WINDOW_DATAST 6u
#define WINDOW_BUSTURN 1u

/* Clocks of SDRAM, 10 ns, for parts of 143 MHz (-7) and faster. */
#define SDRAM_CAS 3u
#define SDRAM_MRD 2u
#define SDRAM_XSR 8u
#define SDRAM_RAS 5u
#define SDRAM_RC 7u
#define SDRAM_WR 3u
#define SDRAM_RP 3u
#define SDRAM_RCD 3u
/* 8,192 rows in 64 ms, less 20 clocks. */
#define SDRAM_REFRESH 761u
#define SDRAM_REFRESHES_AT_START 8u
/* One word at a time, as it is for reading and for writing; the controller pipelines them. */
#define SDRAM_MODE (SDRAM_CAS << 4 | 1u << 9)
/* From the clock to the first command; and eight refreshes, which take longest of all others. */
#define SDRAM_WAKE_NS 200000u
#define SDRAM_COMMAND_NS 2000u

/* Nothing says when the controller is done with it. */
static void command(uint32_t what, uint32_t takes_ns)
{
	uint64_t done_ns;

	reg_write(FMC_SDCMR, what | FMC_SDCMR_CTB1);
	done_ns = h743_now_ns() + takes_ns;
	while (h743_now_ns() < done_ns)
		;
}

static void set_up_sdram(void)
{
	reg_write(FMC_SDCR1, FMC_SDCR_NC_9 | FMC_SDCR_NR_13 | FMC_SDCR_MWID_16 | FMC_SDCR_NB_4 |
				     FMC_SDCR_CAS_AT(SDRAM_CAS) | FMC_SDCR_SDCLK_AT(2) |
				     FMC_SDCR_RBURST | FMC_SDCR_RPIPE_AT(0));
	reg_write(FMC_SDTR1, FMC_SDTR_AT(FMC_SDTR_TMRD, SDRAM_MRD) |
				     FMC_SDTR_AT(FMC_SDTR_TXSR, SDRAM_XSR) |
				     FMC_SDTR_AT(FMC_SDTR_TRAS, SDRAM_RAS) |
				     FMC_SDTR_AT(FMC_SDTR_TRC, SDRAM_RC) |
				     FMC_SDTR_AT(FMC_SDTR_TWR, SDRAM_WR) |
				     FMC_SDTR_AT(FMC_SDTR_TRP, SDRAM_RP) |
				     FMC_SDTR_AT(FMC_SDTR_TRCD, SDRAM_RCD));
}

static void wake_sdram(void)
{
	command(FMC_SDCMR_CLOCK, SDRAM_WAKE_NS);
	command(FMC_SDCMR_PALL, SDRAM_COMMAND_NS);
	command(FMC_SDCMR_AUTO_REFRESH | FMC_SDCMR_NRFS_AT(SDRAM_REFRESHES_AT_START),
		SDRAM_COMMAND_NS);
	command(FMC_SDCMR_LOAD_MODE | FMC_SDCMR_MRD_AT(SDRAM_MODE), SDRAM_COMMAND_NS);
	reg_write(FMC_SDRTR, FMC_SDRTR_COUNT_AT(SDRAM_REFRESH));
}

static void set_up_window(void)
{
	reg_write(FMC_BTR1, FMC_BTR_ADDSET_AT(WINDOW_ADDSET) | FMC_BTR_DATAST_AT(WINDOW_DATAST) |
				    FMC_BTR_BUSTURN_AT(WINDOW_BUSTURN));
	reg_write(FMC_BCR1, FMC_BCR_MBKEN | FMC_BCR_MTYP_SRAM | FMC_BCR_MWID_16 | FMC_BCR_WREN);
}

void h743_memory(void)
{
	reg_set(RCC_AHB3ENR, RCC_AHB3ENR_FMCEN);
	(void)reg_read(RCC_AHB3ENR);
	set_up_window();
	set_up_sdram();
	reg_set(FMC_BCR1, FMC_BCR1_FMCEN);
	wake_sdram();
	h743_open_memory();
}
