// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/measure.h"
#include "servo/servo.h"
#include "servo/states.h"

#define RETRIES_FOCUS 3u
#define RETRIES_PULL_IN 5u
#define RETRIES_TRACKING 8u
#define RETRIES_SEEK 6u

/* Tracks are not crossed any closer to the disc. */
#define RAISED_LEAST_NM 40.0f

/* Farther off than this the sled is brought back before tracks are caught. */
#define SLED_OFF_M 30e-6f
/* Part of its field within which the lens is when a seek begins. */
#define SEEK_PART 0.6f
/* Within this it comes to rest while the head goes down, and this is a rest. */
#define SLED_SOON_M 0.8e-3f
#define SLED_SOON_M_S 0.2f
#define SLED_NEAR_M 20e-6f
#define SLED_NEAR_M_S 5e-3f

static struct servo_finding finding(uint32_t fault, float figure, float limit)
{
	return (struct servo_finding){ fault, (uint32_t)absf(figure), (uint32_t)absf(limit) };
}

static struct servo_finding no_pull_in(const struct servo *servo)
{
	return finding(NFOD_FAULT_PULL_IN, servo->seen.gap_nm * 1e3f,
		       servo->sup.target.gap_nm * 1e3f);
}

static struct servo_finding no_track(const struct servo *servo)
{
	return finding(NFOD_FAULT_TRACKING, servo->seen.track_nm * 1e3f,
		       servo->fig.track_read_nm * 1e3f);
}

static struct servo_finding no_focus(const struct servo *servo)
{
	float searched_nm = (nfod_lens_rest_um(&servo->fig) + servo->fig.gap_stop_um) * 1e3f;

	return finding(NFOD_FAULT_FOCUS, searched_nm, 0.0f);
}

/* For crossing tracks: far enough, and where they do not show in the gap signal. */
static float raised_nm(const struct servo *servo)
{
	float nm;

	door_let_go(servo->door);
	nm = signal_alike_nm(&servo->signal, RAISED_LEAST_NM, servo->fig.seek_gap_nm);
	door_hold(servo->door);
	return nm;
}

static void let_track_go(struct servo *servo)
{
	gauge_learn(servo, false);
	track_order(&servo->track, TRACK_OFF, servo->sup.target.side, 0);
}

static void hold_sled(struct servo *servo)
{
	if (servo->sled.mode == SLED_GO)
		return;
	servo->sled.target_m = servo->sled.position;
	servo->sled.mode = SLED_GO;
}

static void send_sled(struct servo *servo)
{
	servo->sled.target_m = servo->sup.target.radius_m - servo->sup.radius_bias_m;
	servo->sled.mode = SLED_GO;
}

/* Back to where the target is, if the sled was thrown, or sought it. */
static void bring_sled(struct servo *servo)
{
	float missing = servo->sup.target.radius_m - way_radius(servo);

	if (servo->sup.wish == SERVO_FOLLOW && absf(missing) > SLED_OFF_M)
		send_sled(servo);
	else
		hold_sled(servo);
}

/* It will be there before the head is down; or is, and so slow that tracks can be caught. */
static bool sled_within(const struct servo *servo, float way_m, float speed)
{
	const struct sled *sled = &servo->sled;

	return sled->there ||
	       (absf(sled->target_m - sled->position) < way_m && absf(sled->speed) < speed);
}

static void go_away(struct servo *servo)
{
	let_track_go(servo);
	gap_order(&servo->gap, GAP_OFF, 0.0f);
	servo->guard.laser = false;
	servo->tilt.on[TILT_RADIAL] = false;
	servo->tilt.on[TILT_TANGENTIAL] = false;
}

static bool gap_obeyed(const struct servo *servo)
{
	return servo->gap.report.number == servo->gap.order.number;
}

static bool gap_troubled(const struct servo *servo)
{
	return gap_obeyed(servo) && servo->gap.report.trouble != GAP_NO_TROUBLE;
}

static bool track_obeyed(const struct servo *servo)
{
	return servo->track.report.number == servo->track.order.number;
}

/* A jump that ended elsewhere is on a track all the same; its address says more. */
static bool track_troubled(const struct servo *servo)
{
	uint8_t trouble = servo->track.report.trouble;

	return track_obeyed(servo) && (trouble == TRACK_NO_CATCH || trouble == TRACK_LOST);
}

static bool track_settled(const struct servo *servo)
{
	return track_obeyed(servo) && servo->track.report.mode == TRACK_FOLLOW &&
	       servo->track.report.settled;
}

