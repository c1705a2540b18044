/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: fault record, version 1
 *
 * What a fault handler leaves in memory that a reset does not clear, for the next start and
 * for people. Where that is, is the board's matter.
 */
#ifndef NFOD_FAULT_H
#define NFOD_FAULT_H

#include <stdint.h>

#define NFOD_FAULT_MAGIC 0x544c464eu /* "NFLT" */
#define NFOD_FAULT_VERSION 1u
#define NFOD_FAULT_STACK 32u

/**
 * enum nfod_fault_cause - what ended the run
 * @NFOD_FAULT_HARD: a fault within a fault handler, or one that has none
 * @NFOD_FAULT_MEMORY: memory protection: null pointer, stack overflow, code in data
 * @NFOD_FAULT_BUS: nothing answered at that address
 * @NFOD_FAULT_USAGE: an instruction that there is not, a division by zero
 * @NFOD_FAULT_HANG: nobody fed it
 * @NFOD_FAULT_STRAY: an interrupt that nobody wants
 */
enum nfod_fault_cause {
	NFOD_FAULT_HARD = 1,
	NFOD_FAULT_MEMORY = 2,
	NFOD_FAULT_BUS = 3,
	NFOD_FAULT_USAGE = 4,
	NFOD_FAULT_HANG = 5,
	NFOD_FAULT_STRAY = 6,
	NFOD_FAULT_CAUSES
};

/**
 * struct nfod_fault_record - the processor as it was
 * @magic: NFOD_FAULT_MAGIC
 * @version: NFOD_FAULT_VERSION
 * @bytes: of this structure
 * @cause: enum nfod_fault_cause
 * @r: r0 to r12
 * @sp: before the exception; 0 = registers could not be stacked, @r, @lr, @pc, @psr are zero
 * @lr: return address
 * @pc: where it was
 * @psr: flags
 * @exc_return: how the exception was entered
 * @cfsr: configurable fault status
 * @hfsr: hard fault status
 * @mmfar: address that memory protection refused, if @cfsr says so
 * @bfar: address where the bus failed, if @cfsr says so
 * @vectors: address of the vector table: tells the image
 * @stacked: words of @stack that hold something
 * @faults: in a row, this one included; 0 once an image was well after it
 * @stack: from @sp upwards
 * @reserved: zero
 * @crc: CRC-32C of all before it
 */
struct nfod_fault_record {
	uint32_t magic;
	uint32_t version;
	uint32_t bytes;
	uint32_t cause;
	uint32_t r[13];
	uint32_t sp;
	uint32_t lr;
	uint32_t pc;
	uint32_t psr;
	uint32_t exc_return;
	uint32_t cfsr;
	uint32_t hfsr;
	uint32_t mmfar;
	uint32_t bfar;
	uint32_t vectors;
	uint32_t stacked;
	uint32_t faults;
	uint32_t stack[NFOD_FAULT_STACK];
	uint32_t reserved[2];
	uint32_t crc;
};

_Static_assert(sizeof(struct nfod_fault_record) == 256, "size of struct nfod_fault_record");

/**
 * nfod_fault_words() - a cause, for people
 */
static inline const char *nfod_fault_words(uint32_t cause)
{
	static const char *const words[NFOD_FAULT_CAUSES] = {
		[NFOD_FAULT_HARD] = "hard fault", [NFOD_FAULT_MEMORY] = "memory fault",
		[NFOD_FAULT_BUS] = "bus fault",	  [NFOD_FAULT_USAGE] = "usage fault",
		[NFOD_FAULT_HANG] = "watchdog",	  [NFOD_FAULT_STRAY] = "stray interrupt",
	};

	return cause && cause < NFOD_FAULT_CAUSES ? words[cause] : "unknown cause";
}

#endif
