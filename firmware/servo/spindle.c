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
#define STALL_LOOKS 6250u
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
		.late = fig->delay_us * 1e-6f * fig->tick_hz,
	};
}

/* Between looks at the encoder the angle goes on at the observed speed. */
static void go_on(struct spindle *spindle)
{
	int32_t ahead = spindle->rest_q + spindle->step_q;
	uint32_t before = spindle->angle;

	spindle->rest_q = ahead & 1023;
	spindle->angle += (uint32_t)(ahead >> 10);
	if (before > spindle->angle && ahead > 0)
		spindle->turns++;
}

/* Speed goes as the drive makes it, and both lean on the encoder slowly. */
static void observe(struct spindle *spindle, const struct servo *servo)
{
	float looks_s = (float)SERVO_SLOW / servo->fig.tick_hz;
	float tick_s = 1.0f / servo->fig.tick_hz;
	float corner = TRIG_TURN * OBSERVER_HZ;
	float pull = (spindle->drive - spindle->drag * spindle->speed) * spindle->full;
	float error = (float)(int32_t)(servo->seen.angle - spindle->angle);

	spindle->angle += (uint32_t)(int32_t)(1.4f * corner * looks_s * error);
	spindle->step_q += (int32_t)((corner * corner * error + pull * (TURN / TRIG_TURN)) *
				     (looks_s * tick_s * STEP_Q));
	spindle->step = (float)spindle->step_q * (1.0f / STEP_Q);
	spindle->ahead = (uint32_t)(int32_t)(spindle->step * spindle->late);
	spindle->speed = spindle->step * (TRIG_TURN / TURN) * servo->fig.tick_hz;
}

static void watch_stall(struct spindle *spindle, const struct servo *servo)
{
	float least;

	if (spindle->target != spindle->aim || spindle->drive < 0.95f) {
		spindle->stalled &= spindle->target == spindle->aim;
		spindle->stalled_looks = 0;
		spindle->slow = spindle->speed;
		return;
	}
	if (++spindle->stalled_looks < STALL_LOOKS)
		return;
	least = STALL_PART * spindle->full * (float)(STALL_LOOKS * SERVO_SLOW) / servo->fig.tick_hz;
	spindle->stalled = spindle->speed - spindle->slow < least;
	spindle->stalled_looks = 0;
	spindle->slow = spindle->speed;
}

static float hold_speed(struct spindle *spindle, float looks_s)
{
	float off = spindle->target - spindle->speed;
	float push = off * (TRIG_TURN * SPEED_HZ / spindle->full);
	float wanted = push + spindle->drag * spindle->speed + spindle->integral;
	float drive = clampf(wanted, -1.0f, 1.0f);

	if (drive == wanted)
		spindle->integral += push * (TRIG_TURN * INTEGRAL_HZ * looks_s);
	if (spindle->target <= 0.0f && spindle->stopped) {
		drive = 0.0f;
		spindle->integral = 0.0f;
	}
	spindle->at_speed = absf(off) <= 0.005f * spindle->target;
	return drive;
}

float spindle_tick(struct servo *servo)
{
	struct spindle *spindle = &servo->spindle;

	go_on(spindle);
	if (servo->ticks % SERVO_SLOW == SERVO_SPINDLE_AT) {
		observe(spindle, servo);
		spindle->stopped = absf(spindle->speed) < 1.0f;
		spindle->drive = hold_speed(spindle, (float)SERVO_SLOW / servo->fig.tick_hz);
		watch_stall(spindle, servo);
		spindle->aim = spindle->target;
	}
	learn_turn_to(&servo->learn, spindle->angle + spindle->ahead);
	return spindle->drive;
}
