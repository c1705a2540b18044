// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
/*
 * Disturbances from outside and ailments of head and disc. Without --servo full there is
 * nothing that they could act on, so they are refused.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "twin/knob_internal.h"
#include "twin/twin.h"

#define WITH_FULL ", with --servo full"

/* Up to @most numbers and nothing else. Return: how many. */
static int parse_numbers(const char *text, double *number, int most)
{
	int count = 0, end = 0;

	while (count < most && sscanf(text, "%lf %n", &number[count], &end) == 1 &&
	       isfinite(number[count])) {
		text += end;
		count++;
	}
	return *text ? 0 : count;
}

static bool within(double value, double least, double most)
{
	return value >= least && value <= most;
}

/* ---- which servo ---- */

static int set_servo(struct twin *twin, const struct knob *knob, const char *value)
{
	(void)knob;
	if (!strcmp(value, "kinematic"))
		return flight_is_on(twin) ? -1 : 0;
	if (strcmp(value, "full") || twin->powered || twin->counters.power_cuts)
		return -1;
	return flight_begin(twin);
}

static void get_servo(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%s", flight_is_on(twin) ? "full" : "kinematic");
}

/* ---- from outside ---- */

static int set_shock(struct twin *twin, const struct knob *knob, const char *value)
{
	char axis[16];
	double number[2];
	int at = 0;

	(void)knob;
	if (!flight_is_on(twin) || sscanf(value, "%15s %n", axis, &at) != 1 ||
	    parse_numbers(value + at, number, 2) != 2 || !within(fabs(number[0]), 0.0, 1000.0) ||
	    !within(number[1], 0.01, 1000.0))
		return -1;
	if (!strcmp(axis, "axial"))
		plant_shock(twin->flight.plant, PLANT_AXIAL, number[0], number[1] * 1e-3);
	else if (!strcmp(axis, "radial"))
		plant_shock(twin->flight.plant, PLANT_RADIAL, number[0], number[1] * 1e-3);
	else
		return -1;
	twin->flight.resting = 0;
	snprintf(twin->flight.shock, sizeof(twin->flight.shock), "%s", value);
	return 0;
}

static void get_shock(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%s", *twin->flight.shock ? twin->flight.shock : "off");
}

static int set_vibration(struct twin *twin, const struct knob *knob, const char *value)
{
	double g2_hz = 0.0;

	(void)knob;
	if (!flight_is_on(twin) || (strcmp(value, "off") && (parse_numbers(value, &g2_hz, 1) != 1 ||
							     !within(g2_hz, 0.0, 1.0))))
		return -1;
	twin->flight.g2_hz = g2_hz;
	plant_vibrate(twin->flight.plant, g2_hz);
	return 0;
}

static void get_vibration(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	if (twin->flight.g2_hz > 0.0)
		snprintf(text, size, "%g", twin->flight.g2_hz);
	else
		snprintf(text, size, "off");
}

/* Two numbers: for so many milliseconds, and then as before. */
static int set_supply(struct twin *twin, const struct knob *knob, const char *value)
{
	double number[2] = { 0.0, 0.0 };
	int count;

	(void)knob;
	if (!flight_is_on(twin))
		return -1;
	count = parse_numbers(value, number, 2);
	if (!count || !within(number[0], 0.0, 24.0) ||
	    (count == 2 && !within(number[1], 0.01, 1e6)))
		return -1;
	if (count == 1)
		twin->flight.supply_v = number[0];
	plant_supply(twin->flight.plant, number[0], number[1] * 1e-3);
	return 0;
}

static void get_supply(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%g", twin->flight.supply_v);
}

static int set_temperature(struct twin *twin, const struct knob *knob, const char *value)
{
	double celsius;

	(void)knob;
	if (!flight_is_on(twin) || parse_numbers(value, &celsius, 1) != 1 ||
	    !within(celsius, -50.0, 150.0))
		return -1;
	twin->flight.celsius = celsius;
	plant_temperature(twin->flight.plant, celsius);
	return 0;
}

static void get_temperature(const struct twin *twin, const struct knob *knob, char *text,
			    size_t size)
{
	(void)knob;
	snprintf(text, size, "%g", twin->flight.celsius);
}

/* ---- head and disc ---- */

static int set_tilt(struct twin *twin, const struct knob *knob, const char *value)
{
	double mrad[2];

	(void)knob;
	if (!flight_is_on(twin) || parse_numbers(value, mrad, 2) != 2 ||
	    !within(fabs(mrad[0]), 0.0, 20.0) || !within(fabs(mrad[1]), 0.0, 20.0))
		return -1;
	memcpy(twin->flight.tilt_mrad, mrad, sizeof(mrad));
	plant_tilt(twin->flight.plant, mrad[0], mrad[1]);
	return 0;
}

static void get_tilt(const struct twin *twin, const struct knob *knob, char *text, size_t size)
{
	(void)knob;
	snprintf(text, size, "%g %g", twin->flight.tilt_mrad[0], twin->flight.tilt_mrad[1]);
}

static int set_contamination(struct twin *twin, const struct knob *knob, const char *value)
{
	double lost = 0.0;

	(void)knob;
	if (!flight_is_on(twin) || (strcmp(value, "off") && (parse_numbers(value, &lost, 1) != 1 ||
							     !within(lost, 0.0, 1.0))))
		return -1;
	twin->flight.lost_light = lost;
	plant_contaminate(twin->flight.plant, 1.0 - lost);
	return 0;
}

static void get_contamination(const struct twin *twin, const struct knob *knob, char *text,
			      size_t size)
{
	(void)knob;
	if (twin->flight.lost_light > 0.0)
		snprintf(text, size, "%g", twin->flight.lost_light);
	else
		snprintf(text, size, "off");
}

static int set_upside_down(struct twin *twin, const struct knob *knob, const char *value)
{
	bool on = !strcmp(value, "on");

	(void)knob;
	if (!flight_is_on(twin) || (!on && strcmp(value, "off")))
		return -1;
	twin->flight.upside_down = on;
	return 0;
}

static void get_upside_down(const struct twin *twin, const struct knob *knob, char *text,
			    size_t size)
{
	(void)knob;
	snprintf(text, size, "%s", twin->flight.upside_down ? "on" : "off");
}

const struct knob flight_knobs[] = {
	{ "servo", "kinematic, or full before the first power on", set_servo, get_servo, 0 },
	{ "shock", "axial or radial, g up to 1000, milliseconds 0.01 to 1000" WITH_FULL, set_shock,
	  get_shock, 0 },
	{ "vibration", "g2/Hz up to 1 or off" WITH_FULL, set_vibration, get_vibration, 0 },
	{ "supply", "volts 0 to 24, and milliseconds if it is to come back" WITH_FULL, set_supply,
	  get_supply, 0 },
	{ "temperature", "-50 to 150 degrees Celsius" WITH_FULL, set_temperature, get_temperature,
	  0 },
	{ "tilt", "radial and tangential mrad up to 20" WITH_FULL, set_tilt, get_tilt, 0 },
	{ "contamination", "the part of the light that is lost, 0 to 1, or off" WITH_FULL,
	  set_contamination, get_contamination, 0 },
	{ "upside-down", "on or off, for discs put in from now on" WITH_FULL, set_upside_down,
	  get_upside_down, 0 },
	{ NULL, NULL, NULL, NULL, 0 },
};
