/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: operations of a flash, written down
 *
 * What a power cut leaves of a drive is its flash. Whoever has the operations of a run from a
 * known beginning on can have the flash that a cut in the midst of any of them leaves, without
 * the run.
 */
#ifndef TWIN_TRACE_H
#define TWIN_TRACE_H

#include "twin/flash.h"

#define TRACE_MOST 16384u

/**
 * struct trace_operation - one of them
 * @erase: sector @at is erased; else the word at @at becomes @word
 */
struct trace_operation {
	bool erase;
	uint32_t at;
	uint8_t word[NFOD_FLASH_WORD];
};

/**
 * struct trace - a run
 * @start: the flash as it began
 * @operation: in order
 * @operations: of these
 */
struct trace {
	uint8_t start[FLASH_CELLS_BYTES];
	struct trace_operation operation[TRACE_MOST];
	uint32_t operations;
};

/**
 * trace_begin() - whatever is done to the flash from now on is written down
 *
 * One flash at a time, until trace_end() or the flash is mapped anew.
 */
void trace_begin(struct trace *trace, struct flash *flash);
void trace_end(struct flash *flash);

/**
 * trace_cut() - the flash after a power cut
 * @whole: operations that had ended
 * @torn: and the next one was under way
 * @seed: of what that one leaves
 * @cells: FLASH_CELLS_BYTES for the result
 */
void trace_cut(const struct trace *trace, uint32_t whole, bool torn, uint64_t seed, uint8_t *cells);

#endif
