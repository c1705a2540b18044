/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/*
 * The head over the disc: carries out orders of frontend.h, shows what it sees, and
 * touches what stands out too far. Its loops are ideal: it is where it was ordered.
 */
#ifndef NFOD_ENGINE_HEAD_H
#define NFOD_ENGINE_HEAD_H

#include <stdbool.h>

#include "engine/engine.h"
#include "engine/quality.h"

/* Take an order, if there is a new one, and show the sample that belongs to it. */
void head_doorbell(struct engine *engine);

/* Whether the head is where it can read and write. */
bool head_is_near(const struct engine *engine);

/**
 * head_pass() - the disc passes under the head
 * @track: what passes
 * @lift: filled with the places at which the head had to lift
 *
 * Return: how many.
 */
unsigned int head_pass(struct engine *engine, const struct surface_track *track,
		       struct quality_lift lift[QUALITY_LIFTS]);

#endif
