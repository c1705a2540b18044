// SPDX-License-Identifier: MIT
// SPDX-FileCopyrightText: 2026 The nfod authors
#include "plant/outside.h"

#include <math.h>
#include <string.h>

#define GRAVITY 9.80665
/* Rubber feet: damping of critical (j). */
#define MOUNT_DAMPING 0.15
#define VIBRATION_LOW_HZ 10.0
#define VIBRATION_HIGH_HZ 500.0
/* When a filter's memory is less than this the drive stands still, m/s2. */
#define STILL 1e-9

/* Butterworth's of second order, by the bilinear transform. */
static void design(struct outside_filter *filter, double hz, double tick_s, bool high)
{
	double k = tan(M_PI * hz * tick_s);
	double norm = 1.0 / (1.0 + M_SQRT2 * k + k * k);
	double gain = (high ? 1.0 : k * k) * norm;

	*filter = (struct outside_filter){
		.b0 = gain,
		.b1 = (high ? -2.0 : 2.0) * gain,
		.b2 = gain,
		.a1 = 2.0 * (k * k - 1.0) * norm,
		.a2 = (1.0 - M_SQRT2 * k + k * k) * norm,
	};
}

static double run(struct outside_filter *filter, double x)
{
	double y = filter->b0 * x + filter->s1;

	filter->s1 = filter->b1 * x - filter->a1 * y + filter->s2;
	filter->s2 = filter->b2 * x - filter->a2 * y;
	return y;
}

void outside_init(struct outside *outside, const struct nfod_figures *fig, uint64_t seed)
{
	memset(outside, 0, sizeof(*outside));
	outside->tick_s = 1.0 / (double)fig->tick_hz;
	for (unsigned int axis = 0; axis < OUTSIDE_AXES; axis++) {
		design(&outside->high[axis], VIBRATION_LOW_HZ, outside->tick_s, true);
		design(&outside->low[axis], VIBRATION_HIGH_HZ, outside->tick_s, false);
	}
	outside->mount_omega = 2.0 * M_PI * (double)fig->mount_hz;
	noise_init(&outside->chance, seed);
	outside->nominal = outside->volts = (double)fig->supply_v;
	outside->quiet = true;
}

void outside_shock(struct outside *outside, enum plant_axis axis, double g, double seconds)
{
	for (unsigned int i = 0; i < OUTSIDE_SHOCKS; i++) {
		struct outside_shock *shock = &outside->shock[i];

		if (shock->now < shock->ticks)
			continue;
		*shock = (struct outside_shock){
			.axis = axis,
			.peak = g * GRAVITY,
			.ticks = (uint64_t)fmax(round(seconds / outside->tick_s), 1.0),
		};
		outside->quiet = false;
		return;
	}
}

void outside_vibrate(struct outside *outside, double g2_hz)
{
	/* White noise has its power evenly from 0 to half the tick rate. */
	outside->sigma = GRAVITY * sqrt(fmax(g2_hz, 0.0) / (2.0 * outside->tick_s));
	outside->quiet = false;
}

void outside_supply(struct outside *outside, double volts, double seconds)
{
	outside->volts = volts;
	outside->ticks = (uint64_t)fmax(round(seconds / outside->tick_s), 0.0);
	if (!outside->ticks)
		outside->nominal = volts;
}

/* Its mean over the tick, so that the sum over all ticks is the half sine's integral. */
static double shock_now(struct outside_shock *shock)
{
	double from = cos(M_PI * (double)shock->now / (double)shock->ticks);
	double until = cos(M_PI * (double)(shock->now + 1) / (double)shock->ticks);

	shock->now++;
	return shock->peak * (from - until) * (double)shock->ticks / M_PI;
}

/* Rubber feet, exact enough: their resonance is far below the tick rate. */
static double through_mount(const struct outside *outside, struct outside_mount *mount, double push)
{
	double omega = outside->mount_omega;
	double passed = omega * omega * mount->stretch + 2.0 * MOUNT_DAMPING * omega * mount->speed;

	mount->speed += (push - passed) * outside->tick_s;
	mount->stretch += mount->speed * outside->tick_s;
	return passed;
}

static void add_shocks(struct outside *outside)
{
	for (unsigned int i = 0; i < OUTSIDE_SHOCKS; i++) {
		struct outside_shock *shock = &outside->shock[i];

		if (shock->now >= shock->ticks)
			continue;
		outside->base[shock->axis] += shock_now(shock);
		outside->quiet = false;
	}
}

static void add_vibration(struct outside *outside)
{
	float noise[NOISE_DEVIATES];

	noise_draw(&outside->chance, noise);
	for (unsigned int axis = 0; axis < OUTSIDE_AXES; axis++) {
		struct outside_filter *low = &outside->low[axis];
		double white = outside->sigma * (double)noise[axis];

		outside->base[axis] += run(low, run(&outside->high[axis], white));
		if (outside->sigma > 0.0 || fabs(low->s1) > STILL)
			outside->quiet = false;
	}
}

static void add_mounts(struct outside *outside)
{
	for (unsigned int axis = 0; axis < OUTSIDE_AXES; axis++) {
		outside->base[axis] =
			through_mount(outside, &outside->mount[axis], outside->base[axis]);
		if (fabs(outside->base[axis]) > STILL)
			outside->quiet = false;
	}
}

void outside_step(struct outside *outside)
{
	if (outside->ticks && !--outside->ticks)
		outside->volts = outside->nominal;
	if (outside->quiet)
		return;
	outside->quiet = true;
	memset(outside->base, 0, sizeof(outside->base));
	add_shocks(outside);
	add_vibration(outside);
	if (outside->mount_omega > 0.0)
		add_mounts(outside);
}
