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

/* Two steps in a row. */
static inline struct run join(const struct pp17_step *first, const struct pp17_step *second)
{
	uint64_t invert = -(uint64_t)first->flip & ((1ull << second->count) - 1);

	return (struct run){
		.cells = (uint64_t)first->cells << second->count | (second->cells ^ invert),
		.count = first->count + second->count,
		.sum = first->sum + (first->flip ? -second->sum : second->sum),
		.flip = first->flip ^ second->flip,
	};
}

static inline void put_run(struct pp17_writer *writer, const struct run *run)
{
	uint64_t invert = -(uint64_t)writer->level & ((1ull << run->count) - 1);

	put_levels(writer, run->cells ^ invert, run->count);
	writer->sum += writer->level ? -run->sum : run->sum;
	writer->level ^= run->flip;
}

/* Where the sum would end, with @sum behind the head. */
static inline int sum_after(const struct pp17_writer *writer, const struct run *head, int sum)
{
	int all = head->sum + (head->flip ? -sum : sum);

	return abs(writer->sum + (writer->level ? -all : all));
}

/*
 * Put the better of two heads, which differ in the free bit. If both come to the same state,
 * they differ in sign from there on; else there is no choice.
 */
static inline void put_head(struct pp17_writer *writer, const struct run *zero,
			    const struct run *one, bool choice, int sum)
{
	bool better = choice && sum_after(writer, one, sum) < sum_after(writer, zero, sum);
	struct run head = {
		.cells = better ? one->cells : zero->cells,
		.count = better ? one->count : zero->count,
		.sum = better ? one->sum : zero->sum,
		.flip = better ? one->flip : zero->flip,
	};

	put_run(writer, &head);
}

/* Return: the state behind a group of 46 bits, of which the first is free. */
static inline unsigned int put_group(struct pp17_writer *writer, unsigned int s0, uint64_t bits)
{
	unsigned int six = (unsigned int)(bits >> 40), one = six | 32;
	uint8_t b0 = (uint8_t)(bits >> 32), b1 = (uint8_t)(bits >> 24), b2 = (uint8_t)(bits >> 16);
	uint8_t b3 = (uint8_t)(bits >> 8), b4 = (uint8_t)bits;
	unsigned int s1 = pp17_after_six[s0][six], other1 = pp17_after_six[s0][one];
	unsigned int s2 = pp17_after_byte[s1][b0], other2 = pp17_after_byte[other1][b0];
	unsigned int s3 = pp17_after_byte[s2][b1], s4 = pp17_after_byte[s3][b2];
	unsigned int s5 = pp17_after_byte[s4][b3];
	struct run head = join(&pp17_by_six[s0][six], &pp17_by_byte[s1][b0]);
	struct run other = join(&pp17_by_six[s0][one], &pp17_by_byte[other1][b0]);
	struct run first = join(&pp17_by_byte[s2][b1], &pp17_by_byte[s3][b2]);
	struct run second = join(&pp17_by_byte[s4][b3], &pp17_by_byte[s5][b4]);
	int sum = first.sum + (first.flip ? -second.sum : second.sum);

	put_head(writer, &head, &other, s2 == other2, sum);
	put_run(writer, &first);
	put_run(writer, &second);
	return pp17_after_byte[s5][b4];
}

static unsigned int put_last_group(struct pp17_writer *writer, unsigned int s0, uint32_t bits)
{
	unsigned int six = bits >> 20, one = six | 32, b0 = bits >> 14 & 63, b1 = bits >> 8 & 63;
	uint8_t b2 = (uint8_t)bits;
	unsigned int s1 = pp17_after_six[s0][six], other1 = pp17_after_six[s0][one];
	unsigned int s2 = pp17_after_six[s1][b0], other2 = pp17_after_six[other1][b0];
	unsigned int s3 = pp17_after_six[s2][b1];
	struct run head = join(&pp17_by_six[s0][six], &pp17_by_six[s1][b0]);
	struct run other = join(&pp17_by_six[s0][one], &pp17_by_six[other1][b0]);
	struct run tail = join(&pp17_by_six[s2][b1], &pp17_by_byte[s3][b2]);

	put_head(writer, &head, &other, s2 == other2, tail.sum);
	put_run(writer, &tail);
	return pp17_after_byte[s3][b2];
}

/* Bits @first on, so many of them. */
static inline uint64_t bits_at(const uint8_t *byte, unsigned int first, unsigned int count)
{
	uint64_t word;

	memcpy(&word, byte + first / 8, 8);
	return be64toh(word) << first % 8 >> (64 - count);
}

bool pp17_modulate(struct pp17_writer *to, const uint8_t *byte)
{
	static const struct pp17_step nothing;
	/* A copy, which the compiler can keep in registers. */
	struct pp17_writer writer = *to;
	unsigned int state = writer.turned;
	struct run end;

	for (unsigned int i = 0; i < PP17_GROUPS - 1; i++)
		state = put_group(&writer, state, bits_at(byte, i * DATA_BITS, DATA_BITS));
	state = put_last_group(&writer, state,
			       (uint32_t)bits_at(byte, (PP17_GROUPS - 1) * DATA_BITS,
						 LAST_BITS - 1));
	end = join(&pp17_by_end[state], &nothing);
	put_run(&writer, &end);
	*to = writer;
	return pp17_forced[state];
}
