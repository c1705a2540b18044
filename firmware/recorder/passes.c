// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/passes.h"

#include "fw.h"

#define TURN 6.283185307179586

/**
 * passes_first() - what a job begins with
 */
uint8_t passes_first(const struct nfod_fw *fw, const struct job *job)
{
	switch (job->goal) {
	case JOB_ERASE:
		return PASS_ERASE;
	case JOB_TRIAL_WRITE:
		return PASS_WRITE;
	case JOB_WRITE:
		return plan_is_by_light(&fw->plan) && !job->erased ? PASS_ERASE : PASS_WRITE;
	default:
		return PASS_READ;
	}
}

/**
 * passes_next() - a job's cluster has passed and all went well
 *
 * Return: false when it has had all its passes.
 */
bool passes_next(struct nfod_fw *fw, struct job *job)
{
	if (job->pass == PASS_ERASE && job->goal == JOB_WRITE)
		job->pass = PASS_WRITE;
	else if (job->pass == PASS_WRITE && verify_wants(fw, job))
		job->pass = PASS_VERIFY;
	else
		return false;
	job->bad = ALL_SECTORS;
	queue_push_again(&fw->rec, &fw->rec.passes.turned, (uint8_t)(job - fw->rec.job));
	return true;
}

/**
 * passes_again() - a job's cluster has passed in vain: what was begun is in the way now
 */
void passes_again(const struct nfod_fw *fw, struct job *job)
{
	if (job->pass == PASS_WRITE && plan_is_by_light(&fw->plan))
		job->pass = PASS_ERASE;
}

/* Turns from one pass to the next of so many clusters, and the way back to the first. */
static double turns_of(const struct kinematic *kin, const struct place *place, uint32_t clusters)
{
	double end = place->radius + clusters * (place->end_radius - place->radius);
	double back = kin_move_time(kin, end, place->radius, place->side, place->side);
	double turns = clusters * place->turns + back * place->speed / TURN + kin->cost.lead;

	return (double)(uint32_t)turns + 1.0;
}

/* One job is left for somebody who wants to read. */
static uint32_t longest_run(const struct nfod_fw *fw, const struct place *place)
{
	struct kinematic kin;
	double rate = 0.0;
	uint32_t n, best = 1;

	motion_outlook(fw, &kin);
	for (n = 1; n < REC_JOBS; n++) {
		double of_n = n / turns_of(&kin, place, n);

		if (of_n <= rate)
			continue;
		rate = of_n;
		best = n;
	}
	return best;
}

/**
 * passes_count() - a job is being handed over
 */
void passes_count(struct nfod_fw *fw, const struct job *job)
{
	struct passes *passes = &fw->rec.passes;

	if (job->number || !job_writes(job))
		passes->run = 0;
	else if (!passes->run++)
		passes->most = longest_run(fw, &job->place);
}

/**
 * passes_may_grow() - whether what is handed over now may belong to the run
 */
bool passes_may_grow(const struct passes *passes)
{
	return passes->run && passes->run < passes->most;
}

/* Who came to read while a run grew does not wait for all its passes. */
static bool reader_waits(const struct recorder *rec)
{
	return rec->waiting.count && !job_writes(&rec->job[rec->waiting.at[0]]);
}

/**
 * passes_turn() - when a run has passed, it passes again
 */
void passes_turn(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	struct job_queue *turned = &rec->passes.turned;

	if (!turned->count || rec->issued.count || reader_waits(rec))
		return;
	while (turned->count)
		queue_push_first(&rec->waiting, turned->at[--turned->count]);
	rec->moving = false;
}
