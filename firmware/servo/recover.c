// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/servo.h"
#include "servo/states.h"

/* Retracts in a row, without having followed for a while in between. */
#define RETRACTS_MOST 12u
/* Bumps newly met do not count among them, but no turn has more than so many. */
#define FOUND_MOST 64u
#define FOUND_M 40e-6f
/*
 * At one place: what was met out of the blue is on the map at once, else with the second
 * time; after another time it is taken for as high as can be flown over; once more, and it
 * is higher.
 */
#define RETRACTS_MAPPED 2u
#define RETRACTS_PLACE 2u
/* Followed for so many turns, old trouble does not count any more. */
#define STEADY_TURNS 1.0f

/* Own bumps are lifted over by so much, until the map is told better. */
#define OWN_BUMP_NM 60u

/* Slower than this the lens stands. */
#define REST_M_S 2e-3f

/* Tilt that the loop is expected to level. */
#define TILT_BEARABLE_MRAD 1.0f

/* Quadrants differ by this, from pull-in to the gap for reading, more or less. */
#define LEAN_PER_MRAD 0.9e-3f

/* How long a lens that has touched the disc is left alone. */
#define RING_OUT_S 0.1f

/* How long the cause of a retract may last. */
#define CAUSE_S 2.0f

/* Away from the disc for good only below and above these, of the light that is ordered. */
#define LASER_LEAST 0.25f
#define LASER_MOST 1.6f
#define LASER_S 1e-3f

enum sup_event sup_fault(struct servo *servo, uint32_t fault, uint32_t figure, uint32_t limit)
{
	struct supervisor *sup = &servo->sup;

	sup->fault = fault;
	sup->figure = figure;
	sup->limit = limit;
	return SUP_FAULT;
}

enum sup_event sup_retry(struct servo *servo, enum sup_event again, uint32_t most,
			 struct servo_finding why)
{
	if (servo->sup.retries++ < most)
		return again;
	return sup_fault(servo, why.fault, why.figure, why.limit);
}

static uint32_t milli(float x)
{
	return (uint32_t)(1e3f * (x < 0.0f ? 0.0f : x));
}

static bool supply_low(const struct servo *servo)
{
	return servo->seen.supply_v < servo->fig.supply_low_v;
}

static enum sup_event watch_laser(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	bool looks = servo->focus.state != FOCUS_IDLE || servo->gap.flying;
	bool wanted = servo->guard.laser && looks && !servo->guard.pulling &&
		      !(servo->seen.status & NFOD_FE_RETRACTED);
	bool wrong = servo->seen.light < LASER_LEAST || servo->seen.light > LASER_MOST;

	if (!wanted || !wrong) {
		sup->light_good = servo->ticks;
		return SUP_STAY;
	}
	if (servo->ticks - sup->light_good < sup_ticks(LASER_S, servo->fig.tick_hz))
		return SUP_STAY;
	return sup_fault(servo, NFOD_FAULT_LASER, milli(servo->seen.light * 1e3f),
			 (uint32_t)(1e6f * LASER_LEAST));
}

enum sup_event sup_watch(struct servo *servo)
{
	float celsius = servo->seen.celsius;

	if (supply_low(servo))
		return sup_fault(servo, NFOD_FAULT_SUPPLY, milli(servo->seen.supply_v),
				 milli(servo->fig.supply_low_v));
	if (celsius < servo->fig.celsius_least || celsius > servo->fig.celsius_most)
		return sup_fault(servo, NFOD_FAULT_TEMPERATURE,
				 (uint32_t)(int32_t)(100.0f * celsius),
				 (uint32_t)(int32_t)(100.0f * (celsius < servo->fig.celsius_least ?
								       servo->fig.celsius_least :
								       servo->fig.celsius_most)));
	if (servo->guard.door_closed)
		return watch_laser(servo);
	/* Whoever opens the door wants no head over the disc. */
	servo->sup.wish = SERVO_PARK;
	return SUP_PARK;
}

static bool map_bump(struct servo *servo, struct supervisor_place *at)
{
	bool mapped;
	struct bump bump = {
		.radius_nm = (uint32_t)(at->radius_m * 1e9f),
		.angle = at->angle,
		.height_nm = OWN_BUMP_NM,
		.own = true,
	};

	if (at->mapped)
		bump.height_nm = (uint16_t)bumps_height_most(servo->gap.order.gap_nm);
	at->mapped = true;
	door_let_go(servo->door);
	mapped = bumps_add(&servo->bumps, &bump);
	door_hold(servo->door);
	return mapped;
}

static bool by_the_disc(uint8_t reason)
{
	return reason == GUARD_GAP || reason == GUARD_AHEAD;
}

/* On the mean of the retracts in a row. */
static float lean_mrad(const struct supervisor_place *at)
{
	return absf(at->lean) / ((float)at->in_a_row * LEAN_PER_MRAD);
}

/* Whoever leans touches everywhere: that are no bumps. */
static bool leans(const struct supervisor_place *at)
{
	return lean_mrad(at) > TILT_BEARABLE_MRAD;
}

static void count_place(struct supervisor_place *at, uint32_t angle, float radius)
{
	if (blame_same_place(angle, radius, at->angle, at->radius_m)) {
		at->times++;
	} else {
		at->times = 1;
		at->mapped = false;
	}
	at->angle = angle;
	at->radius_m = radius;
}

/* Each turn of a disc is forgiven its bumps. */
static void count_found(struct supervisor_place *at)
{
	if (absf(at->found_m - at->radius_m) > FOUND_M) {
		at->in_a_row -= at->found;
		at->found = 0;
	}
	if (at->found == FOUND_MOST)
		return;
	at->found++;
	at->found_m = at->radius_m;
}

