// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "drive/drive.h"

#include <string.h>

#include "disc/protrusions.h"
#include "fw.h"
#include "recorder/strategy.h"

/* A fault that may pass is tried again so soon and so often (j). */
#define RETRY_NS 1000000000u
#define TRIES_MOST 60u

static uint32_t sense(const struct nfod_fw *fw)
{
	return fw->board.fe->sense;
}

static bool disc_is_in(const struct nfod_fw *fw)
{
	uint32_t both = NFOD_FE_SENSE_DISC | NFOD_FE_SENSE_DOOR_CLOSED;

	return (sense(fw) & both) == both;
}

static bool door_is_closed(const struct nfod_fw *fw)
{
	return sense(fw) & NFOD_FE_SENSE_DOOR_CLOSED;
}

static void order_tray(struct nfod_fw *fw, uint32_t order)
{
	fw->board.fe->tray = order;
	fw->board.doorbell(fw->board.ctx);
}

static void stop(struct nfod_fw *fw);

static void enter(struct nfod_fw *fw, enum drive_state state)
{
	fw->drive.state = (uint8_t)state;
	fw->progress++;
}

/**
 * drive_tell_fault() - report a fault that the drive can live with
 */
void drive_tell_fault(struct nfod_fw *fw, uint32_t fault)
{
	link_event(fw, NFOD_EV_FAULT, fault);
}

static void fail(struct nfod_fw *fw, uint32_t fault)
{
	fw->drive.fault = fault;
	fw->drive.format = false;
	fw->drive.leave = false;
	enter(fw, DRIVE_FAULT);
	drive_tell_fault(fw, fault);
}

static void forget_disc(struct nfod_fw *fw)
{
	fw->drive.fault = NFOD_FAULT_NONE;
	fw->drive.refusal = (struct refusal){ .fault = NFOD_FAULT_NONE };
	fw->drive.runout_nm = 0;
	fw->drive.bump_sectors_bad = 0;
	fw->drive.corrected = fw->count.symbols_corrected;
	fw->drive.contacts = motion_contacts(fw);
	plan_unknown(&fw->plan, &fw->fig);
	power_forget(fw);
	motion_forget_disc(fw);
	rec_forget_disc(fw);
}

void drive_init(struct nfod_fw *fw)
{
	forget_disc(fw);
	motion_park(fw);
	fw->drive.state = DRIVE_EMPTY;
}

/* ---- faults that may pass ---- */

/**
 * drive_has_disc() - whether blocks can be read and written
 */
bool drive_has_disc(const struct nfod_fw *fw)
{
	return fw->drive.state == DRIVE_READY || fw->drive.state == DRIVE_EMPTYING;
}

/**
 * drive_turns_disc() - whether clusters can be read and written
 */
bool drive_turns_disc(const struct nfod_fw *fw)
{
	return drive_has_disc(fw) || fw->drive.state == DRIVE_RECOVERING;
}

/* Whether there is one that the host has been told of. */
static bool is_known(const struct nfod_fw *fw)
{
	return drive_has_disc(fw) || fw->drive.kept;
}

/* What comes from outside goes away again, whatever the disc is like. */
static bool comes_from_outside(uint32_t fault)
{
	return fault == NFOD_FAULT_SUPPLY || fault == NFOD_FAULT_SHOCK ||
	       fault == NFOD_FAULT_TEMPERATURE || fault == NFOD_FAULT_WATCHDOG;
}

static bool may_pass(const struct nfod_fw *fw, uint32_t fault)
{
	return (fw->drive.kept || comes_from_outside(fault)) && fw->drive.tries < TRIES_MOST;
}

static void rest(struct nfod_fw *fw, uint32_t fault)
{
	struct drive *drive = &fw->drive;
	bool news = drive->fault != fault;

	drive->tries++;
	drive->due_ns = fw->now + RETRY_NS;
	drive->fault = fault;
	enter(fw, DRIVE_RESTING);
	if (news)
		drive_tell_fault(fw, fault);
}

static void give_up(struct nfod_fw *fw, uint32_t fault)
{
	disc_end_all(fw, NFOD_ST_HARDWARE, fault);
	rec_park(fw);
	if (may_pass(fw, fault))
		rest(fw, fault);
	else if (fw->disc.emptying)
		stop(fw);
	else
		fail(fw, fault);
}

