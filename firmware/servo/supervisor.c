// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/measure.h"
#include "servo/servo.h"
#include "servo/states.h"

/* Between two looks while something is under way, and while all is calm. */
#define POLL_BUSY 10u
#define POLL_CALM 100u

#define S(name) NFOD_SERVO_##name

/* Documentation/servo-states.dot shows the same; a test compares them. */
/* clang-format off */
const struct sup_transition sup_transitions[] = {
	{ S(PARKED), SUP_GO, S(SPIN_UP) },

	{ S(SPIN_UP), SUP_PARK, S(PARKING) },
	{ S(SPIN_UP), SUP_DONE, S(FOCUS) },
	{ S(SPIN_UP), SUP_RETRACT, S(RETRACT) },
	{ S(SPIN_UP), SUP_FAULT, S(FAULT) },

	{ S(FOCUS), SUP_PARK, S(PARKING) },
	{ S(FOCUS), SUP_DONE, S(FAR) },
	{ S(FOCUS), SUP_AGAIN, S(FOCUS) },
	{ S(FOCUS), SUP_RETRACT, S(RETRACT) },
	{ S(FOCUS), SUP_FAULT, S(FAULT) },

	{ S(FAR), SUP_PARK, S(PARKING) },
	{ S(FAR), SUP_DONE, S(APPROACH) },
	{ S(FAR), SUP_LOST, S(FOCUS) },
	{ S(FAR), SUP_RETRACT, S(RETRACT) },
	{ S(FAR), SUP_FAULT, S(FAULT) },

	{ S(APPROACH), SUP_PARK, S(PARKING) },
	{ S(APPROACH), SUP_LOOK, S(FOCUS) },
	{ S(APPROACH), SUP_DONE, S(LOCK) },
	{ S(APPROACH), SUP_LOST, S(FOCUS) },
	{ S(APPROACH), SUP_RETRACT, S(RETRACT) },
	{ S(APPROACH), SUP_FAULT, S(FAULT) },

	{ S(LOCK), SUP_PARK, S(PARKING) },
	{ S(LOCK), SUP_LOOK, S(FOCUS) },
	{ S(LOCK), SUP_DONE, S(LOWER) },
	{ S(LOCK), SUP_AGAIN, S(LOCK) },
	{ S(LOCK), SUP_LOST, S(FOCUS) },
	{ S(LOCK), SUP_RETRACT, S(RETRACT) },
	{ S(LOCK), SUP_FAULT, S(FAULT) },

	{ S(CALIBRATE), SUP_PARK, S(PARKING) },
	{ S(CALIBRATE), SUP_LOOK, S(FOCUS) },
	{ S(CALIBRATE), SUP_DONE, S(FOLLOW) },
	{ S(CALIBRATE), SUP_OFF_TRACK, S(LOCK) },
	{ S(CALIBRATE), SUP_LOST, S(FOCUS) },
	{ S(CALIBRATE), SUP_RETRACT, S(RETRACT) },
	{ S(CALIBRATE), SUP_FAULT, S(FAULT) },

	{ S(FOLLOW), SUP_PARK, S(PARKING) },
	{ S(FOLLOW), SUP_LOOK, S(FOCUS) },
	{ S(FOLLOW), SUP_NEAR, S(JUMP) },
	{ S(FOLLOW), SUP_OFF, S(RAISE) },
	{ S(FOLLOW), SUP_MEASURE, S(FOCUS) },
	{ S(FOLLOW), SUP_OFF_TRACK, S(LOCK) },
	{ S(FOLLOW), SUP_LOST, S(FOCUS) },
	{ S(FOLLOW), SUP_RETRACT, S(RETRACT) },
	{ S(FOLLOW), SUP_FAULT, S(FAULT) },

	{ S(RAISE), SUP_PARK, S(PARKING) },
	{ S(RAISE), SUP_LOOK, S(FOCUS) },
	{ S(RAISE), SUP_NEAR, S(JUMP) },
	{ S(RAISE), SUP_DONE, S(SEEK) },
	{ S(RAISE), SUP_OFF_TRACK, S(LOCK) },
	{ S(RAISE), SUP_LOST, S(FOCUS) },
	{ S(RAISE), SUP_RETRACT, S(RETRACT) },
	{ S(RAISE), SUP_FAULT, S(FAULT) },

	{ S(SEEK), SUP_PARK, S(PARKING) },
	{ S(SEEK), SUP_LOOK, S(FOCUS) },
	{ S(SEEK), SUP_DONE, S(LOCK) },
	{ S(SEEK), SUP_LOST, S(FOCUS) },
	{ S(SEEK), SUP_RETRACT, S(RETRACT) },
	{ S(SEEK), SUP_FAULT, S(FAULT) },

	{ S(JUMP), SUP_PARK, S(PARKING) },
	{ S(JUMP), SUP_LOOK, S(FOCUS) },
	{ S(JUMP), SUP_DONE, S(LOWER) },
	{ S(JUMP), SUP_OFF_TRACK, S(LOCK) },
	{ S(JUMP), SUP_LOST, S(FOCUS) },
	{ S(JUMP), SUP_RETRACT, S(RETRACT) },
	{ S(JUMP), SUP_FAULT, S(FAULT) },

	{ S(LOWER), SUP_PARK, S(PARKING) },
	{ S(LOWER), SUP_LOOK, S(FOCUS) },
	{ S(LOWER), SUP_DONE, S(FOLLOW) },
	{ S(LOWER), SUP_NEAR, S(JUMP) },
	{ S(LOWER), SUP_OFF, S(RAISE) },
	{ S(LOWER), SUP_MEASURE, S(CALIBRATE) },
	{ S(LOWER), SUP_OFF_TRACK, S(LOCK) },
	{ S(LOWER), SUP_LOST, S(FOCUS) },
	{ S(LOWER), SUP_RETRACT, S(RETRACT) },
	{ S(LOWER), SUP_FAULT, S(FAULT) },

	{ S(RETRACT), SUP_PARK, S(PARKING) },
	{ S(RETRACT), SUP_DONE, S(FOCUS) },
	{ S(RETRACT), SUP_FAULT, S(FAULT) },

	{ S(PARKING), SUP_GO, S(SPIN_UP) },
	{ S(PARKING), SUP_DONE, S(PARKED) },
	{ S(PARKING), SUP_FAULT, S(FAULT) },

	{ S(FAULT), SUP_PARK, S(PARKING) },
	{ S(FAULT), SUP_GO, S(SPIN_UP) },
};
/* clang-format on */

