/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Reading at fidelity model: cells come out wrong and doubted as often as the law that the
 * press has measured says, for what is in the film under a head that is where it is.
 */
#ifndef NFOD_ENGINE_MODEL_H
#define NFOD_ENGINE_MODEL_H

#include "engine/disc.h"
#include "engine/recording.h"
#include "lib/random.h"
#include "physics/readout.h"

struct model;
struct detector_frame;

/**
 * model_new() - before one disc
 * @disc: must outlive it
 *
 * Return: for model_free(), or NULL when the disc has no law or memory is short.
 */
struct model *model_new(struct disc *disc);
void model_free(struct model *model);

/**
 * model_read() - a cluster passes
 * @recording: recording_scan() has filled it; its level and doubt become what was read
 * @place: of the head, MARKS_STRETCHES of them
 * @read_mw: light on the disc
 *
 * Return: 0, or -1 when neighbours cannot be had.
 */
int model_read(struct model *model, uint32_t cluster, struct recording *recording,
	       const struct readout_place *place, double read_mw, struct random *random);

/* What a detector would have seen of the last cluster, NFOD_FRAMES of them. */
const struct detector_frame *model_frames(const struct model *model);

#endif
