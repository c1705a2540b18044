// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The independent watchdog, by its own oscillator, some 32 kHz. It cannot be stopped, and it calls
 * nobody before it resets: what is known of the run that it ended is that it hung.
 */
#include "boot/fault.h"
#include "h743.h"
#include "regs.h"

void board_watch(uint32_t ms)
{
	reg_write(IWDG_KR, IWDG_KEY_START);
	reg_write(IWDG_KR, IWDG_KEY_ACCESS);
	reg_write(IWDG_PR, IWDG_PR_32);
	reg_write(IWDG_RLR, ms < IWDG_RLR_MOST ? ms : IWDG_RLR_MOST);
	while (reg_read(IWDG_SR))
		;
	reg_write(IWDG_KR, IWDG_KEY_FEED);
}

void board_feed(void)
{
	reg_write(IWDG_KR, IWDG_KEY_FEED);
}

static void record_hang(void)
{
	uint32_t faults = fault_row(&board_fault);

	board_fault = (struct nfod_fault_record){
		.cause = NFOD_FAULT_HANG,
		.faults = faults + 1,
	};
	fault_seal(&board_fault);
}

void h743_reset_cause(void)
{
	uint32_t cause = reg_read(RCC_RSR);

	reg_set(RCC_RSR, RCC_RSR_RMVF);
	/* Backup SRAM outlives a short cut, and then tells of a run before it. */
	if (cause & (RCC_RSR_PORRSTF | RCC_RSR_BORRSTF))
		board_fault.magic = 0;
	else if (cause & RCC_RSR_IWDG1RSTF)
		record_hang();
}