/* What can happen to a head on a track anywhere. */
static enum sup_event losses(struct servo *servo)
{
	if (gap_troubled(servo))
		return sup_retry(servo, SUP_LOST, RETRIES_PULL_IN, no_pull_in(servo));
	if (track_troubled(servo))
		return sup_retry(servo, SUP_OFF_TRACK, RETRIES_TRACKING, no_track(servo));
	return SUP_STAY;
}

static enum sup_event stay(struct servo *servo)
{
	(void)servo;
	return SUP_STAY;
}

static bool turns_enough(const struct servo *servo)
{
	return servo->spindle.speed > 0.5f * servo->sup.target.speed;
}

/* ---- parked, spinning up ---- */

static void enter_parked(struct servo *servo)
{
	go_away(servo);
	servo->sled.mode = SLED_OFF;
	servo->spindle.target = 0.0f;
	servo->sup.loading = 0;
}

static void enter_spin_up(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;

	go_away(servo);
	guard_release(&servo->guard);
	/* What was levelled last may have been an ailment that has passed. */
	servo->tilt.integral[TILT_RADIAL] = 0.0f;
	servo->tilt.integral[TILT_TANGENTIAL] = 0.0f;
	servo->tilt.nulled = 0;
	sup->fault = NFOD_FAULT_NONE;
	sup->figure = 0;
	sup->limit = 0;
	sup->fallen = 0;
	sup_forget_retracts(&sup->at);
	sup->at.times = 0;
	if (!sup->loading)
		sup->loading = servo->ticks;
	servo->spindle.target = sup->target.speed;
	send_sled(servo);
}

static enum sup_event late_spin_up(struct servo *servo)
{
	const float mrpm = 60e3f / 6.2831853f;
	float missing = absf(servo->sled.target_m - servo->sled.position) / WAY_GROOVE_M;

	if (turns_enough(servo) && !servo->sled.there)
		return sup_fault(servo, NFOD_FAULT_SEEK, (uint32_t)missing, 0);
	return sup_fault(servo, NFOD_FAULT_SPIN, (uint32_t)(servo->spindle.speed * mrpm),
			 (uint32_t)(servo->sup.target.speed * mrpm));
}

static enum sup_event look_spin_up(struct servo *servo)
{
	if (servo->spindle.stalled)
		return late_spin_up(servo);
	return turns_enough(servo) && servo->sled.there ? SUP_DONE : SUP_STAY;
}

/* ---- far away ---- */

/* Lost near the disc: the search, which goes down, begins farther up. */
static bool low_and_loose(const struct servo *servo)
{
	return servo->gap.report.mode == GAP_OFF && servo->focus.known &&
	       servo->gap.lens.at < focus_free_m(servo);
}

static void enter_focus(struct servo *servo)
{
	let_track_go(servo);
	hold_sled(servo);
	servo->guard.laser = true;
	gap_order(&servo->gap, low_and_loose(servo) ? GAP_OFF : GAP_FAR, 0.0f);
}

static enum sup_event late_focus(struct servo *servo)
{
	servo->focus.known = false;
	return sup_retry(servo, SUP_AGAIN, RETRIES_FOCUS, no_focus(servo));
}

static enum sup_event look_focus(struct servo *servo)
{
	if (gap_troubled(servo))
		return late_focus(servo);
	if (servo->gap.order.mode == GAP_OFF && !low_and_loose(servo))
		gap_order(&servo->gap, GAP_FAR, 0.0f);
	if (!gap_obeyed(servo) || servo->gap.report.mode != GAP_FAR)
		return SUP_STAY;
	return servo->focus.state == FOCUS_HELD ? SUP_DONE : SUP_STAY;
}

static void enter_far(struct servo *servo)
{
	if (!servo->sup.calibrated)
		gauge_begin(servo, GAUGE_FAR);
	if (!servo->sup.fallen)
		send_sled(servo);
}

static enum sup_event late_far(struct servo *servo)
{
	if (servo->sup.wish == SERVO_LOOK && servo->sup.arrived)
		return SUP_STAY;
	return late_spin_up(servo);
}

