// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * How sure a decision is. Three kinds of wrong paths are nearest to the right one, in
 * squared units: an edge moved by a cell (56), a run of two cells moved (48), and two such
 * runs moved (48). With e what is left of the signal and E the target's taps over e, the
 * wrong path is worse by
 *
 *	56 + 4 b E,	48 + 4 (b E + b'E'),	48 + 4 (b E + b'E' + b"E")
 *
 * b being the cells that would change, two cells apart. (The sequenced amplitude margin,
 * and what Blu-ray's i-MLSE is made of.)
 */
#include <endian.h>
#include <math.h>
#include <string.h>

#include "engine/channel/channel.h"
#include "lib/lanes.h"

#define KINDS DETECTOR_KINDS

/**
 * struct doubts - what is doubtful
 * @below: margins below this, by kind
 * @least: pulls below this make them so, of the first kind and of the others
 */
struct doubts {
	int below[KINDS];
	int16_t least[2];
};

/* Of a frame, for amplitude and asymmetry. */
#define LEVEL_CELLS 128
/* One of so many words of 64 cells is enough for a frame's spread. */
#define TALLY_WORDS 5

/* By kind: cells that change, and the mean margin over 4. */
static const int mean_margin[KINDS] = { 14 * VITERBI_UNIT, 12 * VITERBI_UNIT, 12 * VITERBI_UNIT };

LANES_HOT static void find_pulls(const int16_t *error, const int8_t *cell, int16_t *pull,
				 uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const int16_t *at = error + i;

		pull[i] = (int16_t)(cell[i] * (at[-2] + at[2] + 2 * (at[-1] + at[0] + at[1])));
	}
}

/**
 * struct window - cells around 64 places, by distance from -3 to 7
 */
struct window {
	uint64_t at[11];
};

#define DISTANCE(n) ((n) + 3)

static uint64_t word(const uint8_t *level, uint32_t word)
{
	uint64_t value;

	memcpy(&value, level + 8 * (size_t)word, sizeof(value));
	return be64toh(value);
}

/* The first and the last word have nothing beside them. */
static void look(const uint8_t *level, uint32_t words, uint32_t at, struct window *window)
{
	uint64_t here = word(level, at), before = at ? word(level, at - 1) : 0;
	uint64_t after = at + 1 < words ? word(level, at + 1) : 0;

	for (int n = -3; n < 0; n++)
		window->at[DISTANCE(n)] = here >> -n | before << (64 + n);
	window->at[DISTANCE(0)] = here;
	for (int n = 1; n <= 7; n++)
		window->at[DISTANCE(n)] = here << n | after >> (64 - n);
}

/*
 * Places where a path of that kind may begin: every second cell of it changes, they
 * alternate, and no run gets shorter than two.
 */
static uint64_t allowed(const struct window *window, int kind)
{
	struct window changed = *window;
	uint64_t wrong = 0;

	for (int i = 0; i <= kind; i++)
		changed.at[DISTANCE(2 * i)] = ~window->at[DISTANCE(2 * i)];
	for (int i = 1; i <= kind; i++)
		wrong |= ~(window->at[DISTANCE(2 * i)] ^ window->at[DISTANCE(2 * i - 2)]);
	for (int n = -1; n <= 2 * kind + 1; n++) {
		const uint64_t *cell = &changed.at[DISTANCE(n)];

		wrong |= (cell[0] ^ cell[-1]) & (cell[0] ^ cell[1]);
	}
	return ~wrong;
}

static int margin(const int16_t *pull, int kind)
{
	int sum = mean_margin[kind];

	for (int i = 0; i <= kind; i++)
		sum += pull[2 * i];
	return sum;
}

typedef int16_t lanes16 __attribute__((vector_size(16)));

LANES_INLINE lanes16 load16(const int16_t *from)
{
	lanes16 lanes;

	memcpy(&lanes, from, sizeof(lanes));
	return lanes;
}

/*
 * Which of 64 places have a path of any kind that would be doubtful, were it allowed.
 * What pulls more than @least makes a margin doubtful: the first kind, and both others.
 */
LANES_HOT static uint64_t suspects_of(const int16_t *pull, const int16_t least[2])
{
	const int16_t first = least[0], other = least[1];
	const lanes16 bit = { 128, 64, 32, 16, 8, 4, 2, 1 };
	uint64_t suspects = 0;

	for (int i = 0; i < 64; i += 8) {
		lanes16 one = load16(pull + i), two = one + load16(pull + i + 2);
		lanes16 three = two + load16(pull + i + 4);
		lanes16 low = (one < first) | (two < other) | (three < other);
		uint64_t half[2];

		low &= bit;
		memcpy(half, &low, sizeof(half));
		/* Lanes have a bit each: what they add up to is in the highest of four. */
		suspects = suspects << 8 | ((half[0] | half[1]) * 0x0001000100010001ull >> 48);
	}
	return suspects;
}

/* Cells of doubtful paths of one kind that begin at some of 64 places. */
static uint64_t doubt(const int16_t *pull, uint64_t places, int kind, int below)
{
	uint64_t doubtful = 0;

	while (places) {
		int place = __builtin_clzll(places);

		places &= ~(1ull << 63 >> place);
		if (margin(pull + place, kind) < below)
			for (int i = 0; i <= kind; i++)
				doubtful |= 1ull << 63 >> place >> 2 * i;
	}
	return doubtful;
}

