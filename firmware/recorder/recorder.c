// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "recorder/recorder.h"

#include <string.h>

#include "disc/choose.h"
#include "fw.h"

/* A board may be this late with a descriptor before a turn is lost (j), but only one. */
#define LATE_NS 2000000u
/* Film that passes faster than it was meant to keeps old marks (recording.md, "Writing"). */
#define WRITE_SPEED_MOST 1.05

#define ALL_JOBS ((1u << REC_JOBS) - 1u)

static uint8_t number_of(const struct recorder *rec, const struct job *job)
{
	return (uint8_t)(job - rec->job);
}

/* Byte by byte: it is a register. */
static void tell_serial(volatile struct nfod_frontend *fe, const char *serial)
{
	for (unsigned int n = 0; n < NFOD_FE_SERIAL; n++)
		fe->serial[n] = *serial && n < NFOD_FE_SERIAL - 1 ? *serial++ : 0;
}

void rec_init(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;

	memset(rec, 0, sizeof(*rec));
	rec->consumed = fe->consumed;
	rec->produced = rec->consumed;
	fe->produced = rec->produced;
	tell_serial(fe, fw->board.serial);
	verify_init(&rec->verify);
}

/**
 * rec_forget_disc() - another one may come
 */
void rec_forget_disc(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;

	rec->ladder = (struct ladder){ 0 };
	rec->verify = (struct verify){ .policy = rec->verify.policy };
	rec->suspects.count = 0;
}

/**
 * rec_tell_health() - add what has happened since this was last asked
 */
void rec_tell_health(struct nfod_fw *fw, struct nfod_health *health)
{
	struct ladder *ladder = &fw->rec.ladder;
	struct verify *verify = &fw->rec.verify;
	uint32_t n;

	for (n = 0; n < NFOD_RETRIES; n++) {
		health->tried[n] += ladder->tried[n];
		health->helped[n] += ladder->helped[n];
		if (n != NFOD_RETRY_NEIGHBOUR)
			health->retries += ladder->tried[n];
	}
	health->verified += verify->verified;
	health->refused += verify->refused;
	memset(ladder->tried, 0, sizeof(ladder->tried));
	memset(ladder->helped, 0, sizeof(ladder->helped));
	verify->verified = 0;
	verify->refused = 0;
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
		rec->job[n].cluster = CLUSTER_NONE;
		return &rec->job[n];
	}
	return NULL;
}

/**
 * job_pages() - sectors that have a page
 */
uint16_t job_pages(const struct job *job)
{
	uint16_t sectors = 0;
	uint32_t n;

	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++)
		if (job->page[n] != PAGE_NONE)
			sectors |= (uint16_t)(1u << n);
	return sectors;
}

/**
 * rec_free_job() - the job is not needed any more, nor are its pages
 */
void rec_free_job(struct nfod_fw *fw, struct job *job)
{
	pool_drop_all(&fw->pool, job->page, NFOD_CLUSTER_BLOCKS);
	fw->rec.used &= (uint8_t) ~(1u << number_of(&fw->rec, job));
}

static void begin(const struct nfod_fw *fw, struct job *job)
{
	job->pass = passes_first(fw, job);
	/* What is read may pass faster than what is written. */
	if (job_writes(job))
		job->place.speed_limit = WRITE_SPEED_MOST * job->place.speed;
	ladder_begin(job);
	job->bad = ALL_SECTORS;
	job->poor = false;
}

void rec_submit(struct nfod_fw *fw, struct job *job)
{
	begin(fw, job);
	queue_push(&fw->rec.waiting, number_of(&fw->rec, job));
}

/**
 * rec_submit_first() - the head is there already: before all that wait
 */
void rec_submit_first(struct nfod_fw *fw, struct job *job)
{
	begin(fw, job);
	fw->rec.moving = false;
	queue_push_first(&fw->rec.waiting, number_of(&fw->rec, job));
}

/**
 * rec_wants() - whether it is time to choose the next cluster: as late as
 * possible, for the choice is final, but early enough to stream
 */
bool rec_wants(const struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;

	return !rec->dead && !rec->waiting.count && rec->issued.count < REC_AHEAD &&
	       rec->used != ALL_JOBS &&
	       (!rec->passes.turned.count || passes_may_grow(&rec->passes));
}

/* Where the first job of power calibration waits; behind all others if none does. */
static uint32_t first_trial(const struct recorder *rec)
{
	uint32_t n = 0;

	while (n < rec->waiting.count && !job_is_trial(&rec->job[rec->waiting.at[n]]))
		n++;
	return n;
}

/**
 * rec_has_trial_waiting() - whether a cluster of power calibration is still to be begun
 */
bool rec_has_trial_waiting(const struct nfod_fw *fw)
{
	return first_trial(&fw->rec) < fw->rec.waiting.count;
}

bool rec_is_idle(const struct nfod_fw *fw)
{
	return !fw->rec.waiting.count && !fw->rec.issued.count && !fw->rec.passes.turned.count;
}

/**
 * rec_cancel_waiting() - forget all jobs that the engine does not have
 */
