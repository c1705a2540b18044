// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/recorder.h"

#include <string.h>

#include "disc/choose.h"
#include "fw.h"
#include "recorder/ladder.h"

/* A board may be this late with a descriptor before a turn is lost (j), but only one. */
#define LATE_NS 2000000u
/* The engine has this long after the cluster has passed. */
#define ENGINE_TIMEOUT_NS 1000000000u
/* And for each cluster that it has to find first: NFOD_FE_TURNS_MOST turns, 1 s at most (j). */
#define FINDING_TIMEOUT_NS 5000000000u
/* A cluster that the head was taken away from is tried again so often (j). */
#define AGAIN_MOST 8u
/* And one that could not be written under a head that flies (j). */
#define GATE_TRIES_MOST 8

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

/* Behind those that were handed over before it, ahead of all others. */
static void push_again(struct recorder *rec, struct job_queue *queue, uint8_t job)
{
	uint32_t n = 0;

	while (n < queue->count && rec->job[queue->at[n]].number &&
	       rec->job[queue->at[n]].number < rec->job[job].number)
		n++;
	memmove(&queue->at[n + 1], &queue->at[n], queue->count - n);
	queue->at[n] = job;
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
		memset(rec->job[n].block, 0xff, sizeof(rec->job[n].block));
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

/* It is asked for again when the disc is loaded again. */
static void cancel_leadin(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	uint8_t first = rec->waiting.count ? rec->waiting.at[0] : 0;

	if (rec->waiting.count && rec->job[first].goal == JOB_LEADIN)
		rec_free_job(fw, &rec->job[pop(&rec->waiting)]);
}

/**
 * rec_park() - head off the disc, disc comes to rest
 */
void rec_park(struct nfod_fw *fw)
{
	cancel_leadin(fw);
	rec_leave(fw);
	motion_park(fw);
}

/**
 * rec_stay() - keep the head over a place that is wanted next, if any is
 */
void rec_stay(struct nfod_fw *fw, const struct place *place)
{
	rec_leave(fw);
	motion_go(fw, place, &fw->plan.side[place->side]);
}

static bool follows(const struct place *tail, const struct place *place)
{
	return tail->zone == place->zone && tail->side == place->side &&
	       tail->index + 1 == place->index;
}

/*
 * A head that is flown runs on along the spiral; one cluster must still be under it for
 * the next to be caught. One that is not flown may be a little late.
 */
static bool is_at_tail(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	return rec->issued.count || (!motion_flies(fw) && fw->now <= rec->tail_ns + LATE_NS);
}

static bool can_stream(const struct nfod_fw *fw, const struct job *job)
{
	const struct recorder *rec = &fw->rec;

	return rec->tail_valid && follows(&rec->tail, &job->place) &&
	       rec->tail_light == job->light && is_at_tail(fw);
}

/* The cluster that can be handed over behind the last one, if any. */
static uint32_t next_in_stream(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;
	const struct place *tail = &rec->tail;

	if (!rec->tail_valid || !is_at_tail(fw) ||
	    tail->index + 1 >= fw->disc.map.info.zone[tail->zone].clusters)
		return CHOOSE_NONE;
	return tail->cluster + 1;
}

/**
 * rec_outlook() - how it will be when what has been handed over has passed
 */
void rec_outlook(const struct nfod_fw *fw, struct outlook *outlook)
{
	const struct recorder *rec = &fw->rec;

	*outlook = (struct outlook){
		.map = &fw->disc.map,
		.fig = &fw->fig,
		.at_ns = fw->now,
		.next = next_in_stream(fw),
	};
	motion_outlook(fw, &outlook->kin);
	if (rec->issued.count) {
		outlook->at_ns = rec->tail_ns > fw->now ? rec->tail_ns : fw->now;
		outlook->kin.radius = rec->tail.end_radius;
		outlook->kin.side = rec->tail.side;
	}
}

static void count_move(struct nfod_fw *fw)
{
	const struct motion *motion = &fw->motion;

	if (motion_was_long(fw)) {
		fw->count.seeks++;
		fw->count.seek_ns += motion->there_ns - motion->begin_ns;
	}
	fw->count.rotate_ns += motion_arrival(fw) - motion->there_ns;
}

static const struct side_plan *light_of(const struct nfod_fw *fw, const struct job *job)
{
	return job->light ? job->light : &fw->plan.side[job->place.side];
}

static void move(struct nfod_fw *fw, const struct job *job)
{
	fw->rec.moving = true;
	motion_go(fw, &job->place, light_of(fw, job));
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
	desc->flags = 0;
	desc->epoch = job->epoch;
	desc->detail = NFOD_FE_NO_PAGE;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		desc->page[n] = job->page[n] == PAGE_NONE ? NFOD_FE_NO_PAGE : job->page[n];
		desc->block[n] = job->block[n];
	}
}