static void refuse(struct nfod_fw *fw, struct refusal refusal)
{
	fw->drive.refusal = refusal;
	give_up(fw, refusal.fault);
}

/*
 * The head cannot be held. Commands end with the reason; what was acknowledged stays in
 * the cache, for the disc stays where it is and is loaded again.
 */
static void lose_flight(struct nfod_fw *fw, struct refusal refusal)
{
	fw->drive.kept |= drive_has_disc(fw);
	refuse(fw, refusal);
}

/**
 * drive_admits() - what becomes of a command that comes now
 * @change: it is to change what the disc holds
 *
 * While a disc is tried again, reads and flushes wait for how that ends; nothing more is
 * acknowledged that it would have to hold.
 *
 * Return: NFOD_ST_OK, or why not.
 */
uint8_t drive_admits(const struct nfod_fw *fw, bool change)
{
	const struct drive *drive = &fw->drive;

	if (drive->state == DRIVE_FAULT || (drive->state == DRIVE_RESTING && !drive->kept))
		return NFOD_ST_HARDWARE;
	if (fw->disc.emptying || !is_known(fw))
		return NFOD_ST_NO_MEDIUM;
	return drive->kept && change ? NFOD_ST_HARDWARE : NFOD_ST_OK;
}

/* ---- loading ---- */

static void start(struct nfod_fw *fw)
{
	struct place leadin;

	if (!fw->drive.kept) {
		disc_reset(fw);
		forget_disc(fw);
	}
	map_leadin(&fw->fig, &leadin);
	motion_look(fw, &leadin);
	enter(fw, DRIVE_STARTING);
}

/* Before the head goes near a disc, it has seen a turn of it from afar. */
static void approach(struct nfod_fw *fw)
{
	struct refusal no;
	struct place leadin;

	fw->drive.runout_nm = motion_runout_nm(fw);
	no = plan_runout(&fw->fig, fw->drive.runout_nm);
	if (no.fault) {
		refuse(fw, no);
		return;
	}
	map_leadin(&fw->fig, &leadin);
	motion_approach(fw, &leadin);
	enter(fw, DRIVE_APPROACHING);
}

/*
 * The map of protrusions behind it is done without when memory is short: that is when a
 * cache waits for a disc that is loaded again, and whose bumps are still known.
 */
static uint32_t leadin_pages(struct nfod_fw *fw)
{
	uint32_t reserved = credit_reserved(fw);

	if (cache_make_room(&fw->cache, reserved + NFOD_CLUSTER_BLOCKS))
		return NFOD_CLUSTER_BLOCKS;
	return cache_make_room(&fw->cache, reserved + 1) ? 1 : 0;
}

static void read_leadin(struct nfod_fw *fw)
{
	struct job *job = rec_new_job(fw);
	uint32_t pages = leadin_pages(fw);
	uint32_t n;

	if (!job || !pages) {
		if (job)
			rec_free_job(fw, job);
		return;
	}
	job->goal = JOB_LEADIN;
	job->cluster = CLUSTER_NONE;
	for (n = 0; n < pages; n++)
		job->page[n] = pool_take(&fw->pool);
	map_leadin(&fw->fig, &job->place);
	rec_submit_first(fw, job);
	enter(fw, DRIVE_LEADIN);
}

static void tell_removed(struct nfod_fw *fw)
{
	link_event(fw, NFOD_EV_REMOVED, ++fw->drive.medium);
}

/* It is another disc than the cache is of. */
static void lose_kept(struct nfod_fw *fw)
{
	fw->drive.kept = false;
	disc_reset(fw);
	tell_removed(fw);
}

static bool take_leadin(struct nfod_fw *fw, const void *leadin)
{
	struct map *map = &fw->disc.map;

	if (fw->drive.kept && !memcmp(&map->info, leadin, sizeof(map->info)))
		return true;
	if (fw->drive.kept)
		lose_kept(fw);
	return map_parse(map, leadin);
}

static enum protrusions look_at_sector(struct nfod_fw *fw, const struct job *job, uint32_t n)
{
	if (job->page[n] == PAGE_NONE)
		return PROTRUSIONS_NONE;
	if (job->bad >> n & 1u)
		return PROTRUSIONS_DAMAGED;
	return protrusions_parse(pool_data(&fw->pool, job->page[n]), n);
}

