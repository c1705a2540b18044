// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "spoil.h"

/* Nothing here may be foreseen by the compiler. */
static void (*volatile nowhere)(void);
static volatile uint32_t for_ever = 1;

void spoil(enum nfod_lockstep_fault fault)
{
	switch (fault) {
	case NFOD_LOCKSTEP_NULL:
		nowhere();
		return;
	case NFOD_LOCKSTEP_STACK:
		__asm__ volatile("0: push {r0-r7}\n\tb 0b" ::: "memory");
		return;
	case NFOD_LOCKSTEP_HANG:
		while (for_ever)
			;
		return;
	default:
		return;
	}
}