const uint32_t sup_transition_count = sizeof(sup_transitions) / sizeof(sup_transitions[0]);

const char *sup_event_name(enum sup_event event)
{
	static const char *const name[SUP_EVENTS] = {
		"stay",	   "park",  "go",	 "look", "done",    "near",  "far off",
		"measure", "again", "off track", "lost", "retract", "fault",
	};

	return name[event];
}

const char *sup_state_name(enum nfod_servo_state state)
{
	static const char *const name[NFOD_SERVO_COUNT] = {
		"PARKED",    "SPIN_UP", "FOCUS", "FAR",	      "APPROACH", "LOCK",
		"CALIBRATE", "FOLLOW",	"RAISE", "SEEK",      "JUMP",	  "LOWER",
		"RETRACT",   "PARKING", "FAULT", "KINEMATIC",
	};

	return name[state];
}

static uint16_t answers_of(uint8_t state)
{
	uint32_t answers = 0;

	for (uint32_t n = 0; n < sup_transition_count; n++)
		if (sup_transitions[n].from == state)
			answers |= 1u << sup_transitions[n].event;
	return (uint16_t)answers;
}

void sup_init(struct supervisor *sup)
{
	sup->answers = answers_of(sup->state);
}

static void enter(struct servo *servo, uint8_t state)
{
	struct supervisor *sup = &servo->sup;
	const struct sup_state *does = &sup_states[state];
	uint16_t answers = answers_of(state);

	door_hold(servo->door);
	sup->state = state;
	sup->answers = answers;
	sup->since = servo->ticks;
	sup->due = UINT64_MAX;
	if (does->seconds > 0.0f)
		sup->due = sup->since + sup_ticks(does->seconds, servo->fig.tick_hz);
	does->enter(servo);
	door_let_go(servo->door);
}

static bool take(struct servo *servo, enum sup_event event)
{
	for (uint32_t n = 0; n < sup_transition_count; n++) {
		const struct sup_transition *t = &sup_transitions[n];

		if (t->from != servo->sup.state || t->event != (uint8_t)event)
			continue;
		enter(servo, t->to);
		return true;
	}
	return false;
}

static bool knows(const struct supervisor *sup, enum sup_event event)
{
	return sup->answers >> event & 1u;
}

/* What the wish means where the head is now; a fault is left for a new wish
 * only. */
static enum sup_event asked(const struct servo *servo)
{
	const struct supervisor *sup = &servo->sup;
	enum sup_event event = SUP_GO;

	if (sup->state == NFOD_SERVO_FAULT && !sup->fresh)
		return SUP_STAY;
	if (sup->wish == SERVO_PARK)
		event = SUP_PARK;
	else if (knows(sup, SUP_LOOK))
		event = sup->wish == SERVO_LOOK ? SUP_LOOK : SUP_STAY;
	return knows(sup, event) ? event : SUP_STAY;
}

