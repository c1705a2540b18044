/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The modulator as a machine: its state is the last cell and the pairs of bits that do not
 * make a word yet. A table takes a byte at a time, others what a group of bits has over.
 */
#ifndef NFOD_ENGINE_CODE_PP17_WORDS_H
#define NFOD_ENGINE_CODE_PP17_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#define PP17_STATES_MOST 32u

/**
 * struct pp17_step - what some bits make of a state
 * @cells: levels, if the level was 0 before; the first cell highest
 * @count: of cells
 * @sum: of @cells: marked ones less others
 * @flip: the level at the end
 */
struct pp17_step {
	uint32_t cells;
	uint8_t count;
	int8_t sum;
	uint8_t flip;
};

/* By state and bits. */
extern struct pp17_step pp17_by_byte[PP17_STATES_MOST][256];
extern struct pp17_step pp17_by_six[PP17_STATES_MOST][64];
/* The state that follows: apart, since each look-up waits for the one before, and this is small. */
extern uint8_t pp17_after_byte[PP17_STATES_MOST][256];
extern uint8_t pp17_after_six[PP17_STATES_MOST][64];
/* Behind the last bits of a frame, by state; and whether they had to be ended by force. */
extern struct pp17_step pp17_by_end[PP17_STATES_MOST];
extern bool pp17_forced[PP17_STATES_MOST];

#endif
