/* SPDX-License-Identifier: MIT */
/* SPDX-FileCopyrightText: 2026 The nfod authors */
#ifndef NFOD_PHYSICS_WRITING_DISC_H
#define NFOD_PHYSICS_WRITING_DISC_H

#include "physics/spot.h"
#include "physics/thermal.h"
#include "physics/writing.h"

/* Thermal cells; halving them moves temperatures by less than 1 % (tests). */
#define RECORDING_CELL_NM 2.0
#define FILM_CELL_NM 5.0
/* Heat does not come deeper within a microsecond: sqrt(4 D t) = 0.75 um (c). */
#define SUBSTRATE_NM 4000.0
/* Temperature jump at the faces of the air gap, as a length of air: 2 x 1.9 mean free paths (s). */
#define AIR_JUMP_NM 250.0

#define WRITING_PROFILE 500
#define WRITING_PROFILE_NM 6.0

/* Light in the recording layer at a gap. */
void writing_spot(const struct writing_disc *disc, double gap_nm, struct spot *spot);

/**
 * writing_profile() - round average of the spot's intensity in the recording layer
 * @intensity: from the axis in steps of WRITING_PROFILE_NM
 */
void writing_profile(const struct writing_disc *disc, double intensity[WRITING_PROFILE]);

/* The stack for heat, heated by 1 W on the disc. */
void writing_stack(const struct writing_disc *disc, struct thermal_stack *heat);

/* Heat under the head's light. Return: 0 or -1. */
int writing_heat(const struct writing_disc *disc, struct thermal *thermal);

#endif
