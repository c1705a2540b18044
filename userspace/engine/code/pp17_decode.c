// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Demodulation without tables: what a pair of bits is follows from its own three cells, three
 * triples before and three behind. So all pairs of a frame are worked out side by side, a bit
 * of a word each.
 */
#include "engine/code/pp17.h"

#include <endian.h>
#include <string.h>

#define WORDS ((PP17_PAIRS + 63) / 64)
#define DATA_BITS (PP17_GROUP_BITS - 1)
/* Triples that are taken out of a word at once. */
#define LOAD 16u
#define LOADS ((PP17_PAIRS + LOAD - 1) / LOAD)

/**
 * struct plane - one bit for each triple
 * @word: the frame's first triple in the highest bit of word 1; word 0 and the last one are
 *	what is around the frame
 */
struct plane {
	uint64_t word[WORDS + 2];
};

/**
 * struct kinds - triples by what they are
 */
struct kinds {
	struct plane space; /* 000 */
	struct plane late; /* 001 */
	struct plane middle; /* 010 */
	struct plane early; /* 100 */
	struct plane both; /* 101 */
	struct plane wrong; /* not of this code */
};

static inline uint64_t load_be64(const uint8_t *from)
{
	uint64_t word;

	memcpy(&word, from, 8);
	return be64toh(word);
}

/* 64 bits from bit @first on, of which 57 are good. */
static inline uint64_t bits_from(const uint8_t *packed, uint32_t first)
{
	return load_be64(packed + first / 8) << first % 8;
}

/* Every third of 48 bits, beginning with the highest, into the lowest 16. */
static inline uint64_t every_third(uint64_t x)
{
	x = x >> 2 & 0x249249249249ull;
	x = (x | x >> 2) & 0x0c30c30c30c3ull;
	x = (x | x >> 4) & 0x00f00f00f00full;
	x = (x | x >> 8) & 0x0000ff0000ffull;
	return (x | x >> 16) & 0xffffull;
}

/* Bits of @x in between those of zeroes, the highest first. */
static inline uint64_t spread(uint64_t x)
{
	x = (x | x << 16) & 0x0000ffff0000ffffull;
	x = (x | x << 8) & 0x00ff00ff00ff00ffull;
	x = (x | x << 4) & 0x0f0f0f0f0f0f0f0full;
	x = (x | x << 2) & 0x3333333333333333ull;
	return (x | x << 1) & 0x5555555555555555ull;
}

/* Of the triple @n further on, at the place of each of a word. */
static inline uint64_t next(const struct plane *plane, unsigned int word, unsigned int n)
{
	return plane->word[word] << n | plane->word[word + 1] >> (64 - n);
}

static inline uint64_t prev(const struct plane *plane, unsigned int word, unsigned int n)
{
	return plane->word[word] >> n | plane->word[word - 1] << (64 - n);
}

/* Triples @i * LOAD on have arrived in the lowest bits. */
static inline void place(struct plane *plane, unsigned int i, uint64_t bits)
{
	plane->word[1 + i / 4] |= bits << (48 - i % 4 * LOAD);
}

/* Those of a word that belong to the frame. */
static inline uint64_t inside(unsigned int word)
{
	return word < WORDS ? ~0ull : ~0ull << (WORDS * 64 - PP17_PAIRS);
}

static void take_apart(struct plane cell[3], const uint8_t *level, uint32_t first)
{
	memset(cell, 0, 3 * sizeof(*cell));
	for (unsigned int i = 0; i < LOADS; i++) {
		uint64_t in = bits_from(level, first - 1 + 3 * LOAD * i);
		/* The highest of these is the cell before the 48. */
		uint64_t turns = (in >> 1 ^ in) >> 15 & 0xffffffffffffull;

		place(&cell[0], i, every_third(turns));
		place(&cell[1], i, every_third(turns << 1));
		place(&cell[2], i, every_third(turns << 2));
	}
}

/* Around the frame: a transition in the sync's last cell, another in the next one's first. */
static void tell_kinds(struct kinds *kinds, const struct plane cell[3], bool turned, bool forced)
{
	memset(kinds, 0, sizeof(*kinds));
	for (unsigned int w = 1; w <= WORDS; w++) {
		uint64_t a = cell[0].word[w], b = cell[1].word[w], c = cell[2].word[w];
		uint64_t in = inside(w);

		kinds->space.word[w] = ~(a | b | c) & in;
		kinds->late.word[w] = ~a & ~b & c & in;
		kinds->middle.word[w] = ~a & b & ~c & in;
		kinds->early.word[w] = a & ~b & ~c & in;
		kinds->both.word[w] = a & ~b & c & in;
		kinds->wrong.word[w] = ((a & b) | (b & c)) & in;
	}
	kinds->late.word[0] = turned;
	/* As if the word that was cut short went on. */
	if (forced)
		kinds->early.word[WORDS] |= 1ull << (WORDS * 64 - PP17_PAIRS - 1);
}

