/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The gap axis by itself: no supervisor, the disc is made to turn and the axis is given
 * orders. The sled stands at its inner stop, where there are no tracks to be crossed.
 */
#ifndef NFOD_TESTS_SERVO_VERTICAL_H
#define NFOD_TESTS_SERVO_VERTICAL_H

#include <math.h>
#include <stdbool.h>

#include "cmocka_all.h"
#include "rig.h"

#define VERTICAL_RATE 200e3
#define VERTICAL_RPM (M_PI / 30.0)

static inline void vertical_tick(struct rig *rig)
{
	plant_tick(rig->plant, &rig->fe);
	servo_tick(rig->servo, &rig->fe.block, &rig->fe.drive);
	rig->ticks++;
}

static inline void vertical_run(struct rig *rig, double seconds)
{
	uint64_t ticks = (uint64_t)(seconds * VERTICAL_RATE);

	while (ticks--)
		vertical_tick(rig);
}

/* A disc at speed, light allowed, the head at home. */
static inline struct rig *vertical_new(const struct rig_options *options, double rpm)
{
	struct rig_options quick = *options;
	struct rig *rig;

	quick.firmware.spindle_torque_mnm = 100;
	quick.plant.spindle_torque_mnm = 100;
	rig = rig_new(&quick);
	rig->servo->guard.laser = true;
	rig->servo->spindle.target = (float)(rpm * VERTICAL_RPM);
	while (!rig->servo->spindle.at_speed)
		vertical_tick(rig);
	return rig;
}

static inline bool vertical_until(struct rig *rig, bool (*holds)(const struct rig *rig),
				  double seconds)
{
	uint64_t ticks = (uint64_t)(seconds * VERTICAL_RATE);

	while (!holds(rig) && ticks--)
		vertical_tick(rig);
	return holds(rig);
}

static inline bool vertical_held(const struct rig *rig)
{
	return rig->servo->focus.state == FOCUS_HELD;
}

static inline bool vertical_near(const struct rig *rig)
{
	return rig->servo->gap.report.mode == GAP_NEAR && rig->servo->gap.report.settled &&
	       rig->servo->gap.report.number == rig->servo->gap.order.number;
}

static inline bool vertical_troubled(const struct rig *rig)
{
	return rig->servo->gap.report.trouble != GAP_NO_TROUBLE;
}

static inline bool vertical_retracting(const struct rig *rig)
{
	return rig->servo->guard.retracting;
}

/* Down to a gap; fails the test when that does not come about. */
static inline void vertical_close(struct rig *rig, double gap_nm)
{
	gap_order(&rig->servo->gap, GAP_NEAR, (float)gap_nm);
	if (!vertical_until(rig, vertical_near, 1.5))
		fail_msg("not near: mode %d trouble %d focus %d guard %d",
			 rig->servo->gap.report.mode, rig->servo->gap.report.trouble,
			 rig->servo->focus.state, rig->servo->guard.reason);
}

/* Nothing is left of noise but the converters'. */
static inline void vertical_quiet(struct nfod_figures *fig)
{
	fig->ges_noise_ppm = 0;
	fig->laser_noise_ppm = 0;
	fig->focus_noise_nm = 0;
	fig->data_noise_ppm = 0;
	fig->accel_noise_mg = 0;
	fig->wander_axial_nm = 0;
	fig->wander_radial_nm = 0;
}

#endif
