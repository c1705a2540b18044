// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/recorder.h"

#include <string.h>

#include "fw.h"

/* A board may be this late with a descriptor before a turn is lost (j), but only one. */
#define LATE_NS 2000000u
/* The engine has this long after the cluster has passed. */
#define ENGINE_TIMEOUT_NS 1000000000u

static void push(struct job_queue *queue, uint8_t job)
{
	queue->at[queue->count++] = job;
}

static void push_first(struct job_queue *queue, uint8_t job)
{
	memmove(&queue->at[1], &queue->at[0], queue->count);
	queue->at[0] = job;
	queue->count++;
}

static uint8_t pop(struct job_queue *queue)
{
	uint8_t job = queue->at[0];

	queue->count--;
	memmove(&queue->at[0], &queue->at[1], queue->count);
	return job;
}

static uint8_t number_of(const struct recorder *rec, const struct job *job)
{
	return (uint8_t)(job - rec->job);
}

void rec_init(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;

	memset(rec, 0, sizeof(*rec));
	rec->consumed = fe->consumed;
	rec->produced = rec->consumed;
	fe->produced = rec->produced;
}

/**
 * rec_new_job() - a job to fill in
 *
 * Return: NULL when all are in use, which cannot be after rec_wants().
 */
struct job *rec_new_job(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	uint8_t n;

	for (n = 0; n < REC_JOBS; n++) {
		if (rec->used & 1u << n)
			continue;
		rec->used |= (uint8_t)(1u << n);
		memset(&rec->job[n], 0, sizeof(rec->job[n]));
		memset(rec->job[n].page, 0xff, sizeof(rec->job[n].page));
		return &rec->job[n];
	}
	return NULL;
}

/**
 * rec_free_job() - the job is not needed any more, nor are its pages
 */
void rec_free_job(struct nfod_fw *fw, struct job *job)
{
	pool_drop_all(&fw->pool, job->page, NFOD_CLUSTER_BLOCKS);
	fw->rec.used &= (uint8_t) ~(1u << number_of(&fw->rec, job));
}

void rec_submit(struct nfod_fw *fw, struct job *job)
{
	push(&fw->rec.waiting, number_of(&fw->rec, job));
}

/**
 * rec_submit_first() - the head is there already: before all that wait
 */
void rec_submit_first(struct nfod_fw *fw, struct job *job)
{
	fw->rec.moving = false;
	push_first(&fw->rec.waiting, number_of(&fw->rec, job));
}

/**
 * rec_wants() - whether it is time to choose the next cluster: as late as
 * possible, for the choice is final, but early enough to stream
 */
bool rec_wants(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	return !rec->dead && !rec->waiting.count && rec->issued.count < REC_AHEAD;
}

bool rec_is_idle(const struct nfod_fw *fw)
{
	return !fw->rec.waiting.count && !fw->rec.issued.count;
}

/**
 * rec_cancel_waiting() - forget all jobs that the engine does not have
 */
void rec_cancel_waiting(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;

	while (rec->waiting.count)
		rec_free_job(fw, &rec->job[pop(&rec->waiting)]);
	rec->moving = false;
}

/**
 * rec_leave() - somebody else moves the head; nothing may be issued
 */
void rec_leave(struct nfod_fw *fw)
{
	fw->rec.tail_valid = false;
	fw->rec.moving = false;
}

/**
 * rec_park() - head off the disc
 */
void rec_park(struct nfod_fw *fw)
{
	rec_leave(fw);
	fw->kin.radius = 0.0;
	head_park(fw);
}

static bool follows(const struct place *tail, const struct place *place)
{
	return tail->zone == place->zone && tail->side == place->side &&
	       tail->index + 1 == place->index;
}

static bool can_stream(const struct nfod_fw *fw, const struct job *job)
{
	const struct recorder *rec = &fw->rec;

	return rec->tail_valid && follows(&rec->tail, &job->place) &&
	       (rec->issued.count || fw->now <= rec->tail_ns + LATE_NS);
}

static void count_move(struct nfod_fw *fw, double distance, uint64_t begin_ns, uint64_t there_ns)
{
	if (distance > REF_JUMP_FIELD || -distance > REF_JUMP_FIELD) {
		fw->count.seeks++;
		fw->count.seek_ns += there_ns - begin_ns;
	}
	fw->count.rotate_ns += fw->rec.arrival_ns - there_ns;
}

static void move(struct nfod_fw *fw, const struct job *job)
{
	struct recorder *rec = &fw->rec;
	struct kinematic *kin = &fw->kin;
	const struct place *to = &job->place;
	double from = kin->radius > 0.0 ? kin->radius : to->radius;
	double seconds = kin_move_time(from, to->radius, kin->side, to->side);
	uint64_t there = fw->now + (uint64_t)(seconds * 1e9);

	if (kin->target != to->speed)
		kin_spin(kin, fw->now, to->speed);
	rec->arrival_ns =
		kin_when_angle(kin, kin_when_below(kin, there, to->speed_limit), to->angle);
	rec->moving = true;
	kin->radius = to->radius;
	kin->side = to->side;
	head_follow(fw, to);
	count_move(fw, to->radius - from, fw->now, there);
}

