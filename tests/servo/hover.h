/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A drive that holds a track, and how well it does so by the plant's truth: what the tests
 * of learning, tilt and margins begin with.
 */
#ifndef NFOD_TESTS_SERVO_HOVER_H
#define NFOD_TESTS_SERVO_HOVER_H

#include <math.h>
#include <stdbool.h>

#include "cmocka_all.h"
#include "rig.h"

#define HOVER_RATE 200e3
#define HOVER_RPM (M_PI / 30.0)

/**
 * struct hover_error - over some turns
 * @gap_rms: nm, of gap less set point, mean included
 * @gap_peak: nm
 * @track_rms: nm, about the mean: an offset of the push-pull is no run-out
 * @track_mean: nm
 * @tilt_peak: mrad, radial and tangential
 * @tilt_mean: ditto
 */
struct hover_error {
	double gap_rms;
	double gap_peak;
	double track_rms;
	double track_mean;
	double tilt_peak[2];
	double tilt_mean[2];
};

/* A motor that does not make tests wait, and no noise where @quiet. */
static inline struct rig_options hover_options(bool quiet)
{
	struct rig_options options = rig_defaults();

	options.firmware.spindle_torque_mnm = 30;
	options.plant.spindle_torque_mnm = 30;
	if (quiet) {
		options.plant.ges_noise_ppm = 0;
		options.plant.laser_noise_ppm = 0;
		options.plant.pp_noise_nm = 0;
		options.plant.focus_noise_nm = 0;
		options.plant.data_noise_ppm = 0;
		options.plant.accel_noise_mg = 0;
		options.plant.wander_axial_nm = 0;
		options.plant.wander_radial_nm = 0;
		options.plant.track_jitter_nm = 0;
		options.plant.stray_ppm = 0;
		options.plant.stray_spread_ppm = 0;
		options.plant.adc_bits = 20;
		options.plant.dac_bits = 24;
	}
	return options;
}

static inline double hover_turn(const struct rig *rig)
{
	return 2.0 * M_PI / (double)rig->servo->spindle.speed;
}

static inline void hover_turns(struct rig *rig, double turns)
{
	rig_run(rig, turns * hover_turn(rig));
}

/* To another zone's groove, or the same at another speed. */
static inline void hover_go(struct rig *rig, unsigned int zone, double rpm)
{
	struct servo_target target = rig_target(rig, zone, NFOD_GROOVE, 100, 0.0);

	target.speed = (float)(rpm * HOVER_RPM);
	target.speed_limit = 1.25f * target.speed;
	servo_follow(rig->servo, &target);
	if (!rig_until(rig, rig_is_there, 6.0))
		fail_msg("not there: state %d fault 0x%x, gap %d/%d, track %d/%d, guard %d",
			 rig->servo->sup.state, rig->servo->sup.fault, rig->servo->gap.report.mode,
			 rig->servo->gap.report.trouble, rig->servo->track.report.mode,
			 rig->servo->track.report.trouble, rig->servo->guard.reason);
	servo_release(rig->servo);
}

static inline struct rig *hover_new(const struct rig_options *options, unsigned int zone,
				    double rpm)
{
	struct rig *rig = rig_new(options);

	hover_go(rig, zone, rpm);
	return rig;
}

static inline void hover_learn(struct rig *rig, bool on)
{
	for (int axis = 0; axis < LEARN_AXES; axis++)
		rig->servo->learn.on[axis] = on;
}

static inline struct hover_error hover_error(struct rig *rig, double turns)
{
	uint64_t ticks = (uint64_t)(turns * hover_turn(rig) * HOVER_RATE);
	const struct plant_truth *truth = plant_truth(rig->plant);
	struct hover_error error = { 0 };

	for (uint64_t n = 0; n < ticks; n++) {
		double gap, track;

		rig_tick(rig);
		assert_int_equal(rig->servo->gap.report.mode, GAP_NEAR);
		gap = 1e9 * truth->gap - (double)rig->servo->gap.report.set_nm;
		track = 1e9 * truth->offset;
		error.gap_rms += gap * gap / (double)ticks;
		error.track_rms += track * track / (double)ticks;
		error.track_mean += track / (double)ticks;
		error.gap_peak = fmax(error.gap_peak, fabs(gap));
		for (int axis = 0; axis < 2; axis++) {
			error.tilt_mean[axis] += 1e3 * truth->tilt[axis] / (double)ticks;
			error.tilt_peak[axis] =
				fmax(error.tilt_peak[axis], fabs(1e3 * truth->tilt[axis]));
		}
	}
	error.gap_rms = sqrt(error.gap_rms);
	error.track_rms = sqrt(error.track_rms - error.track_mean * error.track_mean);
	return error;
}

#endif
