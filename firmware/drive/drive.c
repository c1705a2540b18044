// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "drive/drive.h"

#include "fw.h"

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
	enter(fw, DRIVE_FAULT);
	drive_tell_fault(fw, fault);
}

static void forget_disc(struct nfod_fw *fw)
{
	fw->drive.fault = NFOD_FAULT_NONE;
	fw->drive.refusal = (struct refusal){ .fault = NFOD_FAULT_NONE };
	fw->drive.runout_nm = 0;
	plan_unknown(&fw->plan);
}

void drive_init(struct nfod_fw *fw)
{
	forget_disc(fw);
	head_park(fw);
	fw->drive.state = DRIVE_EMPTY;
}

static void refuse(struct nfod_fw *fw, struct refusal refusal)
{
	fw->drive.refusal = refusal;
	rec_park(fw);
	fail(fw, refusal.fault);
}

static void start(struct nfod_fw *fw)
{
	struct place leadin;

	disc_reset(fw);
	forget_disc(fw);
	map_leadin(&leadin);
	kin_spin(&fw->kin, fw->now, leadin.speed);
	head_far(fw, &leadin);
	fw->drive.due_ns = kin_when_turned(&fw->kin, kin_when_speed(&fw->kin, leadin.speed), 1.0);
	enter(fw, DRIVE_STARTING);
}

/* Before the head goes near a disc, it has seen a turn of it from afar. */
static void approach(struct nfod_fw *fw)
{
	struct refusal no;
	struct place leadin;

	if (!head_is_there(fw)) {
		refuse(fw, (struct refusal){ .fault = NFOD_FAULT_ENGINE });
		return;
	}
	fw->drive.runout_nm = fw->board.fe->sample.axial_pp_nm;
	no = plan_runout(fw->drive.runout_nm);
	if (no.fault) {
		refuse(fw, no);
		return;
	}
	map_leadin(&leadin);
	head_follow(fw, &leadin);
	fw->drive.due_ns = fw->now + (uint64_t)(REF_PULL_IN * 1e9);
	enter(fw, DRIVE_APPROACHING);
}

static void read_leadin(struct nfod_fw *fw)
{
	struct job *job = rec_new_job(fw);

	if (!job || !cache_make_room(&fw->cache, credit_reserved(fw) + 1)) {
		if (job)
			rec_free_job(fw, job);
		return;
	}
	job->goal = JOB_LEADIN;
	job->cluster = CLUSTER_NONE;
	job->page[0] = pool_take(&fw->pool);
	map_leadin(&job->place);
	rec_submit(fw, job);
	enter(fw, DRIVE_LEADIN);
}

/**
 * drive_leadin_done() - the lead-in has been read, or not
 */
void drive_leadin_done(struct nfod_fw *fw, struct job *job)
{
	bool read = job->result == NFOD_FE_OK ||
		    (job->result == NFOD_FE_UNCORRECTABLE && !(job->bad & 1u));
	bool good = read && fw->drive.state == DRIVE_LEADIN &&
		    map_parse(&fw->disc.map, pool_data(&fw->pool, job->page[0]));
	struct refusal no;

	rec_free_job(fw, job);
	if (fw->drive.state != DRIVE_LEADIN)
		return;
	if (!good) {
		rec_park(fw);
		fail(fw, read ? NFOD_FAULT_FORMAT : NFOD_FAULT_UNREADABLE);
		return;
	}
	no = plan_make(&fw->plan, &fw->disc.map.info, fw->board.fe->na_milli);
	if (no.fault) {
		refuse(fw, no);
		return;
	}
	calibrate_begin(fw);
	enter(fw, DRIVE_CALIBRATING);
}

static void calibrate(struct nfod_fw *fw)
{
	struct refusal no = calibrate_next(fw);

	if (no.fault) {
		refuse(fw, no);
		return;
	}
	if (!calibrate_is_done(fw))
		return;
	enter(fw, DRIVE_READY);
	link_event(fw, NFOD_EV_INSERTED, ++fw->drive.medium);
}

