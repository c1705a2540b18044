/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
/* The light of a write, as it was ordered and as the head really passed. */
#ifndef NFOD_ENGINE_LIGHT_H
#define NFOD_ENGINE_LIGHT_H

#include <stdbool.h>

#include "engine/engine.h"

/* Whether the ordered way of writing is one for the disc that is in. */
bool light_fits(const struct engine *engine);

/**
 * light_aim() - how the head passes over the cluster that is being written
 * @writing: filled
 */
void light_aim(struct engine *engine, const struct nfod_fe_desc *desc, struct writing *writing);

#endif
