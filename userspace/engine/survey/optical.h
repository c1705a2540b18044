/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_ENGINE_SURVEY_OPTICAL_H
#define NFOD_ENGINE_SURVEY_OPTICAL_H

#include <stddef.h>

#include "nfod/format.h"
#include "nfod/medium.h"
#include "physics/readout.h"

/**
 * optical_disc() - a disc as light meets it, from what its image says
 * @layer: @layers films from the substrate up
 *
 * Return: 0, or -1 when its films are not known.
 */
int optical_disc(struct readout_disc *disc, const struct nfod_disc_info *info,
		 const struct nfod_layer_record *layer, size_t layers,
		 const struct nfod_surface_record *texture);

/* The reference drive before it, at the speed at which it is played. */
struct readout_drive optical_drive(const struct nfod_disc_info *info, double read_mw);

#endif
