// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Whatever nobody handles: leaves a record and resets.
 */
#include <stdbool.h>

#include "board.h"
#include "boot/fault.h"
#include "core.h"

enum exception {
	EXCEPTION_NMI = 2,
	EXCEPTION_HARD = 3,
	EXCEPTION_MEMORY = 4,
	EXCEPTION_BUS = 5,
	EXCEPTION_USAGE = 6,
};

/* What the core stacks. */
enum stacked {
	STACKED_R0 = 0,
	STACKED_R12 = 4,
	STACKED_LR = 5,
	STACKED_PC = 6,
	STACKED_PSR = 7,
	STACKED_WORDS = 8,
	STACKED_WORDS_FPU = 26,
};

#define EXC_RETURN_NO_FPU 0x10u
#define PSR_ALIGNED 0x200u
#define PSR_EXCEPTION 0x1ffu

__attribute__((section(".keep"))) struct nfod_fault_record board_fault;

extern uint32_t stack_top[], stack_bottom[], fault_stack_top[], vectors_begin[];

void fault_record(const uint32_t *frame, const uint32_t *high, uint32_t exc_return)
	__attribute__((noreturn, used));

static enum nfod_fault_cause cause_of(uint32_t exception)
{
	switch (exception) {
	case EXCEPTION_NMI:
		return NFOD_FAULT_HANG;
	case EXCEPTION_HARD:
		return NFOD_FAULT_HARD;
	case EXCEPTION_MEMORY:
		return NFOD_FAULT_MEMORY;
	case EXCEPTION_BUS:
		return NFOD_FAULT_BUS;
	case EXCEPTION_USAGE:
		return NFOD_FAULT_USAGE;
	default:
		return NFOD_FAULT_STRAY;
	}
}

/* A frame that lies outside of the stack was not written, and must not be read. */
static bool frame_good(const uint32_t *frame)
{
	return !(SCB_CFSR & (CFSR_MSTKERR | CFSR_STKERR)) && frame >= stack_bottom &&
	       frame + STACKED_WORDS <= stack_top;
}

static void copy_stack(struct nfod_fault_record *record, const uint32_t *from)
{
	while (record->stacked < NFOD_FAULT_STACK && from < stack_top)
		record->stack[record->stacked++] = *from++;
}

static void copy_frame(struct nfod_fault_record *record, const uint32_t *frame, uint32_t exc_return)
{
	const uint32_t *before =
		frame + (exc_return & EXC_RETURN_NO_FPU ? STACKED_WORDS : STACKED_WORDS_FPU);

	for (uint32_t n = STACKED_R0; n < 4; n++)
		record->r[n] = frame[n];
	record->r[12] = frame[STACKED_R12];
	record->lr = frame[STACKED_LR];
	record->pc = frame[STACKED_PC];
	record->psr = frame[STACKED_PSR];
	before += record->psr & PSR_ALIGNED ? 1 : 0;
	record->sp = (uint32_t)before;
	copy_stack(record, before);
}

/* On a stack of its own: the other one may have no room left. */
void fault_record(const uint32_t *frame, const uint32_t *high, uint32_t exc_return)
{
	struct nfod_fault_record *record = &board_fault;
	uint32_t faults = fault_row(record);
	uint32_t exception;

	__asm__ volatile("mrs %0, ipsr" : "=r"(exception));
	*record = (struct nfod_fault_record){
		.cause = cause_of(exception & PSR_EXCEPTION),
		.exc_return = exc_return,
		.cfsr = SCB_CFSR,
		.hfsr = SCB_HFSR,
		.mmfar = SCB_MMFAR,
		.bfar = SCB_BFAR,
		.vectors = (uint32_t)vectors_begin,
		.faults = faults + 1,
	};
	for (uint32_t n = 4; n < 12; n++)
		record->r[n] = high[n - 4];
	if (frame_good(frame))
		copy_frame(record, frame, exc_return);
	fault_seal(record);
	board_reset();
}

/* Of whoever has no servo. */
void board_servo(void) __attribute__((weak, alias("fault_entry")));

/* r4 to r11 are still as they were: they are put where fault_record() finds them. */
__attribute__((naked)) void fault_entry(void)
{
	__asm__ volatile("mrs r0, msp\n\t"
			 "ldr r1, =fault_stack_top\n\t"
			 "mov sp, r1\n\t"
			 "push {r4-r11}\n\t"
			 "mov r1, sp\n\t"
			 "mov r2, lr\n\t"
			 "b fault_record\n\t"
			 ".ltorg");
}
