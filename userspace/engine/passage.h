/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * A cluster passes under a head that flies: where it begins and ends, and what happened
 * to each of its symbols on the way. The engine goes by the wobble: by the truth of
 * where the spot is, tick by tick. See Documentation/twin.md.
 */
#ifndef NFOD_ENGINE_PASSAGE_H
#define NFOD_ENGINE_PASSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/quality.h"
#include "nfod/frontend.h"
#include "physics/marks.h"
#include "plant/plant.h"

/**
 * struct passage_place - where a cluster is
 * @zone: counted from 0
 * @side: enum nfod_side
 * @start: of its first cell, turns from the zone's beginning on that spiral
 * @turns: that it covers
 */
struct passage_place {
	unsigned int zone;
	unsigned int side;
	double start;
	double turns;
};

/**
 * enum passage_state - how far it is
 * @PASSAGE_AWAITED: the first cell has not come by yet
 * @PASSAGE_UNDER: it is passing
 * @PASSAGE_OVER: the last cell has passed
 * @PASSAGE_MISSED: the head did not come by in time
 */
enum passage_state {
	PASSAGE_AWAITED,
	PASSAGE_UNDER,
	PASSAGE_OVER,
	PASSAGE_MISSED,
};

/**
 * struct passage_spot - where the head was over one stretch of marks, while it was seen
 * @gap_nm: sum of air gaps; passage_settle() makes means of it all
 * @offset_nm: off the track's centre
 * @radial_mrad: tilt
 * @light_uw: on the disc
 * @ticks: summed
 */
struct passage_spot {
	float gap_nm;
	float offset_nm;
	float radial_mrad;
	float light_uw;
	uint32_t ticks;
};

/**
 * struct passage - one cluster's
 * @state: enum passage_state
 * @place: of the cluster
 * @coasts: it may begin while the head is lifted, by what the wobble said before
 * @unseen: turns since the spot was last seen on the track that leads to it
 * @turned: turns that it has been waited for
 * @passed: turns since its first cell
 * @seconds: ditto
 * @done: symbols since then
 * @spot: by stretch
 * @lift: symbols that were not seen
 * @lifts: how many
 * @gate_shut: the write gate was shut in some tick
 * @shut_at: symbols before the first one
 * @hole: symbols over which it was
 * @holes: how many
 */
struct passage {
	enum passage_state state;
	struct passage_place place;
	bool coasts;
	double unseen;
	double turned;
	double passed;
	double seconds;
	uint32_t done;
	struct passage_spot spot[MARKS_STRETCHES];
	struct quality_lift lift[QUALITY_LIFTS];
	unsigned int lifts;
	bool gate_shut;
	uint32_t shut_at;
	struct quality_lift hole[QUALITY_LIFTS];
	unsigned int holes;
};

/* A cluster is wanted. */
void passage_await(struct passage *passage, const struct passage_place *place);

/**
 * passage_tick() - one tick passes
 * @truth: after it
 * @fe: what the servo and the guards say of this tick
 * @moved: turns that the disc has made in it
 * @tick_s: its length
 */
void passage_tick(struct passage *passage, const struct plant_truth *truth,
		  const volatile struct nfod_frontend *fe, double moved, double tick_s);

/* Part of the cluster that has passed, 0..1. */
double passage_part(const struct passage *passage);

/* Places by stretch become means. */
void passage_settle(struct passage *passage);

#endif