/* What is damaged is done without: its bumps are found by touching them once. */
static void take_bumps(struct nfod_fw *fw, const struct job *job)
{
	fw->drive.bump_sectors_bad = 0;
	for (uint32_t n = NFOD_BUMPS_FIRST; n < NFOD_BUMPS_FIRST + NFOD_BUMPS_SECTORS; n++) {
		switch (look_at_sector(fw, job, n)) {
		case PROTRUSIONS_GOOD:
			motion_know_bumps(fw, pool_data(&fw->pool, job->page[n]));
			break;
		case PROTRUSIONS_DAMAGED:
			fw->drive.bump_sectors_bad++;
			break;
		case PROTRUSIONS_NONE:
			break;
		}
	}
}

static struct refusal make_plan(struct nfod_fw *fw)
{
	struct refusal no =
		plan_make(&fw->plan, &fw->fig, &fw->disc.map.info, fw->board.fe->na_milli);

	if (!no.fault)
		strategy_set(fw->board.fe, fw->plan.strategy);
	if (!no.fault && !motion_know_disc(fw))
		no.fault = NFOD_FAULT_GAP_SIGNAL;
	return no.fault ? no : motion_judge_bumps(fw);
}

/**
 * drive_leadin_done() - the lead-in has been read, or not
 */
void drive_leadin_done(struct nfod_fw *fw, struct job *job)
{
	bool read = job->result == NFOD_FE_OK ||
		    (job->result == NFOD_FE_UNCORRECTABLE && !(job->bad & 1u));
	bool wanted = fw->drive.state == DRIVE_LEADIN;
	bool good = read && wanted && take_leadin(fw, pool_data(&fw->pool, job->page[0]));
	struct refusal no;

	if (good)
		take_bumps(fw, job);
	rec_free_job(fw, job);
	if (!wanted)
		return;
	if (!good) {
		give_up(fw, read ? NFOD_FAULT_FORMAT : NFOD_FAULT_UNREADABLE);
		return;
	}
	no = make_plan(fw);
	if (no.fault) {
		refuse(fw, no);
		return;
	}
	calibrate_begin(fw);
	enter(fw, DRIVE_CALIBRATING);
}

static void be_ready(struct nfod_fw *fw)
{
	struct drive *drive = &fw->drive;

	if (!drive->kept)
		drive->medium++;
	drive->kept = false;
	drive->tries = 0;
	drive->fault = NFOD_FAULT_NONE;
	drive->refusal = (struct refusal){ .fault = NFOD_FAULT_NONE };
	enter(fw, fw->disc.emptying ? DRIVE_EMPTYING : DRIVE_READY);
	link_event(fw, NFOD_EV_INSERTED, drive->medium);
}

static void refuse_store(struct nfod_fw *fw)
{
	refuse(fw, (struct refusal){ .fault = NFOD_FAULT_MANAGEMENT, .figure = fw->store.cause });
}

/* What the store knows of a disc that the cache waits for holds as well. */
static void recover(struct nfod_fw *fw)
{
	if (fw->drive.kept)
		be_ready(fw);
	else if (disc_load(fw))
		enter(fw, DRIVE_RECOVERING);
	else
		refuse_store(fw);
}

static void calibrate(struct nfod_fw *fw)
{
	struct refusal no = calibrate_next(fw);

	if (no.fault)
		refuse(fw, no);
	else if (calibrate_is_done(fw))
		recover(fw);
}

/* Nothing but what the store keeps for itself is missing: formatting puts that right. */
static bool has_no_root(const struct nfod_fw *fw)
{
	return fw->store.state == NFOD_STORE_FAILED && fw->store.cause == NFOD_CAUSE_NO_ROOT;
}

/* The store has been loaded, since it is to know the disc's defects, and may have begun to tidy up. */
static void make_empty(struct nfod_fw *fw)
{
	if (!store_is_still(&fw->store))
		return;
	fw->drive.format = false;
	store_format(&fw->store, fw->disc.writings);
}

static void await_store(struct nfod_fw *fw)
{
	switch (fw->store.state) {
	case NFOD_STORE_READY:
	case NFOD_STORE_READ_ONLY:
		if (fw->drive.format)
			make_empty(fw);
		else
			be_ready(fw);
		break;
	case NFOD_STORE_FAILED:
		if (fw->drive.format && has_no_root(fw))
			make_empty(fw);
		else
			refuse_store(fw);
		break;
	default:
		break;
	}
}