static enum sup_event look_far(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	bool there = turns_enough(servo) && servo->sled.there;

	if (gap_troubled(servo))
		return sup_retry(servo, SUP_LOST, RETRIES_FOCUS, no_focus(servo));
	if (servo->gauge.running)
		return SUP_STAY;
	if (gauge_have(servo, GAUGE_FAR))
		gauge_take_far(servo);
	if (sup->wish == SERVO_LOOK &&
	    servo->sled.target_m != sup->target.radius_m - sup->radius_bias_m)
		send_sled(servo);
	sup->arrived = sup->wish == SERVO_LOOK && there && servo->spindle.at_speed;
	there |= sup->fallen && turns_enough(servo) &&
		 sled_within(servo, SLED_SOON_M, SLED_SOON_M_S);
	return sup->wish == SERVO_FOLLOW && there ? SUP_DONE : SUP_STAY;
}

/* ---- near ---- */

static void enter_approach(struct servo *servo)
{
	servo->signal.side = servo->sup.target.side;
	gap_order(&servo->gap, GAP_NEAR, raised_nm(servo));
}

static enum sup_event late_approach(struct servo *servo)
{
	return sup_retry(servo, SUP_LOST, RETRIES_PULL_IN, no_pull_in(servo));
}

/* Before tracks are followed they are crossed: the best time to look at
 * push-pull. */
static enum sup_event look_approach(struct servo *servo)
{
	if (gap_troubled(servo))
		return late_approach(servo);
	if (servo->gauge.running || !gap_settled(servo))
		return SUP_STAY;
	if (servo->sup.calibrated)
		return SUP_DONE;
	if (!gauge_have(servo, GAUGE_TRACKS)) {
		gauge_begin(servo, GAUGE_TRACKS);
		return SUP_STAY;
	}
	gauge_take_tracks(servo);
	return SUP_DONE;
}

/* Tracks are caught when they do not fly by any more. */
static bool look_at_sled(struct servo *servo)
{
	if (servo->track.order.mode == TRACK_FOLLOW)
		return true;
	if (sled_within(servo, SLED_NEAR_M, SLED_NEAR_M_S))
		track_order(&servo->track, TRACK_FOLLOW, servo->sup.target.side, 0);
	return false;
}

static void enter_lock(struct servo *servo)
{
	servo->signal.side = servo->sup.target.side;
	gap_order(&servo->gap, GAP_NEAR, raised_nm(servo));
	bring_sled(servo);
	let_track_go(servo);
	look_at_sled(servo);
}

static enum sup_event late_lock(struct servo *servo)
{
	return sup_retry(servo, SUP_AGAIN, RETRIES_TRACKING, no_track(servo));
}

static enum sup_event look_lock(struct servo *servo)
{
	if (gap_troubled(servo))
		return sup_retry(servo, SUP_LOST, RETRIES_PULL_IN, no_pull_in(servo));
	if (!look_at_sled(servo))
		return SUP_STAY;
	if (track_troubled(servo))
		return late_lock(servo);
	if (!track_settled(servo))
		return SUP_STAY;
	servo->sled.mode = SLED_FOLLOW;
	return SUP_DONE;
}

static enum sup_event by_way(struct servo *servo, enum sup_event there)
{
	switch (way_to_target(servo)) {
	case WAY_THERE:
		return there;
	case WAY_NEAR:
		return SUP_NEAR;
	case WAY_SOME:
		return SUP_OFF;
	case WAY_OFF:
		return sup_retry(servo, SUP_OFF, RETRIES_SEEK,
				 finding(NFOD_FAULT_SEEK, (float)servo->sup.grooves, 0.0f));
	default:
		return SUP_STAY;
	}
}

/* A head that has not been levelled stays up until it is (level.h). */
static bool is_level(const struct servo *servo)
{
	return servo->tilt.on[TILT_RADIAL];
}

static void enter_lower(struct servo *servo)
{
	gap_order(&servo->gap, GAP_NEAR,
		  is_level(servo) ? servo->sup.target.gap_nm : raised_nm(servo));
}

static enum sup_event late_lower(struct servo *servo)
{
	return sup_retry(servo, SUP_LOST, RETRIES_PULL_IN, no_pull_in(servo));
}

static enum sup_event look_lower(struct servo *servo)
{
	enum sup_event lost = losses(servo);

	if (lost != SUP_STAY)
		return lost;
	if (!gap_settled(servo) || !track_settled(servo))
		return SUP_STAY;
	if (!is_level(servo) || !(servo->sup.sides & 1u << servo->signal.side))
		return SUP_MEASURE;
	return by_way(servo, SUP_DONE);
}

/* ---- calibrating: gauge.h has the steps ---- */

static void enter_calibrate(struct servo *servo)
{
	servo->level.step = LEVEL_OVER;
	if (is_level(servo))
		gauge_begin_near(servo);
	else
		level_begin(servo);
}

