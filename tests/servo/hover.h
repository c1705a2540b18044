/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The rig with its axes ordered one by one and no supervisor: for what is looked at
 * within a loop.
 */
#ifndef NFOD_TESTS_SERVO_HOVER_H
#define NFOD_TESTS_SERVO_HOVER_H

#include <math.h>
#include <stdbool.h>

#include "cmocka_all.h"
#include "rig.h"

#define HOVER_RATE 200e3
#define HOVER_GAP_NM 25.0f
#define HOVER_ACROSS_NM 90.0f
#define HOVER_RPM (M_PI / 30.0)

/**
 * struct hover_error - over some turns, by the plant's truth
 * @gap_rms: nm
 * @gap_peak: nm
 * @track_rms: nm
 * @track_peak: nm
 * @tilt_peak: mrad, radial and tangential
 * @tilt_mean: ditto
 */
struct hover_error {
	double gap_rms;
	double gap_peak;
	double track_rms;
	double track_peak;
	double tilt_peak[2];
	double tilt_mean[2];
};

/* A motor that does not make tests wait, and no noise where @quiet. */
static inline struct rig_options hover_options(bool quiet)
{
	struct rig_options options = rig_defaults();

	options.firmware.spindle_torque_mnm = 50;
	options.plant.spindle_torque_mnm = 50;
	if (quiet) {
		options.plant.ges_noise_ppm = 0;
		options.plant.laser_noise_ppm = 0;
		options.plant.pp_noise_nm = 0;
		options.plant.focus_noise_nm = 0;
		options.plant.data_noise_ppm = 0;
		options.plant.accel_noise_mg = 0;
		options.plant.adc_bits = 20;
		options.plant.dac_bits = 24;
	}
	return options;
}

static inline void hover_tick(struct rig *rig)
{
	struct servo *servo = rig->servo;

	plant_tick(rig->plant, &rig->fe);
	servo_tick(servo, &rig->fe.block, &rig->fe.drive);
	rig->ticks++;
	if (rig->ticks % 20)
		return;
	learn_poll(servo);
	bumps_poll(servo);
	margin_poll(servo);
}

static inline void hover_run(struct rig *rig, double seconds)
{
	for (uint64_t ticks = (uint64_t)(seconds * HOVER_RATE); ticks; ticks--)
		hover_tick(rig);
}

static inline void hover_until(struct rig *rig, bool (*holds)(const struct servo *), double seconds)
{
	const struct servo *servo = rig->servo;

	for (uint64_t ticks = (uint64_t)(seconds * HOVER_RATE); !holds(servo); ticks--) {
		if (!ticks)
			fail_msg("gap %d trouble %d, track %d trouble %d, guard %d, focus %d",
				 servo->gap.report.mode, servo->gap.report.trouble,
				 servo->track.report.mode, servo->track.report.trouble,
				 servo->guard.reason, servo->focus.state);
		hover_tick(rig);
	}
}

static inline bool hover_spins(const struct servo *servo)
{
	return servo->spindle.at_speed && servo->sled.there;
}

static inline bool hover_is_far(const struct servo *servo)
{
	return servo->focus.state == FOCUS_HELD;
}

static inline bool hover_is_near(const struct servo *servo)
{
	return servo->gap.report.mode == GAP_NEAR && servo->gap.report.settled;
}

static inline bool hover_follows(const struct servo *servo)
{
	return servo->track.report.mode == TRACK_FOLLOW && servo->track.report.settled;
}

static inline double hover_turn(const struct rig *rig)
{
	return 2.0 * M_PI / (double)rig->servo->spindle.speed;
}

static inline void hover_turns(struct rig *rig, double turns)
{
	hover_run(rig, turns * hover_turn(rig));
}

/* Disc at speed, sled at a radius. */
static inline void hover_spin(struct rig *rig, double radius_m, double rpm)
{
	struct servo *servo = rig->servo;

	servo->spindle.target = (float)(rpm * HOVER_RPM);
	servo->sled.target_m = (float)radius_m;
	servo->sled.mode = SLED_GO;
	servo->sled.there = false;
	servo->spindle.at_speed = false;
	hover_run(rig, 1e-3);
	hover_until(rig, hover_spins, 2.0);
}

/* The far field is what quadrants are measured by. */
static inline void hover_balance(struct rig *rig, double turns)
{
	struct servo *servo = rig->servo;
	uint64_t ticks = (uint64_t)(turns * hover_turn(rig) * HOVER_RATE);
	double mean[4] = { 0 };

	for (uint64_t n = 0; n < ticks; n++) {
		hover_tick(rig);
		for (int q = 0; q < 4; q++)
			mean[q] += (double)servo->seen.quadrant[q] / (double)ticks;
	}
	for (int q = 0; q < 4; q++)
		servo->signal.ges_scale[q] = (float)((double)servo->signal.ges_scale[q] / mean[q]);
}

static inline void hover_far(struct rig *rig)
{
	rig->servo->guard.laser = true;
	gap_order(&rig->servo->gap, GAP_FAR, 0.0f);
	hover_until(rig, hover_is_far, 1.0);
	hover_run(rig, 2e-3);
	hover_balance(rig, 1.0);
}

static inline void hover_near(struct rig *rig, float gap_nm)
{
	gap_order(&rig->servo->gap, GAP_NEAR, gap_nm);
	hover_run(rig, 1e-4);
	hover_until(rig, hover_is_near, 0.5);
}

/* Tracks are crossed high up; the gap is taken when one is held. */
static inline void hover_follow(struct rig *rig, uint8_t side)
{
	hover_near(rig, HOVER_ACROSS_NM);
	rig->servo->signal.side = side;
	track_order(&rig->servo->track, TRACK_FOLLOW, side, 0);
	hover_run(rig, 1e-4);
	hover_until(rig, hover_follows, 0.5);
	rig->servo->sled.mode = SLED_FOLLOW;
	hover_near(rig, HOVER_GAP_NM);
}

static inline void hover_learn(struct rig *rig, bool on)
{
	for (int axis = 0; axis < LEARN_AXES; axis++)
		rig->servo->learn.on[axis] = on;
}

/* From nothing to a groove, nothing learned. */
static inline struct rig *hover_new(const struct rig_options *options, double radius_m, double rpm)
{
	struct rig *rig = rig_new(options);

	hover_spin(rig, radius_m, rpm);
	hover_far(rig);
	hover_follow(rig, NFOD_GROOVE);
	return rig;
}

static inline struct hover_error hover_error(struct rig *rig, double turns)
{
	uint64_t ticks = (uint64_t)(turns * hover_turn(rig) * HOVER_RATE);
	struct hover_error error = { 0 };

	for (uint64_t n = 0; n < ticks; n++) {
		const struct plant_truth *truth = plant_truth(rig->plant);
		double gap, track;

		hover_tick(rig);
		gap = 1e9 * truth->gap - (double)rig->servo->gap.report.set_nm;
		track = 1e9 * truth->offset;
		error.gap_rms += gap * gap / (double)ticks;
		error.track_rms += track * track / (double)ticks;
		error.gap_peak = fmax(error.gap_peak, fabs(gap));
		error.track_peak = fmax(error.track_peak, fabs(track));
		for (int axis = 0; axis < 2; axis++) {
			error.tilt_mean[axis] += 1e3 * truth->tilt[axis] / (double)ticks;
			error.tilt_peak[axis] =
				fmax(error.tilt_peak[axis], fabs(1e3 * truth->tilt[axis]));
		}
	}
	error.gap_rms = sqrt(error.gap_rms);
	error.track_rms = sqrt(error.track_rms);
	return error;
}

#endif
