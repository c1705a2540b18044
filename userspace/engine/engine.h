/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The channel engine of the front-end. Works on one descriptor of frontend.h at a
 * time and finishes it when the cluster has passed under the head. What is read back is
 * what the cells in the film say, but for what the disc's figures cost: see enum
 * engine_fidelity.
 */
#ifndef NFOD_ENGINE_ENGINE_H
#define NFOD_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/blemish.h"
#include "engine/disc.h"
#include "engine/model.h"
#include "engine/passage.h"
#include "engine/quality.h"
#include "engine/reading.h"
#include "engine/recording.h"
#include "engine/writing.h"
#include "lib/random.h"
#include "nfod/frontend.h"

#define ENGINE_NEVER UINT64_MAX

/**
 * enum engine_fidelity - how true reading and writing are
 * @FIDELITY_MODEL: cells are read wrong as often as the press has measured on the disc;
 *	protrusions are touched
 * @FIDELITY_IDEAL: neither
 * @FIDELITY_WAVEFORM: cells are what the channel's detector makes of the signal;
 *	protrusions are touched
 */
enum engine_fidelity {
	FIDELITY_MODEL,
	FIDELITY_IDEAL,
	FIDELITY_WAVEFORM,
};

/**
 * enum engine_event - what a tick brought
 * @ENGINE_NOTHING: nothing that anybody waits for
 * @ENGINE_DONE: a descriptor is finished
 * @ENGINE_CUT: the moment of @cut_after has come
 */
enum engine_event {
	ENGINE_NOTHING,
	ENGINE_DONE,
	ENGINE_CUT,
};

/**
 * struct engine_range - numbers
 * @first: the first one
 * @count: how many; 0 = none
 */
struct engine_range {
	uint64_t first;
	uint64_t count;
};

/**
 * struct engine_harm - sectors that cannot be read
 * @blocks: user's that they held when they were harmed
 * @sectors: bit n = sector n, by physical cluster; NULL = none
 * @clusters: entries of that
 */
struct engine_harm {
	struct engine_range blocks;
	uint16_t *sectors;
	uint32_t clusters;
};

/**
 * struct engine - the engine and its faults
 * @fe: registers
 * @buffer: buffer RAM
 * @pages: its size
 * @disc: under the head, or NULL
 * @recording: of the cluster under the head
 * @writing: how the head passes over the cluster that is written
 * @reading: the channel before @disc, made when first needed
 * @model: likewise what stands for it at fidelity model; NULL when nothing is known
 * @modelled: @model has been tried
 * @busy: working on desc[consumed % NFOD_FE_DESCS]
 * @started: when it began with it
 * @hang: finish nothing
 * @unreadable: read fault
 * @unwritable: write fault: physical clusters
 * @cut_after: the power goes in the middle of this write, counted from now;
 *	0 = never
 * @fidelity: how true reading and writing are
 * @laser_off: writing, part by which more light leaves than was ordered
 * @blemishes: of whatever disc is under the head, by enum blemish_kind
 * @random: of symbol errors
 * @flies: clusters pass under a head that flies, engine_tick() by engine_tick(), and not
 *	for their duration
 * @passage: of the descriptor, when @busy
 * @angle: of the disc in the tick before
 * @contacts: of lens and disc, so far
 * @corrected: symbols, so far
 * @clusters_read: so far
 * @clusters_written: so far
 * @errors: descriptors that did not end well
 */
struct engine {
	volatile struct nfod_frontend *fe;
	uint8_t *buffer;
	uint32_t pages;
	struct disc *disc;
	struct recording *recording;
	struct writing writing;
	struct reading *reading;
	struct model *model;
	bool modelled;
	bool busy;
	uint64_t started;
	bool hang;
	struct engine_harm unreadable;
	struct engine_range unwritable;
	uint64_t cut_after;
	enum engine_fidelity fidelity;
	double laser_off;
	struct blemishes blemishes[BLEMISH_KINDS];
	struct random random;
	bool flies;
	struct passage passage;
	double angle;
	uint64_t contacts;
	uint64_t corrected;
	uint64_t clusters_read;
	uint64_t clusters_written;
	uint64_t errors;
};

/**
 * engine_harm() - a sector of the disc that is in cannot be read any more
 */
void engine_harm(struct engine *engine, uint32_t cluster, unsigned int sector);

/**
 * engine_heal() - all of them can be read again
 */
void engine_heal(struct engine *engine);

/**
 * engine_init() - an engine at power-up
 *
 * Return: 0, or -1 when memory is short. engine_exit() lets go of it.
 */
int engine_init(struct engine *engine);
void engine_exit(struct engine *engine);

/* Another disc, or none, is under the head. */
void engine_take_disc(struct engine *engine, struct disc *disc);

/* The ring may have got something. */
void engine_doorbell(struct engine *engine, uint64_t now);

/**
 * engine_run() - finish one descriptor that is due, begin the next
 *
 * Return: whether one was finished; call again until not.
 */
bool engine_run(struct engine *engine, uint64_t now);

/* Has the moment of @cut_after come? */
bool engine_cut_due(const struct engine *engine, uint64_t now);

/**
 * engine_tick() - a tick of a head that flies
 * @truth: after it
 * @tick_s: its length
 */
enum engine_event engine_tick(struct engine *engine, const struct plant_truth *truth,
			      double tick_s);

/* A cluster is wanted or under way: ticks bring it on. */
bool engine_needs_ticks(const struct engine *engine);

/* When engine_run() or engine_cut_due() has something to do, or ENGINE_NEVER. */
uint64_t engine_deadline(const struct engine *engine);

/**
 * engine_power_cut() - the supply is gone
 * @hold_up: there is energy left for the cluster under the head
 */
void engine_power_cut(struct engine *engine, uint64_t now, bool hold_up);

#endif