static void weigh(const int16_t *pull, uint64_t places, int kind, struct tally *tally)
{
	tally->count[kind] = (uint8_t)__builtin_popcountll(places);
	while (places) {
		int place = __builtin_clzll(places);
		int off = margin(pull + place, kind) - mean_margin[kind];

		places &= ~(1ull << 63 >> place);
		tally->square[kind] += (uint32_t)(off * off);
	}
}

static void judge_word(struct detector *detector, const struct doubts *doubts,
		       struct detector_result *result, uint32_t words, uint32_t i)
{
	const int16_t *pull = detector->pull + CHANNEL_MARGIN + 64 * (size_t)i;
	uint64_t suspects = suspects_of(pull, doubts->least);
	bool weighed = i % TALLY_WORDS == 0;
	uint64_t doubtful = 0;
	struct window window;

	detector->tally[i] = (struct tally){ 0 };
	if (!suspects && !weighed)
		return;
	look(result->level, words, i, &window);
	for (int kind = 0; kind < KINDS; kind++) {
		uint64_t places = allowed(&window, kind);

		doubtful |= doubt(pull, places & suspects, kind, doubts->below[kind]);
		if (weighed)
			weigh(pull, places, kind, &detector->tally[i]);
	}
	doubtful = htobe64(doubtful);
	memcpy(result->doubt + 8 * (size_t)i, &doubtful, sizeof(doubtful));
}

static struct doubts doubts_of(double part)
{
	struct doubts doubts;

	for (int kind = 0; kind < KINDS; kind++)
		doubts.below[kind] = (int)(part * mean_margin[kind]);
	for (int other = 0; other < 2; other++)
		doubts.least[other] = (int16_t)((part - 1) * mean_margin[other]);
	return doubts;
}

void judge_cells(struct detector *detector, double doubt, struct detector_result *result)
{
	const struct doubts doubts = doubts_of(doubt);
	const int8_t *cell = detector->cell + CHANNEL_MARGIN;
	uint32_t words = result->count / 64;

	find_pulls(detector->error + CHANNEL_MARGIN, cell, detector->pull + CHANNEL_MARGIN,
		   result->count);
	memset(result->doubt, 0, sizeof(result->doubt));
	for (uint32_t i = 0; i < words; i++)
		judge_word(detector, &doubts, result, words, i);
}

/* Square of the spread over twice the mean margin. */
static double spread(double square, double count, int kind)
{
	return count > 0 ? square / count / (4.0 * mean_margin[kind] * mean_margin[kind]) : 0;
}

void judge_cluster(const struct detector *detector, struct detector_result *result)
{
	for (int kind = 0; kind < KINDS; kind++) {
		double square = 0, count = 0;

		for (uint32_t i = 0; i < result->count / 64; i++) {
			square += detector->tally[i].square[kind];
			count += detector->tally[i].count[kind];
		}
		result->spread[kind] = spread(square, count, kind);
	}
}

/* Of the kind that is worst: others would be lost in the mean. */
static double worst(const double square[KINDS], const double count[KINDS])
{
	double most = 0;

	for (int kind = 0; kind < KINDS; kind++)
		most = fmax(most, spread(square[kind], count[kind], kind));
	return sqrt(most);
}

static uint16_t thousandths(double value)
{
	return (uint16_t)lround(fmin(fmax(1e3 * value, 0), UINT16_MAX));
}

static double phase_rms(const struct detector *detector, uint32_t from, uint32_t to)
{
	double sum = 0, count = 0;

	for (uint32_t i = from / CLOCK_BLOCK; i < to / CLOCK_BLOCK; i++, count++)
		sum += (double)detector->phase[i] * (double)detector->phase[i];
	return count > 0 ? sqrt(sum / count) : 0;
}

/* Level between mark and space that the decisions show, and size, of the signal. */
static void judge_levels(const struct detector *detector, uint32_t from,
			 struct detector_frame *frame)
{
	float crossings = 0, high = 0, size = 0;

	from += CHANNEL_MARGIN;
	for (uint32_t i = from; i < from + LEVEL_CELLS; i++) {
		size += fabsf(detector->raw[i]);
		if (detector->cell[i] != detector->cell[i - 1]) {
			high += detector->signal[i] + detector->signal[i - 1];
			crossings++;
		}
	}
	/* A signal of 64 counts on either side fills the converter by half. */
	frame->amplitude = thousandths((double)(size / LEVEL_CELLS / 128 / detector->gain));
	frame->asymmetry = (int16_t)(crossings > 0 ? lrintf(1e3f * high / crossings / 2 / 16) : 0);
}

void judge_frame(const struct detector *detector, struct detector_frame *frame)
{
	const uint32_t from = frame->first, to = from + NFOD_FRAME_CELLS;
	double square[KINDS] = { 0 }, count[KINDS] = { 0 };

	for (uint32_t i = from / 64; i < to / 64; i++)
		for (int kind = 0; kind < KINDS; kind++) {
			square[kind] += detector->tally[i].square[kind];
			count[kind] += detector->tally[i].count[kind];
		}
	frame->mlse = thousandths(worst(square, count));
	frame->phase = thousandths(phase_rms(detector, from, to));
	judge_levels(detector, from, frame);
}
