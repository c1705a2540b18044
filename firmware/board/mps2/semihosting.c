// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "semihosting.h"

enum {
	SYS_OPEN = 1,
	SYS_WRITE0 = 4,
	SYS_READ = 6,
	SYS_EXIT_EXTENDED = 0x20
};

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
