// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/servo.h"

#define STANDARD_GRAVITY 9.80665f
/* Below this the spindle does not count as turning, rad/s. */
#define TURNING 10.0f
/* Full drive lasts so long: a good 2 um. Above the disc the lens moves with the frame. */
#define PULL_US 300.0f
#define CALM_TICKS 20u
/* Part of the limit below which a shock is over. */
#define SHOCK_OVER 0.5f
#define LOW_TICKS 2u
/* Looks, one in SERVO_SLOW ticks. */
#define TIPPED_LOOKS 5u
/* The tip's edge is to be so high at least, nm. */
#define EDGE_LEAST_NM 3.0f
/* More of the tip's tilt than this is not believed when contact is predicted, nm. */
#define EDGE_MOST_NM 6.0f
/* Ticks that a released hardware retract takes to vanish from the status. */
#define RELEASED_TICKS 4u

void guard_init(struct guard *guard, const struct nfod_figures *fig)
{
	*guard = (struct guard){
		.gate_side = NFOD_SIDES,
		.ahead_ticks = fig->retract_ahead_us * 1e-6f * fig->tick_hz,
		.pull_ticks = (uint32_t)(PULL_US * 1e-6f * fig->tick_hz),
		.write_middle = 0.5f * (fig->gap_write_high_nm - fig->gap_write_low_nm),
		.write_half = 0.5f * (fig->gap_write_high_nm + fig->gap_write_low_nm),
		.shock = fig->shock_g * STANDARD_GRAVITY,
	};
}

void guard_release(struct guard *guard)
{
	guard->retracting = false;
}

/* ---- what is slow ---- */

/* How much lower than its middle the tip's edge is, nm. */
static float edge(const struct servo *servo)
{
	const float *mrad = servo->tilt.estimate_mrad;
	float most = absf(mrad[TILT_RADIAL]) + absf(mrad[TILT_TANGENTIAL]);

	return 0.5f * servo->fig.tip_um * most;
}

static bool tilted(struct guard *guard, const struct servo *servo)
{
	bool low = servo->gap.report.settled &&
		   servo->gap.observer.nm - guard->edge_nm < EDGE_LEAST_NM;

	guard->tilt_looks = low ? guard->tilt_looks + 1 : 0;
	return guard->tilt_looks >= TIPPED_LOOKS;
}

static bool starved(const struct servo *servo)
{
	return servo->seen.status & NFOD_FE_SUPPLY_LOW ||
	       servo->seen.supply_v < servo->fig.supply_low_v;
}

static bool may_light(const struct servo *servo)
{
	const struct guard *guard = &servo->guard;

	return guard->laser && guard->door_closed && servo->spindle.speed > TURNING &&
	       (servo->focus.state != FOCUS_IDLE || servo->gap.flying);
}

/* ---- what is wrong ---- */

static bool too_low(struct guard *guard, const struct servo *servo)
{
	const struct seen *seen = &servo->seen;

	guard->low_ticks =
		seen->near && seen->gap_nm < servo->fig.retract_gap_nm ? guard->low_ticks + 1 : 0;
	return guard->low_ticks >= LOW_TICKS;
}

static bool touched(struct guard *guard, const struct seen *seen)
{
	uint32_t before = guard->contacts;

	guard->contacts = seen->contacts;
	return before != seen->contacts;
}

/*
 * Whether full drive from now on lets it come down to @floor_nm all the same: as far as
 * the delay is long it goes on as it does, and then rate^2 / 2 over the acceleration.
 */
static bool falls_to(const struct servo *servo, float floor_nm)
{
	const struct gap *gap = &servo->gap;
	const struct gap_observer *observer = &gap->observer;
	float away = greater(gap->full + observer->push, 1e-3f);
	float rate = observer->rate;
	float above = observer->nm + rate * (gap->late + 1.0f) - floor_nm;

	return 2.0f * above * away <= rate * rate;
}

