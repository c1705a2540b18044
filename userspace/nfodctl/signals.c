// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "signals.h"

#include <stddef.h>
#include <string.h>

#include "nfod/wire.h"
#include "nfod/wire_servo.h"

static const struct signal_name signals[NFOD_TRACE_SIGNALS] = {
	[NFOD_TRACE_GAP_NM] = { "gap", "nm", "gap as seen" },
	[NFOD_TRACE_GAP_SET_NM] = { "set", "nm", "gap as wanted" },
	[NFOD_TRACE_GAP_VOLTS] = { "gap-drive", "V", "drive of the gap actuator" },
	[NFOD_TRACE_GES] = { "ges", "", "gap error signal over its far-field value" },
	[NFOD_TRACE_TRACK_NM] = { "track", "nm", "off-track, outwards positive" },
	[NFOD_TRACE_TRACK_VOLTS] = { "track-drive", "V", "drive of the tracking actuator" },
	[NFOD_TRACE_SUM] = { "sum", "", "reflected light over its far-field value" },
	[NFOD_TRACE_FOCUS_NM] = { "focus", "nm", "far-field focus error" },
	[NFOD_TRACE_TILT_RADIAL_MRAD] = { "tilt-radial", "mrad", "radial tilt left" },
	[NFOD_TRACE_TILT_TANGENTIAL_MRAD] = { "tilt-tangential", "mrad", "tangential tilt left" },
	[NFOD_TRACE_ANGLE_TURNS] = { "angle", "turns", "angle of the disc" },
	[NFOD_TRACE_SPEED_RPM] = { "speed", "rpm", "speed of the spindle" },
	[NFOD_TRACE_RADIUS_MM] = { "radius", "mm", "radius of the spot" },
	[NFOD_TRACE_CROSSING_M_S] = { "crossing", "m/s", "speed over the tracks" },
	[NFOD_TRACE_SLED_VOLTS] = { "sled-drive", "", "drive of the sled, 1 = full" },
	[NFOD_TRACE_ACCEL_M_S2] = { "accel", "m/s2", "acceleration along the gap" },
	[NFOD_TRACE_STATE] = { "state", "", "state of the servo, by number" },
	[NFOD_TRACE_FEED_GAP_VOLTS] = { "feed-gap", "V", "learned feed-forward, gap" },
	[NFOD_TRACE_FEED_TRACK_VOLTS] = { "feed-track", "V", "learned feed-forward, tracking" },
	[NFOD_TRACE_MAY] = { "may", "", "1 = may read, 2 = may write" },
};

static const char *const triggers[NFOD_TRIGGER_COUNT] = {
	[NFOD_TRIGGER_NOW] = "now",	    [NFOD_TRIGGER_RETRACT] = "retract",
	[NFOD_TRIGGER_SEEK] = "seek",	    [NFOD_TRIGGER_JUMP] = "jump",
	[NFOD_TRIGGER_PULL_IN] = "pull-in",
};

const struct signal_name *signal_name(unsigned int signal)
{
	static const struct signal_name unknown = { "unknown", "", "unknown" };

	return signal < NFOD_TRACE_SIGNALS ? &signals[signal] : &unknown;
}

int signal_by_name(const char *name)
{
	for (int n = 0; n < NFOD_TRACE_SIGNALS; n++)
		if (!strcmp(name, signals[n].name))
			return n;
	return -1;
}

const char *trigger_name(unsigned int trigger)
{
	return trigger < NFOD_TRIGGER_COUNT ? triggers[trigger] : "unknown";
}

int trigger_by_name(const char *name)
{
	for (int n = 0; n < NFOD_TRIGGER_COUNT; n++)
		if (!strcmp(name, triggers[n]))
			return n;
	return -1;
}
