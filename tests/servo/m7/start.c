// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Bare start for mps2-an500.
 */
#include <stdint.h>

#include "host.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88u)
#define SYST_CSR (*(volatile uint32_t *)0xe000e010u)
#define SYST_RVR (*(volatile uint32_t *)0xe000e014u)
#define SYST_CVR (*(volatile uint32_t *)0xe000e018u)
#define SYST_MOST 0xffffffu

extern uint32_t stack_top[];

int main(void);

uint32_t host_clock(void)
{
	return SYST_MOST - SYST_CVR;
}

void host_say_number(uint32_t number)
{
	char text[11], *at = text + 10;

	*at = 0;
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	host_say(at);
}

static void reset(void)
{
	CPACR |= 0xfu << 20;
	__asm__ volatile("dsb\n\tisb");
	SYST_RVR = SYST_MOST;
	SYST_CVR = 0;
	SYST_CSR = 5;
	host_exit(main());
}

static void fault(void)
{
	host_say("m7: fault\n");
	host_exit(1);
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
	stack_top, reset, fault, fault, fault, fault, fault,
};
