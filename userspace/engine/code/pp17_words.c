// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/pp17_words.h"

#include <stdlib.h>

struct pp17_step pp17_by_byte[PP17_STATES_MOST][256];
struct pp17_step pp17_by_six[PP17_STATES_MOST][64];
uint8_t pp17_after_byte[PP17_STATES_MOST][256];
uint8_t pp17_after_six[PP17_STATES_MOST][64];
struct pp17_step pp17_by_end[PP17_STATES_MOST];
bool pp17_forced[PP17_STATES_MOST];

/* Pairs of which it is not known what they become: 11 01 11 00 00, and one more to tell. */
#define PENDING_MOST 6u

/**
 * struct state - of the modulator between pairs
 * @last: cell, 1 = transition
 * @pairs: how many in @pending
 * @pending: the first pair first
 */
struct state {
	uint8_t last;
	uint8_t pairs;
	uint8_t pending[PENDING_MOST];
};

static struct state states[PP17_STATES_MOST];
static unsigned int state_count;

/**
 * struct word - pairs of bits and their cells
 * @pairs: how many
 * @pair: of bits
 * @cells: transitions; a digit is the three cells of a pair
 */
struct word {
	uint8_t pairs;
	uint8_t pair[4];
	uint16_t cells;
};

/* The first one that fits is taken, so longer ones come first. */
static const struct word words[] = {
	{ 4, { 0, 0, 2, 0 }, 00444 },
	{ 4, { 0, 0, 0, 0 }, 02444 },
	{ 3, { 0, 0, 0 }, 0240 },
	{ 3, { 0, 0, 1 }, 0244 },
	{ 3, { 0, 0, 2 }, 0040 },
	{ 3, { 0, 0, 3 }, 0044 },
	{ 2, { 0, 1 }, 004 },
	{ 2, { 0, 2 }, 020 },
	{ 2, { 0, 3 }, 024 },
	{ 1, { 1 }, 02 },
	{ 1, { 2 }, 01 },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

/* What ends a frame when no word fits any more. */
static const struct word endings[] = { { 2, { 0, 0 }, 024 }, { 1, { 0 }, 00 } };

enum answer {
	NO,
	YES,
	UNDECIDED,
};

/* Do the pairs begin with that word? */
static enum answer begins(const struct state *state, const struct word *word, bool end)
{
	for (unsigned int i = 0; i < word->pairs; i++) {
		if (i == state->pairs)
			return end ? NO : UNDECIDED;
		if (state->pending[i] != word->pair[i])
			return NO;
	}
	return YES;
}

/* Will the word from pair @at on begin with cells 010? */
static enum answer turns_in_the_middle(const struct state *state, unsigned int at, bool end)
{
	unsigned int zeroes = 0;

	while (at + zeroes < state->pairs && zeroes < 2 && !state->pending[at + zeroes])
		zeroes++;
	if (at + zeroes == state->pairs)
		return !end ? UNDECIDED : zeroes == 2 ? YES : NO;
	if (zeroes == 0)
		return state->pending[at] == 1 ? YES : NO;
	if (zeroes == 1)
		return state->pending[at + 1] >= 2 ? YES : NO;
	return state->pending[at + 2] <= 1 ? YES : NO;
}

/* Pairs 11 01 11 in front of a word that begins with 010 would make too many short runs. */
static const struct word crowd = { 3, { 3, 1, 3 }, 0100 };

static enum answer is_crowd(const struct state *state, bool end)
{
	enum answer answer = begins(state, &crowd, end);

	return answer == YES ? turns_in_the_middle(state, crowd.pairs, end) : answer;
}

/**
 * find_word() - the word that the pending pairs begin with
 * @own: filled when it depends on the state what it is
 * @forced: set when the frame's end cuts a word short
 *
 * Return: NULL while it is not known.
 */
static const struct word *find_word(const struct state *state, bool end, struct word *own,
				    bool *forced)
{
	if (state->pending[0] == 3) {
		enum answer answer = is_crowd(state, end);

		*own = (struct word){ 1, { 3 }, state->last ? 0 : 05 };
		return answer == UNDECIDED ? NULL : answer == YES ? &crowd : own;
	}
	for (unsigned int i = 0; i < WORDS; i++) {
		enum answer answer = begins(state, &words[i], end);

		if (answer != NO)
			return answer == YES ? &words[i] : NULL;
	}
	*forced = true;
	return &endings[state->pairs == 2 ? 0 : 1];
}

static void emit(struct pp17_step *step, unsigned int cells, unsigned int pairs)
{
	for (unsigned int i = 3 * pairs; i-- > 0;) {
		step->flip ^= cells >> i & 1;
		step->cells = step->cells << 1 | step->flip;
		step->sum = (int8_t)(step->sum + (step->flip ? 1 : -1));
		step->count++;
	}
}

/* Turn into cells what is known. Return: whether the end had to be forced. */
static bool settle(struct state *state, struct pp17_step *step, bool end)
{
	bool forced = false;

	while (state->pairs) {
		struct word own;
		const struct word *word = find_word(state, end, &own, &forced);

		if (!word)
			break;
		emit(step, word->cells, word->pairs);
		state->last = word->cells & 1;
		state->pairs -= word->pairs;
		for (unsigned int i = 0; i < state->pairs; i++)
			state->pending[i] = state->pending[i + word->pairs];
	}
	for (unsigned int i = state->pairs; i < PENDING_MOST; i++)
		state->pending[i] = 0;
	return forced;
}

static bool same(const struct state *a, const struct state *b)
{
	if (a->last != b->last || a->pairs != b->pairs)
		return false;
	for (unsigned int i = 0; i < a->pairs; i++)
		if (a->pending[i] != b->pending[i])
			return false;
	return true;
}

/* Number of a state, which is entered when it is new. */
static uint8_t number_of(const struct state *state)
{
	for (unsigned int i = 0; i < state_count; i++)
		if (same(&states[i], state))
			return (uint8_t)i;
	if (state_count == PP17_STATES_MOST)
		abort();
	states[state_count] = *state;
	return (uint8_t)state_count++;
}

/* Return: the next state. */
static uint8_t step_by(unsigned int from, unsigned int bits, unsigned int pairs,
		       struct pp17_step *step)
{
	struct state state = states[from];

	*step = (struct pp17_step){ 0 };
	while (pairs--) {
		state.pending[state.pairs++] = bits >> 2 * pairs & 3;
		settle(&state, step, false);
	}
	return number_of(&state);
}

/* States 0 and 1: no pairs, and the last cell 0 or 1. The others turn up as bits come. */
__attribute__((constructor)) static void fill(void)
{
	number_of(&(struct state){ .last = 0 });
	number_of(&(struct state){ .last = 1 });
	for (unsigned int i = 0; i < state_count; i++) {
		struct state state = states[i];
		struct pp17_step unused;

		for (unsigned int bits = 0; bits < 4; bits++)
			step_by(i, bits, 1, &unused);
		pp17_forced[i] = settle(&state, &pp17_by_end[i], true);
	}
	for (unsigned int i = 0; i < state_count; i++) {
		for (unsigned int bits = 0; bits < 64; bits++)
			pp17_after_six[i][bits] = step_by(i, bits, 3, &pp17_by_six[i][bits]);
		for (unsigned int bits = 0; bits < 256; bits++)
			pp17_after_byte[i][bits] = step_by(i, bits, 4, &pp17_by_byte[i][bits]);
	}
}