/* Return: whether the head is down, level, and its near field may be measured. */
static bool levelled(struct servo *servo)
{
	if (servo->level.step == LEVEL_OVER)
		return true;
	if (level_poll(servo) == LEVEL_OVER)
		gauge_begin_near(servo);
	return false;
}

static enum sup_event late_calibrate(struct servo *servo)
{
	return sup_retry(servo, SUP_LOST, RETRIES_PULL_IN, no_pull_in(servo));
}

static enum sup_event askew(struct servo *servo)
{
	return sup_fault(servo, NFOD_FAULT_TILT, (uint32_t)(1e3f * servo->level.mrad),
			 (uint32_t)(1e3f * LEVEL_FLAT_MRAD));
}

static enum sup_event look_calibrate(struct servo *servo)
{
	enum sup_event lost = losses(servo);

	if (lost != SUP_STAY)
		return lost;
	if (servo->level.step == LEVEL_ASKEW)
		return askew(servo);
	if (!levelled(servo) || !gauge_near(servo))
		return SUP_STAY;
	servo->sup.sides |= (uint8_t)(1u << servo->signal.side);
	servo->sup.calibrated = true;
	servo->sup.celsius = servo->seen.celsius;
	return SUP_DONE;
}

/* ---- on the track ---- */

static void count_move(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	struct supervisor_tally *tally = &sup->tally;
	uint64_t took = servo->ticks - sup->moving;

	if (sup->sought) {
		tally->seeks++;
		tally->seek_ticks += took;
		if (took > tally->longest_seek_ticks)
			tally->longest_seek_ticks = took;
	} else if (sup->jumped) {
		tally->jumps++;
		tally->jump_ticks += took;
	}
	sup->sought = false;
	sup->jumped = false;
}

static void count_return(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	struct supervisor_tally *tally = &sup->tally;

	if (!sup->fallen)
		return;
	tally->recoveries++;
	tally->back_ticks = servo->ticks - sup->fallen;
	if (tally->back_ticks > tally->longest_back_ticks)
		tally->longest_back_ticks = tally->back_ticks;
	sup->fallen = 0;
}

static void arrive(struct servo *servo)
{
	servo->sup.arrived = true;
	count_return(servo);
	count_move(servo);
}

static void enter_follow(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;

	gauge_learn(servo, true);
	if (sup->loading) {
		sup->tally.ready_ticks = servo->ticks - sup->loading;
		sup->loading = 0;
	}
	sup->steady = servo->ticks;
}

static bool too_warm_or_cold(const struct servo *servo)
{
	const struct supervisor *sup = &servo->sup;
	float drift = absf(servo->seen.celsius - sup->celsius);

	return drift > (sup->running ? 2.0f : 1.0f) * servo->fig.recal_k;
}

static enum sup_event look_follow(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	enum sup_event lost = losses(servo);

	if (lost != SUP_STAY)
		return lost;
	sup_settle_down(servo);
	if (too_warm_or_cold(servo)) {
		sup->calibrated = false;
		sup->sides = 0;
		sup->tally.recalibrations++;
		return SUP_MEASURE;
	}
	if (sup->arrived && (sup->running || measure_holds(servo))) {
		way_to_target(servo);
		return SUP_STAY;
	}
	lost = by_way(servo, SUP_DONE);
	if (lost != SUP_DONE)
		return lost;
	if (!sup->arrived && servo->spindle.speed <= sup->target.speed_limit)
		arrive(servo);
	return SUP_STAY;
}

/* ---- moves ---- */

/* Both stages must be together when a seek begins: the sled comes after the lens. */
static bool lens_within(const struct servo *servo)
{
	return absf(servo->track.report.lens_m) < SEEK_PART * 1e-6f * servo->fig.track_field_um;
}

static void enter_raise(struct servo *servo)
{
	gauge_learn(servo, false);
	gap_order(&servo->gap, GAP_NEAR, raised_nm(servo));
}

static enum sup_event look_raise(struct servo *servo)
{
	enum sup_event lost = losses(servo);

	if (lost != SUP_STAY)
		return lost;
	if (!gap_settled(servo))
		return SUP_STAY;
	if (way_is_jump(servo))
		return SUP_NEAR;
	return lens_within(servo) ? SUP_DONE : SUP_STAY;
}

static void enter_seek(struct servo *servo)
{
	let_track_go(servo);
	servo->sup.sought = true;
	servo->sled.mode = SLED_SEEK;
	seek_begin(&servo->seek, servo->sup.grooves);
}

