// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

/*
 * What the servo says of itself, in the wire's whole numbers. A head that is not flown
 * has little to say.
 */
#include "drive/drive.h"
#include "fw.h"

#define RPM 9.549296585513721

/* Floats of the tick, which may be anything, as whole numbers. */
static uint32_t whole(float value, float scale)
{
	return (uint32_t)(clampf(value * scale, 0.0f, 4294967040.0f) + 0.5f);
}

static uint32_t signed_whole(float value, float scale)
{
	float scaled = clampf(value * scale, -2147483520.0f, 2147483520.0f);

	return (uint32_t)(int32_t)(scaled + (scaled < 0.0f ? -0.5f : 0.5f));
}

static uint16_t half(float value, float scale)
{
	return (uint16_t)(clampf(value * scale, 0.0f, 65535.0f) + 0.5f);
}

static uint32_t us_of(const struct nfod_fw *fw, uint64_t ticks)
{
	return (uint32_t)((double)ticks * 1e6 / (double)fw->fig.tick_hz + 0.5);
}

static void tell_loop(struct nfod_loop_status *loop, const struct learn_report *learned,
		      const struct margin_report *margin, float trim)
{
	*loop = (struct nfod_loop_status){
		.rms_pm = whole(learned->rms_nm, 1e3f),
		.peak_pm = whole(learned->peak_nm, 1e3f),
		.repeatable_pm = whole(learned->repeatable_nm, 1e3f),
		.learned_turns = learned->turns,
		.crossover_hz = whole(margin->crossover_hz, 1.0f),
		.gain_margin_cdb = half(margin->gain_db, 100.0f),
		.phase_margin_cdeg = half(margin->phase_deg, 100.0f),
		.worst_cdb = half(margin->worst_db, 100.0f),
		.trim_q15 = half(trim, (float)NFOD_Q15_ONE),
	};
}

static void tell_loops(const struct servo *servo, uint8_t side, struct nfod_servo_status *status)
{
	const struct learn_report *learned = servo->learn.report;
	const struct margin_report *margin = servo->margin.report;

	tell_loop(&status->gap, &learned[LEARN_GAP], &margin[MARGIN_GAP], servo->gap.trim[side]);
	tell_loop(&status->track, &learned[LEARN_TRACK], &margin[MARGIN_TRACK],
		  servo->track.trim[side]);
}

/**
 * struct instant - what the tick says, of one moment
 */
struct instant {
	uint64_t ticks;
	struct seen seen;
	struct gap_report gap;
	struct guard guard;
	float track_nm;
	float tilt_mrad[TILT_AXES];
	uint32_t lifts;
};

static void look_at(const struct servo *servo, struct instant *now)
{
	door_hold(servo->door);
	now->ticks = servo->ticks;
	now->seen = servo->seen;
	now->gap = servo->gap.report;
	now->guard = servo->guard;
	now->track_nm = servo->track.report.error_nm;
	now->tilt_mrad[TILT_RADIAL] = servo->tilt.estimate_mrad[TILT_RADIAL];
	now->tilt_mrad[TILT_TANGENTIAL] = servo->tilt.estimate_mrad[TILT_TANGENTIAL];
	now->lifts = servo->bumps.lifts;
	door_let_go(servo->door);
}

static void tell_here(const struct nfod_fw *fw, const struct instant *now,
		      struct nfod_servo_status *status)
{
	status->ticks = now->ticks;
	status->gap_pm = whole(now->seen.gap_nm, 1e3f);
	status->set_pm = whole(now->gap.set_nm, 1e3f);
	status->track_pm = signed_whole(now->track_nm, 1e3f);
	status->tilt_urad[0] = signed_whole(now->tilt_mrad[TILT_RADIAL], 1e3f);
	status->tilt_urad[1] = signed_whole(now->tilt_mrad[TILT_TANGENTIAL], 1e3f);
	status->celsius_c = (uint16_t)signed_whole(now->seen.celsius, 100.0f);
	status->supply_mv = half(now->seen.supply_v, 1e3f);
	status->may = (uint8_t)(now->guard.may_read | now->guard.may_write << 1);
	status->pull_in_us = us_of(fw, now->gap.pull_in_ticks);
	status->overshoot_pm = whole(now->gap.overshoot_nm, 1e3f);
	status->bump_lifts = now->lifts;
}

