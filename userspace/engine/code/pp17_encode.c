// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "engine/code/pp17.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "engine/code/pp17_words.h"

#define DATA_BITS (PP17_GROUP_BITS - 1)
#define LAST_BITS (2 * PP17_PAIRS - (PP17_GROUPS - 1) * PP17_GROUP_BITS)

_Static_assert(PP17_GROUP_BITS == 6 + 5 * 8, "steps of a group");
_Static_assert(LAST_BITS == 3 * 6 + 8, "steps of the last group");

/**
 * struct run - cells of some steps, as in struct pp17_step
 */
struct run {
	uint64_t cells;
	unsigned int count;
	unsigned int next;
	int sum;
	unsigned int flip;
};

/* Write up to 57 cells, given as levels. Shifts by 64 are made of two. */
static inline void put_levels(struct pp17_writer *writer, uint64_t cells, unsigned int count)
{
	uint64_t out = writer->bits | cells << (63 - count) << 1 >> writer->fill;
	unsigned int bytes;

	writer->fill += count;
	bytes = writer->fill / 8;
	writer->bits = out << 4 * bytes << 4 * bytes;
	out = htobe64(out);
	memcpy(writer->at, &out, 8);
	writer->at += bytes;
	writer->fill %= 8;
}

void pp17_put(struct pp17_writer *writer, uint32_t turns, unsigned int count)
{
	uint64_t cells = 0;

	for (unsigned int i = count; i-- > 0;) {
		writer->level ^= turns >> i & 1;
		writer->sum += writer->level ? 1 : -1;
		cells = cells << 1 | writer->level;
	}
	writer->turned = turns & 1;
	put_levels(writer, cells, count);
}

/* Go on by one more step. */
static inline void add(struct run *run, const struct pp17_step *step)
{
	uint64_t invert = -(uint64_t)run->flip & ((1ull << step->count) - 1);

	run->cells = run->cells << step->count | (step->cells ^ invert);
	run->count += step->count;
	run->sum += run->flip ? -step->sum : step->sum;
	run->flip ^= step->flip;
	run->next = step->next;
}

static inline struct run two_steps(const struct pp17_step *first,
				   const struct pp17_step second[PP17_STATES_MOST][256],
				   unsigned int bits)
{
	struct run run = {
		.cells = first->cells,
		.count = first->count,
		.sum = first->sum,
		.flip = first->flip,
	};

	add(&run, &second[first->next][bits]);
	return run;
}

static inline void put_run(struct pp17_writer *writer, const struct run *run)
{
	uint64_t invert = -(uint64_t)writer->level & ((1ull << run->count) - 1);

	put_levels(writer, run->cells ^ invert, run->count);
	writer->sum += writer->level ? -run->sum : run->sum;
	writer->level ^= run->flip;
}

/* Where the sum would end. */
static inline int sum_after(const struct pp17_writer *writer, const struct run *head,
			    const struct run *tail)
{
	int sum = head->sum + (head->flip ? -tail->sum : tail->sum);

	return abs(writer->sum + (writer->level ? -sum : sum));
}

/* Which free bit is better, when both come to the same state: they differ in sign from there. */
static inline unsigned int choose(const struct pp17_writer *writer, const struct run head[2],
				  const struct run *tail)
{
	return head[0].next == head[1].next &&
	       sum_after(writer, &head[1], tail) < sum_after(writer, &head[0], tail);
}

/* Return: the state behind a group of 46 bits, of which the first is free. */
static inline unsigned int put_group(struct pp17_writer *writer, unsigned int state, uint64_t bits)
{
	const struct pp17_step *six = &pp17_by_six[state][bits >> 40];
	unsigned int byte = bits >> 32 & 255;
	struct run head[2] = { two_steps(six, pp17_by_byte, byte),
			       two_steps(six + 32, pp17_by_byte, byte) };
	const struct pp17_step *step = &pp17_by_byte[head[0].next][bits >> 24 & 255];
	struct run first = two_steps(step, pp17_by_byte, bits >> 16 & 255);
	struct run second;
	struct run tail;

	step = &pp17_by_byte[first.next][bits >> 8 & 255];
	second = two_steps(step, pp17_by_byte, bits & 255);
	tail = first;
	tail.sum += first.flip ? -second.sum : second.sum;
	put_run(writer, &head[choose(writer, head, &tail)]);
	put_run(writer, &first);
	put_run(writer, &second);
	return second.next;
}

static unsigned int put_last_group(struct pp17_writer *writer, unsigned int state, uint32_t bits)
{
	const struct pp17_step *six = &pp17_by_six[state][bits >> 20];
	struct run head[2] = { { 0 }, { 0 } };
	struct run tail = { 0 };

	for (unsigned int i = 0; i < 2; i++) {
		add(&head[i], six + 32 * i);
		add(&head[i], &pp17_by_six[head[i].next][bits >> 14 & 63]);
	}
	add(&tail, &pp17_by_six[head[0].next][bits >> 8 & 63]);
	add(&tail, &pp17_by_byte[tail.next][bits & 255]);
	put_run(writer, &head[choose(writer, head, &tail)]);
	put_run(writer, &tail);
	return tail.next;
}

/* Bits @first on, so many of them. */
static inline uint64_t bits_at(const uint8_t *byte, unsigned int first, unsigned int count)
{
	uint64_t word;

	memcpy(&word, byte + first / 8, 8);
	return be64toh(word) << first % 8 >> (64 - count);
}

bool pp17_modulate(struct pp17_writer *writer, const uint8_t *byte)
{
	unsigned int state = writer->turned;
	struct run end = { 0 };

	for (unsigned int i = 0; i < PP17_GROUPS - 1; i++)
		state = put_group(writer, state, bits_at(byte, i * DATA_BITS, DATA_BITS));
	state = put_last_group(writer, state,
			       (uint32_t)bits_at(byte, (PP17_GROUPS - 1) * DATA_BITS,
						 LAST_BITS - 1));
	add(&end, &pp17_by_end[state]);
	put_run(writer, &end);
	return pp17_forced[state];
}