static enum sup_event late_seek(struct servo *servo)
{
	return sup_retry(servo, SUP_DONE, RETRIES_SEEK,
			 finding(NFOD_FAULT_SEEK, servo->seek.left_m / WAY_GROOVE_M, 0.0f));
}

static enum sup_event look_seek(struct servo *servo)
{
	if (gap_troubled(servo))
		return sup_retry(servo, SUP_LOST, RETRIES_PULL_IN, no_pull_in(servo));
	if (servo->seek.taken != servo->seek.number)
		return SUP_STAY;
	if (servo->seek.state == SEEK_FAILED)
		return late_seek(servo);
	return servo->seek.state == SEEK_ARRIVED ? SUP_DONE : SUP_STAY;
}

static void enter_jump(struct servo *servo)
{
	gauge_learn(servo, false);
	servo->sup.jumped = !servo->sup.arrived;
	track_order(&servo->track, TRACK_JUMP, servo->sup.target.side, servo->sup.half_periods);
}

static enum sup_event look_jump(struct servo *servo)
{
	enum sup_event lost = losses(servo);

	if (lost != SUP_STAY)
		return lost;
	return track_settled(servo) ? SUP_DONE : SUP_STAY;
}

static enum sup_event late_jump(struct servo *servo)
{
	return sup_retry(servo, SUP_OFF_TRACK, RETRIES_TRACKING, no_track(servo));
}

/* ---- trouble ---- */

static void enter_retract(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;

	sup->arrived = false;
	/* The way begins anew; how often that happens is counted by recover.c. */
	sup->retries = 0;
	if (!sup->fallen)
		sup->fallen = servo->ticks;
	let_track_go(servo);
	bring_sled(servo);
	sup_note_retract(servo);
}

static enum sup_event look_retract(struct servo *servo)
{
	return sup_cause(servo);
}

static void enter_parking(struct servo *servo)
{
	go_away(servo);
	servo->sled.mode = SLED_OFF;
	servo->spindle.target = 0.0f;
}

/* What has been pulled away goes on by itself to where it hangs without drive. */
static enum sup_event let_home(struct servo *servo)
{
	if (servo->guard.retracting && !servo->guard.pulling)
		guard_release(&servo->guard);
	return SUP_STAY;
}

static enum sup_event look_parking(struct servo *servo)
{
	let_home(servo);
	return servo->spindle.stopped ? SUP_DONE : SUP_STAY;
}

static enum sup_event late_parking(struct servo *servo)
{
	return sup_fault(servo, NFOD_FAULT_SPIN, (uint32_t)(servo->spindle.speed * 9549.297f), 0);
}

static void enter_fault(struct servo *servo)
{
	servo->sup.arrived = false;
	enter_parking(servo);
}

const struct sup_state sup_states[NFOD_SERVO_COUNT] = {
	[NFOD_SERVO_PARKED] = { enter_parked, stay, stay, 0.0f },
	[NFOD_SERVO_SPIN_UP] = { enter_spin_up, look_spin_up, late_spin_up, 5.0f },
	[NFOD_SERVO_FOCUS] = { enter_focus, look_focus, late_focus, 1.5f },
	[NFOD_SERVO_FAR] = { enter_far, look_far, late_far, 3.0f },
	[NFOD_SERVO_APPROACH] = { enter_approach, look_approach, late_approach, 0.5f },
	[NFOD_SERVO_LOCK] = { enter_lock, look_lock, late_lock, 0.3f },
	[NFOD_SERVO_CALIBRATE] = { enter_calibrate, look_calibrate, late_calibrate, 2.0f },
	[NFOD_SERVO_FOLLOW] = { enter_follow, look_follow, stay, 0.0f },
	[NFOD_SERVO_RAISE] = { enter_raise, look_raise, late_lower, 0.1f },
	[NFOD_SERVO_SEEK] = { enter_seek, look_seek, late_seek, 0.5f },
	[NFOD_SERVO_JUMP] = { enter_jump, look_jump, late_jump, 0.2f },
	[NFOD_SERVO_LOWER] = { enter_lower, look_lower, late_lower, 0.1f },
	[NFOD_SERVO_RETRACT] = { enter_retract, look_retract, stay, 0.0f },
	[NFOD_SERVO_PARKING] = { enter_parking, look_parking, late_parking, 8.0f },
	[NFOD_SERVO_FAULT] = { enter_fault, let_home, stay, 0.0f },
};
