// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * From reset to main(), for the boot loader and for images alike.
 */
#include <string.h>

#include "board.h"
#include "core.h"

extern uint32_t vectors_begin[];
extern uint32_t data_begin[], data_end[], data_stored[], bss_begin[], bss_end[];

void board_start(void)
{
	SCB_VTOR = (uint32_t)vectors_begin;
	SCB_CPACR |= CPACR_FPU;
	SCB_SHCSR |= SHCSR_FAULTS;
	SCB_CCR |= CCR_DIV_0_TRP;
	core_barrier();
	memcpy(data_begin, data_stored, (uintptr_t)data_end - (uintptr_t)data_begin);
	memset(bss_begin, 0, (uintptr_t)bss_end - (uintptr_t)bss_begin);
	board_protect();
	main();
	board_reset();
}

uint32_t board_running_slot(void)
{
	return (uint32_t)vectors_begin >= board_flash.base + flash_slot(&board_flash, 1);
}

void board_reset(void)
{
	core_barrier();
	SCB_AIRCR = AIRCR_KEY | AIRCR_SYSRESETREQ;
	core_barrier();
	for (;;)
		;
}

void board_run(uint32_t entry)
{
	const uint32_t *vector = (const uint32_t *)entry;

	MPU_CTRL = 0;
	SCB_VTOR = entry;
	core_barrier();
	__asm__ volatile("msr msp, %0\n\tbx %1" ::"r"(vector[0]), "r"(vector[1]) : "memory");
	__builtin_unreachable();
}
