// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "servo/servo.h"

#include <string.h>

#include "servo/filter.h"

#define FULL_DRIVE 32767.0f

void servo_init(struct servo *servo, const struct nfod_figures *figures, void *trace,
		uint32_t trace_bytes)
{
	memset(servo, 0, sizeof(*servo));
	servo->fig = *figures;
	servo->light = 1.0f;
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
	sled_init(&servo->sled, figures);
	tilt_init(&servo->tilt, figures);
	guard_init(&servo->guard, figures);
	bumps_forget(&servo->bumps);
	level_forget(&servo->level);
	learn_forget(&servo->learn);
	trace_init(&servo->trace, trace, trace_bytes);
}

static int16_t converted(float counts)
{
	counts = clampf(counts, -FULL_DRIVE, FULL_DRIVE);
	return (int16_t)(counts + (counts < 0.0f ? -0.5f : 0.5f));
}

static void drive_all(const struct servo *servo, volatile struct nfod_fe_drive *drive)
{
	const struct servo_out *out = &servo->out;
	const struct servo_scale *scale = &servo->to_drive;

	drive->gap = converted(out->gap * scale->gap);
	drive->track = converted(out->track * scale->track);
	drive->tilt[0] = converted(out->tilt[0] * scale->tilt);
	drive->tilt[1] = converted(out->tilt[1] * scale->tilt);
	drive->sled = converted(out->sled * FULL_DRIVE);
	drive->spindle = converted(out->spindle * FULL_DRIVE);
}

static void drive_gate(const struct servo *servo, volatile struct nfod_fe_drive *drive)
{
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

bool servo_tick(struct servo *servo, const volatile struct nfod_fe_block *block,
		volatile struct nfod_fe_drive *drive)
{
	uint32_t tick = block->tick;
	uint32_t told = servo->told;
	uint16_t control;

	servo->ticks++;
	servo->signal.between = servo->track.land;
	signal_read(&servo->signal, &servo->fig, block, &servo->seen);
	servo->out.spindle = spindle_tick(servo);
	servo->out.track = track_tick(servo);
	seek_tick(servo);
	servo->out.sled = sled_tick(servo);
	servo->out.gap = gap_tick(servo);
	tilt_tick(servo);
	control = guard_tick(servo);
	drive_all(servo, drive);
	drive_gate(servo, drive);
	drive->control = control;
	drive->tick = tick;
	gauge_tick(servo);
	trace_tick(servo);
	servo->told = to_be_told(servo);
	return servo->told != told;
}
