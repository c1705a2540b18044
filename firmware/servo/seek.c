// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/seek.h"

#include "servo/filter.h"
#include "servo/servo.h"

/* 2^-65 m: the longest way is 2^60 of them, and a tick's jerk of it still many. */
#define PLAN_UNITS 36893488147419103232.0f
/* Upper words of left, speed and acceleration, in m, m/s and m/s2. */
#define LEFT_SHIFT 32
#define SPEED_SHIFT 20
#define ACCEL_SHIFT 8
#define LEFT_M (4294967296.0f / PLAN_UNITS)
#define SPEED_M (1048576.0f / PLAN_UNITS)
#define ACCEL_M (256.0f / PLAN_UNITS)
/* More than any sled has, and still within the integers. */
#define WAY_MOST_M 0.2f

/* Of what the sled can give, the rest is for feedback; and of the speed (j). */
#define ACCEL_PART 0.92f
/* Of that, after each time that it was too much, and how often that is believed. */
#define WEAKER 0.85f
#define WEAKER_MOST 4u
#define SPEED_PART 0.7f
/* Acceleration changes over so long. */
#define SOFT_S 1e-3f
/* What is planned is seen so many ticks later. */
#define SEEN_TICKS 2.0f
/* The spot has arrived when it is so near, in grooves, and so slow, m/s; or after a while. */
#define NEAR_GROOVES 1.5f
#define SLOW_M_S 2e-3f
#define LATE_S 6e-3f
/* Part of the lens's field beyond which the two stages are too far apart. */
#define FIELD_PART 0.95f

void seek_begin(struct seek *seek, int32_t grooves)
{
	seek->grooves = grooves;
	seek->number++;
}

static uint32_t ticks_up(float ticks)
{
	return (uint32_t)ticks + 1u;
}

/*
 * Acceleration is a box of @shift ticks and its negative @cruise later, each softened by
 * another of @soft: so the way is jerk * soft * shift * cruise.
 */
static void plan(struct seek *seek, const struct nfod_figures *fig)
{
	struct seek_plan *plan = &seek->plan;
	float hz = fig->tick_hz;
	float way = absf(seek->way_m);
	float most = SPEED_PART * fig->sled_most_m_s;
	float accel = ACCEL_PART * fig->sled_accel - fig->sled_friction_m_s2 -
		      fig->sled_damping_hz * most;
	float up, limit;

	for (uint32_t i = 0; i < seek->weaker; i++)
		accel *= WEAKER;
	up = __builtin_sqrtf(way / accel) * hz;
	limit = most / accel * hz;
	plan->shift = ticks_up(up < limit ? up : limit);
	plan->cruise = up < limit ? plan->shift : ticks_up(way / most * hz);
	plan->soft = (uint32_t)(SOFT_S * hz);
	plan->left = (int64_t)(seek->way_m * PLAN_UNITS);
	plan->jerk = (int64_t)(seek->way_m * PLAN_UNITS /
			       ((float)plan->soft * (float)plan->shift * (float)plan->cruise));
	plan->accel = 0;
	plan->speed = 0;
	seek->planned_ticks = plan->shift + plan->cruise + plan->soft;
}

static void begin(struct servo *servo)
{
	struct seek *seek = &servo->seek;

	seek->taken = seek->number;
	seek->from = servo->seen.crossings;
	seek->sled_m = servo->seen.sled_m;
	seek->way_m =
		clampf((float)seek->grooves * servo->signal.groove_m, -WAY_MOST_M, WAY_MOST_M);
	seek->ticks = 0;
	plan(seek, &servo->fig);
	seek->state = SEEK_MOVE;
	servo->track.spot = true;
	servo->sled.mode = SLED_SEEK;
}

/* Whether a softened edge that begins at @from is passing. */
static int64_t edge(const struct seek *seek, uint32_t from)
{
	return seek->ticks - from < seek->plan.soft;
}

static void step(struct seek *seek, float hz)
{
	struct seek_plan *plan = &seek->plan;
	uint32_t shift = plan->shift;
	uint32_t cruise = plan->cruise;

	if (seek->ticks < seek->planned_ticks) {
		int64_t edges = edge(seek, 0) - edge(seek, shift) - edge(seek, cruise) +
				edge(seek, cruise + shift);

		plan->accel += edges * plan->jerk;
		plan->speed += plan->accel;
		plan->left -= plan->speed;
	} else {
		plan->accel = 0;
		plan->speed = 0;
		plan->left = 0;
	}
	seek->ticks++;
	seek->ref_speed = (float)(int32_t)(plan->speed >> SPEED_SHIFT) * (SPEED_M * hz);
	seek->ref_accel = (float)(int32_t)(plan->accel >> ACCEL_SHIFT) * (ACCEL_M * hz * hz);
	seek->ref_left = (float)(int32_t)(plan->left >> LEFT_SHIFT) * LEFT_M +
			 seek->ref_speed * (SEEN_TICKS / hz);
}

static bool arrived(const struct servo *servo)
{
	const struct seek *seek = &servo->seek;

	if (seek->ticks < seek->planned_ticks)
		return false;
	return (absf(seek->left_m) < NEAR_GROOVES * servo->signal.groove_m &&
		absf(servo->seen.crossing_m_s) < SLOW_M_S) ||
	       seek->ticks > seek->planned_ticks + (uint32_t)(LATE_S * servo->fig.tick_hz);
}

void seek_tick(struct servo *servo)
{
	struct seek *seek = &servo->seek;
	int32_t gone;

	if (seek->taken != seek->number)
		begin(servo);
	if (!servo->track.spot) {
		if (seek->state == SEEK_MOVE) {
			seek->state = SEEK_FAILED;
			servo->sled.mode = SLED_FOLLOW;
		}
		return;
	}
	step(seek, servo->fig.tick_hz);
	gone = servo->seen.crossings - seek->from;
	seek->left_m = (float)(seek->grooves - gone) * servo->signal.groove_m;
	if (seek->state != SEEK_MOVE)
		return;
	if (absf(servo->track.lens_m) > FIELD_PART * 1e-6f * servo->fig.track_field_um) {
		seek->weaker += seek->weaker < WEAKER_MOST;
		seek->state = SEEK_FAILED;
		servo->track.spot = false;
		servo->sled.mode = SLED_FOLLOW;
	} else if (arrived(servo)) {
		seek->state = SEEK_ARRIVED;
		servo->sled.mode = SLED_FOLLOW;
	}
}
