/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: recorder
 *
 * Takes clusters to be read or written, moves the head there, waits for the disc
 * to come round and hands descriptors to the channel engine at that moment. A
 * cluster that follows the one before it on the spiral is handed over behind it,
 * so that a run of clusters streams without losing a turn.
 */
#ifndef FW_RECORDER_RECORDER_H
#define FW_RECORDER_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "disc/map.h"
#include "nfod/frontend.h"
#include "nfod/wire.h"
#include "recorder/ladder.h"
#include "recorder/passes.h"
#include "recorder/plan.h"
#include "recorder/queue.h"
#include "recorder/suspects.h"
#include "recorder/verify.h"

/* Descriptors in the engine's ring at a time: one under the head, two behind. */
#define REC_AHEAD 3u

_Static_assert(REC_JOBS <= NFOD_FE_DESCS, "every job fits into the ring");

/**
 * enum job_goal - what the disc layer wants of a job
 * @JOB_LEADIN: read the lead-in
 * @JOB_READ: read sectors of a cluster
 * @JOB_WRITE: write a whole cluster
 * @JOB_ERASE: erase a whole cluster
 * @JOB_CHECK: see how well a cluster reads
 * @JOB_TRIAL_WRITE: write a cluster to try a power: as it comes
 * @JOB_TRIAL_READ: read what that left, ditto
 */
enum job_goal {
	JOB_LEADIN,
	JOB_READ,
	JOB_WRITE,
	JOB_ERASE,
	JOB_CHECK,
	JOB_TRIAL_WRITE,
	JOB_TRIAL_READ,
};

struct store_io;

/**
 * struct job - one cluster's work
 * @place: where
 * @page: sectors' pages, NFOD_FE_NO_PAGE as PAGE_NONE; held by the job
 * @epoch: control data: of this writing, set by who wants it written; or as read
 * @block: ditto: user block that each sector holds, or NFOD_FE_NO_BLOCK
 * @light: gap and powers of its own, valid until the job is done; NULL = the plan's
 * @report: of the last reading
 * @poor: what was read came so badly that the cluster's data should be moved elsewhere
 * @pass: enum job_pass
 * @erased: JOB_WRITE: nothing is written there; set by who wants it written
 * @found: epoch that was found there when it was read back
 * @climb: what has been tried to read it
 * @order: disc layer's: the store's; NULL = a read for the cache
 * @cluster: disc layer's: of such a read, index in the cache
 * @goal: enum job_goal
 * @tries: times that writing it failed by itself
 * @again: times that it failed because the head was not there
 * @number: of its first handing over, counted from 1; 0 = not yet
 * @upsets: motion_upsets() when it was handed over
 * @lifted: the head leaves it for a while, over a bump: what passes then is lost
 * @result: enum nfod_fe_result
 * @bad: sectors that could not be read, in any try
 * @end_ns: when the head will have passed
 */
struct job {
	struct place place;
	uint16_t page[NFOD_CLUSTER_BLOCKS];
	uint64_t epoch;
	uint32_t block[NFOD_CLUSTER_BLOCKS];
	const struct side_plan *light;
	struct nfod_fe_report report;
	bool poor;
	uint8_t pass;
	bool erased;
	uint64_t found;
	struct climb climb;
	struct store_io *order;
	uint16_t cluster;
	uint8_t goal;
	uint8_t tries;
	uint8_t again;
	uint32_t number;
	uint32_t upsets;
	bool lifted;
	uint8_t result;
	uint16_t bad;
	uint64_t end_ns;
};

/**
 * struct recorder - jobs on their way
 * @used: bit n = job n is in use
 * @waiting: not handed over
 * @issued: in the engine's ring
 * @consumed: engine's counter as last seen
 * @produced: our counter
 * @moving: head is on its way to the first waiting job
 * @missed: it was there, but the board was late
 * @since_ns: when the engine got to the first issued job
 * @handed: jobs handed over so far
 * @tail: where the head is at the end of the last issued job
 * @tail_light: struct job's of that one
 * @tail_ns: when it is there
 * @tail_valid: false after a stop
 * @dead: the engine has not answered; it is never given anything again
 * @passes: clusters that pass more than once
 * @ladder: retries
 * @verify: reading back
 * @suspects: clusters beside one that read badly
 */
struct recorder {
	struct job job[REC_JOBS];
	uint8_t used;
	struct job_queue waiting;
	struct job_queue issued;
	uint32_t consumed;
	uint32_t produced;
	bool moving;
	bool missed;
	uint64_t since_ns;
	uint32_t handed;
	struct place tail;
	const struct side_plan *tail_light;
	uint64_t tail_ns;
	bool tail_valid;
	bool dead;
	struct passes passes;
	struct ladder ladder;
	struct verify verify;
	struct suspects suspects;
};

struct nfod_fw;
struct outlook;

uint16_t job_pages(const struct job *job);
/* Whether the engine leaves anything on the film next. */
static inline bool job_writes(const struct job *job)
{
	return job->pass == PASS_WRITE || job->pass == PASS_ERASE;
}

/* Whether it is power calibration's. */
static inline bool job_is_trial(const struct job *job)
{
	return job->goal == JOB_TRIAL_WRITE || job->goal == JOB_TRIAL_READ;
}

void rec_init(struct nfod_fw *fw);
void rec_forget_disc(struct nfod_fw *fw);
struct job *rec_new_job(struct nfod_fw *fw);
void rec_free_job(struct nfod_fw *fw, struct job *job);
void rec_submit(struct nfod_fw *fw, struct job *job);
void rec_submit_first(struct nfod_fw *fw, struct job *job);
bool rec_wants(const struct nfod_fw *fw);
void rec_outlook(const struct nfod_fw *fw, struct outlook *outlook);
bool rec_has_trial_waiting(const struct nfod_fw *fw);
bool rec_is_idle(const struct nfod_fw *fw);
void rec_cancel_waiting(struct nfod_fw *fw);
void rec_leave(struct nfod_fw *fw);
void rec_park(struct nfod_fw *fw);
void rec_stay(struct nfod_fw *fw, const struct place *place);
void rec_settle(struct nfod_fw *fw);
bool rec_poll(struct nfod_fw *fw);
void rec_refuse(struct nfod_fw *fw);
bool rec_collect(struct nfod_fw *fw);
void rec_watch_gate(struct nfod_fw *fw);
uint64_t rec_engine_due(const struct nfod_fw *fw);
void rec_tell_health(struct nfod_fw *fw, struct nfod_health *health);
const struct side_plan *rec_light(struct nfod_fw *fw, const struct job *job);
uint64_t rec_deadline(const struct nfod_fw *fw);

#endif
