/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * What happens to the drive: shocks, vibration, supply.
 */
#ifndef NFOD_PLANT_OUTSIDE_H
#define NFOD_PLANT_OUTSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "nfod/figures.h"
#include "plant/noise.h"
#include "plant/plant.h"

#define OUTSIDE_AXES 2
/* Shocks that can go on at the same time. */
#define OUTSIDE_SHOCKS 4

/**
 * struct outside_filter - second order, transposed direct form II
 */
struct outside_filter {
	double b0, b1, b2, a1, a2;
	double s1, s2;
};

/**
 * struct outside_shock - half a sine
 * @axis: enum plant_axis
 * @peak: m/s2
 * @ticks: how long
 * @now: since it began; over when it reaches @ticks
 */
struct outside_shock {
	unsigned int axis;
	double peak;
	uint64_t ticks;
	uint64_t now;
};

/**
 * struct outside_mount - rubber feet under one axis
 * @stretch: of them, m
 * @speed: of it
 */
struct outside_mount {
	double stretch;
	double speed;
};

/**
 * struct outside - all of it
 * @tick_s: length of a tick
 * @shock: those that go on; @ticks 0 = none
 * @sigma: of the white noise that vibration is shaped from, m/s2; 0 = it stands still
 * @high: 10 Hz
 * @low: 500 Hz
 * @mount_omega: rubber feet; 0 = none
 * @mount: ditto, by axis
 * @chance: for vibration alone
 * @nominal: supply that it ought to have
 * @volts: supply
 * @later: what it goes back to after @ticks, 0 = stays
 * @ticks: ditto
 * @base: acceleration of the drive this tick, m/s2, by axis
 * @quiet: nothing shakes
 */
struct outside {
	double tick_s;
	struct outside_shock shock[OUTSIDE_SHOCKS];
	double sigma;
	struct outside_filter high[OUTSIDE_AXES];
	struct outside_filter low[OUTSIDE_AXES];
	double mount_omega;
	struct outside_mount mount[OUTSIDE_AXES];
	struct noise chance;
	double nominal;
	double volts;
	uint64_t ticks;
	double base[OUTSIDE_AXES];
	bool quiet;
};

void outside_init(struct outside *outside, const struct nfod_figures *fig, uint64_t seed);

void outside_shock(struct outside *outside, enum plant_axis axis, double g, double seconds);
void outside_vibrate(struct outside *outside, double g2_hz);
void outside_supply(struct outside *outside, double volts, double seconds);

/* A tick passes; @base is its acceleration. */
void outside_step(struct outside *outside);

#endif
