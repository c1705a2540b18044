// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/spindle.h"

#include "servo/filter.h"
#include "servo/servo.h"
#include "servo/trig.h"

/* Observer's and speed loop's corner frequencies (j). */
#define OBSERVER_HZ 25.0f
#define SPEED_HZ 7.0f
#define INTEGRAL_HZ 0.7f
/* Speed at which spindle_drag_mnm holds, 2244 rpm. */
#define DRAG_SPEED 235.0f
/* A window of full drive must bring so much of the speed that it would without friction. */
#define STALL_TICKS 50000u
#define STALL_PART 0.05f

#define STEP_Q 1024.0f
#define TURN 4294967296.0f

void spindle_init(struct spindle *spindle, const struct nfod_figures *fig)
{
	float torque = fig->spindle_torque_mnm * 1e-3f;

	*spindle = (struct spindle){
		.stopped = true,
		.full = torque / (fig->spindle_inertia_gcm2 * 1e-7f),
		.drag = fig->spindle_drag_mnm * 1e-3f / torque / DRAG_SPEED,
	};
}

/* Angle and speed go on as the drive makes them, and lean on the encoder slowly. */
static void observe(struct spindle *spindle, const struct servo *servo)
{
	float per_tick = 1.0f / servo->fig.tick_hz;
	float corner = TRIG_TURN * OBSERVER_HZ * per_tick;
	float pull = (spindle->drive - spindle->drag * spindle->speed) * spindle->full;
	uint32_t before = spindle->angle;
	int32_t ahead;
	float error;

	ahead = spindle->rest_q + spindle->step_q;
	spindle->rest_q = ahead & 1023;
	spindle->angle += (uint32_t)(ahead >> 10);
	error = (float)(int32_t)(servo->seen.angle - spindle->angle);
	spindle->angle += (uint32_t)(int32_t)(1.4f * corner * error);
	spindle->step_q += (int32_t)((corner * corner * error +
				      pull * per_tick * per_tick * (TURN / TRIG_TURN)) *
				     STEP_Q);
	spindle->step = (float)spindle->step_q * (1.0f / STEP_Q);
	spindle->speed = spindle->step * (TRIG_TURN / TURN) * servo->fig.tick_hz;
	if (before > spindle->angle && spindle->step > 0.0f)
		spindle->turns++;
}

static void watch_stall(struct spindle *spindle, const struct servo *servo)
{
	float least;

	if (spindle->target != spindle->aim || spindle->drive < 0.95f) {
		spindle->stalled &= spindle->target == spindle->aim;
		spindle->stalled_ticks = 0;
		spindle->slow = spindle->speed;
		return;
	}
	if (++spindle->stalled_ticks < STALL_TICKS)
		return;
	least = STALL_PART * spindle->full * (float)STALL_TICKS / servo->fig.tick_hz;
	spindle->stalled = spindle->speed - spindle->slow < least;
	spindle->stalled_ticks = 0;
	spindle->slow = spindle->speed;
}

float spindle_tick(struct servo *servo)
{
	struct spindle *spindle = &servo->spindle;
	float off, wanted, drive;

	observe(spindle, servo);
	off = spindle->target - spindle->speed;
	wanted = off * (TRIG_TURN * SPEED_HZ / spindle->full) + spindle->drag * spindle->speed;
	drive = clampf(wanted + spindle->integral, -1.0f, 1.0f);
	if (drive == wanted + spindle->integral)
		spindle->integral += off * (TRIG_TURN * SPEED_HZ / spindle->full) *
				     (TRIG_TURN * INTEGRAL_HZ / servo->fig.tick_hz);
	spindle->stopped = absf(spindle->speed) < 1.0f;
	if (spindle->target <= 0.0f && spindle->stopped) {
		drive = 0.0f;
		spindle->integral = 0.0f;
	}
	spindle->at_speed = absf(off) <= 0.005f * spindle->target;
	watch_stall(spindle, servo);
	spindle->aim = spindle->target;
	spindle->drive = drive;
	return drive;
}
