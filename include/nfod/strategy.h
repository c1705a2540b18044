/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: write strategies
 *
 * How cells become light, as a table that firmware, engine and lead-in can share. Times
 * are in 1/32 of a channel cell, from the ideal edges of a mark of N cells:
 *
 *	NFOD_STRATEGY_TRAIN	N - 1 pulses of write power, bias power between them, bias for
 *				the cooling gap, erase power otherwise
 *	NFOD_STRATEGY_CASTLE	write power at both ends of a mark, @middle of it in between
 *	NFOD_STRATEGY_CLOCKED	a pulse of write power in each cell, bias power between them;
 *				the field has the sign of the cell (@field late)
 *	NFOD_STRATEGY_LIGHT	the pulses of TRAIN with bias power instead of erase power over
 *				spaces, in a steady field: for discs erased beforehand
 *
 * A mark's first pulse begins nfod_strategy_run.start after the leading edge and its last
 * one ends .end after the trailing edge (both may be negative); what was there before and
 * what comes next shift them further.
 */
#ifndef NFOD_STRATEGY_H
#define NFOD_STRATEGY_H

#include <stdint.h>

#define NFOD_STRATEGY_UNITS 32 /* in a cell */
#define NFOD_RUN_LEAST 2u
#define NFOD_RUN_MOST 8u
/* Runs that differ; longer ones (sync) have more pulses in the middle. */
#define NFOD_STRATEGY_RUNS (NFOD_RUN_MOST - NFOD_RUN_LEAST + 1u)
/* Spaces beside a mark: of 2, of 3, of 4 cells and more. */
#define NFOD_STRATEGY_SPACES 3u

enum nfod_strategy_kind {
	NFOD_STRATEGY_NONE = 0,
	NFOD_STRATEGY_TRAIN = 1,
	NFOD_STRATEGY_CASTLE = 2,
	NFOD_STRATEGY_CLOCKED = 3,
	NFOD_STRATEGY_LIGHT = 4,
};

/**
 * struct nfod_strategy_run - marks of one length
 * @start: of the first pulse, by the space before
 * @end: of the last pulse, by the space behind
 * @first: width of the first pulse
 * @last: width of the last pulse
 */
struct nfod_strategy_run {
	int8_t start[NFOD_STRATEGY_SPACES];
	int8_t end[NFOD_STRATEGY_SPACES];
	uint8_t first;
	uint8_t last;
};

/**
 * struct nfod_strategy - a table
 * @kind: enum nfod_strategy_kind
 * @middle: TRAIN, LIGHT: width of pulses in the middle; CASTLE: power in between, 1/32 of
 *	write power; CLOCKED: width of each pulse
 * @cool: cooling gap behind a mark; CLOCKED: a cell's pulse begins so late
 * @field: CLOCKED: the field begins to change its sign so late
 * @run: by length, from NFOD_RUN_LEAST
 */
struct nfod_strategy {
	uint8_t kind;
	uint8_t middle;
	uint8_t cool;
	int8_t field;
	struct nfod_strategy_run run[NFOD_STRATEGY_RUNS];
};

_Static_assert(sizeof(struct nfod_strategy_run) == 8, "size of struct nfod_strategy_run");
_Static_assert(sizeof(struct nfod_strategy) == 60, "size of struct nfod_strategy");

#endif