static void tell_removed(struct nfod_fw *fw)
{
	link_event(fw, NFOD_EV_REMOVED, ++fw->drive.medium);
}

static void let_go(struct nfod_fw *fw)
{
	disc_end_all(fw, NFOD_ST_NO_MEDIUM, 0);
	disc_reset(fw);
	rec_park(fw);
	kin_spin(&fw->kin, fw->now, 0.0);
}

/**
 * drive_engine_dead() - the channel engine does not answer: until power-up
 */
void drive_engine_dead(struct nfod_fw *fw)
{
	bool was_ready = drive_has_disc(fw);

	disc_end_all(fw, NFOD_ST_HARDWARE, NFOD_FAULT_ENGINE);
	let_go(fw);
	if (was_ready)
		tell_removed(fw);
	fail(fw, NFOD_FAULT_ENGINE);
}

/**
 * drive_has_disc() - whether blocks can be read and written
 */
bool drive_has_disc(const struct nfod_fw *fw)
{
	return fw->drive.state == DRIVE_READY || fw->drive.state == DRIVE_EMPTYING;
}

static void stop(struct nfod_fw *fw)
{
	bool was_ready = drive_has_disc(fw);

	let_go(fw);
	if (was_ready)
		tell_removed(fw);
	fw->drive.due_ns = kin_when_speed(&fw->kin, 0.0);
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
		if (is_broken(fw))
			return false;
		start(fw);
		break;
	case DRIVE_EMPTYING:
	case DRIVE_STOPPING:
	case DRIVE_OPENING:
		return false;
	}
	fw->work = true;
	return true;
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
	switch (fw->drive.state) {
	case DRIVE_READY:
		fw->disc.emptying = true;
		enter(fw, DRIVE_EMPTYING);
		break;
	case DRIVE_STARTING:
	case DRIVE_APPROACHING:
	case DRIVE_LEADIN:
	case DRIVE_CALIBRATING:
	case DRIVE_FAULT:
		stop(fw);
		break;
	case DRIVE_EMPTY:
		if (door_is_closed(fw))
			open_tray(fw);
		break;
	}
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

static bool needs_disc(const struct nfod_fw *fw)
{
	return fw->drive.state != DRIVE_EMPTY && fw->drive.state != DRIVE_OPENING && !is_broken(fw);
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
	bool was_ready = drive_has_disc(fw);

	let_go(fw);
	if (was_ready)
		tell_removed(fw);
	be_empty(fw);
}

/**
 * drive_poll() - get on with loading and ejecting
 *
 * Return: whether anything changed.
 */
bool drive_poll(struct nfod_fw *fw)
{
	struct drive *drive = &fw->drive;
	uint8_t before = drive->state;

	look_at_button(fw);
	if (needs_disc(fw) && !disc_is_in(fw)) {
		snatched(fw);
		return true;
	}
	switch (drive->state) {
	case DRIVE_EMPTY:
		if (disc_is_in(fw))
			start(fw);
		break;
	case DRIVE_STARTING:
		if (fw->now >= drive->due_ns)
			approach(fw);
		break;
	case DRIVE_APPROACHING:
		if (fw->now >= drive->due_ns)
			read_leadin(fw);
		break;
	case DRIVE_CALIBRATING:
		if (fw->now >= drive->calibration.due_ns)
			calibrate(fw);
		break;
	case DRIVE_EMPTYING:
		if (disc_is_clean(fw))
			stop(fw);
		break;
	case DRIVE_STOPPING:
		if (fw->now >= drive->due_ns)
			open_tray(fw);
		break;
	case DRIVE_OPENING:
		if (!door_is_closed(fw))
			be_empty(fw);
		break;
	}
	return drive->state != before;
}

uint64_t drive_deadline(const struct nfod_fw *fw)
{
	switch (fw->drive.state) {
	case DRIVE_STARTING:
	case DRIVE_APPROACHING:
	case DRIVE_STOPPING:
		return fw->drive.due_ns;
	case DRIVE_CALIBRATING:
		return fw->drive.calibration.due_ns;
	default:
		return NFOD_FW_NEVER;
	}
}