static void let_go(struct nfod_fw *fw)
{
	disc_end_all(fw, NFOD_ST_NO_MEDIUM, 0);
	disc_reset(fw);
	rec_park(fw);
	fw->drive.kept = false;
	fw->drive.format = false;
	fw->drive.tries = 0;
}

/**
 * drive_engine_dead() - the channel engine does not answer: until power-up
 */
void drive_engine_dead(struct nfod_fw *fw)
{
	bool was_ready = is_known(fw);

	disc_end_all(fw, NFOD_ST_HARDWARE, NFOD_FAULT_ENGINE);
	let_go(fw);
	if (was_ready)
		tell_removed(fw);
	fail(fw, NFOD_FAULT_ENGINE);
}

static void stop(struct nfod_fw *fw)
{
	bool was_ready = is_known(fw);

	let_go(fw);
	if (was_ready)
		tell_removed(fw);
	enter(fw, DRIVE_STOPPING);
}

static void open_tray(struct nfod_fw *fw)
{
	enter(fw, DRIVE_OPENING);
	order_tray(fw, NFOD_FE_TRAY_OPEN);
}

static bool is_broken(const struct nfod_fw *fw)
{
	return fw->rec.dead;
}

/**
 * drive_load() - draw the disc in and make it ready
 *
 * Return: false when that cannot be.
 */
bool drive_load(struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_EMPTY:
		order_tray(fw, NFOD_FE_TRAY_CLOSE);
		break;
	case DRIVE_FAULT:
	case DRIVE_RESTING:
		if (is_broken(fw))
			return false;
		fw->drive.tries = 0;
		start(fw);
		break;
	case DRIVE_EMPTYING:
	case DRIVE_STOPPING:
	case DRIVE_OPENING:
	case DRIVE_AWAY:
		return false;
	}
	fw->work = true;
	return true;
}

/* What was acknowledged and cannot be written just now is waited for. */
static bool is_owed(const struct nfod_fw *fw)
{
	return fw->drive.kept && disc_is_owed(fw);
}

/* Flush and stop; the rest is await_stop()'s. */
static void begin_to_stop(struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_READY:
		store_certify_stop(&fw->store);
		fw->disc.emptying = true;
		enter(fw, DRIVE_EMPTYING);
		break;
	case DRIVE_STARTING:
	case DRIVE_APPROACHING:
	case DRIVE_LEADIN:
	case DRIVE_CALIBRATING:
	case DRIVE_RECOVERING:
	case DRIVE_RESTING:
		if (is_owed(fw))
			fw->disc.emptying = true;
		else
			stop(fw);
		break;
	case DRIVE_FAULT:
		stop(fw);
		break;
	}
}

/**
 * drive_eject() - flush, stop, open
 *
 * Return: false while the door is locked.
 */
bool drive_eject(struct nfod_fw *fw)
{
	if (fw->drive.locked)
		return false;
	fw->work = true;
	if (fw->drive.state == DRIVE_EMPTY && !fw->drive.leave && door_is_closed(fw))
		open_tray(fw);
	else
		begin_to_stop(fw);
	return true;
}

/**
 * drive_leave() - flush, park the head, stop: AWAY
 *
 * What was acknowledged is written, however long that takes.
 *
 * Return: false while the door is locked, or while something else ends.
 */
bool drive_leave(struct nfod_fw *fw)
{
	struct drive *drive = &fw->drive;

	if (drive->locked || drive->leave || fw->disc.emptying || drive->state == DRIVE_STOPPING ||
	    drive->state == DRIVE_OPENING || (drive->state == DRIVE_RESTING && is_owed(fw)))
		return false;
	drive->leave = true;
	begin_to_stop(fw);
	fw->work = true;
	return true;
}

/**
 * drive_format() - make the disc empty: it goes, and comes back as another one
 * @medium: counter of the disc that is meant
 *
 * Return: false for another one, while the door is locked, and when the disc takes no
 * writes or is not ready.
 */
bool drive_format(struct nfod_fw *fw, uint32_t medium)
{
	struct drive *drive = &fw->drive;
	bool ready = drive->state == DRIVE_READY;

	if (medium != drive->medium || drive->locked ||
	    fw->disc.map.info.flags & NFOD_DISC_READ_ONLY ||
	    (!ready && (drive->state != DRIVE_FAULT || !has_no_root(fw))))
		return false;
	disc_end_all(fw, NFOD_ST_MEDIUM_CHANGED, 0);
	let_go(fw);
	if (ready)
		tell_removed(fw);
	start(fw);
	drive->format = true;
	fw->work = true;
	return true;
}

