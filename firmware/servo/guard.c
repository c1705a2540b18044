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
#define TIPPED_TICKS 40u
/* The tip's edge is to be so high at least, nm. */
#define EDGE_LEAST_NM 3.0f
/* More of the tip's tilt than this is not believed when contact is predicted, nm. */
#define EDGE_MOST_NM 6.0f
/* Ticks that a released hardware retract takes to vanish from the status. */
#define RELEASED_TICKS 4u

void guard_init(struct guard *guard, const struct nfod_figures *fig)
{
	(void)fig;
	*guard = (struct guard){ .gate_side = NFOD_SIDES };
}

void guard_release(struct guard *guard)
{
	guard->retracting = false;
}

/* ---- what is wrong ---- */

/* How much lower than its middle the tip's edge is, nm. */
static float edge(const struct servo *servo)
{
	const float *mrad = servo->tilt.estimate_mrad;
	float most = absf(mrad[TILT_RADIAL]) + absf(mrad[TILT_TANGENTIAL]);

	return 0.5f * servo->fig.tip_um * most;
}

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

/* The lowest that full drive from now on would let it come, nm. */
static float lowest(const struct servo *servo)
{
	const struct gap *gap = &servo->gap;
	const struct gap_observer *observer = &gap->observer;
	float away = servo->fig.gap_volts * gap->nm_per_volt + observer->push;
	float rate = observer->rate;

	if (away < 1e-3f)
		away = 1e-3f;
	return observer->nm + rate * (gap->late + 1.0f) - 0.5f * rate * rate / away;
}

/*
 * Where it will be in @ticks if what it does besides the plan goes on, the profile is
 * flown and a bump's lift has been taken away.
 */
static float ahead(const struct servo *servo, float ticks)
{
	const struct gap *gap = &servo->gap;
	float nm = gap->observer.nm + gap->observer.rate * ticks;

	if (!gap->flying)
		return nm;
	nm -= gap->set_rate * ticks + servo->bumps.lift_nm;
	if (profile_moves(&gap->profile))
		nm += profile_at(&gap->profile, gap->late - ticks) -
		      profile_at(&gap->profile, gap->late);
	return nm;
}

static bool contact_ahead(const struct servo *servo, float ticks)
{
	float floor = edge(servo);

	if (!servo->seen.near)
		return false;
	if (floor > EDGE_MOST_NM)
		floor = EDGE_MOST_NM;
	if (ahead(servo, ticks) <= floor)
		return true;
	return servo->gap.observer.rate < 0.0f && lowest(servo) <= floor;
}

static bool shaken(const struct servo *servo, float part)
{
	return absf(servo->seen.accel_z) > part * servo->fig.shock_g * STANDARD_GRAVITY;
}

static bool tilted(struct guard *guard, const struct servo *servo)
{
	bool low = servo->gap.report.settled &&
		   servo->gap.observer.nm - edge(servo) < EDGE_LEAST_NM;

	guard->tilt_ticks = low ? guard->tilt_ticks + 1 : 0;
	return guard->tilt_ticks >= TIPPED_TICKS;
}

static bool starved(const struct servo *servo)
{
	return servo->seen.status & NFOD_FE_SUPPLY_LOW ||
	       servo->seen.supply_v < servo->fig.supply_low_v;
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
	bool tilt = tilted(guard, servo);

	/* After missed ticks the gap loop may have given up before this is asked. */
	if (guard->laser && servo->seen.status & NFOD_FE_WATCHDOG &&
	    pulled_by_hardware(guard, &servo->seen))
		return GUARD_HARDWARE;
	if (servo->gap.report.mode == GAP_OFF)
		return GUARD_NONE;
	if (low || jolt)
		return GUARD_GAP;
	if (contact_ahead(servo, servo->fig.retract_ahead_us * 1e-6f * servo->fig.tick_hz))
		return GUARD_AHEAD;
	if (shaken(servo, 1.0f))
		return GUARD_SHOCK;
	if (starved(servo))
		return GUARD_SUPPLY;
	if (pulled_by_hardware(guard, &servo->seen))
		return GUARD_HARDWARE;
	if (tilt)
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
	if (servo->seen.near && lowest(servo) <= 0.0f)
		guard->predicted++;
}

static bool cause_lasts(const struct servo *servo)
{
	const struct guard *guard = &servo->guard;

	switch (guard->reason) {
	case GUARD_SHOCK:
		return shaken(servo, SHOCK_OVER);
	case GUARD_SUPPLY:
		return starved(servo);
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
	return (float)guard->ticks < PULL_US * 1e-6f * servo->fig.tick_hz;
}

/* ---- windows ---- */

static bool on_track(const struct servo *servo, float nm)
{
	return servo->track.report.mode == TRACK_FOLLOW && servo->track.report.settled &&
	       absf(servo->seen.track_nm) <= nm;
}

static bool at_gap(const struct servo *servo, float low_nm, float high_nm)
{
	float off = servo->seen.gap_nm - servo->gap.order.gap_nm;

	return servo->gap.report.mode == GAP_NEAR && servo->gap.report.settled && off >= -low_nm &&
	       off <= high_nm;
}

static void judge_windows(struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;
	struct guard *guard = &servo->guard;
	bool here = !guard->retracting && servo->seen.near;

	guard->may_read = here && at_gap(servo, fig->gap_read_nm, fig->gap_read_nm) &&
			  on_track(servo, fig->track_read_nm);
	guard->may_write = guard->may_read &&
			   at_gap(servo, fig->gap_write_low_nm, fig->gap_write_high_nm) &&
			   on_track(servo, fig->track_write_nm);
}

static uint16_t counts(float x)
{
	return (uint16_t)clampf(x, 0.0f, 65535.0f);
}

/* The write gate's own windows, when what is followed has changed. */
static void set_gate(struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;
	const struct signal *signal = &servo->signal;
	struct guard *guard = &servo->guard;
	float gap = servo->gap.order.gap_nm;
	float far = 0.0f;

	if (guard->gate_gap_nm == gap && guard->gate_side == signal->side)
		return;
	guard->gate_gap_nm = gap;
	guard->gate_side = signal->side;
	for (unsigned int i = 0; i < 4; i++)
		far += 0.25f / signal->ges_scale[i];
	guard->gate_low =
		counts(signal->ges_dark + far * signal_at_gap(signal, gap - fig->gap_write_low_nm));
	guard->gate_high = counts(signal->ges_dark +
				  far * signal_at_gap(signal, gap + fig->gap_write_high_nm));
	guard->gate_track = counts(absf(fig->track_write_nm / signal->pp_scale[signal->side]) *
				   servo->seen.sum / signal->sum_scale);
}

/* ---- light ---- */

static bool may_light(const struct servo *servo)
{
	const struct guard *guard = &servo->guard;

	return guard->laser && guard->door_closed && !guard->pulling &&
	       servo->spindle.speed > TURNING &&
	       (servo->focus.state != FOCUS_IDLE || servo->gap.flying);
}

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

	if (may_light(servo))
		bits |= NFOD_FE_LASER;
	if (guard->pulling || may_take_over(servo))
		bits |= NFOD_FE_RETRACT;
	if (guard->may_read)
		bits |= NFOD_FE_READABLE;
	if (guard->may_write && guard->write_wanted)
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
	if (guard->may_write)
		set_gate(servo);
	return control(servo);
}