/*
 * Where it will be in so many ticks if what it does besides the plan goes on, the profile
 * is flown and a bump's lift has been taken away.
 */
static float ahead(const struct servo *servo, float ticks)
{
	const struct gap *gap = &servo->gap;
	float nm = gap->observer.nm;

	if (!gap->flying)
		return nm + gap->observer.rate * ticks;
	nm += (gap->observer.rate - gap->set_rate) * ticks - servo->bumps.lift_nm;
	if (profile_moves(&gap->profile))
		nm += profile_at(&gap->profile, gap->late - ticks) -
		      profile_at(&gap->profile, gap->late);
	return nm;
}

static bool contact_ahead(const struct guard *guard, const struct servo *servo)
{
	if (!servo->seen.near)
		return false;
	if (ahead(servo, guard->ahead_ticks) <= guard->floor_nm)
		return true;
	return servo->gap.observer.rate < 0.0f && falls_to(servo, guard->floor_nm);
}

static bool shaken(const struct servo *servo, float limit)
{
	return absf(servo->seen.accel_z) > limit;
}

static bool pulled_by_hardware(const struct guard *guard, const struct seen *seen)
{
	return seen->status & NFOD_FE_RETRACTED && guard->ticks > RELEASED_TICKS;
}

/* Only with the head at the disc: far from it nothing has to be saved. */
static enum guard_reason judge(struct guard *guard, const struct servo *servo)
{
	bool jolt = touched(guard, &servo->seen);
	bool low = too_low(guard, servo);

	/* After missed ticks the gap loop may have given up before this is asked. */
	if (servo->seen.status & NFOD_FE_WATCHDOG && guard->laser &&
	    pulled_by_hardware(guard, &servo->seen))
		return GUARD_HARDWARE;
	if (servo->gap.report.mode == GAP_OFF)
		return GUARD_NONE;
	if (low || jolt)
		return GUARD_GAP;
	if (contact_ahead(guard, servo))
		return GUARD_AHEAD;
	if (shaken(servo, guard->shock))
		return GUARD_SHOCK;
	if (guard->starved)
		return GUARD_SUPPLY;
	if (pulled_by_hardware(guard, &servo->seen))
		return GUARD_HARDWARE;
	if (guard->tipped)
		return GUARD_TILT;
	return guard->door_closed ? GUARD_NONE : GUARD_OPEN;
}

/* ---- away ---- */

static void retract(struct servo *servo, enum guard_reason reason)
{
	struct guard *guard = &servo->guard;

	guard->retracting = true;
	guard->reason = (uint8_t)reason;
	guard->count[reason]++;
	guard->angle = servo->seen.angle;
	guard->held = servo->gap.flying && servo->seen.near;
	guard->low_nm = servo->gap.report.error_nm;
	guard->ticks = 0;
	guard->calm_ticks = 0;
	if (servo->seen.near && falls_to(servo, 0.0f))
		guard->predicted++;
}

static bool cause_lasts(const struct servo *servo)
{
	const struct guard *guard = &servo->guard;

	switch (guard->reason) {
	case GUARD_SHOCK:
		return shaken(servo, SHOCK_OVER * guard->shock);
	case GUARD_SUPPLY:
		return guard->starved;
	case GUARD_OPEN:
		return !guard->door_closed;
	default:
		return false;
	}
}

bool guard_cause_lasts(const struct guard *guard)
{
	return guard->calm_ticks < CALM_TICKS && guard->calm_ticks < guard->ticks;
}

static bool must_pull(struct servo *servo)
{
	struct guard *guard = &servo->guard;

	guard->calm_ticks = cause_lasts(servo) ? 0 : guard->calm_ticks + 1;
	return guard->ticks < guard->pull_ticks;
}

/* ---- windows ---- */