/* The write gate may open while anything is to be written. */
static void watch_gate(struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;
	bool writes = false;
	uint32_t n;

	for (n = 0; n < rec->issued.count; n++)
		writes |= rec->job[rec->issued.at[n]].goal == JOB_WRITE;
	motion_let_write(fw, writes);
}

static void hand_over(struct nfod_fw *fw, struct job *job, uint64_t start_ns)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;

	job->end_ns = motion_release(fw, &job->place, start_ns);
	job->upsets = motion_upsets(fw);
	if (!job->number)
		job->number = ++rec->handed;
	fill_descriptor(&fe->desc[rec->produced % NFOD_FE_DESCS], job, start_ns);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	fe->produced = ++rec->produced;
	if (!rec->issued.count)
		rec->since_ns = fw->now;
	push(&rec->issued, pop(&rec->waiting));
	rec->moving = false;
	rec->missed = false;
	rec->tail = job->place;
	rec->tail_light = job->light;
	rec->tail_ns = job->end_ns;
	rec->tail_valid = true;
	fw->count.transfer_ns += job->end_ns - start_ns;
	watch_gate(fw);
	fw->board.doorbell(fw->board.ctx);
}

static void hand_over_here(struct nfod_fw *fw, struct job *job)
{
	uint64_t start_ns = motion_arrival(fw);

	count_move(fw);
	hand_over(fw, job, start_ns);
}

/* A board that is always late must get on all the same: it loses one turn, not all. */
static bool misses(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;

	if (rec->missed || !motion_is_late(fw, LATE_NS))
		return false;
	count_move(fw);
	rec->missed = true;
	return true;
}

/* A disc that is only being loaded has nothing but its lead-in read. */
static bool may_begin(const struct nfod_fw *fw, const struct job *job)
{
	return job->goal == JOB_LEADIN || drive_has_disc(fw);
}

/* Bring the first waiting job on its way; whether anything changed. */
static bool advance(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	struct job *job;

	if (rec->dead || !rec->waiting.count || rec->issued.count >= REC_AHEAD)
		return false;
	job = &rec->job[rec->waiting.at[0]];
	if (!may_begin(fw, job))
		return false;
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
	if (!motion_is_there(fw))
		return false;
	hand_over_here(fw, job);
	return true;
}

/* Film that nobody has written yet holds zeroes, as the engine has put into the pages. */
static void take_result(const volatile struct nfod_fe_desc *desc, struct job *job)
{
	job->result = desc->result == NFOD_FE_BLANK ? NFOD_FE_OK : desc->result;
	job->bad = job->result == NFOD_FE_UNCORRECTABLE ? desc->bad_sectors :
		   job->result == NFOD_FE_OK		? 0 :
							  ALL_SECTORS;
}

static void take_report(const volatile struct nfod_fe_desc *desc, struct job *job)
{
	uint32_t n;

	job->report = desc->report;
	job->poor = job->result == NFOD_FE_OK && ladder_is_poor(&job->report);
	if (!(job->report.flags & NFOD_FE_IDENTIFIED))
		return;
	job->epoch = desc->epoch;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		job->block[n] = desc->block[n];
}

