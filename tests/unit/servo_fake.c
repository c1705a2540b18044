// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo_fake.h"

#include <string.h>

#include "servo/measure.h"

/* Ticks that things take. */
#define SPIN_TICKS 160000u
#define STOP_TICKS 140000u
#define MOVE_TICKS 4000u
#define BACK_TICKS 8000u
#define FAIL_TICKS 2000u

struct servo_fake fake;

void servo_init(struct servo *servo, const struct nfod_figures *figures, void *trace,
		uint32_t trace_bytes)
{
	memset(&fake, 0, sizeof(fake));
	memset(servo, 0, sizeof(*servo));
	memset(trace, 0x5a, trace_bytes);
	servo->fig = *figures;
	servo->spindle.stopped = true;
	servo->sup.due = UINT64_MAX;
}

static void enter(struct servo *servo, uint8_t state, uint64_t ticks)
{
	servo->sup.state = state;
	servo->sup.arrived = false;
	servo->sup.due = ticks == UINT64_MAX ? ticks : servo->ticks + ticks;
}

bool fake_follows(const struct servo *servo)
{
	return servo->sup.state == NFOD_SERVO_FOLLOW && !servo->sup.fresh;
}

static int64_t target_place(const struct servo *servo)
{
	return servo->sup.target.turn * FAKE_TURN + servo->sup.target.angle;
}

/* Away for a while, then back before the target. */
void fake_retract(struct servo *servo, enum guard_reason reason)
{
	servo->guard.count[reason]++;
	servo->guard.reason = (uint8_t)reason;
	enter(servo, NFOD_SERVO_RETRACT, BACK_TICKS);
}

void fake_fail(struct servo *servo, uint32_t fault)
{
	fake.cause = fault;
	servo->sup.fault = fault;
	servo->sup.figure = 4000;
	servo->sup.limit = 4200;
	enter(servo, NFOD_SERVO_FAULT, UINT64_MAX);
}

static void begin_wish(struct servo *servo)
{
	bool stands = servo->spindle.stopped;

	servo->sup.fresh = false;
	if (servo->sup.wish == SERVO_PARK) {
		enter(servo, NFOD_SERVO_PARKING, stands ? 1 : STOP_TICKS);
		return;
	}
	servo->spindle.speed = servo->sup.target.speed;
	servo->spindle.stopped = false;
	if (fake.cause)
		enter(servo, NFOD_SERVO_SPIN_UP, FAIL_TICKS);
	else if (servo->sup.wish == SERVO_LOOK)
		enter(servo, NFOD_SERVO_SPIN_UP, stands ? SPIN_TICKS : MOVE_TICKS);
	else
		enter(servo, NFOD_SERVO_SEEK, MOVE_TICKS);
}

static void end_wish(struct servo *servo)
{
	if (servo->sup.wish == SERVO_PARK) {
		if (fake.never_stops) {
			servo->sup.fault = NFOD_FAULT_SPIN;
			enter(servo, NFOD_SERVO_FAULT, UINT64_MAX);
			return;
		}
		servo->spindle.speed = 0.0f;
		servo->spindle.stopped = true;
		enter(servo, NFOD_SERVO_PARKED, UINT64_MAX);
	} else if (fake.cause) {
		fake_fail(servo, fake.cause);
	} else if (servo->sup.wish == SERVO_LOOK) {
		servo->sup.runout_nm = 21000.0f;
		enter(servo, NFOD_SERVO_FAR, UINT64_MAX);
		servo->sup.arrived = true;
	} else {
		fake.place = target_place(servo) - FAKE_TURN / 2;
		servo->signal.side = servo->sup.target.side;
		enter(servo, NFOD_SERVO_FOLLOW, UINT64_MAX);
		servo->sup.arrived = true;
	}
}

bool servo_poll(struct servo *servo)
{
	if (servo->sup.fresh)
		begin_wish(servo);
	else if (servo->ticks >= servo->sup.due)
		end_wish(servo);
	else
		return false;
	return true;
}

uint64_t servo_deadline(const struct servo *servo)
{
	return servo->sup.fresh ? 0 : servo->sup.due;
}

/* On a track the spot goes on; while the target is to be waited for, a turn back in time. */
bool servo_tick(struct servo *servo, const volatile struct nfod_fe_block *block,
		volatile struct nfod_fe_drive *drive)
{
	float step = servo->spindle.speed / (6.2831853f * servo->fig.tick_hz) * (float)FAKE_TURN;
	uint64_t due = servo->sup.due;

	servo->ticks++;
	servo->spindle.step = step;
	servo->seen.ges = servo->signal.side == NFOD_LAND ? 0.29f : 0.39f;
	servo->seen.ges += 0.0115f * (servo->sup.target.gap_nm - 25.0f);
	drive->tick = block->tick;
	if (!fake_follows(servo))
		return servo->ticks == due;
	fake.place += (int64_t)step;
	if (!servo->sup.running && target_place(servo) - fake.place < FAKE_LEAD)
		fake.place -= FAKE_TURN;
	return servo->ticks == due;
}

static void wish(struct servo *servo, uint8_t what, const struct servo_target *target)
{
	servo->sup.wish = what;
	servo->sup.running = false;
	servo->sup.arrived = false;
	servo->sup.fresh = true;
	if (target)
		servo->sup.target = *target;
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
	fake.follows++;
	wish(servo, SERVO_FOLLOW, target);
}

void servo_release(struct servo *servo)
{
	servo->sup.running = true;
}

bool servo_is_there(const struct servo *servo)
{
	return !servo->sup.fresh && servo->sup.arrived;
}

uint64_t servo_arrival(const struct servo *servo)
{
	if (!fake_follows(servo))
		return UINT64_MAX;
	return (uint64_t)((float)(target_place(servo) - fake.place) / servo->spindle.step);
}

void servo_forget(struct servo *servo)
{
	bumps_forget(&servo->bumps);
	fake.forgotten++;
}

bool signal_make_curves(struct signal *signal, const uint16_t *ges_q15[NFOD_SIDES],
			const uint16_t *written_q15[NFOD_SIDES])
{
	(void)signal;
	fake.curves++;
	return !fake.no_curves && ges_q15[0] && ges_q15[1] && written_q15[0] && written_q15[1];
}

void signal_use_curves(struct signal *signal)
{
	(void)signal;
}

float learn_radius(const struct servo *servo)
{
	return servo->spindle.stopped ? 0.0f : servo->sup.target.radius_m;
}

uint32_t learn_shape_at(const struct learn *learn, enum learn_axis axis, float radius_m,
			struct learn_shape *shape)
{
	(void)learn;
	memset(shape, 0, sizeof(*shape));
	shape->re[0] = axis == LEARN_GAP ? 1234.5f : -17.25f;
	shape->im[LEARN_HARMONICS - 1] = radius_m * 1e3f;
	return 7;
}

float learn_pp_nm(const struct servo *servo, enum learn_axis axis, float radius_m)
{
	(void)servo;
	return radius_m > 0.0f ? axis == LEARN_GAP ? 21000.0f : 30000.0f : 0.0f;
}

bool trace_start(struct servo *servo, const struct nfod_trace_setup *setup)
{
	servo->trace.setup = *setup;
	return setup->channels != 0;
}

uint32_t trace_answer(const struct servo *servo, uint16_t chunk, void *to)
{
	(void)servo;
	(void)chunk;
	(void)to;
	return 0;
}

void measure_ask(struct servo *servo)
{
	servo->sup.measure_wanted = true;
}
