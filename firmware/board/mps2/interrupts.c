// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The vector table, for the boot loader and for images alike, and the servo's line.
 */
#include "core.h"
#include "mps2.h"

/* Sixteen of the core's, then those of the machine. */
#define CORE_VECTORS 16u
#define INTERRUPTS 32u
/* Its line is that of timer 0. */
#define SERVO_INTERRUPT 8u

extern uint32_t stack_top[];

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
	[0] = stack_top,
	[1] = board_start,
	[2 ... CORE_VECTORS + SERVO_INTERRUPT - 1] = fault_entry,
	[CORE_VECTORS + SERVO_INTERRUPT] = board_servo,
	[CORE_VECTORS + SERVO_INTERRUPT + 1 ... CORE_VECTORS + INTERRUPTS - 1] = fault_entry,
};

void mps2_allow_servo(void)
{
	NVIC_IPR[SERVO_INTERRUPT] = BOARD_SERVO_PRIORITY;
	NVIC_ISER[0] = 1u << SERVO_INTERRUPT;
	core_barrier();
}

void mps2_raise_servo(void)
{
	NVIC_ISPR[0] = 1u << SERVO_INTERRUPT;
	core_barrier();
}