/* At its gap on its track, how far off these is another thing. */
static bool settled(const struct servo *servo)
{
	const struct gap_report *gap = &servo->gap.report;
	const struct track_report *track = &servo->track.report;

	return servo->seen.near && gap->mode == GAP_NEAR && gap->settled &&
	       track->mode == TRACK_FOLLOW && track->settled;
}

static void judge_windows(struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;
	struct guard *guard = &servo->guard;
	float off = servo->seen.gap_nm - servo->gap.order.gap_nm;
	float wanted = servo->track.aside_nm;
	float aside = absf(servo->seen.track_nm - wanted);

	guard->may_read = false;
	guard->may_write = false;
	if (guard->retracting || !settled(servo) || absf(off) > fig->gap_read_nm ||
	    aside > fig->track_read_nm)
		return;
	guard->may_read = true;
	guard->may_write = wanted == 0.0f && absf(off - guard->write_middle) <= guard->write_half &&
			   aside <= fig->track_write_nm;
}

static uint16_t counts(float x)
{
	return (uint16_t)clampf(x, 0.0f, 65535.0f);
}

/* Whether the hardware's windows are those of what is followed. */
static bool gate_fits(const struct servo *servo)
{
	return servo->guard.gate_gap_nm == servo->gap.order.gap_nm &&
	       servo->guard.gate_side == servo->signal.side;
}

static void set_gate(struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;
	const struct signal *signal = &servo->signal;
	struct guard *guard = &servo->guard;
	float gap = servo->gap.order.gap_nm;
	float far = 0.0f;

	if (!guard->may_write || gate_fits(servo))
		return;
	guard->gate_gap_nm = gap;
	guard->gate_side = signal->side;
	for (unsigned int i = 0; i < 4; i++)
		far += 0.25f / signal_ges_scale(signal, i);
	guard->gate_low = counts(far * signal_at_gap(signal, gap - fig->gap_write_low_nm));
	guard->gate_high = counts(far * signal_at_gap(signal, gap + fig->gap_write_high_nm));
	guard->gate_track = counts(absf(fig->track_write_nm / signal->pp_scale[signal->side]) *
				   servo->seen.sum / signal->sum_scale);
}

void guard_look(struct servo *servo)
{
	struct guard *guard = &servo->guard;

	guard->edge_nm = edge(servo);
	guard->floor_nm = lesser(guard->edge_nm, EDGE_MOST_NM);
	guard->tipped = tilted(guard, servo);
	guard->starved = starved(servo);
	guard->light = may_light(servo);
	set_gate(servo);
}

/* ---- the tick ---- */

/* A retract of the hardware's ends when its cause has gone and it has been taken over. */
static bool may_take_over(const struct servo *servo)
{
	return servo->seen.status & (NFOD_FE_WATCHDOG | NFOD_FE_SUPPLY_LOW) &&
	       servo->gap.report.mode == GAP_OFF && servo->seen.supply_v >= servo->fig.supply_low_v;
}

static uint16_t control(const struct servo *servo)
{
	const struct guard *guard = &servo->guard;
	uint16_t bits = 0;

	if (guard->light && !guard->pulling)
		bits |= NFOD_FE_LASER;
	if (guard->pulling || may_take_over(servo))
		bits |= NFOD_FE_RETRACT;
	if (guard->may_read)
		bits |= NFOD_FE_READABLE;
	if (guard->write_wanted && guard->may_write && gate_fits(servo))
		bits |= NFOD_FE_GATE;
	if (servo->signal.side == NFOD_LAND)
		bits |= NFOD_FE_LAND;
	return bits;
}

uint16_t guard_tick(struct servo *servo)
{
	struct guard *guard = &servo->guard;
	enum guard_reason reason = judge(guard, servo);

	guard->ticks++;
	if (!guard->retracting && reason != GUARD_NONE)
		retract(servo, reason);
	guard->pulling = guard->retracting && must_pull(servo);
	if (guard->pulling)
		servo->out.gap = servo->fig.gap_volts;
	judge_windows(servo);
	return control(servo);
}
