/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: passes of a cluster under the head
 *
 * What is written is erased before it on discs that want that (NFOD_DISC_LIGHT), and read
 * back after it when verify.h asks for it: each of these is a pass of its own, a turn after
 * the one before. So that a stream does not lose three turns a cluster, clusters that
 * follow each other make a run: all pass once, then all pass again. A run is as long as it
 * takes for the head to come back to its beginning just in time. The coil has run-out and
 * run-in between two clusters, 52 us at 2x, to turn over.
 */
#ifndef FW_RECORDER_PASSES_H
#define FW_RECORDER_PASSES_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/queue.h"

/**
 * enum job_pass - what happens to a job's cluster the next time that it passes
 */
enum job_pass {
	PASS_READ,
	PASS_ERASE,
	PASS_WRITE,
	PASS_VERIFY,
};

/**
 * struct passes - clusters that pass more than once
 * @turned: jobs that have passed and wait for the rest of their run
 * @run: clusters that have been handed over one behind the other for their first pass,
 *	which leaves something on the film; 0 = the last one was not such
 * @most: so many make a run
 */
struct passes {
	struct job_queue turned;
	uint32_t run;
	uint32_t most;
};

struct job;
struct nfod_fw;

uint8_t passes_first(const struct nfod_fw *fw, const struct job *job);
bool passes_next(struct nfod_fw *fw, struct job *job);
void passes_again(const struct nfod_fw *fw, struct job *job);
void passes_count(struct nfod_fw *fw, const struct job *job);
bool passes_may_grow(const struct passes *passes);
void passes_turn(struct nfod_fw *fw);

#endif
