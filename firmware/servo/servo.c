// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/servo.h"

#include <string.h>

#include "servo/filter.h"
#include "servo/states.h"

#define FULL_DRIVE 32767.0f

void servo_init(struct servo *servo, const struct nfod_figures *figures, void *trace,
		uint32_t trace_bytes)
{
	memset(servo, 0, sizeof(*servo));
	servo->fig = *figures;
	servo->to_drive = (struct servo_scale){
		.gap = FULL_DRIVE / figures->gap_volts,
		.track = FULL_DRIVE / figures->track_volts,
		.tilt = FULL_DRIVE / figures->tilt_volts,
	};
	signal_init(&servo->signal, figures);
	spindle_init(&servo->spindle, figures);
	focus_init(&servo->focus, figures);
	gap_init(&servo->gap, figures);
	track_init(&servo->track, figures);
	loose_init(&servo->loose, &servo->fig);
	sled_init(&servo->sled, figures);
	tilt_init(&servo->tilt, figures);
	guard_init(&servo->guard, figures);
	sup_init(&servo->sup);
	bumps_forget(&servo->bumps);
	level_forget(&servo->level);
	learn_forget(servo);
	trace_init(&servo->trace, trace, trace_bytes);
}

/*
 * To the nearest count. Added to so much, a float has no room for less than 1, and the low
 * half of its bits is what was added. Axes bound their drives: none exceeds the converter.
 */
static int16_t converted(float counts)
{
	union {
		float sum;
		uint32_t bits;
	} nearest = { .sum = counts + 0x1.8p23f };

	return (int16_t)(nearest.bits & 0xffffu);
}

static void drive_loops(const struct servo *servo, volatile struct nfod_fe_drive *drive)
{
	drive->gap = converted(servo->out.gap * servo->to_drive.gap);
	drive->track = converted(servo->out.track * servo->to_drive.track);
}

/* What its axis says but now and then, or the write gate's hardware needs to know. */
static void drive_slow(const struct servo *servo, volatile struct nfod_fe_drive *drive)
{
	const struct servo_out *out = &servo->out;

	drive->tilt[0] = converted(out->tilt[0] * servo->to_drive.tilt);
	drive->tilt[1] = converted(out->tilt[1] * servo->to_drive.tilt);
	drive->sled = converted(out->sled * FULL_DRIVE);
	drive->spindle = converted(out->spindle * FULL_DRIVE);
	drive->gate_low = servo->guard.gate_low;
	drive->gate_high = servo->guard.gate_high;
	drive->gate_track = servo->guard.gate_track;
}

/* What the supervisor waits for, packed, so that one comparison sees any change of it. */
static uint32_t to_be_told(const struct servo *servo)
{
	const struct gap_report *gap = &servo->gap.report;
	const struct track_report *track = &servo->track.report;

	return (uint32_t)gap->mode | (uint32_t)gap->trouble << 2 | (uint32_t)gap->settled << 5 |
	       (gap->number & 3u) << 6 | (uint32_t)track->mode << 8 |
	       (uint32_t)track->trouble << 10 | (uint32_t)track->settled << 12 |
	       (track->number & 3u) << 13 | (uint32_t)servo->seek.state << 15 |
	       (servo->seek.taken & 1u) << 17 | (uint32_t)servo->guard.retracting << 18 |
	       (uint32_t)servo->learn.turn_done[LEARN_GAP] << 19 |
	       (uint32_t)servo->learn.turn_done[LEARN_TRACK] << 20 |
	       (uint32_t)servo->margin.point_done << 21 | (uint32_t)servo->spindle.at_speed << 22 |
	       (uint32_t)servo->spindle.stopped << 23 | (uint32_t)servo->spindle.stalled << 24 |
	       (uint32_t)servo->sled.there << 25;
}

static bool news(struct servo *servo)
{
	uint32_t told = servo->told;

	servo->told = to_be_told(servo);
	return servo->told != told;
}

/* The loops, without what they need but now and then. */
static uint16_t fly(struct servo *servo, const volatile struct nfod_fe_block *block)
{
	servo->signal.between = servo->track.land;
	servo->signal.fading = servo->track.fading;
	signal_read(&servo->signal, block, &servo->seen);
	servo->out.spindle = spindle_tick(servo);
	servo->out.track = track_tick(servo);
	if (servo->track.spot || seek_waits(&servo->seek))
		seek_tick(servo);
	servo->out.gap = gap_tick(servo);
	return guard_tick(servo);
}

/* What is slow, when the loops have been answered. Return: whether there is news. */
static bool keep_house(struct servo *servo, const volatile struct nfod_fe_block *block,
		       volatile struct nfod_fe_drive *drive)
{
	switch ((uint32_t)servo->ticks % SERVO_SLOW) {
	case SERVO_SLED_AT:
		signal_read_slow(&servo->signal, block, &servo->seen);
		servo->out.sled = sled_tick(servo);
		return false;
	case SERVO_LENS_AT:
		track_look(servo);
		guard_look(servo);
		drive_slow(servo, drive);
		return false;
	case SERVO_TILT_AT:
		tilt_tick(servo);
		return news(servo);
	case SERVO_SPINDLE_AT:
		signal_read_quadrants(&servo->signal, block, &servo->seen);
		return false;
	default:
		return false;
	}
}

bool servo_tick(struct servo *servo, const volatile struct nfod_fe_block *block,
		volatile struct nfod_fe_drive *drive)
{
	uint32_t tick = block->tick;
	uint16_t control;
	bool wanted;

	servo->ticks++;
	control = fly(servo, block);
	drive_loops(servo, drive);
	wanted = keep_house(servo, block, drive);
	drive->control = control;
	drive->tick = tick;
	if (servo->gauge.running)
		gauge_tick(servo);
	trace_tick(servo);
	return wanted;
}
