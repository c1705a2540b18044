// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/* What the engine has finished, and what becomes of it. */

#include "fw.h"

/* The engine has this long after the cluster has passed. */
#define ENGINE_TIMEOUT_NS 1000000000u
/* And for each cluster that it has to find first: NFOD_FE_TURNS_MOST turns, 1 s at most (j). */
#define FINDING_TIMEOUT_NS 5000000000u
/* A cluster that the head was taken away from is tried again so often (j). */
#define AGAIN_MOST 8u
/* And one that could not be written under a head that flies (j). */
#define GATE_TRIES_MOST 8

/* Film that nobody has written yet holds zeroes, as the engine has put into the pages. */
static uint16_t bad_sectors(const volatile struct nfod_fe_desc *desc)
{
	switch (desc->result) {
	case NFOD_FE_OK:
	case NFOD_FE_BLANK:
		return 0;
	case NFOD_FE_UNCORRECTABLE:
		return desc->bad_sectors;
	default:
		return ALL_SECTORS;
	}
}

/* Who wants no pages wants to know of all sectors. */
static uint16_t wanted(const struct job *job)
{
	uint16_t pages = job_pages(job);

	return pages && job->pass == PASS_READ ? pages : ALL_SECTORS;
}

static void take_control(const volatile struct nfod_fe_desc *desc, struct job *job)
{
	uint32_t n;

	job->epoch = desc->epoch;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		job->block[n] = desc->block[n];
}

/* Sectors that were good in any try are good. */
static void take_reading(struct nfod_fw *fw, const volatile struct nfod_fe_desc *desc,
			 struct job *job)
{
	uint16_t before = job->bad & wanted(job);

	job->report = desc->report;
	job->bad &= bad_sectors(desc);
	job->result = desc->result;
	if (desc->result == NFOD_FE_BLANK || !(job->bad & wanted(job)))
		job->result = NFOD_FE_OK;
	job->poor = job->result == NFOD_FE_OK &&
		    (job->bad || ladder_climbed(job) ||
		     ladder_is_poor(&job->report, job->lifted, plan_is_by_light(&fw->plan)));
	if (job->pass == PASS_VERIFY)
		job->found = desc->epoch;
	else if (job->report.flags & NFOD_FE_IDENTIFIED)
		take_control(desc, job);
	ladder_take(fw, job, before & ~job->bad);
}

static void count_symbols(struct nfod_fw *fw, const volatile struct nfod_fe_desc *desc)
{
	struct counters *count = &fw->count;

	if (desc->result != NFOD_FE_OK && desc->result != NFOD_FE_UNCORRECTABLE)
		return;
	count->symbols_read += NFOD_FE_SYMBOLS;
	count->symbols_corrected += desc->report.corrected;
}

static void take(struct nfod_fw *fw, const volatile struct nfod_fe_desc *desc, struct job *job)
{
	if (job_writes(job)) {
		job->result = desc->result;
		job->bad = bad_sectors(desc);
		return;
	}
	take_reading(fw, desc, job);
	if (!job_is_trial(job))
		count_symbols(fw, desc);
}

/*
 * A head that flies may shut the write gate for some turns without being pulled away, as
 * long as it levels a tilt that has just come or gone.
 */
static uint8_t tries_most(const struct nfod_fw *fw)
{
	return motion_flies(fw) ? GATE_TRIES_MOST : 1;
}

/* What failed by itself. */
static bool try_otherwise(struct nfod_fw *fw, struct job *job)
{
	switch (job->goal) {
	case JOB_WRITE:
	case JOB_ERASE:
		return job_writes(job) && job->tries++ < tries_most(fw);
	case JOB_TRIAL_WRITE:
		return motion_flies(fw) && job->tries++ < GATE_TRIES_MOST;
	case JOB_TRIAL_READ:
	case JOB_CHECK:
		return false;
	case JOB_LEADIN:
		return job->tries++ < 1;
	default:
		return ladder_climb(fw, job);
	}
}

/*
 * What failed because the head was pulled away, or was not where the cluster came by,
 * deserves to be tried again, but not for ever.
 */
