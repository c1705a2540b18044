// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Data codewords. Errors alone come first: with all 32 check symbols against them a wrong
 * correction is rarer than 1 in 10^13. Only where they fail, erasures are believed, the
 * bursts first.
 */
#include <string.h>

#include "engine/code/cluster_internal.h"
#include "engine/code/correction.h"

/* Marks that may be right: erasures, and those beyond as errors. */
#define MARKS_MOST (ERASURES_MOST + (CODE_PARITY - ERASURES_MOST) / 2)

/**
 * struct marked - a codeword's marked symbols
 */
struct marked {
	unsigned int bursts;
	unsigned int doubts;
	unsigned int both;
};

static struct marked count_marks(const struct cluster_code *code, unsigned int codeword)
{
	struct marked marked = { 0 };

	if (!code->marked)
		return marked;
	for (unsigned int k = 0; k < DATA_SYMBOLS; k++) {
		uint8_t mark = code->mark[k][codeword];

		marked.bursts += mark & MARK_BURST ? 1 : 0;
		marked.doubts += mark & MARK_DOUBT ? 1 : 0;
		marked.both += mark == (MARK_BURST | MARK_DOUBT);
	}
	return marked;
}

/* Symbols with all marks of @wanted, and none of @unwanted, while there is room. */
static unsigned int list_marked(const struct cluster_code *code, unsigned int codeword,
				uint8_t wanted, uint8_t unwanted, uint8_t *erasure,
				unsigned int count)
{
	for (unsigned int k = 0; k < DATA_SYMBOLS && count < ERASURES_MOST; k++) {
		uint8_t mark = code->mark[k][codeword];

		if ((mark & wanted) == wanted && !(mark & unwanted))
			erasure[count++] = (uint8_t)k;
	}
	return count;
}

/*
 * Return: how many; 0 when there are none beyond those that have been tried before, or so many
 * that it could but turn out wrong.
 */
static unsigned int list_erasures(const struct cluster_code *code, unsigned int codeword,
				  enum belief belief, uint8_t erasure[ERASURES_MOST])
{
	struct marked marked = count_marks(code, codeword);
	unsigned int all = marked.bursts + marked.doubts - marked.both, count;

	switch (belief) {
	case BELIEVE_BURSTS:
		if (marked.bursts > MARKS_MOST)
			return 0;
		count = list_marked(code, codeword, MARK_BURST | MARK_DOUBT, 0, erasure, 0);
		return list_marked(code, codeword, MARK_BURST, MARK_DOUBT, erasure, count);
	case BELIEVE_ALL:
		if (!marked.bursts || all == marked.bursts || all > MARKS_MOST)
			return 0;
		count = list_marked(code, codeword, MARK_BURST, 0, erasure, 0);
		return list_marked(code, codeword, MARK_DOUBT, MARK_BURST, erasure, count);
	case BELIEVE_DOUBTS:
		if (marked.doubts == marked.both && marked.both == marked.bursts)
			return 0;
		if (marked.doubts > MARKS_MOST)
			return 0;
		return list_marked(code, codeword, MARK_DOUBT, 0, erasure, 0);
	default:
		return 0;
	}
}

void correction_apply(struct cluster_code *code, unsigned int codeword)
{
	const struct rs_correction *correction = &code->correction[codeword];

	for (unsigned int i = 0; i < correction->count; i++)
		code->symbol[correction->position[i]][codeword] ^= correction->value[i];
}

bool correction_try(struct cluster_code *code, unsigned int codeword, enum belief *belief,
		    struct cluster_report *report)
{
	struct rs_correction *correction = &code->correction[codeword];
	uint8_t syndrome[CODE_PARITY], erasure[ERASURES_MOST];

	rs_syndromes(&code->rs, &code->remainder[0][codeword], DATA_LANES, syndrome);
	for (; *belief < BELIEFS; ++*belief) {
		unsigned int erasures = list_erasures(code, codeword, *belief, erasure);

		if (*belief != BELIEVE_NOTHING) {
			if (!erasures)
				continue;
			report->retries++;
		}
		if (!rs_solve(&code->rs, syndrome, DATA_SYMBOLS, erasure, erasures, correction)) {
			report->codeword[codeword].erasures = (uint8_t)erasures;
			return true;
		}
	}
	correction->count = 0;
	return false;
}

/* Which codewords have a remainder. */
static void find_wrong(struct cluster_code *code, uint8_t wrong[DATA_LANES])
{
	memset(wrong, 0, DATA_LANES);
	rs_encode(&code->rs, code->symbol[0], DATA_ROWS, DATA_LANES, code->remainder[0]);
	for (unsigned int k = 0; k < CODE_PARITY; k++) {
		for (unsigned int i = 0; i < DATA_LANES; i++) {
			code->remainder[k][i] ^= code->symbol[DATA_ROWS + k][i];
			wrong[i] |= code->remainder[k][i];
		}
	}
}

void data_correct(struct cluster_code *code, struct cluster_report *report)
{
	uint8_t wrong[DATA_LANES];

	find_wrong(code, wrong);
	for (unsigned int i = 0; i < CLUSTER_CODEWORDS; i++) {
		enum belief belief = BELIEVE_NOTHING;

		code->correction[i].count = 0;
		code->belief[i] = BELIEVE_NOTHING;
		if (!wrong[i])
			continue;
		report->codeword[i].failed = !correction_try(code, i, &belief, report);
		code->belief[i] = (uint8_t)belief;
		correction_apply(code, i);
	}
}
