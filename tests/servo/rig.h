/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Flying without USB: the plant over a pressed disc, and struct servo on it. Tests and
 * benchmarks are made of this.
 */
#ifndef NFOD_TESTS_SERVO_RIG_H
#define NFOD_TESTS_SERVO_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/disc.h"
#include "nfod/figures.h"
#include "nfod/frontend.h"
#include "plant/plant.h"
#include "servo/servo.h"

/* Whole discs, made by nfod-press before the tests run (tests/servo/servo.mk). */
#define RIG_NOMINAL "pc-reference"

/**
 * struct rig_options - what flies over what
 * @image: name of a disc of servo.mk, or a path with a slash; NULL = no disc in
 * @firmware: figures that the loops are designed by
 * @plant: figures of the drive as it is
 * @seed: of all chance
 */
struct rig_options {
	const char *image;
	struct nfod_figures firmware;
	struct nfod_figures plant;
	uint64_t seed;
};

/* The reference drive over the nominal disc, seed 1. */
struct rig_options rig_defaults(void);

/**
 * struct rig - a drive in the air
 * @fe: between plant and servo
 * @info: lead-in of the disc, or NULL
 * @ticks: so far
 */
struct rig {
	struct nfod_frontend fe;
	struct plant *plant;
	struct servo *servo;
	struct disc *disc;
	const struct nfod_disc_info *info;
	void *trace;
	uint64_t ticks;
};

/* Dies with a message when it cannot be. The gap curves of the lead-in are taken over. */
struct rig *rig_new(const struct rig_options *options);
void rig_free(struct rig *rig);

/* One tick: plant, servo, and the supervisor when it is wanted. */
void rig_tick(struct rig *rig);
void rig_run(struct rig *rig, double seconds);
/* Until it holds, or time is up. Return: whether it holds. */
bool rig_until(struct rig *rig, bool (*holds)(const struct rig *rig), double seconds);

/**
 * rig_target() - a place on the disc, at 2x and with the gap that the lead-in states
 * @angle: turns 0..1
 */
struct servo_target rig_target(const struct rig *rig, unsigned int zone, unsigned int side,
			       int32_t turn, double angle);

/* The wish has come true. */
bool rig_is_there(const struct rig *rig);
/* Load and follow the first zone's groove at turn 100; false when that failed. */
bool rig_fly(struct rig *rig);

#endif
