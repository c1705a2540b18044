/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: the patent's 34 claims, judged
 *
 * Each claim has a criterion: structural (recipe and process log), numeric, or
 * counterfactual (computed with and without). Documentation/claims.md words them.
 */
#ifndef NFOD_PRESS_CLAIMS_H
#define NFOD_PRESS_CLAIMS_H

#include "press/design.h"

#define CLAIMS 34

enum claim_verdict {
	CLAIM_HOLDS,
	CLAIM_FAILS,
	CLAIM_NOT_APPLICABLE,
};

enum claim_kind {
	CLAIM_STRUCTURAL,
	CLAIM_NUMERIC,
	CLAIM_COUNTERFACTUAL,
};

/**
 * struct claim_result - one line of the table
 * @number: 1..34
 * @depends: 1 or 19 whose failure it inherits; 0 for those themselves
 * @kind: enum claim_kind
 * @verdict: with what it inherits
 * @own: without
 * @title: the claim in a few words
 * @figure: what was measured, with unit; what was found when structural
 * @limit: against what
 * @decides: step of the line or part of the recipe that decides
 * @margin: distance to the limit as part of it, negative when the claim fails;
 *	NAN when structural or not applicable
 */
struct claim_result {
	unsigned int number;
	unsigned int depends;
	enum claim_kind kind;
	enum claim_verdict verdict;
	enum claim_verdict own;
	const char *title;
	char figure[48];
	char limit[48];
	const char *decides;
	double margin;
};

/**
 * claims_judge() - judge a design
 * @design: evaluated
 * @result: [0] is claim 1
 */
void claims_judge(const struct design *design, struct claim_result result[CLAIMS]);

/* Return: how many have that verdict, inherited ones included. */
unsigned int claims_count(const struct claim_result result[CLAIMS], enum claim_verdict verdict);

#endif