static enum sup_event next_event(struct servo *servo)
{
	struct supervisor *sup = &servo->sup;
	const struct sup_state *does = &sup_states[sup->state];
	enum sup_event event = asked(servo);

	if (event == SUP_STAY && sup->wish != SERVO_PARK && knows(sup, SUP_FAULT))
		event = sup_watch(servo);
	if (event == SUP_STAY && servo->guard.retracting && knows(sup, SUP_RETRACT))
		event = SUP_RETRACT;
	if (event == SUP_STAY)
		event = does->look(servo);
	if (event == SUP_STAY && servo->ticks >= sup->due)
		event = does->late(servo);
	return event;
}

static uint64_t next_look(const struct servo *servo)
{
	switch (servo->sup.state) {
	case NFOD_SERVO_PARKED:
		return UINT64_MAX;
	case NFOD_SERVO_FAULT:
		return servo->guard.retracting ? servo->ticks + POLL_CALM : UINT64_MAX;
	case NFOD_SERVO_FAR:
	case NFOD_SERVO_SPIN_UP:
	case NFOD_SERVO_PARKING:
		return servo->ticks + POLL_CALM;
	default:
		return servo->ticks + POLL_BUSY;
	}
}

static enum sup_event look(struct servo *servo)
{
	enum sup_event event;

	door_hold(servo->door);
	blame_watch(servo);
	event = next_event(servo);
	door_let_go(servo->door);
	return event;
}

static bool held(struct servo *servo, bool (*poll)(struct servo *servo))
{
	bool changed;

	door_hold(servo->door);
	changed = poll(servo);
	door_let_go(servo->door);
	return changed;
}

static bool look_again(struct servo *servo)
{
	servo->sup.fresh = false;
	servo->sup.next = next_look(servo);
	return false;
}

bool servo_poll(struct servo *servo)
{
	enum sup_event event = look(servo);
	bool changed = event != SUP_STAY && take(servo, event);

	changed |= held(servo, learn_poll);
	changed |= held(servo, bumps_poll);
	changed |= held(servo, margin_poll);
	changed |= held(servo, measure_poll);
	held(servo, look_again);
	return changed;
}

uint64_t servo_deadline(const struct servo *servo)
{
	return servo->sup.fresh ? 0 : servo->sup.next;
}

static void wish(struct servo *servo, enum servo_wish what, const struct servo_target *target)
{
	struct supervisor *sup = &servo->sup;

	door_hold(servo->door);
	if (sup->arrived)
		sup_forgive_shocks(&sup->at);
	sup->wish = (uint8_t)what;
	if (target) {
		sup->target = *target;
		servo->spindle.target = target->speed;
		servo->track.aside_nm = target->aside_nm;
	}
	sup->running = false;
	sup->arrived = false;
	sup->retries = 0;
	sup->moving = servo->ticks;
	sup->fresh = true;
	door_let_go(servo->door);
}

void servo_park(struct servo *servo)
{
	wish(servo, SERVO_PARK, NULL);
}

void servo_look(struct servo *servo, const struct servo_target *target)
{
	wish(servo, SERVO_LOOK, target);
}

void servo_follow(struct servo *servo, const struct servo_target *target)
{
	wish(servo, SERVO_FOLLOW, target);
}

void servo_release(struct servo *servo)
{
	servo->sup.running = true;
}

bool servo_is_there(const struct servo *servo)
{
	const struct supervisor *sup = &servo->sup;
	static const uint8_t place[] = {
		[SERVO_PARK] = NFOD_SERVO_PARKED,
		[SERVO_LOOK] = NFOD_SERVO_FAR,
		[SERVO_FOLLOW] = NFOD_SERVO_FOLLOW,
	};

	if (sup->fresh || sup->state != place[sup->wish])
		return false;
	return sup->wish == SERVO_PARK || sup->arrived;
}

uint64_t servo_arrival(const struct servo *servo)
{
	int64_t ahead;
	float step;

	if (servo->sup.wish != SERVO_FOLLOW || !servo_is_there(servo))
		return UINT64_MAX;
	door_hold(servo->door);
	ahead = way_ahead(servo);
	step = servo->spindle.step;
	door_let_go(servo->door);
	if (ahead <= 0)
		return 0;
	return (uint64_t)((float)ahead / step);
}

void servo_forget(struct servo *servo)
{
	door_hold(servo->door);
	servo->sup.calibrated = false;
	servo->sup.sides = 0;
	servo->sup.radius_bias_m = 0.0f;
	servo->sup.runout_nm = 0.0f;
	servo->sup.warning = (struct servo_finding){ 0 };
	servo->sup.at = (struct supervisor_place){ 0 };
	level_forget(&servo->level);
	servo->blames = (struct blames){ 0 };
	learn_forget(servo);
	bumps_forget(&servo->bumps);
	door_let_go(servo->door);
}