static bool may_try_again(struct nfod_fw *fw, struct job *job)
{
	bool upset = job->upsets != motion_upsets(fw) || job->result == NFOD_FE_NOT_FOUND;

	if (job->goal == JOB_LEADIN && fw->drive.state != DRIVE_LEADIN)
		return false;
	if (upset)
		return job->again++ < AGAIN_MOST;
	return try_otherwise(fw, job);
}

static void put_back(struct nfod_fw *fw, struct job *job)
{
	struct recorder *rec = &fw->rec;

	rec->moving = false;
	queue_push_again(rec, &rec->waiting, (uint8_t)(job - rec->job));
}

/* Where there was trouble others will have it, too. */
static void learn(struct nfod_fw *fw, const struct job *job)
{
	bool trouble = job->poor || job->result != NFOD_FE_OK;

	if (job->goal == JOB_LEADIN || !trouble)
		return;
	verify_note_trouble(fw, job);
	if (job->goal == JOB_CHECK)
		fw->rec.ladder.helped[NFOD_RETRY_NEIGHBOUR]++;
	else if (job->goal == JOB_READ)
		suspects_beside(fw, &fw->rec.suspects, &job->place);
}

static void count_lost(struct nfod_fw *fw, const struct job *job)
{
	if (job->goal != JOB_WRITE && job->result == NFOD_FE_UNCORRECTABLE)
		fw->count.sectors_lost += (uint32_t)__builtin_popcount(job->bad & wanted(job));
}

static void hand_back(struct nfod_fw *fw, struct job *job)
{
	if (!job_is_trial(job)) {
		count_lost(fw, job);
		learn(fw, job);
	}
	if (job->result != NFOD_FE_OK && job->again)
		drive_tell_fault(fw, motion_upset_fault(fw));
	if (job->goal == JOB_LEADIN)
		drive_leadin_done(fw, job);
	else if (job_is_trial(job))
		power_job_done(fw, job);
	else
		disc_job_done(fw, job);
}

static void finish(struct nfod_fw *fw, struct job *job)
{
	fw->progress++;
	if (job->result != NFOD_FE_OK && may_try_again(fw, job)) {
		passes_again(fw, job);
		put_back(fw, job);
		return;
	}
	if (job->result == NFOD_FE_OK && passes_next(fw, job))
		return;
	if (job->pass == PASS_VERIFY)
		verify_judge(fw, job);
	hand_back(fw, job);
}

/**
 * rec_refuse() - the first write that waits is not tried at all
 */
void rec_refuse(struct nfod_fw *fw)
{
	struct job *job = &fw->rec.job[queue_pop(&fw->rec.waiting)];

	job->result = NFOD_FE_WRITE_FAILED;
	job->bad = ALL_SECTORS;
	fw->rec.moving = false;
	fw->progress++;
	hand_back(fw, job);
}

static void give_up(struct nfod_fw *fw)
{
	fw->rec.dead = true;
	rec_cancel_waiting(fw);
	drive_engine_dead(fw);
}

/**
 * rec_engine_due() - when the engine should have finished the first job that it has
 */
uint64_t rec_engine_due(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	if (motion_flies(fw))
		return rec->since_ns + FINDING_TIMEOUT_NS;
	return rec->job[rec->issued.at[0]].end_ns + ENGINE_TIMEOUT_NS;
}

static void pass(struct nfod_fw *fw, const struct job *job)
{
	motion_pass(fw, &job->place, rec_light(fw, job));
}

/**
 * rec_collect() - take what the engine has finished
 *
 * Return: whether anything changed.
 */
bool rec_collect(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;
	uint32_t ready = fe->consumed - rec->consumed;

	if (rec->dead || !rec->issued.count)
		return false;
	if (ready > rec->issued.count || (!ready && fw->now >= rec_engine_due(fw))) {
		give_up(fw);
		return true;
	}
	if (!ready)
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	while (ready--) {
		struct job *job = &rec->job[queue_pop(&rec->issued)];

		take(fw, &fe->desc[rec->consumed++ % NFOD_FE_DESCS], job);
		finish(fw, job);
	}
	rec->since_ns = fw->now;
	if (rec->issued.count)
		pass(fw, &rec->job[rec->issued.at[0]]);
	rec_watch_gate(fw);
	return true;
}
