// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Ten states, the last four cells; sixteen branches. A branch costs (y - 2l)^2, less what
 * all have in common and over 4 units: 16 l^2 - l y. Costs are kept modulo 2^16: those of
 * different states differ by less than 2^15, and only differences are looked at.
 */
#include "engine/channel/viterbi.h"
#include "lib/lanes.h"

typedef int16_t lanes16 __attribute__((vector_size(2 * VITERBI_LANES)));
typedef uint16_t cost16 __attribute__((vector_size(2 * VITERBI_LANES)));
typedef int8_t lanes8 __attribute__((vector_size(VITERBI_LANES)));

/* By the last four cells; those that end with a mark come last. */
enum state {
	S0000,
	S1000,
	S1100,
	S0110,
	S1110,
	S0001,
	S1001,
	S0011,
	S0111,
	S1111,
	STATES
};

/* Bits of a step's decisions: the older of two ways into a state began with a mark. */
#define CHOICE_0000 1
#define CHOICE_0001 2
#define CHOICE_0011 4
#define CHOICE_1100 8
#define CHOICE_1110 16
#define CHOICE_1111 32

/* By state, in its order. */
static const lanes8 choice_of = { CHOICE_0000, 0, CHOICE_1100, 0, CHOICE_1110,
				  CHOICE_0001, 0, CHOICE_0011, 0, CHOICE_1111 };
static const lanes8 from_space = { S0000, S1100, S0110, S0011, S0111,
				   S0000, S1100, S0001, S0011, S0111 };
static const lanes8 from_mark = { S1000, S1100, S1110, S0011, S1111,
				  S1000, S1100, S1001, S0011, S1111 };

/* The cheaper of two ways; @choice gets @bit where it is the second. */
LANES_INLINE cost16 cheaper(cost16 space, cost16 mark, lanes16 bit, lanes16 *choice)
{
	lanes16 second = (lanes16)(mark - space) < 0;

	*choice |= second & bit;
	return (mark & (cost16)second) | (space & ~(cost16)second);
}

/* Costs of one step's branches by level, -4..4. */
LANES_INLINE void branch_costs(lanes16 y, cost16 cost[9])
{
	for (int level = -4; level <= 4; level++)
		cost[level + 4] =
			(cost16)((int16_t)(VITERBI_UNIT * level * level) - (int16_t)level * y);
}

LANES_INLINE lanes8 step_forward(lanes16 y, cost16 at[STATES])
{
	cost16 from[STATES], cost[9];
	lanes16 choice = { 0 }, one = choice + 1;

	memcpy(from, at, sizeof(from));
	branch_costs(y, cost);
	at[S0000] =
		cheaper(from[S0000] + cost[0], from[S1000] + cost[1], one * CHOICE_0000, &choice);
	at[S0001] =
		cheaper(from[S0000] + cost[1], from[S1000] + cost[2], one * CHOICE_0001, &choice);
	at[S0011] =
		cheaper(from[S0001] + cost[3], from[S1001] + cost[4], one * CHOICE_0011, &choice);
	at[S0110] = from[S0011] + cost[4];
	at[S0111] = from[S0011] + cost[5];
	at[S1000] = from[S1100] + cost[3];
	at[S1001] = from[S1100] + cost[4];
	at[S1100] =
		cheaper(from[S0110] + cost[4], from[S1110] + cost[5], one * CHOICE_1100, &choice);
	at[S1110] =
		cheaper(from[S0111] + cost[6], from[S1111] + cost[7], one * CHOICE_1110, &choice);
	at[S1111] =
		cheaper(from[S0111] + cost[7], from[S1111] + cost[8], one * CHOICE_1111, &choice);
	return __builtin_convertvector(choice, lanes8);
}

LANES_INLINE lanes8 step_back(lanes8 state, lanes8 choice)
{
	lanes8 mark = (choice & __builtin_shuffle(choice_of, state)) != 0;

	return (__builtin_shuffle(from_mark, state) & mark) |
	       (__builtin_shuffle(from_space, state) & ~mark);
}

LANES_INLINE lanes8 cheapest(const cost16 at[STATES])
{
	cost16 least = at[0];
	lanes16 state = { 0 };

	for (int16_t i = 1; i < STATES; i++) {
		lanes16 less = (lanes16)(at[i] - least) < 0;

		least = (at[i] & (cost16)less) | (least & ~(cost16)less);
		state = (((lanes16){ 0 } + i) & less) | (state & ~less);
	}
	return __builtin_convertvector(state, lanes8);
}

/* -1 or 1: marks come last. */
LANES_INLINE lanes8 newest(lanes8 state)
{
	return -1 - 2 * (state >= S0001);
}

/* Return: the states before the first step. */
LANES_HOT static lanes8 detect(const lanes16 *signal, lanes8 *cell, unsigned int steps)
{
	cost16 at[STATES] = { 0 };
	lanes8 choice[VITERBI_STEPS], state;
	unsigned int i;

	for (i = 0; i < steps; i++)
		choice[i] = step_forward(signal[i], at);
	state = cheapest(at);
	while (i-- > 0) {
		cell[i] = newest(state);
		state = step_back(state, choice[i]);
	}
	return state;
}

/*
 * A step's target is around the cell two before its newest one: what is detected runs two
 * cells ahead of the signal.
 */
void viterbi_group(const int16_t *signal, int8_t *cell)
{
	int16_t in[VITERBI_STEPS][VITERBI_LANES] __attribute__((aligned(32)));
	int8_t out[VITERBI_STEPS][VITERBI_LANES] __attribute__((aligned(32)));
	unsigned int lane, i;

	for (lane = 0; lane < VITERBI_LANES; lane++)
		for (i = 0; i < VITERBI_STEPS; i++)
			in[i][lane] = signal[(int)(lane * VITERBI_BLOCK + i) - VITERBI_OVERLAP];
	detect((const lanes16 *)in, (lanes8 *)out, VITERBI_STEPS);
	for (lane = 0; lane < VITERBI_LANES; lane++)
		for (i = 0; i < VITERBI_BLOCK; i++)
			cell[lane * VITERBI_BLOCK + i] =
				out[i + VITERBI_OVERLAP - TARGET_REACH][lane];
}

void viterbi_block(const int16_t *signal, int8_t *cell, unsigned int count)
{
	/* Cells of a state, oldest in the highest bit. */
	static const uint8_t cells[STATES] = { 0, 8, 12, 6, 14, 1, 9, 3, 7, 15 };
	lanes16 in[VITERBI_STEPS];
	lanes8 out[VITERBI_STEPS], state;
	unsigned int i;

	for (i = 0; i < count; i++)
		in[i] = (lanes16){ 0 } + signal[i];
	state = detect(in, out, count);
	for (i = 0; i < 2 * TARGET_REACH; i++)
		cell[i] = cells[state[0]] >> (3 - i) & 1 ? 1 : -1;
	for (i = 0; i < count; i++)
		cell[i + 2 * TARGET_REACH] = out[i][0];
}