void rec_cancel_waiting(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;

	while (rec->waiting.count)
		rec_free_job(fw, &rec->job[queue_pop(&rec->waiting)]);
	while (rec->passes.turned.count)
		rec_free_job(fw, &rec->job[queue_pop(&rec->passes.turned)]);
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
		rec_free_job(fw, &rec->job[queue_pop(&rec->waiting)]);
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
	motion_go(fw, place, power_light(fw, place));
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

/**
 * rec_light() - set points that a job is done by
 */
const struct side_plan *rec_light(struct nfod_fw *fw, const struct job *job)
{
	return job->light ? job->light : power_light(fw, &job->place);
}

static void move(struct nfod_fw *fw, const struct job *job)
{
	fw->rec.moving = true;
	motion_go(fw, &job->place, rec_light(fw, job));
}

/* What has been read is not read again, nor what is only looked at. */
static uint16_t transfers(const struct job *job)
{
	switch (job->pass) {
	case PASS_READ:
		return job_pages(job) & job->bad;
	case PASS_WRITE:
		return ALL_SECTORS;
	default:
		return 0;
	}
}

static const uint8_t op_of[] = {
	[PASS_READ] = NFOD_FE_READ,
	[PASS_ERASE] = NFOD_FE_ERASE,
	[PASS_WRITE] = NFOD_FE_WRITE,
	[PASS_VERIFY] = NFOD_FE_READ,
};

static void fill_descriptor(volatile struct nfod_fe_desc *desc, const struct job *job,
			    uint64_t start_ns)
{
	uint16_t sectors = transfers(job);
	uint32_t n;

	desc->op = op_of[job->pass];
	desc->result = NFOD_FE_PENDING;
	desc->bad_sectors = 0;
	desc->cluster = job->place.cluster;
	desc->duration_ns = (uint32_t)(job->end_ns - start_ns);
	desc->flags = ladder_flags(job) | (job->lifted && job_writes(job) ? NFOD_FE_LIFTED : 0);
	desc->epoch = job->epoch;
	desc->detail = NFOD_FE_NO_PAGE;
	for (n = 0; n < NFOD_CLUSTER_BLOCKS; n++) {
		desc->page[n] = sectors >> n & 1 ? job->page[n] : NFOD_FE_NO_PAGE;
		desc->block[n] = job->block[n];
	}
}

/**
 * rec_watch_gate() - the write gate may open while anything is to be written
 */
void rec_watch_gate(struct nfod_fw *fw)
{
	const struct recorder *rec = &fw->rec;
	bool writes = false;
	uint32_t n;

	for (n = 0; n < rec->issued.count; n++)
		writes |= job_writes(&rec->job[rec->issued.at[n]]);
	motion_let_write(fw, writes);
}

static void hand_over(struct nfod_fw *fw, struct job *job, uint64_t start_ns)
{
	struct recorder *rec = &fw->rec;
	volatile struct nfod_frontend *fe = fw->board.fe;

	job->end_ns = motion_release(fw, &job->place, start_ns);
	job->upsets = motion_upsets(fw);
	job->lifted = motion_lifts(fw, &job->place);
	passes_count(fw, job);
	if (!job->number)
		job->number = ++rec->handed;
	fill_descriptor(&fe->desc[rec->produced % NFOD_FE_DESCS], job, start_ns);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	fe->produced = ++rec->produced;
	if (!rec->issued.count)
		rec->since_ns = fw->now;
	queue_push(&rec->issued, queue_pop(&rec->waiting));
	rec->moving = false;
	rec->missed = false;
	rec->tail = job->place;
	rec->tail_light = job->light;
	rec->tail_ns = job->end_ns;
	rec->tail_valid = true;
	fw->count.transfer_ns += job->end_ns - start_ns;
	rec_watch_gate(fw);
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
static bool may_begin(struct nfod_fw *fw, const struct job *job)
{
	if (job->goal == JOB_LEADIN)
		return true;
	return drive_turns_disc(fw) &&
	       (!job_writes(job) || job_is_trial(job) || power_admits(fw, &job->place));
}

/* Writes wait for trials, so these come first wherever they stand; but for the lead-in. */
static void prefer_trial(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	uint32_t n = first_trial(rec);

	if (!n || n == rec->waiting.count || !drive_turns_disc(fw))
		return;
	queue_bring_first(&rec->waiting, n);
	rec->moving = false;
}

/* Bring the first waiting job on its way; whether anything changed. */
static bool advance(struct nfod_fw *fw)
{
	struct recorder *rec = &fw->rec;
	struct job *job;

	passes_turn(fw);
	if (rec->dead || !rec->waiting.count || rec->issued.count >= REC_AHEAD)
		return false;
	prefer_trial(fw);
	job = &rec->job[rec->waiting.at[0]];
	if (!may_begin(fw, job))
		return false;
	if (job->goal == JOB_WRITE && job_writes(job) && fw->power.hopeless) {
		rec_refuse(fw);
		return true;
	}
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

/**
 * rec_poll() - results in, descriptors out
 *
 * Return: whether anything changed.
 */
bool rec_poll(struct nfod_fw *fw)
{
	bool changed;

	verify_watch(fw);
	changed = rec_collect(fw);

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
		return rec_engine_due(fw);
	return rec->moving ? motion_due(fw) : NFOD_FW_NEVER;
}
