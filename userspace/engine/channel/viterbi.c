// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Ten states, the last four cells; sixteen branches. A branch costs (y - 2l)^2, less what
 * all have in common and over 4 units: 16 l^2 - l y. Costs are kept modulo 2^16: those of
 * different states differ by less than 2^15, and only differences are looked at. Each lane has
 * a block of its own.
 */
#include "engine/channel/viterbi.h"
#include "lib/lanes.h"

/* Numbers on a side of what is turned at a time. */
#define TILE 8

/* The running mean's reach on either side of a cell. */
#define MEAN_REACH 16

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

/* Steps of all lanes: what is known of them. */
struct steps {
	lanes16 signal[VITERBI_STEPS];
	lanes16 error[VITERBI_STEPS];
	lanes8 cell[VITERBI_STEPS];
};

typedef int16_t tile __attribute__((vector_size(2 * TILE)));

/* Rows to columns: interleave the halves three times. */
LANES_INLINE void turn(tile row[TILE])
{
	const tile low = { 0, 8, 1, 9, 2, 10, 3, 11 }, high = { 4, 12, 5, 13, 6, 14, 7, 15 };
	tile next[TILE];

	for (int stage = 0; stage < 3; stage++) {
		for (int i = 0; i < TILE / 2; i++) {
			next[2 * i] = __builtin_shuffle(row[i], row[i + TILE / 2], low);
			next[2 * i + 1] = __builtin_shuffle(row[i], row[i + TILE / 2], high);
		}
		memcpy(row, next, sizeof(next));
	}
}

/* @from has rows @pitch apart, @to columns; what is turned is one tile. */
LANES_INLINE void turn_tile(const int16_t *from, size_t from_pitch, int16_t *to, size_t to_pitch)
{
	tile row[TILE];

	for (int i = 0; i < TILE; i++)
		memcpy(&row[i], from + i * from_pitch, sizeof(row[i]));
	turn(row);
	for (int i = 0; i < TILE; i++)
		memcpy(to + i * to_pitch, &row[i], sizeof(row[i]));
}

LANES_HOT static void take_lanes(const int16_t *signal, struct steps *steps)
{
	for (size_t lane = 0; lane < VITERBI_LANES; lane += TILE)
		for (size_t i = 0; i < VITERBI_STEPS; i += TILE)
			turn_tile(signal + lane * VITERBI_BLOCK + i, VITERBI_BLOCK,
				  (int16_t *)&steps->signal[i] + lane, VITERBI_LANES);
}

/* A step's signal belongs to the cell two before its newest one. */
LANES_HOT static void give_lanes(const struct steps *steps, int8_t *cell, int16_t *error)
{
	const lanes8 *from = steps->cell + VITERBI_OVERLAP - TARGET_REACH;

	for (size_t lane = 0; lane < VITERBI_LANES; lane += TILE)
		for (size_t i = 0; i < VITERBI_BLOCK; i += TILE)
			turn_tile((const int16_t *)&steps->error[i + VITERBI_OVERLAP] + lane,
				  VITERBI_LANES, error + lane * VITERBI_BLOCK + i, VITERBI_BLOCK);
	for (size_t lane = 0; lane < VITERBI_LANES; lane++)
		for (size_t i = 0; i < VITERBI_BLOCK; i++)
			cell[lane * VITERBI_BLOCK + i] = from[i][lane];
}

/* What is left of the signal; the first steps' cells are not known. */
LANES_HOT static void find_errors(struct steps *steps)
{
	lanes16 last[2 * TARGET_REACH + 1] = { 0 };

	for (int i = 0; i < VITERBI_STEPS; i++) {
		for (int j = 0; j < 2 * TARGET_REACH; j++)
			last[j] = last[j + 1];
		last[4] = __builtin_convertvector(steps->cell[i], lanes16);
		steps->error[i] =
			steps->signal[i] -
			VITERBI_UNIT * (last[0] + last[4] + 2 * (last[1] + last[2] + last[3]));
	}
	memset(steps->error, 0, 2 * TARGET_REACH * sizeof(steps->error[0]));
}

/* At both ends only what is there counts. */
LANES_HOT static void take_mean_away(struct steps *steps)
{
	lanes16 sum = { 0 };

	for (int i = 0; i < MEAN_REACH; i++)
		sum += steps->error[i];
	for (int i = 0; i < VITERBI_STEPS; i++) {
		if (i + MEAN_REACH < VITERBI_STEPS)
			sum += steps->error[i + MEAN_REACH];
		if (i >= MEAN_REACH)
			sum -= steps->error[i - MEAN_REACH];
		steps->signal[i] -= (sum + MEAN_REACH) / (2 * MEAN_REACH);
	}
}

void viterbi_group(const int16_t *signal, int8_t *cell, int16_t *error)
{
	struct steps steps;

	take_lanes(signal - VITERBI_OVERLAP, &steps);
	detect(steps.signal, steps.cell, VITERBI_STEPS);
	find_errors(&steps);
	take_mean_away(&steps);
	detect(steps.signal, steps.cell, VITERBI_STEPS);
	find_errors(&steps);
	give_lanes(&steps, cell, error);
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