static void tell_moves(const struct nfod_fw *fw, struct nfod_servo_status *status)
{
	const struct supervisor_tally *tally = &fw->servo.sup.tally;

	status->ready_us = us_of(fw, tally->ready_ticks);
	status->seeks = tally->seeks;
	status->seek_us = us_of(fw, tally->seek_ticks);
	status->longest_seek_us = us_of(fw, tally->longest_seek_ticks);
	status->jumps = tally->jumps;
	status->jump_us = us_of(fw, tally->jump_ticks);
	status->recalibrations = tally->recalibrations;
}

static uint32_t own_bumps(const struct bumps *bumps)
{
	uint32_t sum = 0;
	uint32_t n;

	for (n = 0; n < bumps->count; n++)
		sum += bumps->list[n].own;
	return sum;
}

static void tell_dangers(const struct servo *servo, const struct guard *guard,
			 struct nfod_servo_status *status)
{
	uint32_t n;

	for (n = GUARD_NONE + 1; n < GUARD_REASONS; n++)
		status->retracts[n] = guard->count[n];
	status->retracts[0] = servo->sup.tally.recoveries;
	status->last_retract = guard->reason;
	status->predicted = guard->predicted;
	status->bumps = servo->bumps.count;
	status->own_bumps = own_bumps(&servo->bumps);
}

static void tell_flown(const struct nfod_fw *fw, struct nfod_servo_status *status)
{
	const struct servo *servo = &fw->servo;
	float radius = (float)motion_radius(fw);
	struct instant now;

	look_at(servo, &now);
	tell_here(fw, &now, status);
	status->state = servo->sup.state;
	status->fault = servo->sup.state == NFOD_SERVO_FAULT ? servo->sup.fault : NFOD_FAULT_NONE;
	status->runout_nm = whole(learn_pp_nm(servo, LEARN_GAP, radius), 1.0f);
	status->radial_nm = whole(learn_pp_nm(servo, LEARN_TRACK, radius), 1.0f);
	status->far_light_ppm = whole(servo->sup.far_light, 1e6f);
	tell_loops(servo, status->side, status);
	tell_moves(fw, status);
	tell_dangers(servo, &now.guard, status);
	status->bump_sectors_bad = fw->drive.bump_sectors_bad;
}

/* The board moves it as it was ordered: it is where it is wanted, or nowhere. */
static void tell_unflown(const struct nfod_fw *fw, struct nfod_servo_status *status)
{
	const volatile struct nfod_fe_order *order = &fw->board.fe->order;
	bool near = order->mode == NFOD_FE_HEAD_NEAR && motion_is_there(fw);

	status->state = NFOD_SERVO_KINEMATIC;
	status->gap_pm = near ? order->gap_pm : 0;
	status->set_pm = order->gap_pm;
	status->may = near ? 3 : 0;
	status->runout_nm = fw->drive.runout_nm;
	status->seeks = (uint32_t)fw->count.seeks;
	status->seek_us = fw->count.seek_ns / 1000;
}

/**
 * drive_servo_status() - fill in what the head is at and how well it is held
 */
void drive_servo_status(const struct nfod_fw *fw, struct nfod_servo_status *status)
{
	*status = (struct nfod_servo_status){
		.magic = NFOD_SERVO_MAGIC,
		.version = NFOD_WIRE_VERSION,
		.length = sizeof(*status),
		.side = motion_side(fw),
		.speed_mrpm = (uint32_t)(motion_speed(fw) * RPM * 1e3),
		.radius_nm = (uint32_t)(motion_radius(fw) * 1e9),
		.contacts = motion_contacts(fw),
	};
	if (motion_flies(fw))
		tell_flown(fw, status);
	else
		tell_unflown(fw, status);
}

_Static_assert(LEARN_HARMONICS == NFOD_SHAPE_HARMONICS, "all that is learned is told");

/**
 * drive_shape() - fill in what was learned of the disc at the present radius
 * @axis: 0 = axial, 1 = radial
 */
void drive_shape(const struct nfod_fw *fw, uint16_t axis, struct nfod_shape *shape)
{
	float radius = (float)motion_radius(fw);
	struct learn_shape known;
	uint32_t n;

	*shape = (struct nfod_shape){
		.magic = NFOD_SHAPE_MAGIC,
		.axis = axis,
		.radius_nm = whole(radius, 1e9f),
	};
	if (!motion_flies(fw))
		return;
	shape->turns =
		learn_shape_at(&fw->servo.learn, axis ? LEARN_TRACK : LEARN_GAP, radius, &known);
	shape->harmonics = NFOD_SHAPE_HARMONICS;
	for (n = 0; n < NFOD_SHAPE_HARMONICS; n++) {
		shape->re_pm[n] = signed_whole(known.re[n], 1e3f);
		shape->im_pm[n] = signed_whole(known.im[n], 1e3f);
	}
}