static void look_at_button(struct nfod_fw *fw)
{
	bool held = sense(fw) & NFOD_FE_SENSE_BUTTON;
	bool pressed = held && !fw->drive.button;

	fw->drive.button = held;
	if (pressed && !drive_eject(fw))
		link_event(fw, NFOD_EV_EJECT_REQUEST, 0);
}

/* What the servo has noticed is told once. */
static void look_at_warning(struct nfod_fw *fw)
{
	uint32_t warning = motion_warning(fw);

	if (warning != NFOD_FAULT_NONE && warning != fw->drive.warning)
		drive_tell_fault(fw, warning);
	fw->drive.warning = warning;
}

static bool needs_disc(const struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_EMPTY:
	case DRIVE_OPENING:
	case DRIVE_AWAY:
		return false;
	default:
		return !is_broken(fw);
	}
}

/* A drive that is broken stays so without a disc. */
static void be_empty(struct nfod_fw *fw)
{
	if (is_broken(fw)) {
		enter(fw, DRIVE_FAULT);
		return;
	}
	forget_disc(fw);
	enter(fw, DRIVE_EMPTY);
}

static void snatched(struct nfod_fw *fw)
{
	bool was_ready = is_known(fw);

	let_go(fw);
	if (was_ready)
		tell_removed(fw);
	be_empty(fw);
}

/* Whether the drive counts on the head to do what it was told. */
static bool trusts_motion(const struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_STARTING:
	case DRIVE_APPROACHING:
	case DRIVE_CALIBRATING:
		return true;
	case DRIVE_LEADIN:
	case DRIVE_RECOVERING:
	case DRIVE_READY:
	case DRIVE_EMPTYING:
		return motion_flies(fw);
	default:
		return false;
	}
}

/* The tray stays shut over a disc that turns, and the drive on the bus. */
static void await_stop(struct nfod_fw *fw)
{
	if (motion_is_stopped(fw) && fw->drive.leave)
		enter(fw, DRIVE_AWAY);
	else if (motion_is_stopped(fw))
		open_tray(fw);
	else if (motion_fault(fw).fault == NFOD_FAULT_SPIN)
		fail(fw, NFOD_FAULT_SPIN);
}

static void get_on(struct nfod_fw *fw)
{
	struct drive *drive = &fw->drive;

	switch (drive->state) {
	case DRIVE_EMPTY:
		if (drive->leave)
			enter(fw, DRIVE_AWAY);
		else if (disc_is_in(fw))
			start(fw);
		break;
	case DRIVE_STARTING:
		if (motion_is_there(fw))
			approach(fw);
		break;
	case DRIVE_APPROACHING:
		if (motion_is_there(fw))
			read_leadin(fw);
		break;
	case DRIVE_CALIBRATING:
		if (motion_is_there(fw))
			calibrate(fw);
		break;
	case DRIVE_RECOVERING:
		await_store(fw);
		break;
	case DRIVE_RESTING:
		if (fw->now >= drive->due_ns)
			start(fw);
		break;
	case DRIVE_EMPTYING:
		if (disc_is_clean(fw))
			stop(fw);
		break;
	case DRIVE_STOPPING:
		await_stop(fw);
		break;
	case DRIVE_OPENING:
		if (!door_is_closed(fw))
			be_empty(fw);
		break;
	}
}

/**
 * drive_poll() - get on with loading and ejecting
 *
 * Return: whether anything changed.
 */
bool drive_poll(struct nfod_fw *fw)
{
	uint8_t before = fw->drive.state;
	struct refusal no;

	look_at_button(fw);
	look_at_warning(fw);
	if (needs_disc(fw) && !disc_is_in(fw)) {
		snatched(fw);
		return true;
	}
	no = motion_fault(fw);
	if (no.fault && trusts_motion(fw))
		lose_flight(fw, no);
	else
		get_on(fw);
	return fw->drive.state != before;
}

uint64_t drive_deadline(const struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_STARTING:
	case DRIVE_APPROACHING:
	case DRIVE_CALIBRATING:
	case DRIVE_STOPPING:
		return motion_due(fw);
	case DRIVE_RESTING:
		return fw->drive.due_ns;
	default:
		return NFOD_FW_NEVER;
	}
}
