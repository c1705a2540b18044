/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * Reading at fidelity waveform: the signal that a cluster's marks and those of its
 * neighbours make under a head that is where it is, and what the channel's detector finds
 * in it.
 */
#ifndef NFOD_ENGINE_READING_H
#define NFOD_ENGINE_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/disc.h"
#include "engine/recording.h"
#include "physics/marks.h"
#include "physics/readout.h"

struct reading;
struct detector_frame;

/**
 * reading_new() - the channel before one disc
 * @disc: must outlive it; its image must say what films it has
 *
 * Return: for reading_free(), or NULL when the films are not known or memory is short.
 */
struct reading *reading_new(struct disc *disc);
void reading_free(struct reading *reading);

/* Forget what the channel has learnt of the disc. */
void reading_relearn(struct reading *reading);

/**
 * reading_doubt() - doubt more or less of what was played last
 * @part: see detector_doubt()
 * @recording: its doubt changes
 */
void reading_doubt(struct reading *reading, double part, struct recording *recording);

/* Under blemishes that let some light through marks show less than they are. */
void reading_fade(struct recording *recording);

/**
 * reading_play() - a cluster passes
 * @recording: recording_scan() has filled it; its level and doubt become what was read
 * @place: of the head, MARKS_STRETCHES of them
 * @read_mw: light on the disc
 * @seed: of the noise
 *
 * Return: 0, or -1 when neighbours cannot be had or memory is short.
 */
int reading_play(struct reading *reading, uint32_t cluster, struct recording *recording,
		 const struct readout_place *place, double read_mw, uint64_t seed);

/* What the detector saw of the last cluster, NFOD_FRAMES of them. */
const struct detector_frame *reading_frames(const struct reading *reading);

#endif
