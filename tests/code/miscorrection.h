/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Codewords that cannot be corrected, and how often one comes out as another. */
#ifndef NFOD_TESTS_CODE_MISCORRECTION_H
#define NFOD_TESTS_CODE_MISCORRECTION_H

#include "lib/random.h"

/**
 * struct miscorrection - of codewords with more errors than can be corrected
 * @failing: how many were tried
 * @wrong: corrected, to another codeword
 * @passed: of these, let pass by the check of their sector
 */
struct miscorrection {
	unsigned long failing;
	unsigned long wrong;
	unsigned long passed;
};

/* With so many erasures and one to eight errors too many. */
struct miscorrection miscorrection_count(struct random *random, unsigned int erasures,
					 unsigned long failing);

/*
 * What is to be expected: random syndromes that are those of a pattern within reach. Errors
 * just beyond it make it a little more.
 */
double miscorrection_expected(unsigned int erasures);

#endif
