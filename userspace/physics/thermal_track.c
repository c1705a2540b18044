// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/thermal_track.h"

#include <math.h>
#include <stdlib.h>

/* Lags: every unit, then every 4; then to what counts as for ever. */
#define FINE 128u
#define MIDDLE_STEP 4u
#define COARSE_STEP 32u

_Static_assert(FINE + (THERMAL_SETTLING - FINE) / MIDDLE_STEP +
			       (THERMAL_EVER - THERMAL_SETTLING) / COARSE_STEP + 1 <=
		       THERMAL_LAGS,
	       "lags fit");

static void lay_lags(struct thermal_track *track)
{
	unsigned int at = 0;

	track->lags = 0;
	while (at <= THERMAL_EVER) {
		track->lag[track->lags++] = at;
		at += at < FINE ? 1 : at < THERMAL_SETTLING ? MIDDLE_STEP : COARSE_STEP;
	}
}

const float *thermal_track_at(const struct thermal_track *track, unsigned int units)
{
	unsigned int index = units;

	if (units > FINE)
		index = FINE + (units - FINE + MIDDLE_STEP / 2) / MIDDLE_STEP;
	if (units > THERMAL_SETTLING)
		index = track->lags - 1;
	return track->kelvin + (size_t)index * track->points;
}

/* Add what a flash some time ago, when the spot was elsewhere, is worth now. */
static void add_flash(const struct thermal_track *track, const struct thermal *thermal,
		      double velocity, double seconds, double weight, double *sum)
{
	const struct thermal_window *window = &track->window;
	double kelvin[THERMAL_RADII];
	unsigned int row, column, i = 0;

	thermal_flash(thermal, seconds, kelvin);
	for (row = 0; row < window->rows; row++) {
		double y = row * window->row_nm;

		for (column = 0; column < window->columns; column++, i++) {
			double x = ((double)column - window->behind) * window->step_nm +
				   velocity * seconds * 1e9;
			double r = sqrt(x * x + y * y) / THERMAL_RADIUS_NM;
			unsigned int j = (unsigned int)r;

			if (j + 1 < THERMAL_RADII)
				sum[i] += weight *
					  (kelvin[j] + (r - j) * (kelvin[j + 1] - kelvin[j]));
		}
	}
}

/* Gauss's two points between lags: exact to the third order, and never at time 0. */
static void add_interval(const struct thermal_track *track, const struct thermal *thermal,
			 double velocity, double from, double to, double *sum)
{
	double middle = (from + to) / 2, half = (to - from) / 2;

	add_flash(track, thermal, velocity, middle - half / sqrt(3), half, sum);
	add_flash(track, thermal, velocity, middle + half / sqrt(3), half, sum);
}

/* Temperature falls fastest just after a flash: the first interval is cut finer and finer. */
static void add_first(const struct thermal_track *track, const struct thermal *thermal,
		      double velocity, double to, double *sum)
{
	double from = to / 64;

	add_interval(track, thermal, velocity, 0, from, sum);
	for (; from < to; from *= 4)
		add_interval(track, thermal, velocity, from, 4 * from, sum);
}

int thermal_track_make(struct thermal_track *track, const struct thermal *thermal,
		       const struct thermal_window *window, double velocity, double unit_s)
{
	unsigned int lag, i;
	double *sum;

	track->window = *window;
	track->points = window->columns * window->rows;
	track->unit_s = unit_s;
	lay_lags(track);
	track->kelvin = calloc((size_t)track->lags * track->points, sizeof(*track->kelvin));
	sum = calloc(track->points, sizeof(*sum));
	if (!track->kelvin || !sum) {
		free(sum);
		thermal_track_free(track);
		return -1;
	}
	for (lag = 1; lag < track->lags; lag++) {
		float *out = track->kelvin + (size_t)lag * track->points;

		if (lag == 1)
			add_first(track, thermal, velocity, unit_s, sum);
		else
			add_interval(track, thermal, velocity, track->lag[lag - 1] * unit_s,
				     track->lag[lag] * unit_s, sum);
		for (i = 0; i < track->points; i++)
			out[i] = (float)sum[i];
	}
	free(sum);
	return 0;
}

void thermal_track_free(struct thermal_track *track)
{
	free(track->kelvin);
	track->kelvin = NULL;
}
