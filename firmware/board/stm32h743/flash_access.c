// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "flash_access.h"

#include "cache.h"
#include "h743.h"

/*
 * A word whose programming was cut short may have two wrong bits, and then the bus answers with an
 * error. With faults masked and bus faults ignored that is no fault; the flag stays for us. No
 * interrupt is taken meanwhile, for the time of eight loads.
 */
bool flash_load(uint32_t at, uint32_t word[8])
{
	const volatile uint32_t *from = (const volatile uint32_t *)(uintptr_t)(H743_FLASH + at);
	bool good;

	SCB_CFSR = CFSR_BUS;
	__asm__ volatile("cpsid f" ::: "memory");
	SCB_CCR |= CCR_BFHFNMIGN;
	core_barrier();
	for (uint32_t n = 0; n < 8; n++)
		word[n] = from[n];
	core_barrier();
	good = !(SCB_CFSR & CFSR_BUS);
	SCB_CCR &= ~CCR_BFHFNMIGN;
	__asm__ volatile("cpsie f" ::: "memory");
	SCB_CFSR = CFSR_BUS;
	return good;
}

void flash_store(uint32_t at, const uint32_t word[8])
{
	volatile uint32_t *to = (volatile uint32_t *)(uintptr_t)(H743_FLASH + at);

	h743_open_flash(H743_FLASH + at);
	for (uint32_t n = 0; n < 8; n++)
		to[n] = word[n];
	core_barrier();
	h743_close_flash();
}

/* Nothing is ever written there through the cache; and to invalidate may want leave to write. */
void flash_forget(uint32_t at, uint32_t bytes)
{
	cache_flush(H743_FLASH + at, bytes);
}
