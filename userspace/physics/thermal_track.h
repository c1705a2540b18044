/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Temperature around a spot that moves along a track, for any course of its power: the
 * response to 1 W switched on some time ago, tabled over a window that moves along.
 * Times are in units of the channel cell (nfod/strategy.h), places in parts of a cell.
 */
#ifndef NFOD_PHYSICS_THERMAL_TRACK_H
#define NFOD_PHYSICS_THERMAL_TRACK_H

#include <stddef.h>

#include "physics/thermal.h"

/**
 * struct thermal_window - points around the spot at which temperature is wanted
 * @step_nm: along the track
 * @behind: columns behind the spot's centre
 * @columns: in all
 * @row_nm: across the track
 * @rows: from the spot's line outwards
 */
struct thermal_window {
	double step_nm;
	unsigned int behind;
	unsigned int columns;
	double row_nm;
	unsigned int rows;
};

#define THERMAL_LAGS 272
/* From this many units on only the mean power counts ... */
#define THERMAL_SETTLING 512u
/* ... and after so many all stays as it is. */
#define THERMAL_EVER 1792u

/**
 * struct thermal_track - step responses
 * @window: where
 * @points: of it
 * @unit_s: of lags
 * @lags: how many
 * @lag: since the switching, units; ascending from 0
 * @kelvin: K/W, by lag, row, column
 */
struct thermal_track {
	struct thermal_window window;
	unsigned int points;
	double unit_s;
	unsigned int lags;
	unsigned int lag[THERMAL_LAGS];
	float *kelvin;
};

/**
 * thermal_track_make()
 * @velocity: m/s
 * @unit_s: of time
 *
 * Return: 0, or -1 when memory is short.
 */
int thermal_track_make(struct thermal_track *track, const struct thermal *thermal,
		       const struct thermal_window *window, double velocity, double unit_s);

void thermal_track_free(struct thermal_track *track);

/* Response so many units after switching; that of light lit for ever beyond THERMAL_SETTLING. */
const float *thermal_track_at(const struct thermal_track *track, unsigned int units);

#endif
