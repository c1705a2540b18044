// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors

#include "servo/measure.h"

#include <string.h>

#include "servo/servo.h"

void measure_ask(struct servo *servo)
{
	door_hold(servo->door);
	margin_stop(servo);
	door_let_go(servo->door);
	memset(servo->margin.report, 0, sizeof(servo->margin.report));
	servo->margin.point = 0;
	servo->sup.measure_wanted = true;
}

static bool can_measure(const struct servo *servo)
{
	return servo->sup.state == NFOD_SERVO_FOLLOW && servo->gap.report.settled &&
	       servo->track.report.settled && !servo->guard.retracting;
}

/* The loop that has not been measured, or MARGIN_LOOPS. */
static uint32_t next_loop(const struct margin *margin)
{
	uint32_t loop = 0;

	while (loop < MARGIN_LOOPS && margin->report[loop].points)
		loop++;
	return loop;
}

bool measure_holds(const struct servo *servo)
{
	const struct margin *margin = &servo->margin;

	return servo->sup.measure_wanted && margin->running && !margin->point_done;
}

static void go_on(struct servo *servo, uint32_t loop)
{
	const struct margin *margin = &servo->margin;

	if (margin->loop == loop && margin->point && margin->point < MARGIN_POINTS)
		margin_resume(servo);
	else
		margin_begin(servo, (enum margin_loop)loop);
}

bool measure_poll(struct servo *servo)
{
	uint32_t loop;

	if (!servo->sup.measure_wanted)
		return false;
	if (!can_measure(servo)) {
		if (!servo->margin.probe)
			margin_stop(servo);
		return false;
	}
	if (servo->margin.running)
		return false;
	loop = next_loop(&servo->margin);
	if (loop < MARGIN_LOOPS)
		go_on(servo, loop);
	else
		servo->sup.measure_wanted = false;
	return true;
}