static void fill_descriptor(volatile struct nfod_fe_desc *desc, const struct job *job,
			    uint64_t start_ns)
{
	uint32_t n;

	desc->op = job->goal == JOB_WRITE ? NFOD_FE_WRITE : NFOD_FE_READ;
	desc->result = NFOD_FE_PENDING;
	desc->bad_sectors = 0;
	desc->cluster = job->place.cluster;
	desc->duration_ns = (uint32_t)(job->end_ns - start_ns);
	desc->corrected = 0;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		desc->page[n] = job->page[n] == PAGE_NONE ? NFOD_FE_NO_PAGE : job->page[n];
}

static void hand_over(struct nfod_fw *fw, struct job *job, uint64_t start_ns)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;

	job->end_ns = kin_when_turned(&fw->kin, start_ns, job->place.turns);
	fill_descriptor(&fe->desc[rec->produced % NFOD_FE_DESCS], job, start_ns);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	fe->produced = ++rec->produced;
	push(&rec->issued, pop(&rec->waiting));
	rec->moving = false;
	rec->missed = false;
	rec->tail = job->place;
	rec->tail_ns = job->end_ns;
	rec->tail_valid = true;
	fw->kin.radius = job->place.end_radius;
	fw->count.transfer_ns += job->end_ns - start_ns;
	fw->board.doorbell(fw->board.ctx);
}

/* A board that is always late must get on all the same: it loses one turn, not all. */
static bool misses(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;

	if (rec->missed || fw->now <= rec->arrival_ns + LATE_NS)
		return false;
	rec->missed = true;
	return true;
}

/* Bring the first waiting job on its way; whether anything changed. */
static bool advance(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	struct job *job;

	if (rec->dead || !rec->waiting.count || rec->issued.count >= REC_AHEAD)
		return false;
	job = &rec->job[rec->waiting.at[0]];
	if (can_stream(fw, job)) {
		hand_over(fw, job, rec->tail_ns);
		return true;
	}
	if (rec->issued.count)
		return false;
	if (!rec->moving || misses(fw)) {
		move(fw, job);
		return true;
	}
	if (fw->now < rec->arrival_ns)
		return false;
	hand_over(fw, job, rec->arrival_ns);
	return true;
}

static void take_result(const volatile struct nfod_fe_desc *desc, struct job *job)
{
	job->result = desc->result;
	job->bad = job->result == NFOD_FE_UNCORRECTABLE ? desc->bad_sectors :
		   job->result == NFOD_FE_OK		? 0 :
							  ALL_SECTORS;
}

static void count_symbols(struct nfod_fw *fw, const volatile struct nfod_fe_desc *desc)
{
	struct counters *count = &fw->count;

	if (desc->result != NFOD_FE_OK && desc->result != NFOD_FE_UNCORRECTABLE)
		return;
	count->symbols_read += NFOD_FE_SYMBOLS;
	count->symbols_corrected += desc->corrected;
	count->sectors_lost += (uint32_t)__builtin_popcount(desc->bad_sectors);
}

static void finish(struct nfod_fw *fw, struct job *job)
{
	fw->progress++;
	if (job->result != NFOD_FE_OK && !job->tried) {
		job->tried = true;
		rec_submit_first(fw, job);
		return;
	}
	if (job->goal == JOB_LEADIN)
		drive_leadin_done(fw, job);
	else
		disc_job_done(fw, job);
}

static void give_up(struct nfod_fw *fw)
{
	fw->rec.dead = true;
	rec_cancel_waiting(fw);
	drive_engine_dead(fw);
}

static bool collect(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;
	uint32_t ready = fe->consumed - rec->consumed;

	if (rec->dead || !rec->issued.count)
		return false;
	if (ready > rec->issued.count ||
	    (!ready && fw->now >= rec->job[rec->issued.at[0]].end_ns + ENGINE_TIMEOUT_NS)) {
		give_up(fw);
		return true;
	}
	if (!ready)
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	while (ready--) {
		struct job *job = &rec->job[pop(&rec->issued)];

		take_result(&fe->desc[rec->consumed % NFOD_FE_DESCS], job);
		if (job->goal != JOB_WRITE)
			count_symbols(fw, &fe->desc[rec->consumed % NFOD_FE_DESCS]);
		rec->consumed++;
		finish(fw, job);
	}
	return true;
}

/**
 * rec_poll() - results in, descriptors out
 *
 * Return: whether anything changed.
 */
bool rec_poll(struct nfod_fw *fw)
{
	bool changed = collect(fw);

	while (advance(fw))
		changed = true;
	return changed;
}

uint64_t rec_deadline(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	if (rec->dead)
		return NFOD_FW_NEVER;
	if (rec->issued.count)
		return rec->job[rec->issued.at[0]].end_ns + ENGINE_TIMEOUT_NS;
	return rec->moving ? rec->arrival_ns : NFOD_FW_NEVER;
}
