// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * The vector table, for the boot loader and for images alike, and the way to board_start().
 */
#include "core.h"
#include "h743.h"
#include "otg.h"

#define CORE_VECTORS 16u

extern uint32_t stack_top[];
extern volatile uint32_t itcm_begin[], itcm_end[], vectors_copy[];
extern const volatile uint32_t itcm_stored[], vectors_begin[];

/* Of whoever does not move pages. */
void h743_page_wanted(void) __attribute__((weak, alias("stray")));
void h743_page_moved(void) __attribute__((weak, alias("stray")));

__attribute__((used)) static void stray(void)
{
	__builtin_trap();
}

/*
 * Runs in flash, before there is code or data anywhere else. Words are volatile, lest a call of
 * memcpy() be made of it.
 */
__attribute__((section(".reset"), used)) static void reset(void)
{
	void (*volatile start)(void) = board_start;

	for (uint32_t n = 0; n < (uint32_t)(itcm_end - itcm_begin); n++)
		itcm_begin[n] = itcm_stored[n];
	for (uint32_t n = 0; n < CORE_VECTORS + H743_INTERRUPTS; n++)
		vectors_copy[n] = vectors_begin[n];
	core_barrier();
	start();
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
	[0] = stack_top,
	[1] = reset,
	[2 ... CORE_VECTORS + H743_IRQ_EXTI1 - 1] = fault_entry,
	[CORE_VECTORS + H743_IRQ_EXTI1] = h743_page_wanted,
	[CORE_VECTORS + H743_IRQ_EXTI1 + 1 ... CORE_VECTORS + H743_IRQ_DMA2_STREAM0 - 1] =
		fault_entry,
	[CORE_VECTORS + H743_IRQ_DMA2_STREAM0] = h743_page_moved,
	[CORE_VECTORS + H743_IRQ_DMA2_STREAM0 + 1 ... CORE_VECTORS + H743_IRQ_OTG_HS - 1] =
		fault_entry,
	[CORE_VECTORS + H743_IRQ_OTG_HS] = otg_interrupt,
	[CORE_VECTORS + H743_IRQ_OTG_HS + 1 ... CORE_VECTORS + H743_IRQ_MDMA - 1] = fault_entry,
	[CORE_VECTORS + H743_IRQ_MDMA] = board_servo,
	[CORE_VECTORS + H743_IRQ_MDMA + 1 ... CORE_VECTORS + H743_INTERRUPTS - 1] = fault_entry,
};

_Static_assert(sizeof(vectors) <= NFOD_VECTOR_ALIGN, "the table lies on what it is aligned to");

void h743_allow(enum h743_interrupt irq, enum h743_priority priority)
{
	NVIC_IPR[irq] = (uint8_t)priority;
	NVIC_ISER[irq / 32] = 1u << irq % 32;
	core_barrier();
}
