/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* Correcting a data codeword, in the order in which it is tried. */
#ifndef NFOD_ENGINE_CODE_CORRECTION_H
#define NFOD_ENGINE_CODE_CORRECTION_H

#include "engine/code/cluster_code.h"

/* Which marks are taken as erasures. */
enum belief {
	BELIEVE_NOTHING,
	BELIEVE_BURSTS,
	BELIEVE_ALL,
	BELIEVE_DOUBTS,
	BELIEFS,
};

/**
 * correction_try() - find a correction, without applying it
 * @belief: where to begin; set to what worked
 *
 * Return: whether there is one; if not, it is empty.
 */
bool correction_try(struct cluster_code *code, unsigned int codeword, enum belief *belief,
		    struct cluster_report *report);

/* Apply a codeword's correction, or take it back. */
void correction_apply(struct cluster_code *code, unsigned int codeword);

#endif
