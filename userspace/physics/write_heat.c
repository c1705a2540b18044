// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "physics/write_heat.h"

#include <stdlib.h>

void write_heat_free(struct write_heat *heat)
{
	free(heat->mw);
	free(heat->edge);
	free(heat->celsius);
}

int write_heat_make(struct write_heat *heat, const struct thermal_track *track,
		    const struct write_order *order, unsigned int cells)
{
	*heat = (struct write_heat){ .track = track,
				     .ambient = order->celsius,
				     .units = cells * NFOD_STRATEGY_UNITS };
	heat->mw = malloc(heat->units * sizeof(*heat->mw));
	heat->edge = malloc(heat->units * sizeof(*heat->edge));
	heat->celsius = malloc(track->points * sizeof(*heat->celsius));
	if (!heat->mw || !heat->edge || !heat->celsius) {
		write_heat_free(heat);
		return -1;
	}
	write_pulses_render(order->strategy, &order->power, order->cell, cells, heat->mw);
	heat->edges = write_pulses_edges(heat->mw, heat->units, heat->edge);
	return 0;
}

static void add_response(float *restrict celsius, const float *restrict kelvin, double mw,
			 unsigned int points)
{
	float watts = (float)(mw * 1e-3);
	unsigned int i;

	for (i = 0; i < points; i++)
		celsius[i] += watts * kelvin[i];
}

static double power_at(const struct write_heat *heat, int unit)
{
	return heat->mw[unit > 0 ? unit : 0];
}

/* Mean power of the cell that ended then. */
static double mean_power(const struct write_heat *heat, int unit)
{
	double sum = 0;
	int i;

	for (i = unit - NFOD_STRATEGY_UNITS; i < unit; i++)
		sum += power_at(heat, i);
	return sum / NFOD_STRATEGY_UNITS;
}

/* Of what is long past only the mean is known, as if it had always been so. */
void write_heat_window(struct write_heat *heat, unsigned int unit)
{
	int past = (int)unit - (int)THERMAL_SETTLING;
	const struct thermal_track *track = heat->track;
	double mean = mean_power(heat, past);
	unsigned int i;

	for (i = 0; i < track->points; i++)
		heat->celsius[i] = (float)heat->ambient;
	add_response(heat->celsius, thermal_track_at(track, THERMAL_EVER), mean, track->points);
	add_response(heat->celsius, thermal_track_at(track, THERMAL_SETTLING),
		     power_at(heat, past) - mean, track->points);
	while (heat->oldest < heat->edges && heat->edge[heat->oldest].unit <= past)
		heat->oldest++;
	for (i = heat->oldest; i < heat->edges && heat->edge[i].unit < (int)unit; i++)
		add_response(heat->celsius,
			     thermal_track_at(track, unit - (unsigned int)heat->edge[i].unit),
			     heat->edge[i].step_mw, track->points);
}
