/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/**
 * DOC: what the supervisor's files share
 */
#ifndef FW_SERVO_STATES_H
#define FW_SERVO_STATES_H

#include <stdbool.h>
#include <stdint.h>

#include "servo/supervisor.h"

/**
 * enum sup_event - what leads from one state to the next
 * @SUP_STAY: nothing
 * @SUP_PARK: the head is not wanted over the disc any more
 * @SUP_GO: it is wanted there
 * @SUP_LOOK: it is wanted, but only from afar
 * @SUP_DONE: what the state is for has been done
 * @SUP_NEAR: the target is a few tracks away
 * @SUP_OFF: the target is many tracks away
 * @SUP_MEASURE: gains and offsets have to be measured
 * @SUP_AGAIN: it has not worked: once more
 * @SUP_OFF_TRACK: the track is lost, the gap is held
 * @SUP_LOST: the disc's surface is lost
 * @SUP_RETRACT: the guard has pulled the head away
 * @SUP_FAULT: it will not work
 */
enum sup_event {
	SUP_STAY,
	SUP_PARK,
	SUP_GO,
	SUP_LOOK,
	SUP_DONE,
	SUP_NEAR,
	SUP_OFF,
	SUP_MEASURE,
	SUP_AGAIN,
	SUP_OFF_TRACK,
	SUP_LOST,
	SUP_RETRACT,
	SUP_FAULT,
	SUP_EVENTS
};

/**
 * struct sup_transition - one arrow of the picture
 */
struct sup_transition {
	uint8_t from;
	uint8_t event;
	uint8_t to;
};

extern const struct sup_transition sup_transitions[];
extern const uint32_t sup_transition_count;

/* Knows its first state. */
void sup_init(struct supervisor *sup);

/* Picture's words for an event. */
const char *sup_event_name(enum sup_event event);
const char *sup_state_name(enum nfod_servo_state state);

/**
 * struct sup_state - what is done in one
 * @enter: orders to the axes
 * @look: whether they have been carried out
 * @late: after @seconds without an event
 * @seconds: 0 = it may last
 */
struct sup_state {
	void (*enter)(struct servo *servo);
	enum sup_event (*look)(struct servo *servo);
	enum sup_event (*late)(struct servo *servo);
	float seconds;
};

extern const struct sup_state sup_states[NFOD_SERVO_COUNT];

static inline uint64_t sup_ticks(float seconds, float tick_hz)
{
	return (uint64_t)(seconds * tick_hz);
}

/* ---- way.c: where the head is and how far it is from where it shall be ----
 */

/**
 * enum way - to the target
 * @WAY_UNKNOWN: no address yet
 * @WAY_THERE: on its track, before its angle
 * @WAY_NEAR: supervisor.half_periods to be jumped, no more than can be at any gap
 * @WAY_SOME: ditto, but from farther away
 * @WAY_OFF: supervisor.grooves to be sought
 */
enum way {
	WAY_UNKNOWN,
	WAY_THERE,
	WAY_NEAR,
	WAY_SOME,
	WAY_OFF,
};

/* A groove and a land. */
#define WAY_GROOVE_M 360e-9f

/* What the wobble's address and, in other zones, the radius say. */
enum way way_to_target(struct servo *servo);
/* Whether what way_to_target() has found is to be jumped, not sought. */
bool way_is_jump(const struct servo *servo);
/* Turns * 2^32 still to be followed to the target; only on its side and in its
 * zone. */
int64_t way_ahead(const struct servo *servo);
/* Where the spot is, as far as the sled's sensor and its bias say. */
float way_radius(const struct servo *servo);

/* ---- recover.c: what went wrong ---- */

enum sup_event sup_fault(struct servo *servo, uint32_t fault, uint32_t figure, uint32_t limit);
/* Once more, up to @most times; then a fault. */
enum sup_event sup_retry(struct servo *servo, enum sup_event again, uint32_t most,
			 struct servo_finding why);
/* Supply, temperature, laser: whatever the head is at. */
enum sup_event sup_watch(struct servo *servo);
/* A retract has happened: note it, learn from it. */
void sup_note_retract(struct servo *servo);
/* Its cause is over, or it has come too often. */
enum sup_event sup_cause(struct servo *servo);
/* But for their place. */
void sup_forget_retracts(struct supervisor_place *at);
/* The head has come to where it was wanted in spite of them. */
void sup_forgive_shocks(struct supervisor_place *at);
/* The head has followed for long enough: old trouble is forgotten. */
void sup_settle_down(struct servo *servo);

#endif
