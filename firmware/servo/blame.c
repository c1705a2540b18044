// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/blame.h"

#include "servo/servo.h"
#include "servo/states.h"
#include "servo/trig.h"

#define STANDARD_GRAVITY 9.80665f

/* What shakes less than this moves the head by less than half of its gap. */
#define SHAKEN_G 1.5f
/* Of what the supply may fall before the head is parked, so much is no fall yet. */
#define SUPPLY_PART 0.5f
/* So long after it a shock still moves the head. */
#define AFTER_S 10e-3f
/* The gap has been held for so long: then nothing is left of what went before. */
#define HELD_S 2e-3f

/* A bump that is no higher over the head pushes it away by a few um only. */
#define KNOCK_NM 60.0f

/* The same place: as far as the tip reaches, and a part of a turn. */
#define SAME_M 40e-6f
#define SAME_ANGLE (1u << 25)
/* A suspect is where the tip was, along the track as well. */
#define SUSPECT_M 60e-6f
/* Passed so often without event it was not the disc. */
#define PASSES 8u

bool blame_same_place(uint32_t angle, float radius_m, uint32_t other_angle, float other_radius_m)
{
	return absf(radius_m - other_radius_m) < SAME_M &&
	       angle - other_angle + SAME_ANGLE < 2 * SAME_ANGLE;
}

static bool shaken(const struct seen *seen)
{
	const float most = SHAKEN_G * STANDARD_GRAVITY;

	return absf(seen->accel_z) > most || absf(seen->accel_r) > most;
}

static bool starving(const struct servo *servo)
{
	const struct nfod_figures *fig = &servo->fig;

	return servo->seen.supply_v <
	       fig->supply_v - SUPPLY_PART * (fig->supply_v - fig->supply_low_v);
}

static bool held(const struct servo *servo)
{
	return servo->gap.report.mode == GAP_NEAR && servo->gap.report.settled &&
	       servo->track.report.settled;
}

static void clear(struct blames *blames, uint32_t n)
{
	blames->suspect[n] = blames->suspect[--blames->count];
}

static void count_passes(struct servo *servo)
{
	struct blames *blames = &servo->blames;
	uint32_t angle = servo->seen.angle;
	uint32_t gone = angle - blames->angle;
	float radius_m = way_radius(servo);

	for (uint32_t n = blames->count; n-- > 0;) {
		struct blame_suspect *suspect = &blames->suspect[n];

		if (suspect->angle - blames->angle >= gone ||
		    absf(suspect->radius_m - radius_m) > 0.5e-6f * servo->fig.tip_um)
			continue;
		if (++suspect->passes >= PASSES)
			clear(blames, n);
	}
}

void blame_watch(struct servo *servo)
{
	struct blames *blames = &servo->blames;

	if (shaken(&servo->seen) || starving(servo)) {
		blames->upset = servo->ticks;
		blames->upset_known = true;
	}
	if (servo->guard.retracting)
		return;
	blames->contacts = servo->seen.contacts;
	if (!held(servo)) {
		blames->unsettled = servo->ticks;
	} else {
		if (servo->ticks - blames->unsettled > sup_ticks(HELD_S, servo->fig.tick_hz))
			blames->excused = false;
		if (blames->count && servo->sup.state == NFOD_SERVO_FOLLOW)
			count_passes(servo);
	}
	blames->angle = servo->seen.angle;
}

/* Whoever meets a bump is pushed up by it, but was not too low. */
static bool flew_on_plan(const struct servo *servo)
{
	return servo->guard.held && servo->guard.low_nm < servo->fig.gap_read_nm;
}

bool blame_was_knock(const struct servo *servo)
{
	return flew_on_plan(servo) && servo->guard.low_nm > -KNOCK_NM;
}

bool blame_touched(struct servo *servo)
{
	bool touched = servo->blames.contacts != servo->seen.contacts;

	servo->blames.contacts = servo->seen.contacts;
	return touched;
}

static bool by_itself(uint8_t reason)
{
	return reason == GUARD_GAP || reason == GUARD_AHEAD || reason == GUARD_TILT;
}

enum blame blame_retract(struct servo *servo, bool touched)
{
	struct blames *blames = &servo->blames;
	float hz = servo->fig.tick_hz;
	bool upset = blames->upset_known && servo->ticks - blames->upset < sup_ticks(AFTER_S, hz);

	blames->excused |= upset || !by_itself(servo->guard.reason);
	if (touched && !upset && flew_on_plan(servo))
		return BLAME_DISC;
	if (blames->excused)
		return BLAME_ELSE;
	return servo->ticks - blames->unsettled > sup_ticks(HELD_S, hz) ? BLAME_DISC : BLAME_FLIGHT;
}

static bool is_at(const struct blame_suspect *suspect, uint32_t angle, float radius_m)
{
	float way_m =
		absf((float)(int32_t)(angle - suspect->angle)) * 0x1p-32f * TRIG_TURN * radius_m;

	return way_m < SUSPECT_M && absf(radius_m - suspect->radius_m) < SAME_M;
}

static bool suspected(struct blames *blames, uint32_t angle, float radius_m)
{
	for (uint32_t n = 0; n < blames->count; n++) {
		if (!is_at(&blames->suspect[n], angle, radius_m))
			continue;
		clear(blames, n);
		return true;
	}
	return false;
}

bool blame_suspect(struct blames *blames, uint32_t angle, float radius_m)
{
	bool again = suspected(blames, angle, radius_m);

	if (blames->count == BLAME_SUSPECTS)
		clear(blames, 0);
	blames->suspect[blames->count++] =
		(struct blame_suspect){ .angle = angle, .radius_m = radius_m };
	return again;
}