/* Pairs of bits, and which of them cannot be right, of one word of triples. */
static inline void tell_pairs(const struct kinds *kinds, unsigned int w, uint64_t *high,
			      uint64_t *low, uint64_t *wrong)
{
	const struct plane *space = &kinds->space, *late = &kinds->late;
	const struct plane *middle = &kinds->middle, *early = &kinds->early;
	const struct plane *both = &kinds->both;
	uint64_t a = space->word[w], b = late->word[w], c = middle->word[w];
	uint64_t d = early->word[w], e = both->word[w];
	uint64_t a_next = next(space, w, 1), d_next = next(early, w, 1);
	uint64_t a_prev = prev(space, w, 1), c_prev = prev(middle, w, 1);
	uint64_t d_prev = prev(early, w, 1), d_prev2 = prev(early, w, 2);
	uint64_t be_prev = prev(late, w, 1) | prev(both, w, 1);
	/* A space with an early one behind it begins a word; else it ends one. */
	uint64_t ends_next = a_next & ~next(early, w, 2);
	uint64_t end = a & ~d_next;
	/* 001 000 000 in front of 010 */
	uint64_t crowd1 = b & a_next & next(space, w, 2) & next(middle, w, 3);
	uint64_t crowd2 = end & prev(late, w, 1) & a_next & next(middle, w, 2);
	uint64_t crowd3 = end & a_prev & prev(late, w, 2) & next(middle, w, 1);
	/* Early ones count from the beginning of their word. */
	uint64_t early1 = d & ~d_prev, early2 = d & d_prev & ~d_prev2;
	uint64_t early4 = d & d_prev & d_prev2 & prev(early, w, 3);
	uint64_t closes = early1 & ~d_next & ~ends_next;
	uint64_t after_early1 = end & d_prev & ~d_prev2;

	*high = e | b | (closes & c_prev) | (early2 & prev(space, w, 2)) | (end & c_prev) |
		(after_early1 & prev(space, w, 2)) | (end & be_prev & ~crowd2) | crowd3;
	*low = e | crowd1 | (c & ~d_next & ~ends_next) | closes | (early2 & ~d_next) |
	       (end & be_prev) | crowd3;
	*wrong = kinds->wrong.word[w] | (be_prev & (d | e)) | early4 |
		 (early1 & ~c_prev & ~a_prev) | (end & ~(c_prev | after_early1 | be_prev | crowd3));
	*wrong &= inside(w);
}

/* Pairs to bytes, without the first bit of each group. */
static void string_together(const uint64_t *high, const uint64_t *low, uint8_t *byte)
{
	uint8_t bits[WORDS * 16 + 8];
	uint64_t out = 0;
	unsigned int fill = 0;

	for (unsigned int w = 0; w < WORDS; w++) {
		uint64_t first = htobe64(spread(high[w] >> 32) << 1 | spread(low[w] >> 32));
		uint64_t second =
			htobe64(spread(high[w] & 0xffffffff) << 1 | spread(low[w] & 0xffffffff));

		memcpy(bits + 16 * w, &first, 8);
		memcpy(bits + 16 * w + 8, &second, 8);
	}
	for (unsigned int i = 0; i < PP17_GROUPS; i++) {
		bool last = i == PP17_GROUPS - 1;
		unsigned int count = last ? 8 * NFOD_FRAME_BYTES - i * DATA_BITS : DATA_BITS;
		uint64_t group = bits_from(bits, i * PP17_GROUP_BITS + 1) >> (64 - count);
		uint64_t word;

		out |= group << (64 - count) >> fill;
		fill += count;
		word = htobe64(out);
		memcpy(byte, &word, last ? fill / 8 : 8);
		byte += fill / 8;
		out <<= fill / 8 * 8 % 64;
		fill %= 8;
	}
}

/* Triples with a cell in them that the detector is not sure of. */
static void add_doubtful(uint64_t *wrong, const uint8_t *doubtful, uint32_t first)
{
	struct plane plane = { { 0 } };

	for (unsigned int i = 0; i < LOADS; i++) {
		uint64_t in = bits_from(doubtful, first + 3 * LOAD * i) >> 16;

		place(&plane, i, every_third(in | in << 1 | in << 2));
	}
	for (unsigned int w = 0; w < WORDS; w++)
		wrong[w] |= plane.word[w + 1] & inside(w + 1);
}

bool pp17_demodulate(const uint8_t *level, uint32_t first, bool forced, const uint8_t *doubtful,
		     uint8_t *byte, uint8_t *doubt)
{
	uint64_t high[WORDS], low[WORDS], wrong[WORDS], any = 0;
	struct plane cell[3];
	struct kinds kinds;

	take_apart(cell, level, first);
	tell_kinds(&kinds, cell,
		   bits_from(level, first - 2) >> 62 == 1 || bits_from(level, first - 2) >> 62 == 2,
		   forced);
	for (unsigned int w = 0; w < WORDS; w++)
		tell_pairs(&kinds, w + 1, &high[w], &low[w], &wrong[w]);
	string_together(high, low, byte);
	if (doubtful)
		add_doubtful(wrong, doubtful, first);
	for (unsigned int w = 0; w < WORDS; w++)
		any |= wrong[w];
	if (any && doubt)
		string_together(wrong, wrong, doubt);
	return any;
}
