/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: STM32H743 on the host: registers that do what the reference manual says
 *
 * Flash: both banks with lock and keys, programming of words of 32 bytes, erasure of sectors, error
 * flags, correction of one wrong bit and detection of two, and power that goes in the midst of an
 * operation. Of the other registers: those that answer (ready bits), and plain memory.
 */
#ifndef NFOD_TESTS_H743_MODEL_H
#define NFOD_TESTS_H743_MODEL_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#define MODEL_NEVER UINT64_MAX
#define MODEL_BYTES (2u << 20)
#define MODEL_NOTES 64u
#define MODEL_REGIONS 16u
#define MODEL_WORDS (MODEL_BYTES / 32u)

/* What a word is: whether it reads well, and what else. */
enum model_word {
	MODEL_GOOD,
	MODEL_ONE_WRONG_BIT,
	MODEL_TWO_WRONG_BITS,
	MODEL_UNCERTAIN,
};

struct model {
	uint8_t *data;
	uint8_t state[MODEL_WORDS];
	/* Operations so far, at which of them the power goes, and to where then. */
	uint64_t ops, cut_at;
	jmp_buf *dark;
	/* At this operation the controller raises these flags, and does nothing. */
	uint64_t fails_at;
	uint32_t fails_with;
	bool hangs;
	/* Bit for each sector. */
	uint32_t protected_sectors;
	/* What no driver may do: program what is not erased, touch a busy bank, unlock wrongly. */
	uint32_t abuse;
	uint32_t erased[16];
	uint64_t dice;
	uint32_t feeds;
	uint32_t forgotten;
	/* TIM2 goes on by so much each time that somebody looks. */
	uint32_t counts_a_look;
	/* Priorities of the interrupts that were allowed. */
	uint8_t allowed[256];
	/* Regions of memory protection, and the vector table. */
	uint32_t region_base[MODEL_REGIONS], region_attributes[MODEL_REGIONS];
	uint32_t mpu_control, vectors;
	/*
	 * What was done to the cache; 'd' where DMA2 was started; 's' commands to SDRAM, by time
	 * and what; 'k' keys of the watchdog that do not feed it.
	 */
	struct {
		char what;
		uint32_t at, bytes;
	} note[MODEL_NOTES];
	uint32_t notes;
};

extern struct model model;

void model_power_up(void);
void model_factory(void);

/* Whether bank @bank is locked and idle. */
bool model_at_rest(uint32_t bank);

/* What was last written to a register other than flash's. */
uint32_t model_register(uint32_t at);
void model_set_register(uint32_t at, uint32_t value);

void model_note(char what, uint32_t at, uint32_t bytes);

/* A register of the core's: memory protection's, and what else nobody here looks at. */
volatile uint32_t *model_core(uint32_t at);

/* Order in which registers were written first: 0 = never. */
uint32_t model_order(uint32_t at);

#endif