/* What the disc has done is learned from; what else may have done it, when it comes again. */
static void note_place(struct servo *servo, bool touched)
{
	struct supervisor_place *at = &servo->sup.at;
	uint32_t angle = servo->guard.angle;
	float radius = way_radius(servo);
	enum blame blame = blame_retract(servo, touched);

	if (!by_the_disc(at->reason))
		return;
	if (blame == BLAME_ELSE && !(touched && blame_suspect(&servo->blames, angle, radius)))
		return;
	/* A near miss while tracks are caught says nothing of the place. */
	if (blame == BLAME_FLIGHT && !touched)
		return;
	/* At the same angle as well, when it always comes down in the same way. */
	if (leans(at))
		return;
	count_place(at, angle, radius);
	if (blame == BLAME_FLIGHT && at->times < RETRACTS_MAPPED)
		return;
	if (map_bump(servo, at) && at->times == 1)
		count_found(at);
}

static float lean(const struct seen *seen)
{
	return 0.25f *
	       (seen->quadrant[0] - seen->quadrant[2] + seen->quadrant[1] - seen->quadrant[3]);
}

void sup_note_retract(struct servo *servo)
{
	struct supervisor_place *at = &servo->sup.at;
	bool touched = blame_touched(servo);

	/*
	 * What has fallen onto the disc is not where the model of the lens believes it to be;
	 * a bump that comes by gives it a knock of a few um only.
	 */
	if (touched && !blame_was_knock(servo))
		servo->focus.known = false;
	at->lean += lean(&servo->seen);
	at->reason = servo->guard.reason;
	at->in_a_row++;
	at->by[at->reason]++;
	note_place(servo, touched);
}

static uint8_t most_frequent(const struct supervisor_place *at)
{
	uint8_t most = at->reason;

	for (uint8_t n = 1; n < NFOD_RETRACT_COUNT; n++)
		if (at->by[n] > at->by[most])
			most = n;
	return most;
}

static enum sup_event too_often(struct servo *servo)
{
	static const uint8_t fault[GUARD_REASONS] = {
		[GUARD_GAP] = NFOD_FAULT_PULL_IN,	[GUARD_AHEAD] = NFOD_FAULT_PULL_IN,
		[GUARD_SHOCK] = NFOD_FAULT_SHOCK,	[GUARD_SUPPLY] = NFOD_FAULT_SUPPLY,
		[GUARD_HARDWARE] = NFOD_FAULT_WATCHDOG, [GUARD_TILT] = NFOD_FAULT_TILT,
	};
	const struct supervisor_place *at = &servo->sup.at;
	uint8_t reason = most_frequent(at);
	bool tilt = leans(at) && by_the_disc(reason);

	switch (tilt ? NFOD_FAULT_TILT : fault[reason]) {
	case NFOD_FAULT_PULL_IN:
		return sup_fault(servo, NFOD_FAULT_PULL_IN, milli(servo->seen.gap_nm),
				 milli(servo->sup.target.gap_nm));
	case NFOD_FAULT_TILT:
		return sup_fault(servo, NFOD_FAULT_TILT, milli(lean_mrad(at)),
				 milli(TILT_BEARABLE_MRAD));
	default:
		return sup_fault(servo, fault[reason], at->in_a_row, RETRACTS_MOST);
	}
}

/* The guard pulls no more, and what it threw away stands (gap.c brings it to rest). */
static bool at_rest(const struct servo *servo)
{
	const uint32_t held = NFOD_FE_WATCHDOG | NFOD_FE_SUPPLY_LOW;

	return !servo->guard.pulling && !guard_cause_lasts(&servo->guard) &&
	       absf(servo->gap.lens.speed) < REST_M_S && !(servo->seen.status & held);
}

/* What has touched flies about unseen: it is left to its spring for a while. */
static enum sup_event rung_out(struct servo *servo)
{
	uint64_t waited = servo->ticks - servo->sup.since;

	if (servo->gap.order.mode != GAP_OFF)
		gap_order(&servo->gap, GAP_OFF, 0.0f);
	return waited > sup_ticks(RING_OUT_S, servo->fig.tick_hz) ? SUP_DONE : SUP_STAY;
}

enum sup_event sup_cause(struct servo *servo)
{
	struct supervisor_place *at = &servo->sup.at;

	if (at->times > RETRACTS_PLACE && !leans(at))
		return sup_fault(servo, NFOD_FAULT_PROTRUSION, at->times, RETRACTS_PLACE);
	if (at->in_a_row > RETRACTS_MOST + (leans(at) ? 0 : at->found))
		return too_often(servo);
	if (servo->ticks - servo->sup.since > sup_ticks(CAUSE_S, servo->fig.tick_hz))
		return too_often(servo);
	if (!at_rest(servo))
		return SUP_STAY;
	guard_release(&servo->guard);
	return servo->focus.known ? SUP_DONE : rung_out(servo);
}

void sup_forget_retracts(struct supervisor_place *at)
{
	at->in_a_row = 0;
	at->found = 0;
	at->lean = 0.0f;
	for (uint8_t n = 0; n < NFOD_RETRACT_COUNT; n++)
		at->by[n] = 0;
}

void sup_forgive_shocks(struct supervisor_place *at)
{
	uint32_t shocks = at->by[GUARD_SHOCK];

	if (!shocks)
		return;
	/* What is left keeps its mean. */
	at->lean *= (float)(at->in_a_row - shocks) / (float)at->in_a_row;
	at->in_a_row -= shocks;
	at->by[GUARD_SHOCK] = 0;
}

void sup_settle_down(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	float gone = (float)(servo->ticks - sup->steady) * servo->spindle.step;

	if (gone < STEADY_TURNS * 0x1p32f)
		return;
	sup->retries = 0;
	sup_forget_retracts(&sup->at);
}
