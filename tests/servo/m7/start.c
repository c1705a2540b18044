// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Bare start for mps2-an500, and the few host calls that the player needs
 * (Arm semihosting).
 */
#include <stdint.h>

#include "host.h"

#define CPACR (*(volatile uint32_t *)0xe000ed88u)
#define SYST_CSR (*(volatile uint32_t *)0xe000e010u)
#define SYST_RVR (*(volatile uint32_t *)0xe000e014u)
#define SYST_CVR (*(volatile uint32_t *)0xe000e018u)
#define SYST_MOST 0xffffffu

enum {
	SYS_OPEN = 1,
	SYS_WRITE0 = 4,
	SYS_READ = 6,
	SYS_EXIT_EXTENDED = 0x20
};

extern uint32_t stack_top[];

int main(void);

static int call(int operation, const void *argument)
{
	register int r0 __asm__("r0") = operation;
	register const void *r1 __asm__("r1") = argument;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

int host_open(const char *name)
{
	uintptr_t argument[3] = { (uintptr_t)name, 1, 0 };

	while (name[argument[2]])
		argument[2]++;
	return call(SYS_OPEN, argument);
}

uint32_t host_read(int file, void *to, uint32_t bytes)
{
	uintptr_t argument[3] = { (uintptr_t)file, (uintptr_t)to, bytes };

	return bytes - (uint32_t)call(SYS_READ, argument);
}

void host_say(const char *text)
{
	call(SYS_WRITE0, text);
}

void host_exit(int code)
{
	uintptr_t argument[2] = { 0x20026, (uintptr_t)code };

	call(SYS_EXIT_EXTENDED, argument);
	for (;;)
		;
}

uint32_t host_clock(void)
{
	return SYST_MOST - SYST_CVR;
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