static void count_symbols(struct nfod_fw *fw, const volatile struct nfod_fe_desc *desc)
{
	struct counters *count = &fw->count;

	if (desc->result != NFOD_FE_OK && desc->result != NFOD_FE_UNCORRECTABLE)
		return;
	count->symbols_read += NFOD_FE_SYMBOLS;
	count->symbols_corrected += desc->report.corrected;
	count->sectors_lost += (uint32_t)__builtin_popcount(desc->bad_sectors);
}

/*
 * A head that flies may shut the write gate for some turns without being pulled away, as
 * long as it levels a tilt that has just come or gone.
 */
static uint8_t tries_most(const struct nfod_fw *fw, const struct job *job)
{
	return motion_flies(fw) && job->goal == JOB_WRITE ? GATE_TRIES_MOST : 1;
}

/*
 * What fails by itself is tried once more. What failed because the head was pulled away,
 * or was not where the cluster came by, deserves more than that, but not for ever.
 */
static bool may_try_again(const struct nfod_fw *fw, struct job *job)
{
	bool wanted = job->goal != JOB_LEADIN || fw->drive.state == DRIVE_LEADIN;
	bool upset = job->upsets != motion_upsets(fw) || job->result == NFOD_FE_NOT_FOUND;

	if (!wanted)
		return false;
	if (upset)
		return job->again++ < AGAIN_MOST;
	return job->tries++ < tries_most(fw, job);
}

static void finish(struct nfod_fw *fw, struct job *job)
{
	fw->progress++;
	if (job->result != NFOD_FE_OK && may_try_again(fw, job)) {
		fw->rec.moving = false;
		push_again(&fw->rec, &fw->rec.waiting, number_of(&fw->rec, job));
		return;
	}
	if (job->result != NFOD_FE_OK && job->again)
		drive_tell_fault(fw, motion_upset_fault(fw));
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

static uint64_t engine_due(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	if (motion_flies(fw))
		return rec->since_ns + FINDING_TIMEOUT_NS;
	return rec->job[rec->issued.at[0]].end_ns + ENGINE_TIMEOUT_NS;
}

static void pass(struct nfod_fw *fw, const struct job *job)
{
	motion_pass(fw, &job->place, light_of(fw, job));
}

static bool collect(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;
	uint32_t ready = fe->consumed - rec->consumed;

	if (rec->dead || !rec->issued.count)
		return false;
	if (ready > rec->issued.count || (!ready && fw->now >= engine_due(fw))) {
		give_up(fw);
		return true;
	}
	if (!ready)
		return false;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	while (ready--) {
		const volatile struct nfod_fe_desc *desc = &fe->desc[rec->consumed % NFOD_FE_DESCS];
		struct job *job = &rec->job[pop(&rec->issued)];

		take_result(desc, job);
		if (job->goal != JOB_WRITE) {
			take_report(desc, job);
			count_symbols(fw, desc);
		}
		rec->consumed++;
		finish(fw, job);
	}
	rec->since_ns = fw->now;
	if (rec->issued.count)
		pass(fw, &rec->job[rec->issued.at[0]]);
	watch_gate(fw);
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

/**
 * rec_settle() - nothing more to do for now: a head that is flown waits where the next
 * cluster of its spiral begins
 */
void rec_settle(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	struct place next;

	if (!motion_flies(fw) || !rec->tail_valid || !rec_is_idle(fw) || !drive_has_disc(fw))
		return;
	map_after(&fw->disc.map, &fw->fig, &rec->tail, &next);
	rec_stay(fw, &next);
}

uint64_t rec_deadline(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	if (rec->dead)
		return NFOD_FW_NEVER;
	if (rec->issued.count)
		return engine_due(fw);
	return rec->moving ? motion_due(fw) : NFOD_FW_NEVER;
}
