// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * From reset to main(), for the boot loader and for images alike.
 */
#include <stdbool.h>
#include <string.h>

#include "core.h"
#include "mps2.h"

/* Sixteen of the core's, then those of the machine. */
#define CORE_VECTORS 16u
#define INTERRUPTS 32u
/* Its line is that of a timer that nobody uses. */
#define SERVO_INTERRUPT 8u
/* Above everything that shares data with the main loop; the upper four bits count. */
#define SERVO_PRIORITY 0x40u

extern uint32_t stack_top[], vectors_begin[];
extern uint32_t data_begin[], data_end[], data_stored[], bss_begin[], bss_end[];

void fault_entry(void);

static void reset(void)
{
	SCB_VTOR = (uint32_t)vectors_begin;
	SCB_CPACR |= CPACR_FPU;
	SCB_SHCSR |= SHCSR_FAULTS;
	SCB_CCR |= CCR_DIV_0_TRP;
	core_barrier();
	memcpy(data_begin, data_stored, (uintptr_t)data_end - (uintptr_t)data_begin);
	memset(bss_begin, 0, (uintptr_t)bss_end - (uintptr_t)bss_begin);
	mps2_protect();
	main();
	mps2_reset();
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
	[0] = stack_top,
	[1] = reset,
	[2 ... CORE_VECTORS + SERVO_INTERRUPT - 1] = fault_entry,
	[CORE_VECTORS + SERVO_INTERRUPT] = mps2_servo,
	[CORE_VECTORS + SERVO_INTERRUPT + 1 ... CORE_VECTORS + INTERRUPTS - 1] = fault_entry,
};

void mps2_allow_servo(void)
{
	NVIC_IPR[SERVO_INTERRUPT] = SERVO_PRIORITY;
	NVIC_ISER[0] = 1u << SERVO_INTERRUPT;
	core_barrier();
}

void mps2_raise_servo(void)
{
	NVIC_ISPR[0] = 1u << SERVO_INTERRUPT;
	core_barrier();
}

uint32_t mps2_running_slot(void)
{
	return (uint32_t)vectors_begin >=
	       MPS2_FLASH + nfod_slot_sector(1) * NFOD_FLASH_SECTOR_BYTES;
}

void mps2_reset(void)
{
	core_barrier();
	SCB_AIRCR = AIRCR_KEY | AIRCR_SYSRESETREQ;
	core_barrier();
	for (;;)
		;
}

void mps2_run(uint32_t entry)
{
	const uint32_t *vector = (const uint32_t *)entry;

	MPU_CTRL = 0;
	SCB_VTOR = entry;
	core_barrier();
	__asm__ volatile("msr msp, %0\n\tbx %1" ::"r"(vector[0]), "r"(vector[1]) : "memory");
	__builtin_unreachable();
}
